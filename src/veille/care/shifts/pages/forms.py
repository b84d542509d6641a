"""The forms of a shift. They read and tidy; whether it may be done, the actions say."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from veille.care.tables import SiteRow
from veille.ui.fields import ChipField, ChipsField, ClockField, NoteField
from veille.ui.forms import FloorForm
from veille.ui.number_fields import WholeField

from ..words import IncidentKind, Service, Where


class Kept(TextChoices):
    """For how many hours a hand-over note can be read."""

    SHIFT = "12", _("12 hours")
    DAY = "24", _("24 hours")
    LONGEST = "72", _("3 days")


class HandoverForm(FloorForm):
    note = NoteField(
        label=_("For the next shift"),
        required=True,
        error_messages={"required": _("There is nothing in the note. Write it, then save.")},
    )
    hours = ChipField(Kept, label=_("Can be read for"), initial=Kept.LONGEST)


class IncidentForm(FloorForm):
    what = ChipField(IncidentKind, label=_("What happened"))
    called = ChipsField(Service, label=_("Who was called"), required=False)
    where = ChipField(Where, label=_("Where"), required=False)
    seat = forms.ChoiceField(label=_("Seat"), required=False, widget=forms.RadioSelect)
    note = NoteField(label=_("In a few words"))
    at = ClockField(label=_("When it happened"))

    def __init__(self, site: SiteRow, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        seat = self.fields["seat"]
        assert isinstance(seat, forms.ChoiceField)
        seat.choices = [(seat["number"], seat["number"]) for seat in site.seats]


class StepForm(FloorForm):
    """One tap on an incident's page: a service was called, or is here."""

    service = ChipField(Service)
    came = forms.BooleanField(required=False)


class WordsForm(FloorForm):
    note = NoteField(
        label=_("In a few words"),
        required=True,
        error_messages={"required": _("There is nothing in the note. Write it, then save.")},
    )


class ClosingForm(FloorForm):
    note = NoteField(label=_("In a few words"))
    at = ClockField(label=_("When it was over"))


class DebriefForm(FloorForm):
    present = WholeField(label=_("How many were there"), required=False)
