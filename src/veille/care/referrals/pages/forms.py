"""The forms of services and referrals. They read and tidy; the actions say whether it may be."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.hours import Hours, closures_in_words, day_in_words
from veille.ui.fields import (
    ChipField,
    ChipsField,
    ClosuresField,
    MomentField,
    NoteField,
    WeekdayField,
)
from veille.ui.forms import FloorForm, PlainForm
from veille.ui.number_fields import WholeField

from .. import policies
from ..facts import Details
from ..words import Booking, ClosingReason, Language, Need, Way
from .card_words import FURTHER


class Answer(TextChoices):
    """What a visitor says to an offer."""

    YES = "yes", _("they accept")
    NO = "no", _("they decline")
    LATER = "later", _("no answer yet")


class PlaceField(forms.ChoiceField):
    """A place of the directory."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Place"))
        super().__init__(
            error_messages={
                "required": _("Choose a place."),
                "invalid_choice": _("That place is not in the directory. Choose another one."),
            },
            **kwargs,
        )


class WhomForm(FloorForm):
    """Whom a referral is for, where no visit is at hand."""

    handle = forms.CharField(
        label=_("Code or handle"),
        max_length=40,
        error_messages={"required": _("Enter a code or a handle, or choose a visitor above.")},
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
            }
        ),
    )


class OfferForm(FloorForm):
    need = ChipField(Need, label=_("For what"))
    answer = ChipField(Answer, label=_("Their answer"), initial=Answer.YES, required=False)
    note = NoteField()
    at = MomentField(label=_("When it was offered, if not now"))

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        accepted = {Answer.YES: True, Answer.NO: False}.get(data["answer"])
        return {"need": data["need"], "accepted": accepted, "note": data["note"], "at": data["at"]}


class StepForm(FloorForm):
    """A verb: `seen` is the version of the referral that was on the screen."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = NoteField()
    at = MomentField(label=_("When it happened, if not now"))

    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name != "submission"}


class CloseForm(StepForm):
    reason = ChipField(
        ClosingReason,
        label=_("Why it is followed no further"),
        help_text=_("A death is noted on the visitor’s page: it closes everything of theirs."),
        without=[ClosingReason.DIED],
    )
    field_order = ("reason", "note", "at")


class RescheduleForm(StepForm):
    appointment = MomentField(
        label=_("New appointment"), help_text=_("Empty: they go when the place is open.")
    )
    field_order = ("appointment", "note", "at")


class MakeForm(StepForm):
    destination = PlaceField(widget=forms.RadioSelect)
    appointment = MomentField(
        label=_("Appointment"), help_text=_("Empty: they go when the place is open.")
    )
    way = ChipField(Way, label=_("How it was made"), initial=Way.PHONE)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].choices = places  # type: ignore[attr-defined]


class GivenForm(FloorForm):
    """Several at once, or earlier; one now is one tap."""

    service = forms.ChoiceField(
        label=_("Service"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    count = WholeField(label=_("How many"), initial=1)
    note = NoteField()
    at = MomentField(label=_("When it happened, if not now"))

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = offered  # type: ignore[attr-defined]


class TapForm(FloorForm):
    """One service, now."""

    service = forms.CharField(max_length=32)


class ServicesForm(FloorForm):
    """The site's list; one more of its own at a time."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    offered = forms.MultipleChoiceField(
        label=_("Given here"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_fr = forms.CharField(
        label=_("One more, in French"),
        required=False,
        max_length=policies.LONGEST_SERVICE,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "lang": "fr"}),
    )
    new_en = forms.CharField(
        label=_("The same, in English"),
        required=False,
        max_length=policies.LONGEST_SERVICE,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "lang": "en"}),
    )

    def __init__(self, *args: Any, known: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offered"].choices = known  # type: ignore[attr-defined]


def _text(label: Any, longest: int, rows: int = 0, **attrs: str) -> dict[str, Any]:
    widget: forms.Widget = forms.TextInput({"class": "input", "autocomplete": "off", **attrs})
    if rows:
        widget = forms.Textarea({"class": "input", "rows": rows, **attrs})
    return {"label": label, "max_length": longest, "widget": widget}


class DestinationForm(FloorForm):
    """What the directory says of a place. Who writes what is wrong is told by the actions."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        **_text(_("Name, as on its sign"), policies.LONGEST_NAME),
        error_messages={"required": _("Write the name of the place.")},
    )
    needs = ChipsField(
        Need,
        label=_("For what"),
        error_messages={"required": _("Choose at least one need that this place serves.")},
    )
    address = forms.CharField(required=False, **_text(_("Address"), policies.LONGEST_ADDRESS))
    phone = forms.CharField(
        required=False, **_text(_("Phone"), policies.LONGEST_PHONE, inputmode="tel")
    )
    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (WeekdayField(day) for day in range(7))
    closed_on = ClosuresField(
        required=False,
        help_text=_("Such as 2026-12-25, 2026-12-31 / 2027-01-02."),
        **_text(_("Dates on which it is closed"), 400),
    )
    booking = ChipsField(Booking, label=_("How it takes people"), required=False)
    languages = ChipsField(Language, label=_("Spoken there"), required=False)
    note_fr = forms.CharField(
        required=False,
        help_text=_("What the visitor should know; printed on the card."),
        **_text(_("To know, in French"), policies.LONGEST_NOTE, rows=2, lang="fr"),
    )
    note_en = forms.CharField(
        required=False,
        **_text(_("To know, in English"), policies.LONGEST_NOTE, rows=2, lang="en"),
    )

    @property
    def days(self) -> list[Any]:
        """The seven fields of the week."""
        return [self[f"day_{day}"] for day in range(7)]

    def details(self, time_zone: str) -> Details:
        data = self.cleaned_data
        spans = tuple(span for day in range(7) for span in data[f"day_{day}"])
        return Details(
            data["name"].strip(),
            tuple(data["needs"]),
            data["address"].strip(),
            data["phone"].strip(),
            Hours(spans, data["closed_on"], time_zone),
            tuple(data["languages"]),
            tuple(data["booking"]),
            data["note_fr"].strip(),
            data["note_en"].strip(),
        )

    @staticmethod
    def said(details: Details, version: int) -> dict[str, Any]:
        """What the directory says now, as the form asks for it."""
        hours = details.hours
        week = {f"day_{day}": day_in_words(hours.spans, day) for day in range(7)}
        return {
            "seen": version,
            "name": details.name,
            "needs": list(details.needs),
            "address": details.address,
            "phone": details.phone,
            **week,
            "closed_on": closures_in_words(hours.closed_on),
            "booking": list(details.booking),
            "languages": list(details.languages),
            "note_fr": details.note_fr,
            "note_en": details.note_en,
        }


class CloseDestinationForm(FloorForm):
    note = NoteField(label=_("In a few words"))


#: A language's own name is the same in every language.
_CARD_LANGUAGES = [
    ("fr", pgettext_lazy("own name", "Français")),
    ("en", pgettext_lazy("own name", "English")),
    *((language, words.own_name) for language, words in FURTHER.items()),
]


class CardForm(PlainForm):
    """How a card is printed: what it leaves out by itself, and shows where the visitor wishes."""

    language = forms.ChoiceField(
        label=_("Language of the card"),
        choices=_CARD_LANGUAGES,
        widget=forms.RadioSelect,
        required=False,
    )
    handle = forms.BooleanField(label=_("with the visitor’s handle"), required=False)
    sender = forms.BooleanField(label=_("with the name of this site"), required=False)
