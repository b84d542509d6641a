"""Flags, recent overdoses, and who looked at a visitor's page."""

from datetime import timedelta
from typing import Any

import pytest

from veille.care import corrections
from veille.care.people import actions, reads
from veille.care.people.state import Flag
from veille.care.people.tables import FlagRow, OpeningRow
from veille.care.people.words import FlagKind, Opened
from veille.care.words import CorrectionReason
from veille.ledger import clock, replay
from veille.ledger.facts import Sealed
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault

from ..scene import SITE, ago, arrive, end, everything, find, give, leave, welcome

pytestmark = pytest.mark.usefixtures("sites")

DAY = timedelta(days=1)


def raise_flag(person: str, kind: FlagKind = FlagKind.ALLERGY, **other: Any) -> Flag:
    return actions.raise_flag(
        by="anna", place=SITE, person=person, kind=kind, **{"note": "latex", **other}
    )


def standing(person: str, after: timedelta = timedelta()) -> list[str]:
    known = reads.known_of(SITE, [person], clock.now() + after)[person]
    return [flag.kind for flag in known.flags]


def test_a_flag_stands_until_it_is_lowered(either: str) -> None:
    person = welcome()
    flag = raise_flag(person)
    raise_flag(person, FlagKind.SEIZURES, note="")
    assert standing(person) == ["allergy", "seizures"]
    assert standing(person, 1000 * DAY) == ["allergy", "seizures"]
    actions.lower_flag(by="luc", flag=flag.id)
    assert standing(person) == ["seizures"]
    with pytest.raises(Refused):
        actions.lower_flag(by="luc", flag=flag.id)
    before = list(FlagRow.objects.order_by("pk").values())
    replay.rebuild()
    assert list(FlagRow.objects.order_by("pk").values()) == before


def test_one_with_a_date_ends_by_itself() -> None:
    person = welcome()
    raise_flag(person, until=clock.now() + 3 * DAY)
    assert (standing(person, 2.9 * DAY), standing(person, 3 * DAY)) == (["allergy"], [])


def test_a_pregnancy_is_not_flagged_for_ever() -> None:
    person = welcome()
    raise_flag(person, FlagKind.PREGNANCY, note="")
    assert (standing(person, 279 * DAY), standing(person, 281 * DAY)) == (["pregnancy"], [])
    with pytest.raises(Malformed):
        raise_flag(person, FlagKind.PREGNANCY, until=clock.now() + 400 * DAY)


@pytest.mark.parametrize(
    "told",
    [
        {"note": " "},
        {"kind": FlagKind.OTHER, "note": ""},
        {"note": "x" * 2_001},
        {"until": "yesterday"},
    ],
)
def test_a_flag_that_says_nothing_or_ends_before_it_begins_is_refused(told: dict[str, Any]) -> None:
    person = welcome()
    if told.get("until"):
        told = {"until": clock.now() - DAY}
    before = everything()
    with pytest.raises(Malformed):
        raise_flag(person, **told)
    assert (everything(), FlagRow.objects.count()) == (before, 0)


def test_nobody_forgotten_is_flagged_and_their_flags_say_nothing(either: str) -> None:
    person = welcome()
    flag = raise_flag(person)
    corrections.forget(by="luc", person=person)
    assert vault().open(person, Sealed(reads.flag(flag.id).note)) is None
    with pytest.raises(Absent):
        raise_flag(person)


def test_a_flag_of_the_wrong_visitor_is_struck_out() -> None:
    person = welcome()
    flag = raise_flag(person)
    corrections.strike(by="luc", entry_id=entries(flag.id)[0].id, why=CorrectionReason.PERSON)
    assert standing(person) == []


def test_words_of_a_flag_are_corrected_under_the_visitors_key() -> None:
    person = welcome()
    flag = raise_flag(person)
    corrections.correct(
        by="luc", entry_id=entries(flag.id)[0].id, why=CorrectionReason.TYPED, words="penicillin"
    )
    assert vault().open(person, Sealed(reads.flag(flag.id).note)) == "penicillin"


def test_a_recent_overdose_is_known_and_never_typed(either: str) -> None:
    person, calm = welcome(), welcome("renard")
    visit = arrive(person, at=ago(60))
    overdose = find(visit, at=ago(30))
    give(overdose, at=ago(29))
    end(overdose)
    leave(arrive(calm), consumed=False, reason="mind")
    known = reads.known_of(SITE, [person, calm, ""], clock.now())
    assert known[person].overdose_at == overdose.found_at
    assert (known[calm].overdose_at, set(known)) == (None, {person, calm})
    assert reads.known_of(SITE, [person], clock.now() + 8 * DAY)[person].overdose_at is None


def test_every_look_at_a_visitors_page_is_kept_once_a_quarter_of_an_hour() -> None:
    person = welcome()
    told = {"place": SITE, "person": person}
    assert actions.open_page(by="anna", what=Opened.PAGE, **told) is not None
    assert actions.open_page(by="anna", what=Opened.PAGE, **told) is None
    actions.open_page(by="anna", what=Opened.HELD, **told)
    actions.open_page(by="luc", what=Opened.PAGE, **told)
    with clock.pretending(clock.now() + timedelta(minutes=16)):
        actions.open_page(by="anna", what=Opened.PAGE, **told)
    looked = [(row.by, row.what) for row in reads.openings_of(person)]
    assert looked == [("anna", "page"), ("luc", "page"), ("anna", "held"), ("anna", "page")]
    assert OpeningRow.objects.count() == 4
    assert len(reads.of_person(person)) == 4
