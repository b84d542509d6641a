"""Reporting triangles: what was known of each period, after each delay.

A row is a period (day, week, month), a column a delay; a cell is what was added to the count (or,
after a correction, taken away) at that delay. NaN: not yet. From a line list of events with dates
of report, or from vintages of a series.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


class WrongTriangle(ValueError):
    """No triangle can be made of this; the text is one sentence."""


@dataclass(frozen=True)
class Triangle:
    """`cells` are periods × delays, increments, NaN where the delay lies after now."""

    cells: np.ndarray

    def __post_init__(self) -> None:
        if self.cells.ndim != 2 or not self.cells.size:
            raise WrongTriangle("A triangle has periods and delays.")
        known = ~np.isnan(self.cells)
        if (known[:, 1:] & ~known[:, :-1]).any():
            raise WrongTriangle("A period is known at a delay, and not at the one before.")
        if not known[:, 0].all():
            raise WrongTriangle("A period is not known at its first delay.")

    @property
    def periods(self) -> int:
        return len(self.cells)

    @property
    def delays(self) -> int:
        return int(self.cells.shape[1])

    def known(self) -> np.ndarray:
        """What is known of each period now."""
        return np.asarray(np.nansum(self.cells, axis=1))

    def last_delay(self) -> np.ndarray:
        """The longest delay at which each period is known."""
        return np.asarray((~np.isnan(self.cells)).sum(axis=1) - 1)

    def cumulative(self) -> np.ndarray:
        """Known after each delay; NaN where the delay lies after now."""
        return np.asarray(np.where(np.isnan(self.cells), np.nan, np.nancumsum(self.cells, axis=1)))

    def as_of(self, back: int) -> "Triangle":
        """The triangle as it stood `back` periods ago."""
        if back >= self.periods:
            raise WrongTriangle(f"There are {self.periods} periods; none was known {back} ago.")
        cells = self.cells[: self.periods - back].copy()
        age = np.arange(len(cells))[::-1][:, None]
        cells[np.arange(self.delays)[None, :] > age] = np.nan
        return Triangle(cells)

    def last(self, periods: int) -> "Triangle":
        return Triangle(self.cells[-periods:])

    @classmethod
    def from_line_list(
        cls, events: np.ndarray, reports: np.ndarray, *, now: int, first: int, longest: int
    ) -> "Triangle":
        """Whole numbers of periods, of each event and its report; longer delays count as `longest`.

        Reports after `now` are not known yet; a report before its event is refused.
        """
        events, reports = np.asarray(events, np.int64), np.asarray(reports, np.int64)
        if (reports < events).any():
            raise WrongTriangle(
                f"{int((reports < events).sum())} reports come before their events."
            )
        if longest > now - first:
            raise WrongTriangle(f"{now - first + 1} periods cannot tell delays of {longest}.")
        keep = (reports <= now) & (events >= first) & (events <= now)
        cells = np.zeros((now - first + 1, longest + 1))
        np.add.at(cells, (events[keep] - first, np.minimum((reports - events)[keep], longest)), 1)
        age = np.arange(len(cells))[::-1][:, None]
        cells[np.arange(longest + 1)[None, :] > age] = np.nan
        return cls(cells)

    @classmethod
    def from_vintages(
        cls, vintages: Mapping[int, Mapping[int, float]], *, longest: int
    ) -> "Triangle":
        """`vintages`: number of the period in which it was published → period → count known then.

        A period without a vintage of its own takes what the vintage before it knew.
        """
        if not vintages:
            raise WrongTriangle("There is no vintage.")
        found = sorted(vintages)
        periods = sorted({period for vintage in vintages.values() for period in vintage})
        periods = [period for period in periods if period >= found[0]]
        if not periods:
            raise WrongTriangle("No period is known from its beginning on.")
        rows = []
        for period in range(periods[0], found[-1] + 1):
            row, before = np.full(longest + 1, np.nan), 0.0
            for delay in range(longest + 1):
                if period + delay > found[-1]:
                    break
                published = [each for each in found if each <= period + delay]
                value = next(
                    (
                        vintages[each][period]
                        for each in reversed(published)
                        if period in vintages[each]
                    ),
                    before,
                )
                row[delay], before = value - before, value
            rows.append(row)
        return cls(np.array(rows))


def upward_only(cells: Sequence[float]) -> np.ndarray:
    """A row whose corrections downward are taken from the delays before, as in baselinenowcast."""
    moved = np.array(cells, float)
    for delay in range(len(moved) - 1, 0, -1):
        if moved[delay] < 0:
            moved[delay - 1] += moved[delay]
            moved[delay] = 0
    return moved
