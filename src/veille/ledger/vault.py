"""The vault: handles and free text, each sealed with a key of the person's own.

It stands beside the ledger, in a file of its own, so that a backup of the facts can be kept
for years and one of the keys for days. What is sealed here names its subject (a person, or
the visit of somebody anonymous). Destroying the subject's key makes every sealed word about
them unreadable, in this ledger and in every copy of it; the facts stay countable.

A person is found again by a keyed hash of their handle: nobody can list the handles.
"""

import hashlib
import hmac
import os
import sqlite3
import threading
import time
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .facts import Sealed
from .refusal import Refused, check_text

_NONCE_BYTES = 12
_KEY_BYTES = 32
#: How long somebody else may be writing in the vault.
_PATIENCE_SECONDS = 30.0
_SOON_SECONDS = 0.01

_TABLES = """
CREATE TABLE IF NOT EXISTS subject_key (subject TEXT PRIMARY KEY, wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS known_handle (
    trace BLOB NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (trace, subject)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS known_handle_subject ON known_handle (subject);
CREATE TABLE IF NOT EXISTS to_destroy (
    subject TEXT PRIMARY KEY, fact TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept_for (node TEXT PRIMARY KEY, proof BLOB NOT NULL) WITHOUT ROWID;
"""


#: A statement that takes another back, and its values.
_Undo = tuple[str, tuple[Any, ...]]
_KNOW = "INSERT OR IGNORE INTO known_handle VALUES (?, ?)"
_UNKNOW = "DELETE FROM known_handle WHERE trace = ? AND subject = ?"


def make_secrets(path: Path) -> None:
    """Write new vault secrets to `path`, readable by its owner alone. Never over old ones."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(2 * _KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())


#: Letters that nobody looks for on a keyboard, as people write them instead.
_AS_WRITTEN = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th"}
)
#: Scripts whose marks are accents. Elsewhere a mark is a vowel, and part of the word.
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC")


def plain_handle(handle: str) -> str:
    """A handle as it is compared: no accents, case, spaces or dashes to get wrong at 3 a.m."""
    bare = unicodedata.normalize("NFKD", handle).casefold().translate(_AS_WRITTEN)
    kept: list[str] = []
    takes_marks = False
    for c in bare:
        if c.isalnum():
            takes_marks = not unicodedata.name(c, "").startswith(_ACCENTED) and not c.isdigit()
            kept.append(c)
        elif takes_marks and unicodedata.category(c).startswith("M"):
            kept.append(c)
    return "".join(kept)


def _as_compared_before(handle: str) -> str:
    """As handles were compared up to version 0.1: who was noted then is found by it still."""
    bare = unicodedata.normalize("NFKD", handle).casefold()
    return "".join(c for c in bare if c.isalnum())


def _keep_a_log(db: sqlite3.Connection) -> None:
    """Have SQLite write ahead into a log. While a new vault is opened by two at once, SQLite
    refuses this without the patience that it has for everything else: then once more."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_SOON_SECONDS)


