"""A word that a newer node says shows as itself, and everything goes on: in every room."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from veille.care import reads
from veille.care.tables import OverdoseRow, VisitRow
from veille.care.words import Outcome, Substance
from veille.ledger import clock, transfer
from veille.ledger.areas import Thing, registry
from veille.ledger.facts import OWN_KINDS, Unknown
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.recording import entries
from veille.ledger.words import Words
from veille.ui import history

from .elsewhere import ARRIVED, Elsewhere, arrival, export_of
from .samples import bodies, sample, vocabularies

NEW = "a_word_of_2031"
THINGS = [pytest.param(thing, id=thing.name) for thing in registry.things()]


def test_an_unknown_word_is_one_of_its_vocabulary_and_shows_as_itself() -> None:
    word = Substance(NEW)
    assert isinstance(word, Substance)
    assert (word, word.value, word.label, str(word), word.is_known) == (NEW, NEW, NEW, NEW, False)
    assert (word, hash(word)) == (Substance(NEW), hash(NEW))
    assert word != Substance.DOWN
    assert Substance.DOWN.is_known


def test_forms_neither_offer_nor_take_it() -> None:
    assert Substance(NEW) not in Substance
    assert NEW not in Substance.values
    assert NEW not in dict(Substance.choices)
    with pytest.raises(ValueError, match="3"):
        Substance(3)


def test_every_vocabulary_that_facts_hold_is_lenient() -> None:
    found = {words for body in bodies() for words in vocabularies(body)}
    assert len(found) > 40
    assert all(issubclass(words, Words) for words in found)


def _said_of(thing: Thing[Any], there: Elsewhere, word: str | None) -> str:
    """Say of a new thing whatever can be said of its kind; returns it."""
    about, noted = new_id(), clock.now() - timedelta(minutes=30)
    for minute, body in enumerate(thing.bodies):
        at = noted + timedelta(minutes=minute)
        there.say(body.kind, about, sample(body, word), noted=at, v=body.version)
    return about


def _rows(thing: Thing[Any], about: str) -> list[tuple[type[Model], int]]:
    return [
        (table.model, table.model._default_manager.filter(**{table.key: about}).count())
        for table in thing.tables
    ]


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.postgresql
def test_a_thing_said_in_new_words_stands_where_it_stood(
    thing: Thing[Any], node_on_either: Node
) -> None:
    """One new word in every vocabulary: every kind decodes, every fold goes on, every row is
    there, and the history says the word."""
    there = Elsewhere()
    known, new = _said_of(thing, there, None), _said_of(thing, there, NEW)
    done = transfer.take_in(export_of(there.facts))
    assert done.new == 2 * len(thing.bodies)
    assert _rows(thing, new) == _rows(thing, known)
    for entry in entries(new):
        assert not isinstance(entry.body, Unknown), entry.kind
        said = history.in_words(entry.body)
        if vocabularies(type(entry.body)) and entry.kind not in SAID_WITHOUT_ITS_WORDS:
            assert NEW in said, entry.kind


#: Kinds whose line of the history is a sentence without its words: they stand on the thing's page.
SAID_WITHOUT_ITS_WORDS = {
    "care.site.opened",
    "surveillance.alarm.taken_up",
    "care.site.changed",
    "care.person.welcomed",
    "care.person.imported",
    "care.visit.left",
    "care.outreach.profile.said",
    "care.referrals.destination.listed",
    "care.referrals.destination.changed",
    "diversion.treatment.listed",
    "diversion.treatment.changed",
    "diversion.case.scheduled",
    "supply.imported_sample.read",
}


class TestWhatStaffSee:
    """What was seen to fail: a visit vanished, somebody stayed on the floor, an overdose stayed
    open."""

    @pytest.fixture
    def there(self, node: Node) -> Elsewhere:
        return Elsewhere()

    def _take_in(self, there: Elsewhere) -> None:
        transfer.take_in(export_of(there.facts))

    def test_a_visit_with_a_new_substance_is_on_the_floor(self, there: Elsewhere) -> None:
        visit = new_id()
        body = arrival(substances=["down", NEW])
        there.say(ARRIVED, visit, body, noted=clock.now(), place="cactus")
        self._take_in(there)
        assert [row.id for row in reads.on_floor("cactus")] == [visit]
        assert VisitRow.objects.get().substances == ["down", NEW]
        assert NEW in history.in_words(entries(visit)[0].body)

    def test_who_left_for_a_new_reason_has_left(self, there: Elsewhere) -> None:
        visit, now = new_id(), clock.now()
        there.say(ARRIVED, visit, arrival(), noted=now, place="cactus")
        body = {"consumed": False, "reason": NEW}
        there.say("care.visit.left", visit, body, noted=now, place="cactus")
        self._take_in(there)
        assert reads.on_floor("cactus") == []
        assert VisitRow.objects.get().reason == NEW

    def test_an_overdose_with_a_new_outcome_is_over(self, there: Elsewhere) -> None:
        overdose, now = new_id(), clock.now()
        found = {"visit": new_id(), "signs": []}
        there.say("care.overdose.found", overdose, found, noted=now, place="cactus")
        there.say("care.overdose.ended", overdose, {"outcome": NEW}, noted=now, place="cactus")
        self._take_in(there)
        assert reads.open_overdoses("cactus") == []
        assert Outcome(OverdoseRow.objects.get().outcome).label == NEW


def test_the_ledgers_own_kinds_have_no_words() -> None:
    assert not any(vocabularies(body) for body in OWN_KINDS)
