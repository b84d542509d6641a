"""A vault that is lost, or not this ledger’s, is told from the right one, before and after the
first visitor; nothing is changed by looking."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from veille.ledger import vault_check
from veille.ledger.models import Node
from veille.ledger.recording import recording
from veille.ledger.refusal import Refused
from veille.ledger.vault import Vault, make_secrets, vault
from veille.ledger.vault_check import VaultFault

KEYS, SECRETS = "vault.sqlite3", "vault.secrets"


@pytest.fixture
def another(tmp_path: Path) -> Path:
    """The vault of another installation, with somebody in it."""
    folder = tmp_path / "another"
    folder.mkdir()
    make_secrets(folder / SECRETS)
    foreign = Vault(folder / KEYS, folder / SECRETS)
    foreign.keep_for("n" * 32)
    foreign.seal("v" * 32, "a note")
    foreign.close()
    return folder


def _lost(here: Path, _another: Path) -> None:
    for file in here.glob(KEYS + "*"):
        file.unlink()


def _empty(here: Path, another: Path) -> None:
    _lost(here, another)
    (here / KEYS).touch()


def _damaged(here: Path, another: Path) -> None:
    _lost(here, another)
    (here / KEYS).write_bytes(b"no database" * 1000)


def _without_secrets(here: Path, _another: Path) -> None:
    (here / SECRETS).unlink()


def _foreign(here: Path, another: Path) -> None:
    _lost(here, another)
    shutil.copy(another / KEYS, here / KEYS)


def _foreign_secrets(here: Path, another: Path) -> None:
    shutil.copy(another / SECRETS, here / SECRETS)


def _both_foreign(here: Path, another: Path) -> None:
    _foreign(here, another)
    _foreign_secrets(here, another)


@pytest.mark.parametrize("visited", [False, True], ids=["before any visitor", "with one inside"])
@pytest.mark.parametrize(
    ("happens", "fault"),
    [
        (_lost, VaultFault.LOST),
        (_empty, VaultFault.LOST),
        (_damaged, VaultFault.DAMAGED),
        (_without_secrets, VaultFault.NO_SECRETS),
        (_foreign, VaultFault.FOREIGN),
        (_foreign_secrets, VaultFault.OTHER_SECRETS),
        (_both_foreign, VaultFault.FOREIGN),
    ],
)
def test_what_happened_to_the_vault_is_told(
    node: Node,
    folder: Path,
    another: Path,
    happens: Callable[[Path, Path], None],
    fault: VaultFault,
    visited: bool,
) -> None:
    if visited:
        _note_somebody()
    vault().close()
    assert vault_check.fault() is None
    happens(folder, another)
    before = {file.name: file.read_bytes() for file in folder.glob("vault*")}
    assert vault_check.fault() is fault
    with pytest.raises(Refused, match="backup"):
        vault_check.check()
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_a_vault_of_an_earlier_version_says_from_now_on_whose_it_is(
    node: Node, folder: Path, another: Path
) -> None:
    _note_somebody()
    _say_nothing(folder)
    vault_check.check()
    vault().close()
    _without_marks(another)
    _both_foreign(folder, another)
    assert vault_check.fault() is VaultFault.FOREIGN, "it has keys, and of nobody who is known here"


def test_what_has_keys_that_its_secrets_do_not_open(
    node: Node, folder: Path, another: Path
) -> None:
    _note_somebody()
    _say_nothing(folder)
    _foreign_secrets(folder, another)
    assert vault_check.fault() is VaultFault.OTHER_SECRETS


def _note_somebody() -> None:
    with recording(by="anna") as pen:
        pen.forget("p" * 32)
    vault().seal("p" * 32, "a handle")


def _say_nothing(folder: Path) -> None:
    vault().close()
    _without_marks(folder)


def _without_marks(folder: Path) -> None:
    with closing(sqlite3.connect(folder / KEYS, isolation_level=None)) as db:
        db.execute("DROP TABLE IF EXISTS kept_for")
