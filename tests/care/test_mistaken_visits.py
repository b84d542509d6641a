"""A visit that was let in by the wrong handle is given to whoever it was."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from veille.care import actions, corrections, facts, mistaken_visits, reads
from veille.care.exchange import actions as exchange
from veille.care.exchange import reads as exchange_reads
from veille.care.exchange.facts import Amount
from veille.care.exchange.words import Item, Setting
from veille.care.people import reads as people_reads
from veille.care.referrals import reads as referral_reads
from veille.care.shifts import actions as shifts
from veille.care.shifts.words import IncidentKind, Where
from veille.care.state import Visit
from veille.care.words import LeavingReason
from veille.ledger import clock, replay
from veille.ledger.recording import entries, words_key
from veille.ledger.refusal import Absent, Refused
from veille.ledger.vault import vault
from veille.ui.history import lines

from .referrals import scene as referring
from .scene import SITE, ago, arrive, end, everything, find, give, leave, welcome

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def given(visit: Visit, person: str, **told: str) -> Visit:
    return mistaken_visits.give_visit(by="maude", visit=visit.id, person=person, **told)


def words_of(thing: str) -> list[str]:
    """Every word of a thing's entries that its own key opens."""
    key = words_key(thing)
    notes = [getattr(entry.body, "note", None) for entry in entries(thing)]
    return [vault().open(key, note) or "unreadable" for note in notes if note]


def test_the_visit_and_its_overdose_are_the_other_persons_and_alerts_follow():
    lynx, fox = welcome("lynx"), welcome("fox")
    visit = arrive(lynx, at=ago(30))
    overdose = end(give(find(visit, at=ago(20)), at=ago(19)), at=ago(10))
    assert given(visit, fox).person == fox
    assert (reads.visit_count_of(lynx), reads.visit_count_of(fox)) == (0, 1)
    known = people_reads.known_of(SITE, [lynx, fox], clock.now())
    assert (known[lynx].overdose_at, known[fox].overdose_at) == (None, overdose.found_at)


def test_every_word_goes_with_it_sealed_by_the_right_persons_key():
    lynx, fox = welcome("lynx"), welcome("fox")
    visit = arrive(lynx, note="a blue bag")
    actions.write_note(by="luc", visit=visit.id, note="slept badly")
    overdose = end(give(find(visit), note="slow breath"), note="talks again")
    incident = shifts.happened(
        by="luc",
        place=SITE,
        what=IncidentKind.THEFT,
        where=Where.ENTRANCE,
        visit=visit.id,
        note="a cup flew",
    )
    given(visit, fox)
    assert words_of(visit.id) == ["a blue bag", "slept badly"]
    assert words_of(overdose.id) == ["slow breath", "talks again"]
    assert words_of(incident.id) == ["a cup flew"]
    leave(visit, consumed=False, reason=LeavingReason.MIND)
    corrections.forget(by="nora", person=lynx)
    assert words_of(visit.id) == ["a blue bag", "slept badly"]
    corrections.forget(by="nora", person=fox)
    assert words_of(visit.id) == ["unreadable", "unreadable"]


def test_equipment_and_referrals_of_the_visit_go_with_it():
    lynx, fox = welcome("lynx"), welcome("fox")
    visit = arrive(lynx)
    made = exchange.hand_out(
        by="luc",
        place=SITE,
        visit=visit.id,
        out=[Amount(Item.SYRINGE_ONE, 2)],
        setting=Setting.DESK,
        anyway=True,
        note="for a friend",
    )
    referral = referring.offer(visit=visit.id)
    given(visit, fox)
    assert exchange_reads.things_of_person(lynx) == []
    assert exchange_reads.things_of_person(fox) == [made.id]
    assert words_of(made.id) == ["for a friend"]
    assert [row.id for row in referral_reads.referrals_of_person(fox)] == [referral.id]


def test_to_somebody_anonymous_and_from_them():
    lynx = welcome("lynx")
    visit = arrive(lynx, note="a blue bag")
    assert given(visit, "").person == ""
    assert words_of(visit.id) == ["a blue bag"]
    assert reads.open_visit_of(lynx) is None
    assert given(visit, lynx).person == lynx
    assert words_of(visit.id) == ["a blue bag"]


def test_what_it_said_before_stays_in_the_history_with_who_and_why():
    lynx, fox = welcome("lynx"), welcome("fox")
    visit = arrive(lynx, note="a blue bag")
    given(visit, fox, note="she said so")
    (arrival, *_rest) = lines(entries(visit.id), words_key(visit.id))
    (before,) = arrival.before
    assert before.note == "she said so"
    assert "a blue bag" in before.words
    assert "lynx" in before.words
    (entry,) = [e for e in entries(visit.id) if isinstance(e.body, facts.Arrived)]
    assert [wording.body.person for wording in entry.earlier] == [lynx]
    assert entry.latest.by == "maude"


def test_a_rebuild_finds_the_same():
    lynx, fox = welcome("lynx"), welcome("fox")
    visit = arrive(lynx, note="a blue bag")
    given(visit, fox)
    before = everything()
    replay.rebuild()
    assert everything() == before


class TestWhatCannotBe:
    def test_nobody_is_in_two_places_at_once(self):
        lynx, fox = welcome("lynx"), welcome("fox")
        visit, other = arrive(lynx, at=ago(30)), arrive(fox, at=ago(20))
        before = everything()
        with pytest.raises(Refused, match="two places"):
            given(visit, fox)
        leave(other, consumed=False, reason=LeavingReason.MIND, at=ago(10))
        with pytest.raises(Refused, match="two places"):
            given(visit, fox)
        leave(visit, consumed=False, reason=LeavingReason.MIND, at=ago(21))
        assert given(visit, fox).person == fox
        assert len(everything()[0]) > len(before[0])

    def test_it_is_given_to_nobody_unknown_forgotten_or_the_same(self):
        lynx, fox = welcome("lynx"), welcome("fox")
        visit = arrive(lynx)
        corrections.forget(by="nora", person=fox)
        before = everything()
        for person in (fox, "0" * 32):
            with pytest.raises(Absent):
                given(visit, person)
        with pytest.raises(Refused, match="already"):
            given(visit, lynx)
        assert everything() == before
