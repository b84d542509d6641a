"""What was seized, as lines of a form: a substance, how much of it, in which unit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from veille.law.books import canonical
from veille.ui.forms import FloorForm
from veille.ui.number_fields import AmountField

from ..facts import UNKNOWN_SUBSTANCE, Seized
from ..words import Unit
from .choices import named_substances

#: So many lines a form has; more where more was told.
LINES = 4
_PARTS = ("substance", "amount", "unit")
#: The measures that a unit behind an amount may stand for; the first where none is chosen.
_OF_WRITTEN = {
    "g": (Unit.GRAMS, Unit.GRAMS_ACTIVE),
    "pills": (Unit.PILLS,),
    "units": (Unit.UNITS,),
}
_TYPED = {"class": "input", "autocomplete": "off"}


def _substances() -> list[tuple[str, str]]:
    """What is not known is filed as such: a laboratory says later what it is."""
    unknown = (UNKNOWN_SUBSTANCE, str(_("unknown: for the laboratory")))
    return [("", "–"), unknown, *named_substances()[1:]]


def _named(what: str, n: int) -> str:
    """The name of a field of the n-th thing seized."""
    return "_".join((what, str(n)))


class SeizedForm(FloorForm):
    """`begins_with` is what was told so far: its lines are filled in and stand open."""

    def __init__(self, *args: Any, begins_with: Sequence[Seized] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told = len(begins_with)
        self._all = range(1, max(LINES, self._told + 1) + 1)
        for n in self._all:
            self._add_line(n, begins_with[n - 1] if n <= self._told else None)

    def _add_line(self, n: int, data: Seized | None) -> None:
        self.fields[_named("substance", n)] = forms.ChoiceField(
            label=_("Substance"),
            choices=_substances,
            required=False,
            initial=canonical(data.substance) if data else None,
            widget=forms.Select({"class": "input"}),
        )
        self.fields[_named("amount", n)] = AmountField(
            label=_("Amount"),
            initial=data.amount if data else None,
            required=False,
            widget=forms.TextInput({**_TYPED, "inputmode": "decimal"}),
        )
        self.fields[_named("unit", n)] = forms.ChoiceField(
            label=_("Unit"),
            choices=[("", "–"), *Unit.choices],
            required=False,
            initial=data.unit.value if data else None,
            widget=forms.Select({"class": "input"}),
        )

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each thing seized, as three fields."""
        for n in self._all:
            fields = [self[_named(what, n)] for what in _PARTS]
            yield {
                "n": n,
                **dict(zip(_PARTS, fields, strict=True)),
                "errors": [error for field in fields for error in field.errors],
            }

    @property
    def first_more(self) -> int:
        """The first of the lines that are shown on demand."""
        return max(1, self._told) + 1

    @property
    def more_lines(self) -> bool:
        """Whether any of those is filled in, or wrong."""
        return any(
            line["errors"] or line["substance"].value() or line["amount"].value()
            for line in list(self.lines())[self.first_more - 1 :]
        )

    def other_fields(self) -> list[BoundField]:
        of_lines = {_named(what, n) for what in _PARTS for n in self._all}
        return [field for field in self if field.name not in of_lines]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        some = False
        for n in self._all:
            parts = [data.get(_named(what, n)) for what in _PARTS]
            if not any(part or part == 0 for part in parts):
                continue
            some = True
            self._read_unit(n)
            parts[2] = data.get(_named("unit", n))
            for what, part, words in (
                ("substance", parts[0], _("Choose the substance.")),
                ("amount", parts[1], _("Enter how much was seized.")),
                ("unit", parts[2], _("Choose the unit of the amount.")),
            ):
                if part in (None, "") and _named(what, n) not in self.errors:
                    self.add_error(_named(what, n), words)
        if not some and not self.errors.get("substance_1"):
            self.add_error("substance_1", _("Say what was seized, how much of it, and the unit."))
        return data

    def _read_unit(self, n: int) -> None:
        """A unit that is written behind the amount is taken, where none or the same is chosen."""
        amount, unit = _named("amount", n), _named("unit", n)
        found = self.cleaned_data.get(amount)
        if found is None or not found.unit:
            return
        fits = _OF_WRITTEN.get(found.unit, ())
        chosen = self.cleaned_data.get(unit)
        if not chosen and fits:
            self.cleaned_data[unit] = fits[0].value
        elif chosen not in [each.value for each in fits]:
            words = _("The amount is not in the unit beside it. Make the two the same.")
            self.add_error(amount, words)

    def seized(self) -> tuple[Seized, ...]:
        said = self.cleaned_data
        return tuple(
            Seized(
                said[_named("substance", n)],
                said[_named("amount", n)].number,
                Unit(said[_named("unit", n)]),
            )
            for n in self._all
            if said[_named("substance", n)]
        )
