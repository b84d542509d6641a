"""Days, weeks and months of a series: which rows of past years a row is compared with."""

from datetime import date
from itertools import pairwise

import numpy as np

#: Observations a year → what a step of the series is.
STEPS = {12: "month", 52: "week", 365: "day"}
FREQUENCIES = tuple(STEPS)
DAYS_A_WEEK = 7
MONTHS_A_YEAR = 12
_EPOCH = date(1970, 1, 1).toordinal()
_MONTH_DAYS = range(28, 32)


def days_of(dates: np.ndarray) -> np.ndarray:
    """Days since 1970-01-01 of `datetime64` dates, as whole numbers."""
    return dates.astype("datetime64[D]").astype(np.int64)


def date_of(day: int) -> date:
    return date.fromordinal(int(day) + _EPOCH)


def day_of(when: date) -> int:
    return when.toordinal() - _EPOCH


def _month_moved(day: int, months: int) -> int:
    """The same day of another month; a day that it lacks runs on into the next one."""
    when = date_of(day)
    month = when.year * MONTHS_A_YEAR + when.month - 1 + months
    first = date(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1)
    return day_of(first) + when.day - 1


def years_back(day: int, years: int) -> int:
    """The same day `years` before; of a leap day, 1 March."""
    return _month_moved(day, -MONTHS_A_YEAR * years)


def frequency_of(days: np.ndarray) -> int | None:
    """12, 52 or 365 by the usual step between dates; None where it is none of them."""
    if len(days) < 2:
        return None
    step = int(np.median(np.diff(days)))
    if step in _MONTH_DAYS:
        return 12
    return {1: 365, DAYS_A_WEEK: 52}.get(step)


def next_day(day: int, frequency: int) -> int:
    """When the next row is due."""
    if frequency == MONTHS_A_YEAR:
        return _month_moved(day, 1)
    return day + (DAYS_A_WEEK if STEPS[frequency] == "week" else 1)


def all_days(days: np.ndarray, frequency: int) -> np.ndarray | None:
    """Every day from the first to the last at this frequency; None where a date lies off its step.

    As many as `days` has, if none is missing.
    """
    due = [int(days[0])]
    while due[-1] < days[-1]:
        due.append(next_day(due[-1], frequency))
    found = np.array(due, np.int64)
    return found if np.isin(days, found).all() else None


def reference_days(day: int, years: int, frequency: int) -> list[int]:
    """The day a year, two … `years` back; of weeks the nearest same weekday."""
    found = []
    for back in range(1, years + 1):
        reference = years_back(day, back)
        if STEPS[frequency] == "week":
            # A day that lies between two same weekdays is nearer to one of them: 7 is odd.
            to_same_weekday = (day - reference) % DAYS_A_WEEK
            reference += (
                to_same_weekday
                if to_same_weekday <= DAYS_A_WEEK // 2
                else to_same_weekday - DAYS_A_WEEK
            )
        found.append(reference)
    return found


def window_days(day: int, years: int, half_width: int, frequency: int) -> list[int]:
    """Days of the windows of past years as `farrington` of 1996 takes them, oldest year last."""
    found: list[int] = []
    for back in range(1, years + 1):
        reference = years_back(day, back)
        for step in range(-half_width, half_width + 1):
            if STEPS[frequency] == "month":
                moved = _month_moved(reference, step)
                found.append(moved - date_of(moved).day + date_of(day).day)
            elif STEPS[frequency] == "week":
                moved = reference + DAYS_A_WEEK * step
                forward = (day - moved) % DAYS_A_WEEK
                backward = (moved - day) % DAYS_A_WEEK
                found.append(moved + (forward if forward < backward else -backward))
            else:
                found.append(reference + step)
    return found


def is_rising(days: np.ndarray) -> bool:
    return all(earlier < later for earlier, later in pairwise(days.tolist()))
