"""Every query that a page, a report or an action makes of care's read tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.refusal import Absent
from veille.ledger.rows import rows_where
from veille.ledger.store import cursor
from veille.ledger.vault import vault

from .records import joinings, marks, one_of_each, records_of
from .tables import DeathRow, DutyRow, OverdoseRow, PersonRow, SiteRow, VisitRow
from .words import Outcome, Stage


def site_id(slug: str) -> str:
    """A site's identity follows from its slug, so that every node of a network has the same."""
    return sha256(b"care.site:" + slug.encode()).hexdigest()[:32]


def sites() -> list[SiteRow]:
    """Every site, in the order in which they were set up."""
    return list(SiteRow.objects.order_by("opened_at", "slug"))


def first_arrival() -> datetime | None:
    """When the first visit of all began; None where nobody has come yet."""
    firsts = (
        VisitRow.objects.filter(site=row.slug).order_by("arrived_at").values_list("arrived_at")
        for row in sites()
    )
    return min((at for each in firsts for (at,) in each[:1]), default=None)


def site(slug: str) -> SiteRow:
    row = next(iter(rows_where(SiteRow, "id = %s", site_id(slug))), None)
    if row is None:
        raise Absent(_("There is no site “%(slug)s” here."), slug=slug[:40])
    return row


def visit(id: str) -> VisitRow:
    row = next(iter(rows_where(VisitRow, "id = %s", id)), None)
    if row is None:
        raise Absent(_("That visit is not in this ledger. Go back and open the page again."))
    return row


def visits(ids: Iterable[str]) -> list[VisitRow]:
    return list(VisitRow.objects.filter(pk__in=list(ids)))


def overdose(id: str) -> OverdoseRow:
    row = next(iter(rows_where(OverdoseRow, "id = %s", id)), None)
    if row is None:
        raise Absent(_("That overdose is not in this ledger. Go back and open the page again."))
    return row


def person(id: str) -> PersonRow | None:
    return next(iter(rows_where(PersonRow, "id = %s", id)), None)


def death_of(person: str) -> DeathRow | None:
    """The death that was noted of this visitor, by whichever of their records."""
    return next(iter(deaths_of(person)), None)


def deaths_of(person: str) -> list[DeathRow]:
    ids = records_of(person)
    return rows_where(DeathRow, f"person IN ({marks(ids)}) ORDER BY noted_at", *ids)


def people(ids: Iterable[str]) -> dict[str, PersonRow]:
    """Those of these people whom the ledger knows, by their identity, in the order given."""
    ids = list(ids)
    rows = rows_where(PersonRow, f"id IN ({marks(ids)})", *ids) if ids else []
    found = {row.id: row for row in rows}
    return {id: found[id] for id in ids if id in found}


def known_by(handle: str) -> dict[str, PersonRow]:
    """Who is known by this whole handle: one record of each visitor, by its identity."""
    return people(one_of_each(vault().find(handle)))


def on_floor(slug: str) -> list[VisitRow]:
    """Visits that have not ended, in the order of their arrival."""
    return rows_where(VisitRow, "site = %s AND left_at IS NULL ORDER BY arrived_at, id", slug)


def here_since(since: datetime) -> list[str]:
    """Who is at a site of this node, or came to one since then."""
    came = VisitRow.objects.filter(site__in=[site.slug for site in sites()], arrived_at__gte=since)
    there = VisitRow.objects.filter(left_at=None)
    known = {person for rows in (came, there) for person in rows.values_list("person", flat=True)}
    return sorted(known - {""})


# The next four are asked by actions, under the write lock: plain SQL, a tenth of the ORM's time.


def _first(sql: str, *values: str) -> Any | None:
    with cursor() as c:
        c.execute(sql, values)
        row = c.fetchone()
    return None if row is None else row[0]


