"""An export verifies on the other side; anything wrong with it is said, and nothing is kept."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection

from veille.care import facts
from veille.care.area import PERSON, VISIT
from veille.ledger import clock, replay, transfer
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.nodes import begin_node
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed
from veille.ledger.vault import vault

from ..databases import Templates, find_postgresql, point_at
from .elsewhere import ARRIVED, Elsewhere, Said, arrival, export_of
from .scene import all_facts, arrive, execute, rows, tamper, verdict


def _export() -> list[bytes]:
    out = io.BytesIO()
    transfer.export(out, "test")
    return out.getvalue().splitlines(keepends=True)


def _history() -> None:
    """Two visits, one corrected and one struck, and a person."""
    for seat in "12":
        visit = arrive(clock.now() - timedelta(hours=1))
        with recording(by="luc", place="here") as pen:
            pen.note(VISIT, visit, facts.Seated(seat))
            seated = pen.entries(visit)[1]
            if seat == "1":
                pen.correct(seated, why="typed", body=facts.Seated("3"))
            else:
                pen.strike(seated, why="typed")
    person = new_id()
    with recording(by="luc", place="here") as pen:
        pen.note(PERSON, person, facts.PersonWelcomed(vault().seal(person, "lynx")))


@pytest.mark.process  # the other one may be PostgreSQL
def test_an_export_verifies_on_the_other_database(
    node_on_either: Node, templates: Templates, tmp_path: Path
) -> None:
    """From SQLite to PostgreSQL and back; where there is no PostgreSQL, to another SQLite."""
    _history()
    there, lines, tables = all_facts(), _export(), rows()
    header = msgspec.json.decode(lines[0], type=transfer.Header)
    assert header.heads == {node_on_either.id: len(there)}
    assert (header.facts, header.node, header.rehearsal) == (len(there), node_on_either.id, False)
    if connection.vendor == "sqlite" and find_postgresql():
        point_at(templates.postgresql())
    else:
        point_at(templates.sqlite(tmp_path / "other.sqlite3"))
    other = begin_node("another")
    done = transfer.take_in(lines)
    assert (done.new, done.known) == (len(there), 0)
    assert [fact for fact in all_facts() if fact.node != other.id] == there
    assert verdict().sound
    assert rows() == tables
    arrive()
    assert verdict().sound


def test_an_import_repeated_adds_nothing(node_on_either: Node) -> None:
    there = _two_nodes()
    transfer.take_in(export_of(there))
    before, tables = all_facts(), rows()
    done = transfer.take_in(export_of(there))
    assert (done.new, done.known, done.things) == (0, len(there), 0)
    assert (all_facts(), rows()) == (before, tables)


def test_ones_own_export_adds_nothing(node_on_either: Node) -> None:
    _history()
    before = all_facts()
    assert transfer.take_in(_export()).new == 0
    assert all_facts() == before


def test_facts_are_taken_in_page_by_page(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "PAGE", 3)
    pages: list[int] = []
    transfer.take_in(export_of(_two_nodes()), progress=pages.append)
    assert pages == [3, 1]
    assert (len(all_facts()), len(rows())) == (5, 4)


def _two_nodes() -> list[Said]:
    nodes = [Elsewhere(), Elsewhere()]
    for node in nodes:
        for _ in range(2):
            node.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    return [*nodes[0].facts, *nodes[1].facts]


def _set(line: int, old: bytes, new: bytes) -> Callable[[list[bytes]], list[bytes]]:
    def change(lines: list[bytes]) -> list[bytes]:
        assert old in lines[line - 1]
        return [*lines[: line - 1], lines[line - 1].replace(old, new), *lines[line:]]

    return change


NO_EXPORTS: list[tuple[str, Callable[[list[bytes]], list[bytes]]]] = [
    ("an empty file", lambda lines: []),
    ("no header", lambda lines: lines[1:]),
    ("a header of something else", _set(1, b"veille-ledger/1", b"veille-ledger/9")),
]
#: What is wrong; the line that is said; which of the four facts are taken in: two of each node.
BAD_FILES: list[tuple[str, Callable[[list[bytes]], list[bytes]], str, str]] = [
    ("a line of prose", lambda lines: [*lines[:2], b"Dear diary\n", *lines[2:]], "3", "aabb"),
    ("a line cut through", lambda lines: [*lines[:-1], lines[-1][:40]], "5", "aab."),
    ("bytes that are no text", lambda lines: [*lines[:2], b"\xff\xfe\n", *lines[2:]], "3", "aabb"),
    ("a line missing in the middle", lambda lines: [*lines[:3], *lines[4:]], "4", "aa.."),
    ("a line twice", lambda lines: [*lines[:3], lines[2], *lines[3:]], "4", "aabb"),
    ("two lines exchanged", lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "2", "..bb"),
    ("a body changed", _set(3, b"down", b"crack"), "3", "a.bb"),
    ("an author changed", _set(2, b"anna", b"luc!"), "2", "..bb"),
    ("a time that names no moment", _set(2, b"+00:00", b""), "2", "..bb"),
    ("a number that is a word", _set(2, b'"seq":1', b'"seq":"one"'), "2", "..bb"),
]


@pytest.mark.parametrize("spoil", [c[1] for c in NO_EXPORTS], ids=[c[0] for c in NO_EXPORTS])
def test_a_file_that_is_no_export_is_refused(
    node: Node, spoil: Callable[[list[bytes]], list[bytes]]
) -> None:
    before = all_facts()
    with pytest.raises(Malformed, match="Line 1"):
        transfer.take_in(spoil(export_of(_two_nodes())))
    assert (all_facts(), rows()) == (before, [])


@pytest.mark.parametrize(
    ("spoil", "line", "taken"), [case[1:] for case in BAD_FILES], ids=[c[0] for c in BAD_FILES]
)
def test_what_is_wrong_is_said_by_its_line_and_the_others_go_on(
    node: Node, spoil: Callable[[list[bytes]], list[bytes]], line: str, taken: str
) -> None:
    said = _two_nodes()
    done = transfer.take_in(spoil(export_of(said)))
    assert re.search(rf"\b{line}\b", str(done.quarantined[0]))
    wanted = {fact.id for fact, mark in zip(said, taken, strict=True) if mark != "."}
    assert {fact.id for fact in all_facts() if fact.node != node.id} == wanted
    assert len(rows()) == done.new == len(wanted)
    assert verdict().sound
    again = transfer.take_in(export_of(said))
    assert (again.new, again.quarantined) == (4 - len(wanted), ())


def test_an_export_that_is_cut_short_is_said(node: Node) -> None:
    done = transfer.take_in(export_of(_two_nodes())[:-1])
    assert (done.new, done.missing, done.quarantined) == (3, 1, ())


def test_it_goes_on_from_a_head_that_is_known_here(node_on_either: Node) -> None:
    there = Elsewhere()
    visit = new_id()
    there.say(ARRIVED, visit, arrival(), noted=clock.now())
    transfer.take_in(export_of(there.facts))
    there.say("care.visit.seated", visit, {"seat": "1"}, noted=clock.now())
    done = transfer.take_in(export_of(there.facts[1:]))
    assert (done.new, done.quarantined) == (1, ())
    assert verdict().sound
    changed = Elsewhere(there.node, list(there.facts))
    changed.say("care.visit.left", visit, {"consumed": True}, noted=clock.now(), by="luc")
    lines = export_of(changed.facts[2:])
    done = transfer.take_in([lines[0], lines[1].replace(b"luc", b"eve")])
    assert (done.new, len(done.quarantined)) == (0, 1)


MISFITS = [
    ("a slug as long as a novel", {"place": "x" * 500}),
    ("a NUL in a header", {"by": "an\0na"}),
    ("a version beyond all", {"v": 2**40}),
    ("an identity that is none", {"id": "x" * 33}),
]


@pytest.mark.parametrize("header", [c[1] for c in MISFITS], ids=[c[0] for c in MISFITS])
def test_a_header_that_does_not_fit_keeps_only_its_own_node_out(
    node_on_either: Node, header: dict[str, Any]
) -> None:
    good, bad = Elsewhere(), Elsewhere()
    bad.say(ARRIVED, new_id(), arrival(), noted=clock.now(), **header)
    good.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    done = transfer.take_in(export_of([*bad.facts, *good.facts]))
    assert (done.new, [left.node for left in done.quarantined]) == (1, [bad.node])
    assert "does not fit" in str(done.quarantined[0])


def test_nothing_is_appended_to_ones_own_chain_by_a_file(node: Node) -> None:
    forged = Elsewhere(node.id)
    arrive()
    mine = all_facts()
    forged.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    forged.facts[0] = replace(forged.facts[0], seq=3, noted=clock.now())
    forged.facts[0] = replace(forged.facts[0], hash=forged.facts[0].hash_after(mine[-1].hash))
    done = transfer.take_in(export_of(forged.facts))
    assert "never wrote" in str(done.quarantined[0])
    assert all_facts() == mine


def test_two_nodes_with_one_identity_keep_only_the_second_out(node_on_either: Node) -> None:
    first, second, third = Elsewhere(), Elsewhere(), Elsewhere()
    twice = new_id()
    for there, id in ((first, twice), (second, twice), (third, new_id())):
        there.say(ARRIVED, new_id(), arrival(), noted=clock.now(), id=id)
    done = transfer.take_in(export_of([*first.facts, *second.facts, *third.facts]))
    assert (done.new, [left.node for left in done.quarantined]) == (2, [second.node])
    again = transfer.take_in(export_of(second.facts))
    assert "same identity" in str(again.quarantined[0])


def test_a_thing_that_cannot_be_folded_breaks_nothing_else(node_on_either: Node) -> None:
    """A number that no column holds, from another node: the thing has no row, others have."""
    there = Elsewhere()
    site = {
        "slug": "zz",
        "name": "zz",
        "site_kind": "fixed",
        "time_zone": "UTC",
        "seats": [],
        "seat_minutes": 2**70,
    }
    there.say("care.site.opened", new_id(), site, noted=clock.now())
    there.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    done = transfer.take_in(export_of(there.facts))
    assert (done.new, len(rows())) == (2, 1)
    replay.rebuild()
    assert len(rows()) == 1


def test_somebody_is_helped_while_an_import_goes_on(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two pages the ledger is anybody's."""
    monkeypatch.setattr(transfer, "PAGE", 1)
    there = Elsewhere()
    for _ in range(3):
        there.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    helped = []
    done = transfer.take_in(export_of(there.facts), progress=lambda count: helped.append(arrive()))
    assert done.new == len(helped) == 3
    assert len(rows()) == 6
    assert verdict().sound


