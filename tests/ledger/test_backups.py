"""Backups that a machine makes by itself: sealed, tried, kept for as long as they may be."""

import errno
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection

from veille.ledger import backup_sentences, backups, clock, copies, drill
from veille.ledger.backup_sentences import Health
from veille.ledger.models import Node
from veille.ledger.refusal import Malformed, Refused
from veille.ledger.restoring import restore
from veille.ledger.sealedfiles import read_sealed, write_sealed
from veille.ledger.vault import vault

from .scene import all_facts, arrive

NIGHT = datetime(2026, 3, 14, 4, 30, tzinfo=ZoneInfo("America/Toronto"))


@pytest.fixture(autouse=True)
def _own_place(node: Node, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "VEILLE_BACKUPS", "")
    yield
    vault().close()


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024 - 1, 1024 * 1024, 3 * 1024 * 1024 + 5])
def test_what_is_sealed_comes_back_as_it_was(tmp_path: Path, size: int) -> None:
    plain, sealed, back = (tmp_path / name for name in ("plain", "sealed", "back"))
    plain.write_bytes(bytes(at * at % 251 for at in range(size)))
    write_sealed(plain, sealed, b"k" * 32)
    read_sealed(sealed, back, b"k" * 32)
    assert back.read_bytes() == plain.read_bytes()


def test_a_wrong_key_and_a_changed_file_are_two_sentences(tmp_path: Path) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    plain.write_bytes(os.urandom(2_500_000))
    write_sealed(plain, sealed, b"k" * 32)
    whole = sealed.read_bytes()
    piece = 1024 * 1024 + 16
    with pytest.raises(Refused, match="another installation"):
        read_sealed(sealed, tmp_path / "a", b"x" * 32)
    changed = {
        "cut": whole[:-1],
        "cut between two pieces": whole[: 64 + piece],
        "one byte": whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:],
        "two pieces swapped": whole[:64]
        + whole[64 + piece : 64 + 2 * piece]
        + whole[64 : 64 + piece]
        + whole[64 + 2 * piece :],
    }
    for name, raw in changed.items():
        sealed.write_bytes(raw)
        with pytest.raises(Refused, match="cut short or changed"):
            read_sealed(sealed, tmp_path / name, b"k" * 32)


def test_a_backup_is_sealed_and_holds(node: Node) -> None:
    arrive()
    vault().seal("p" * 32, "Tuesday’s word")
    made = backups.make(NIGHT)
    assert made.parent == backups.folder()
    for file in made.iterdir():
        assert b"SQLite format" not in file.read_bytes()
    proof = drill.try_latest(NIGHT)
    assert (proof.backup, proof.facts, proof.keys) == (made, len(all_facts()), 1)
    assert backups.state().proven == NIGHT
    assert not (Path(settings.VEILLE_VAR) / backups.SCRATCH).exists()
    arrive()
    assert drill.prove(made, backups.key()).facts == len(all_facts()) - 1


def test_a_backup_that_was_changed_fails_its_trial_and_that_is_noted(node: Node) -> None:
    arrive()
    made = backups.make(NIGHT)
    sealed = made / (copies.FACTS + backups.SEALED)
    sealed.write_bytes(sealed.read_bytes()[:-1])
    with pytest.raises(Refused, match="cut short or changed"):
        drill.try_latest(NIGHT)
    assert backup_sentences.judged(NIGHT).health is Health.FAILED
    assert "cut short or changed" in " ".join(backup_sentences.sentences())


def test_a_backup_of_another_history_fails_its_trial(node: Node) -> None:
    """Its facts follow each other; but they are not those of the machine in use."""
    copies.backup(
        before := Path(settings.VEILLE_VAR) / "before",
        Path(settings.VEILLE_VAULT_SECRETS),
        lambda share: None,
    )
    arrive()
    made = backups.make(NIGHT)
    connection.close()
    shutil.copy(before / copies.FACTS, connection.settings_dict["NAME"])
    for name in ("-wal", "-shm"):
        Path(f"{connection.settings_dict['NAME']}{name}").unlink(missing_ok=True)
    arrive()
    with pytest.raises(Refused, match="another history"):
        drill.prove(made, backups.key())


