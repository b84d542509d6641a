"""What was said wrong is said right: it stays visible, and no rule is broken by it."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from veille.diversion import actions, corrections, facts, legal_range, people, reads
from veille.diversion.facts import Panelist, Seized
from veille.diversion.words import (
    ContactBy,
    CorrectionReason,
    DecisionKind,
    Profession,
    Risk,
    Status,
    Unit,
)
from veille.law import decisions
from veille.ledger import clock, store
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused

from . import scene

pytestmark = pytest.mark.usefixtures("there")


def entry_of(case: str, kind: type) -> Any:
    return next(e for e in entries(case) if isinstance(e.body, kind))


def correct(case: str, kind: type, **change: Any) -> Any:
    """`body` are the fields that are to read otherwise."""
    entry = entry_of(case, kind)
    if "body" in change:
        change["body"] = msgspec.structs.replace(entry.body, **change["body"])
    why = CorrectionReason.TYPED
    return corrections.correct(by="coord", entry_id=entry.id, why=why, **change)


def strike(case: str, kind: type) -> Any:
    entry = entry_of(case, kind)
    return corrections.strike(by="coord", entry_id=entry.id, why=CorrectionReason.TYPED)


def test_a_wrong_assessment_is_corrected_and_what_it_said_stays() -> None:
    case = scene.assessed(risk=Risk.LOW)
    with clock.pretending(scene.after(case)):
        after = correct(case.id, facts.Assessed, body={"risk": Risk.HIGH}, note="second reading")
    assert after.assessment.risk is Risk.HIGH
    assert reads.case(case.id).risk == "high"
    entry = entry_of(case.id, facts.Assessed)
    assert entry.earlier[0].body.risk is Risk.LOW
    assert (entry.latest.by, entry.latest.why) == ("coord", "typed")


def test_a_fined_person_does_not_become_dependent_by_a_correction() -> None:
    who = {"name": "Alix Noir", "age_years": 30}
    scene.decide(scene.assessed(dependent=True, **who), DecisionKind.WARNING)
    with clock.pretending(scene.START + scene.A_MONTH):
        case = scene.decide(scene.assessed(**who), DecisionKind.FINE)
    with clock.pretending(scene.after(case)):
        before = scene.written()
        with pytest.raises(Refused, match="never for a dependent person"):
            correct(case.id, facts.Assessed, body={"dependent": True})
        with pytest.raises(Refused, match="allows a fine of"):
            correct(case.id, facts.Decided, body={"euros": Decimal(500)})
        assert scene.written() == before


def test_nobody_is_put_on_two_hearings_or_a_panel_broken_by_a_correction() -> None:
    first, second = scene.scheduled(), scene.scheduled()
    taken = first.panel
    with pytest.raises(Refused, match="another hearing at that time"):
        correct(second.id, facts.Appointed, body={"panel": taken})
    judged = scene.heard()
    with clock.pretending(scene.after(judged)):
        wrong = (*judged.panel[:2], Panelist("dan", Profession.LEGAL))
        with pytest.raises(Refused, match="A panel is three"):
            correct(judged.id, facts.HearingHeld, body={"panel": wrong})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seized": (Seized("heroin", Decimal(0), Unit.GRAMS),)}, "amount of heroin"),
        ({"found_at": scene.START + scene.A_DAY}, "after the referral arrived"),
    ],
)
def test_a_referral_is_corrected_by_the_rules_that_it_came_under(
    change: dict[str, Any], sentence: str
) -> None:
    case = scene.receive().case
    with pytest.raises(Malformed, match=sentence):
        correct(case, facts.Received, body=change)
    amount = Seized("heroin", Decimal("0.2"), Unit.GRAMS)
    correct(case, facts.Received, body={"seized": (amount,)})
    assert reads.case(case).seized == [{"substance": "heroin", "amount": "0.2", "unit": "grams"}]


def test_a_wrong_tap_is_struck_out_from_the_last_to_the_first() -> None:
    case = scene.case_in(Status.ASSESSED)
    with clock.pretending(scene.after(case)):
        before = scene.written()
        for kind in (facts.Received, facts.Acknowledged, facts.HearingHeld):
            with pytest.raises(Refused):
                strike(case.id, kind)
        assert scene.written() == before
        assert strike(case.id, facts.Assessed).status is Status.HEARD
        assert strike(case.id, facts.HearingHeld).status is Status.NOTIFIED


def test_a_time_must_fit_where_it_falls() -> None:
    case = scene.notified()
    with pytest.raises(Malformed, match="before the referral arrived"):
        correct(case.id, facts.Acknowledged, at=scene.START - scene.HOUR)
    late = scene.heard()
    with clock.pretending(scene.after(late)), pytest.raises(Malformed, match="cannot follow"):
        correct(late.id, facts.NoticeIssued, at=scene.after(late))


def test_a_note_is_written_anew_and_sealed_for_the_case() -> None:
    case = actions.acknowledge(by="clerk", case=scene.receive().case, note="par telephone").id
    correct(case, facts.Acknowledged, words="par téléphone")
    assert corrections.words_of(entry_of(case, facts.Acknowledged)) == "par téléphone"
    with pytest.raises(Malformed, match="Nothing was changed"):
        correct(case, facts.Acknowledged, words="par téléphone ")
    with pytest.raises(Malformed, match="has no note"):
        correct(case, facts.Received, words="words")


def test_a_transfer_is_not_taken_back_and_other_areas_are_not_reached() -> None:
    moved = scene.case_in(Status.TRANSFERRED)
    with pytest.raises(Refused, match="A transfer is not taken back"):
        strike(moved.id, facts.Transferred)
    with pytest.raises(Absent):
        corrections.strike(by="coord", entry_id="0" * 32, why=CorrectionReason.TYPED)


RIGHT = {"name": "Alix Blanc", "where": "square Viger", "contact": "514-555-0188"}


def test_name_place_and_contact_are_sealed_anew_and_the_former_words_stay_sealed() -> None:
    case = scene.receive(name="Alix Noir", contact_by=ContactBy.PHONE, contact="514-555-0177").case
    first = entry_of(case, facts.Received).body
    correct(case, facts.Received, sealed={**RIGHT, "what": ""})
    says = reads.words_of(reads.state(case))
    assert (says.name, says.where, says.contact) == tuple(RIGHT.values())
    entry = entry_of(case, facts.Received)
    assert entry.earlier[0].body == first
    assert entry.body.reference == first.reference
    assert not any(said.encode() in written_bodies(case) for said in RIGHT.values())


def written_bodies(case: str) -> bytes:
    with store.cursor() as cursor:
        return b"".join(bytes(fact.body) for fact in store.facts_about(cursor, case))


def test_words_told_as_they_read_change_nothing() -> None:
    case = scene.receive(name="Alix Noir").case
    with pytest.raises(Malformed, match="Nothing was changed"):
        correct(case, facts.Received, sealed={"name": " Alix Noir "})


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"name": ""}, "how the person is to be called"),
        ({"where": " "}, "where the person was found"),
        ({"contact": "514-555-0188"}, "the contact together with the way"),
        ({"name": "a" * 201}, "at most 200 characters"),
    ],
)
def test_sealed_words_are_corrected_by_the_rules_that_they_came_under(
    told: dict[str, str], sentence: str
) -> None:
    case = scene.receive(name="Alix Noir").case
    before = scene.written()
    with pytest.raises(Malformed, match=sentence):
        correct(case, facts.Received, sealed=told)
    assert scene.written() == before


def test_whoever_was_called_otherwise_is_found_by_the_right_name_and_age_alone() -> None:
    case = scene.receive(name="Alix Noir", age_years=36).case
    person = reads.case(case).person
    correct(case, facts.Received, sealed={"name": "Alix Blanc"}, body={"age_years": 26})
    assert people.known_as("Alix Blanc", [2000]) == [person]
    assert people.known_as("Alix Noir", range(1980, 2010)) == []


def test_a_name_that_another_case_of_the_person_bears_stays_theirs() -> None:
    case, other = (scene.receive(name="Alix Noir", age_years=36).case for _ in range(2))
    person = reads.case(case).person
    correct(case, facts.Received, sealed={"name": "Alix Blanc"})
    assert reads.case(other).person == person
    assert people.known_as("Alix Noir", [1990]) == people.known_as("Alix Blanc", [1990]) == [person]


def test_a_referral_sent_again_is_known_by_the_name_that_its_sender_wrote() -> None:
    case = scene.receive(reference="26-77", name="Alix Noir").case
    correct(case, facts.Received, sealed={"name": "Alix Blanc"})
    for name in ("Alix Noir", "Alix Blanc"):
        assert scene.receive(reference="26-77", name=name).case == case
    with pytest.raises(Refused, match="another person arrived"):
        scene.receive(reference="26-77", name="Alix Gris")


def test_a_decision_by_a_rule_that_the_data_no_longer_have_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was decided before the law was read anew is no hindrance to correcting the rest."""
    before = scene.assessed()
    with monkeypatch.context() as patch:
        (old,) = [one for one in decisions("PT", scene.START.date()) if one.key == "warning"]
        read_then = msgspec.structs.replace(old, key="periodic-presentation", months=(1, 36))
        patch.setattr(legal_range, "allowing", lambda *_asked: read_then)
        case = scene.decide(before, DecisionKind.SUSPENDED_SANCTION, months=6, sanction=None)
    with clock.pretending(scene.after(case)):
        correct(case.id, facts.Acknowledged, words="by telephone")
        with pytest.raises(Refused, match="no sanction open"):
            correct(case.id, facts.Decided, body={"months": 7})
