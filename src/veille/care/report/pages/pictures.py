"""Bars of the report's pictures, as their template draws them: 584 by 144 units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from veille.disclosure import Place

from ..tables import Report, Words
from ..view import Block

_WIDTH, _LEFT, _GROUND, _HEIGHT = 584, 4, 120, 100
_WIDEST_GAP = 8
#: So many days are drawn each by itself; of more, each month.
_MOST_DAYS = 31
_MOST_LABELS = 8


@dataclass(frozen=True)
class Bar:
    label: str
    value: int | None
    x: int
    y: int
    width: int
    height: int
    labelled: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        return self.y - 4


@dataclass(frozen=True)
class Picture:
    """`unit` says what the bars count; `numbered` whether each bar has room for its number."""

    title: Words
    unit: Words
    bars: Sequence[Bar]
    numbered: bool = True


def bars(data: Sequence[tuple[str, int | None]]) -> list[Bar]:
    """A bar for each (label, number); none where the number is withheld."""
    highest = max((value or 0 for _label, value in data), default=0)
    step = (_WIDTH - 2 * _LEFT) / max(1, len(data))
    gap = min(_WIDEST_GAP, step / 5)
    every = max(1, -(-len(data) // _MOST_LABELS))
    return [
        Bar(
            label,
            value,
            round(_LEFT + n * step + gap / 2),
            _GROUND - (height := round(_HEIGHT * (value or 0) / highest) if highest else 0),
            max(1, round(step - gap)),
            height,
            n % every == 0,
        )
        for n, (label, value) in enumerate(data)
    ]


def of_block(block: Block, place: int) -> Picture:
    """A table as bars; `place` is the column that is drawn."""
    parts = [(str(row.label), _whole(row.numbers[place].value)) for row in block.rows]
    return Picture(block.title, block.unit, bars(parts))


def by_day(report: Report, place: Place) -> Picture:
    """Visits by day of a month; by month of a longer period."""
    days = list(zip(report.period.days(), report.by_day[place], strict=True))
    if len(days) <= _MOST_DAYS:
        parts: list[tuple[str, int | None]] = [(str(day.day), number) for day, number in days]
        return Picture(_("Visits by day"), _("visits"), bars(parts), numbered=False)

    def month(pair: tuple[date, int]) -> date:
        return pair[0].replace(day=1)

    parts = [
        (formats.date_format(first, "M Y" if first.month == 1 else "M"), sum(n for _d, n in each))
        for first, each in groupby(days, key=month)
    ]
    return Picture(_("Visits by month"), _("visits"), bars(parts))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