def test_a_lost_machine_comes_back_from_a_backup_and_a_sheet(node: Node, tmp_path: Path) -> None:
    arrive()
    vault().seal("p" * 32, "word")
    made = backups.make(NIGHT)
    letters = backups.key_in_letters(backups.key())
    opened = tmp_path / "opened"
    backups.open_into(made, opened, backups.key_of_letters(letters.lower().replace("-", " ")))
    vault().close()
    connection.close()
    done = restore(opened, Path(settings.VEILLE_VAR), clock.now(), lambda facts: None)
    assert done.before.id == node.id
    assert vault().keyed(["p" * 32]) == ["p" * 32]


def test_a_slip_of_the_pen_is_told() -> None:
    letters = backups.key_in_letters(bytes(range(32)))
    assert backups.key_of_letters(letters) == bytes(range(32))
    other = "B" if letters[0] != "B" else "C"
    for wrong in ("", letters[:-1], other + letters[1:], "été"):
        with pytest.raises(Malformed, match="a letter is wrong"):
            backups.key_of_letters(wrong)


def test_keys_go_after_a_week_and_facts_stay_by_the_month(node: Node) -> None:
    arrive()
    made = [backups.make(NIGHT + timedelta(days=day)) for day in (0, 1, 20, 25)]
    kept = backups.listed()
    assert [path for path, _manifest in kept] == [made[3], made[2], made[1]]
    assert [backups.holds_keys(path) for path, _manifest in kept] == [True, True, False]
    proof = drill.prove(made[1], backups.key())
    assert (proof.facts, proof.keys) == (len(all_facts()), 0)


def test_it_is_due_once_a_night_and_again_an_hour_after_a_failure(node: Node) -> None:
    arrive()
    with clock.pretending(NIGHT):
        backups.note(made=NIGHT - timedelta(days=1))
    five = NIGHT.replace(hour=5, minute=0)
    assert [backups.is_due(five + timedelta(minutes=m)) for m in (-1, 0, 900)] == [
        True,
        True,
        True,
    ]
    backups.make(five)
    due = [backups.is_due(five + timedelta(hours=h)) for h in (1, 23, 24)]
    assert due == [False, False, True]
    backups.note(failed=five + timedelta(hours=24), why={"en": "no stick"})
    assert not backups.is_due(five + timedelta(hours=24, minutes=59))
    assert backups.is_due(five + timedelta(hours=25))


def test_a_stick_that_is_out_is_said_and_noted(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VEILLE_BACKUPS", str(tmp_path / "stick"))
    with pytest.raises(Refused, match="is its disk or stick in"):
        backups.make(NIGHT)
    assert backup_sentences.judged(NIGHT).health is Health.FAILED
    (tmp_path / "stick").mkdir()
    backups.make(NIGHT)
    assert backup_sentences.judged(NIGHT).health is Health.UNPROVEN
    drill.try_latest(NIGHT)
    assert backup_sentences.judged(NIGHT).health is Health.PROVEN
    nine = NIGHT + timedelta(days=9)
    backups.note(made=nine)
    assert backup_sentences.judged(nine).health is Health.UNPROVEN
    assert backup_sentences.judged(nine + timedelta(days=3)).health is Health.LATE


def test_what_a_killed_process_left_open_is_cleared_away(node: Node) -> None:
    left = Path(settings.VEILLE_VAR) / backups.SCRATCH
    left.mkdir()
    (left / copies.KEYS).write_bytes(b"keys")
    with backups.alone():
        assert not left.exists()
        with pytest.raises(Refused, match="already"), backups.alone():
            pass
    left.mkdir()
    backups.sweep()
    assert not left.exists()


def test_a_place_without_room_or_that_takes_nothing_is_named(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    monkeypatch.setattr(settings, "VEILLE_BACKUPS", str(place))

    def no_room(_path: Path) -> Room:
        return Room(3 * 2**20 // 4)

    def is_full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", no_room)
        with pytest.raises(Refused, match="There is no room in"):
            backups.make(NIGHT)
    monkeypatch.setattr(backups, "write_sealed", is_full)
    with pytest.raises(Refused, match=f"to {place}: the disk is full"):
        backups.make(NIGHT)
    assert "le disque est plein" in backups.state().why["fr"]
    assert list(place.iterdir()) == []


class Room(NamedTuple):
    free: int
