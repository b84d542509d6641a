"""A correction says what changes: what it does not name stays, whoever wrote it and whenever."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import msgspec
import pytest

from veille.care import facts
from veille.care.area import VISIT
from veille.care.words import Help, Mode
from veille.ledger import clock, store, transfer
from veille.ledger.areas import registry
from veille.ledger.facts import OWN_KINDS, Body, Decoders, Entry, Fact, changes_between
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.recording import entries, recording
from veille.ledger.replay import entries_of

from .elsewhere import ARRIVED, Elsewhere, Said, arrival, export_of

CORRECTED = "ledger.entry.corrected"
THING = "a" * 32


def _correct(entry: Entry, body: Body) -> dict[str, Any]:
    """Correct it here; returns what was stored of the correction."""
    with recording(by="luc") as pen:
        pen.correct(pen.entries(entry.about)[0], why="typed", body=body)
    with store.cursor() as cursor:
        last = max(store.facts_about(cursor, entry.about), key=lambda fact: fact.order)
    stored: dict[str, Any] = msgspec.json.decode(last.body)
    return stored


def _arrived(there: Elsewhere, **body: Any) -> Entry:
    visit = new_id()
    there.say(ARRIVED, visit, arrival(**body), noted=clock.now() - timedelta(minutes=30))
    transfer.take_in(export_of(there.facts))
    return entries(visit)[0]


def test_it_holds_what_changes_and_nothing_else(node: Node) -> None:
    entry = _arrived(Elsewhere(), help=["vein"])
    body = msgspec.structs.replace(entry.body, mode=Mode.ORAL, help=())
    assert _correct(entry, body)["changes"] == {"mode": "oral", "help": []}
    assert entries(entry.about)[0].body == body


def test_a_field_that_is_not_known_here_survives_it(node: Node) -> None:
    """A newer node asked for a language; this one corrects how somebody consumes."""
    entry = _arrived(Elsewhere(), language="ht")
    assert isinstance(entry.body, facts.Arrived)
    _correct(entry, msgspec.structs.replace(entry.body, mode=Mode.ORAL))
    with store.cursor() as cursor:
        stored = store.facts_about(cursor, entry.about)

    class Later(facts.Arrived, frozen=True):
        """An arrival as the newer node knows it."""

        language: str = "fr"

    (read,) = entries_of(stored, Decoders((*OWN_KINDS, Later)))
    assert isinstance(read.body, Later)
    assert (read.body.language, read.body.mode) == ("ht", Mode.ORAL)


def test_only_the_time_is_corrected_where_only_it_was_wrong(node: Node) -> None:
    entry = _arrived(Elsewhere())
    with recording(by="luc") as pen:
        pen.correct(pen.entries(entry.about)[0], why="time", at=entry.at - timedelta(minutes=5))
    now = entries(entry.about)[0]
    assert (now.at, now.body) == (entry.at - timedelta(minutes=5), entry.body)


def test_a_struct_within_a_body_is_changed_by_its_own_fields() -> None:
    one = msgspec.defstruct("One", [("a", int), ("b", int)], frozen=True)
    outer = msgspec.defstruct("Outer", [("one", one), ("c", int)], frozen=True)
    assert changes_between(outer(one(1, 2), 3), outer(one(1, 5), 3)) == {"one": {"b": 5}}


@pytest.mark.parametrize("thing", [*registry.things()], ids=lambda thing: thing.name)
def test_no_body_holds_a_mapping(thing: Any) -> None:
    """Merging could add to one, and never take away."""
    for body in thing.bodies:
        held = str([field.type for field in msgspec.structs.fields(body)])
        assert "dict" not in held
        assert "Mapping" not in held


class TestWrittenByTheFirstVersion:
    """It held a whole body, and left out what had its usual value."""

    def test_it_is_read_as_it_was_meant(self, node: Node) -> None:
        there = Elsewhere()
        entry = _arrived(there, help=["vein"], language="ht")
        body = {"fact": entry.id, "why": "typed", "body": arrival(mode="oral")}
        there.say(CORRECTED, entry.about, body, noted=clock.now())
        transfer.take_in(export_of(there.facts))
        now = entries(entry.about)[0].body
        assert isinstance(now, facts.Arrived)
        assert (now.mode, now.help) == (Mode.ORAL, ())
        body = msgspec.structs.replace(now, help=(Help.TALK,))
        assert _correct(entry, body)["changes"] == {"help": ["talk"]}


class Weighed(Body, frozen=True):
    """A kind at its third version: grams since the third, milligrams since the second."""

    kind: ClassVar[str] = "test.thing.weighed"
    version: ClassVar[int] = 3

    grams: float
    note: str = ""

    @classmethod
    def upgrade(cls, version: int, old: dict[str, Any]) -> dict[str, Any]:
        rest = {name: value for name, value in old.items() if name not in ("mg", "milligrams")}
        if version == 1:
            return rest | {"milligrams": old["mg"]}
        return rest | {"grams": old["milligrams"] / 1000}


DECODERS = Decoders((*OWN_KINDS, Weighed))


def _read(first: tuple[int, Any], *corrections: tuple[int, Any]) -> Any:
    """What an entry says, written as one version and corrected as others."""
    there = Elsewhere()
    said = [there.say(Weighed.kind, THING, first[1], v=first[0], noted=clock.now())]
    for version, changes in corrections:
        body = {"fact": said[0].id, "why": "typed", "changes": changes, "v": version}
        said.append(there.say(CORRECTED, THING, body, v=2, noted=clock.now()))
    (entry,) = entries_of(map(_fact, said), DECODERS)
    return entry.body


def _fact(said: Said) -> Fact:
    parts = replace(said).__dict__
    return Fact(**{**parts, "body": msgspec.Raw(json.dumps(said.body).encode())})


@pytest.mark.parametrize(
    ("first", "corrections", "read"),
    [
        ((3, {"grams": 2.5}), [(3, {"grams": 3.0})], Weighed(3.0)),
        ((3, {"grams": 2.5, "note": "wet"}), [(3, {"grams": 3.0})], Weighed(3.0, "wet")),
        ((1, {"mg": 2500, "note": "wet"}), [(3, {"grams": 3.0})], Weighed(3.0, "wet")),
        ((1, {"mg": 2500}), [(1, {"mg": 4000})], Weighed(4.0)),
        ((1, {"mg": 2500}), [(2, {"milligrams": 4000})], Weighed(4.0)),
        # A node that was upgraded corrects the note; one that was not, then corrects the weight.
        ((1, {"mg": 2500}), [(3, {"note": "wet"}), (1, {"mg": 4000})], Weighed(4.0, "wet")),
        ((1, {"mg": 2500}), [(3, {"grams": 3.0}), (1, {"note": "dry"})], Weighed(3.0, "dry")),
    ],
)
def test_versions_meet(first: Any, corrections: list[Any], read: Weighed) -> None:
    assert _read(first, *corrections) == read


def test_a_correction_by_a_version_that_is_not_known_here_is_kept_as_it_came() -> None:
    read = _read((3, {"grams": 2.5}), (4, {"stones": 1}))
    assert msgspec.json.decode(read.json) == {"stones": 1}


def test_it_folds_with_what_it_changed(node: Node) -> None:
    entry = _arrived(Elsewhere())
    _correct(entry, msgspec.structs.replace(entry.body, mode=Mode.ORAL))
    with recording(by="luc") as pen:
        visit = pen.state(VISIT, entry.about)
    assert visit is not None
    assert visit.mode is Mode.ORAL
