"""A year with its quarters and months, read once: the same as each counted by itself."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from veille.care import reads
from veille.care.models import OverdoseRow, PersonRow, SiteRow, VisitRow
from veille.care.report import counts, floor, rooms, tally
from veille.care.report.period import Kind, Period, read_period
from veille.care.report.tables import NETWORK, Cell
from veille.care.shifts.models import IncidentRow
from veille.care.shifts.words import IncidentKind
from veille.care.words import Gender, Intervention, LeavingReason, Mode, Outcome, Substance
from veille.ledger import clock

from .conftest import TYPED_AT

VISITS, PEOPLE = 1_500, 60
FIRST, SECONDS = datetime(2025, 12, 1, tzinfo=UTC), 400 * 24 * 3600
YEARS = ("2026", "2026/27", "2026-Q1", "2026-Q4")
#: Both ends of summer time in 2026, in the time zone of either site.
CLOCKS_CHANGE = [datetime(2026, 3, 8, hour, tzinfo=UTC) for hour in (7, 10)]
CLOCKS_CHANGE += [datetime(2026, 11, 1, hour, tzinfo=UTC) for hour in (6, 9)]


@pytest.fixture
def year(sites: list[SiteRow]) -> list[SiteRow]:
    """Fourteen months of two sites on different clocks, dense about what is hard: the turns of
    months, and the nights in which the clocks change."""
    SiteRow.objects.filter(slug="spectre").update(time_zone="America/Vancouver", day_starts_hour=5)
    sites, chance = reads.sites(), random.Random(7)
    turns = [
        moment for year in YEARS[:2] for month in read_period(year).in_months() for site in sites
        for moment in month.span(site)
    ]  # fmt: skip
    people = [
        PersonRow(id=_id(chance), gender=chance.choice([*Gender.values, ""]), forgotten=False,
                  birth_year=chance.choice([None, *range(1950, 2008)]), rehearsal=False,
                  welcomed_at=FIRST + timedelta(seconds=chance.randrange(SECONDS)))
        for _n in range(PEOPLE)
    ]  # fmt: skip
    PersonRow.objects.bulk_create(people)
    visits = [_visit(chance, _moment(chance, turns), people) for _n in range(VISITS)]
    VisitRow.objects.bulk_create(visits)
    OverdoseRow.objects.bulk_create(_overdose(chance, each) for each in visits[::9])
    IncidentRow.objects.bulk_create(
        IncidentRow(id=_id(chance), site="cactus", kind=chance.choice(IncidentKind.values),
                    at=_moment(chance, turns), calls=[], version=1, rehearsal=False)
        for _n in range(80)
    )  # fmt: skip
    return sites


def _id(chance: random.Random) -> str:
    return UUID(int=chance.getrandbits(128)).hex


def _moment(chance: random.Random, turns: list[datetime]) -> datetime:
    near = timedelta(microseconds=chance.choice([-1, 0, 1]))
    match chance.randrange(4):
        case 0:
            return chance.choice(turns) + near
        case 1:
            return chance.choice(CLOCKS_CHANGE) + timedelta(minutes=chance.randrange(-300, 300))
        case _:
            return FIRST + timedelta(seconds=chance.randrange(SECONDS))


def _visit(chance: random.Random, at: datetime, people: list[PersonRow]) -> VisitRow:
    consumed = chance.choice([True, True, False, None])
    return VisitRow(
        id=_id(chance), site=chance.choice(["cactus", "spectre"]), arrived_at=at, stage_since=at,
        person=chance.choice(people).id if chance.random() < 0.7 else "",
        mode=chance.choice(Mode.values), company="alone", help=[], stage="left", seat="",
        substances=chance.sample(Substance.values, chance.randrange(1, 4)),
        waited_seconds=chance.choice([None, *range(0, 1800, 60)]), consumed=consumed,
        reason=chance.choice(LeavingReason.values) if consumed is False else "", moved_by="",
        episodes=chance.randrange(1, 3) if consumed else 0, version=1, rehearsal=False,
        sharing="", assisted="",
    )  # fmt: skip


def _overdose(chance: random.Random, of: VisitRow) -> OverdoseRow:
    steps = [{"what": what} for what in chance.sample(Intervention.values, 3)]
    return OverdoseRow(
        id=_id(chance), site=of.site, visit=of.id, seat="", signs=[], found_at=of.arrived_at,
        outcome=chance.choice(["", *Outcome.values]), doses=chance.randrange(3), steps=steps,
        version=1, rehearsal=False,
    )  # fmt: skip


def by_itself(period: Period, sites: list[SiteRow]) -> dict[Cell, int]:
    """Every number of a period, each site read over the whole of it at once."""
    beside = rooms.counted(sites, period)
    found, firsts, people = dict(beside.numbers), [], floor.People()
    for site in sites:
        visits, overdoses = floor.visits(site, period), floor.overdoses(site, period)
        firsts.append(floor.first_visits(visits))
        here = floor.count(floor.OF_VISITS, visits) + floor.count(floor.OF_OVERDOSES, overdoses)
        here += people.counted(firsts[-1], site, period)
        here["naloxone.doses"] = sum(overdoses["doses"])
        found |= {(name, site.slug): number for name, number in here.items()}
    whole: Counter[str] = Counter()
    for (name, _slug), number in found.items():
        whole[name] += number
    for table in (table for section in floor.SECTIONS for table in section.tables):
        if not table.adds_up:
            for name in table.names:
                del whole[name]
    whole += people.counted(tally.first_of_all(firsts), sites[0], period)
    return found | {(name, NETWORK): number for name, number in whole.items()}


def without_noughts(cells: dict[Cell, int]) -> dict[Cell, int]:
    return {cell: number for cell, number in cells.items() if number}


@pytest.mark.parametrize("name", YEARS)
def test_a_period_and_all_that_it_is_made_of_are_what_each_is_by_itself(
    year: list[SiteRow], name: str
):
    with clock.pretending(TYPED_AT):
        reports = list(counts.with_its_parts(read_period(name), year))
        assert len(reports) == {12: 17, 3: 4}[reports[0].period.months]
        for report in reports:
            alone = by_itself(report.period, year)
            assert without_noughts(dict(report.numbers)) == without_noughts(alone), report.period
            waits = [floor.visits(site, report.period).tally("waited") for site in year]
            figures = {figure.key: figure for figure in report.figures}
            assert [figures["wait.long"].values[site.slug] for site in year] == [
                floor.percentile(each, 90) for each in waits
            ]
            days = [floor.visits(site, report.period).run("weekday") for site in year]
            assert [report.by_day[site.slug] for site in year] == days


def test_what_leaves_the_house_is_what_is_withheld_from_each(year: list[SiteRow]):
    with clock.pretending(TYPED_AT):
        whole = counts.leaving(read_period("2026"))
        assert whole.report.period.kind is Kind.YEAR
        assert [len(quarter.shorter) for quarter in whole.shorter] == [3, 3, 3, 3]
        assert whole.gone
        for quarter in whole.shorter:
            assert quarter.gone == counts.leaving(quarter.report.period).gone


def test_a_room_where_nothing_happened_all_year_is_not_asked_again(
    year: list[SiteRow], monkeypatch: pytest.MonkeyPatch
):
    asked: Counter[str] = Counter()
    contacts = rooms.CONTACTS.count

    def counting(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
        asked[slug] += 1
        return dict(contacts(slug, begins, ends))

    monkeypatch.setattr(
        rooms, "CONTACTS", rooms.Counted(rooms.CONTACTS.table, counting, rooms.CONTACTS.source)
    )
    list(counts.with_its_parts(read_period("2026"), year))
    assert asked == {"cactus": 1, "spectre": 1}
