"""The forms of the floor. They read and tidy; whether it may be done, the actions say."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from veille.care.words import (
    Assistant,
    Company,
    Consciousness,
    CorrectionReason,
    Gender,
    HeardOf,
    HeardOfDeath,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    Substance,
)
from veille.ledger.refusal import Malformed
from veille.ui.fields import ChipField, ChipsField, ClockField, DayField, NoteField
from veille.ui.forms import FloorForm
from veille.ui.number_fields import MilligramsField, NumberField, WholeField
from veille.ui.rooms import all_bands


class HandleForm(FloorForm):
    handle = forms.CharField(
        label=_("Code or handle"),
        max_length=40,
        error_messages={"required": _("Enter a code or a handle, or choose “anonymous”.")},
        widget=forms.TextInput(
            attrs={
                "class": "input huge",
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
                "autofocus": True,
            }
        ),
    )


class ArrivalForm(FloorForm):
    substances = ChipsField(
        Substance,
        label=_("Substance"),
        help_text=_("As the person names it. Several may be chosen."),
        error_messages={"required": _("Choose at least one substance, or “not known”.")},
    )
    mode = ChipField(Mode, label=_("Mode"))
    company = ChipField(Company, label=_("With whom"), required=False, without=[Company.UNTOLD])
    sharing = ChipField(
        Sharing, label=_("Splitting or sharing"), required=False, without=[Sharing.UNTOLD]
    )
    help = ChipsField(Help, label=_("Asks for help with"), required=False)
    note = NoteField()
    at = ClockField(label=_("True time of arrival"))
    #: What a known visitor named on the last visit: “as last time” is one tap away.
    last_time: Sequence[str] = ()

    def to_tell(self) -> list[dict[str, Any]]:
        """What every room has to say now: `open` where it concerns what is chosen, else what was
        said last time, and the words that would open it."""
        chosen = set(self["substances"].value() or self.last_time)
        return [
            {"band": band, "names": names, "open": not chosen.isdisjoint(names)}
            for band in all_bands()
            for names in [[value for value in Substance.values if band.concerns(value)]]
        ]

    def visit(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "mode": data["mode"],
            "substances": data["substances"],
            "company": data["company"] or Company.UNTOLD,
            "sharing": data["sharing"] or Sharing.UNTOLD,
            "help": data["help"],
            "note": data["note"],
            "at": data["at"],
        }


class FirstVisitForm(ArrivalForm):
    handle = forms.CharField(widget=forms.HiddenInput)  # `welcome` says what is wrong with it
    agreed = forms.BooleanField(label=_("The visitor read the terms and agrees"), required=False)
    heard_of = ChipField(HeardOf, label=_("Heard of the site from"), required=False)
    postal = forms.CharField(
        label=_("Beginning of the postal code"),
        help_text=_("Three characters, never more."),
        required=False,
        max_length=7,
        widget=forms.TextInput(
            attrs={"class": "input short", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    no_address = forms.BooleanField(label=_("no fixed address"), required=False)
    gender = ChipField(Gender, label=_("Gender"), required=False)
    birth_year = WholeField(label=_("Year of birth"), required=False)
    another = forms.BooleanField(required=False, widget=forms.HiddenInput)
    #: Asked for only where the year of birth says that they may be too young (`asks_age`).
    young = forms.BooleanField(
        label=_("The year is right, and we go on all the same"), required=False
    )
    asks_age = False

    def person(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "handle": data["handle"],
            "agreed": data["agreed"],
            "heard_of": data["heard_of"] or HeardOf.UNTOLD,
            "postal": "none" if data["no_address"] else data["postal"] or "unknown",
            "gender": data["gender"] or Gender.UNTOLD,
            "birth_year": data["birth_year"],
        }


class MoveForm(FloorForm):
    """A tap on the board: `seen` is the version of the visit that was on the screen."""

    seen = forms.IntegerField(required=False)
    seat = forms.CharField(required=False, max_length=200)


class LeavingForm(FloorForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    consumed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = ChipField(LeavingReason, label=_("Why without consuming?"), required=False)
    note = NoteField()
    at = ClockField(label=_("Time of leaving"))


class AssistanceForm(FloorForm):
    assistant = ChipField(Assistant, label=_("Who assisted"))
    at = ClockField(label=_("When it was given"))


class NoteForm(FloorForm):
    note = NoteField(required=True, error_messages={"required": _("There is nothing in the note.")})


class OverdoseForm(FloorForm):
    """An overdose filled in afterwards."""

    signs = ChipsField(Sign, label=_("Signs seen"), required=False)
    at = ClockField(
        label=_("When it was found"),
        required=True,
        error_messages={"required": _("Enter the time when it was found.")},
    )


class ProductField(forms.Field):
    """Naloxone as a site keeps it: its route and its dose in milligrams, which cannot part."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("That naloxone is no longer offered. Open the page again, then tap it.")
    }

    def to_python(self, value: Any) -> tuple[Route, float] | None:
        if not value:
            return None
        route, _colon, dose_mg = str(value).partition(":")
        try:
            return Route(route), float(dose_mg)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"]) from None


