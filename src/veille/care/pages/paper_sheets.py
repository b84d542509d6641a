"""The paper sheet of a day without Veille: printed blank, and entered afterwards, a row a visit."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from veille.hours import read_clock
from veille.ledger.refusal import Refused
from veille.tabular.folding import folded
from veille.ui.answers import on_to, refused_form
from veille.ui.fields import DayField, reading
from veille.ui.forms import FloorForm, InPlainWords
from veille.ui.names import sentence

from .. import reads
from ..imported_visits import SUBSTANCES
from ..importing import words_in_both
from ..paper_sheets import AskedTwice, Row, RowsRefused, Written, enter
from ..words import LeavingReason, Mode, Outcome, Substance
from .requests import SiteRequest

#: Rows of a sheet that is opened, and so many more each time; the most of one sheet.
ROWS, MOST_ROWS = 12, 120
_PRINTED_ROWS = 18
_CHOICES = (("first", _lazy("first")), ("second", _lazy("second")))


class TimeField(forms.CharField):
    """A time of the day as staff write it: 1036, 10h36, 10:36."""

    def __init__(self, label: Any) -> None:
        widget = forms.TextInput(
            {"class": "input", "inputmode": "numeric", "autocomplete": "off", "size": 5}
        )
        super().__init__(label=label, required=False, max_length=12, widget=widget)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        return reading(read_clock, text) if text else None


class WordsField(forms.CharField):
    """Substances as they stand on paper, by their words in either language."""

    def clean(self, value: Any) -> list[Substance]:
        found: list[Substance] = []
        for sign in ";/+":
            value = (value or "").replace(sign, ",")
        for written in (part.strip() for part in value.split(",")):
            if not written:
                continue
            word = _substances().get(folded(written))
            if word is None:
                raise ValidationError(
                    _("“%(word)s” is no substance of the list. Choose one that it offers."),
                    params={"word": written[:40]},
                )
            found.append(Substance(word))
        return found


@cache
def _substances() -> Mapping[str, str]:
    return {folded(word): kept for word, kept in words_in_both(Substance, **SUBSTANCES).items()}


def _chosen(words: type[TextChoices], label: Any) -> forms.ChoiceField:
    choices = [("", "–"), *words.choices]
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.Select({"class": "input"})
    )


def _text(size: int, **more: Any) -> forms.TextInput:
    return forms.TextInput({"class": "input", "autocomplete": "off", "size": size, **more})


class RowForm(InPlainWords, forms.Form):
    """One visit; empty where nothing is written in it."""

    use_required_attribute = False
    arrived = TimeField(_lazy("Arrived"))
    handle = forms.CharField(
        label=_lazy("Code or handle"), required=False, max_length=40, widget=_text(12)
    )
    first = forms.BooleanField(label=_lazy("First visit"), required=False)
    mode = _chosen(Mode, _lazy("Mode"))
    substances = WordsField(
        label=_lazy("Substance"),
        required=False,
        max_length=200,
        widget=_text(14, list="substances"),
    )
    seat = forms.CharField(label=_lazy("Seat"), required=False, max_length=8, widget=_text(3))
    seated = TimeField(_lazy("Seated"))
    left = TimeField(_lazy("Left"))
    reason = _chosen(LeavingReason, _lazy("Why without consuming"))
    overdose = TimeField(_lazy("Overdose found"))
    ended = TimeField(_lazy("Overdose over"))
    outcome = _chosen(Outcome, _lazy("Outcome"))

    @property
    def asked(self) -> list[tuple[str, Any]]:
        """The cells whose time the clock showed twice, each with what was answered."""
        return [(name, self.data.get(self.which(name), "")) for name in self._twice]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._twice: list[str] = [
            name
            for name, field in self.fields.items()
            if isinstance(field, TimeField) and self.data.get(self.which(name))
        ]

    def which(self, name: str) -> str:
        return f"{self.add_prefix(name)}-which"

    def ask(self, name: str) -> None:
        if name not in self._twice:
            self._twice.append(name)

    @property
    def is_empty(self) -> bool:
        return not any(
            str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields
        )

    def row(self) -> Row:
        """What a row that is valid says."""
        data = self.cleaned_data

        def written(name: str) -> Written | None:
            if data[name] is None:
                return None
            return Written(column=name, at=data[name], which=self.data.get(self.which(name), ""))

        arrived = written("arrived")
        assert arrived is not None, "`clean` asks for it"
        return Row(
            handle=data["handle"].strip(),
            first=data["first"],
            arrived=arrived,
            mode=Mode(data["mode"]),
            substances=data["substances"] or [Substance.UNKNOWN],
            seat=data["seat"].strip(),
            seated=written("seated"),
            left=written("left"),
            reason=LeavingReason(data["reason"]) if data["reason"] else None,
            overdose=written("overdose"),
            ended=written("ended"),
            outcome=Outcome(data["outcome"]) if data["outcome"] else None,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.is_empty:
            if "arrived" not in self.errors and data.get("arrived") is None:
                self.add_error("arrived", _("Enter when they arrived."))
            if not data.get("mode") and "mode" not in self.errors:
                self.add_error("mode", _("Choose how they consume."))
        return data


class SheetForm(FloorForm):
    """The day of the sheet: the one on which it was begun, in the morning."""

    day = DayField(
        label=_lazy("Day of the sheet"),
        help_text=_lazy("The day on which it begins; what is of after midnight belongs to it."),
    )


def paper_sheet(request: SiteRequest, slug: str) -> HttpResponse:
    """Enter a sheet: it is checked first, as a whole; then all of it is saved."""
    site = request.here
    form = SheetForm(request.POST or None, initial={"day": _yesterday(request)})
    count = min(MOST_ROWS, max(ROWS, _whole(request.POST.get("rows", ""))))
    if "more" in request.POST:
        count = min(MOST_ROWS, count + ROWS)
    sent = request.POST if request.method == "POST" else None
    rows = [RowForm(sent, prefix=f"r{number}") for number in range(1, count + 1)]
    filled = [row for row in rows if sent is not None and not row.is_empty]
    checked = 0
    if request.method == "POST" and "more" not in request.POST:
        if form.is_valid() and not filled:
            form.add_error(None, _("Nothing is written on the sheet yet."))
        sound = [row.is_valid() for row in filled]  # each of them, so that each says its faults
        if form.is_valid() and all(sound):
            save = "save" in request.POST
            done = _enter(request, form, filled, only_try=not save)
            if done and save:
                words = ngettext(
                    "%(count)s visit of %(day)s was entered, marked as entered later.",
                    "%(count)s visits of %(day)s were entered, marked as entered later.",
                    len(filled),
                ) % {"count": len(filled), "day": date_format(form.cleaned_data["day"])}
                address = reverse("day-of", args=[slug, form.cleaned_data["day"].isoformat()])
                return on_to(request, address, words)
            checked = len(filled) if done else 0
    wrong = any(row.errors or row.asked for row in filled) or bool(form.errors)
    context = {
        "form": form,
        "rows": [_shown(number, row, row in filled) for number, row in enumerate(rows, 1)],
        "columns": [field.label for field in RowForm.base_fields.values()],
        "count": count,
        "checked": checked,
        "faulty": sum(bool(row.errors) for row in filled),
        "words": Substance.choices,
        "seats": ", ".join(seat["number"] for seat in site.seats),
        "which": _CHOICES,
    }
    status = 422 if wrong and request.method == "POST" and "more" not in request.POST else 200
    return render(request, "care/paper_sheet.html", context, status=status)


def _enter(request: SiteRequest, form: SheetForm, rows: list[RowForm], *, only_try: bool) -> bool:
    """Whether every row can be; what cannot is said beside its row."""
    try:
        enter(
            by=request.user.id,
            place=request.here.slug,
            day=form.cleaned_data["day"],
            rows=[row.row() for row in rows],
            only_try=only_try,
            submission=form.identity,
        )
    except RowsRefused as refused:
        for place, why in refused.why.items():
            if isinstance(why, AskedTwice):
                rows[place].ask(why.column)
            rows[place].add_error(
                why.column if isinstance(why, AskedTwice) else None, sentence(why)
            )
        return False
    except Refused as refused_all:
        refused_form(form, refused_all)
        return False
    return True


def _shown(number: int, row: RowForm, filled: bool) -> dict[str, Any]:
    asked = dict(row.asked)
    return {
        "number": number,
        "form": row,
        "cells": [
            {
                "field": row[name],
                "asks": name in asked,
                "which": row.which(name),
                "answered": asked.get(name, ""),
            }
            for name in row.fields
        ],
        "errors": [str(error) for errors in row.errors.values() for error in errors]
        if filled
        else [],
    }


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _yesterday(request: SiteRequest) -> date:
    return reads.day_of(request.here).date.date() - timedelta(days=1)


def blank(request: SiteRequest, slug: str) -> HttpResponse:
    """The sheet to print: the same columns, nothing in them."""
    context = {
        "columns": [field.label for field in RowForm.base_fields.values()],
        "lines": range(1, _PRINTED_ROWS + 1),
    }
    return render(request, "care/paper_blank.html", context)
