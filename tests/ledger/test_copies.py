"""Backup while others write."""

import sqlite3
import threading
from pathlib import Path

import pytest
from django.db import connection

from veille.ledger import copies
from veille.ledger.models import Node
from veille.ledger.refusal import Refused

from .scene import all_facts, arrive, execute


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
