"""What is wrong with a series that was read: gaps, years of zeros, sums passed off as counts."""

from collections.abc import Collection, Iterator
from datetime import date

import numpy as np

from veille.tabular import Message

from .series import Period, Series, Vintage

#: Counts scatter from period to period by about their mean, twice over; sums of twelve by a sixth.
_TOO_SMOOTH = 0.5
_ENOUGH_MONTHS = 24
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
_DAYS = {Period.DAY: 1, Period.WEEK: 7}
#: A whole year of zeros beside years with at least so many is no quiet year.
_CASES_A_YEAR = 20
#: What a period is called, in English and in French.
PERIODS = {
    Period.DAY: ("day", "jour"),
    Period.WEEK: ("week", "semaine"),
    Period.MONTH: ("month", "mois"),
    Period.QUARTER: ("quarter", "trimestre"),
    Period.YEAR: ("year", "année"),
}
#: So many rows or days are named of a kind.
SHOWN = 5


def notes(series: Series) -> Iterator[Message]:
    """What a reader should know, and nobody has to decide."""
    if not series.vintages:
        return
    vintage, name = series.vintages[-1], series.name
    gaps = _gaps(vintage, series.period)
    if gaps:
        en, fr = PERIODS[series.period]
        yield Message(
            f"{name}: {_several(gaps, en)} between its first and last {_is(gaps)} not there.",
            f"{name} : entre la première et la dernière ligne, il manque {_several(gaps, fr)}.",
        )
    if marks := len(vintage.marks):
        yield Message(
            f"{name}: {_several(marks, 'period')} {'has' if marks == 1 else 'have'} no count, and "
            f"{_is(marks)} no zero.",
            f"{name} : {_several(marks, 'période')} sans nombre, "
            f"{'qui n’est pas un zéro' if marks == 1 else 'qui ne sont pas des zéros'}.",
        )
    if not vintage.counts:
        yield Message(f"{name}: no count at all.", f"{name} : aucun nombre.")


def questions(
    series: Series, *, zeros_known: Collection[int] = (), rolling_known: bool = False
) -> Iterator[Message]:
    """What somebody has to decide before it is used, and has not yet: in which years zeros are
    counts, whether values are sums of months."""
    if not series.vintages:
        return
    vintage, name = series.vintages[-1], series.name
    for year in years_of_zeros(vintage):
        if year in zeros_known:
            continue
        yield Message(
            f"{name}: {year} holds nothing but zeros. If that is absence of data, say --missing "
            f"{year}; if nothing happened, --zeros {year}.",
            f"{name} : {year} ne contient que des zéros. Si c’est une absence de données, précisez "
            f"--missing {year}; si rien n’est arrivé, --zeros {year}.",
        )
    asks = series.unit == "number" and not series.rolling_months and not rolling_known
    if asks and too_smooth(vintage, series.period):
        yield Message(
            f"{name}: it changes less from month to month than counts do. If each value sums "
            "twelve months, say --rolling 12; if not, --rolling 0.",
            f"{name} : elle varie moins d’un mois à l’autre que ne varient des décomptes. Si "
            "chaque valeur additionne douze mois, précisez --rolling 12; sinon, --rolling 0.",
        )


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("s" if number > 1 and not noun.endswith("s") else "")


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


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
