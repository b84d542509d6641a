"""Correcting an entry: which of its words can be changed, and how each is asked for."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from veille.care import facts
from veille.care.actions import tidy_postal
from veille.care.pages.forms import CorrectionForm
from veille.care.tables import SiteRow
from veille.care.words import Gender, HeardOf, Intervention, Sharing
from veille.ledger.facts import Body, Entry
from veille.ledger.recording import words_key
from veille.ledger.vault import vault
from veille.ui.fields import NoteField
from veille.ui.rooms import Asked, room_of


def _asked(entry: Entry) -> Mapping[str, Asked] | None:
    """What can be changed of an entry's words; None where it cannot be corrected."""
    room = room_of(entry.kind)
    return room.correctable.get(type(entry.body)) if room else None  # type: ignore[arg-type]


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
    form.fields = {"submission": form.fields["submission"], **first, **form.fields}
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


def sealed_words(entry: Entry) -> str:
    """What an entry keeps sealed (a note, a handle), in plain words; empty where it has none."""
    sealed = getattr(entry.body, "handle", None) or getattr(entry.body, "note", None)
    return vault().open(words_key(entry.about), sealed) or ""
