"""Every number of the report of the floor, against a count made from the export alone.

The count below reads JSON Lines, applies corrections and strikes, and counts by its own rules:
it imports nothing of Veille's. What the rooms counted is checked in the same way further down.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests import databases
from tests.rehearsal.conftest import play
from veille.care.report import counts
from veille.care.report.period import read_period
from veille.care.report.tables import Report
from veille.ledger import clock, transfer

#: Days that end after each night of a clock change: summer time begins, and ends.
ENDS = {
    "2026-03": datetime(2026, 3, 10, 15, 0, tzinfo=UTC),
    "2026-10": datetime(2026, 11, 2, 15, 0, tzinfo=UTC),
}
DAYS = 4
MONTHS = {"2026-03": (2026, 3), "2026-10": (2026, 10)}


class Entry:
    """One fact as it reads now: the latest correction applied."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.line, self.struck, self.last = line, False, ("", "", 0)
        self.at, self.body = line["at"], line["body"]


def read(export: bytes) -> dict[str, list[Entry]]:
    """Every thing's entries, by when they happened; those struck out left out."""
    lines = [json.loads(line) for line in export.splitlines()[1:]]
    entries = {line["id"]: Entry(line) for line in lines if not line["kind"].startswith("ledger.")}
    said = [
        line for line in lines if line["kind"] in ("ledger.entry.corrected", "ledger.entry.struck")
    ]
    for line in sorted(said, key=lambda each: (each["noted"], each["node"], each["seq"])):
        entry = entries[line["body"]["fact"]]
        entry.struck = line["kind"] == "ledger.entry.struck"
        if not entry.struck:
            entry.at = line["body"].get("at") or entry.at
            entry.body = line["body"].get("body") or entry.body
    things: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        if not entry.struck:
            things[entry.line["about"]].append(entry)
    for each in things.values():
        each.sort(key=lambda e: (moment(e.at), e.line["noted"], e.line["seq"]))
    return things


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def site_day(at: datetime, zone: ZoneInfo, turns: int) -> datetime:
    """Noon of the site's day: whatever came before `turns` o'clock is of the day before."""
    local = at.astimezone(zone)
    day = local.replace(hour=12, minute=0, second=0, microsecond=0)
    return day - timedelta(days=1) if local.hour < turns else day


def band(hour: int) -> str:
    for start, end, name in ((7, 12, "07"), (12, 17, "12"), (17, 22, "17"), (3, 7, "03")):
        if start <= hour < end:
            return name
    return "22"


def age_band(age: int) -> str:
    for oldest, name in ((19, "0"), (29, "20"), (39, "30"), (49, "40"), (59, "50")):
        if age <= oldest:
            return name
    return "60"


def visit_counts(entries: list[Entry]) -> tuple[int, bool | None, str, int | None]:
    """(consumptions, consumed, why not, seconds waited) of one visit."""
    arrived = next(e for e in entries if e.line["kind"] == "care.visit.arrived")
    times, pending, seated, consumed, reason = 0, False, None, None, ""
    wait = None
    for e in entries:
        kind = e.line["kind"]
        if kind == "care.visit.seated":
            if wait is None:
                wait = int((moment(e.at) - moment(arrived.at)).total_seconds())
            pending = True
            seated = e
        elif kind == "care.visit.aftercare":
            times, pending = times + pending, False
        elif kind == "care.visit.left":
            consumed, reason = e.body["consumed"], e.body.get("reason") or ""
            times, pending = times + pending, False
            break
    assert seated is not None or wait is None
    return (max(times, 1) if consumed else 0), consumed, reason, wait


