"""What the floor counts by site and moment, of nobody, for those who watch the numbers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from . import reads
from .tables import DutyRow, OverdoseRow, SiteRow, VisitRow
from .words import Intervention

Counts = Iterator[tuple[str, datetime, int]]
#: Steps that say that an ambulance was called.
_AMBULANCE = {Intervention.CALLED_911.value, Intervention.AMBULANCE.value}
#: A duty that nobody ended tells of no more than this.
_LONGEST_DUTY = timedelta(hours=16)
_HOUR = timedelta(hours=1)


def visits(begins: datetime, ends: datetime) -> Counts:
    rows = VisitRow.objects.filter(arrived_at__gte=begins, arrived_at__lt=ends)
    return ((site, at, 1) for site, at in rows.values_list("site", "arrived_at"))


def overdoses(begins: datetime, ends: datetime) -> Counts:
    rows = OverdoseRow.objects.filter(found_at__gte=begins, found_at__lt=ends)
    return ((site, at, 1) for site, at in rows.values_list("site", "found_at"))


def naloxone_doses(begins: datetime, ends: datetime) -> Counts:
    """Doses given at overdoses, on the day on which the overdose was found."""
    rows = OverdoseRow.objects.filter(found_at__gte=begins, found_at__lt=ends, doses__gt=0)
    yield from rows.values_list("site", "found_at", "doses")


def ambulances(begins: datetime, ends: datetime) -> Counts:
    """Overdoses for which 911 was called, or an ambulance came."""
    rows = OverdoseRow.objects.filter(found_at__gte=begins, found_at__lt=ends)
    for site, at, steps in rows.values_list("site", "found_at", "steps"):
        if any(step["what"] in _AMBULANCE for step in steps):
            yield site, at, 1


def _day(zone: ZoneInfo, turns_at_hour: int, moment: datetime) -> date:
    """The date of a site's day that a moment is of: a night belongs to the day before."""
    local = moment.astimezone(zone)
    return local.date() - timedelta(days=local.hour < turns_at_hour)


def days_by_site(
    begins: datetime, ends: datetime
) -> Iterator[tuple[SiteRow, partial[date], list[datetime]]]:
    """Each site, what gives the day of a moment there, and moments of the span at which somebody
    was on duty or a visit began."""
    at_work: dict[str, list[datetime]] = {}
    for site, at, _one in visits(begins, ends):
        at_work.setdefault(site, []).append(at)
    duties = DutyRow.objects.filter(began_at__gte=begins - _LONGEST_DUTY, began_at__lt=ends)
    for site, began, ended in duties.values_list("site", "began_at", "ended_at"):
        last = min(ended or ends, began + _LONGEST_DUTY, ends)
        while began < last:  # one that reaches into the next day is of both
            at_work.setdefault(site, []).append(began)
            began += _HOUR
    for row in reads.sites():
        of = partial(_day, ZoneInfo(row.time_zone), row.day_starts_hour)
        yield row, of, at_work.get(row.slug, [])
