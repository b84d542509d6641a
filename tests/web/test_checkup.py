"""`veille doctor`: each thing that may be wrong is said, with what to do, and well is said too."""

import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import translation

from veille.cli import installation
from veille.ledger import backups, clock, drill
from veille.ledger.models import Node
from veille.ledger.recording import recording
from veille.web import checkup
from veille.web.checkup import Finding, Level, Subject, around, data, machine

from ..ledger.scene import arrive


@pytest.fixture(autouse=True)
def _in_english(node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "VEILLE_BACKUPS", "")
    folder.chmod(0o700)
    installation.make_web_secret(folder)
    with translation.override("en"):
        yield


class Space(NamedTuple):
    free: int


def level(finding: Finding | None) -> Level | None:
    return finding.level if finding else None


def test_a_machine_in_order_has_nothing_to_be_seen_to_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive()
    place = tmp_path / "other disk"
    place.mkdir()
    monkeypatch.setattr(settings, "VEILLE_BACKUPS", str(place))
    backups.make(clock.now())
    drill.try_latest(clock.now())
    backups.note(sheet_proven=clock.now())
    found = {finding.subject: finding for finding in checkup.look()}
    # Room and memory are this machine's own, whatever runs on it.
    del found[Subject.DISK], found[Subject.MEMORY]
    assert {finding.level for finding in found.values()} == {Level.WELL}
    assert Subject.NODES not in found, "it stands alone"
    assert Subject.CERTIFICATE not in found, "it has no public address"


def test_a_full_disk_and_one_that_will_be(monkeypatch: pytest.MonkeyPatch) -> None:
    for free_mb, expected in ((100, Level.NOW), (500, Level.SOON), (90_000, Level.WELL)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, mb=free_mb: Space(mb * 2**20))
        assert level(machine.disk()) is expected


def test_a_clock_that_lies_behind_the_last_entry(node: Node) -> None:
    with clock.pretending(clock.now() + timedelta(days=2)), recording(by="anna") as pen:
        pen.forget("p" * 32)
    found = machine.clock_of_this_machine()
    assert found.level is Level.NOW
    assert "Compare it with a phone" in found.todo
    with clock.pretending(clock.now() + timedelta(days=2)):
        assert machine.clock_of_this_machine().level is Level.WELL


def test_a_secret_that_others_can_read(folder: Path) -> None:
    assert machine.files().level is Level.WELL
    secret = Path(settings.VEILLE_VAULT_SECRETS)
    secret.chmod(0o644)
    found = machine.files()
    assert (found.level, found.todo) == (Level.NOW, f"Run: chmod go-rwx {secret}")


def test_backups_that_are_late_untried_or_nobody_can_open(node: Node) -> None:
    arrive()
    late = clock.now() + timedelta(days=3)
    with clock.pretending(late):
        assert level(data.backup()) is Level.NOW
    backups.make(clock.now())
    assert level(data.backup()) is Level.SOON
    assert level(data.sheet()) is Level.SOON
    drill.try_latest(clock.now())
    found = data.backup()
    assert found is not None
    assert (found.level, "VEILLE_BACKUPS" in found.todo) == (Level.SOON, True)


