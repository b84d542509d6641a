"""Two people of one name, and one person who was referred twice: seen, settled, taken back."""

from datetime import timedelta
from typing import Any

import pytest

from veille.diversion import corrections, decisions, facts, follow_up, namesakes, people, reads
from veille.diversion.facts import PersonTold
from veille.diversion.words import CorrectionReason, DecisionKind
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed
from veille.ledger.vault import vault

from . import scene
from .scene import receive

pytestmark = pytest.mark.usefixtures("there")
NAME, WHY = "Alix Noir", "Other address, other face."


def referred(**other: Any) -> str:
    return receive(name=NAME, **other).case


def seen_from(case: str) -> list[str]:
    return [row.id for row in namesakes.namesakes(reads.state(case))]


def settle(case: str, same_as: str = "") -> str:
    """The person that it was settled to be."""
    return namesakes.settle_person(by="clerk", case=case, same_as=same_as, note=WHY).person


def person(case: str) -> str:
    return reads.case(case).person


def test_cases_of_one_name_and_about_one_year_see_each_other_and_nobody_else() -> None:
    one, mistyped = referred(age_years=36), referred(age_years=34)
    much_younger = referred(age_years=19)
    receive(name="Alix Noire", age_years=36)
    assert seen_from(one) == [mistyped]
    assert seen_from(mistyped) == [one]
    assert seen_from(much_younger) == []


def test_two_people_of_one_name_are_told_apart_and_still_see_each_other() -> None:
    one, two = referred(age_years=36), referred(age_years=36)
    assert person(one) == person(two)
    apart = settle(two)
    assert person(two) == apart != person(one)
    assert seen_from(one) == [two]
    assert seen_from(two) == [one]


def test_one_person_under_two_years_of_birth_is_put_together() -> None:
    one, two = referred(age_years=36), referred(age_years=33)
    assert person(one) != person(two)
    assert settle(two, same_as=one) == person(one)
    third = referred(age_years=33)
    assert person(third) == person(one)


def test_what_was_settled_says_who_why_and_of_which_case_and_is_taken_back() -> None:
    one, two = referred(age_years=36), referred(age_years=33)
    before = person(two)
    settle(two, same_as=one)
    (told,) = [e for e in entries(two) if isinstance(e.body, PersonTold)]
    assert (told.by, told.body.same_as, corrections.words_of(told)) == ("clerk", one, WHY)
    corrections.strike(by="coord", entry_id=told.id, why=CorrectionReason.TYPED)
    assert person(two) == before
    assert not reads.state(two).person_told


def test_what_is_counted_already_is_confirmed_once() -> None:
    one, two = referred(age_years=36), referred(age_years=36)
    assert settle(two, same_as=one) == person(one)
    before = scene.written()
    with pytest.raises(Malformed, match="settled so already"):
        settle(two, same_as=one)
    assert scene.written() == before


def test_whoever_has_no_other_case_stays_who_they_are() -> None:
    one, two = referred(age_years=36), referred(age_years=34)
    assert settle(one) == person(one) != person(two)


def test_a_decision_is_held_to_what_was_known_when_it_was_taken() -> None:
    """An earlier case that turns out to be the same person's is a prior record from then on."""
    earlier = scene.decide(scene.relapsed(name=NAME, age_years=36), DecisionKind.FINE)
    with clock.pretending(scene.START + scene.A_MONTH):
        suspended = DecisionKind.PROVISIONAL_SUSPENSION
        later = scene.decide(scene.assessed(name=NAME, age_years=33), suspended)
        at = scene.after(later)
    with clock.pretending(at):
        settle(later.id, same_as=earlier.id)
        found = reads.earlier_cases(person(later.id), later.received_at, at.date(), later.id)
        assert [row.id for row in found] == [earlier.id]
        entry = next(e for e in entries(later.id) if isinstance(e.body, facts.Acknowledged))
        why = CorrectionReason.TYPED
        corrections.correct(by="coord", entry_id=entry.id, why=why, words="by telephone")


