"""A backup is put back whole or not at all, as a new node, and brings nobody back."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import connection

from veille.care import facts
from veille.care.area import PERSON
from veille.ledger import backups, copies, restoring
from veille.ledger.clock import now
from veille.ledger.facts import NodeBegan, Struck
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.nodes import local_node
from veille.ledger.recording import entries, recording
from veille.ledger.refusal import Refused
from veille.ledger.restoring import Restored
from veille.ledger.vault import Vault, vault

from .scene import all_facts, arrive, rows, verdict


def _back_up(folder: Path) -> Path:
    backup = folder / "backups" / now().strftime("%H%M%S%f")
    copies.backup(backup, folder / "vault.secrets", lambda share: None)
    return backup


def _restore(backup: Path, folder: Path) -> Restored:
    vault().close()
    connection.close()
    return restoring.restore(backup, folder, now(), lambda facts: None)


def _welcome(word: str) -> str:
    person = new_id()
    with recording(by="anna", place="here") as pen:
        pen.note(PERSON, person, facts.PersonWelcomed(vault().seal(person, word)))
        vault().know(person, word)
    return person


def _forget(person: str) -> None:
    with recording(by="luc") as pen:
        pen.forget(person)


def test_a_restored_database_writes_as_a_new_node(node: Node, folder: Path) -> None:
    arrive()
    backup = _back_up(folder)
    held, tables = all_facts(), rows()
    arrive()
    lost = all_facts()[-1]
    done = _restore(backup, folder)
    assert all_facts()[: len(held)] == held
    assert rows() == tables
    assert done.before.id == node.id
    assert local_node() == done.node
    assert done.node.id != node.id
    (began,) = all_facts()[len(held) :]
    assert began.node == done.node.id
    assert entries(done.node.id)[0].body == NodeBegan("test node", node.id, len(held))
    arrive()
    assert verdict().heads[done.node.id].seq == 2
    assert verdict().heads[node.id].seq == len(held)
    assert verdict().sound
    assert done.aside is not None
    kept = sqlite3.connect(done.aside / "veille.sqlite3")
    assert kept.execute("SELECT id FROM ledger_fact WHERE id = ?", (lost.id,)).fetchone()
    kept.close()
    assert sorted(file.name for file in done.aside.iterdir() if "-" not in file.name) == [
        "vault.secrets",
        "vault.sqlite3",
        "veille.sqlite3",
    ]
    assert not (folder / restoring.READY).exists()
    assert not (folder / restoring.UNFINISHED).exists()


def test_who_was_forgotten_after_the_backup_stays_forgotten(node: Node, folder: Path) -> None:
    gone, known = _welcome("lynx"), _welcome("renard")
    backup = _back_up(folder)
    _forget(gone)
    assert _restore(backup, folder).forgotten == 1
    assert vault().find("lynx") == []
    assert vault().find("renard") == [known]
    row = {row["id"]: row for row in rows()}
    assert (row[gone]["forgotten"], row[known]["forgotten"]) == (True, False)
    assert vault().open(gone, row[gone]["handle"]) is None
    assert vault().open(known, row[known]["handle"]) == "renard"


def test_a_second_restore_of_the_same_backup_revives_nobody(node: Node, folder: Path) -> None:
    gone = _welcome("lynx")
    backup = _back_up(folder)
    _forget(gone)
    for _ in range(3):
        _restore(backup, folder)
        assert vault().keyed([gone]) == []
        assert vault().find("lynx") == []
    assert verdict().sound


def test_a_newer_backup_revives_nobody_whom_an_older_one_did_not_know(
    node: Node, folder: Path
) -> None:
    arrive()
    older = _back_up(folder)
    gone = _welcome("lynx")
    newer = _back_up(folder)
    _forget(gone)
    _restore(older, folder)
    _restore(newer, folder)
    assert vault().keyed([gone]) == []
    assert {row["id"]: row["forgotten"] for row in rows() if row["id"] == gone} == {gone: True}


def test_whom_the_backup_says_forgotten_is_forgotten_though_their_key_is_in_it(
    node: Node, folder: Path
) -> None:
    gone = _welcome("lynx")
    vault().close()
    with_key = folder / "with key"
    shutil.copy2(folder / copies.KEYS, with_key)
    _forget(gone)
    backup = _back_up(folder)
    shutil.copy2(with_key, backup / copies.KEYS)
    fresh = folder / "fresh"
    done = _restore(backup, fresh)
    assert (done.forgotten, done.aside) == (1, None)
    with closing(sqlite3.connect(fresh / copies.KEYS)) as keys:
        assert keys.execute("SELECT count(*) FROM subject_key").fetchone() == (0,)
        assert keys.execute("SELECT count(*) FROM known_handle").fetchone() == (0,)


def _strike(about: str) -> str:
    """The words of what is struck out stay in the vault, unless its room destroys them."""
    with recording(by="luc") as pen:
        pen.append(about, Struck(entries(about)[0].id, "typed"))
    return about


def test_words_that_went_with_what_was_struck_out_stay_gone(node: Node, folder: Path) -> None:
    gone, known = _welcome("lynx"), _welcome("renard")
    backup = _back_up(folder)
    vault().destroy(_strike(gone))
    _restore(backup, folder)
    assert vault().keyed([gone, known]) == [known]


def _of_another(keys: Path) -> None:
    """Another installation's vault, with its own people."""
    keys.unlink()
    foreign = Vault(keys, keys.with_name(copies.SECRETS))
    foreign.seal(new_id(), "a note")
    foreign.close()


