"""The counts of a file as its cells write them, and what stands in their place.

Which sign parts decimals is told by an answer, by the profile, or by other cells of the file
(`tabular.decimal_sign`); else a row that can be read in two ways stays out.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from veille import numbers
from veille.tabular import Mark, Message, Unread
from veille.tabular.decimal_sign import certain, shown_by
from veille.tabular.marks import mark_of


class Figures:
    """The values of one file. `whole`: they are counts, and none is a part of one."""

    def __init__(
        self,
        texts: Iterable[str],
        *,
        marks: Mapping[str, Mark],
        whole: bool,
        decimal: str = "",
        spoken: str = "fr",
    ) -> None:
        self._marks, self._whole, self._spoken = marks, whole, spoken
        self.decimal = decimal or certain(shown_by(text, spoken)[0] for text in set(texts))

    def read(self, text: str) -> float | Mark | Unread:
        """A value, what stands in its place, or why it cannot be read."""
        if text in self._marks:
            return self._marks[text]
        marked = mark_of(text, number=True, never_negative=False)
        if marked is not None:
            return marked.mark
        try:
            amount = numbers.read_amount(text, self._spoken)
        except numbers.Ambiguous as both:
            if both.unit:
                return _no_count(text)
            if not self.decimal:
                return _two_ways(text, both.readings)
            sign = "," if "," in text else "."
            return self._within(both.readings[1 if sign == self.decimal else 0], text)
        except numbers.NotRead:
            return _no_count(text)
        return _no_count(text) if amount.unit else self._within(amount.number, text)

    def _within(self, number: Decimal, text: str) -> float | Unread:
        if number < 0:
            return Unread("negative", Message(f"{text} is negative.", f"{text} est négatif."))
        most = numbers.LARGEST_EXACT
        if number > most:
            return Unread(
                "too_large",
                Message(
                    f"“{text}” is too large: a number above {most} is no longer exact.",
                    f"« {text} » est trop grand : au-delà de {most}, rien n’est plus exact.",
                ),
            )
        if self._whole and number != number.to_integral_value():
            return Unread(
                "no_whole",
                Message(
                    f"“{text}” is not a whole number, as a count is. If it is a rate, say "
                    "--unit rate.",
                    f"« {text} » n’est pas un nombre entier, comme l’est un décompte. Si c’est un "
                    "taux, précisez --unit rate.",
                ),
            )
        return float(number)


def _no_count(text: str) -> Unread:
    return Unread("no_count", Message(f"“{text}” is no count.", f"« {text} » n’est pas un nombre."))


def _two_ways(text: str, readings: tuple[Decimal, Decimal]) -> Unread:
    more, less = (each.normalize() for each in readings)
    parts, other = ("comma", "point") if "," in text else ("point", "comma")
    return Unread(
        "two_numbers",
        Message(
            f"“{text}” can be {more:f} or {numbers.plain(less, 'en')}: say --decimal {other}, or "
            f"--decimal {parts}.",
            f"« {text} » peut être {more:f} ou {numbers.plain(less, 'fr')} : précisez "
            f"--decimal {other}, ou --decimal {parts}.",
        ),
    )