class Vault:
    """Keys and traces in one SQLite file; its own secrets in another."""

    def __init__(self, path: Path, secrets: Path) -> None:
        self.path = path
        try:
            secret = secrets.read_bytes()
        except FileNotFoundError:
            raise Refused(
                _(
                    "The vault's secrets are missing (%(path)s). Put the file back from its "
                    "backup; for a new installation, run “veille init”."
                ),
                path=secrets,
            ) from None
        self._wrapping, self._tracing = secret[:_KEY_BYTES], secret[_KEY_BYTES:]
        self._local = threading.local()
        #: What could not be taken back yet. Writers take turns, and so it is one list for all.
        self._unfinished: list[_Undo] = []

    @property
    def _db(self) -> sqlite3.Connection:
        """This thread's connection. secure_delete overwrites a destroyed key on the disk."""
        if getattr(self._local, "pid", None) != os.getpid():
            db = sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS, isolation_level=None)
            _keep_a_log(db)
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA secure_delete = ON")
            db.executescript(_TABLES)
            self._local.db, self._local.pid = db, os.getpid()
        connection: sqlite3.Connection = self._local.db
        return connection

    @contextmanager
    def flushing_once(self) -> Iterator[None]:
        """Wait for the disk once, where the block ends, and not for every key and trace in it.

        For facts that are not durable before then either.
        """
        db = self._db
        db.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
            # Where the file system allows no such log, each write has waited for the disk itself.
            log = self.path.with_name(self.path.name + "-wal")
            if log.exists():
                with log.open("rb") as written:
                    os.fsync(written.fileno())
        finally:
            db.execute("PRAGMA synchronous = FULL")

    def seal(self, subject: str, text: str) -> Sealed:
        """`text`, readable only while the subject's key exists. Makes the key if it is the first.

        The key is on the disk before this returns, or before the block of `flushing_once` ends: a
        fact never holds what nobody can open.
        """
        check_text(text)
        nonce = os.urandom(_NONCE_BYTES)
        box = AESGCM(self._key(subject) or self._new_key(subject))
        sealed = box.encrypt(nonce, text.encode(), subject.encode())
        return Sealed(urlsafe_b64encode(nonce + sealed).decode())

    def open(self, subject: str, sealed: Sealed | None) -> str | None:
        """The text; None where the key was destroyed, or this vault never had it, or `sealed`
        is nothing that a vault wrote."""
        if not sealed:
            return None
        key = self._key(subject)
        if key is None:
            return None
        try:
            raw = urlsafe_b64decode(sealed)
            plain = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], subject.encode())
        except (InvalidTag, ValueError):
            return None
        return plain.decode()

    @contextmanager
    def undoing(self) -> Iterator[None]:
        """Take back what is said of handles inside the block, where it ends with an error: the
        ledger takes its facts back too. A block within it that succeeds is part of it."""
        if self._unfinished:
            self._finish_undoing()
        outer: list[_Undo] | None = getattr(self._local, "undo", None)
        inner: list[_Undo] = []
        self._local.undo = inner
        try:
            yield
        except BaseException:
            self._unfinished.extend(reversed(inner))
            self._finish_undoing()
            raise
        else:
            if outer is not None:
                outer.extend(inner)
        finally:
            self._local.undo = outer

    def _finish_undoing(self) -> None:
        """On a full disk nothing can be taken back either: then the next time."""
        with suppress(sqlite3.OperationalError):
            while self._unfinished:
                sql, row = self._unfinished[0]
                self._db.execute(sql, row)
                self._unfinished.pop(0)

    def _undo_by(self, sql: str, row: tuple[Any, ...]) -> None:
        undo: list[_Undo] | None = getattr(self._local, "undo", None)
        if undo is not None:
            undo.append((sql, row))

    def know(self, subject: str, handle: str, domain: str = "") -> None:
        """Let `find` find this person by `handle` from now on.

        A domain has a tracing key of its own: the same words leave another trace in each.
        """
        row = (self._trace(handle, domain), subject)
        if self._db.execute(_KNOW, row).rowcount:
            self._undo_by(_UNKNOW, row)

    def unknow(self, subject: str, handle: str, domain: str = "") -> None:
        """Let `find` no longer find this person by `handle` (it was written wrong)."""
        row = (self._trace(handle, domain), subject)
        if self._db.execute(_UNKNOW, row).rowcount:
            self._undo_by(_KNOW, row)

    def find(self, handle: str, domain: str = "") -> list[str]:
        """The people known by `handle`: none, one, or several who chose the same, oldest first."""
        traces = [self._trace(handle, domain)]
        if _as_compared_before(handle) != plain_handle(handle):
            traces.append(self._trace(handle, domain, _as_compared_before))
        rows = self._db.execute(
            "SELECT subject FROM known_handle WHERE trace IN (?, ?) ORDER BY subject",
            (traces[0], traces[-1]),
        )
        return [row[0] for row in rows]

    def destroy(self, subject: str) -> None:
        """Destroy a subject's key and traces, on the disk too. Safe to repeat."""
        self.destroy_all([subject])

    def destroy_after_commit(self, why: Mapping[str, str]) -> None:
        """Destroy subjects once the fact that says why is on the disk with the rest of its
        transaction; nothing where that is taken back. `why`: subject → that fact.

        Where the machine stops in between, `replay.destroy_what_waits` does it.
        """
        if not why:
            return
        self._db.executemany("INSERT OR REPLACE INTO to_destroy VALUES (?, ?)", why.items())
        for subject in why:
            self._undo_by("DELETE FROM to_destroy WHERE subject = ?", (subject,))
        transaction.on_commit(lambda: self._destroy_now(why))

    def _destroy_now(self, why: Mapping[str, str]) -> None:
        undo: list[_Undo] | None = getattr(self._local, "undo", None)
        if undo is not None:
            undo.clear()  # the commit is on the disk: whatever happens next takes nothing back
        self.destroy_all(why)

    def waiting(self) -> dict[str, str]:
        """Whose key was to be destroyed with a commit, and may still be here: subject → fact."""
        return dict(self._db.execute("SELECT subject, fact FROM to_destroy").fetchall())

    def keep(self, subjects: Iterable[str]) -> None:
        """Let those wait no longer whose commit never came."""
        rows = [(subject,) for subject in subjects]
        self._db.executemany("DELETE FROM to_destroy WHERE subject = ?", rows)

    def keyed(self, subjects: Iterable[str]) -> list[str]:
        """Those of these subjects whose key is still here."""
        query = "SELECT 1 FROM subject_key WHERE subject = ?"
        return [one for one in subjects if self._db.execute(query, (one,)).fetchone()]

    def destroy_all(self, subjects: Iterable[str]) -> None:
        """Destroy them as `destroy` does, all at once or none."""
        rows = [(subject,) for subject in subjects]
        if not rows:
            return
        db = self._db
        with db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("DELETE FROM known_handle WHERE subject = ?", rows)
            db.executemany("DELETE FROM subject_key WHERE subject = ?", rows)
        # Waits as long as a statement would. Until the log is empty, what was destroyed is in it.
        (held, _pages, _copied) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if held:
            raise Refused(
                _(
                    "They are forgotten, but another program is reading the vault (%(path)s): "
                    "until it ends, the key could still be found in the file's log. End that "
                    "program (a backup?), then run “veille ledger rebuild”, which empties the log."
                ),
                path=self.path,
            )
        db.executemany("DELETE FROM to_destroy WHERE subject = ?", rows)

    def keep_for(self, node: str) -> None:
        """Write down that this vault, with these secrets, is that of the ledger of `node`."""
        row = (node, self.proof(node))
        self._db.execute("INSERT OR REPLACE INTO kept_for VALUES (?, ?)", row)

    def proof(self, node: str) -> bytes:
        """What only these secrets can say of a node."""
        return hmac.digest(self._tracing, b"veille: the vault of " + node.encode(), hashlib.sha256)

    def opens(self, wrapped: bytes) -> bool:
        """Whether these secrets made a key as the vault's file has it."""
        try:
            aes_key_unwrap(self._wrapping, wrapped)
        except (InvalidUnwrap, ValueError):
            return False
        return True

    def check_keys(self) -> int:
        """How many keys are here, each of them opened. Raises Refused where one does not open by
        these secrets."""
        subjects = self._db.execute("SELECT subject FROM subject_key").fetchall()
        for (subject,) in subjects:
            self._key(subject)
        return len(subjects)

    def copy_to(self, path: Path) -> None:
        """A copy of the keys while others use them (SQLite's online backup)."""
        target = sqlite3.connect(path)
        try:
            self._db.backup(target)
        finally:
            target.close()

    def close(self) -> None:
        if getattr(self._local, "pid", None) == os.getpid():
            self._local.db.close()
            self._local.pid = None

    def _key(self, subject: str) -> bytes | None:
        row = self._db.execute(
            "SELECT wrapped FROM subject_key WHERE subject = ?", (subject,)
        ).fetchone()
        if row is None:
            return None
        try:
            return aes_key_unwrap(self._wrapping, row[0])
        except InvalidUnwrap:
            raise Refused(
                _(
                    "The vault's secrets do not fit its keys. Put back the file of secrets that "
                    "belongs to this database."
                ),
            ) from None

    def _new_key(self, subject: str) -> bytes:
        """A new key, or the one that another process made a moment ago."""
        self._db.execute(
            "INSERT OR IGNORE INTO subject_key VALUES (?, ?)",
            (subject, aes_key_wrap(self._wrapping, os.urandom(_KEY_BYTES))),
        )
        key = self._key(subject)
        assert key is not None
        return key

    def _trace(
        self, handle: str, domain: str = "", as_compared: Callable[[str], str] = plain_handle
    ) -> bytes:
        key = self._tracing
        if domain:
            key = hmac.digest(self._tracing, domain.encode(), hashlib.sha256)
        return hmac.digest(key, as_compared(handle).encode(), hashlib.sha256)


@lru_cache(maxsize=8)
def _vault_at(path: Path | str, secrets: Path | str) -> Vault:
    return Vault(Path(path), Path(secrets))


def vault() -> Vault:
    """This installation's vault."""
    # Asked several times a record: the settings as they are, for a path costs more to make.
    return _vault_at(settings.VEILLE_VAULT, settings.VEILLE_VAULT_SECRETS)
