"""Backup while others write; restore as a new node that brings nobody back."""

import sqlite3
import threading
from pathlib import Path

import pytest
from django.db import connection

from veille.care import facts
from veille.care.area import PERSON
from veille.ledger import copies, nodes
from veille.ledger.clock import now
from veille.ledger.facts import NodeBegan
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.recording import entries, recording
from veille.ledger.refusal import Refused
from veille.ledger.vault import vault

from .scene import all_facts, arrive, execute, rows, verdict


def _back_up(folder: Path, progress: list[float]) -> Path:
    backup = folder / "backups" / now().strftime("%H%M%S%f")
    copies.backup(backup, folder / "vault.secrets", progress.append)
    return backup


def _restore(backup: Path, folder: Path) -> Path:
    vault().close()
    connection.close()
    aside = folder / "aside"
    copies.put_back(backup, folder, aside)
    return aside


def _welcome(word: str) -> str:
    person = new_id()
    with recording(by="anna", place="here") as pen:
        pen.note(PERSON, person, facts.PersonWelcomed(vault().seal(person, word)))
        vault().know(person, word)
    return person


def test_a_backup_is_whole_while_writers_write(node: Node, folder: Path) -> None:
    """It ends although a write follows every step of it, and loses nothing written before."""
    execute("CREATE TABLE ballast AS SELECT zeroblob(60000000) AS weight")
    arrive()
    before = len(all_facts())
    steps: list[float] = []
    failed: list[BaseException] = []

    def write() -> None:
        try:
            arrive()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def step(done: float) -> None:
        steps.append(done)
        assert len(steps) < 50, "the copy begins anew with every write"
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()

    backup = folder / "backup"
    copies.backup(backup, folder / "vault.secrets", step)
    assert failed == []
    assert (steps, steps[-1]) == (sorted(steps), 1)
    assert len(all_facts()) == before + len(steps)
    copied = sqlite3.connect(backup / copies.FACTS)
    ids = [row[0] for row in copied.execute("SELECT id FROM ledger_fact ORDER BY pos")]
    copied.close()
    written = [fact.id for fact in all_facts()]
    assert ids == written[: len(ids)]
    assert len(ids) >= before
    assert not (folder / "backup.unfinished").exists()
    assert {file.name for file in backup.iterdir()} == {
        copies.FACTS,
        copies.KEYS,
        copies.SECRETS,
    }


def test_a_backup_overwrites_none(node: Node, folder: Path) -> None:
    (folder / "backup").mkdir()
    with pytest.raises(Refused, match="backup"):
        copies.backup(folder / "backup", folder / "vault.secrets", lambda share: None)
    assert list((folder / "backup").iterdir()) == []


def test_on_postgresql_the_refusal_says_what_to_use(node_on_either: Node, folder: Path) -> None:
    """On SQLite the same call makes the copy."""

    def back_up() -> None:
        copies.backup(folder / "backup", folder / "vault.secrets", lambda share: None)

    if connection.vendor == "postgresql":
        with pytest.raises(Refused, match="pg_dump"):
            back_up()
    else:
        back_up()
    assert (folder / "backup").exists() == (connection.vendor == "sqlite")


def test_a_restored_database_writes_as_a_new_node(node: Node, folder: Path) -> None:
    arrive()
    backup = _back_up(folder, [])
    held, tables = all_facts(), rows()
    arrive()
    lost = all_facts()[-1]
    aside = _restore(backup, folder)
    assert all_facts() == held
    assert rows() == tables
    again = nodes.begin_node("restored")
    assert again.id != node.id
    first = all_facts()[-1] if all_facts()[-1].node == again.id else None
    assert first is not None
    assert entries(again.id)[0].body == NodeBegan("restored", node.id, len(held))
    arrive()
    assert verdict().heads[again.id].seq == 2
    assert verdict().heads[node.id].seq == len(held)
    assert verdict().sound
    kept = sqlite3.connect(aside / "veille.sqlite3")
    assert kept.execute("SELECT id FROM ledger_fact WHERE id = ?", (lost.id,)).fetchone()
    kept.close()
    assert sorted(file.name for file in aside.iterdir() if "-" not in file.name) == [
        "vault.secrets",
        "vault.sqlite3",
        "veille.sqlite3",
    ]


def test_who_was_forgotten_after_the_backup_stays_forgotten(node: Node, folder: Path) -> None:
    gone, known = _welcome("lynx"), _welcome("renard")
    backup = _back_up(folder, [])
    with recording(by="luc") as pen:
        pen.forget(gone)
    vault().close()
    connection.close()
    assert copies.put_back(backup, folder, folder / "aside") == [gone]
    assert vault().find("lynx") == []
    assert vault().find("renard") == [known]
    handles = {row["id"]: row["handle"] for row in rows()}
    assert vault().open(gone, handles[gone]) is None
    assert vault().open(known, handles[known]) == "renard"


def test_a_backup_with_a_file_missing_changes_nothing(node: Node, folder: Path) -> None:
    arrive()
    backup = _back_up(folder, [])
    (backup / copies.KEYS).unlink()
    before = all_facts()
    with pytest.raises(Refused, match=copies.KEYS):
        _restore(backup, folder)
    assert all_facts() == before
    assert not (folder / "aside").exists()


def test_a_backup_is_restored_where_nothing_is(node: Node, folder: Path, tmp_path: Path) -> None:
    arrive()
    backup = _back_up(folder, [])
    fresh = tmp_path / "fresh"
    assert copies.put_back(backup, fresh, tmp_path / "aside") == []
    assert not (tmp_path / "aside").exists()
    copied = sqlite3.connect(fresh / copies.FACTS)
    assert copied.execute("SELECT count(*) FROM ledger_fact").fetchone() == (2,)
    copied.close()


def test_a_backup_is_restored_over_a_broken_database(node: Node, folder: Path) -> None:
    arrive()
    backup = _back_up(folder, [])
    before = all_facts()
    vault().close()
    connection.close()
    (folder / "veille.sqlite3").write_bytes(b"not a database" * 1000)
    for log in folder.glob("veille.sqlite3-*"):
        log.unlink()
    copies.put_back(backup, folder, folder / "aside")
    assert all_facts() == before
