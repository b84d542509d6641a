"""The kinds of entry of the commission: what each says, and what of it can be corrected.

What is asked in a correction is asked as the form asks it that writes the entry. A kind that is not
corrected by hand says None: from a transfer the other commission sends the case back, a panel is
seated anew.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veille.ledger.facts import Body, Sealed
from veille.ui.fields import DayField
from veille.ui.names import name_of
from veille.ui.rooms import Asked, Kind, as_in
from veille.ui.words import words_of

from .. import commission_facts, facts, file_facts, treatment_facts
from ..lookup_facts import LookedUp
from ..state import number_of
from ..words import (
    ClosingReason,
    ContactBy,
    Deadline,
    Language,
    LateReason,
    LawyerBy,
    MoveReason,
    NoticeBy,
    OwnUse,
    Profession,
    Risk,
    Ruling,
)
from . import words
from .decision_forms import CompetenceForm, DecideForm, ProlongForm
from .filing_form import FilingForm
from .forms import (
    AbsentForm,
    AnalysisForm,
    AssessForm,
    CloseForm,
    CustodyForm,
    ExplainForm,
    HearForm,
    HelpForm,
    MoveForm,
    NoticeForm,
    RulingForm,
)
from .names import name_of_commission

# What stands for long.


def _commission(
    body: commission_facts.CommissionOpened | commission_facts.CommissionChanged,
) -> str:
    return _("Commission: %(name)s") % {"name": name_of_commission(body.details)}


def _member(body: commission_facts.MemberAppointed) -> str:
    what = words_of([body.profession], Profession)
    return _("Member: %(name)s (%(profession)s)") % {
        "name": name_of(body.account),
        "profession": what,
    }


def _place(body: commission_facts.TreatmentListed | commission_facts.TreatmentChanged) -> str:
    return _("Place of treatment: %(name)s") % {"name": body.details.name}


def _looked_up(body: LookedUp) -> str:
    return ngettext(
        "Looked up by name: %(n)s case found",
        "Looked up by name: %(n)s cases found",
        len(body.cases),
    ) % {"n": len(body.cases)}


# A case, to its hearing.


def _received(body: facts.Received) -> str:
    """All that can be corrected of it, so that what it said before can be read."""
    return " · ".join(_of_referral(body))


def _of_referral(body: facts.Received) -> Iterator[str]:
    yield _("Referral received from %(service)s") % {"service": body.service}
    yield words.seized(body.seized)
    yield _("%(n)s years") % {"n": body.age_years}
    if body.domicile:
        yield _("lives in %(place)s") % {"place": body.domicile}
    yield words_of([body.language], Language)
    yield words_of([body.own_use], OwnUse)
    way = words_of([body.contact_by], ContactBy)
    if body.contact_by is ContactBy.NONE:
        yield way
    else:
        yield _("to be reached %(how)s") % {"how": way}


def sealed_in(body: Body) -> Iterator[tuple[str, Sealed | None]]:
    """What an entry says of the person, or of who helps them, in sealed words, each by its name."""
    if isinstance(body, facts.Received):
        yield _("Name of the person"), body.name
        yield _("Where they were found"), body.where
        yield _("Number or address that they chose"), body.contact
        yield _("What happened"), body.what
    elif isinstance(body, file_facts.HelpEntered):
        yield _("Lawyer"), body.lawyer


def _person_told(body: facts.PersonTold) -> str:
    if body.same_as:
        values = {"number": number_of(body.same_as)}
        return _("Settled: the same person as in case %(number)s") % values
    return _("Settled: somebody who has no other case here")


def _appointed(body: facts.Appointed) -> str:
    return _("Appointment: %(when)s, room %(room)s") % {
        "when": words.moment(body.appointment),
        "room": body.room,
    }


def _moved(body: facts.Moved) -> str:
    values = {"when": words.moment(body.appointment), "room": body.room}
    moved = _("Appointment moved to %(when)s, room %(room)s") % values
    return f"{moved} · {words_of([body.why], MoveReason)}"


def _notice(body: facts.NoticeIssued) -> str:
    return _("Notice %(how)s: %(when)s, room %(room)s") % {
        "how": words_of([body.by], NoticeBy),
        "when": words.moment(body.appointment),
        "room": body.room,
    }


def _stepped_out(body: facts.SteppedOut) -> str:
    gone = _("%(who)s stepped out") % {"who": name_of(body.account)}
    if body.replacement is None:
        return gone
    other = words.panel([body.replacement])
    return f"{gone} · " + _("in their place: %(who)s") % {"who": other}


def _heard(body: facts.HearingHeld) -> str:
    held = _("Heard by %(who)s") % {"who": words.panel(body.panel)}
    return f"{held} · " + _("with a therapist") if body.therapist else held


# What was decided, and what follows.


def _assessed(body: facts.Assessed) -> str:
    view = _("dependent") if body.dependent else _("not dependent")
    risk = words_of([body.risk], Risk)
    return _("Assessed: %(view)s · ASSIST risk: %(risk)s") % {"view": view, "risk": risk}


def _competence(body: facts.CompetenceDecided) -> str:
    said = (
        _("Competence: the case is the commission’s")
        if body.competent
        else _("Competence: the case is not the commission’s")
    )
    return f"{said} · " + _("own use was shown") if body.own_use_shown else said


def _ruled(body: facts.AppealRuled) -> str:
    values = {"ruling": words_of([body.ruling], Ruling), "day": words.day_of(body.on)}
    return _("The court ruled on %(day)s: %(ruling)s") % values


def _waived(body: facts.AppealWaived) -> str:
    return _("They waived an appeal: final from %(day)s") % {"day": words.day_of(body.on)}


def _absent(body: facts.PresentationMissed) -> str:
    if body.on is None:
        return _("Missed a presentation")
    return _("Missed the presentation of %(day)s") % {"day": words.day_of(body.on)}


def _explained(body: facts.Explained) -> str:
    return _("Reason entered (%(deadline)s): %(why)s") % {
        "deadline": words_of([body.deadline], Deadline),
        "why": words_of([body.why], LateReason),
    }


def _closed(body: facts.Closed) -> str:
    why = words_of([body.reason], ClosingReason)
    return _("Case closed: %(why)s") % {"why": why} + _kept_until(body.destroy_on)


def _kept_until(day: date) -> str:
    return " · " + _("record kept until %(day)s") % {"day": words.day_of(day)}


# What is entered in its file.


def _help(body: file_facts.HelpEntered) -> str:
    said = words_of([body.lawyer_by], LawyerBy)
    if not body.interpreted:
        return said
    return f"{said} · " + _("interpreter: %(language)s") % {"language": body.interpreted}


def _analysed(body: file_facts.Analysed) -> str:
    values = {"n": body.line, "what": words.analysed(body)}
    said = _("Laboratory, thing %(n)s: %(what)s") % values
    return f"{said} · " + _("besides what was found before") if body.besides else said


#: What can be changed of an entry that is sealed: asked for in plain words.
SEALED: Mapping[type[Body], Mapping[str, Asked]] = {
    facts.Received: as_in(FilingForm, "name", "where", "what", "contact")
}

KINDS: Mapping[type[Body], Kind] = {
    commission_facts.CommissionOpened: Kind(_commission),
    commission_facts.CommissionChanged: Kind(_commission),
    commission_facts.MemberAppointed: Kind(_member),
    commission_facts.MemberEnded: Kind(
        lambda body: _("Member until %(day)s") % {"day": words.day_of(body.until)}
    ),
    commission_facts.TreatmentListed: Kind(_place),
    commission_facts.TreatmentChanged: Kind(_place),
    commission_facts.WaitSaid: Kind(
        lambda body: _("Wait there: %(n)s days") % {"n": body.wait_days}
    ),
    commission_facts.TreatmentClosed: Kind(gettext_lazy("Takes nobody any more")),
    LookedUp: Kind(_looked_up),
    facts.Received: Kind(
        _received,
        {
            **as_in(FilingForm, "contact_by"),
            **as_in(FilingForm, "age_years", required=True, help_text=""),
            **as_in(FilingForm, "domicile", "language"),
            **as_in(FilingForm, "own_use", required=True),
        },
    ),
    facts.PersonTold: Kind(_person_told, {}),
    facts.Acknowledged: Kind(gettext_lazy("Acknowledged"), {}),
    facts.Appointed: Kind(_appointed, {}),
    facts.Moved: Kind(_moved, as_in(MoveForm, "why")),
    facts.NoticeIssued: Kind(_notice, {"by": as_in(NoticeForm, "way")["way"]}),
    facts.PanelSeated: Kind(lambda body: _("Panel: %(who)s") % {"who": words.panel(body.panel)}),
    facts.SteppedOut: Kind(_stepped_out, {}),
    facts.Missed: Kind(gettext_lazy("Did not appear"), {}),
    facts.GivenUp: Kind(gettext_lazy("Cannot be reached"), {}),
    facts.Transferred: Kind(
        lambda body: (
            _("Transferred to the commission of %(to)s") % {"to": words.commission(body.to)}
        )
    ),
    facts.HearingHeld: Kind(_heard, as_in(HearForm, "therapist")),
    facts.Assessed: Kind(
        _assessed,
        {
            "dependent": lambda _s: forms.BooleanField(
                label=gettext_lazy("dependent"), required=False
            ),
            **as_in(AssessForm, "risk"),
        },
    ),
    facts.CompetenceDecided: Kind(
        _competence,
        {
            "competent": lambda _s: forms.BooleanField(
                label=gettext_lazy("the case is the commission’s"), required=False
            ),
            **as_in(CompetenceForm, "own_use_shown"),
        },
    ),
    facts.Decided: Kind(
        lambda body: _("Decided: %(what)s") % {"what": words.decision(body)},
        {
            **as_in(DecideForm, "months", "euros", "presentations", "measure", required=False),
            **as_in(DecideForm, "measure_months", "accepted"),
            "until": lambda _s: DayField(label=gettext_lazy("Until"), required=False),
        },
    ),
    facts.Prolonged: Kind(
        lambda body: _("Suspension extended by %(n)s months") % {"n": body.months},
        as_in(ProlongForm, "months"),
    ),
    facts.AppealWaived: Kind(
        _waived, {"on": lambda _s: DayField(label=gettext_lazy("On which day"))}
    ),
    facts.Appealed: Kind(gettext_lazy("Appealed"), {}),
    facts.AppealRuled: Kind(
        _ruled,
        {
            **as_in(RulingForm, "ruling"),
            "on": lambda _s: DayField(label=gettext_lazy("On which day")),
        },
    ),
    facts.Resumed: Kind(gettext_lazy("Suspension ended before its day"), {}),
    facts.Revoked: Kind(
        lambda body: (
            _("Suspension revoked: the sanction applies, until %(day)s")
            % {"day": words.day_of(body.until)}
        ),
        {"until": lambda _s: DayField(label=gettext_lazy("Until"))},
    ),
    facts.Presented: Kind(gettext_lazy("Presented themselves"), {}),
    facts.PresentationMissed: Kind(_absent, as_in(AbsentForm, "on", required=False)),
    facts.FinePaid: Kind(gettext_lazy("Fine paid"), {}),
    facts.Fulfilled: Kind(gettext_lazy("What was decided is done"), {}),
    facts.Explained: Kind(_explained, as_in(ExplainForm, "deadline", "why")),
    facts.Closed: Kind(_closed, as_in(CloseForm, "reason")),
    facts.SentToYouth: Kind(
        lambda body: _("Sent to the youth path") + _kept_until(body.destroy_on), {}
    ),
    file_facts.HelpEntered: Kind(_help, as_in(HelpForm, "interpreted")),
    file_facts.Analysed: Kind(_analysed, as_in(AnalysisForm, "substance", "purity_percent")),
    file_facts.SeizedKept: Kind(
        lambda body: _("What was seized is kept: %(where)s") % {"where": words.kept(body)},
        as_in(CustodyForm, "where", "mark"),
    ),
    file_facts.SeizedDestroyed: Kind(gettext_lazy("What was seized was destroyed"), {}),
    treatment_facts.TreatmentOffered: Kind(gettext_lazy("Treatment offered"), {}),
    treatment_facts.TreatmentAccepted: Kind(gettext_lazy("Treatment accepted"), {}),
    treatment_facts.TreatmentDeclined: Kind(gettext_lazy("Treatment declined"), {}),
    treatment_facts.TreatmentAwaited: Kind(
        lambda body: _("Waits for treatment at %(place)s") % {"place": words.place(body.place)}, {}
    ),
    treatment_facts.TreatmentBegun: Kind(gettext_lazy("Treatment begun"), {}),
    treatment_facts.TreatmentReported: Kind(
        lambda body: (
            _("Report of the treatment: it goes on")
            if body.goes_on
            else _("Report of the treatment: it does not go on as agreed")
        ),
        {
            "goes_on": lambda _s: forms.BooleanField(
                label=gettext_lazy("it goes on"), required=False
            )
        },
    ),
    treatment_facts.TreatmentCompleted: Kind(gettext_lazy("Treatment completed"), {}),
    treatment_facts.TreatmentLeft: Kind(gettext_lazy("Left treatment before its end"), {}),
}
