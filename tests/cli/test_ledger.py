"""`veille ledger`: facts are checked, carried to another node, copied and put back."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from .conftest import Installation


@contextmanager
def _database(installed: Installation) -> Iterator[sqlite3.Connection]:
    """The file itself, behind Veille's back; what is done to it is committed and closed."""
    with closing(sqlite3.connect(installed.var / "veille.sqlite3")) as db, db:
        yield db


def _facts(installed: Installation) -> list[tuple[object, ...]]:
    with _database(installed) as db:
        return db.execute("SELECT node, seq, hash FROM ledger_fact ORDER BY node, seq").fetchall()


def _node(installed: Installation) -> tuple[str, str]:
    with _database(installed) as db:
        row: tuple[str, str] = db.execute("SELECT id, name FROM ledger_node WHERE local").fetchone()
        return row


def _tamper(installed: Installation) -> None:
    with _database(installed) as db:
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(
            "UPDATE ledger_fact SET body = replace(body, 'CACTUS', 'CACTAS') "
            "WHERE kind = 'care.site.opened'"
        )


def test_verify_says_how_many_facts_are_sound(installed: Installation) -> None:
    assert "Sound: 2 facts" in installed.says("ledger", "verify")


def test_verify_names_the_first_bad_fact(installed: Installation) -> None:
    _tamper(installed)
    said = installed.refuses("ledger", "verify")
    assert re.search(r"Not sound: node [0-9a-f]{32}, fact 2 \([0-9a-f]{32}\)", said)


def test_rebuild_brings_read_tables_back(installed: Installation) -> None:
    with _database(installed) as db:
        db.execute("DELETE FROM care_site")
    assert "cactus" not in installed.says("site", "list")
    assert "Rebuilt from 2 facts" in installed.says("ledger", "rebuild")
    assert "cactus" in installed.says("site", "list")


@pytest.fixture
def other(tmp_path: Path) -> Installation:
    other = Installation(tmp_path / "other")
    other.says("init", "--name", "Hub")
    return other


def test_export_verifies_on_the_other_side(
    installed: Installation, other: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "facts.jsonl"
    assert "Wrote 2 facts" in installed.says("ledger", "export", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Took in 2 facts" in other.says("ledger", "import", file)
    assert "2 were here already" in other.says("ledger", "import", file)
    assert "cactus" in other.says("site", "list")
    assert set(_facts(installed)) < set(_facts(other))
    assert "Sound: 3 facts" in other.says("ledger", "verify")


def test_export_flows_through_a_pipe(installed: Installation, other: Installation) -> None:
    done = installed.run("ledger", "export", "-")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    assert "Took in 2 facts" in other.says("ledger", "import", "-", stdin=done.stdout)


def test_pipe_that_closes_early_ends_the_export_calmly(installed: Installation) -> None:
    export = " ".join(installed.arguments("ledger", "export", "-"))
    reader = f"{sys.executable} -c pass"
    done = subprocess.run(
        ["/bin/sh", "-c", f"{export} | {reader}"],
        capture_output=True,
        check=False,
        env=installed.environment(),
    )
    assert b"Traceback" not in done.stderr


def test_export_never_overwrites(installed: Installation, tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text("mine")
    assert "exists already" in installed.refuses("ledger", "export", file)
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda lines: [], "Line 1 is not the first line"),
        (lambda lines: [b"not JSON\n"], "Line 1 is not the first line"),
        (lambda lines: lines[:-1], "cut short"),
        (lambda lines: [*lines[:-1], b"{}\n"], "Line 3 is not a fact"),
        (lambda lines: [*lines[:-1], lines[-1].replace(b"CACTUS", b"CACTAS")], "does not fit"),
    ],
    ids=["empty", "no JSON", "cut short", "no fact", "changed"],
)
def test_import_says_what_it_leaves_out(
    installed: Installation, other: Installation, spoil: object, sentence: str
) -> None:
    """And takes in what is sound: the exit status is 1 all the same."""
    lines = installed.run("ledger", "export", "-").stdout.splitlines(keepends=True)
    before = _facts(other)
    assert callable(spoil)
    spoilt = spoil(lines)
    assert sentence in other.refuses("ledger", "import", "-", stdin=b"".join(spoilt))
    assert len(_facts(other)) == len(before) + (1 if len(spoilt) > 1 else 0)
    assert "Took in" in other.says("ledger", "import", "-", stdin=b"".join(lines))


def test_import_of_a_missing_file_says_so(installed: Installation) -> None:
    assert "nowhere.jsonl" in installed.refuses("ledger", "import", "nowhere.jsonl")


def test_restore_takes_a_new_identity_and_keeps_what_was_there(
    installed: Installation, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    assert "vault.secrets opens the handles" in installed.says("ledger", "backup", copy)
    before, name = _node(installed)
    installed.says("site", "add", "later", "Later", "--injection", "1")
    said = installed.says("ledger", "restore", copy)
    after, same_name = _node(installed)
    assert (after != before, same_name) == (True, name)
    assert before in said
    assert after in said
    (aside,) = installed.var.glob("before-restore-*")
    assert (aside / "veille.sqlite3").exists()
    assert "later" not in installed.says("site", "list")
    assert "Sound: 3 facts" in installed.says("ledger", "verify")


def test_restore_on_a_fresh_machine(installed: Installation, tmp_path: Path) -> None:
    installed.says("ledger", "backup", tmp_path / "copy")
    fresh = Installation(tmp_path / "fresh")
    fresh.says("ledger", "restore", tmp_path / "copy")
    assert "cactus" in fresh.says("site", "list")
    assert "marie" in fresh.says("account", "list")
    assert (fresh.var / "web.secret").exists()


def test_restore_waits_for_the_site_to_be_stopped(installed: Installation, tmp_path: Path) -> None:
    installed.says("ledger", "backup", tmp_path / "copy")
    running = sqlite3.connect(installed.var / "veille.sqlite3")
    running.execute("SELECT count(*) FROM ledger_fact").fetchone()
    assert "is running" in installed.refuses("ledger", "restore", tmp_path / "copy")
    running.close()
    assert not list(installed.var.glob("before-restore-*"))


def test_restore_refuses_half_a_backup(installed: Installation, tmp_path: Path) -> None:
    installed.says("ledger", "backup", tmp_path / "copy")
    (tmp_path / "copy" / "vault.secrets").unlink()
    said = installed.refuses("ledger", "restore", tmp_path / "copy")
    assert "vault.secrets is missing" in said
    assert "Sound" in installed.says("ledger", "verify")


def test_backup_never_overwrites(installed: Installation, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    assert "exists already" in installed.refuses("ledger", "backup", tmp_path / "copy")
