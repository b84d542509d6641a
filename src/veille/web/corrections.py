"""Correcting an entry: which of its words can be changed, and how each is asked for."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from veille.care import facts
from veille.care.actions import tidy_postal
from veille.care.models import SiteRow
from veille.care.words import (
    Assistant,
    Company,
    Gender,
    HeardOf,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    Substance,
)
from veille.ledger.facts import Body, Entry

from .forms import ChipField, ChipsField, CorrectionForm, DoseField, NoteField
from .rooms import Asked, room_of


def _seats(site: SiteRow) -> forms.Field:
    numbers = [(seat["number"], seat["number"]) for seat in site.seats]
    return forms.ChoiceField(label=_("Seat"), choices=numbers, widget=forms.RadioSelect)


#: Kind of body → field of it → how it is asked for.
_FIELDS: Mapping[type[Body], Mapping[str, Asked]] = {
    facts.Arrived: {
        "substances": lambda _s: ChipsField(Substance, label=_("Substance")),
        "mode": lambda _s: ChipField(Mode, label=_("Mode")),
        "company": lambda _s: ChipField(Company, label=_("With whom")),
        "sharing": lambda _s: ChipField(Sharing, label=_("Splitting or sharing"), required=False),
        "help": lambda _s: ChipsField(Help, label=_("Asks for help with"), required=False),
    },
    facts.Assisted: {"assistant": lambda _s: ChipField(Assistant, label=_("Who assisted"))},
    facts.Seated: {"seat": _seats},
    facts.SentToAftercare: {},
    facts.SentBack: {},
    facts.Left: {
        "consumed": lambda _s: forms.BooleanField(label=_("consumed here"), required=False),
        "reason": lambda _s: ChipField(
            LeavingReason, label=_("Why without consuming?"), required=False
        ),
    },
    facts.OverdoseFound: {
        "signs": lambda _s: ChipsField(Sign, label=_("Signs seen"), required=False)
    },
    facts.Intervened: {
        "what": lambda _s: ChipField(Intervention, label=_("What was done")),
        "route": lambda _s: ChipField(Route, label=_("Route of the naloxone"), required=False),
        "dose_mg": lambda _s: DoseField(label=_("Dose")),
    },
    facts.OverdoseEnded: {"outcome": lambda _s: ChipField(Outcome, label=_("How it ended"))},
    facts.Noted: {},
    facts.PersonWelcomed: {
        "heard_of": lambda _s: ChipField(
            HeardOf, label=_("Heard of the site from"), required=False
        ),
        "postal": lambda _s: forms.CharField(
            label=_("Beginning of the postal code"), required=False, max_length=7
        ),
        "gender": lambda _s: ChipField(Gender, label=_("Gender"), required=False),
        "birth_year": lambda _s: forms.IntegerField(
            label=_("Year of birth"), required=False, widget=forms.TextInput
        ),
    },
    facts.DutyBegan: {},
    facts.DutyEnded: {},
}


def _asked(entry: Entry) -> Mapping[str, Asked] | None:
    """What can be changed of an entry's words; None where it cannot be corrected."""
    room = room_of(entry.kind)
    known = room.correctable if room else _FIELDS
    return known.get(type(entry.body))  # type: ignore[arg-type]


def can_be_corrected(entry: Entry) -> bool:
    return _asked(entry) is not None


def form_for(entry: Entry, site: SiteRow, words: str, data: Any = None) -> CorrectionForm:
    """The form that corrects `entry`, filled with what it says now; `words` is what it keeps
    sealed, in plain words."""
    fields = dict(_asked(entry) or {})
    said = {name: _plain(getattr(entry.body, name)) for name in fields}
    if hasattr(entry.body, "handle"):
        fields = {"words": lambda _s: forms.CharField(label=_("Code or handle")), **fields}
    elif hasattr(entry.body, "note"):
        fields["words"] = lambda _s: NoteField()
    form = CorrectionForm(data, initial={**said, "words": words})
    clock_field = form.fields["at"]
    clock_field.near = entry.at  # type: ignore[attr-defined]
    first = {name: make(site) for name, make in fields.items()}
    form.fields = {"form": form.fields["form"], **first, **form.fields}
    for field in form.fields.values():
        if isinstance(field.widget, forms.TextInput):
            field.widget.attrs.setdefault("class", "input")
    return form


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [getattr(one, "value", one) for one in value]
    return getattr(value, "value", value)


def new_body(entry: Entry, form: CorrectionForm) -> Body:
    """What the entry should have said, from a valid form."""
    assert isinstance(entry.body, Body)
    changes: dict[str, Any] = {}
    for name in _asked(entry) or {}:
        value = form.cleaned_data[name]
        changes[name] = tuple(value) if isinstance(value, list) else value
    if isinstance(entry.body, facts.Intervened) and changes["what"] is not Intervention.NALOXONE:
        changes["route"] = changes["dose_mg"] = None
    if isinstance(entry.body, facts.Arrived):
        changes["sharing"] = changes["sharing"] or Sharing.NONE
    if isinstance(entry.body, facts.Left) and changes["consumed"]:
        changes["reason"] = None
    if isinstance(entry.body, facts.PersonWelcomed):
        changes["heard_of"] = changes["heard_of"] or HeardOf.UNTOLD
        changes["gender"] = changes["gender"] or Gender.UNTOLD
        changes["postal"] = tidy_postal(changes["postal"])
    room = room_of(entry.kind)
    if room is not None:
        changes = room.tidied(entry.body, changes)
    return msgspec.structs.replace(entry.body, **changes)
