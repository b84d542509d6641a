"""Backup while others write, on the embedded database."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_lazy as _

from .models import StoredFact
from .refusal import Refused
from .vault import vault

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
        to_disk(file)
    unfinished.rename(folder)
    to_disk(folder.parent)


def to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