def seat_is_taken(slug: str, seat: str, but_by: str = "") -> bool:
    return (
        _first(
            "SELECT 1 FROM care_visit WHERE site = %s AND left_at IS NULL AND seat = %s AND id <> "
            "%s "
            "ORDER BY arrived_at, id",  # by which SQLite takes the index of those on the floor
            slug,
            seat,
            but_by,
        )
        is not None
    )


def open_visit_of(person: str, but: str = "") -> str | None:
    """The visit, other than `but`, that this visitor has not ended, at any site of this node, by
    whichever of their records."""
    if not person:
        return None
    ids = records_of(person)
    return _first(
        f"SELECT id FROM care_visit WHERE person IN ({marks(ids)}) AND left_at IS NULL "
        "AND id <> %s",
        *ids,
        but,
    )


def open_overdose_of(visit: str) -> str | None:
    return _first("SELECT id FROM care_overdose WHERE visit = %s AND ended_at IS NULL", visit)


def duty_of(account: str) -> str | None:
    return _first("SELECT id FROM care_duty WHERE account = %s AND ended_at IS NULL", account)


def last_visit_of(person: str) -> VisitRow | None:
    """The latest visit of a visitor, by whichever of their records."""
    if not person:
        return None
    ids = records_of(person)
    latest = f"person IN ({marks(ids)}) AND NOT (person = '') ORDER BY arrived_at DESC LIMIT 1"
    return next(iter(rows_where(VisitRow, latest, *ids)), None)


def visits_of(person: str) -> list[VisitRow]:
    """Every visit of a visitor, by whichever of their records, the latest first."""
    rows = VisitRow.objects.filter(person__in=records_of(person)).exclude(person="")
    return list(rows.order_by("-arrived_at", "-id"))


def visit_count_of(person: str) -> int:
    return VisitRow.objects.filter(person__in=records_of(person)).exclude(person="").count()


def open_overdoses(slug: str) -> list[OverdoseRow]:
    return rows_where(OverdoseRow, "site = %s AND ended_at IS NULL ORDER BY found_at, id", slug)


def duties_of_day(site: SiteRow, day: "Day") -> list[DutyRow]:
    """Who was on duty at some time of the day."""
    return list(
        DutyRow.objects.filter(site=site.slug, began_at__lt=day.ends)
        .exclude(ended_at__lte=day.begins)
        .order_by("began_at")
    )


def overdoses_of(visit_ids: Iterable[str]) -> list[OverdoseRow]:
    return list(OverdoseRow.objects.filter(visit__in=list(visit_ids)).order_by("found_at"))


def overdose_ids_of(visit: str) -> list[str]:
    with cursor() as c:
        c.execute("SELECT id FROM care_overdose WHERE visit = %s ORDER BY found_at", [visit])
        return [row[0] for row in c.fetchall()]


def on_duty(slug: str) -> list[DutyRow]:
    return rows_where(DutyRow, "site = %s AND ended_at IS NULL ORDER BY began_at", slug)


@dataclass(frozen=True)
class Day:
    """A site's day: from the hour when it turns to the same hour of the next date."""

    date: datetime
    begins: datetime
    ends: datetime


def day_of(site: SiteRow, moment: datetime | None = None) -> Day:
    """The day of the site that `moment` (now) belongs to; a night belongs to the day before.

    Days begin and end on the site's own wall clock, so that one with a clock change has 23
    or 25 hours.
    """
    zone = ZoneInfo(site.time_zone)
    local = (moment or clock.now()).astimezone(zone)
    date = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if local.hour < site.day_starts_hour:
        date -= timedelta(days=1)
    begins = date.replace(hour=site.day_starts_hour)
    return Day(date, begins, begins + timedelta(days=1))


@dataclass(frozen=True)
class DayCounts:
    """What the foot of the board says of the day so far."""

    visits: int
    people: int
    anonymous: int
    overdoses: int
    deaths_since_opening: int
    median_wait_minutes: int | None


