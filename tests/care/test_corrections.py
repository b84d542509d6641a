"""Corrections: what an entry said before stays visible, and no rule is broken afterwards."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from veille.care import actions, corrections, facts, reads
from veille.care.words import (
    CorrectionReason,
    Intervention,
    LeavingReason,
    Mode,
    Route,
    Substance,
)
from veille.ledger import replay
from veille.ledger.facts import Body
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault

from .scene import ago, arrive, end, everything, find, give, leave, visit_in, welcome

pytestmark = pytest.mark.usefixtures("site")

TYPED = CorrectionReason.TYPED


def correct(about: str, number: int, **change: Any) -> Any:
    """Correct the entry `number` about one thing."""
    return corrections.correct(by="nora", entry_id=entries(about)[number].id, why=TYPED, **change)


def strike(about: str, number: int, **other: Any) -> Any:
    return corrections.strike(by="nora", entry_id=entries(about)[number].id, why=TYPED, **other)


def test_what_it_said_before_who_and_when_stay_visible() -> None:
    visit = visit_in("seated")
    first_at = entries(visit.id)[1].at
    correct(visit.id, 1, body=facts.Seated("2"), note="tapped the wrong card")
    now = correct(visit.id, 1, at=ago(50))
    assert (now.seat, now.seated_at) == ("2", entries(visit.id)[1].at)
    seated = entries(visit.id)[1]
    said = [(w.by, w.body, w.at == first_at) for w in (*seated.earlier, seated.latest)]
    assert said == [
        ("anna", facts.Seated("1"), True),
        ("nora", facts.Seated("2"), True),
        ("nora", facts.Seated("2"), False),
    ]
    assert vault().open(visit.id, seated.earlier[1].note) == "tapped the wrong card"
    assert seated.earlier[1].why == "typed"
    assert reads.visit(visit.id).seat == "2"
    assert len(entries(visit.id)) == 2


@pytest.mark.parametrize("zone", ["UTC", "America/Toronto", "Asia/Kolkata"])
def test_a_time_in_any_zone_is_the_same_moment(zone: str) -> None:
    """A read table holds UTC, however the page that asked writes its times."""
    at = [ago(minutes).astimezone(ZoneInfo(zone)) for minutes in (50, 40, 30, 20)]
    visit = arrive(at=at[0])
    actions.seat(by="anna", visit=visit.id, seat="1", at=at[1])
    actions.send_to_aftercare(by="anna", visit=visit.id, at=at[2])
    row = reads.visit(visit.id)
    assert [row.arrived_at, row.seated_at, row.aftercare_at] == at[:3]
    correct(visit.id, 2, at=at[3])
    assert reads.visit(visit.id).aftercare_at == at[3]
    before = everything()
    replay.rebuild()
    assert everything() == before


def test_a_struck_entry_did_not_happen_and_stays_visible() -> None:
    visit = visit_in("aftercare")
    assert strike(visit.id, 2).stage == "seated"
    struck = entries(visit.id)[2]
    assert (struck.struck, struck.latest.body, struck.latest.by) == (True, None, "nora")
    assert struck.earlier[0].body == facts.SentToAftercare()
    with pytest.raises(Refused):
        strike(visit.id, 2)
    again = correct(visit.id, 2, body=facts.SentToAftercare())
    assert again.stage == "aftercare"


def test_a_struck_arrival_leaves_no_visit() -> None:
    visit = visit_in("seated")
    assert strike(visit.id, 0) is None
    with pytest.raises(Absent):
        reads.visit(visit.id)
    assert actions.seat(by="anna", visit=arrive().id, seat="1").seat == "1"


def test_an_arrival_with_an_overdose_is_not_struck() -> None:
    visit = visit_in("seated")
    overdose = find(visit)
    with pytest.raises(Refused):
        strike(visit.id, 0)
    strike(overdose.id, 0)
    assert strike(visit.id, 0) is None


def _left() -> str:
    return visit_in("left").id


def _seated_beside_another() -> str:
    first = visit_in("seated")
    second = arrive()
    actions.seat(by="anna", visit=second.id, seat="2")
    assert first.seat == "1"
    return second.id


def _seated() -> str:
    return visit_in("seated").id


def _left_and_here_again() -> str:
    person = welcome()
    visit = arrive(person, at=ago(30))
    leave(visit, consumed=False, reason=LeavingReason.WAIT, at=ago(20))
    arrive(person)
    return visit.id


def _two_of_two_people() -> str:
    visit = arrive(welcome("lynx"))
    arrive(welcome("renard"))
    return visit.id


def _of_a_renard(visit: str) -> Body:
    body = entries(visit)[0].body
    (renard,) = vault().find("renard")
    return msgspec.structs.replace(body, person=renard)  # type: ignore[type-var]


def _overdose() -> str:
    overdose = find(visit_in("seated"), at=ago(20))
    give(overdose, 1, at=ago(10))
    return end(overdose, at=ago(5)).id


DOWN = (Substance.DOWN,)
NALOXONE, IM = Intervention.NALOXONE, Route.IM
#: A scene, the entry that is corrected, and the change that would break a rule. Entries of a
#: visit that left: arrived 60, seated 54, left 20 minutes ago.
BREAKS: list[tuple[str, Callable[[], str], int, dict[str, Any]]] = [
    ("arrived after the seat", _left, 0, {"at": lambda v: ago(50)}),
    ("seated before the arrival", _left, 1, {"at": lambda v: ago(61)}),
    ("seated after leaving", _left, 1, {"at": lambda v: ago(10)}),
    ("left before the seat", _left, 2, {"at": lambda v: ago(55)}),
    ("left in the future", _left, 2, {"at": lambda v: ago(-60)}),
    ("left without a reason", _left, 2, {"body": lambda v: facts.Left(False)}),
    ("nothing is other", _left, 1, {"body": lambda v: facts.Seated("1")}),
    ("an unknown seat", _seated, 1, {"body": lambda v: facts.Seated("9")}),
    (
        "a seat without ventilation",
        _seated,
        0,
        {"body": lambda v: facts.Arrived("", Mode.INHALATION, DOWN)},
    ),
    ("no substance", _seated, 0, {"body": lambda v: facts.Arrived("", Mode.ORAL, ())}),
    (
        "nobody that is known",
        _seated,
        0,
        {"body": lambda v: facts.Arrived("0" * 32, Mode.ORAL, DOWN)},
    ),
    ("a taken seat", _seated_beside_another, 1, {"body": lambda v: facts.Seated("1")}),
    ("somebody who is here already", _two_of_two_people, 0, {"body": _of_a_renard}),
    ("found before the arrival", _overdose, 0, {"at": lambda o: ago(61)}),
    ("ended before the naloxone", _overdose, 2, {"at": lambda o: ago(11)}),
    ("naloxone after the end", _overdose, 1, {"at": lambda o: ago(4)}),
    ("naloxone without a route", _overdose, 1, {"body": lambda o: facts.Intervened(NALOXONE)}),
    ("too large a dose", _overdose, 1, {"body": lambda o: facts.Intervened(NALOXONE, IM, 40.0)}),
    (
        "oxygen in the muscle",
        _overdose,
        1,
        {"body": lambda o: facts.Intervened(Intervention.OXYGEN, IM)},
    ),
]


@pytest.mark.parametrize(
    ("scene", "number", "change"), [case[1:] for case in BREAKS], ids=[case[0] for case in BREAKS]
)
def test_a_correction_breaks_no_rule(
    scene: Callable[[], str], number: int, change: dict[str, Any]
) -> None:
    about = scene()
    before = everything()
    with pytest.raises(Refused):
        correct(about, number, **{name: of(about) for name, of in change.items()})
    assert everything() == before


STRIKES = [
    ("the seat of somebody who consumed", _left, 1),
    ("the leaving of somebody who is here again", _left_and_here_again, 1),
]


@pytest.mark.parametrize(
    ("scene", "number"), [case[1:] for case in STRIKES], ids=[case[0] for case in STRIKES]
)
def test_a_strike_breaks_no_rule(scene: Callable[[], str], number: int) -> None:
    about = scene()
    before = everything()
    with pytest.raises(Refused):
        strike(about, number)
    assert everything() == before


def test_a_struck_leaving_does_not_sit_two_on_one_seat() -> None:
    visit = visit_in("left")
    actions.seat(by="anna", visit=arrive().id, seat="1")
    with pytest.raises(Refused, match="1"):
        strike(visit.id, 2)


def test_a_past_visit_is_corrected_whoever_sits_there_now() -> None:
    visit = visit_in("left")
    actions.seat(by="anna", visit=arrive().id, seat="1")
    correct(visit.id, 0, at=ago(65))
    assert reads.visit(visit.id).arrived_at < ago(64)


def test_a_note_after_leaving_keeps_no_entry_from_being_corrected() -> None:
    visit = visit_in("left")
    actions.write_note(by="anna", visit=visit.id, note="called back, is well")
    correct(visit.id, 2, at=ago(21))
    assert reads.visit(visit.id).left_at < ago(20.5)


def test_a_corrected_dose_is_numbered_anew() -> None:
    overdose = find(visit_in("seated"), at=ago(20))
    give(overdose, at=ago(15), dose_mg=1)
    give(overdose, at=ago(10), dose_mg=2)
    now = correct(overdose.id, 2, at=ago(18))
    assert [(step.dose, step.dose_mg, step.corrected) for step in now.steps] == [
        (1, 2, True),
        (2, 1, False),
    ]
    assert strike(overdose.id, 1).doses == 1


def test_words_of_a_correction_are_sealed_with_the_persons_key() -> None:
    person = welcome()
    visit = arrive(person)
    overdose = find(visit)
    note = "said so herself"
    correct(visit.id, 0, at=ago(1), note=note)
    correct(overdose.id, 0, body=facts.OverdoseFound(visit.id, "2"), note=note)
    for about in (visit.id, overdose.id):
        assert vault().open(person, entries(about)[0].latest.note) == note


def test_what_is_no_entry_of_care_is_not_corrected() -> None:
    began = everything()[0][0]
    for id in (began.id, new_id()):
        with pytest.raises(Absent):
            corrections.correct(by="nora", entry_id=id, why=TYPED, at=ago(1))
        with pytest.raises(Absent):
            corrections.strike(by="nora", entry_id=id, why=TYPED)
    with pytest.raises(Malformed):
        corrections.strike(by="nora", entry_id="1", why=TYPED)


def test_corrected_words_of_a_note_replace_it_and_the_first_ones_stay_readable() -> None:
    visit = arrive(welcome("renard"))
    actions.write_note(by="anna", visit=visit.id, note="by the left door")
    correct(visit.id, 1, words="by the right door")
    told = entries(visit.id)[1]
    assert vault().open(visit.person, told.body.note) == "by the right door"
    assert vault().open(visit.person, told.earlier[0].body.note) == "by the left door"


def test_a_note_is_not_corrected_to_nothing() -> None:
    visit = arrive()
    actions.write_note(by="anna", visit=visit.id, note="by the left door")
    before = everything()
    with pytest.raises(Malformed):
        correct(visit.id, 1, words="  ")
    assert everything() == before


def test_a_corrected_handle_is_found_by_what_it_says_now_alone() -> None:
    person = welcome("F-TREM-1989")
    correct(person, 0, words="F-TREM-1988")
    assert (vault().find("f trem 1988"), vault().find("F-TREM-1989")) == ([person], [])
    assert reads.people([person])[person].birth_year == 1988


def test_a_handle_written_the_same_with_another_entry_corrected_is_kept() -> None:
    person = welcome("renard")
    body = msgspec.structs.replace(entries(person)[0].body, postal="H2X")
    correct(person, 0, words="renard", body=body)
    assert vault().find("renard") == [person]
    assert reads.people([person])[person].postal == "H2X"


def test_a_handle_corrected_in_its_capitals_alone_is_still_found() -> None:
    person = welcome("renard")
    correct(person, 0, words="Renard")
    assert vault().find("RENARD") == [person]
