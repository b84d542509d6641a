"""The forms of safer supply. They read and tidy; whether it may be done, the actions say."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille import numbers
from veille.ledger import clock
from veille.ui.fields import ChipField, ClockField, DayField, NoteField
from veille.ui.forms import FloorForm
from veille.ui.number_fields import MilligramsField, WholeField
from veille.ui.words import language

from ..actions import plan
from ..facts import Plan, Product
from ..policies import LONGEST_PRESCRIBER
from ..tables import DoseRow, EnrolmentRow, ProductRow, RulesRow
from ..words import (
    Decider,
    Drug,
    Explanation,
    Fate,
    Form,
    Move,
    PauseReason,
    StopReason,
    Way,
    Why,
    product_words,
)

_UG_IN_MG = 1_000
#: How far ahead the next review is proposed.
_USUAL_REVIEW = timedelta(days=28)


def mg(ug: int) -> str:
    """Milligrams as they are typed: 16, 0,4."""
    return numbers.plain(Decimal(ug) / _UG_IN_MG, language())


class ReviewForm(FloorForm):
    """The prescriber saw the person."""

    prescriber = forms.CharField(
        label=_("Prescriber"),
        help_text=_("A name or a licence number. Sealed with the person's words."),
        max_length=LONGEST_PRESCRIBER,
        error_messages={"required": _("Say who prescribed it.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    review_on = DayField(label=_("To be reviewed by"))
    note = NoteField()
    at = ClockField(label=_("When it was decided"))

    def __init__(self, data: Any = None, *, prescriber: str = "", **kwargs: Any) -> None:
        initial = {
            "prescriber": prescriber,
            "review_on": timezone.localdate(clock.now()) + _USUAL_REVIEW,
            **kwargs.pop("initial", {}),
        }
        super().__init__(data, initial=initial, **kwargs)


class PrescriptionForm(ReviewForm):
    """What is prescribed."""

    product = forms.ChoiceField(
        label=_("Product"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a product.")},
    )
    dose_mg = MilligramsField(
        label=_("One dose"), help_text=_("Whole units: nothing is split here.")
    )
    doses_a_day = WholeField(label=_("Doses a day"))
    most_mg = MilligramsField(
        label=_("The most for one day"), help_text=_("Empty: all doses of the day."), required=False
    )
    carried = WholeField(
        label=_("Of these, carried away at most"),
        help_text=_("0: all are witnessed."),
        required=False,
    )
    every_days = WholeField(
        label=_("Due every how many days"), help_text=_("1: daily."), required=False
    )
    missed_days = WholeField(
        label=_("Missed days in a row after which the prescriber sees the person"),
        help_text=_("0: no such rule."),
        required=False,
    )
    field_order = (
        "product",
        "dose_mg",
        "doses_a_day",
        "most_mg",
        "carried",
        "every_days",
        "missed_days",
        "prescriber",
        "review_on",
        "note",
        "at",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kept: Sequence[ProductRow],
        rules: RulesRow,
        now: EnrolmentRow | None = None,
        prescriber: str = "",
    ) -> None:
        initial: dict[str, Any] = {"every_days": 1, "carried": 0, "missed_days": rules.missed_days}
        if len(kept) == 1:
            initial["product"] = kept[0].product
        if now is not None:
            initial = {
                "product": now.product,
                "dose_mg": mg(now.dose_ug),
                "most_mg": mg(now.most_ug),
                "doses_a_day": now.doses_a_day,
                "carried": now.carried,
                "every_days": now.every_days,
                "missed_days": now.missed_days,
            }
        super().__init__(data, prescriber=prescriber, initial=initial)
        self._rules = rules
        self._kept = {row.product: row for row in kept}
        choice = self.fields["product"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, product_words(key)) for key in self._kept]

    def plan(self) -> Plan:
        """What is prescribed; Refused where it cannot be followed."""
        data = self.cleaned_data
        every, missed = data["every_days"], data["missed_days"]
        return plan(
            product_of(self._kept[data["product"]]),
            dose_mg=data["dose_mg"],
            doses_a_day=data["doses_a_day"],
            most_mg=data["most_mg"],
            carried=data["carried"] or 0,
            every_days=1 if every is None else every,
            missed_days=self._rules.missed_days if missed is None else missed,
        )


def product_of(row: ProductRow) -> Product:
    return Product(Drug(row.drug), Form(row.form), row.strength_ug)


class PauseForm(FloorForm):
    why = ChipField(PauseReason, label=_("Why"))
    note = NoteField()
    at = ClockField(label=_("Since when"))


class ResumeForm(FloorForm):
    note = NoteField()
    at = ClockField(label=_("Since when"))


class StopForm(FloorForm):
    why = ChipField(
        StopReason,
        label=_("Why"),
        help_text=_("A death is noted on the visitor’s page: it closes everything of theirs."),
        without=[StopReason.DIED],
    )
    decided_by = ChipField(Decider, label=_("On whose decision"), without=[Decider.NOBODY])
    note = NoteField()
    at = ClockField(label=_("When"))


class GivingForm(FloorForm):
    """The prescribed dose, witnessed: nothing needs to be touched. Or another way."""

    nth = forms.IntegerField(required=False, widget=forms.HiddenInput)
    way = ChipField(Way, label=_("How it is taken"), required=False)
    mg = MilligramsField(label=_("One dose"), required=False)
    doses = WholeField(label=_("How many doses"), required=False)
    note = NoteField()
    at = ClockField(label=_("When it was given"))

    def giving(self) -> dict[str, Any]:
        data = self.cleaned_data
        doses = data["doses"]
        return {
            "way": data["way"] or Way.WITNESSED,
            "mg": data["mg"],
            "doses": 1 if doses is None else doses,
            "nth": data["nth"] if data["at"] is None else None,
            "note": data["note"],
            "at": data["at"],
        }


class NotGivenForm(FloorForm):
    why = ChipField(Why, label=_("Why"))
    day = DayField(label=_("Which day"), required=False)
    note = NoteField()


class BackForm(FloorForm):
    """Units of a dose came back."""

    units = WholeField(label=_("How many units"))
    fate = ChipField(Fate, label=_("What became of them"))
    note = NoteField()
    at = ClockField(label=_("When"))

    def __init__(self, data: Any = None, *, dose: DoseRow) -> None:
        super().__init__(data, initial={"units": dose.net_units})


class SignatureForm(FloorForm):
    """A colleague signs on this screen."""

    name = forms.CharField(
        label=_("Sign-in name"),
        max_length=40,
        error_messages={"required": _("Enter it.")},
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        error_messages={"required": _("Enter it.")},
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"}),
    )


class ProductChoiceForm(FloorForm):
    """Something about the stock of one product."""

    product = forms.ChoiceField(
        label=_("Product"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a product.")},
    )
    units = WholeField(label=_("How many units"))
    note = NoteField()
    at = ClockField(label=_("When"))

    def __init__(self, data: Any = None, *, kept: Sequence[ProductRow], chosen: str = "") -> None:
        super().__init__(data, initial={"product": chosen})
        self._kept = {row.product: row for row in kept}
        choice = self.fields["product"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, product_words(key)) for key in self._kept]
        if len(self._kept) == 1:
            self.initial["product"] = next(iter(self._kept))

    def stock(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "product": product_of(self._kept[data["product"]]),
            "units": data["units"],
            "note": data["note"],
            "at": data["at"],
        }


class CountForm(ProductChoiceForm):
    units = WholeField(label=_("Counted"), help_text=_("What is really there, in whole units."))
    field_order = ("product", "units", "note", "at")


class MoveForm(ProductChoiceForm):
    what = ChipField(Move, label=_("What happened"))
    lot = forms.CharField(
        label=_("Lot number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "input short", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    field_order = ("what", "product", "units", "lot", "note", "at")

    def stock(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().stock(), "what": data["what"], "lot": data["lot"]}


class ExplanationForm(FloorForm):
    why = ChipField(Explanation, label=_("Why it differs"))
    note = NoteField()


class RulesForm(FloorForm):
    two_sign = forms.BooleanField(
        label=_("Two people sign for every dose, delivery, loss and count"), required=False
    )
    peers_sign = forms.BooleanField(
        label=_("A peer worker may give the second signature"), required=False
    )
    missed_days = WholeField(
        label=_("Missed days in a row after which the prescriber sees the person"),
        help_text=_("Proposed for each new prescription. 0: no such rule."),
    )


class ProductForm(FloorForm):
    drug = ChipField(Drug, label=_("Drug"))
    unit = ChipField(Form, label=_("One unit is a"))
    strength_mg = MilligramsField(
        label=_("One unit holds"), help_text=_("For a patch: what it holds.")
    )
