"""An export verifies on the other side; anything wrong with it is said, and nothing is kept."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.db import connection

from veille.care import facts
from veille.care.area import PERSON, VISIT
from veille.ledger import clock, transfer
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.nodes import begin_node
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed, Refused
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


def test_an_import_of_many_things_rebuilds_and_reads_the_same(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive()
    monkeypatch.setattr(transfer, "REFOLD_AT_MOST", 1)
    transfer.take_in(export_of(_two_nodes()))
    assert len(rows()) == 5


def test_facts_are_taken_in_page_by_page(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veille.ledger.store.PAGE", 3)
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


BAD_FILES: list[tuple[str, Callable[[list[bytes]], list[bytes]], str]] = [
    ("an empty file", lambda lines: [], "1"),
    ("no header", lambda lines: lines[1:], "1"),
    ("a header of something else", _set(1, b"veille-ledger/1", b"veille-ledger/9"), "1"),
    ("a line of prose", lambda lines: [*lines[:2], b"Dear diary\n", *lines[2:]], "3"),
    ("a line cut through", lambda lines: [*lines[:-1], lines[-1][:40]], "5"),
    ("bytes that are no text", lambda lines: [*lines[:2], b"\xff\xfe\n", *lines[2:]], "3"),
    ("a line too few at the end", lambda lines: lines[:-1], "4.+3"),
    ("a line missing in the middle", lambda lines: [*lines[:3], *lines[4:]], "4"),
    ("a line twice", lambda lines: [*lines[:3], lines[2], *lines[3:]], "4"),
    ("two lines exchanged", lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "2"),
    ("a body changed", _set(3, b"down", b"crack"), "3"),
    ("an author changed", _set(2, b"anna", b"luc!"), "2"),
    ("a time that names no moment", _set(2, b"+00:00", b""), "2"),
    ("a number that is a word", _set(2, b'"seq":1', b'"seq":"one"'), "2"),
]


@pytest.mark.parametrize(
    ("spoil", "line"), [case[1:] for case in BAD_FILES], ids=[case[0] for case in BAD_FILES]
)
def test_a_bad_file_is_refused_by_its_line_and_nothing_is_taken_in(
    node: Node, spoil: Callable[[list[bytes]], list[bytes]], line: str
) -> None:
    before = all_facts()
    with pytest.raises(Malformed) as refused:
        transfer.take_in(spoil(export_of(_two_nodes())))
    assert re.search(rf"\b{line}\b", str(refused.value))
    assert (all_facts(), rows()) == (before, [])
    transfer.take_in(export_of(_two_nodes()))
    assert len(rows()) == 4


def test_a_late_fault_leaves_nothing_of_the_early_lines(node_on_either: Node) -> None:
    person, there = new_id(), Elsewhere()
    with recording(by="anna") as pen:
        sealed = vault().seal(person, "lynx")
        pen.note(PERSON, person, facts.PersonWelcomed(sealed))
    there.say("ledger.person.forgotten", person, {}, noted=clock.now())
    there.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    before, tables = all_facts(), rows()
    with pytest.raises(Malformed):
        transfer.take_in([*export_of(there.facts)[:-1], b"{}\n"])
    assert (all_facts(), rows()) == (before, tables)
    assert vault().open(person, sealed) == "lynx"


def test_two_copies_of_one_node_that_both_wrote_are_told_apart(node_on_either: Node) -> None:
    """A cloned device overwrites nobody: the fork is named, with what to do."""
    there = Elsewhere()
    there.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    clone = Elsewhere(there.node, list(there.facts))
    there.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    transfer.take_in(export_of(there.facts))
    for _ in range(3):
        clone.say(ARRIVED, new_id(), arrival(), noted=clock.now())
    before = all_facts()
    with pytest.raises(Refused, match=f"3.*{there.node}.*2"):
        transfer.take_in(export_of(clone.facts))
    assert all_facts() == before


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
    with pytest.raises(Malformed, match=r"\b3\b"):
        transfer.take_in(lines)


def test_what_a_rehearsal_played_is_marked(sqlite: Path) -> None:
    begin_node("a rehearsal", rehearsal=True)
    arrive()
    assert msgspec.json.decode(_export()[0])["rehearsal"] is True
    execute("UPDATE ledger_node SET rehearsal = false")
    assert msgspec.json.decode(_export()[0])["rehearsal"] is True
