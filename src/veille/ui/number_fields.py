"""Numbers that a form asks for, read as people write them (`veille.numbers`).

What can be read in two ways is asked back in a sentence with both readings; nothing is guessed.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille import numbers

from .words import language

#: More than anything that is counted here, and what a column of the database holds.
MOST_COUNTED = 999_999_999
_GRAMS_IN_MG = 1_000


class NumberField(forms.Field):
    """A number. Gives a Decimal with at most `decimals` digits after the decimal sign."""

    inputmode: ClassVar[str] = "decimal"

    def __init__(
        self,
        *,
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
        decimals: int = numbers.DECIMALS,
        **kwargs: Any,
    ) -> None:
        messages = {"required": gettext_lazy("Enter a number."), **kwargs.pop("error_messages", {})}
        attrs = {"class": "input short", "inputmode": self.inputmode, "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        super().__init__(error_messages=messages, **kwargs)
        self.decimals = decimals
        if least is not None:
            self.validators.append(MinValueValidator(least))
        if most is not None:
            self.validators.append(MaxValueValidator(most))

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError with a sentence in the language of the page."""
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            number = self.read(value)
        except numbers.NotRead as unread:
            raise ValidationError(self.why_not(unread), code="invalid") from None
        self.check_decimals(number, value)
        return self.as_value(number)

    def check_decimals(self, number: Decimal, written: str) -> None:
        """Raises ValidationError."""
        if _decimals_of(number) > self.decimals:
            raise ValidationError(
                _("“%(text)s” has more than %(decimals)s decimals. Round it."),
                code="invalid",
                params={"text": written.strip(), "decimals": self.decimals},
            )

    def read(self, text: str) -> Decimal:
        return numbers.read(text, language())

    def why_not(self, unread: numbers.NotRead) -> str:
        """What the person reads where no number, or more than one, could be read."""
        return unread.in_words(language())

    def as_value(self, number: Decimal) -> Any:
        return number

    def prepare_value(self, value: Any) -> Any:
        """A number that stands in the form is read back as the same number."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return value
        return numbers.plain(Decimal(str(value)), language())

    def has_changed(self, initial: Any, data: Any) -> bool:
        exact = isinstance(initial, int | float | Decimal)
        first = self.as_value(Decimal(str(initial))) if exact else initial
        return super().has_changed(first, data)


class WholeField(NumberField):
    """A whole number. “2,400” has one whole reading and is 2400; “12,000” has two."""

    inputmode = "numeric"

    def __init__(self, *, most: int = MOST_COUNTED, **kwargs: Any) -> None:
        messages = {
            "required": gettext_lazy("Enter a whole number."),
            **kwargs.pop("error_messages", {}),
        }
        super().__init__(most=most, decimals=0, error_messages=messages, **kwargs)

    def read(self, text: str) -> Decimal:
        return read_whole(text)

    def why_not(self, unread: numbers.NotRead) -> str:
        return why_not_whole(unread)

    def as_value(self, number: Decimal) -> int:
        return int(number)


class MoneyField(NumberField):
    """An amount of money, to the cent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=MOST_COUNTED, decimals=2, **kwargs)


class PercentField(NumberField):
    """A share in percent; its sign may be written behind it."""

    def read(self, text: str) -> Decimal:
        return super().read(text.strip().removesuffix("%"))


class MilligramsField(NumberField):
    """An amount in milligrams, as a float; another unit of mass may be written behind it."""

    def __init__(self, **kwargs: Any) -> None:
        required = gettext_lazy("Enter the amount in milligrams.")
        kwargs.setdefault("error_messages", {"required": required})
        super().__init__(**kwargs)

    def read(self, text: str) -> Decimal:
        amount = numbers.read_amount(text, language(), "mg")
        if amount.grams is None:
            raise numbers.NotANumber(text.strip(), "unit")
        return amount.grams * _GRAMS_IN_MG

    def why_not(self, unread: numbers.NotRead) -> str:
        if isinstance(unread, numbers.Ambiguous):
            return unread.in_words(language())
        text = unread.text[: numbers.LONGEST]
        return _("“%(text)s” is not a number of milligrams. Write it such as 0.4.") % {"text": text}

    def as_value(self, number: Decimal) -> float:
        return float(number)


class AmountField(NumberField):
    """An amount with or without its unit, as a `numbers.Amount`: mass is given in grams."""

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            amount = numbers.read_amount(value, language())
        except numbers.NotRead as unread:
            raise ValidationError(self.why_not(unread), code="invalid") from None
        grams = amount.grams
        number, unit = (amount.number, amount.unit) if grams is None else (grams, "g")
        self.check_decimals(number, value)
        return numbers.Amount(number, unit)


def _decimals_of(number: Decimal) -> int:
    return len(format(number, "f").partition(".")[2].rstrip("0"))


def read_whole(text: str) -> Decimal:
    """The whole number that is written. Raises as `numbers.read` does."""
    found = numbers.readings(text, language())
    whole = [number for number in found if number == int(number)]
    if not whole:
        raise numbers.NotANumber(text.strip(), "not_a_number")
    if len(whole) == 2:
        raise numbers.Ambiguous(text.strip(), (whole[0], whole[1]))
    return whole[0]


def why_not_whole(unread: numbers.NotRead) -> str:
    if isinstance(unread, numbers.Ambiguous):
        return unread.in_words(language())
    return _("“%(text)s” is not a whole number. Write it with digits, such as 12.") % {
        "text": unread.text[: numbers.LONGEST]
    }
