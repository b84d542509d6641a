"""What stands behind a number: the things that it counts, by when they happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Absent

from ..tables import SiteRow
from . import counts, floor, floor_sections, rooms
from .period import Period
from .tables import Table

VISIT, PERSON, OVERDOSE = "care.visit.", "care.person.", "care.overdose."


@dataclass(frozen=True)
class Thing:
    """One thing behind a number: `kinds` is how the kinds of its facts begin."""

    at: datetime
    kinds: str
    id: str
    site: str


@dataclass(frozen=True)
class Behind:
    """A row of a table, and the things that it counts at some sites."""

    table: Table
    row: str
    label: Any
    things: list[Thing]


def behind(period: Period, sites: Sequence[SiteRow], name: str) -> Behind:
    """The things behind the number `name` (`table.row`). Raises Absent where there is none such."""
    for section in floor_sections.SECTIONS:
        for table in section.tables:
            for row, label in table.rows:
                if table.named(row) == name:
                    return Behind(table, row, label, _of_floor(period, sites, table.key, row))
    of_rooms = [each for _key, _title, members in rooms.tables(sites, period) for each in members]
    for each in of_rooms:
        for row, label in each.table.rows:
            if each.table.named(row) == name:
                things = _of_room(period, sites, each, row)
                return Behind(each.table, row, label, things)
    # A word that this version does not know has a row where it was counted.
    for table in counts.report(period, sites).tables:
        for row, label in table.rows:
            if table.named(row) == name:
                room = next((each for each in of_rooms if each.table.key == table.key), None)
                things = (
                    _of_room(period, sites, room, row)
                    if room
                    else _of_floor(period, sites, table.key, row)
                )
                return Behind(table, row, label, things)
    raise Absent(_("The report has no such number. Go back and open it again."))


def _moment(stored: Any) -> datetime:
    """A moment as `floor` reads it from the database."""
    if isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _of_floor(period: Period, sites: Sequence[SiteRow], table: str, row: str) -> list[Thing]:
    if table == "naloxone":
        split, pick = floor.Split(table, "doses", lambda doses: (row,) if doses else ()), OVERDOSE
    else:
        split = floor.SPLITS[table]
        pick = PERSON if split in floor.OF_PEOPLE else OVERDOSE
        pick = VISIT if split in floor.OF_VISITS else pick
    things: list[Thing] = []
    if pick == PERSON:
        return _people(period, sites, split, row)
    for site in sites:
        found = (
            floor.visits(site, period, identified=True)
            if pick == VISIT
            else floor.overdoses(site, period)
        )
        at = found["arrived" if pick == VISIT else "found"]
        things += [
            Thing(_moment(at[index]), pick, found["id"][index], site.slug)
            for index in split.where(found, row)
        ]
    return sorted(things, key=lambda thing: (thing.at, thing.id))


def _people(period: Period, sites: Sequence[SiteRow], split: floor.Split, row: str) -> list[Thing]:
    """Each person once, at the site and the time of their first visit of the period."""
    first: dict[str, Any] = {}
    where: dict[str, str] = {}
    for site in sites:
        for person, at in floor.first_visits(floor.visits(site, period)).items():
            if person not in first or at < first[person]:
                first[person], where[person] = at, site.slug
    found = floor.People().columns(first, sites[0], period)
    things = [
        Thing(_moment(found["first"][index]), PERSON, found["id"][index], where[found["id"][index]])
        for index in split.where(found, row)
    ]
    return sorted(things, key=lambda thing: (thing.at, thing.id))


def _of_room(
    period: Period, sites: Sequence[SiteRow], each: rooms.Counted, row: str
) -> list[Thing]:
    if each.source is None:
        raise Absent(_("There is no list behind this number: it is worked out from many entries."))
    source = each.source
    things = [
        Thing(at, source.kinds, id, site.slug)
        for site in sites
        for at, id in source.things(site.slug, *period.span(site), row)
    ]
    return sorted(things, key=lambda thing: (thing.at, thing.id))


def is_listed(table: Table) -> bool:
    """Whether there is a list behind the numbers of a table."""
    return table.key not in {"visits.stop", "enrolled", "missed"}
