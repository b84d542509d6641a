"""A quarter beside its months: what was withheld of a month must not come out as the difference.

The months are published first, each by itself; the longer period then keeps back what would tell
of them. A reader sees that a number was withheld, not whether it is a small one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .counts import AnyCounts, Cell

Report = TypeVar("Report", bound=AnyCounts, covariant=True)

#: The least count that leaves the house, but for nought.
SMALLEST = 10


def is_small(value: int) -> bool:
    return 0 < value < SMALLEST


@dataclass(frozen=True)
class Published(Generic[Report]):
    """A shorter period: its numbers, what was withheld of them, and the periods it is made of."""

    report: Report
    gone: frozenset[Cell]
    shorter: Sequence["Published[Report]"] = ()


@dataclass(frozen=True)
class Beside:
    """What is known of a number from those of shorter periods.

    `least`: it is no less. `told`: they add up to it, so that withholding it would hide nothing.
    `tells`: published, it would tell of a withheld part. `room`: withheld, it must be able to be
    as much as this, so that each of its small parts can be nine.
    """

    least: int = 1
    told: bool = False
    tells: bool = False
    room: int | None = None


def beside(
    cell: Cell, value: int, shorter: Sequence[Published[AnyCounts]], *, adds_up: bool
) -> Beside:
    """`adds_up` is false of people: who came in two months is counted in both, and once in all.

    A number of people may also be kept by site (who is enrolled): then its parts do not add up to
    it either, which its value shows.
    """
    parts = list(_parts(cell, shorter))
    known = [number for number, withheld in parts if not withheld]
    away = [number for number, withheld in parts if withheld]
    if not parts or value == 0:
        return Beside()
    some_small = any(map(is_small, away))
    least = sum(known) + len(away)
    if not adds_up or value < least or (not away and value != least):
        alone = len(away) == 1 and some_small and value - sum(known) > 1
        # Of people known from before there can be more in a month than in its quarter: who was new
        # in January is not in February. A reader knows that, and learns nothing of such a month.
        return Beside(least=max([1, *(n for n in known if n <= value)]), tells=alone)
    most_of_one = value - least + 1
    tells = len(away) == 1 or (some_small and most_of_one < SMALLEST - 1)
    room = least + SMALLEST - 2 if some_small else None
    return Beside(least, told=not away, tells=tells, room=room)


def _parts(cell: Cell, shorter: Sequence[Published[AnyCounts]]) -> Iterator[tuple[int, bool]]:
    """(number, whether it was withheld) of the longest parts that were published, and of the
    shortest that were not."""
    for each in shorter:
        number = each.report.number(*cell)
        if cell in each.gone and each.shorter:
            yield from _parts(cell, each.shorter)
        else:
            yield number, cell in each.gone
