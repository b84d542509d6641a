"""What a file leaves open, and what was read of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from veille.tabular import Fault, Message, Order

from .profiles import Profile
from .refusal import WrongInput
from .series import Period, Series

Swapped = Literal["ask", "mend", "keep"]

FRAME = {
    "series": pl.String,
    "date": pl.Date,
    "count": pl.Float64,
    "mark": pl.String,
    "as_of": pl.Date,
    "unit": pl.String,
    "period": pl.String,
    "rolling_months": pl.Int64,
    "population": pl.Float64,
}
#: Faults that an answer mends, or the file's own author: while there is one, a question is open.
OPEN = {
    "two_numbers",
    "two_dates",
    "swapped",
    "no_whole",
    "too_large",
    "contradicted",
    "after_as_of",
}
#: What is counted: things, or so many of them out of others.
UNITS = ("number", "rate")


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the file leaves open. Raises WrongInput where two answers contradict each other."""

    #: The day on which it was published; today's for a file without vintages.
    as_of: date
    order: Order | None = None
    swapped: Swapped = "ask"
    #: Years whose zeros are absence of data.
    missing_years: tuple[int, ...] = ()
    #: Years whose zeros are counts.
    zero_years: tuple[int, ...] = ()
    #: The sign that parts decimals: “,” or “.”.
    decimal: str = ""
    period: Period | None = None
    #: Months that each value sums; 0 is of its period alone. None leaves it to the profile.
    rolling_months: int | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        if self.unit and self.unit not in UNITS:
            raise WrongInput(
                f"There is no unit {self.unit}; there are {', '.join(UNITS)}.",
                f"Il n’y a pas d’unité {self.unit}; il y a {', '.join(UNITS)}.",
            )
        both = sorted({*self.missing_years} & {*self.zero_years})
        if both:
            raise WrongInput(
                f"The zeros of {both[0]} cannot be both counts and no data: say --zeros {both[0]} "
                f"or --missing {both[0]}.",
                f"Les zéros de {both[0]} ne peuvent être à la fois des nombres et une absence de "
                f"données : précisez --zeros {both[0]} ou --missing {both[0]}.",
            )


@dataclass(frozen=True)
class Imported:
    """`notes` say what was found, `questions` what is still open; `faults` are the rows that were
    left out, each with its number in the file and why."""

    profile: Profile
    series: tuple[Series, ...]
    rows: int
    notes: tuple[Message, ...]
    questions: tuple[Message, ...]
    faults: tuple[Fault, ...]
    #: Of a line list: (event, report) days, for a triangle.
    events: tuple[tuple[date, date], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody has something to answer before all of it can be used."""
        return bool(self.questions) or any(fault.code in OPEN for fault in self.faults)

    def frame(self) -> pl.DataFrame:
        """A row a series, vintage and period: `count`, or the `mark` that stands in its place."""
        kept = [
            (
                each.name,
                day,
                vintage.counts.get(day),
                str(vintage.marks.get(day, "")) or None,
                vintage.as_of,
                each.unit,
                each.period.value,
                each.rolling_months,
                each.exposure.get(day),
            )
            for each in self.series
            for vintage in each.vintages
            for day in sorted({*vintage.counts, *vintage.marks})
        ]
        return pl.DataFrame(kept, schema=FRAME, orient="row")
