"""Every query that a page, a report or an action makes of outreach's read tables."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from veille.care import reads as floor
from veille.care.tables import SiteRow, VisitRow
from veille.hours import WEEK_DAYS
from veille.ledger import clock

from . import whereabouts
from .facts import Span
from .state import Hours, Outing, Stop
from .tables import CountRow, DayRow, HoursRow, OutingRow, ProfileRow, StopRow
from .whereabouts import Doors, Moments, Occurrence, Whereabouts
from .words import Cancelled

_DAY = timedelta(days=1)
#: How far ahead the public is told what comes next: a stop or an opening at least once a week.
_AHEAD = timedelta(days=8)


def id_of(*parts: object) -> str:
    """The identity of what there is once a site or a date, the same on every node."""
    name = ":".join(["care.outreach", *map(str, parts)])
    return sha256(name.encode()).hexdigest()[:32]


def profile(slug: str) -> ProfileRow | None:
    return ProfileRow.objects.filter(pk=id_of("profile", slug)).first()


def profiles() -> dict[str, ProfileRow]:
    return {row.site: row for row in ProfileRow.objects.all()}


def public_places() -> list[tuple[SiteRow, ProfileRow]]:
    """The sites and trucks that the public is told of, each with what it says of itself."""
    told = {row.site: row for row in ProfileRow.objects.filter(public=True)}
    return [(site, told[site.slug]) for site in floor.sites() if site.slug in told]


# The truck.


def stops(slug: str) -> list[Stop]:
    """Every stop that the truck ever had, in the order of the night."""
    return [_stop(row) for row in StopRow.objects.filter(site=slug).order_by("first", "id")]


def has_stops(slug: str) -> bool:
    return StopRow.objects.filter(site=slug).exists()


def stop(slug: str, id: str) -> Stop | None:
    row = StopRow.objects.filter(pk=id, site=slug).first()
    return _stop(row) if row else None


def corner_of(id: str) -> str:
    """The corner of any stop of the network; its identity's end where this node lacks it."""
    row = StopRow.objects.filter(pk=id).first()
    return row.corner if row else id[-6:]


def _stop(row: StopRow) -> Stop:
    return Stop(
        id=row.id,
        site=row.site,
        corner=row.corner,
        place_fr=row.place_fr,
        place_en=row.place_en,
        span=Span(row.begins, row.ends),
        weekdays=tuple(row.weekdays),
        first=row.first,
        last=row.last,
        rehearsal=row.rehearsal,
    )


def _outing(row: OutingRow) -> Outing:
    return Outing(
        id=row.id,
        site=row.site,
        stop=row.stop,
        day=row.day,
        late_minutes=row.late_minutes,
        cancelled=Cancelled(row.cancelled) if row.cancelled else None,
        moved_to=row.moved_to,
        reached_at=row.reached_at,
        departed_at=row.departed_at,
        rehearsal=row.rehearsal,
    )


def has_outings(stop: str) -> bool:
    return OutingRow.objects.filter(stop=stop).exists()


def left_open(slug: str, but: str) -> list[str]:
    """Outings, other than `but`, that were reached lately and that nobody said goodbye to."""
    lately = clock.now().date() - 2 * _DAY
    rows = OutingRow.objects.filter(site=slug, day__gte=lately, departed_at=None)
    return list(rows.exclude(reached_at=None).exclude(pk=but).values_list("pk", flat=True))


def occurrences(site: SiteRow, first: date, last: date) -> list[Occurrence]:
    """The truck's stops on every date from `first` to `last`, with what was said of them."""
    planned = StopRow.objects.filter(Q(last=None) | Q(last__gte=first), site=site.slug)
    rows = list(planned.filter(first__lte=last))
    if not rows:
        return []
    said = OutingRow.objects.filter(site=site.slug, day__gte=first, day__lte=last)
    outings = {(row.stop, row.day): _outing(row) for row in said}
    zone, turn = ZoneInfo(site.time_zone), site.day_starts_hour * 60
    return whereabouts.occurrences(
        stops=map(_stop, rows), outings=outings, first=first, last=last, zone=zone, turn=turn
    )


def occurrence(site: SiteRow, id: str, day: date) -> Occurrence | None:
    """One stop on one date; None where the schedule does not have it."""
    return next((o for o in occurrences(site, day, day) if o.stop.id == id), None)


def truck(site: SiteRow, at: datetime | None = None) -> Whereabouts:
    """Where the truck is, and what comes next."""
    at = at or clock.now()
    return whereabouts.now(stops_ahead(site, at), at)


def stops_ahead(site: SiteRow, at: datetime) -> list[Occurrence]:
    """The truck's stops as far ahead as the public is told, and those that may still go on."""
    return occurrences(site, *_days_around(site, at))


def tonight(site: SiteRow, at: datetime | None = None) -> list[Occurrence]:
    """The stops of the site's day that `at` belongs to."""
    day = floor.day_of(site, at).date.date()
    return occurrences(site, day, day)


def stop_at(slug: str, at: datetime) -> Occurrence | None:
    """The stop at which the truck was at a moment; None between stops."""
    return truck(floor.site(slug), at).here


def _date(site: SiteRow, at: datetime) -> date:
    return at.astimezone(ZoneInfo(site.time_zone)).date()


def _days_around(site: SiteRow, at: datetime) -> tuple[date, date]:
    """From a night that began yesterday, and one clock change between there and here."""
    today = _date(site, at)
    return today - 2 * _DAY, today + _AHEAD


