"""What entries of a case and its parts say, in the reader's language."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.law import Reference, substances
from veille.ledger.facts import Body, Sealed
from veille.ui.names import name_of
from veille.ui.words import language, words_of

from .. import commission_facts, facts, reads
from ..deadlines import Limit
from ..lookup_facts import LookedUp
from ..state import number_of
from ..tables import SittingRow
from ..words import (
    ClosingReason,
    ContactBy,
    Deadline,
    DecisionKind,
    Language,
    LateReason,
    LawyerBy,
    Measure,
    MoveReason,
    NoticeBy,
    OwnUse,
    Profession,
    Risk,
    Ruling,
    Status,
    Treatment,
    Unit,
)
from .names import name_of_commission


def moment(at: datetime) -> str:
    """“Thursday 26 November 2026, 09:30”, by the wall clock in force."""
    local = timezone.localtime(at)
    day = formats.date_format(local, "l") + " " + formats.date_format(local, "DATE_FORMAT")
    return _("%(day)s, %(time)s") % {"day": day, "time": formats.time_format(local, "H:i")}


def day_of(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def amount(value: Decimal | float | str) -> str:
    """A number with as many decimals as it was given, and no noughts at its end."""
    plain = Decimal(str(value)).normalize()
    exponent = plain.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return formats.number_format(plain, places)


def substance(name: str) -> str:
    """A substance of the law's table by its name in the reader's language."""
    if name == facts.UNKNOWN_SUBSTANCE:
        return _("unknown substance")
    known = substances().get(name)
    return known[language()] if known else name


def seized(rows: Iterable[Any]) -> str:
    """“heroin, 0.5 g”, … of `facts.Seized`, or of the same as a table keeps them."""
    parts = []
    for one in rows:
        name, much, unit = (
            (one["substance"], one["amount"], one["unit"])
            if isinstance(one, dict)
            else (one.substance, one.amount, one.unit)
        )
        parts.append(
            _("%(substance)s: %(amount)s %(unit)s")
            % {"substance": substance(name), "amount": amount(much), "unit": words_of([unit], Unit)}
        )
    return " · ".join(parts)


def panel(rows: Iterable[facts.Panelist | SittingRow]) -> str:
    return ", ".join(
        f"{name_of(one.account)} ({words_of([one.profession], Profession)})" for one in rows
    )


def basis_of(limit: Limit) -> dict[str, Any]:
    """What a time limit stands on: a law, or whose word it is."""
    if limit.basis is not None:
        return reference(limit.basis)
    said = {"panel": _("the panel’s decision"), "commission": _("the commission’s own rule")}
    return {"words": said[limit.set_by], "link": "", "read": True}


def reference(basis: Reference) -> dict[str, Any]:
    """What a rule stands on: act and section, address, and whether the act itself was read."""
    values = {"act": basis.act[language()], "section": basis.section[language()]}
    return {
        "words": _("%(act)s, %(section)s") % values,
        "link": basis.link,
        "read": basis.source == "primary",
    }


def in_words(body: Body) -> str:
    """What one entry says."""
    match body:
        case commission_facts.CommissionOpened() | commission_facts.CommissionChanged():
            return _("Commission: %(name)s") % {"name": name_of_commission(body.details)}
        case commission_facts.MemberAppointed():
            what = words_of([body.profession], Profession)
            return _("Member: %(name)s (%(profession)s)") % {
                "name": name_of(body.account),
                "profession": what,
            }
        case commission_facts.MemberEnded():
            return _("Member until %(day)s") % {"day": day_of(body.until)}
        case commission_facts.TreatmentListed() | commission_facts.TreatmentChanged():
            return _("Place of treatment: %(name)s") % {"name": body.details.name}
        case commission_facts.WaitSaid():
            return _("Wait there: %(n)s days") % {"n": body.wait_days}
        case commission_facts.TreatmentClosed():
            return _("Takes nobody any more")
        case LookedUp():
            return ngettext(
                "Looked up by name: %(n)s case found",
                "Looked up by name: %(n)s cases found",
                len(body.cases),
            ) % {"n": len(body.cases)}
        case facts.Received():
            return " · ".join(_of_referral(body))
        case facts.PersonTold():
            if body.same_as:
                values = {"number": number_of(body.same_as)}
                return _("Settled: the same person as in case %(number)s") % values
            return _("Settled: somebody who has no other case here")
        case facts.Explained():
            return _("Reason entered (%(deadline)s): %(why)s") % {
                "deadline": words_of([body.deadline], Deadline),
                "why": words_of([body.why], LateReason),
            }
        case facts.Closed():
            why = words_of([body.reason], ClosingReason)
            return _("Case closed: %(why)s") % {"why": why} + _kept_until(body.destroy_on)
        case facts.SentToYouth():
            return _("Sent to the youth path") + _kept_until(body.destroy_on)
    return (
        _of_hearing(body)
        or _of_decision(body)
        or _of_file(body)
        or _plain_words().get(type(body), "")
    )


def _kept_until(day: date) -> str:
    return " · " + _("record kept until %(day)s") % {"day": day_of(day)}


def _of_referral(body: facts.Received) -> Iterator[str]:
    """All that can be corrected of it, so that what it said before can be read."""
    yield _("Referral received from %(service)s") % {"service": body.service}
    yield seized(body.seized)
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
    """What a referral says of the person in sealed words, each by its name."""
    if isinstance(body, facts.Received):
        yield _("Name of the person"), body.name
        yield _("Where they were found"), body.where
        yield _("Number or address that they chose"), body.contact
        yield _("What happened"), body.what
    elif isinstance(body, facts.HelpEntered):
        yield _("Lawyer"), body.lawyer


def _of_hearing(body: Body) -> str:
    match body:
        case facts.Appointed():
            return _("Appointment: %(when)s, room %(room)s") % {
                "when": moment(body.appointment),
                "room": body.room,
            }
        case facts.Moved():
            values = {"when": moment(body.appointment), "room": body.room}
            moved = _("Appointment moved to %(when)s, room %(room)s") % values
            return f"{moved} · {words_of([body.why], MoveReason)}"
        case facts.NoticeIssued():
            return _("Notice %(how)s: %(when)s, room %(room)s") % {
                "how": words_of([body.by], NoticeBy),
                "when": moment(body.appointment),
                "room": body.room,
            }
        case facts.PanelSeated():
            return _("Panel: %(who)s") % {"who": panel(body.panel)}
        case facts.SteppedOut():
            gone = _("%(who)s stepped out") % {"who": name_of(body.account)}
            if body.replacement is None:
                return gone
            return f"{gone} · " + _("in their place: %(who)s") % {"who": panel([body.replacement])}
        case facts.Transferred():
            return _("Transferred to the commission of %(to)s") % {"to": commission(body.to)}
        case facts.HearingHeld():
            held = _("Heard by %(who)s") % {"who": panel(body.panel)}
            return f"{held} · " + _("with a therapist") if body.therapist else held
    return ""


def _of_decision(body: Body) -> str:
    match body:
        case facts.Assessed():
            view = _("dependent") if body.dependent else _("not dependent")
            risk = words_of([body.risk], Risk)
            return _("Assessed: %(view)s · ASSIST risk: %(risk)s") % {"view": view, "risk": risk}
        case facts.Decided():
            return _("Decided: %(what)s") % {"what": decision(body)}
        case facts.TreatmentAwaited():
            return _("Waits for treatment at %(place)s") % {"place": place(body.place)}
        case facts.Prolonged():
            return _("Suspension extended by %(n)s months") % {"n": body.months}
        case facts.AppealWaived():
            return _("They waived an appeal: final from %(day)s") % {"day": day_of(body.on)}
        case facts.AppealRuled():
            values = {"ruling": words_of([body.ruling], Ruling), "day": day_of(body.on)}
            return _("The court ruled on %(day)s: %(ruling)s") % values
        case facts.PresentationMissed(on=day) if day is not None:
            return _("Missed the presentation of %(day)s") % {"day": day_of(day)}
        case facts.CompetenceDecided():
            said = (
                _("Competence: the case is the commission’s")
                if body.competent
                else _("Competence: the case is not the commission’s")
            )
            return f"{said} · " + _("own use was shown") if body.own_use_shown else said
    return ""


def _of_file(body: Body) -> str:
    match body:
        case facts.HelpEntered():
            said = words_of([body.lawyer_by], LawyerBy)
            if not body.interpreted:
                return said
            return f"{said} · " + _("interpreter: %(language)s") % {"language": body.interpreted}
        case facts.Analysed():
            values = {"n": body.line, "what": analysed(body)}
            return _("Laboratory, thing %(n)s: %(what)s") % values
        case facts.SeizedKept():
            return _("What was seized is kept: %(where)s") % {"where": kept(body)}
    return ""


def analysed(found: Any) -> str:
    """What a laboratory found, of `facts.Analysed` or `case_parts.Analysis`."""
    what = substance(found.substance)
    if found.purity_percent is None:
        return _("%(substance)s, purity not measured") % {"substance": what}
    return _("%(substance)s, %(purity)s %% pure") % {
        "substance": what,
        "purity": amount(found.purity_percent),
    }


def kept(said: Any) -> str:
    """Where what was seized is kept, of `facts.SeizedKept` or `case_parts.Custody`."""
    return " · ".join(filter(None, (said.where, said.mark)))


def decision(body: Any) -> str:
    """A decision in one line, of `facts.Decided` or `case_parts.Decision`."""
    kind = body.decision if isinstance(body, facts.Decided) else body.kind
    parts = [words_of([kind], DecisionKind)]
    if body.measure is not None:
        told = words_of([body.measure], Measure)
        if body.measure_months is not None:
            told += " · " + _("for %(n)s months") % {"n": body.measure_months}
        parts.append(told)
    if body.euros is not None:
        parts.append(_("%(euros)s €") % {"euros": formats.number_format(body.euros, 2)})
    if body.months is not None:
        parts.append(_("%(n)s months") % {"n": body.months})
    if body.presentations is not None:
        parts.append(_("%(n)s presentations") % {"n": body.presentations})
    if body.until is not None:
        due = _("by %(day)s") if body.months is None else _("until %(day)s")
        parts.append(due % {"day": day_of(body.until)})
    elif body.from_final:
        parts.append(_("from the day on which it is final"))
    if body.accepted:
        parts.append(_("they accept the conditions"))
    return " · ".join(parts)


def _plain_words() -> dict[type[Body], str]:
    return {
        facts.Acknowledged: _("Acknowledged"),
        facts.Missed: _("Did not appear"),
        facts.GivenUp: _("Cannot be reached"),
        facts.Resumed: _("Suspension ended before its day"),
        facts.Presented: _("Presented themselves"),
        facts.PresentationMissed: _("Missed a presentation"),
        facts.Appealed: _("Appealed"),
        facts.SeizedDestroyed: _("What was seized was destroyed"),
        facts.FinePaid: _("Fine paid"),
        facts.Fulfilled: _("What was decided is done"),
        facts.TreatmentOffered: _("Treatment offered"),
        facts.TreatmentAccepted: _("Treatment accepted"),
        facts.TreatmentDeclined: _("Treatment declined"),
        facts.TreatmentBegun: _("Treatment begun"),
        facts.TreatmentCompleted: _("Treatment completed"),
        facts.TreatmentLeft: _("Left treatment before its end"),
    }


def commission(slug: str) -> str:
    """The name of a commission; its slug where it is of another node."""
    row = next((one for one in reads.commissions() if one.slug == slug), None)
    return name_of_commission(row) if row else slug


def place(id: str) -> str:
    """The name of a place of treatment."""
    listed = [*reads.treatment_places(), *reads.treatment_places(closed=True)]
    return next((row.name for row in listed if row.id == id), id[-6:])


def status(value: str) -> str:
    return words_of([value], Status)


def treatment(value: str) -> str:
    return words_of([value], Treatment)


def keeper(who: str) -> str:
    """Who has to keep a time limit."""
    return {
        "police": _("the police"),
        "clerk": _("the clerk"),
        "panel": _("the panel"),
        "person": _("the person"),
    }.get(who, who)
