"""Whether a share is rising: an exact test, looked at again and again.

Each look compares a window of days that ends today with the days before it: of all positives in
both, how probable is it that so many fell into the window by chance? That is the hypergeometric
tail (Fisher’s exact test, one side): exact at any size, and it asks nothing about how the share
lies. Looks repeat, so a look’s level is the promised number of false alarms a year divided by the
looks of a year (Bonferroni: the promise holds however the looks depend on one another). After an
alarm the stream stays quiet for a while.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binom, hypergeom

DAYS_A_YEAR = 365.25
Days = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Rising:
    """`now_days` are compared with the `before_days` before them. `least_positive` in the window,
    so that one sample is never a rise."""

    now_days: int
    before_days: int
    least_positive: int
    false_alarms_a_year: float
    quiet_days: int


@dataclass(frozen=True)
class Alarm:
    """`day` counts from the first of the series; the counts are those that raised it."""

    day: int
    positive: int
    tested: int
    positive_before: int
    tested_before: int
    p: float


def rising(positive: Days, tested: Days, test: Rising) -> list[Alarm]:
    """Every alarm of a stream, in order. Both arrays hold one number a day; a day on which nothing
    was tested is no look. Days before the first whole comparison raise nothing."""
    now = _windows(positive, test.now_days), _windows(tested, test.now_days)
    both = (
        _windows(positive, test.now_days + test.before_days),
        _windows(tested, test.now_days + test.before_days),
    )
    looks = np.flatnonzero((tested > 0) & (both[1] > now[1]) & (now[0] >= test.least_positive))
    if not len(looks):
        return []
    tail = hypergeom.sf(now[0][looks] - 1, both[1][looks], both[0][looks], now[1][looks])
    level = level_of_a_look(tested, test)
    alarms: list[Alarm] = []
    quiet_until = -1
    for at, p in zip(looks.tolist(), tail.tolist(), strict=True):
        if p > level or at < quiet_until:
            continue
        positives, tests = int(now[0][at]), int(now[1][at])
        before = int(both[0][at]) - positives, int(both[1][at]) - tests
        alarms.append(Alarm(at, positives, tests, *before, p))
        quiet_until = at + test.quiet_days
    return alarms


def level_of_a_look(tested: Days, test: Rising) -> float:
    """The share of looks that may raise an alarm where nothing changes."""
    looks_a_year = np.count_nonzero(tested) / max(len(tested), 1) * DAYS_A_YEAR
    return test.false_alarms_a_year / max(float(looks_a_year), 1.0)


def many_overdoses(
    *, overdoses: int, visits: int, overdoses_before: int, visits_before: int
) -> float:
    """How probable at least so many overdoses at so many visits are, as things were before: given
    all of them, each fell into the window with its share of the visits (exact binomial)."""
    if not visits_before or not overdoses:
        return 1.0
    chance = visits / (visits + visits_before)
    return float(binom.sf(overdoses - 1, overdoses + overdoses_before, chance))


def _windows(daily: Days, days: int) -> Days:
    """The sum of each day and the days before it, `days` in all."""
    summed = np.concatenate([[0], np.cumsum(daily)])
    first = np.maximum(np.arange(1, len(daily) + 1) - days, 0)
    found: Days = summed[1:] - summed[first]
    return found