# Opening hours.


def week(slug: str, day: date) -> HoursRow | None:
    """The hours in force on a date."""
    return HoursRow.objects.filter(site=slug, first__lte=day).order_by("-first").first()


def weeks(slug: str) -> list[HoursRow]:
    """Every week of hours that was ever set, the latest first."""
    return list(HoursRow.objects.filter(site=slug).order_by("-first"))


def days(slug: str, first: date) -> list[DayRow]:
    """Dates of their own, from `first` on."""
    return list(DayRow.objects.filter(site=slug, day__gte=first).order_by("day"))


def spans_of(pairs: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)


def openings(site: SiteRow, first: date, last: date) -> list[tuple[date, Moments]]:
    """When a site is open on each date, by its hours and by the dates of their own."""
    hours = [
        Hours(
            id=row.id,
            site=row.site,
            first=row.first,
            week=tuple(map(spans_of, row.week)),
            rehearsal=row.rehearsal,
        )
        for row in HoursRow.objects.filter(site=site.slug, first__lte=last)
    ]
    own = DayRow.objects.filter(site=site.slug, day__gte=first, day__lte=last)
    days = {row.day: spans_of(row.spans) for row in own}
    return whereabouts.openings(
        hours=hours, days=days, first=first, last=last, zone=ZoneInfo(site.time_zone)
    )


def openings_ahead(site: SiteRow, at: datetime) -> list[Moments]:
    """When a site is open, as far ahead as the public is told; what touches is one."""
    return whereabouts.merged(span for _day, span in openings(site, *_days_around(site, at)))


def doors(site: SiteRow, at: datetime | None = None) -> Doors:
    """Whether a site is open, until when, and when it opens next."""
    at = at or clock.now()
    return whereabouts.doors(openings_ahead(site, at), at)


# For the month's report. `begins` and `ends` are moments; what lies outside is not counted.


def hours_open(slug: str, begins: datetime, ends: datetime) -> dict[int, float]:
    """Hours open, by the weekday (Monday is 0) on which the site opened: a Friday's night is
    Friday's. A truck's are those of its stops, as they came: late, cut short, cancelled."""
    site = floor.site(slug)
    first, last = _date(site, begins) - 2 * _DAY, _date(site, ends)
    known = occurrences(site, first, last)
    dated = (
        [(o.day, (o.here_from, o.here_until)) for o in known if o.takes_place]
        if known
        else openings(site, first, last)
    )
    total = dict.fromkeys(range(WEEK_DAYS), 0.0)
    by_day: dict[date, list[Moments]] = {}
    for day, (opens, closes) in dated:
        by_day.setdefault(day, []).append((max(opens, begins), min(closes, ends)))
    for day, spans in by_day.items():
        open_for = sum((b - a for a, b in whereabouts.merged(spans)), timedelta())
        total[day.weekday()] += open_for.total_seconds() / 3600
    return total


def bulk_contacts(slug: str, begins: datetime, ends: datetime) -> int:
    """People met outside, as they were counted: somebody met twice counts twice."""
    total = _counted(slug, begins, ends).aggregate(people=Sum("people"))["people"]
    return int(total or 0)


def contacts_by_setting(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """People met outside, by where they were met."""
    rows = _counted(slug, begins, ends).values_list("setting").annotate(people=Sum("people"))
    return {setting: int(people) for setting, people in rows}


def counts(slug: str, begins: datetime, ends: datetime) -> QuerySet[CountRow]:
    """Each count, the latest first."""
    return _counted(slug, begins, ends).order_by("-at", "-id")


def last_count_by(slug: str, account: str) -> CountRow | None:
    """What somebody counted last, within the last day: the next one is often alike."""
    rows = CountRow.objects.filter(site=slug, by=account, at__gte=clock.now() - _DAY)
    return rows.order_by("-at", "-id").first()


def _counted(slug: str, begins: datetime, ends: datetime) -> QuerySet[CountRow]:
    return CountRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)


def visits_by_stop(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """Visits by the corner where the truck stood when they arrived; "" between stops."""
    site = floor.site(slug)
    first, last = _date(site, begins) - 2 * _DAY, _date(site, ends)
    stays = _stays(occurrences(site, first, last))
    starts = [stay.begins for stay in stays]
    arrivals = VisitRow.objects.filter(
        site=slug, arrived_at__gte=begins, arrived_at__lt=ends
    ).values_list("arrived_at", flat=True)
    counted: Counter[str] = Counter()
    for at in arrivals.iterator():
        place = bisect_right(starts, at) - 1
        stay = stays[place] if place >= 0 else None
        counted[stay.corner if stay is not None and at < stay.ends else ""] += 1
    return dict(counted)


@dataclass(frozen=True)
class _Stay:
    begins: datetime
    ends: datetime
    corner: str


def _stays(known: Iterable[Occurrence]) -> list[_Stay]:
    """Where the truck stood, without overlap: it left where it was when it came elsewhere."""
    came = sorted((o for o in known if o.takes_place), key=lambda o: (o.here_from, o.begins))
    stays: list[_Stay] = []
    for n, each in enumerate(came):
        until = each.here_until
        if n + 1 < len(came):
            until = min(until, came[n + 1].here_from)
        stays.append(_Stay(each.here_from, until, each.corner))
    return stays
