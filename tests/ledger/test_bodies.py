"""Bodies are typed; what this version does not know, or what does not fit, is kept as it came."""

import io
from typing import Any, ClassVar

import msgspec
import pytest

from veille.care import facts
from veille.care.area import VISIT
from veille.care.tables import VisitRow
from veille.ledger import replay, transfer
from veille.ledger.clock import now
from veille.ledger.facts import OWN_KINDS, Body, Decoders, Unknown, encode_body
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.nodes import begin_node
from veille.ledger.recording import entries, recording

from ..databases import Templates, point_at
from .elsewhere import ARRIVED, Elsewhere, arrival, export_of
from .scene import all_facts, arrive, rows, verdict


class Weighed(Body):
    """A kind at its third version: grams since the third, a note since the second."""

    kind: ClassVar[str] = "test.thing.weighed"
    version: ClassVar[int] = 3

    grams: float
    note: str = ""

    @classmethod
    def upgrade(cls, version: int, old: dict[str, Any]) -> dict[str, Any]:
        if version == 1:
            return {"milligrams": old["mg"]}
        return {"grams": old["milligrams"] / 1000, "note": old.get("note", "")}


@pytest.mark.parametrize(
    ("version", "json", "read"),
    [
        (3, b'{"grams":2.5}', Weighed(2.5)),
        (3, b'{"grams":2.5,"added_later":[1]}', Weighed(2.5)),
        (2, b'{"milligrams":2500,"note":"wet"}', Weighed(2.5, "wet")),
        (1, b'{"mg":2500}', Weighed(2.5)),
        (4, b'{"stones":1}', Unknown(b'{"stones":1}')),
    ],
)
def test_each_version_is_read_as_the_present_one(
    version: int, json: bytes, read: Body | Unknown
) -> None:
    assert Decoders((Weighed,)).decode("test.thing.weighed", version, json) == read


def test_a_kind_that_nobody_claims_is_unknown() -> None:
    decoders = Decoders(OWN_KINDS)
    assert decoders.decode("test.thing.weighed", 3, b"{}") == Unknown(b"{}")
    assert "test.thing.weighed" not in decoders
    assert "ledger.node.began" in decoders


MISFITS = [
    ("care.visit.seated", 1, {"seat": 7}),
    ("care.visit.seated", 1, {}),
    ("care.visit.seated", 1, ["1"]),
    ("care.visit.left", 1, {"consumed": False, "reason": 7}),
    ("care.visit.arrived", 0, {"who": "nobody"}),
    ("ledger.entry.struck", 1, {"fact": 3}),
    ("ledger.entry.corrected", 1, {"fact": "x", "why": "", "at": "2026-01-01T00:00:00"}),
]
STRANGERS = [
    ("care.visit.levitated", 1, {"metres": 2}),
    ("care.visit.seated", 2, {"seat": {"row": 1, "column": 2}}),
    ("supply.sample.taken", 1, {"grams": 0.1}),
]


@pytest.mark.parametrize(("kind", "version", "body"), [*MISFITS, *STRANGERS])
def test_what_is_not_understood_is_kept_and_changes_nothing_else(
    node: Node, kind: str, version: int, body: Any
) -> None:
    """One strange fact from elsewhere keeps no site from opening."""
    there, visit = Elsewhere(), new_id()
    there.say(ARRIVED, visit, arrival(), noted=now())
    transfer.take_in(export_of(there.facts))
    there.say(kind, visit, body, v=version, noted=now())
    transfer.take_in(export_of(there.facts))
    last = entries(visit)[-1]
    assert (last.kind, last.body) == (kind, Unknown(msgspec.json.encode(body)))
    (row,) = VisitRow.objects.values()
    assert (row["stage"], row["version"]) == ("waiting", 2)
    replay.rebuild()
    assert [row] == list(VisitRow.objects.values())
    assert verdict().sound


def test_an_upgrade_that_stumbles_keeps_the_body(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(version: int, old: Any) -> Any:
        return old["no such field"]

    visit = arrive()
    monkeypatch.setattr(facts.Arrived, "version", 2)
    monkeypatch.setattr(facts.Arrived, "upgrade", stumble)
    assert type(entries(visit)[0].body) is Unknown


class LaterSeated(Body):
    """How a later Veille writes where somebody sat."""

    kind: ClassVar[str] = "care.visit.seated"
    version: ClassVar[int] = 2

    place: dict[str, int]


class Levitated(Body):
    """A kind of a later Veille."""

    kind: ClassVar[str] = "care.visit.levitated"

    metres: int


def test_what_a_later_veille_wrote_travels_and_is_shown(
    node_on_either: Node, templates: Templates, tmp_path: Any
) -> None:
    """A site that was set back to an older version drops nothing, on any of its ways."""
    visit = arrive()
    bodies = [LaterSeated({"row": 1, "column": 2}), Levitated(3)]
    with recording(by="luc", place="here") as pen:
        for body in bodies:
            pen.append(visit, body)
        pen.note(VISIT, visit, facts.Seated("1"))
    kept = [Unknown(encode_body(body)) for body in bodies]
    assert [entry.body for entry in entries(visit)[1:3]] == kept
    replay.rebuild()
    before, there = rows(), all_facts()
    out = io.BytesIO()
    transfer.export(out, "test")
    point_at(templates.sqlite(tmp_path / "other.sqlite3"))
    begin_node("another")
    transfer.take_in(out.getvalue().splitlines(keepends=True))
    assert rows() == before
    assert [fact for fact in all_facts() if fact.node == node_on_either.id] == there
    assert [entry.body for entry in entries(visit)[1:3]] == kept
