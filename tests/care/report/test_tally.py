"""A year with its quarters and months, read once: the same as each counted by itself."""

from collections import Counter
from datetime import datetime

import pytest

from veille.care.report import counts, floor, floor_sections, rooms, tally
from veille.care.report.period import Kind, Period, read_period
from veille.care.tables import SiteRow
from veille.disclosure import NETWORK, Cell
from veille.ledger import clock

from .conftest import TYPED_AT

YEARS = ("2026", "2026/27", "2026-Q1", "2026-Q4")


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
    for table in (table for section in floor_sections.SECTIONS for table in section.tables):
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
