"""The funnel: what became of everybody referred, with those of whom nothing is known."""

import time
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.diversion import funnel, reads
from veille.diversion.commission_state import TreatmentPlace
from veille.diversion.funnel import COLUMNS, PART_OF, Count, Part, Seen, Step, cohorts
from veille.diversion.published import YEARS, split_year
from veille.diversion.words import DecisionKind, Treatment, TreatmentVerb
from veille.ledger import clock

from . import scene
from .scene import LAVAL, MONTREAL

ZONE = ZoneInfo("America/Toronto")
DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def seen(**told: Any) -> Seen:
    whole: dict[str, Any] = dict.fromkeys(Seen._fields)
    return Seen(**{**whole, "received_at": DAY, "missed": 0, "treatment": "none", **told})


#: One case → the furthest step that it reached, and what is known of the next one.
HOW_FAR: list[tuple[dict[str, Any], Step, str]] = [
    ({}, Step.REFERRED, "unknown"),
    ({"missed": 2}, Step.REFERRED, "unknown"),
    ({"missed": 2, "closed_at": DAY}, Step.REFERRED, "stopped"),
    ({"closed_at": DAY}, Step.REFERRED, "unknown"),
    ({"heard_at": DAY}, Step.APPEARED, "unknown"),
    ({"heard_at": DAY, "closed_at": DAY}, Step.APPEARED, "stopped"),
    ({"heard_at": DAY, "assessed_at": DAY}, Step.ASSESSED, "unknown"),
    ({"assessed_at": DAY, "decided_at": DAY}, Step.DECIDED, "unknown"),
    ({"decided_at": DAY, "closed_at": DAY}, Step.DECIDED, "stopped"),
    ({"decided_at": DAY, "treatment": "declined"}, Step.DECIDED, "stopped"),
    ({"decided_at": DAY, "offered_at": DAY, "closed_at": DAY}, Step.DECIDED, "unknown"),
    ({"decided_at": DAY, "accepted_at": DAY, "treatment": "waiting"}, Step.ACCEPTED, "unknown"),
    ({"decided_at": DAY, "accepted_at": DAY, "treatment": "left"}, Step.ACCEPTED, "stopped"),
    ({"decided_at": DAY, "attended_at": DAY, "treatment": "attended"}, Step.ATTENDED, "unknown"),
    ({"decided_at": DAY, "attended_at": DAY, "treatment": "left"}, Step.ATTENDED, "stopped"),
    (
        {"decided_at": DAY, "attended_at": DAY, "completed_at": DAY, "treatment": "completed"},
        Step.COMPLETED,
        "",
    ),
]


@pytest.mark.parametrize(("told", "furthest", "then"), HOW_FAR)
def test_how_far_one_case_came(told: dict[str, Any], furthest: Step, then: str) -> None:
    (cohort,) = cohorts([seen(**told)], ZONE)
    steps = list(Step)
    number = steps.index(furthest)
    assert all(cohort.steps[step] == Count(1) for step in steps[: number + 1])
    if then:
        assert cohort.steps[steps[number + 1]] == Count(**{then: 1})
    assert all(cohort.steps[step] == Count() for step in steps[number + 2 :])


def test_a_month_is_that_of_the_commissions_calendar() -> None:
    midnight_utc = datetime(2026, 4, 1, 2, tzinfo=UTC)
    (cohort,) = cohorts([seen(received_at=midnight_utc)], ZONE)
    assert cohort.month == date(2026, 3, 1)


TIMES = st.none() | st.just(DAY)


@given(
    st.lists(
        st.builds(
            Seen,
            st.datetimes(DAY.replace(tzinfo=None), timezones=st.just(UTC)),
            st.integers(0, 3),
            TIMES,
            TIMES,
            TIMES,
            TIMES,
            st.sampled_from(Treatment.values),
            TIMES,
            TIMES,
            TIMES,
            TIMES,
            st.none() | st.booleans(),
        ),
        max_size=12,
    )
)
def test_each_step_adds_up_to_the_one_before_it(cases: list[Seen]) -> None:
    found = cohorts(cases, ZONE)
    numbers = funnel.numbers(found)
    assert all(
        sum(numbers[cell] * factor for cell, factor in relation.items()) == 0
        for relation in funnel.sums(found)
    )
    whole = funnel.together(found, date(2026, 3, 1))
    assert whole.steps[Step.REFERRED].reached == len(cases)


