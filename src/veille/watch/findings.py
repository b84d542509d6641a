"""What is wrong with a series that was read: gaps, years of zeros, sums passed off as counts."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from .series import Period, Series, Vintage

#: Counts scatter from period to period by about their mean, twice over; sums of twelve by a sixth.
_TOO_SMOOTH = 0.5
_ENOUGH_MONTHS = 24
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
_DAYS = {Period.DAY: 1, Period.WEEK: 7}
#: A whole year of zeros beside years with at least so many is no quiet year.
_CASES_A_YEAR = 20


def notes(series: Series) -> Iterator[str]:
    """What a reader should know, and nobody has to decide."""
    if not series.vintages:
        return
    vintage = series.vintages[-1]
    gaps = _gaps(vintage, series.period)
    if gaps:
        yield f"{series.name}: {gaps} {series.period}s between its first and last are not there."
    if vintage.marks:
        yield f"{series.name}: {len(vintage.marks)} periods have no count, and are no zeros."
    if not vintage.counts:
        yield f"{series.name}: no count at all."


def questions(series: Series) -> Iterator[str]:
    """What somebody has to decide before it is used."""
    if not series.vintages:
        return
    vintage = series.vintages[-1]
    for year in years_of_zeros(vintage):
        yield (
            f"{series.name}: {year} holds nothing but zeros. If that is absence of data, say "
            f"--missing {year}."
        )
    if series.unit == "number" and not series.rolling_months and too_smooth(vintage, series.period):
        yield (
            f"{series.name}: it changes less from month to month than counts do. If each value "
            "sums twelve months, say --rolling 12."
        )


def _gaps(vintage: Vintage, period: Period) -> int:
    days = sorted({*vintage.counts, *vintage.marks})
    if len(days) < 2:
        return 0
    if period in _MONTHS:
        first, last = (day.year * 12 + day.month for day in (days[0], days[-1]))
        return (last - first) // _MONTHS[period] + 1 - len(days)
    return (days[-1] - days[0]).days // _DAYS[period] + 1 - len(days)


def years_of_zeros(vintage: Vintage) -> list[int]:
    """Whole years of zeros in a series that has cases in other years."""
    by_year: dict[int, list[float]] = {}
    for day, count in vintage.counts.items():
        by_year.setdefault(day.year, []).append(count)
    usual = np.median([sum(counts) for counts in by_year.values()]) if by_year else 0
    most = max((len(counts) for counts in by_year.values()), default=0)
    return sorted(
        year
        for year, counts in by_year.items()
        if not any(counts) and len(counts) >= most - 1 and usual >= _CASES_A_YEAR
    )


def too_smooth(vintage: Vintage, period: Period) -> bool:
    """Whether a monthly series scatters less from month to month than any counts do."""
    if period is not Period.MONTH or len(vintage.counts) < _ENOUGH_MONTHS:
        return False
    days: list[date] = sorted(vintage.counts)
    counts = np.array([vintage.counts[day] for day in days])
    if counts.mean() < _CASES_A_YEAR:
        return False
    steps = np.diff(counts)
    return bool(np.var(steps - steps.mean()) / counts.mean() < _TOO_SMOOTH)
