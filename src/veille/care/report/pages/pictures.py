"""The report's pictures: which numbers are drawn as columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from veille.disclosure import Place
from veille.ui.pictures import Column, columns

from ..tables import Report, Words
from ..view import Block

#: So many days are drawn each by itself; of more, each month.
_MOST_DAYS = 31


@dataclass(frozen=True)
class Picture:
    """`unit` says what the columns count; `bare` whether they have no room for their numbers."""

    title: Words
    unit: Words
    columns: Sequence[Column]
    bare: bool = False


def of_block(block: Block, place: int) -> Picture:
    """A table as columns; `place` is the column that is drawn."""
    parts = [(str(row.label), _whole(row.numbers[place].value)) for row in block.rows]
    return Picture(block.title, block.unit, columns(parts))


def by_day(report: Report, place: Place) -> Picture:
    """Visits by day of a month; by month of a longer period."""
    days = list(zip(report.period.days(), report.by_day[place], strict=True))
    if len(days) <= _MOST_DAYS:
        parts: list[tuple[str, int | None]] = [(str(day.day), number) for day, number in days]
        return Picture(_("Visits by day"), _("visits"), columns(parts), bare=True)

    def month(pair: tuple[date, int]) -> date:
        return pair[0].replace(day=1)

    parts = [
        (formats.date_format(first, "M Y" if first.month == 1 else "M"), sum(n for _d, n in each))
        for first, each in groupby(days, key=month)
    ]
    return Picture(_("Visits by month"), _("visits"), columns(parts))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