class StepForm(FloorForm):
    """A step tapped as it happens."""

    what = ChipField(Intervention)
    product = ProductField(required=False)
    dose = forms.IntegerField(required=False)

    def step(self) -> dict[str, Any]:
        """For `actions.intervene`. Raises Malformed where it is not said which naloxone."""
        data = self.cleaned_data
        if data["what"] is not Intervention.NALOXONE:
            return {"what": data["what"]}
        if not data["product"]:
            raise Malformed(_("Which naloxone was given? Choose the product, then tap again."))
        route, dose_mg = data["product"]
        return {
            "what": data["what"],
            "route": route,
            "dose_mg": dose_mg,
            "dose": data["dose"],
        }


class EarlierStepForm(FloorForm):
    """A step filled in with its true time. Of naloxone: a product that the site keeps, or another
    one's route and dose."""

    what = ChipField(Intervention, label=_("What was done"))
    product = ProductField(label=_("Naloxone"), required=False, widget=forms.RadioSelect)
    route = ChipField(Route, label=_("Route of the naloxone"), required=False)
    dose_mg = MilligramsField(label=_("Dose"), required=False)
    note = NoteField()
    at = ClockField(
        label=_("When it was done"),
        required=True,
        error_messages={"required": _("Enter the time when it was done.")},
    )

    def __init__(self, *args: Any, products: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].widget.choices = products

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        product = data.get("product")
        if product is None or data.get("what") is not Intervention.NALOXONE:
            return data
        if data.get("route") or data.get("dose_mg") is not None:
            raise forms.ValidationError(
                _("Choose the product, or another one's route and dose: not both.")
            )
        return data | dict(zip(("route", "dose_mg"), product, strict=True))


class VitalsForm(FloorForm):
    """Vital signs: each may be left empty. Numbers are checked by `overdoses.check_vitals`."""

    breaths = WholeField(
        label=_("Breaths a minute"),
        help_text=_("Counted for 30 seconds, times two."),
        required=False,
    )
    consciousness = ChipField(Consciousness, label=_("Consciousness"), required=False)
    spo2 = WholeField(label=_("SpO₂"), required=False)
    oxygen_lpm = NumberField(label=_("Oxygen flow"), decimals=1, required=False)
    glucose = NumberField(label=_("Glucose"), decimals=1, required=False)
    gcs = WholeField(label=_("Glasgow coma scale"), required=False)
    note = NoteField()
    at = ClockField(label=_("When it was measured"))

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("breaths", "spo2", "gcs", "note", "at")},
            "consciousness": data["consciousness"] or None,
            **{
                name: None if data[name] is None else float(data[name])
                for name in ("oxygen_lpm", "glucose")
            },
        }


class OutcomeForm(FloorForm):
    outcome = ChipField(Outcome, label=_("How it ended"))
    note = NoteField()
    at = ClockField(label=_("When it ended"))


class ReassignForm(FloorForm):
    """Why a visit is given to somebody else."""

    note = NoteField(label=_("How it is known"))


class DeathForm(FloorForm):
    """A visitor's death, here or heard of later."""

    heard = ChipField(HeardOfDeath, label=_("How it is known"))
    day = DayField(
        label=_("Day of the death"), help_text=_("Empty: nobody knows it."), required=False
    )
    note = NoteField(label=_("In a few words"))


class CorrectionForm(FloorForm):
    """Why, and the true time; what else an entry says is added by `corrections.form_for`."""

    at = ClockField(label=_("True time"))
    why = ChipField(CorrectionReason, label=_("Reason"))
    note = NoteField(label=_("In a few words"))

    def __init__(self, *args: Any, reasons: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = ChipField(reasons, label=_("Reason"))


class StrikeForm(FloorForm):
    why = ChipField(CorrectionReason, label=_("Reason"))
    note = NoteField(label=_("In a few words"))

    def __init__(self, *args: Any, reasons: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = ChipField(reasons, label=_("Reason"))
