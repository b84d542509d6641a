"""Correcting what an entry of a case says: what it said before stays visible."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.ledger.facts import Body, Entry
from veille.ledger.refusal import Malformed
from veille.ui.answers import on_to, sheet, submit
from veille.ui.fields import NoteField
from veille.ui.history import in_words
from veille.ui.rooms import Asked, kind_of

from .. import corrections, facts
from ..state import number_of
from .entries import SEALED
from .forms import CaseCorrectionForm, CaseStrikeForm
from .requests import CommissionRequest
from .seized_lines import SeizedForm


class ReceivedCorrectionForm(SeizedForm, CaseCorrectionForm):
    """What a referral said, with what was seized line by line."""

    field_order = ("name", "age_years", "where", "what", "contact_by", "contact")


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
    asked = _asked(target)
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


def _asked(target: Entry) -> Mapping[str, Asked]:
    """What can be changed of an entry, beside what it keeps sealed and what was seized."""
    kind = kind_of(target.body)
    return (kind.asks if kind else None) or {}


def _sealed_fields(target: Entry) -> Mapping[str, Asked]:
    return SEALED.get(type(target.body), {})  # type: ignore[arg-type]


def _new_body(target: Entry, form: CaseCorrectionForm) -> Body:
    assert isinstance(target.body, Body)
    changes = {name: form.cleaned_data[name] for name in _asked(target)}
    if isinstance(form, ReceivedCorrectionForm):
        changes["seized"] = form.seized()
    return msgspec.structs.replace(target.body, **changes)
