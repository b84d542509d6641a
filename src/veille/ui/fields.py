"""What a form asks for: words as chips, times, notes, opening hours. Numbers: number_fields."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from veille.hours import read_closures, read_day
from veille.ledger import clock
from veille.ledger.facts import LONGEST_NOTE
from veille.ledger.refusal import Malformed

_CHOOSE = _("Choose one.")
_TIME = re.compile(r"(\d{1,2})\s*[:hH.]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?")


class ChipField(forms.ChoiceField):
    """One of a few words, as large chips."""

    def __init__(self, words: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _CHOOSE})
        super().__init__(choices=words.choices, widget=forms.RadioSelect, **kwargs)
        self._words = words

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return self._words(chosen) if chosen or self.required else None


class ChipsField(forms.MultipleChoiceField):
    """Any number of a few words, as large chips."""

    def __init__(self, words: Any, **kwargs: Any) -> None:
        super().__init__(choices=words.choices, widget=forms.CheckboxSelectMultiple, **kwargs)
        self._words = words

    def clean(self, value: Any) -> Any:
        return [self._words(chosen) for chosen in super().clean(value)]


class ClockField(forms.CharField):
    """A time of the day, as staff write it: 1:42, 01:42:30, 1 h 42. Gives the moment meant.

    The day is the one that puts it nearest to `near` (now): 23:50 written at 01:42 is of
    yesterday, 02:30 has not come yet.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=12, **kwargs)
        self.near: datetime | None = None
        self.widget.attrs.update(
            {"class": "input short", "inputmode": "numeric", "placeholder": "hh:mm"}
        )

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value).strip()
        if not text:
            return None
        match = _TIME.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            moment = time(int(match[1]), int(match[2]), int(match[3] or 0))
        except ValueError:
            raise ValidationError(
                _("“%(text)s” is not a time. Write the hour and the minute, such as 01:42."),
                params={"text": text},
            ) from None
        near = timezone.localtime(self.near or clock.now())
        days = (near.date() + timedelta(days=n) for n in (-1, 0, 1))
        zone = timezone.get_current_timezone()
        return min(
            (datetime.combine(day, moment, zone) for day in days), key=lambda at: abs(at - near)
        )


class NoteField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", _("Note"))
        super().__init__(max_length=LONGEST_NOTE, widget=forms.Textarea, **kwargs)
        self.widget.attrs.update({"class": "input", "rows": 2})


class MomentField(forms.DateTimeField):
    """A date and an hour, by the device's own picker. Gives the moment in the site's zone."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "input"}
        )
        super().__init__(
            widget=widget,
            input_formats=[
                "%Y-%m-%dT%H:%M",
                "%Y-%m-%dT%H:%M:%S",
                "%Y-%m-%d %H:%M",
                "%Y-%m-%d, %H:%M",
            ],
            error_messages={
                "invalid": _("That is not a date and an hour. Write it such as 2026-03-14, 09:30.")
            },
            **kwargs,
        )


class WeekdayField(forms.CharField):
    """The hours of one day of the week, Monday being 0. Gives spans."""

    def __init__(self, day: int) -> None:
        super().__init__(
            label=WEEKDAYS[day], required=False, max_length=60,
            widget=forms.TextInput(
                attrs={"class": "input", "autocomplete": "off", "placeholder": "9:00-17:00"}
            ),
        )  # fmt: skip
        self.day = day

    def clean(self, value: Any) -> Any:
        return _read(lambda: read_day(self.day, super(WeekdayField, self).clean(value)))


class ClosuresField(forms.CharField):
    """Dates on which a place is closed."""

    def clean(self, value: Any) -> Any:
        return _read(lambda: read_closures(super(ClosuresField, self).clean(value)))


def _read(read: Any) -> Any:
    """A refusal of what was written, as a form says it beside the field."""
    try:
        return read()
    except Malformed as refusal:
        raise ValidationError(str(refusal)) from None
