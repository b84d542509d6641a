"""Every number of the report of the floor, against a count made from the export alone.

The count below reads JSON Lines, applies corrections and strikes, and counts by its own rules:
it imports nothing of Veille's.
"""

from collections import Counter, defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from veille.care.report.tables import Report

from .exported import MONTHS, Entry, moment, site_day


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
        for each in things.values()
        for e in each
        if e.line["kind"] == "care.site.opened"
    }
    people = {
        about: each[0]
        for about, each in things.items()
        if each[0].line["kind"] == "care.person.welcomed"
    }
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
