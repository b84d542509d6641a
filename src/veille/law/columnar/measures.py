"""Amounts as columns, from–to in whole millionths, and limits: what `amounts.py` is in bulk."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from ..amounts import ALL_MEASURES
from ..books import Limits, Table
from ..case import Measure

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Truths = NDArray[np.int8]

#: Whether a condition holds, in a column.
NO, YES, OPEN = 0, 1, 2
#: What is open, where something is.
SETTLED, PURITY, WEIGHT, UNSURE = 0, 1, 2, 3

#: Stands for `amounts.BOUNDLESS` in 64 bits: above what MOST_ENTRIES of the largest amounts are
#: together, and so many of it can still be added up.
BOUND = 10**17
MOST_ENTRIES = 64
_SAFE = 2**62


@dataclass(frozen=True)
class Amounts:
    """By measure, the least and the most of each row."""

    low: dict[Measure, Ints]
    high: dict[Measure, Ints]

    def __getitem__(self, rows: Ints | slice) -> "Amounts":
        return Amounts(
            {m: each[rows] for m, each in self.low.items()},
            {m: each[rows] for m, each in self.high.items()},
        )

    def says(self, measure: Measure) -> Bools:
        """Where anything is said of this measure."""
        said: Bools = (self.low[measure] != 0) | (self.high[measure] != BOUND)
        return said

    def summed(self, starts: Ints, only: Bools | None = None) -> "Amounts":
        """One row for each stretch of rows that begins at `starts`; of the rows `only`."""

        def total(column: Ints) -> Ints:
            counted = column if only is None else np.where(only, column, 0)
            return np.minimum(BOUND, np.add.reduceat(counted, starts))

        return Amounts(
            {m: total(each) for m, each in self.low.items()},
            {m: total(each) for m, each in self.high.items()},
        )

    def of_others_in_bag(self) -> "Amounts":
        """What else is in the same bag: nearly none of it or nearly all."""
        low, high = dict(self.low), dict(self.high)
        low["grams_active"] = np.zeros_like(low["grams_active"])
        high["grams_active"] = high["grams"]
        return Amounts(low, high)


def of_entries(given: Mapping[Measure, Ints]) -> Amounts:
    """Entries by each measure; −1 where nothing is given. As `amounts.amount_of`."""
    grams, pure = given["grams"], given["grams_active"]
    low: dict[Measure, Ints] = {
        "grams": np.where(grams >= 0, grams, np.maximum(pure, 0)),
        "grams_active": np.maximum(pure, 0),
    }
    high: dict[Measure, Ints] = {
        "grams": np.where(grams >= 0, grams, BOUND),
        "grams_active": np.where(pure >= 0, pure, np.where(grams >= 0, grams, BOUND)),
    }
    for measure in ("pills", "units"):
        counted = given[measure]
        low[measure] = np.maximum(counted, 0)
        high[measure] = np.where(counted >= 0, counted, BOUND)
    return Amounts(low, high)


def measured(amounts: Amounts, limits: Limits, table: Table, less: bool) -> tuple[Truths, Truths]:
    """Whether each row stays within the limits, and what is open where that is."""
    purity = "grams_active" in limits
    if not (table.active_if_known and purity and "grams" in limits):
        truth = _within(amounts, limits, int(less), table.passed_by_all)
        return truth, np.full(len(truth), PURITY if purity else WEIGHT, np.int8)
    known = amounts.low["grams_active"] == amounts.high["grams_active"]
    pure, gross = (
        _within(amounts, {m: limits[m]}, int(less), table.passed_by_all)
        for m in ("grams_active", "grams")
    )
    what = np.where(known, PURITY, WEIGHT).astype(np.int8)
    return np.where(known, pure, gross), what


def _within(amounts: Amounts, limits: Limits, less: int, passed_by_all: bool) -> Truths:
    said = {m: amounts.says(m) for m in limits}
    any_said = np.logical_or.reduce(list(said.values()))
    if passed_by_all:
        truth = _passed_by_all(amounts, limits, less, said)
    else:
        over = np.logical_or.reduce(
            [said[m] & (amounts.low[m] > limit - less) for m, limit in limits.items()]
        )
        inside = np.logical_and.reduce(
            [~said[m] | (amounts.high[m] <= limit - less) for m, limit in limits.items()]
        )
        truth = np.where(over, NO, np.where(inside, YES, OPEN)).astype(np.int8)
    return np.where(any_said, truth, OPEN).astype(np.int8)


def _passed_by_all(
    amounts: Amounts, limits: Limits, less: int, said: dict[Measure, Bools]
) -> Truths:
    nothing = np.zeros(len(amounts.low["grams"]), np.bool_)
    gross = [m for m in limits if m != "grams_active"]
    some = np.logical_or.reduce([nothing, *(said[m] for m in gross)])
    inside = some & np.logical_and.reduce(
        [~nothing, *(~said[m] | (amounts.high[m] <= limits[m] - less) for m in gross)]
    )
    over = np.logical_or.reduce(
        [nothing, *(said[m] & (amounts.low[m] > limits[m] - less) for m in gross)]
    )
    if "grams_active" in limits:
        least = limits["grams_active"] - less
        inside |= amounts.high["grams_active"] <= least
        over &= amounts.low["grams_active"] > least
    return np.where(inside, YES, np.where(over, NO, OPEN)).astype(np.int8)


def fractions_within(
    amounts: Amounts, names: list[str], name: Ints, starts: Ints, table: Table, less: bool
) -> tuple[Truths, Bools]:
    """Of each case: whether its sum of fractions stays within the table's number, and where the
    numbers are too large to be told so; rows of the case begin at `starts`."""
    number = table.sum_of_fractions or Fraction(1)
    every = [limit for each in names for limit in table.of.get(each, {}).values()]
    whole = lcm(*every) * number.denominator if every else 1
    low, high, is_open = (np.zeros(len(name), np.int64) for _ in range(3))
    too_large = np.zeros(len(name), np.bool_)
    listed = np.array([each in table.of for each in names])[name]
    said_any = np.zeros(len(name), np.bool_)
    for measure in ALL_MEASURES:
        times = [
            whole // table.of[each][measure] if measure in table.of.get(each, {}) else 0
            for each in names
        ]
        if not any(times) or max(times) > _SAFE // MOST_ENTRIES:
            too_large |= any(times)
            continue
        factor = np.array(times, np.int64)[name]
        said = amounts.says(measure) & (factor > 0)
        least, most = amounts.low[measure], amounts.high[measure]
        boundless = said & (most >= BOUND)
        is_open |= boundless
        most = np.where(boundless, 0, most)
        fits = np.maximum(least, most) <= (_SAFE // MOST_ENTRIES) // np.maximum(factor, 1)
        too_large |= said & ~fits
        low = np.maximum(low, np.where(said & fits, least * factor, 0))
        high = np.maximum(high, np.where(said & fits, most * factor, 0))
        said_any |= said
    is_open |= listed & ~said_any
    least, most = np.add.reduceat(low, starts), np.add.reduceat(high, starts)
    open_case = np.logical_or.reduceat(is_open.astype(np.bool_), starts)
    large_case = np.logical_or.reduceat(too_large, starts)
    limit = int(number * whole)
    if limit > _SAFE:
        return np.full(len(starts), OPEN, np.int8), np.ones(len(starts), np.bool_)
    over = (least >= limit) if less else (least > limit)
    inside = ~open_case & ((most < limit) if less else (most <= limit))
    return np.where(over, NO, np.where(inside, YES, OPEN)).astype(np.int8), large_case
