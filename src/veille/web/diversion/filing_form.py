"""The form by which the police or a court service refers somebody: short, for a phone."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.diversion.facts import Seized
from veille.diversion.words import ContactBy, Language, OwnUse, Unit
from veille.law import substances
from veille.ledger import clock

from ..forms import ChipField, FloorForm
from ..referrals.forms import MomentField
from ..views.answers import language
from .forms import NumberField, text

#: So many things seized can be told; a larger seizure is no matter for a commission.
LINES = 4


def _substances() -> list[tuple[str, str]]:
    named = [(key, words[language()]) for key, words in substances().items()]
    return [("", "–"), *sorted(named, key=lambda one: one[1].casefold())]


def _named(what: str, n: int) -> str:
    """The name of a field of the n-th thing seized."""
    return "_".join((what, str(n)))


class AmountField(forms.CharField):
    """A number with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "input", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(
            required=False, max_length=12, widget=forms.TextInput(attrs=attrs), **kwargs
        )

    def clean(self, value: Any) -> Decimal | None:
        said = super().clean(value).strip().replace(",", ".")
        if not said:
            return None
        try:
            number = Decimal(said)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValidationError(
                _("“%(text)s” is not a number. Write it such as 0.5."), params={"text": value}
            )
        return number


class FilingForm(FloorForm):
    """What, where, how much in which unit, and the contact that the person chose."""

    reference = forms.CharField(
        help_text=_("Sent twice under the same reference, it is one referral."),
        error_messages={"required": _("Enter your own reference.")},
        **text(_("Your own reference"), 200, autocapitalize="characters"),
    )
    name = forms.CharField(
        error_messages={"required": _("Enter how the person is to be called.")},
        **text(_("Name of the person"), 200),
    )
    birth_year = NumberField(
        label=_("Year of birth"), required=True, min_value=1900, max_value=2100,
        error_messages={"required": _("Enter the year of birth.")},
    )  # fmt: skip
    age_years = NumberField(
        label=_("Age on that day"), min_value=0, max_value=110,
        help_text=_("Only where the year of birth leaves open whether they are of age."),
    )  # fmt: skip
    found_at = MomentField(label=_("When they were found"), required=True)
    where = forms.CharField(
        error_messages={"required": _("Enter where the person was found.")},
        **text(_("Where they were found"), 2_000),
    )
    found_in = forms.CharField(
        help_text=_("Beginning of its postal code, such as H2X, or the name of the town."),
        error_messages={"required": _("Enter the beginning of the postal code, or the town.")},
        **text(_("Postal code or town of that place"), 60),
    )
    what = forms.CharField(required=False, **text(_("What happened"), 2_000, rows=2))
    own_use = ChipField(OwnUse, label=_("Said of use"), required=False, initial=OwnUse.UNSAID)
    contact_by = ChipField(
        ContactBy, label=_("How the person wants to be reached"), initial=ContactBy.NONE
    )
    contact = forms.CharField(required=False, **text(_("Number or address that they chose"), 200))
    language = ChipField(Language, label=_("Their language"))
    domicile = forms.CharField(
        required=False,
        help_text=_("Beginning of the postal code, or the town; empty where there is none."),
        **text(_("Where they live"), 60),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_at"].initial = timezone.localtime(clock.now())
        for n in range(1, LINES + 1):
            self.fields[f"substance_{n}"] = forms.ChoiceField(
                label=_("Substance"), choices=_substances, required=False,
                widget=forms.Select({"class": "input"}),
            )  # fmt: skip
            self.fields[f"amount_{n}"] = AmountField(label=_("Amount"))
            self.fields[f"unit_{n}"] = forms.ChoiceField(
                label=_("Unit"), choices=[("", "–"), *Unit.choices], required=False,
                widget=forms.Select({"class": "input"}),
            )  # fmt: skip

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each thing seized, as three fields."""
        for n in range(1, LINES + 1):
            fields = [self[_named(what, n)] for what in ("substance", "amount", "unit")]
            yield {
                "n": n,
                "substance": fields[0],
                "amount": fields[1],
                "unit": fields[2],
                "errors": [error for field in fields for error in field.errors],
            }

    @property
    def more_lines(self) -> bool:
        """Whether more than the first line is filled in, or wrong."""
        return any(
            line["errors"] or line["substance"].value() or line["amount"].value()
            for line in list(self.lines())[1:]
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        some = False
        for n in range(1, LINES + 1):
            parts = [told.get(_named(what, n)) for what in ("substance", "amount", "unit")]
            if not any(part or part == 0 for part in parts):
                continue
            some = True
            for what, part, words in (
                ("substance", parts[0], _("Choose the substance.")),
                ("amount", parts[1], _("Enter how much was seized.")),
                ("unit", parts[2], _("Choose the unit of the amount.")),
            ):
                if part in (None, "") and _named(what, n) not in self.errors:
                    self.add_error(_named(what, n), words)
        if not some and not self.errors.get("substance_1"):
            self.add_error("substance_1", _("Say what was seized, how much of it, and the unit."))
        return told

    def told(self) -> dict[str, Any]:
        """What `receiving.receive` is told."""
        said = self.cleaned_data
        plain = {
            name: said[name]
            for name in ("reference", "name", "birth_year", "age_years", "found_at", "where",
                         "found_in", "what", "contact_by", "contact", "language", "domicile")
        }  # fmt: skip
        return {**plain, "own_use": said["own_use"] or OwnUse.UNSAID, "seized": self._seized()}

    def _seized(self) -> list[Seized]:
        said = self.cleaned_data
        return [
            Seized(said[f"substance_{n}"], said[f"amount_{n}"], Unit(said[f"unit_{n}"]))
            for n in range(1, LINES + 1)
            if said[f"substance_{n}"]
        ]
