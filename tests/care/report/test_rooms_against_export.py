"""What the rooms beside the floor counted, against a count made from the export alone.

By its own rules, from the facts as JSON says them: nothing that the report counts with is used.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from veille.care.report.tables import Report

from .exported import MONTHS, Entry, moment, site_day

Things = dict[str, list[Entry]]
Played = tuple[str, Report, Things]
ZONE = ZoneInfo("America/Toronto")
TURNS = 7
DAY = timedelta(days=1)
TRUCK = "anonyme"


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


def in_month(at: datetime, name: str) -> bool:
    day = site_day(at, ZONE, TURNS)
    return (day.year, day.month) == MONTHS[name]


def of_kind(things: Things, kind: str) -> Iterator[tuple[Entry, list[Entry]]]:
    """The first entry of that kind of each thing that has one, and all of the thing's."""
    for each in things.values():
        first = next((e for e in each if e.line["kind"] == kind), None)
        if first is not None:
            yield first, each


def compare(report: Report, tables: set[str], expected: Counter[tuple[str, str]]) -> int:
    """Every row of these tables, at every place; how many were not nought."""
    compared = 0
    for table in report.tables:
        if table.key not in tables:
            continue
        for number in table.names:
            of_sites = {place: expected[number, place] for place in report.places if place}
            of_sites[""] = sum(of_sites.values())
            for place in report.places:
                told = report.number(number, place)
                assert told == of_sites[place], (number, place)
                compared += told > 0
    shown = {number for table in report.tables for number in table.names}
    assert {number for number, many in expected.items() if many} - {
        (number, place) for number in shown for place in report.places
    } == set()
    return compared


STEPS = {
    "accepted": "accepted",
    "declined": "declined",
    "made": "made",
    "rescheduled": "made",
    "attended": "attended",
    "missed": "missed",
    "closed": "closed",
}


def test_referrals_are_what_the_export_says(played: Played):
    name, report, things = played
    expected: Counter[tuple[str, str]] = Counter()
    for offered, each in of_kind(things, "care.referrals.referral.offered"):
        came, destination, made_at = "offered", "", None
        for entry in each:
            step = entry.line["kind"].rpartition(".")[2]
            if step not in STEPS or came == "closed":
                continue
            if step == "made" and entry.body["destination"] != destination:
                destination, made_at = entry.body["destination"], moment(entry.at)
            went_or_not = came in ("attended", "missed")
            came = came if step == "closed" and went_or_not else STEPS[step]
        slug = offered.line["place"]
        if in_month(moment(offered.at), name):
            expected[f"offered.{came}", slug] += 1
        if made_at is not None and in_month(made_at, name):
            expected[f"referrals.{offered.body['need']}", slug] += 1
    assert compare(report, {"offered", "referrals"}, expected) > 10


def test_doses_are_what_the_export_says(played: Played):
    name, report, things = played
    expected: Counter[tuple[str, str]] = Counter()
    for given, each in of_kind(things, "care.safer_supply.dose.dispensed"):
        back = sum(e.body["units"] for e in each if e.line["kind"].endswith("dose.back"))
        if in_month(moment(given.at), name) and given.body["units"] > back:
            drug = given.body["product"]
            key = f"{drug['drug']}-{drug['form']}-{drug['strength_ug']}"
            expected[f"doses.{key}", given.line["place"]] += given.body["doses"]
    assert compare(report, {"doses"}, expected) > 2


def test_help_that_was_called_is_what_the_export_says(played: Played):
    name, report, things = played
    expected: Counter[tuple[str, str]] = Counter()
    for happened, each in of_kind(things, "care.shifts.incident.happened"):
        if in_month(moment(happened.at), name):
            called = {e.body["service"] for e in each if e.line["kind"].endswith(".called")}
            for service in called & {"ambulance", "police"}:
                expected[f"incidents.called.{service}", happened.line["place"]] += 1
    compare(report, {"incidents.called"}, expected)


