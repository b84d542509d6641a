"""What is so follows from the entries alone, whichever of them have arrived."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
import pytest

from veille.care.safer_supply import facts, state
from veille.care.safer_supply.words import (
    Decider,
    Explanation,
    Fate,
    Move,
    PauseReason,
    Status,
    StopReason,
    Way,
    Why,
)
from veille.ledger.facts import Body, Entry, Sealed, Wording

from .scene import TABLET, TWICE, moment

MORE = msgspec.structs.replace(TWICE, dose_ug=24_000, most_ug=48_000)
DOCTOR = Sealed("sealed")
ENROLLED = facts.Enrolled("p" * 32, TWICE, date(2027, 4, 1), DOCTOR)
DISPENSED = facts.Dispensed("e" * 32, "p" * 32, TABLET, 2, 1, Way.WITNESSED, True)


def entry(n: int, body: Body, day: float = 0, by: str = "noor", **other: Any) -> Entry:
    """The n-th that was noted, of something that happened on `day`."""
    noted = moment(30) + timedelta(seconds=n)
    told = {
        "id": f"{n:032x}",
        "node": "a",
        "seq": n,
        "kind": body.kind,
        "about": "x",
        "place": "cactus",
        "at": moment(0) + timedelta(days=day),
        "noted": noted,
        "by": by,
        "rehearsal": False,
        "body": body,
        **other,
    }
    return Entry(**told)


COURSE = [
    entry(1, ENROLLED),
    entry(2, facts.PrescriptionChanged(MORE, date(2027, 5, 1), DOCTOR), 2),
    entry(3, facts.Paused(PauseReason.AWAY), 3),
    entry(4, facts.Resumed(), 5),
    entry(5, facts.Reviewed(date(2027, 6, 1), DOCTOR), 6),
    entry(6, facts.Stopped(StopReason.MOVED, Decider.BOTH), 8),
]


def test_a_course_goes_by_when_things_happened() -> None:
    told = state.fold_enrolment("x", COURSE, 6)
    assert told is not None
    assert (told.status, told.why, told.review_on) == (Status.STOPPED, "moved", date(2027, 6, 1))
    assert told.spans == ((moment(0), moment(3)), (moment(5), moment(8)))
    assert (told.plan_at(moment(1)), told.plan_at(moment(2))) == (TWICE, MORE)
    assert [told.under_way_at(moment(n)) for n in (0, 2, 3, 4, 5, 8)] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]
    assert told.seen_at == moment(6)


@pytest.mark.parametrize("seed", range(12))
def test_a_course_does_not_depend_on_who_typed_first(seed: int) -> None:
    """Noted in another order, each with its true time: the same course."""
    bodies = [(one.body, (one.at - moment(0)).days) for one in COURSE]
    Random(seed).shuffle(bodies)
    typed = [entry(n, body, day) for n, (body, day) in enumerate(bodies, 1)]
    told = state.fold_enrolment("x", typed, 6)
    assert told == state.fold_enrolment("x", COURSE, 6)


@pytest.mark.parametrize("there", list(itertools.product([True, False], repeat=5)))
def test_whatever_has_not_arrived_yet_a_course_folds(there: tuple[bool, ...]) -> None:
    arrived = [COURSE[0], *(one for one, has in zip(COURSE[1:], there, strict=True) if has)]
    told = state.fold_enrolment("x", arrived, len(arrived))
    assert told is not None
    assert all(end is None or begin <= end for begin, end in told.spans)
    assert (told.status is Status.STOPPED) == there[-1]
    assert state.fold_enrolment("x", arrived[1:], len(arrived)) is None


def unsigned(*entries: Entry) -> list[str]:
    dose = state.fold_dose("x", entries, len(entries))
    assert dose is not None
    return [one.entry for one in dose.unsigned]


def test_a_signature_is_of_somebody_else() -> None:
    given = entry(1, DISPENSED)
    assert unsigned(given) == [given.id]
    assert unsigned(given, entry(2, facts.DoseSigned(given.id), by="noor")) == [given.id]
    assert unsigned(given, entry(2, facts.DoseSigned(given.id), by="ali")) == []
    alone = entry(1, msgspec.structs.replace(DISPENSED, two_sign=False))
    assert unsigned(alone) == []


def test_a_signature_of_what_it_said_before_is_none() -> None:
    corrected = entry(
        1, DISPENSED, latest=Wording(moment(0), DISPENSED, "luc", moment(30) + timedelta(seconds=3))
    )
    before = entry(2, facts.DoseSigned(corrected.id), by="ali")
    after = entry(4, facts.DoseSigned(corrected.id), by="ali")
    assert unsigned(corrected, before) == [corrected.id]
    assert unsigned(corrected, before, after) == []


def test_each_part_that_came_back_has_a_signature_of_its_own() -> None:
    given, back = entry(1, DISPENSED), entry(2, facts.PartBack(1, Fate.WASTED, True), 0.1)
    signed = entry(3, facts.DoseSigned(given.id), by="ali")
    assert unsigned(given, back, signed) == [back.id]


@pytest.mark.parametrize(("backs", "net"), [((), 2), ((1,), 1), ((1, 1), 0), ((5,), 0)])
def test_what_was_taken_is_what_did_not_come_back(backs: Sequence[int], net: int) -> None:
    parts = [
        entry(n, facts.PartBack(units, Fate.WASTED, False), n) for n, units in enumerate(backs, 2)
    ]
    dose = state.fold_dose("x", [entry(1, DISPENSED), *parts], 1)
    assert dose is not None
    assert (dose.net_units, dose.net_ug, dose.counts) == (net, net * 8_000, net > 0)


@pytest.mark.parametrize("why", Why)
def test_of_all_reasons_only_a_dose_had_elsewhere_counts(why: Why) -> None:
    dose = state.fold_dose("x", [entry(1, facts.NotTaken("e" * 32, "p" * 32, why))], 1)
    assert dose is not None
    assert (dose.counts, dose.net_units) == (why is Why.ELSEWHERE, 0)


def test_what_has_no_beginning_is_nothing_yet() -> None:
    assert state.fold_dose("x", [entry(1, facts.DoseSigned("0" * 32))], 1) is None
    assert state.fold_movement("x", [entry(1, facts.StockSigned("0" * 32))], 1) is None
    assert state.fold_count("x", [entry(1, facts.Explained(Explanation.LOST))], 1) is None
    assert state.fold_kept("x", [entry(1, facts.ProductRetired())], 1) is None
    assert state.fold_rules("x", [], 0) is None


def test_the_last_rules_and_the_last_explanation_stand() -> None:
    rules = state.fold_rules(
        "x",
        [entry(1, facts.RulesSet(True, True, 3), 2), entry(2, facts.RulesSet(False, True, 5))],
        2,
    )
    assert rules is not None
    assert (rules.two_sign, rules.missed_days) == (True, 3)
    counted = state.fold_count(
        "x",
        [
            entry(1, facts.Counted(TABLET, 9, False)),
            entry(2, facts.Explained(Explanation.LOST), 2),
            entry(3, facts.Explained(Explanation.BROKEN), 1),
        ],
        3,
    )
    assert counted is not None
    assert counted.explanation is Explanation.LOST


def test_a_product_that_comes_back_is_kept_again() -> None:
    listed, gone = facts.ProductListed(TABLET), facts.ProductRetired()
    kept = state.fold_kept("x", [entry(1, listed), entry(2, gone, 1), entry(3, listed, 2)], 3)
    assert kept is not None
    assert (kept.retired, kept.listed_at) == (False, moment(0))
    moved = state.fold_movement("x", [entry(1, facts.StockMoved(TABLET, Move.WASTED, 2, True))], 1)
    assert moved is not None
    assert [one.by for one in moved.unsigned] == ["noor"]
