"""The commission's pictures, as their templates draw them: 584 units wide."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.defaultfilters import floatformat

_WIDTH = 584
#: Room at the right of the longest bar for its number.
_FOR_NUMBER = 84
_BAR, _LINE, _STEP = 14, 20, 52


@dataclass(frozen=True)
class WaitBar:
    label: str
    value: str
    y: int
    width: int
    mark_x: int | None

    @property
    def label_y(self) -> int:
        return self.y - 6

    @property
    def value_x(self) -> int:
        return max(self.width, self.mark_x or 0) + 8

    @property
    def value_y(self) -> int:
        return self.y + 11

    @property
    def mark_top(self) -> int:
        return self.y - 3

    @property
    def mark_bottom(self) -> int:
        return self.y + _BAR + 3


@dataclass(frozen=True)
class Waits:
    bars: Sequence[WaitBar]

    @property
    def height(self) -> int:
        return _STEP * len(self.bars)


def wait_bars(data: Sequence[tuple[str, int | None, float | None]]) -> Waits:
    """A bar for each (place, days that it says, median days measured)."""
    most = max((max(says or 0, measured or 0) for _p, says, measured in data), default=0)

    def long(days: float) -> int:
        return round((_WIDTH - _FOR_NUMBER) * days / most) if most else 0

    return Waits(
        [
            WaitBar(
                place,
                " · ".join(
                    floatformat(days, places)
                    for days, places in ((says, 0), (measured, 1))
                    if days is not None
                )
                or "–",
                n * _STEP + _LINE + 4,
                long(says or 0),
                None if measured is None else long(measured),
            )
            for n, (place, says, measured) in enumerate(data)
        ]
    )


@dataclass(frozen=True)
class StepBar:
    """One step of the funnel: who reached it, who stopped before it, and who is not known of,
    side by side; together they are who reached the step before."""

    label: str
    numbers: str
    y: int
    reached: int
    stopped: int
    unknown: int

    @property
    def label_y(self) -> int:
        return self.y - 6

    @property
    def unknown_x(self) -> int:
        return self.reached

    @property
    def stopped_x(self) -> int:
        return self.reached + self.unknown


@dataclass(frozen=True)
class Funnel:
    bars: Sequence[StepBar]

    @property
    def height(self) -> int:
        return _STEP * len(self.bars)


def funnel_bars(data: Sequence[tuple[str, str, int, int, int]]) -> Funnel:
    """A bar for each (step, its numbers in words, reached, stopped, unknown)."""
    most = max((sum(row[2:]) for row in data), default=0)

    def long(count: int) -> int:
        return round(_WIDTH * count / most) if most else 0

    return Funnel(
        [
            StepBar(
                label, numbers, n * _STEP + _LINE + 4, long(reached), long(stopped), long(unknown)
            )
            for n, (label, numbers, reached, stopped, unknown) in enumerate(data)
        ]
    )
