"""Every query that a page, a report or an action makes of flags, restrictions and the door."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from veille.care.records import (
    count_of_visitors,
    marks,
    records_of,
    records_of_each,
    said_same_of,
)
from veille.care.tables import DeathRow
from veille.ledger.refusal import Absent
from veille.ledger.rows import rows_where
from veille.ledger.store import cursor

from .tables import DoorRow, FlagRow, OpeningRow, RestrictionRow
from .words import Scope

#: An overdose this recent is said before somebody is let in.
RECENT = timedelta(days=7)
#: A visit is over within this: nobody overdoses in one that began before it.
_LONGEST_VISIT = timedelta(days=1)


@dataclass
class Known:
    """What must be known of one visitor before they are let in."""

    flags: list[FlagRow] = field(default_factory=list)
    restrictions: list[RestrictionRow] = field(default_factory=list)
    #: When the last overdose of the last seven days was found.
    overdose_at: datetime | None = None


def known_of(slug: str, people: Iterable[str], now: datetime) -> dict[str, Known]:
    """What is to be said at this site's door of each of these people; three queries for all."""
    records = records_of_each(people)
    known = {person: Known() for person in records}
    if not known:
        return known
    asked: dict[str, list[Known]] = {}
    for person, of in records.items():
        for id in of:
            asked.setdefault(id, []).append(known[person])
    ids = list(asked)
    for flag in rows_where(
        FlagRow,
        f"person IN ({marks(ids)}) AND raised_at <= %s AND (ends_at IS NULL OR ends_at > %s) "
        "ORDER BY raised_at, id",
        *ids,
        now,
        now,
    ):
        for one in asked[flag.person]:
            one.flags.append(flag)
    for restriction in rows_where(
        RestrictionRow,
        f"person IN ({marks(ids)}) AND {_IN_FORCE}",
        *ids,
        slug,
        Scope.NETWORK.value,
        now,
        now,
    ):
        for one in asked[restriction.person]:
            one.restrictions.append(restriction)
    for person, found_at in _last_overdoses(ids, now - RECENT):
        for one in asked[person]:
            one.overdose_at = max(found_at, one.overdose_at or found_at)
    return known


# A query uses the index of a person's visits where it says its condition as it is written there.
_LAST_OVERDOSES = """
    SELECT v.person, max(o.found_at) FROM care_visit v JOIN care_overdose o ON o.visit = v.id
    WHERE v.person IN ({people}) AND NOT (v.person = '') AND v.arrived_at >= %s
      AND o.found_at >= %s
    GROUP BY v.person
"""


def _last_overdoses(people: Sequence[str], since: datetime) -> list[tuple[str, datetime]]:
    """(person, when their last overdose was found), of those who had one since. Asked for with
    every drawing of a board: counted in the database, by the index of each one's visits."""
    as_stored = connection.ops.adapt_datetimefield_value
    with cursor() as c:
        c.execute(
            _LAST_OVERDOSES.format(people=marks(people)),
            [*people, as_stored(since - _LONGEST_VISIT), as_stored(since)],
        )
        rows = c.fetchall()
    return [(person, _moment(found_at)) for person, found_at in rows]


def _moment(stored: Any) -> datetime:
    """A stored moment as Django reads it: SQLite keeps text, in UTC."""
    if isinstance(stored, str):
        stored = datetime.fromisoformat(stored)
    moment: datetime = stored if stored.tzinfo else stored.replace(tzinfo=UTC)
    return moment


#: Restrictions that keep somebody out of this site now, the next to end first: (site,
#: Scope.NETWORK, now, now).
_IN_FORCE = "(site = %s OR scope = %s) AND begins_at <= %s AND ends_at > %s ORDER BY ends_at, id"


def in_force(slug: str, now: datetime) -> list[RestrictionRow]:
    return rows_where(RestrictionRow, _IN_FORCE, slug, Scope.NETWORK.value, now, now)


def keeps_out(slug: str, person: str, at: datetime) -> str | None:
    """The restriction that keeps this visitor out of the site then. Asked under the write lock."""
    ids = records_of(person)
    moment = connection.ops.adapt_datetimefield_value(at)
    with cursor() as c:
        c.execute(
            f"SELECT id FROM care_people_restriction WHERE person IN ({marks(ids)}) "
            "AND ends_at > %s "
            "AND begins_at <= %s AND (site = %s OR scope = %s) ORDER BY ends_at DESC LIMIT 1",
            [*ids, moment, moment, slug, Scope.NETWORK.value],
        )
        row = c.fetchone()
    return None if row is None else str(row[0])


def flag(id: str) -> FlagRow:
    row = FlagRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That flag is not in this ledger. Go back and open the page again."))
    return row


def restriction(id: str) -> RestrictionRow:
    row = RestrictionRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That restriction is not in this ledger. Go back and open the page again."))
    return row


def flags_of(person: str) -> list[FlagRow]:
    """Every flag of a person, those that hold no longer too."""
    return list(FlagRow.objects.filter(person__in=records_of(person)).order_by("raised_at", "id"))


def restrictions_of(person: str) -> list[RestrictionRow]:
    """Every restriction of a person, at whatever site, the latest first."""
    rows = RestrictionRow.objects.filter(person__in=records_of(person))
    return list(rows.order_by("-begins_at", "-id"))


def doors_of(person: str) -> list[DoorRow]:
    return list(DoorRow.objects.filter(person__in=records_of(person)).order_by("at", "id"))


def openings_of(person: str) -> list[OpeningRow]:
    """Who looked at what is held about a person, the latest first."""
    rows = OpeningRow.objects.filter(person__in=records_of(person))
    return list(rows.order_by("-at", "-id"))


def opened_since(person: str, by: str, what: str, since: datetime) -> bool:
    return OpeningRow.objects.filter(person=person, at__gte=since, by=by, what=what).exists()


def of_visit(visit: str) -> list[str]:
    """What was decided at the door about this visit."""
    rows = DoorRow.objects.filter(visit=visit).exclude(visit="")
    return list(rows.values_list("id", flat=True))


def of_person(person: str) -> list[str]:
    """Every thing that says something of a visitor: which records are theirs, flags, restrictions,
    doors, openings."""
    records = records_of(person)
    return said_same_of(person) + [
        id
        for model in (FlagRow, RestrictionRow, DoorRow, OpeningRow)
        for id in model.objects.filter(person__in=records)
        .order_by("pk")
        .values_list("pk", flat=True)
    ]


# What the month's report asks. Times are of what happened, not of when it was typed in.


def restrictions_imposed(slug: str, begins: datetime, ends: datetime) -> int:
    rows = RestrictionRow.objects.filter(site=slug, begins_at__gte=begins, begins_at__lt=ends)
    return rows.count()


def turned_away(slug: str, begins: datetime, ends: datetime) -> int:
    return DoorRow.objects.filter(site=slug, at__gte=begins, at__lt=ends, why="").count()


def let_in_despite(slug: str, begins: datetime, ends: datetime) -> int:
    rows = DoorRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    return rows.exclude(why="").count()


def deaths(slug: str, begins: datetime, ends: datetime) -> int:
    """Deaths noted at the site, by their day, or by when it heard of them where nobody knows it; of
    two records of one visitor, one death."""
    rows = DeathRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    return count_of_visitors(rows.values_list("person", flat=True))