def test_a_record_that_comes_after_a_decision_does_not_stand_against_it() -> None:
    earlier = scene.heard(name=NAME, age_years=36)
    with clock.pretending(scene.START + scene.A_MONTH):
        suspended = DecisionKind.PROVISIONAL_SUSPENSION
        later = scene.decide(scene.assessed(name=NAME, age_years=36), suspended)
    with clock.pretending(scene.START + 2 * scene.A_MONTH):
        decisions.assess(by="ana", case=earlier.id, dependent=True)
        decisions.decide(by="ana", case=earlier.id, decision=DecisionKind.WARNING)
        assert person(earlier.id) == person(later.id)
        entry = next(e for e in entries(later.id) if isinstance(e.body, facts.Acknowledged))
        why = CorrectionReason.TYPED
        corrections.correct(by="coord", entry_id=entry.id, why=why, words="by telephone")
        (record,) = reads.earlier_cases(
            person(later.id), later.received_at, clock.now().date(), later.id
        )
        assert record.id == earlier.id


def test_nobody_is_found_by_a_name_whose_last_record_is_gone() -> None:
    one, two = referred(age_years=36), referred(age_years=36)
    settle(two)
    other = referred(age_years=33)
    settle(other, same_as=one)
    for case in (one, two, other):
        follow_up.to_youth_path(by="clerk", case=case)
        with clock.pretending(scene.START + timedelta(days=6 * 366)):
            follow_up.destroy(by="clerk", case=case)
    assert people.known_as(NAME, range(1985, 1998)) == []


@pytest.mark.parametrize(
    "spelled",
    [
        "Jean Francois Roy",
        "JEAN-FRANÇOIS ROY",
        "  Jean‑François   Roy",
        "Roy, Jean-François",
        "ROY Jean Francois",
        "Jean-Franc\u0327ois Roy",
        "M. Jean-François Roy",
        "Dr Jean-François ROY",
        "Mme Roy, Jean-François",
    ],
)
def test_a_name_spelled_otherwise_is_the_same(spelled: str) -> None:
    one = receive(name="Jean-François Roy", age_years=36).case
    other = receive(name=spelled, age_years=36).case
    assert person(other) == person(one)
    assert seen_from(one) == [other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Thị Đào", "Nguyen Thi Dao"),
        ("Łukasz Øst", "LUKASZ OST"),
        ("Anne Lebœuf", "Leboeuf, Anne"),
        ("Marie O’Neil", "o'neil marie"),
        ("Jose Luis García Paz", "García Paz, José Luis"),
        ("Мария Иванова", "ИВАНОВА, Мария"),
    ],
)
def test_letters_of_other_languages_are_one_name(one: str, other: str) -> None:
    assert people.is_same_name(one, other)
    assert people.is_same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jean Roy", "Jean Roi"), ("Jean Roy", "Jean"), ("Jean-François Roy", "François-Jean Roy")],
)
def test_another_name_is_another_name(one: str, other: str) -> None:
    assert not people.is_same_name(one, other)


def test_whoever_was_known_before_names_were_folded_is_found_as_they_were_told() -> None:
    for name in ("Đặng Thị", "Roy Jean-François"):
        vault().know(name, f"{name} 1990", "diversion.person")
    assert people.known_as("Đặng Thị", [1990]) == ["Đặng Thị"]
    assert people.known_as("Jean Francois Roy", [1990]) == ["Roy Jean-François"]


def test_what_was_settled_under_a_wrong_name_is_settled_anew_under_the_right_one() -> None:
    one, other = referred(age_years=36), referred(age_years=36)
    third = receive(name="Alix Blanc", age_years=36).case
    with clock.pretending(scene.START + timedelta(hours=1)):
        settle(one)
        assert namesakes.is_settled(reads.state(one), reads.state(other))
    with clock.pretending(scene.START + timedelta(hours=2)):
        arrival = next(e for e in entries(one) if isinstance(e.body, facts.Received))
        why = CorrectionReason.TYPED
        corrections.correct(
            by="coord", entry_id=arrival.id, why=why, sealed={"name": "Blanc, Alix"}
        )
    assert seen_from(one) == [third]
    assert not namesakes.is_settled(reads.state(one), reads.state(third))
