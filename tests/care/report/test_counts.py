"""What the report counts: by when it happened, each thing in its own row, on both databases."""

from datetime import date, timedelta

import pytest

from veille.care import corrections, reads
from veille.care.report import lists
from veille.care.report.floor import SPLITS, People, first_visits, stored, visits
from veille.care.report.period import read_period
from veille.care.tables import SiteRow
from veille.care.words import (
    CorrectionReason,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Substance,
)
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent

from .conftest import TYPED_AT
from .scene import BY, network, numbers, overdose, visit, wall, welcome


def test_visits_are_counted_when_they_happened_on_both_databases(sites_on_either: list[SiteRow]):
    visit(wall(10, 1, 6, 59))  # September's last night
    visit(wall(10, 1, 7))
    visit(wall(10, 9, 11, 59))
    visit(wall(10, 9, 12))
    visit(wall(10, 31, 23, 30))
    visit(wall(11, 1, 1, 30))  # the same night, before the clock went back
    visit(wall(11, 1, 1, 30, fold=1))  # and after
    visit(wall(11, 1, 7))  # November
    report = network()
    assert report.number("visits.all", "cactus") == 6
    assert numbers(report, "visits.band") == {"07": 2, "12": 1, "22": 3}
    assert numbers(report, "visits.weekday") == {"3": 1, "4": 2, "5": 3}
    assert sum(report.by_day["cactus"]) == 6
    assert report.by_day["cactus"][30] == 3
    assert numbers(network("2026-09"), "visits") == {"all": 1}
    assert numbers(network("2026-11"), "visits") == {"all": 1}
    assert numbers(network("2026-Q4"), "visits") == {"all": 7}
    assert numbers(network("2026"), "visits", "") == {"all": 8}


def test_a_months_days_are_the_day_pages_days(sites: list[SiteRow]):
    for day in (1, 14, 31):
        for hour in (7, 22):
            visit(wall(10, day, hour))
        visit(wall(10, day, 7) + timedelta(hours=20))
    report, site = network(), sites[0]
    for day, number in zip(report.period.days(), report.by_day["cactus"], strict=True):
        shown = reads.day_of(site, wall(day.month, day.day, 12))
        assert reads.day_counts(site, shown).visits == number


def test_people_count_once_and_the_age_is_that_of_the_visit(sites_on_either: list[SiteRow]):
    woman = welcome("F-LYNX-1966", wall(10, 1, 9))
    man = welcome("M-OURS-1967", wall(9, 1, 9))
    unknown = welcome("renard", wall(10, 3, 9))
    visit(wall(10, 2, 9), person=woman)
    visit(wall(10, 3, 9), "spectre", person=woman)
    visit(wall(10, 4, 9), person=man)
    visit(wall(10, 5, 9), person=unknown)
    visit(wall(10, 6, 9))
    report = network()
    assert [report.number("people.all", place) for place in report.places] == [3, 1, 3]
    assert numbers(report, "people.age") == {"60": 1, "50": 1, "untold": 1}
    assert numbers(report, "people.gender", "") == {"F": 1, "M": 1, "untold": 1}
    assert numbers(report, "people.first", "") == {"new": 2, "before": 1}
    assert numbers(report, "visits.known") == {"known": 3, "anonymous": 1}


def test_an_age_changes_at_the_new_year_of_the_visits_own_day(sites: list[SiteRow]):
    """In a fiscal year: 59 in December, and in its last night; 60 from the first of January."""
    person = welcome("F-LYNX-1967", wall(5, 1, 9))
    period, people = read_period("2026/27"), People()
    for at, age in ((wall(12, 31, 23), 59), (wall(12, 31, 23) + timedelta(hours=9), 60)):
        told = people.columns({person: stored(at)}, sites[0], period)
        assert list(told["age"]) == [age]


def test_a_consumption_counts_once_with_several_drugs_and_by_how_it_was_taken(
    sites_on_either: list[SiteRow],
):
    visit(wall(10, 2, 9), substances=[Substance.DOWN, Substance.COCAINE])
    visit(wall(10, 3, 9), mode=Mode.INHALATION, substances=[Substance.CRACK])
    visit(wall(10, 4, 9), consumed=False, reason=LeavingReason.WAIT)
    visit(wall(10, 5, 9), consumed=None)
    report = network()
    assert report.number("consumptions.all", "cactus") == 2
    begins, ends = report.period.span(report.sites[0])
    assert reads.episodes("cactus", begins, ends) == 2
    assert numbers(report, "consumed.mode") == {"injection": 1, "inhalation": 1}
    assert numbers(report, "consumed.substance") == {"down": 1, "cocaine": 1, "crack": 1}
    assert numbers(report, "consumed.by_inhalation") == {"crack": 1}
    assert numbers(report, "visits.end") == {"consumed": 2, "without": 1, "here": 1}
    assert numbers(report, "visits.without") == {"wait": 1}


