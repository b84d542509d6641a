"""Amounts of equipment in a form: one number for each item, by group, with − and + beside it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from veille.ui.number_fields import WholeField

from ..facts import Amount
from ..words import GROUPS, Item


class AmountsWidget(forms.Widget):
    """Every item of `items`; their groups fold away but the first and those with numbers."""

    use_fieldset = True

    def __init__(self, items: Iterable[Item] = Item) -> None:
        super().__init__()
        self.items = frozenset(items)

    def value_from_datadict(
        self, data: Mapping[str, Any], _files: Any, name: str
    ) -> dict[str, str]:
        return {item.value: data.get(f"{name}-{item.value}", "") for item in self.items}

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        return not any(f"{name}-{item.value}" in data for item in self.items)

    def id_for_label(self, _id: str) -> str:
        return ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> Any:
        said = _said(value)
        few = len(self.items) <= len(GROUPS[0][1])
        groups: list[dict[str, Any]] = []
        for heading, listed in GROUPS:
            items = [
                {
                    "id": f"id_{name}_{item.value}",
                    "name": f"{name}-{item.value}",
                    "label": item.label,
                    "value": said.get(item.value, ""),
                }
                for item in listed
                if item in self.items
            ]
            if items:
                with_numbers = any(one["value"] for one in items)
                opened = few or with_numbers or not groups
                groups.append({"heading": heading, "items": items, "open": opened})
        return render_to_string("exchange/amounts.html", {"groups": groups, "folds": not few})


def _said(value: Any) -> dict[str, str]:
    """What was typed, or amounts, as the fields show them: digits without any spaces."""
    if isinstance(value, Mapping):
        return {item: str(typed) for item, typed in value.items()}
    return {amount.item.value: str(amount.count) for amount in value or ()}


class AmountsField(forms.Field):
    """Gives a list of amounts. A field left empty says nothing; 0 says none where `zero`."""

    _number = WholeField(least=0, required=False)

    def __init__(
        self,
        *,
        items: Iterable[Item] = Item,
        zero: bool = False,
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs["widget"] = AmountsWidget(items)
        super().__init__(required=False, **kwargs)
        self._zero = zero
        self.needed = required

    def clean(self, value: Mapping[str, str]) -> list[Amount]:
        amounts: list[Amount] = []
        wrong: list[str] = []
        for item in Item:
            text = value.get(item.value, "")
            try:
                count = self._number.clean(text)
            except ValidationError as error:
                wrong += [
                    _("%(item)s: %(problem)s") % {"item": item.label, "problem": words}
                    for words in error.messages
                ]
                continue
            if count or (count == 0 and self._zero):
                amounts.append(Amount(item, count))
        if wrong:
            raise ValidationError(wrong)
        if self.needed and not amounts:
            raise ValidationError(_("Enter a number for at least one item."))
        return amounts

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _said(initial) != {item: typed for item, typed in _said(data).items() if typed}


def number(value: int) -> str:
    """A whole number as the reader's language writes it."""
    return number_format(value, use_l10n=True, force_grouping=True).replace("-", "\u2212")


def difference(found: int, expected: int) -> str:
    """“+3”, “−12”, “0”: how much more was found than expected."""
    return f"{'+' if found > expected else ''}{number(found - expected)}"


def in_words(amounts: Sequence[Amount]) -> str:
    """“10 × 1 mL syringe, 10 × cooker”."""
    return ", ".join(f"{number(a.count)}\u00a0× {a.item.label}" for a in amounts)