def on_the_clock(day: date, minute: int) -> datetime:
    """That minute of the site's wall clock; from midnight of the next date on, beyond 24 h."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return midnight + timedelta(minutes=minute)  # wall-clock arithmetic: the zone is kept


Stay = tuple[datetime, datetime, str, date]


def stays(things: Things) -> list[Stay]:
    """Where the truck stood, from when to when: as it came, else as it was planned."""
    said: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for each in things.values():
        for entry in each:
            if entry.line["kind"].startswith("care.outreach.outing."):
                said[entry.body["stop"], entry.body["day"]].append(entry)
    found = []
    for planned, _each in of_kind(things, "care.outreach.stop.planned"):
        day = date.fromisoformat(planned.body["first"])
        last = max(date.fromisoformat(told) for _stop, told in said)
        span, corner = planned.body["span"], planned.body["corner"]
        while day <= last:
            if day.weekday() in planned.body["weekdays"]:
                late = 24 * 60 if span["begins"] < TURNS * 60 else 0
                over = 24 * 60 if span["ends"] <= span["begins"] else 0
                begins = on_the_clock(day, span["begins"] + late)
                ends = on_the_clock(day, span["ends"] + late + over)
                off = False
                for entry in said[planned.line["about"], day.isoformat()]:
                    what = entry.line["kind"].rpartition(".")[2]
                    off = what == "cancelled" or (off and what != "reached")
                    if what == "late":
                        planned_at = on_the_clock(day, span["begins"] + late)
                        begins = planned_at + timedelta(minutes=entry.body["minutes"])
                    elif what == "reached":
                        begins = moment(entry.at)
                    elif what == "departed":
                        ends = moment(entry.at)
                if not off:
                    found.append((begins, ends, corner, day))
            day += DAY
    found.sort(key=lambda stay: stay[0])
    return found


def test_visits_at_each_stop_are_what_the_export_says(played: Played):
    name, report, things = played
    stood = stays(things)
    expected: Counter[tuple[str, str]] = Counter()
    for arrived, _each in of_kind(things, "care.visit.arrived"):
        at, slug = moment(arrived.at), arrived.line["place"]
        if not in_month(at, name):
            continue
        corner = "none"
        for begins, ends, where, _day in stood:
            if slug == TRUCK and begins <= at:
                corner = where if at < ends else "none"
        expected[f"visits.stop.{corner}", slug] += 1
    assert compare(report, {"visits.stop"}, expected) > 4


def hours_between(begins: datetime, ends: datetime) -> float:
    """True hours, also over a clock change."""
    return (ends.timestamp() - begins.timestamp()) / 3600


def test_hours_open_are_what_the_export_says(played: Played):
    name, report, things = played
    year, number = MONTHS[name]
    first = datetime(year, number, 1, TURNS, tzinfo=ZONE)
    after = datetime(year + number // 12, number % 12 + 1, 1, TURNS, tzinfo=ZONE)
    until = min(report.made_at, after)
    expected: dict[tuple[int, str], float] = defaultdict(float)

    def open_from(slug: str, day: date, begins: datetime, ends: datetime) -> None:
        begins, ends = max(begins, first), min(ends, until)
        if begins.timestamp() < ends.timestamp():
            expected[day.weekday(), slug] += hours_between(begins, ends)

    for hours, _each in of_kind(things, "care.outreach.hours.said"):
        day = date.fromisoformat(hours.body["first"])
        while day <= until.date():
            for span in hours.body["week"][day.weekday()]:
                over = 24 * 60 if span["ends"] <= span["begins"] else 0
                open_from(
                    hours.line["place"],
                    day,
                    on_the_clock(day, span["begins"]),
                    on_the_clock(day, span["ends"] + over),
                )
            day += DAY
    last: dict[date, datetime] = {}
    for begins, ends, _corner, day in stays(things):
        # The truck is at one stop at a time: what two say of the same minute counts once.
        open_from(TRUCK, day, max(begins, last.get(day, begins)), ends)
        last[day] = max(ends, last.get(day, ends))
    figures = {figure.key: figure for figure in report.figures}
    compared = 0
    for weekday in range(7):
        figure = figures[f"hours.{weekday}"]
        for slug in filter(None, report.places):
            told, right = figure.values[slug] or 0.0, expected[weekday, slug]
            assert abs(told - right) < 1e-6, (weekday, slug, told, right)
            compared += told > 0
    assert compared > 10
