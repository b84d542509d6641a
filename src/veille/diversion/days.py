"""Days that are counted from another: by months, or by working days. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
_MONTHS_A_YEAR = 12
_SATURDAY = 5


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def working_days_after(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The last of so many days after `day`; Saturdays, Sundays and holidays do not count."""
    while count:
        day += ONE_DAY
        if day.weekday() < _SATURDAY and day not in holidays:
            count -= 1
    return day
