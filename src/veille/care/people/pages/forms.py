"""The forms about one visitor. They read and tidy; whether it may be done, the actions say."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.care import reads
from veille.care.pages.forms import ArrivalForm
from veille.care.tables import SiteRow
from veille.ui.fields import ChipField, DayField, NoteField
from veille.ui.forms import FloorForm

from ..words import Decision, FlagKind, LetInReason, RestrictionKind, Review, Scope


class Span(TextChoices):
    """How long a restriction lasts, in days after the end of the site's present day."""

    MORNING = "0", _("until the next morning")
    THREE = "3", _("3 days")
    WEEK = "7", _("a week")
    FORTNIGHT = "14", _("two weeks")
    MONTH = "30", _("a month")
    LONGEST = "90", _("three months")


def morning(site: SiteRow, day: date) -> datetime:
    """When the site's day begins on that date."""
    zone = timezone.get_current_timezone()
    return datetime.combine(day, time(site.day_starts_hour), zone)


class MorningField(DayField):
    """A date; gives the moment when the site's day begins on it."""

    def __init__(self, site: SiteRow, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._site = site

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value).date() if isinstance(value, datetime) else value

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return morning(self._site, day) if day else None


class OfSite(FloorForm):
    """A form with a date: which moment it means is for the site to say."""

    def __init__(self, site: SiteRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        if "until" in self.fields:
            field = self.fields["until"]
            self.fields["until"] = MorningField(
                site, label=field.label, help_text=field.help_text, required=False
            )


class FlagForm(OfSite):
    kind = ChipField(FlagKind, label=_("What must be known"))
    note = NoteField(
        label=_("In a few words"),
        help_text=_("Read by everybody who lets this visitor in. An allergy to what?"),
    )
    until = forms.DateField(
        label=_("Until the morning of"),
        help_text=_("Empty: until somebody lowers it."),
        required=False,
    )


class LoweringForm(FloorForm):
    note = NoteField(label=_("In a few words"))


class RestrictionForm(OfSite):
    kind = ChipField(RestrictionKind, label=_("Why"))
    span = ChipField(Span, label=_("For how long"), required=False)
    until = forms.DateField(label=_("Or until the morning of"), required=False)
    scope = ChipField(Scope, label=_("Where"), initial=Scope.HERE)
    note = NoteField(
        label=_("The reason, as it is told to the visitor"),
        required=True,
        error_messages={
            "required": _(
                "Write the reason, in words that can be read to the visitor: they may "
                "ask for it, and appeal."
            )
        },
    )

    def ends(self) -> datetime | None:
        """When it ends by itself; None where nobody said."""
        data = self.cleaned_data
        if data["until"]:
            ends: datetime = data["until"]
            return ends
        if not data["span"]:
            return None
        today = reads.day_of(self.site)
        return today.ends + timedelta(days=int(data["span"].value))


class ReviewForm(OfSite):
    outcome = ChipField(Review, label=_("What came out"))
    until = forms.DateField(
        label=_("New end: the morning of"),
        help_text=_("Only where it is shortened."),
        required=False,
    )
    note = NoteField(label=_("In a few words"))


class AppealForm(FloorForm):
    note = NoteField(
        label=_("What the visitor says, in their words"),
        required=True,
        error_messages={"required": _("Write what the visitor says, in their words.")},
    )


class DecisionForm(OfSite):
    decision = ChipField(Decision, label=_("Decision"))
    until = forms.DateField(
        label=_("New end: the morning of"),
        help_text=_("Only where it is shortened."),
        required=False,
    )
    note = NoteField(
        label=_("Why, as it is told to the visitor"),
        required=True,
        error_messages={"required": _("Write why, in words that can be read to the visitor.")},
    )


class TurnAwayForm(FloorForm):
    note = NoteField(label=_("In a few words"))


class LetInForm(ArrivalForm):
    why = ChipField(LetInReason, label=_("Why all the same"))
    why_note = NoteField(label=_("In a few words"))


class ForgettingForm(FloorForm):
    asked = forms.BooleanField(
        label=_("The visitor asks for it, and heard what it means"),
        error_messages={"required": _("Read together what it means, then tick it.")},
    )
