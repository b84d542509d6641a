"""Correcting an entry: which of its words can be changed, and how each is asked for."""

from typing import Any

import msgspec
from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from veille.care.pages.forms import CorrectionForm
from veille.care.tables import SiteRow
from veille.care.words import CorrectionReason
from veille.ledger.facts import Body, Entry
from veille.ledger.recording import words_key
from veille.ledger.vault import vault
from veille.ui.fields import NoteField
from veille.ui.rooms import kind_of, room_of


def form_for(entry: Entry, site: SiteRow, words: str, data: Any = None) -> CorrectionForm:
    """The form that corrects `entry`, filled with what it says now; `words` is what it keeps
    sealed, in plain words."""
    kind = kind_of(entry.body)
    fields = dict(kind.asks or {}) if kind else {}
    said = {name: _plain(getattr(entry.body, name)) for name in fields}
    if hasattr(entry.body, "handle"):
        fields = {"words": lambda _s: forms.CharField(label=_("Code or handle")), **fields}
    elif hasattr(entry.body, "note"):
        fields["words"] = lambda _s: NoteField()
    form = CorrectionForm(data, reasons=reasons_for(entry), initial={**said, "words": words})
    clock_field = form.fields["at"]
    clock_field.near = entry.at  # type: ignore[attr-defined]
    first = {name: make(site) for name, make in fields.items()}
    form.fields = {"submission": form.fields["submission"], **first, **form.fields}
    for field in form.fields.values():
        if isinstance(field.widget, forms.TextInput):
            field.widget.attrs.setdefault("class", "input")
    return form


def reasons_for(entry: Entry) -> type[TextChoices]:
    """Why an entry may have to be corrected, in the words of its room."""
    room = room_of(entry.kind)
    return (room.reasons if room else None) or CorrectionReason


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [getattr(one, "value", one) for one in value]
    return getattr(value, "value", value)


def new_body(entry: Entry, form: CorrectionForm) -> Body:
    """What the entry should have said, from a valid form."""
    assert isinstance(entry.body, Body)
    kind = kind_of(entry.body)
    assert kind is not None
    assert kind.asks is not None  # it can be corrected
    changes: dict[str, Any] = {}
    for name in kind.asks:
        value = form.cleaned_data[name]
        changes[name] = tuple(value) if isinstance(value, list) else value
    return msgspec.structs.replace(entry.body, **{**changes, **kind.tidy(entry.body, changes)})


def sealed_words(entry: Entry) -> str:
    """What an entry keeps sealed (a note, a handle), in plain words; empty where it has none."""
    sealed = getattr(entry.body, "handle", None) or getattr(entry.body, "note", None)
    return vault().open(words_key(entry.about), sealed) or ""
