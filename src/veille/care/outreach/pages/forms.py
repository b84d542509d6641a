"""The forms of outreach."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.ui.fields import ChipField, ChipsField, ClockField, DayField, MinuteField, reading
from veille.ui.forms import FloorForm
from veille.ui.number_fields import WholeField

from ..facts import ProfileSaid, Span
from ..policies import LONGEST_CORNER, LONGEST_WAY, LONGEST_WORDS, MOST_PEOPLE
from ..words import Access, Cancelled, Done, Offer, Setting, Spoken, Weekday
from .hours import in_full, spans_of


def _words(label: Any, longest: int, **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("required", False)
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)


class HoursField(forms.CharField):
    """Hours of one day, as staff write them: 14:00–06:00; with a comma between two."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)
        self.widget.attrs.update({"class": "input", "autocomplete": "off"})

    def clean(self, value: Any) -> tuple[Span, ...]:
        return reading(spans_of, super().clean(value))


class SpanField(HoursField):
    """From when to when: one span."""

    def prepare_value(self, value: Any) -> Any:
        return in_full([value]) if isinstance(value, Span) else value

    def clean(self, value: Any) -> Any:
        spans = super().clean(value)
        if len(spans) != 1:
            raise forms.ValidationError(_("Write one span of time, such as 22:00–23:20."))
        return spans[0]


class SayForm(FloorForm):
    """A tap on a stop's verb."""

    say = forms.RegexField(r"^(here|leaving|planned|late-[1-9][0-9]{0,2})$")


class CancelForm(FloorForm):
    why = ChipField(Cancelled, label=_("Why"))
    rest = forms.BooleanField(label=_("every later stop of the night too"), required=False)


class MoveForm(FloorForm):
    corner = _words(
        _("Corner"),
        LONGEST_CORNER,
        required=True,
        help_text=_("Two streets, as people say them: Berri / Ontario."),
        error_messages={"required": _("Say where: name the two streets of the corner.")},
    )


class CountForm(FloorForm):
    """People met outside. `people` is the number on the button that was tapped, `many` the one
    that was typed."""

    setting = ChipField(Setting, label=_("Where"))
    done = ChipsField(Done, label=_("What"), required=False)
    people = forms.IntegerField(required=False, min_value=1, max_value=MOST_PEOPLE)
    many = WholeField(label=_("Another number"), required=False, least=1, most=MOST_PEOPLE)
    at = ClockField(label=_("When, if not now"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("people") or data.get("many")) and "many" not in self.errors:
            self.add_error("many", _("Say how many: tap a number, or write one."))
        return data

    @property
    def how_many(self) -> int:
        people: int = self.cleaned_data["people"] or self.cleaned_data["many"]
        return people


class StopForm(FloorForm):
    corner = _words(
        _("Corner"),
        LONGEST_CORNER,
        required=True,
        help_text=_("Two streets, as people say them: Berri / Ontario."),
        error_messages={"required": _("Say where: name the two streets of the corner.")},
    )
    begins = MinuteField(label=_("From"))
    ends = MinuteField(label=_("To"))
    weekdays = ChipsField(
        Weekday,
        label=_("Nights"),
        help_text=_("A time after midnight is of the night before."),
        error_messages={"required": _("Choose at least one day of the week.")},
    )
    first = DayField(label=_("From this date on"))
    place_fr = _words(_("How to find it, in French"), LONGEST_WORDS)
    place_en = _words(_("How to find it, in English"), LONGEST_WORDS)

    def stop(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "corner": data["corner"],
            "span": Span(data["begins"], data["ends"]),
            "weekdays": [int(day.value) for day in data["weekdays"]],
            "first": data["first"],
            "place_fr": data["place_fr"],
            "place_en": data["place_en"],
        }


class EndForm(FloorForm):
    stop = forms.CharField(max_length=32, widget=forms.HiddenInput)
    last = DayField(label=_("Last time on"))


class ProfileForm(FloorForm):
    address = _words(_("Address"), LONGEST_WORDS)  # the action says what is wrong with it
    way_fr = _words(_("How to get there, in French"), LONGEST_WAY)
    way_en = _words(_("How to get there, in English"), LONGEST_WAY)
    phone = _words(_("Telephone"), 20)
    offers = ChipsField(Offer, label=_("What is offered"), required=False)
    access = ChipsField(Access, label=_("Access"), required=False)
    languages = ChipsField(Spoken, label=_("Languages spoken"), required=False)
    public = forms.BooleanField(label=_("Shown on the public page"), required=False, initial=True)

    def said(self) -> ProfileSaid:
        data = self.cleaned_data
        return ProfileSaid(
            data["address"].strip(),
            data["phone"].strip(),
            data["way_fr"].strip(),
            data["way_en"].strip(),
            tuple(data["offers"]),
            tuple(data["access"]),
            tuple(data["languages"]),
            data["public"],
        )


class WeekForm(FloorForm):
    """A week's opening hours; an empty day is closed."""

    first = DayField(label=_("From this date on"))
    day_0 = HoursField(label=Weekday.MONDAY.label)
    day_1 = HoursField(label=Weekday.TUESDAY.label)
    day_2 = HoursField(label=Weekday.WEDNESDAY.label)
    day_3 = HoursField(label=Weekday.THURSDAY.label)
    day_4 = HoursField(label=Weekday.FRIDAY.label)
    day_5 = HoursField(label=Weekday.SATURDAY.label)
    day_6 = HoursField(label=Weekday.SUNDAY.label)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{number}"] for number in range(7)]

    def week(self) -> tuple[tuple[Span, ...], ...]:
        return tuple(self.cleaned_data[f"day_{number}"] for number in range(7))


class DayForm(FloorForm):
    """A date of its own; without hours: closed."""

    day = DayField(label=_("Date"))
    hours = HoursField(label=_("Hours"), help_text=_("Nothing written: closed."))
    word_fr = _words(_("Why, in French"), LONGEST_WORDS)
    word_en = _words(_("Why, in English"), LONGEST_WORDS)
