"""What is forgotten: a record is destroyed on its date; its words, and then the person, with it."""

from datetime import timedelta
from pathlib import Path

import pytest

from veille.diversion import actions, decisions, follow_up, namesakes, people, reads
from veille.diversion.tables import CaseRow, SittingRow
from veille.diversion.words import Authority, ClosingReason, ContactBy, DecisionKind, Status
from veille.ledger import clock, replay
from veille.ledger.recording import entries
from veille.ledger.refusal import Refused
from veille.ledger.vault import vault

from . import scene

NAME, YEAR = "Ysolde Quiproquo", 1990
REFERENCE = ("SPVM, poste 21", "XK-4711")


def closed(**other: str) -> str:
    case = scene.decide(
        scene.assessed(
            dependent=True,
            name=NAME,
            age_years=None,
            birth_year=YEAR,
            contact_by=ContactBy.PHONE,
            contact="514-555-0177",
            **other,
        ),
        DecisionKind.WARNING,
    )
    with clock.pretending(scene.after(case)):
        decisions.waive_appeal(by="clerk", case=case.id)
        follow_up.close(
            by="clerk", case=case.id, reason=ClosingReason.NOTHING_DUE, note="Calme et poli."
        )
    return case.id


@pytest.mark.usefixtures("there_on_either")
def test_a_record_is_destroyed_on_its_date_and_not_before() -> None:
    id = closed(reference=REFERENCE[1])
    note = entries(id)[-1].body.note
    day = reads.case(id).destroy_on
    assert day is not None
    assert vault().open(id, note) == "Calme et poli."
    noon = scene.START.replace(year=day.year, month=day.month, day=day.day)
    with (
        clock.pretending(noon - scene.A_DAY),
        pytest.raises(Refused, match=r"kept until .* Nothing was destroyed"),
    ):
        follow_up.destroy(by="clerk", case=id)
    with clock.pretending(noon):
        gone = follow_up.destroy(by="clerk", case=id)
    assert gone.status is Status.DESTROYED
    assert set(vars_of(id).values()) == {""}
    assert vault().open(id, note) is None
    assert people.known_as(NAME, [YEAR]) == []
    assert people.cases_of_reference(Authority.POLICE, *REFERENCE) == []
    row = CaseRow.objects.get()
    assert (row.person, row.open, row.status) == ("", False, "destroyed")
    assert not SittingRow.objects.exists()


def vars_of(id: str) -> dict[str, str]:
    return dict(vars(reads.words_of(reads.state(id))))


@pytest.mark.usefixtures("there")
def test_a_person_is_known_as_long_as_any_record_of_theirs_is_held() -> None:
    first = closed()
    with clock.pretending(scene.START + 700 * scene.A_DAY):
        second = scene.receive(name=NAME, age_years=None, birth_year=YEAR)
    on = reads.case(first).destroy_on
    assert on is not None
    with clock.pretending(scene.START + timedelta(days=6 * 366)):
        follow_up.destroy(by="clerk", case=first)
        assert people.known_as(NAME, [YEAR]) == [reads.case(second.case).person]
        assert reads.words_of(reads.state(second.case)).name == NAME
        follow_up.to_youth_path(by="clerk", case=second.case)
        follow_up.destroy(by="clerk", case=second.case)
    assert people.known_as(NAME, [YEAR]) == []


@pytest.mark.usefixtures("there")
def test_a_copy_that_brings_the_keys_back_loses_them_again(tmp_path: Path) -> None:
    id = closed()
    vault().copy_to(tmp_path / "keys")
    with clock.pretending(scene.START + timedelta(days=6 * 366)):
        follow_up.destroy(by="clerk", case=id)
    person = next(e.body.person for e in entries(id) if hasattr(e.body, "person"))
    vault().seal(id, "made anew, as a copy would")
    vault().know(person, f"{NAME} {YEAR}", "diversion.person")
    replay.rebuild()
    assert vault().keyed([id]) == []
    assert people.known_as(NAME, [YEAR]) == []


@pytest.mark.usefixtures("there")
def test_nothing_more_is_written_about_a_destroyed_record() -> None:
    case = scene.case_in(Status.DESTROYED)
    with clock.pretending(scene.after(case)):
        before = scene.written()
        with pytest.raises(Refused, match="record of this case was destroyed"):
            actions.acknowledge(by="clerk", case=case.id, note="more words")
        with pytest.raises(Refused, match="no longer held"):
            namesakes.settle_person(by="clerk", case=case.id)
        assert scene.written() == before


@pytest.mark.usefixtures("there")
def test_after_its_record_is_destroyed_a_reference_is_free_again() -> None:
    first = scene.receive(reference="26-77", name="Alix Noir")
    follow_up.to_youth_path(by="clerk", case=first.case)
    follow_up.destroy(by="clerk", case=first.case)
    second = scene.receive(reference="26-77", name="Béa Blanc")
    assert not second.again
    assert second.case != first.case
