"""Reads a file of deaths by month, and refuses one that holds something else."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Squared second differences over the level of their three months. Of counts, whose variance is at
#: least their mean, it is 6 or more (1 + 4 + 1 times the mean); of their 12-month sum, 4 monthly
#: means over 12 of them, a third. Between the two stands the geometric mean.
_LEAST_ROUGHNESS_OF_COUNTS = 1.4
#: Fewer months, or smaller numbers, say too little about how rough they are.
_LEAST_MONTHS_TO_JUDGE = 18
_LEAST_LEVEL_TO_JUDGE = 20
#: The largest squares are left out, so that one wave does not decide; what is kept of a chi-square
#: with one degree of freedom has this mean: P(chi-square with 3 < its 90 % quantile) / 0.9.
_KEPT = 0.9
_MEAN_OF_KEPT = 0.623

_ROLLING_IN_WORDS = re.compile(r"12.?month|rolling|year.?ending|cumul|12.?mois|glissant", re.I)
_DATE = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?$")


class NotMonthlyDeaths(ValueError):
    """What is wrong with a file of deaths, in one sentence with its line or column."""


@dataclass(frozen=True)
class Deaths:
    """`counts[i]`: deaths in the month that begins on `months[i]`; months without a gap."""

    months: tuple[date, ...]
    counts: NDArray[np.int64]

    def between(self, first: date, end: date) -> "Deaths":
        """Months that begin in [first, end)."""
        held = [n for n, month in enumerate(self.months) if first <= month < end]
        return Deaths(tuple(self.months[n] for n in held), self.counts[held])


def read_deaths(path: Path) -> Deaths:
    """Deaths by month from a CSV: its first column a month (2024-03 or 2024-03-01), its second a
    whole number; the first line names them.

    Raises `NotMonthlyDeaths` for anything else: no number, a gap, a suppressed count, a rolling
    sum; and OSError where the file cannot be read.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file) if any(cell.strip() for cell in line)]
    if len(lines) < 2 or len(lines[0]) < 2:
        raise NotMonthlyDeaths("a month and a count were expected on each line; there are none")
    heading = ", ".join(lines[0])
    if _ROLLING_IN_WORDS.search(heading):
        raise NotMonthlyDeaths(
            f"the columns are “{heading}”: a rolling or cumulative sum, not the count of each "
            "month; give monthly counts"
        )
    months = tuple(_month(line[0], number) for number, line in enumerate(lines[1:], start=2))
    counts = np.array([_count(line, number) for number, line in enumerate(lines[1:], start=2)])
    for before, after in pairwise(months):
        if after != _next(before):
            raise NotMonthlyDeaths(
                f"after {before:%Y-%m} comes {after:%Y-%m}; every month is needed once, in order"
            )
    if is_rolling_sum(counts):
        raise NotMonthlyDeaths(
            "the numbers are too smooth for monthly counts and look like a 12-month rolling sum; "
            "give the count of each month"
        )
    return Deaths(months, counts)


def is_rolling_sum(counts: NDArray[np.int64]) -> bool:
    """Whether numbers [months] look like a rolling sum of counts rather than counts.

    Deaths are counted one by one, so their month-to-month noise is at least Poisson's; a sum over
    12 months that moves by one month at a time has a twentieth of it.
    """
    if len(counts) < _LEAST_MONTHS_TO_JUDGE or counts.mean() < _LEAST_LEVEL_TO_JUDGE:
        return False
    level = np.convolve(counts, np.ones(3) / 3, "valid")
    squares = np.sort(np.diff(counts.astype(float), n=2) ** 2 / np.maximum(level, 1))
    roughness = float(squares[: int(len(squares) * _KEPT)].mean()) / _MEAN_OF_KEPT
    return roughness < _LEAST_ROUGHNESS_OF_COUNTS


def _month(text: str, line: int) -> date:
    if found := _DATE.match(text.strip()):
        year, month = int(found[1]), int(found[2])
        if 1 <= month <= 12:
            return date(year, month, 1)
    raise NotMonthlyDeaths(f"line {line}: “{text}” is no month; write it as 2024-03")


def _count(line: list[str], number: int) -> int:
    text = line[1].strip() if len(line) > 1 else ""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if value < 0 or value != int(value):
        raise NotMonthlyDeaths(
            f"line {number}: “{text}” is no count; a suppressed or missing month is not a number"
        )
    return int(value)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