def count(things: dict[str, list[Entry]], year: int, month: int) -> dict[tuple[str, str], int]:
    """(number, place) → how many, worked out from the facts."""
    found: Counter[tuple[str, str]] = Counter()
    sites = {
        e.body["slug"]: (ZoneInfo(e.body["time_zone"]), e.body.get("day_starts_hour", 7))
        for each in things.values() for e in each if e.line["kind"] == "care.site.opened"
    }  # fmt: skip
    people = {
        about: each[0] for about, each in things.items()
        if each[0].line["kind"] == "care.person.welcomed"
    }  # fmt: skip
    first: dict[str, dict[str, datetime]] = defaultdict(dict)
    month_begins: dict[str, datetime] = {}
    for slug, (zone, turns) in sites.items():
        month_begins[slug] = datetime(year, month, 1, turns, tzinfo=zone)

    def inside(at: datetime, slug: str) -> datetime | None:
        day = site_day(at, *sites[slug])
        return day if (day.year, day.month) == (year, month) else None

    def add(name: str, slug: str, number: int = 1) -> None:
        found[name, slug] += number
        found[name, ""] += number

    for about, each in things.items():
        arrived = next((e for e in each if e.line["kind"] == "care.visit.arrived"), None)
        if arrived is not None:
            at, slug = moment(arrived.at), arrived.line["place"]
            day = inside(at, slug)
            if day is None:
                continue
            told = arrived.body
            add("visits.all", slug)
            add(f"visits.band.{band(at.astimezone(sites[slug][0]).hour)}", slug)
            add(f"visits.weekday.{day.weekday()}", slug)
            add(f"visits.known.{'known' if told['person'] else 'anonymous'}", slug)
            times, consumed, reason, _wait = visit_counts(each)
            add(
                f"visits.end.{ {True: 'consumed', False: 'without', None: 'here'}[consumed] }", slug
            )
            if consumed is False:
                add(f"visits.without.{reason}", slug)
            if times:
                add("consumptions.all", slug, times)
                add(f"consumed.mode.{told['mode']}", slug, times)
                for substance in set(told["substances"]):
                    add(f"consumed.substance.{substance}", slug, times)
                    add(f"consumed.by_{told['mode']}.{substance}", slug, times)
            if told["person"]:
                for place in (slug, ""):
                    before = first[place].get(told["person"], at)
                    first[place][told["person"]] = min(at, before)
        overdose = next((e for e in each if e.line["kind"] == "care.overdose.found"), None)
        if overdose is not None and inside(moment(overdose.at), overdose.line["place"]):
            slug = overdose.line["place"]
            ended = [e for e in each if e.line["kind"] == "care.overdose.ended"]
            done = [e.body["what"] for e in each if e.line["kind"] == "care.overdose.intervened"]
            add("overdoses.all", slug)
            add(f"overdoses.outcome.{ended[-1].body['outcome'] if ended else 'open'}", slug)
            add("naloxone.doses", slug, done.count("naloxone"))
            for what in set(done) - {"other"}:
                add(f"overdoses.done.{what}", slug)
        assert about
    for place, arrivals in first.items():
        for person, at in arrivals.items():
            slug = place or next(iter(sites))
            known = people[person].body
            born = known.get("birth_year")
            year_of_visit = site_day(at, *sites[slug]).year
            found["people.all", place] += 1
            found[f"people.gender.{known.get('gender') or 'untold'}", place] += 1
            found[f"people.age.{age_band(year_of_visit - born) if born else 'untold'}", place] += 1
            new = moment(people[person].at) >= month_begins[slug]
            found[f"people.first.{'new' if new else 'before'}", place] += 1
    return dict(found)


@pytest.fixture(scope="module", params=ENDS)
def played(
    request: pytest.FixtureRequest, templates: databases.Templates,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Report, dict[str, list[Entry]]]]:  # fmt: skip
    """The month, its report, and the facts of some rehearsed days over a clock change."""
    folder: Path = tmp_path_factory.mktemp("played")
    with databases.installation(folder):
        databases.point_at(templates.sqlite(folder / "veille.sqlite3"))
        play(DAYS, until=ENDS[request.param])
        out = BytesIO()
        transfer.export(out, "test")
        with clock.pretending(ENDS[request.param]):
            report = counts.network(read_period(request.param))
        yield request.param, report, read(out.getvalue())
        databases.connections["default"].close()


