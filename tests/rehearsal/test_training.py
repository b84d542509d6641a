"""The five situations: staged through the real actions, judged by what the ledger says."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from veille.care import actions, corrections, reads
from veille.care.facts import Arrived
from veille.care.training import judgement
from veille.care.training import situations as training
from veille.care.training.attempt import Attempt
from veille.care.training.situations import SITUATIONS, SLUG
from veille.care.words import (
    CorrectionReason,
    Gender,
    HeardOf,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Substance,
)
from veille.ledger import clock
from veille.ledger.facts import Body
from veille.ledger.models import Node
from veille.ledger.recording import entries
from veille.ledger.refusal import Refused

ME = "a new worker"


@pytest.fixture(autouse=True)
def _site(node: Node) -> None:
    training.open_site(by="admin")


def met(attempt: Attempt) -> list[bool]:
    return [point.met for point in training.judge(attempt)]


def when(attempt: Attempt, name: str) -> datetime:
    return datetime.fromisoformat(attempt.told[name])


def arrive(person: str, substance: Substance, mode: Mode) -> str:
    return actions.arrive(by=ME, place=SLUG, person=person, mode=mode, substances=[substance]).id


@pytest.mark.parametrize("name", [s.name for s in SITUATIONS])
def test_nothing_done_is_not_done_well_and_each_point_says_how(name: str):
    points = training.judge(training.begin(name, by=ME))
    assert sum(not point.met for point in points) >= 3
    assert all(str(point.advice) for point in points if not point.met)


@pytest.mark.parametrize("name", [s.name for s in SITUATIONS])
def test_a_situation_can_be_begun_again_on_a_floor_that_is_clear(name: str):
    training.begin(name, by=ME)
    first = len(reads.on_floor(SLUG))
    training.begin(name, by=ME)
    assert len(reads.on_floor(SLUG)) == first


def test_what_another_worker_has_on_the_floor_is_left_alone():
    training.begin("overdose", by="somebody else")
    theirs = {row.id for row in reads.on_floor(SLUG)}
    training.begin("overdose", by=ME)
    training.clear(by=ME)
    assert {row.id for row in reads.on_floor(SLUG)} == theirs


def test_where_others_train_in_every_seat_a_sentence_says_so():
    for worker in "abcd":
        training.begin("overdose", by=worker)
    with translation.override("en"), pytest.raises(Refused, match="full"):
        training.begin("overdose", by=ME)


def test_an_open_overdose_of_the_last_try_is_closed_before_the_next():
    attempt = training.begin("overdose", by=ME)
    actions.find_overdose(by=ME, visit=attempt.ids["visit"])
    training.begin("overdose", by=ME)
    assert reads.open_overdoses(SLUG) == []


def test_a_known_visitor():
    attempt = training.begin("known", by=ME)
    visit = arrive(attempt.ids["person"], Substance.DOWN, Mode.INJECTION)
    actions.seat(by=ME, visit=visit, seat="1")
    assert all(met(attempt))


def test_a_known_visitor_registered_twice():
    attempt = training.begin("known", by=ME)
    person = actions.welcome(by=ME, place=SLUG, handle=training.KNOWN, agreed=True).id
    actions.seat(by=ME, visit=arrive(person, Substance.CRACK, Mode.INHALATION), seat="5")
    assert not any(met(attempt))


def test_a_visit_of_before_the_situation_does_not_count():
    first = training.begin("known", by=ME)
    visit = arrive(first.ids["person"], Substance.DOWN, Mode.INJECTION)
    actions.seat(by=ME, visit=visit, seat="1")
    again = training.begin("known", by=ME)
    assert met(again) == [False, True, False, False, False]


def test_a_first_visit():
    attempt = training.begin("first", by=ME)
    person = actions.welcome(
        by=ME,
        place=SLUG,
        handle=attempt.told["handle"],
        agreed=True,
        heard_of=HeardOf.FRIEND,
        gender=Gender.WOMAN,
    ).id
    actions.seat(by=ME, visit=arrive(person, Substance.CRACK, Mode.INHALATION), seat="6")
    assert all(met(attempt))


STEPS = (
    (Intervention.STIMULATION, None),
    (Intervention.CALLED_911, None),
    (Intervention.OXYGEN, None),
    (Intervention.NALOXONE, Route.IM),
    (Intervention.AMBULANCE, None),
)


def respond(attempt: Attempt, *, outcome: Outcome = Outcome.DECLINED, late: bool = False) -> str:
    """As it should be done; `late` only after two minutes."""
    found = attempt.began + (timedelta(minutes=2) if late else timedelta(seconds=5))
    with clock.pretending(found):
        overdose = actions.find_overdose(by=ME, visit=attempt.ids["visit"]).id
    for n, (what, route) in enumerate(STEPS):
        with clock.pretending(found + timedelta(seconds=20 * (n + 1))):
            dose = 0.4 if route else None
            actions.intervene(by=ME, overdose=overdose, what=what, route=route, dose_mg=dose)
    with clock.pretending(found + timedelta(minutes=9)):
        actions.end_overdose(by=ME, overdose=overdose, outcome=outcome)
    return overdose


def test_an_overdose():
    attempt = training.begin("overdose", by=ME)
    respond(attempt)
    assert all(met(attempt))


def test_an_overdose_found_late_and_closed_otherwise():
    attempt = training.begin("overdose", by=ME)
    respond(attempt, outcome=Outcome.RECOVERED, late=True)
    assert met(attempt) == [False, True, True, True, True, True, True, False]


def test_naloxone_before_air_and_twice_within_two_minutes():
    attempt = training.begin("overdose", by=ME)
    overdose = actions.find_overdose(by=ME, visit=attempt.ids["visit"]).id
    for what in (Intervention.NALOXONE, Intervention.NALOXONE, Intervention.BREATHS):
        route = Route.IM if what is Intervention.NALOXONE else None
        actions.intervene(by=ME, overdose=overdose, what=what, route=route)
    opened, _stimulated, _called, air_first, one_dose, apart, *_rest = met(attempt)
    assert (opened, air_first, one_dose, apart) == (True, False, False, False)


def fill_in(attempt: Attempt, shift: timedelta = timedelta()) -> None:
    overdose = actions.find_overdose(
        by=ME, visit=attempt.ids["visit"], at=when(attempt, "found") + shift
    ).id
    actions.intervene(
        by=ME, overdose=overdose, what=Intervention.OXYGEN, at=when(attempt, "oxygen") + shift
    )
    actions.intervene(
        by=ME,
        overdose=overdose,
        what=Intervention.NALOXONE,
        route=Route.IN,
        dose_mg=4.0,
        at=when(attempt, "naloxone") + shift,
    )
    actions.end_overdose(
        by=ME, overdose=overdose, outcome=Outcome.RECOVERED, at=when(attempt, "ended") + shift
    )


def test_filled_in_afterwards():
    attempt = training.begin("afterwards", by=ME)
    fill_in(attempt)
    assert all(met(attempt))


def test_filled_in_with_times_that_are_not_true():
    attempt = training.begin("afterwards", by=ME)
    fill_in(attempt, timedelta(minutes=2))
    assert met(attempt) == [False, False, False, False, True]


def the_arrival(attempt: Attempt) -> tuple[str, Body]:
    entry = next(e for e in entries(attempt.ids["seated"]) if e.id == attempt.ids["arrival"])
    assert isinstance(entry.body, Arrived)
    told = Arrived(entry.body.person, entry.body.mode, (Substance.FENTANYL,))
    return entry.id, told


def test_two_mistakes():
    attempt = training.begin("mend", by=ME)
    entry, body = the_arrival(attempt)
    corrections.correct(by=ME, entry_id=entry, why=CorrectionReason.TOLD, body=body)
    actions.leave(
        by=ME,
        visit=attempt.ids["gone"],
        consumed=False,
        reason=LeavingReason.WAIT,
        at=when(attempt, "left"),
    )
    assert all(met(attempt))


def test_two_mistakes_mended_halfway():
    attempt = training.begin("mend", by=ME)
    actions.leave(by=ME, visit=attempt.ids["gone"], consumed=False, reason=LeavingReason.MIND)
    assert met(attempt) == [False, False, False, False]


def test_an_attempt_survives_being_kept_as_json():
    attempt = training.begin("afterwards", by=ME)
    assert Attempt.from_json(attempt.as_json()) == attempt
    assert set(attempt.told) == {*judgement.AFTERWARDS_MINUTES, "seat"}
