"""A series of counts, as known on which day: vintages, unit, period, source, exposure.

A vintage is what a publisher said on one day; the next one may add to it or take back. Suppressed
and missing counts stay such, and are never zeros; a rolling sum is declared one, and no detector
takes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import polars as pl

from veille.numbers import LARGEST_EXACT
from veille.tabular import Mark

from .dates import day_of
from .refusal import WrongInput
from .triangle import Triangle


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


#: Rows a year that detectors know a period by.
FREQUENCY = {Period.DAY: 365, Period.WEEK: 52, Period.MONTH: 12}


class NoCounts(WrongInput):
    """The series cannot be used so; the text is one sentence."""


@dataclass(frozen=True)
class Vintage:
    """What was known on `as_of`: a count by the first day of its period, or why there is none."""

    as_of: date
    counts: Mapping[date, float]
    marks: Mapping[date, Mark] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not all(0 <= count <= LARGEST_EXACT for count in self.counts.values()):
            raise NoCounts(
                f"A count is negative, above {LARGEST_EXACT}, or no number.",
                f"Un nombre est négatif, dépasse {LARGEST_EXACT} ou n’en est pas un.",
            )


@dataclass(frozen=True, kw_only=True)
class Series:
    name: str
    unit: str = "number"
    period: Period
    source: str = ""
    #: Months that each value sums; 0 where it is of its period alone.
    rolling_months: int = 0
    vintages: tuple[Vintage, ...] = ()
    exposure: Mapping[date, float] = field(default_factory=dict)

    def with_vintage(self, vintage: Vintage) -> "Series":
        """One more vintage, in the order of their days; a second one of a day replaces it."""
        others = [each for each in self.vintages if each.as_of != vintage.as_of]
        return replace(
            self, vintages=tuple(sorted([*others, vintage], key=lambda each: each.as_of))
        )

    def known(self, on: date | None = None) -> Vintage:
        """The last vintage, or the last one that was known on a day."""
        parts = [each for each in self.vintages if on is None or each.as_of <= on]
        if not parts:
            if on is None:
                raise NoCounts("It is empty.", "Elle est vide.")
            raise NoCounts(
                f"Nothing of {self.name} was known on {on}.",
                f"Rien de {self.name} n’était connu le {on}.",
            )
        return parts[-1]

    def frame(self, on: date | None = None) -> pl.DataFrame:
        """`date`, `count`, `population`, as detectors take them: null where there is no count."""
        if self.rolling_months:
            raise NoCounts(
                f"{self.name} sums {self.rolling_months} months: no detector or forecast of counts "
                "may take it.",
                f"{self.name} additionne {self.rolling_months} mois : aucun détecteur ni aucune "
                "prévision de décomptes ne peut la prendre.",
            )
        vintage = self.known(on)
        days = sorted({*vintage.counts, *vintage.marks})
        made = pl.DataFrame(
            {"date": days, "count": [vintage.counts.get(day) for day in days]},
            schema={"date": pl.Date, "count": pl.Float64},
        )
        if not self.exposure:
            return made
        return made.with_columns(population=pl.Series([self.exposure.get(day) for day in days]))

    def triangle(self, longest: int) -> Triangle:
        """What was known of each period after 0 … `longest` periods, from the vintages."""
        if self.period not in {Period.DAY, Period.WEEK, Period.MONTH}:
            raise NoCounts(
                f"A triangle has days, weeks or months; {self.name} has {self.period}s.",
                f"Un triangle demande des jours, des semaines ou des mois, ce que {self.name} "
                "n’a pas.",
            )
        return Triangle.from_vintages(
            {
                self.number(vintage.as_of): {
                    self.number(day): count for day, count in vintage.counts.items()
                }
                for vintage in self.vintages
            },
            longest=longest,
        )

    def number(self, day: date) -> int:
        """The period of a day, counted from one to the next."""
        if self.period is Period.MONTH:
            return day.year * 12 + day.month - 1
        return day_of(day) // (7 if self.period is Period.WEEK else 1)
