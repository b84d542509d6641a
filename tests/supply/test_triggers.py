"""What drafts an alert: first appearances, things sold as something else, shares that rise."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import fisher_exact

from veille.supply.records import Component, Method, Outcome, Reading, Sample
from veille.supply.sequential import Rising, many_overdoses, rising
from veille.supply.triggers import drafts, load_triggers, shuffled, streams, two_within_a_week

FIRST = date(2025, 1, 1)
TEST = Rising(
    now_days=28, before_days=182, least_positive=3, false_alarms_a_year=0.5, quiet_days=28
)


def sample(day: int, expected: str, *held: str, strip: str = "", benzo: str = "") -> Sample:
    readings = [Reading(target="fentanyl", outcome=Outcome(strip))] if strip else []
    readings += [Reading(target="benzodiazepine", outcome=Outcome(benzo))] if benzo else []
    return Sample(
        label=f"{day:04d}-{expected}-{'-'.join(held)}",
        collected=FIRST + timedelta(days=day),
        place="Montréal",
        expected=(expected,),
        readings=tuple(readings),
        components=tuple(Component(substance=key, method=Method.FTIR) for key in held),
        methods=frozenset({Method.FTIR}),
    )


FIRST_APPEARANCE = [t for t in load_triggers() if t.name == "first-appearance"]


def test_a_first_appearance_is_drafted_once_and_never_while_everything_is_new():
    found = [
        sample(0, "down", "fentanyl"),
        sample(59, "down", "etizolam"),
        sample(60, "down", "etizolam", "carfentanil"),
        sample(72, "down", "carfentanil"),
    ]
    assert [(d.substance, d.on, d.samples) for d in drafts(found, FIRST_APPEARANCE)] == [
        ("carfentanil", FIRST + timedelta(days=60), ("0060-down-etizolam-carfentanil",))
    ]
    assert drafts(found, FIRST_APPEARANCE, known={"carfentanil"}) == []


@pytest.mark.parametrize(
    ("expected", "held", "drafted"),
    [
        ("down", "carfentanil", True),
        ("cocaine", "medetomidine", True),
        ("down", "isotonitazene", True),
        ("carfentanil", "carfentanil", False),
        ("isotonitazene", "isotonitazene", False),
        ("down", "caffeine", False),
    ],
)
def test_what_was_sold_as_something_else_is_drafted(expected: str, held: str, drafted: bool):
    found = drafts(
        [sample(3, expected, held)], [t for t in load_triggers() if t.name == "named-in-other"]
    )
    assert bool(found) is drafted


def test_a_strip_positive_in_a_stimulant_is_drafted_and_one_not_done_is_not():
    triggers = [t for t in load_triggers() if t.name == "strip-in-stimulants"]
    assert drafts([sample(1, "cocaine", strip="positive")], triggers)
    assert not drafts([sample(1, "cocaine", strip="not_done")], triggers)
    assert not drafts([sample(1, "cocaine", strip="invalid")], triggers)
    assert not drafts([sample(1, "down", strip="positive")], triggers)


def test_a_share_that_rises_is_drafted_with_its_counts_of_those_tested():
    before = [
        sample(day, "down", benzo="positive" if day % 20 == 0 else "negative") for day in range(200)
    ]
    now = [
        sample(day, "down", benzo="positive" if day % 2 else "negative") for day in range(200, 240)
    ]
    not_done = [sample(day, "down", benzo="not_done") for day in range(240)]
    found = drafts(
        [*before, *now, *not_done],
        [t for t in load_triggers() if t.name == "rising-benzodiazepines"],
    )
    assert found
    first = found[0]
    assert FIRST + timedelta(days=200) < first.on < FIRST + timedelta(days=230)
    assert first.share
    assert first.before
    assert first.share.low > (first.before.value or 0)
    assert first.share.tested <= 28
    assert first.p is not None
    assert len(first.samples) == first.share.positive


def test_a_jump_in_testing_alone_raises_nothing():
    few = [
        sample(day, "down", benzo="positive" if day % 40 == 0 else "negative")
        for day in range(0, 200, 4)
    ]
    many = [
        sample(day, "down", benzo="positive" if number % 10 == 0 else "negative")
        for day in range(200, 240)
        for number in range(10)
    ]
    assert not drafts(
        [*few, *many], [t for t in load_triggers() if t.name == "rising-benzodiazepines"]
    )


def test_the_tail_is_fishers_exact_test():
    tested = np.full(210, 2)
    positive = np.zeros(210, dtype=np.int64)
    positive[[20, 90]] = 1
    positive[-10:] = 1
    alarm = rising(positive, tested, TEST)[-1]
    table = [
        [alarm.positive, alarm.tested - alarm.positive],
        [alarm.positive_before, alarm.tested_before - alarm.positive_before],
    ]
    assert alarm.p == pytest.approx(fisher_exact(table, alternative="greater").pvalue)


def test_false_alarms_stay_below_what_is_promised_where_nothing_changes():
    chance = np.random.default_rng(4)
    days, years = 1_461, 4
    alarms = sum(
        len(rising(chance.binomial(tested := chance.poisson(3, days), 0.1), tested, TEST))
        for _ in range(30)
    )
    assert alarms / (30 * years) <= TEST.false_alarms_a_year


def test_shuffling_keeps_the_days_and_the_positives():
    tests = [sample(day, "down", benzo="positive" if day > 30 else "negative") for day in range(40)]
    (stream,) = streams(tests, next(t for t in load_triggers() if t.strip == "benzodiazepine"))
    dealt = shuffled(stream, np.random.default_rng(1))
    assert [day for day, _, _ in dealt.tests] == [day for day, _, _ in stream.tests]
    assert sum(hit for _, hit, _ in dealt.tests) == sum(hit for _, hit, _ in stream.tests)
    assert two_within_a_week(stream, 28) == [FIRST + timedelta(days=32)]


def test_overdoses_are_weighed_against_the_visits():
    usual = many_overdoses(overdoses=2, visits=300, overdoses_before=60, visits_before=10_000)
    many = many_overdoses(overdoses=9, visits=300, overdoses_before=60, visits_before=10_000)
    busy = many_overdoses(overdoses=9, visits=1_500, overdoses_before=60, visits_before=10_000)
    assert usual > 0.1
    assert many < 0.001
    assert busy > 0.1
    assert many_overdoses(overdoses=3, visits=10, overdoses_before=0, visits_before=0) == 1.0


def test_a_trigger_that_is_wrong_is_named():
    with pytest.raises(ValueError, match="mine"):
        load_triggers('[mine]\nkind = "sometimes"\nen = "a"\nfr = "b"')
