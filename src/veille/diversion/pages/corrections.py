"""Correcting what an entry of a case says: what it said before stays visible."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.ledger.facts import Body, Entry
from veille.ledger.refusal import Malformed
from veille.ui.answers import on_to, sheet, submit
from veille.ui.fields import ChipField, DayField, NoteField
from veille.ui.history import in_words
from veille.ui.number_fields import MoneyField, NumberField, WholeField
from veille.ui.rooms import Asked

from .. import corrections, facts
from ..policies import LONGEST_ADDRESS, LONGEST_NOTE
from ..state import number_of
from ..words import (
    ClosingReason,
    ContactBy,
    Deadline,
    Language,
    LateReason,
    Measure,
    MoveReason,
    NoticeBy,
    OwnUse,
    Risk,
    Ruling,
)
from .choices import named_substances
from .forms import CaseCorrectionForm, CaseStrikeForm, text
from .requests import CommissionRequest
from .seized_lines import SeizedForm


class ReceivedCorrectionForm(SeizedForm, CaseCorrectionForm):
    """What a referral said, with what was seized line by line."""

    field_order = ("name", "age_years", "where", "what", "contact_by", "contact")


#: What can be changed of an entry, beside what was seized. One that is not here cannot be
#: corrected by hand: from a transfer the other commission sends the case back, a panel is seated
#: anew.
FIELDS: Mapping[type[Body], Mapping[str, Asked]] = {
    facts.Received: {
        "contact_by": lambda _s: ChipField(
            ContactBy, label=_("How the person wants to be reached")
        ),
        "age_years": lambda _s: WholeField(label=_("Age on that day")),
        "domicile": lambda _s: forms.CharField(required=False, **text(_("Where they live"), 60)),
        "language": lambda _s: ChipField(Language, label=_("Their language")),
        "own_use": lambda _s: ChipField(OwnUse, label=_("Said of use")),
    },
    facts.PersonTold: {},
    facts.Acknowledged: {},
    facts.Moved: {"why": lambda _s: ChipField(MoveReason, label=_("Why it is moved"))},
    facts.Appointed: {},
    facts.NoticeIssued: {
        "by": lambda _s: ChipField(NoticeBy, label=_("How it reaches the person"))
    },
    facts.SteppedOut: {},
    facts.Missed: {},
    facts.GivenUp: {},
    facts.HearingHeld: {
        "therapist": lambda _s: forms.BooleanField(
            label=_("with a therapist, as they wished"), required=False
        )
    },
    facts.Assessed: {
        "dependent": lambda _s: forms.BooleanField(label=_("dependent"), required=False),
        "risk": lambda _s: ChipField(Risk, label=_("ASSIST risk")),
    },
    facts.Decided: {
        "months": lambda _s: WholeField(label=_("Months"), required=False),
        "euros": lambda _s: MoneyField(label=_("Amount of the fine, in euros"), required=False),
        "presentations": lambda _s: WholeField(label=_("How many presentations"), required=False),
        "measure": lambda _s: ChipField(Measure, label=_("Which measure"), required=False),
        "measure_months": lambda _s: WholeField(label=_("Months of the measure"), required=False),
        "accepted": lambda _s: forms.BooleanField(
            label=_("they accept the conditions"), required=False
        ),
        "until": lambda _s: DayField(label=_("Until"), required=False),
    },
    facts.CompetenceDecided: {
        "competent": lambda _s: forms.BooleanField(
            label=_("the case is the commission’s"), required=False
        ),
        "own_use_shown": lambda _s: forms.BooleanField(
            label=_("that it was for their own use has been shown"), required=False
        ),
    },
    facts.Prolonged: {"months": lambda _s: WholeField(label=_("Months more"))},
    facts.AppealWaived: {"on": lambda _s: DayField(label=_("On which day"))},
    facts.Appealed: {},
    facts.AppealRuled: {
        "ruling": lambda _s: ChipField(Ruling, label=_("What the court ruled")),
        "on": lambda _s: DayField(label=_("On which day")),
    },
    facts.HelpEntered: {
        "interpreted": lambda _s: forms.CharField(
            required=False, **text(_("Language that is interpreted for them"), 60)
        ),
    },
    facts.Analysed: {
        "substance": lambda _s: forms.ChoiceField(
            label=_("What it is"),
            choices=named_substances,
            widget=forms.Select({"class": "input"}),
        ),
        "purity_percent": lambda _s: NumberField(label=_("Purity, in percent"), required=False),
    },
    facts.SeizedKept: {
        "where": lambda _s: forms.CharField(**text(_("Where it is kept"), 120)),
        "mark": lambda _s: forms.CharField(required=False, **text(_("Its mark or seal"), 40)),
    },
    facts.SeizedDestroyed: {},
    facts.Resumed: {},
    facts.Presented: {},
    facts.PresentationMissed: {
        "on": lambda _s: DayField(label=_("Which day they missed"), required=False)
    },
    facts.FinePaid: {},
    facts.Fulfilled: {},
    facts.Explained: {
        "deadline": lambda _s: ChipField(Deadline, label=_("Which time limit")),
        "why": lambda _s: ChipField(LateReason, label=_("Why it was not kept")),
    },
    facts.Closed: {"reason": lambda _s: ChipField(ClosingReason, label=_("Why it is closed"))},
    facts.SentToYouth: {},
    facts.TreatmentOffered: {},
    facts.TreatmentAccepted: {},
    facts.TreatmentDeclined: {},
    facts.TreatmentAwaited: {},
    facts.TreatmentBegun: {},
    facts.TreatmentCompleted: {},
    facts.TreatmentLeft: {},
}


#: What can be changed of an entry that is sealed: asked for in plain words.
_SEALED: Mapping[type[Body], Mapping[str, Asked]] = {
    facts.Received: {
        "name": lambda _s: forms.CharField(
            error_messages={"required": _("Enter how the person is to be called.")},
            **text(_("Name of the person"), LONGEST_ADDRESS),
        ),
        "where": lambda _s: forms.CharField(
            error_messages={"required": _("Enter where the person was found.")},
            **text(_("Where they were found"), LONGEST_NOTE),
        ),
        "what": lambda _s: forms.CharField(
            required=False, **text(_("What happened"), LONGEST_NOTE, rows=2)
        ),
        "contact": lambda _s: forms.CharField(
            required=False, **text(_("Number or address that they chose"), LONGEST_ADDRESS)
        ),
    },
}


def correct(request: CommissionRequest, commission: str, case_entry: Entry) -> HttpResponse:
    """Change what an entry says."""
    target, home = case_entry, _home(request, case_entry)
    form = _form_for(target, request.POST or None)
    if submit(
        request,
        form,
        lambda data: corrections.correct(
            by=request.user.id,
            entry_id=case_entry.id,
            why=data["why"],
            at=data["at"],
            body=_new_body(target, form),
            words=data.get("words"),
            sealed={name: data[name] for name in _sealed_fields(target)},
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return on_to(request, home, _("Corrected. What it said before stays visible."))
    strikes = CaseStrikeForm(auto_id="id_strike_%s")
    context = {
        "entry": target,
        "number": number_of(target.about),
        "says": in_words(target.body),
        "home": home,
        "strike": strikes,
    }
    return sheet(request, "diversion/correct.html", context, form)


def strike(request: CommissionRequest, commission: str, case_entry: Entry) -> HttpResponse:
    """Say that what an entry says did not happen."""
    home = _home(request, case_entry)
    form = CaseStrikeForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("Say why: choose a reason, then strike it out."))
    corrections.strike(
        by=request.user.id,
        entry_id=case_entry.id,
        why=form.cleaned_data["why"],
        note=form.cleaned_data["note"],
        submission=form.identity,
    )
    return on_to(request, home, _("Struck out. It stays visible in the history."))


def _home(request: CommissionRequest, target: Entry) -> str:
    """The page that an entry belongs to: the clerk's or the panel's."""
    name = "case" if can_open(request.user.role, "case") else "panel-case"
    return reverse(name, args=[request.commission.slug, target.about])


def _form_for(target: Entry, data: Any) -> CaseCorrectionForm:
    """The form that corrects `target`, filled with what it says now."""
    asked: Mapping[str, Callable[..., Any]] = FIELDS[type(target.body)]  # type: ignore[index]
    said = {name: getattr(target.body, name) for name in asked}
    plain = {name: getattr(value, "value", value) for name, value in said.items()}
    sealed = _sealed_fields(target)
    initial = {
        **plain,
        **corrections.sealed_of(target),
        "words": corrections.words_of(target),
    }
    form: CaseCorrectionForm
    if isinstance(target.body, facts.Received):
        form = ReceivedCorrectionForm(data, initial=initial, begins_with=target.body.seized)
    else:
        form = CaseCorrectionForm(data, initial=initial)
    first = {name: make(None) for name, make in {**sealed, **asked}.items()}
    if hasattr(target.body, "note"):
        first["words"] = NoteField()
    form.fields = {"submission": form.fields["submission"], **first, **form.fields}
    form.order_fields(form.field_order)
    return form


def _sealed_fields(target: Entry) -> Mapping[str, Callable[..., Any]]:
    return _SEALED.get(type(target.body), {})  # type: ignore[arg-type]


def _new_body(target: Entry, form: CaseCorrectionForm) -> Body:
    assert isinstance(target.body, Body)
    changes = {name: form.cleaned_data[name] for name in FIELDS[type(target.body)]}
    if isinstance(form, ReceivedCorrectionForm):
        changes["seized"] = form.seized()
    return msgspec.structs.replace(target.body, **changes)