def test_a_database_of_another_version(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veille.ledger.upgrade.is_due", lambda: True)
    found = data.version()
    assert (found.level, "veille init" in found.todo) == (Level.NOW, True)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.parametrize(
    ("greeting", "expected"), [(b"220 mail ESMTP\r\n", Level.WELL), (b"nonsense", Level.NOW)]
)
def test_a_mail_server_that_greets_and_one_that_does_not(
    listening: socket.socket,
    greeting: bytes,
    expected: Level,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def greet() -> None:
        connection, _address = listening.accept()
        with connection:
            connection.sendall(greeting)

    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", listening.getsockname()[1])
    answering = threading.Thread(target=greet)
    answering.start()
    found = around.mail()
    answering.join()
    assert level(found) is expected


def test_nobody_is_mailed_where_no_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_HOST", "")
    monkeypatch.setattr(settings, "VEILLE_ALERTS_TO", [])
    assert around.mail() is None
    monkeypatch.setattr(settings, "VEILLE_ALERTS_TO", ["night@veille.example"])
    assert level(around.mail()) is Level.SOON


def test_an_address_that_does_not_answer(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = listening.getsockname()[1]
    listening.close()
    monkeypatch.setattr(settings, "VEILLE_ADDRESS", f"https://127.0.0.1:{port}")
    assert level(around.certificate()) is Level.NOW


def test_what_cannot_be_looked_at_keeps_nothing_else_from_being_seen(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Finding:
        raise RuntimeError("no such thing")

    looks = ((Subject.DISK, broken), (Subject.ZONES, machine.zones))
    monkeypatch.setattr(checkup, "_LOOKS", looks)
    monkeypatch.setattr(checkup, "_LOOKS_INTO_IT", ())
    first, second = checkup.look()
    assert (first.level, first.sentence) == (
        Level.NOW,
        "This could not be looked at: no such thing.",
    )
    assert (second.subject, second.level) == (Subject.ZONES, Level.WELL)
    assert "could not be looked at" in caplog.text


def test_a_vault_that_is_lost_and_a_web_secret_that_is_missing(folder: Path) -> None:
    assert data.vault().level is Level.WELL
    for file in folder.glob("vault.sqlite3*"):
        file.unlink()
    (folder / "web.secret").unlink()
    said = {one.subject: one for one in checkup.look() if one.level is Level.NOW}
    assert "vault of this ledger is missing" in said[Subject.VAULT].sentence
    assert "veille backup restore" in said[Subject.VAULT].todo
    assert "key that signs sessions is missing" in said[Subject.FILES].sentence


def _damage(folder: Path) -> None:
    database = folder / "veille.sqlite3"
    connection.close()
    whole = database.read_bytes()
    database.write_bytes(whole[:100] + b"\xff" * (len(whole) // 2) + whole[len(whole) // 2 + 100 :])


def _empty(folder: Path) -> None:
    connection.close()
    (folder / "veille.sqlite3").write_bytes(b"")


def _lose(folder: Path) -> None:
    connection.close()
    (folder / "veille.sqlite3").unlink()


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [(_damage, "is damaged"), (_empty, "No database lies here"), (_lose, "No database lies here")],
)
def test_a_database_that_cannot_be_read_names_the_backup_and_hides_nothing_else(
    folder: Path, happens: Callable[[Path], None], sentence: str
) -> None:
    arrive()
    made = backups.make(clock.now())
    happens(folder)
    found = {one.subject: one for one in checkup.look()}
    assert sentence in found[Subject.DATABASE].sentence
    assert f"veille backup restore {made}" in found[Subject.DATABASE].todo
    assert {Subject.DISK, Subject.FILES, Subject.ZONES} <= found.keys()
    assert Subject.CLOCK not in found, "what cannot be read is said once"
    assert (folder / "veille.sqlite3").exists() is (happens is not _lose), "nothing is made anew"


def test_a_full_disk_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says “disk I/O error”, or “unable to open database file”, and nothing of room."""

    def refuses() -> Finding:
        raise OperationalError("disk I/O error") from sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(data, "store", SimpleNamespace(cursor=refuses))
    monkeypatch.setattr(checkup, "_LOOKS", ((Subject.DATABASE, data.database),))
    assert "disk I/O error" in checkup.look()[0].sentence
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Space(0))
    found = checkup.look()[0]
    assert (found.level, "is full" in found.sentence) == (Level.NOW, True)
    assert "Make room" in found.todo


def test_no_room_for_the_next_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VEILLE_BACKUPS", str(tmp_path))
    arrive()
    backups.make(clock.now())
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Space(1000))
    found = data.backup()
    assert found is not None
    assert (found.level, str(tmp_path) in found.sentence) == (Level.NOW, True)


def test_the_sheet_counts_once_a_part_of_it_was_read_back() -> None:
    letters = backups.key_in_letters(backups.key()).split("-")
    backups.note(sheet=clock.now())
    found = data.sheet()
    assert found is not None
    assert (found.level, "groups 3 and 11" in found.todo) == (Level.SOON, True)
    assert not backups.is_proof(letters[0])
    assert backups.is_proof(f"{letters[2]} {letters[10]}".lower())
    backups.note(sheet_proven=clock.now())
    assert level(data.sheet()) is Level.WELL
    backups.keep_key(b"another key" + b"." * 21)
    assert level(data.sheet()) is Level.SOON, "another key is another paper"