def _readable_in_part(keys: Path) -> None:
    """Its first people are read, and then a page is broken."""
    with closing(sqlite3.connect(keys)) as db:
        (page,) = db.execute("PRAGMA page_size").fetchone()
        pages = db.execute("PRAGMA page_count").fetchone()[0]
    whole = keys.read_bytes()
    for number in reversed(range(1, pages)):
        with keys.open("r+b") as file:
            file.seek(number * page)
            file.write(b"\xff" * page)
        if 0 < len(_read_until_it_breaks(keys)) < 200:
            return
        keys.write_bytes(whole)
    raise AssertionError("no page breaks it in its middle")


def _read_until_it_breaks(keys: Path) -> list[str]:
    found = []
    with closing(sqlite3.connect(keys)) as db, suppress(sqlite3.DatabaseError):
        for (subject,) in db.execute("SELECT subject FROM subject_key"):
            found.append(subject)
    return found


@pytest.mark.parametrize("happens", [_of_another, _readable_in_part])
def test_a_vault_that_is_not_this_ledgers_destroys_no_key_of_the_backup(
    node: Node, folder: Path, happens: Callable[[Path], None]
) -> None:
    people = [_welcome(f"visitor {n}") for n in range(200)]
    backup = _back_up(folder)
    for person in people:
        _strike(person)
    vault().close()
    happens(folder / copies.KEYS)
    _restore(backup, folder)
    assert vault().keyed(people) == people


def test_nobody_is_signed_in_to_what_was_put_back(node: Node, folder: Path) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore().create()
    backup = _back_up(folder)
    _restore(backup, folder)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


def test_what_is_put_back_is_for_its_owner_alone(node: Node, folder: Path) -> None:
    backup = _back_up(folder)
    for file in backup.iterdir():
        file.chmod(0o644)
    fresh = folder / "fresh"
    _restore(backup, fresh)
    assert fresh.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in fresh.iterdir()} == {0o600}


def _missing(backup: Path) -> str:
    (backup / copies.KEYS).unlink()
    return f"{copies.KEYS} is missing"


def _broken_facts(backup: Path) -> str:
    (backup / copies.FACTS).write_bytes(b"not a database" * 1000)
    return "is not sound"


def _broken_keys(backup: Path) -> str:
    (backup / copies.KEYS).write_bytes(b"not a database" * 1000)
    return "is not sound"