#: What this file counts: every table of these sections, every row, at every place.
SECTIONS = ("visits", "people", "consumptions", "overdoses")


def test_every_number_of_the_floor_is_what_the_export_says(
    played: tuple[str, Report, dict[str, list[Entry]]],
):
    name, report, things = played
    expected = count(things, *MONTHS[name])
    compared = 0
    for section in report.sections:
        if section.key not in SECTIONS:
            continue
        for table in section.tables:
            for number in table.names:
                for place in report.places:
                    told = report.number(number, place)
                    assert told == expected.get((number, place), 0), (number, place)
                    compared += told > 0
    assert compared > 150
    shown = {n for s in report.sections if s.key in SECTIONS for t in s.tables for n in t.names}
    assert {number for number, _place in expected} <= shown


def test_the_median_wait_is_what_the_export_says(
    played: tuple[str, Report, dict[str, list[Entry]]],
):
    name, report, things = played
    year, month = MONTHS[name]
    zone = ZoneInfo("America/Toronto")
    waits = []
    for each in things.values():
        arrived = next((e for e in each if e.line["kind"] == "care.visit.arrived"), None)
        if arrived is None or arrived.line["place"] != "cactus":
            continue
        day = site_day(moment(arrived.at), zone, 7)
        wait = visit_counts(each)[3]
        if (day.year, day.month) == (year, month) and wait is not None:
            waits.append(wait)
    figures = {figure.key: figure for figure in report.figures}
    waits.sort()
    assert figures["wait.median"].values["cactus"] == waits[(len(waits) + 1) // 2 - 1] / 60


#: Kind of fact, and how many it adds to which row of which table: the rooms beside the floor.
def of_rooms(entry: Entry) -> Iterator[tuple[str, int]]:
    body, kind = entry.body, entry.line["kind"]
    if kind == "care.exchange.exchange.made":
        for amount in body.get("out", []):
            yield f"equipment.{amount['item']}", amount["count"]
        if body.get("back"):
            yield f"needles.{body.get('back_how') or 'counted'}", body["back"]
    elif kind == "care.referrals.service.given":
        yield f"services.{body['service']}", body.get("count", 1)
    elif kind == "care.exchange.clean_up.done":
        yield "clean_ups.times", 1
        yield "clean_ups.needles", body["needles"]
    elif kind == "care.exchange.training.given":
        yield "trained.people", body["people"]
    elif kind == "care.exchange.kit_use.told":
        yield "kits_used.kits", body["kits"]
    elif kind == "care.people.restriction.imposed":
        yield "restrictions.imposed", 1
    elif kind == "care.people.door.turned_away":
        yield "doors.turned_away", 1
    elif kind == "care.shifts.incident.happened":
        yield "incidents.all", 1
        yield f"incidents.kind.{body['what']}", 1
    elif kind == "care.outreach.contacts.counted":
        yield f"contacts.{body['setting']}", body["people"]


def test_the_rooms_numbers_are_what_the_export_says(
    played: tuple[str, Report, dict[str, list[Entry]]],
):
    name, report, things = played
    expected: Counter[tuple[str, str]] = Counter()
    for each in things.values():
        for entry in each:
            slug = entry.line["place"]
            if not slug:
                continue
            day = site_day(moment(entry.at), ZoneInfo("America/Toronto"), 7)
            if (day.year, day.month) == MONTHS[name]:
                for number, many in of_rooms(entry):
                    expected[number, slug] += many
                    expected[number, ""] += many
    tables = {number.rpartition(".")[0] for number, _place in expected}
    assert {"equipment", "needles", "services", "contacts"} <= tables
    for table in report.tables:
        if table.key in tables:
            for number in table.names:
                for place in report.places:
                    told = report.number(number, place)
                    assert told == expected[number, place], (number, place)
