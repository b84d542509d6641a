"""What a nowcast would have said of each vintage of a series, beside what became known since.

The triangle of a day holds only what was published by then, so that no later knowledge is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from .series import Period, Series
from .triangle import WrongTriangle
from .two_way import two_way

#: Delays that are told apart, in periods; and the vintages and periods without which none is.
LONGEST = {Period.DAY: 14, Period.WEEK: 26, Period.MONTH: 12}
VINTAGES_NEEDED, PERIODS_NEEDED = 4, 6
_LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Estimate:
    """Of one period, as known on `as_of`: the count then, and the final one by the nowcast, its
    middle and 90 % interval."""

    as_of: date
    day: date
    known: float
    low: float
    median: float
    high: float


def estimates(series: Series, on: date, *, seed: int = 1) -> list[Estimate]:
    """Of the periods that may still change, by what was known on that day. Empty where too little
    was known by then to tell of delays, for rates, and for sums of months."""
    told = [vintage for vintage in series.vintages if vintage.as_of <= on]
    longest = LONGEST.get(series.period)
    if longest is None or series.rolling_months or series.unit != "number":
        return []
    if len(told) < VINTAGES_NEEDED:
        return []
    upto = Series(name=series.name, period=series.period, vintages=tuple(told))
    try:
        whole = upto.triangle(longest)
    except WrongTriangle:
        return []
    if whole.periods < PERIODS_NEEDED:
        return []
    longest = min(longest, whole.periods - PERIODS_NEEDED // 2)
    triangle = upto.triangle(longest)
    found = two_way(triangle, seed=seed).quantiles(_LEVELS)
    last = told[-1]
    made = []
    for day in sorted(last.counts)[-longest:]:
        place = triangle.periods - 1 - (upto.number(last.as_of) - upto.number(day))
        if 0 <= place < triangle.periods:
            low, median, high = np.asarray(found[place]).tolist()
            made.append(Estimate(last.as_of, day, last.counts[day], low, median, high))
    return made


def every_vintage(series: Series) -> Iterator[list[Estimate]]:
    """What each vintage would have told, the earliest first, without those that told nothing."""
    for vintage in series.vintages:
        if found := estimates(series, vintage.as_of):
            yield found


def is_whole(series: Series, day: date) -> bool:
    """Whether the count of that period is, in the last vintage, as old as the longest delay."""
    return series.number(series.known().as_of) - series.number(day) >= LONGEST[series.period]


@dataclass(frozen=True)
class Record:
    """How estimates held beside what is known now: of `judged`, `held` lay in their interval;
    the mean error of the middle, and of taking what was known then as final."""

    judged: int
    held: int
    error: float
    error_as_known: float


def record(series: Series, told: list[Estimate]) -> Record | None:
    """Of estimates of periods that are whole by now: as old as the longest delay. None where there
    is none yet."""
    now = series.known()
    judged = [
        (each, now.counts[each.day])
        for each in told
        if each.day in now.counts and is_whole(series, each.day)
    ]
    if not judged:
        return None
    return Record(
        judged=len(judged),
        held=sum(each.low <= final <= each.high for each, final in judged),
        error=float(np.mean([abs(each.median - final) for each, final in judged])),
        error_as_known=float(np.mean([abs(each.known - final) for each, final in judged])),
    )