def test_overdoses_by_outcome_and_by_what_was_done(sites_on_either: list[SiteRow]):
    first = visit(wall(10, 2, 9))
    overdose(first, wall(10, 2, 9, 10), 2, Outcome.TRANSPORTED, Intervention.CALLED_911)
    overdose(first, wall(10, 2, 9, 20), 0, Outcome.RECOVERED, Intervention.OXYGEN)
    overdose(visit(wall(11, 2, 9)), wall(11, 2, 9, 10), 1)
    report = network()
    assert report.number("overdoses.all", "") == 2
    assert numbers(report, "overdoses.outcome") == {"transported": 1, "recovered": 1}
    assert numbers(report, "overdoses.done") == {"naloxone": 1, "called_911": 1, "oxygen": 1}
    assert report.number("naloxone.doses", "cactus") == 2


def test_waits_are_those_of_visits_that_had_a_seat(sites: list[SiteRow]):
    for day, minutes in enumerate((2, 4, 30), 1):
        visit(wall(10, day, 9), wait=minutes)
    visit(wall(10, 5, 9), consumed=False, reason=LeavingReason.WAIT)
    waits = {figure.key: figure for figure in network().figures}
    assert waits["wait.median"].values["cactus"] == 4
    assert waits["wait.long"].values["cactus"] == 30
    assert waits["wait.median"].of == {"cactus": 3, "spectre": 0, "": 3}
    assert waits["wait.median"].values["spectre"] is None


def test_a_correction_moves_a_visit_to_the_month_where_it_belongs(sites: list[SiteRow]):
    id = visit(wall(11, 3, 9), consumed=None)
    arrival = next(e for e in entries(id) if e.kind == "care.visit.arrived")
    with clock.pretending(TYPED_AT):
        corrections.correct(
            by=BY, entry_id=arrival.id, why=CorrectionReason.TIME, at=wall(10, 30, 9)
        )
    assert numbers(network("2026-10"), "visits") == {"all": 1}
    assert numbers(network("2026-11"), "visits") == {}


def test_forgetting_somebody_changes_no_number(sites_on_either: list[SiteRow]):
    person = welcome("F-LYNX-1966", wall(10, 1, 9))
    visit(wall(10, 2, 9), person=person)
    before = dict(network().numbers)
    with clock.pretending(TYPED_AT):
        corrections.forget(by=BY, person=person)
    assert dict(network().numbers) == before


@pytest.fixture
def busy(sites: list[SiteRow]) -> list[SiteRow]:
    """A little of everything that the floor counts."""
    people = [
        welcome(handle, wall(10, 1, 8)) for handle in ("F-LYNX-1966", "renard", "M-OURS-2001")
    ]
    for day in range(1, 8):
        for hour, place in enumerate(("cactus", "spectre")):
            visit(
                wall(10, day, 7 + 2 * day + hour),
                place,
                person=people[day % 3] if day % 2 else "",
                mode=list(Mode)[day % 2],
                substances=list(Substance)[day : day + 2],
                consumed=day != 3,
                reason=LeavingReason.MIND if day == 3 else None,
            )
    overdose(visit(wall(10, 20, 9)), wall(10, 20, 9, 10), 2, Outcome.DECLINED, Intervention.BREATHS)
    return sites


def test_the_list_behind_each_number_holds_as_many_as_the_number_says(busy: list[SiteRow]):
    report, tried = network(), 0
    for name, place in [(n, p) for t in report.tables for n in t.names for p in report.places]:
        table = name.rpartition(".")[0]
        if table not in SPLITS:
            continue
        there = [site for site in busy if place in ("", site.slug)]
        behind = lists.behind(report.period, there, name)
        assert len(behind.things) == report.number(name, place), (name, place)
        assert len({thing.id for thing in behind.things}) == len(behind.things)
        tried += report.number(name, place) > 0
    assert tried > 60


def test_an_unknown_number_has_no_list(sites: list[SiteRow]):
    for name in ("visits.none", "x", "", "enrolled.people"):
        with pytest.raises(Absent):
            lists.behind(read_period("2026-10"), sites, name)


def test_a_month_without_anything_is_all_noughts(sites: list[SiteRow]):
    report = network("2025-02")
    assert not any(report.numbers.values())
    assert report.by_day["cactus"] == [0] * 28
    assert first_visits(visits(sites[0], report.period)) == {}
    assert report.period.first == date(2025, 2, 1)