def _never_set_up(backup: Path) -> str:
    (backup / copies.FACTS).unlink()
    sqlite3.connect(backup / copies.FACTS).close()
    return "holds no ledger that was set up"


@pytest.mark.parametrize("spoil", [_missing, _broken_facts, _broken_keys, _never_set_up])
def test_a_backup_that_is_not_whole_changes_nothing(
    node: Node, folder: Path, spoil: object
) -> None:
    arrive()
    backup = _back_up(folder)
    before = all_facts()
    assert callable(spoil)
    with pytest.raises(Refused, match=spoil(backup)):
        _restore(backup, folder)
    assert all_facts() == before
    assert local_node() == node
    assert not [path for path in folder.iterdir() if "restore" in path.name]


def test_a_disk_without_room_is_said_before_anything_is_written(
    node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = _back_up(folder)

    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(restoring.shutil, "disk_usage", lambda path: Usage(20 * 2**20))
    with pytest.raises(Refused, match="20 MB are free"):
        _restore(backup, folder)
    assert local_node() == node


def test_a_copy_for_which_the_room_ran_out_leaves_nothing(
    node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = _back_up(folder)

    def full(_source: Path, to: Path) -> None:
        to.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring.shutil, "copyfile", full)
    with pytest.raises(Refused, match=r"could not be copied \(the disk is full\)"):
        _restore(backup, folder)
    assert local_node() == node
    assert not (folder / restoring.UNFINISHED).exists()


def test_a_site_that_runs_is_let_run(node: Node, folder: Path) -> None:
    backup = _back_up(folder)

    def runs(_facts: Path) -> None:
        raise Refused("The site is running.")

    with pytest.raises(Refused, match="running"):
        restoring.restore(backup, folder, now(), runs)
    assert local_node() == node
    assert not (folder / restoring.UNFINISHED).exists()


def test_nothing_opens_a_place_whose_restore_is_under_way_or_stopped(
    node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = _back_up(folder)
    said = []

    def ask(_facts: Path) -> None:
        with pytest.raises(Refused) as refused:
            restoring.check_is_whole(folder)
        said.append(str(refused.value))

    monkeypatch.setattr(restoring, "finish", lambda var: None)
    vault().close()
    connection.close()
    restoring.restore(backup, folder, now(), ask)
    monkeypatch.undo()
    with pytest.raises(Refused, match="stopped in its middle"):
        restoring.check_is_whole(folder)
    assert "under way" in said[0]
    restoring.finish(folder)
    restoring.check_is_whole(folder)
    assert local_node() != node


def test_a_backup_is_restored_over_a_broken_database(node: Node, folder: Path) -> None:
    arrive()
    backup = _back_up(folder)
    before = all_facts()
    vault().close()
    connection.close()
    (folder / "veille.sqlite3").write_bytes(b"not a database" * 1000)
    for log in folder.glob("veille.sqlite3-*"):
        log.unlink()
    _restore(backup, folder)
    assert all_facts()[: len(before)] == before


def test_what_a_killed_restore_left_is_cleared_away_keys_and_all(node: Node, folder: Path) -> None:
    left = folder / restoring.UNFINISHED
    left.mkdir()
    restoring.check_is_whole(folder)
    assert not left.exists()
    left.mkdir()
    for name in ("lock", copies.KEYS, copies.SECRETS):
        (left / name).write_text("x")
    restoring.check_is_whole(folder)
    assert not left.exists()
    assert os.listdir(folder)


def test_what_is_no_backup_is_told_by_what_it_is(
    node: Node, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VEILLE_BACKUPS", "")
    made = backups.make(now())
    restoring.check_is_there(made)
    with pytest.raises(Refused, match=f"There is no folder {tmp_path / 'nowhere'}"):
        restoring.check_is_there(tmp_path / "nowhere")
    with pytest.raises(Refused, match=f"Name one of them; the last is {made}"):
        restoring.check_is_there(made.parent)
