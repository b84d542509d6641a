"""Months as bulletins are made of them."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed

_MONTH = re.compile(r"(?P<year>2\d{3})-(?P<month>0[1-9]|1[0-2])", re.ASCII)
A_YEAR = 12


@dataclass(frozen=True, order=True)
class Month:
    """By its first day."""

    first: date

    @property
    def name(self) -> str:
        """As it is written in addresses and files: 2026-10."""
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> "Month":
        return self.back(1)

    @property
    def until(self) -> date:
        """The first day of the next one."""
        return self.back(-1).first

    @property
    def days(self) -> int:
        return (self.until - self.first).days

    def back(self, months: int) -> "Month":
        year, month = divmod(self.first.year * A_YEAR + self.first.month - 1 - months, A_YEAR)
        return Month(date(year, month + 1, 1))


def month_of(day: date) -> Month:
    return Month(day.replace(day=1))


def read_month(text: str) -> Month:
    """“2026-10”. Raises Malformed otherwise."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise Malformed(
            _("“%(text)s” is no month. Write it as 2026-10: four digits, a hyphen, two digits."),
            text=text[:20],
        )
    return Month(date(int(found["year"]), int(found["month"]), 1))
