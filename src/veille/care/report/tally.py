"""What the floor of one site counted, month by month: whatever is longer is made of its months,
so that a year with its quarters is read and counted once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..tables import SiteRow
from . import floor
from .period import Period


@dataclass(frozen=True)
class Tally:
    """Of a stretch of time. `counts` are of what lies in one month and in no other: visits and
    overdoses. People do not: `first` is when each arrived first, as the database keeps it."""

    counts: floor.Counts
    #: Seconds waited for a seat → how many visits; None where there was none.
    waits: Counter[int | None]
    by_day: list[int]
    first: dict[str, Any]


def by_month(site: SiteRow, period: Period) -> dict[Period, Tally]:
    """Each month of the period."""
    months = period.in_months()
    visits = floor.visits_of_each(site, months)
    overdoses = floor.overdoses_of_each(site, months)
    return {month: _tally(*of) for month, *of in zip(months, visits, overdoses, strict=True)}


def together(tallies: Iterable[Tally]) -> Tally:
    """That of months which follow one another, in their order."""
    whole = Tally(Counter(), Counter(), [], {})
    for each in tallies:
        whole.counts.update(each.counts)
        whole.waits.update(each.waits)
        whole.by_day.extend(each.by_day)
        whole.first.update({id: at for id, at in each.first.items() if id not in whole.first})
    return whole


def first_of_all(firsts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """When each arrived first at any of some sites."""
    found: dict[str, Any] = {}
    for first in firsts:
        for person, at in first.items():
            if person not in found or at < found[person]:
                found[person] = at
    return found


def _tally(visits: floor.Columns, overdoses: floor.Columns) -> Tally:
    counts = floor.count(floor.OF_VISITS, visits) + floor.count(floor.OF_OVERDOSES, overdoses)
    counts["naloxone.doses"] = sum(overdoses["doses"])
    first = floor.first_visits(visits)
    return Tally(counts, visits.tally("waited"), visits.run("weekday"), first)