def test_a_share_of_nobody_is_none() -> None:
    assert funnel.together([], date(2026, 3, 1)).share(Step.APPEARED) is None


def test_the_table_has_the_columns_that_the_funnel_asks_for() -> None:
    assert Seen._fields == COLUMNS


def test_the_funnel_of_real_cases(there: TreatmentPlace) -> None:
    treated = scene.treatment_in(Treatment.COMPLETED, there.id)
    with clock.pretending(scene.START + scene.A_DAY):
        scene.missed_twice()
    with clock.pretending(scene.START + 31 * scene.A_DAY):
        scene.decide(scene.assessed(dependent=True), DecisionKind.WARNING)
        scene.receive(domicile="Laval")
    assert treated.treatment.completed_at is not None
    march, april = reads.funnel(MONTREAL, date(2026, 3, 1), date(2026, 5, 1))
    assert (march.month, april.month) == (date(2026, 3, 1), date(2026, 4, 1))
    assert march.steps[Step.REFERRED] == Count(2)
    assert march.steps[Step.APPEARED] == Count(1, 0, 1)
    assert march.steps[Step.DECIDED] == Count(0, 0, 1)
    assert april.steps[Step.DECIDED] == Count(1)
    (elsewhere,) = reads.funnel(LAVAL, date(2026, 3, 1), date(2026, 5, 1))
    assert elsewhere.steps[Step.REFERRED] == Count(1)


def test_waits_are_what_places_say_and_what_was_measured(there: TreatmentPlace) -> None:
    begun = scene.treatment_in(Treatment.WAITING, there.id)
    with clock.pretending(scene.START + 12 * scene.A_DAY):
        scene.treat(TreatmentVerb.ATTEND, begun.id, there.id)
        waiting = scene.treatment_in(Treatment.WAITING, there.id)
    (wait,) = reads.waits(scene.after(waiting) + 5 * scene.A_DAY)
    assert (wait.place.wait_days, wait.waiting, wait.longest_days) == (21, 1, 5)
    assert wait.measured == 1
    assert wait.median_days is not None
    assert 11 < wait.median_days < 12


def test_the_funnel_of_some_thousand_cases_takes_less_than_a_blink() -> None:
    """Four times Montréal's year at Portugal's rate."""
    rng = Random(1)
    cases = [
        seen(
            received_at=DAY + timedelta(hours=rng.uniform(0, 8_760)),
            heard_at=DAY,
            decided_at=rng.choice((None, DAY)),
        )
        for _ in range(5_000)
    ]
    began = time.process_time()
    assert len(cohorts(cases, ZONE)) == 12 + 1
    assert time.process_time() - began < 0.2


def test_published_figures_name_their_source_and_their_year() -> None:
    assert [year.year for year in YEARS] == [2017, 2019, 2021, 2024]
    for year in YEARS:
        assert "SICAD" in year.source.en
        assert "SICAD" in year.source.fr
        assert (year.checked == "primary") == bool(year.link)
        assert all(0 < one.number <= 100 for one in year.figures if one.share)


def test_decisions_are_split_as_portugal_publishes_them(there: TreatmentPlace) -> None:
    scene.decide(scene.assessed(), DecisionKind.PROVISIONAL_SUSPENSION)
    with clock.pretending(scene.START + 7 * scene.A_DAY):
        scene.decide(scene.assessed(dependent=True), DecisionKind.WARNING)
    with clock.pretending(scene.START + 14 * scene.A_DAY):
        scene.decide(scene.assessed(), DecisionKind.ACQUITTAL)
        scene.receive()
    found = reads.split(MONTREAL, date(2026, 3, 1), date(2026, 4, 1))
    assert found == {Part.SUSPENSIVE: 1, Part.PUNITIVE: 1, Part.ACQUITTAL: 1, Part.OTHER: 0}
    assert reads.split(MONTREAL, date(2026, 4, 1), date(2026, 5, 1))[Part.SUSPENSIVE] == 0
    year, shares = split_year()
    assert (year.year, sum(shares.values())) == (2019, 100)


def test_every_decision_but_a_closing_belongs_to_a_part() -> None:
    assert set(PART_OF) == set(DecisionKind) - {DecisionKind.CLOSED}