def day_counts(site: SiteRow, day: Day) -> DayCounts:
    """Asked for with every drawing of the board: plain SQL, as above."""
    of_day = "site = %s AND arrived_at >= %s AND arrived_at < %s"
    as_stored = connection.ops.adapt_datetimefield_value
    today = (site.slug, as_stored(day.begins), as_stored(day.ends))
    with cursor() as c:
        c.execute(
            "SELECT count(*), count(DISTINCT nullif(person, '')), "
            "count(*) FILTER (WHERE person = ''), count(waited_seconds) "
            f"FROM care_visit WHERE {of_day}",
            today,
        )
        visits, people, anonymous, waited = c.fetchone()
        c.execute(
            f"SELECT waited_seconds FROM care_visit WHERE {of_day} "
            "AND waited_seconds IS NOT NULL ORDER BY waited_seconds LIMIT 1 OFFSET %s",
            (*today, waited // 2),
        )
        median = c.fetchone()
        c.execute(
            "SELECT count(*) FROM care_overdose "
            "WHERE site = %s AND found_at >= %s AND found_at < %s",
            today,
        )
        overdoses = c.fetchone()[0]
        c.execute(
            "SELECT count(*) FROM care_overdose WHERE site = %s AND outcome = %s",
            (site.slug, Outcome.DIED.value),
        )
        deaths = c.fetchone()[0]
        people -= _counted_twice(c, of_day, today)
    return DayCounts(
        visits=visits,
        people=people,
        anonymous=anonymous,
        overdoses=overdoses,
        deaths_since_opening=deaths,
        median_wait_minutes=round(median[0] / 60) if median else None,
    )


def _counted_twice(c: Any, of_day: str, today: tuple[Any, ...]) -> int:
    """How many records of the day's visits are of a visitor who came by another one as well."""
    joined = joinings()
    if not joined:
        return 0
    ids = sorted(set().union(*joined))
    c.execute(
        f"SELECT DISTINCT person FROM care_visit WHERE {of_day} AND person IN ({marks(ids)})",
        (*today, *ids),
    )
    came = {row[0] for row in c.fetchall()}
    return sum(len(of & came) - 1 for of in joined if of & came)


def episodes(slug: str, begins: datetime, ends: datetime) -> int:
    """How often somebody consumed, of the visits that began in that time.

    One episode counts once, even with several drugs, and once for each person who shared; a
    visit counts again where the visitor took a seat again after resting. Who has not left yet,
    or left without consuming, is not counted.
    """
    visits = VisitRow.objects.filter(site=slug, arrived_at__gte=begins, arrived_at__lt=ends)
    return visits.aggregate(all=Sum("episodes"))["all"] or 0


def visits_of_day(site: SiteRow, day: Day) -> QuerySet[VisitRow]:
    return VisitRow.objects.filter(
        site=site.slug, arrived_at__gte=day.begins, arrived_at__lt=day.ends
    ).order_by("-arrived_at", "-id")


def free_seats() -> dict[str, int]:
    """Taken seats counted away from each site's seats."""
    taken = dict(
        VisitRow.objects.filter(left_at=None, stage=Stage.SEATED)
        .values_list("site")
        .annotate(count=Count("pk"))
    )
    return {row.slug: len(row.seats) - taken.get(row.slug, 0) for row in sites()}


def arrivals(begins: datetime, ends: datetime) -> list[datetime]:
    """When the visits of a span began, at every site: of nobody, for comparing."""
    rows = VisitRow.objects.filter(arrived_at__gte=begins, arrived_at__lt=ends)
    return list(rows.values_list("arrived_at", flat=True))


def overdoses_found(begins: datetime, ends: datetime) -> list[datetime]:
    """When the overdoses of a span were found, at every site: of nobody, for comparing."""
    rows = OverdoseRow.objects.filter(found_at__gte=begins, found_at__lt=ends)
    return list(rows.values_list("found_at", flat=True))
