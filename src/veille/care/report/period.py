"""The months, quarters and years that a report is about, on a site's own wall clock.

A period is made of whole days of the site (`care.reads.day_of`): a night belongs to the day on
which it began, so that the days of a month, as the day's page shows them, add up to the month.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused

from ..tables import SiteRow

MONTHS_A_QUARTER, MONTHS_A_YEAR = 3, 12
#: The fiscal year of Canada's governments begins on the first of April.
FISCAL_MONTH = 4
#: No ledger goes further back.
FIRST_YEAR, LAST_YEAR = 2000, 2999

_FORMS = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])|-Q(?P<quarter>[1-4])|/(?P<next>\d{2}))?",
    re.ASCII,
)


class Kind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL = "fiscal"


@dataclass(frozen=True)
class Period:
    """From the day `first` to the day before `until`. `months` is how many it has."""

    kind: Kind
    first: date
    months: int

    @property
    def until(self) -> date:
        return _later(self.first, self.months)

    @property
    def name(self) -> str:
        """As it is written in addresses and files: 2026-10, 2026-Q4, 2026, 2026/27."""
        year = f"{self.first.year:04d}"
        match self.kind:
            case Kind.MONTH:
                return f"{year}-{self.first.month:02d}"
            case Kind.QUARTER:
                return f"{year}-Q{(self.first.month - 1) // MONTHS_A_QUARTER + 1}"
            case Kind.YEAR:
                return year
            case Kind.FISCAL:
                return f"{year}/{(self.first.year + 1) % 100:02d}"

    @property
    def before(self) -> "Period":
        return Period(self.kind, _later(self.first, -self.months), self.months)

    @property
    def after(self) -> "Period":
        return Period(self.kind, self.until, self.months)

    def parts(self) -> list["Period"]:
        """The shorter periods that it is made of: a year's quarters, a quarter's months."""
        match self.kind:
            case Kind.MONTH:
                return []
            case Kind.QUARTER:
                kind, months = Kind.MONTH, 1
            case _:
                kind, months = Kind.QUARTER, MONTHS_A_QUARTER
        return [
            Period(kind, _later(self.first, after), months)
            for after in range(0, self.months, months)
        ]

    def all_parts(self) -> list["Period"]:
        """Its parts, and theirs."""
        return [each for part in self.parts() for each in (part, *part.all_parts())]

    def in_months(self) -> list["Period"]:
        return [Period(Kind.MONTH, _later(self.first, after), 1) for after in range(self.months)]

    def holds(self, part: "Period") -> bool:
        return self.first <= part.first and part.until <= self.until

    def span(self, site: SiteRow) -> tuple[datetime, datetime]:
        """When the period begins and ends at this site: the second moment is not in it."""
        return turn(site, self.first), turn(site, self.until)

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.until - self.first).days)]

    def is_over(self, site: SiteRow) -> bool:
        return self.span(site)[1] <= clock.now()


class StillRunning(Refused):
    """The version without small counts is asked for while its period runs: two of them, subtracted,
    would give single people away."""

    status = 409

    def __init__(self, until: date) -> None:
        super().__init__(
            _(
                "This period is still running. Its version to share is there once it is over, from "
                "%(day)s on: two of them, a day apart, would tell of single people."
            ),
            day=formats.date_format(until, "DATE_FORMAT"),
        )


def is_over(period: Period, sites: Iterable[SiteRow]) -> bool:
    """Whether it is over at each of these sites."""
    return all(period.is_over(site) for site in sites)


def check_is_over(period: Period, sites: Iterable[SiteRow]) -> None:
    """Raises StillRunning for a period that may not leave the house yet."""
    if not is_over(period, sites):
        raise StillRunning(period.until)


def turn(site: SiteRow, day: date) -> datetime:
    """The moment when that day of the site begins; the same that `care.reads.day_of` gives."""
    return datetime(
        day.year, day.month, day.day, site.day_starts_hour, tzinfo=ZoneInfo(site.time_zone)
    )


def _later(first: date, months: int) -> date:
    year, month = divmod(first.year * MONTHS_A_YEAR + first.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, 1)


def month(year: int, number: int) -> Period:
    return Period(Kind.MONTH, date(year, number, 1), 1)


def read_period(text: str) -> Period:
    """“2026-10”, “2026-Q4”, “2026”, “2026/27” (April to March). Raises Malformed otherwise."""
    found = _FORMS.fullmatch(text.strip())
    year = int(found["year"]) if found else 0
    if found is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise _no_period(text)
    if found["month"]:
        return month(year, int(found["month"]))
    if found["quarter"]:
        first = date(year, (int(found["quarter"]) - 1) * MONTHS_A_QUARTER + 1, 1)
        return Period(Kind.QUARTER, first, MONTHS_A_QUARTER)
    if found["next"]:
        if int(found["next"]) != (year + 1) % 100:
            raise _no_period(text)
        return Period(Kind.FISCAL, date(year, FISCAL_MONTH, 1), MONTHS_A_YEAR)
    return Period(Kind.YEAR, date(year, 1, 1), MONTHS_A_YEAR)


def _no_period(text: str) -> Malformed:
    return Malformed(
        _(
            "“%(text)s” is no period of a report. Write a month such as 2026-10, a quarter such as "
            "2026-Q4, a year such as 2026, or a fiscal year such as 2026/27."
        ),
        text=text[:20],
    )


def this_month(site: SiteRow) -> Period:
    """The month that the site's present day lies in."""
    local = clock.now().astimezone(ZoneInfo(site.time_zone))
    day = local.date()
    if local.hour < site.day_starts_hour:
        day -= timedelta(days=1)
    return month(day.year, day.month)