def test_a_late_fault_leaves_the_early_lines_as_they_are(node_on_either: Node) -> None:
    person, there = new_id(), Elsewhere()
    with recording(by="anna") as pen:
        sealed = vault().seal(person, "lynx")
        pen.note(PERSON, person, facts.PersonWelcomed(sealed))
    there.say("ledger.person.forgotten", person, {}, noted=clock.now())
    there.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    done = transfer.take_in([*export_of(there.facts)[:-1], b"{}\n"])
    assert (done.new, len(done.quarantined)) == (1, 1)
    assert vault().open(person, sealed) is None


def test_two_copies_of_one_node_that_both_wrote_are_told_apart(node_on_either: Node) -> None:
    """A cloned device overwrites nobody: the fork is named, with what to do."""
    there = Elsewhere()
    there.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    clone = Elsewhere(there.node, list(there.facts))
    there.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    transfer.take_in(export_of(there.facts))
    for _ in range(3):
        clone.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    other = Elsewhere()
    other.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    before = all_facts()
    done = transfer.take_in(export_of([*clone.facts, *other.facts]))
    assert re.search(f"{there.node}.*3.*2", str(done.quarantined[0]))
    assert done.new == 1
    assert [fact for fact in all_facts() if fact.node != other.node] == before


def test_a_person_forgotten_elsewhere_is_forgotten_here(node_on_either: Node) -> None:
    person, there = new_id(), Elsewhere()
    with recording(by="anna") as pen:
        sealed = vault().seal(person, "lynx")
        pen.note(PERSON, person, facts.PersonWelcomed(sealed))
        vault().know(person, "lynx")
    there.say("ledger.person.forgotten", person, {}, noted=clock.now())
    transfer.take_in(export_of(there.facts))
    assert vault().open(person, sealed) is None
    assert vault().find("lynx") == []
    assert rows()[0]["forgotten"] is True


