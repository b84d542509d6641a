"""What a form asks for: words as chips, times, notes, opening hours. Numbers: number_fields."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from veille.hours import Twice, moment_shown, read_clock, read_closures, read_day, read_minute
from veille.ledger import clock
from veille.ledger.facts import LONGEST_NOTE
from veille.ledger.refusal import Malformed

_CHOOSE = _("Choose one.")
_Read = TypeVar("_Read")


class ChipField(forms.ChoiceField):
    """One of a few words, as large chips; `without` those that nobody chooses by hand."""

    def __init__(self, words: Any, *, without: Collection[Any] = (), **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _CHOOSE})
        offered = [(value, label) for value, label in words.choices if value not in without]
        super().__init__(choices=offered, widget=forms.RadioSelect, **kwargs)
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
    """A time of the day, as staff write it: 1:42, 01:42:30, 1 h 42, 142. Gives the moment meant.

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
        moment = reading(read_clock, text)
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


class MomentInput(forms.DateTimeInput):
    """The device's own picker; beside it, where the clock showed that hour twice, which of both."""

    asks = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)
        which = data.get(f"{name}-which", "")
        return f"{text}{_WHICH}{which}" if text and which else text

    def format_value(self, value: Any) -> Any:
        shown = value.partition(_WHICH)[0] if isinstance(value, str) else value
        return super().format_value(shown)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        drawn = super().render(name, value, attrs, renderer)
        if not self.asks:
            return drawn
        chips = format_html_join(
            "",
            '<label class="chip"><input type="radio" name="{}-which" value="{}">'
            "<span>{}</span></label>",
            ((name, which, label) for which, label in _TWICE),
        )
        return format_html('{}<div class="chips">{}</div>', drawn, chips)


_WHICH = "#"
_TWICE = (("first", _("the first time")), ("second", _("the second time, an hour later")))


class MomentField(forms.DateTimeField):
    """A date and an hour, by the device's own picker. Gives the moment in the site's zone.

    An hour that the clock showed twice (in autumn) is asked back; one that it left out (in
    spring) is refused with a sentence.
    """

    widget: MomentInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = MomentInput(
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

    def to_python(self, value: Any) -> datetime | None:
        if not isinstance(value, str):
            return super().to_python(value)
        text, _mark, which = value.partition(_WHICH)
        with timezone.override(UTC):  # every hour is there once
            read = super().to_python(text)
        if read is None or read.utcoffset():
            return read
        try:
            return moment_shown(read.replace(tzinfo=None), timezone.get_current_timezone(), which)
        except Malformed as refusal:
            self.widget.asks = isinstance(refusal, Twice)
            raise ValidationError(str(refusal)) from None


class DayField(forms.DateField):
    """A date, by the device's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "required": _("Enter a date."),
            "invalid": _("That is not a date. Write it such as 2026-03-14."),
        }
        super().__init__(
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput({"type": "date", "class": "input short"}, format="%Y-%m-%d"),
            error_messages=messages,
            **kwargs,
        )


class MinuteField(forms.CharField):
    """A time of the day, as minutes after midnight."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, error_messages={"required": _("Enter the time.")}, **kwargs)
        self.widget.attrs.update({"class": "input short", "placeholder": "hh:mm"})

    def clean(self, value: Any) -> int:
        return reading(read_minute, super().clean(value))


class WeekdayField(forms.CharField):
    """The hours of one day of the week, Monday being 0. Gives spans."""

    def __init__(self, day: int) -> None:
        widget = forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "placeholder": "9:00-17:00"}
        )
        super().__init__(label=WEEKDAYS[day], required=False, max_length=60, widget=widget)
        self.day = day

    def clean(self, value: Any) -> Any:
        return reading(lambda text: read_day(self.day, text), super().clean(value))


class ClosuresField(forms.CharField):
    """Dates on which a place is closed."""

    def clean(self, value: Any) -> Any:
        return reading(read_closures, super().clean(value))


def reading(read: Callable[[str], _Read], text: str) -> _Read:
    """What `read` makes of a text; its refusal as a form says it beside the field."""
    try:
        return read(text)
    except Malformed as refusal:
        raise ValidationError(str(refusal)) from None
