"""Backup while others write, and restore, on the embedded database."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_lazy as _

from .models import StoredFact
from .refusal import Refused
from .vault import Vault, vault

#: The files of a backup folder: the facts, accounts and read tables; the keys; the secrets
#: that open the keys.
FACTS, KEYS, SECRETS = "veille.sqlite3", "vault.sqlite3", "vault.secrets"


def backup(folder: Path, secrets: Path, progress: Callable[[float], None]) -> None:
    """Copy ledger and vault into a new folder while the site works on.

    `progress` is called with the share done. The copy of the facts is checked before this
    returns. Refuses a folder that exists, and on PostgreSQL, which has its own tools.
    """
    if connection.vendor != "sqlite":
        raise Refused(
            _(
                "This ledger is on PostgreSQL: back it up with pg_dump, and copy the vault's two "
                "files; or use “veille ledger export”."
            ),
        )
    if folder.exists():
        raise Refused(
            _("%(folder)s exists already. Name a new folder; a backup never overwrites one."),
            folder=folder,
        )
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    connection.ensure_connection()
    source: sqlite3.Connection = connection.connection
    target = sqlite3.connect(unfinished / FACTS)
    try:
        # A reader's picture holds still: without it, each write elsewhere begins the copy anew.
        source.execute("BEGIN DEFERRED")
        source.execute(f"SELECT 1 FROM {StoredFact._meta.db_table} LIMIT 1").fetchall()
        source.backup(
            target,
            pages=4096,
            progress=lambda _status, left, total: progress(1 - left / max(total, 1)),
        )
        answer = target.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        source.rollback()
        target.close()
    if answer != "ok":
        raise Refused(
            _("The copy is not sound (%(answer)s): check the disk, then try again."),
            answer=answer,
        )
    vault().copy_to(unfinished / KEYS)
    shutil.copy2(secrets, unfinished / SECRETS)
    for file in unfinished.iterdir():
        _to_disk(file)
    unfinished.rename(folder)
    _to_disk(folder.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_back(folder: Path, var: Path, aside: Path) -> list[str]:
    """Put the files of a backup where this installation keeps them.

    What is there now moves to `aside`, whole; nothing is deleted. Returns the people whom the
    ledger that moved aside had forgotten: their keys are destroyed in the vault put back.
    The caller then opens the database and gives it a new identity (`begin_node`).
    """
    missing = [name for name in (FACTS, KEYS, SECRETS) if not (folder / name).is_file()]
    if missing:
        raise Refused(
            _("%(folder)s is not a whole backup: %(missing)s is missing. Nothing was changed."),
            folder=folder,
            missing=", ".join(missing),
        )
    forgotten = _forgotten_in(var / FACTS)
    present = [p for name in (FACTS, KEYS, SECRETS) for p in sorted(var.glob(name + "*"))]
    if present:
        aside.mkdir(parents=True, mode=0o700)
        for path in present:
            path.rename(aside / path.name)
    var.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (FACTS, KEYS, SECRETS):
        shutil.copy2(folder / name, var / name)
        _to_disk(var / name)
    restored = Vault(var / KEYS, var / SECRETS)
    restored.destroy_all(forgotten)
    restored.close()
    return forgotten


def _forgotten_in(facts: Path) -> list[str]:
    """The people forgotten in a ledger that is about to be replaced; none where it is broken."""
    if not facts.is_file():
        return []
    try:
        db = sqlite3.connect(facts)
        try:
            rows = db.execute(
                "SELECT DISTINCT about FROM ledger_fact WHERE kind = 'ledger.person.forgotten'"
            ).fetchall()
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return []
    return [row[0] for row in rows]