def test_an_export_is_a_picture_that_holds_still(node: Node) -> None:
    """Facts that are written while it runs are not in it: it verifies all the same."""
    for _ in range(3):
        arrive()

    class Disturbing(io.BytesIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            if self.tell() == 0:
                arrive()
            return super().write(data)

    out = Disturbing()
    header = transfer.export(out, "test")
    assert header.facts == 4
    assert len(out.getvalue().splitlines()) == 5
    assert transfer.take_in(out.getvalue().splitlines(keepends=True)).known == 4


def test_a_tampered_ledger_exports_nothing_that_another_takes_in(
    node: Node, templates: Templates, tmp_path: Path
) -> None:
    _history()
    tamper("UPDATE ledger_fact SET body = '{}' WHERE seq = 2")
    lines = _export()
    point_at(templates.sqlite(tmp_path / "other.sqlite3"))
    begin_node("another")
    done = transfer.take_in(lines)
    assert re.search(r"\b3\b", str(done.quarantined[0]))
    assert done.new == 1


def test_what_a_rehearsal_played_is_marked(sqlite: Path) -> None:
    begin_node("a rehearsal", rehearsal=True)
    arrive()
    assert msgspec.json.decode(_export()[0])["rehearsal"] is True
    execute("UPDATE ledger_node SET rehearsal = false")
    assert msgspec.json.decode(_export()[0])["rehearsal"] is True
