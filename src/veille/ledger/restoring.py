"""Putting a backup back, in one step or none, on the embedded database.

Everything is made ready in a folder beside the files in use: copied, checked, brought up to this
version, given an identity of its own; who was forgotten, here or there, is forgotten in it. One
rename then says that it is ready. Before it, nothing here has changed; after it, files are left to
be moved, and that goes on from wherever it stopped. A place that stands in between opens for nobody
(`check_is_whole`).
"""

import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from . import backups, copies, store, system_errors, upgrade
from .copies import FACTS, KEYS, SECRETS
from .facts import Forgotten, Struck
from .models import Node
from .nodes import begin_node, local_node
from .recording import batch, recording
from .refusal import Refused
from .vault import vault

#: Where a copy is made ready, and what that folder is called once it is.
UNFINISHED, READY = "restore-unfinished", "restore-ready"
_FILES = (FACTS, KEYS, SECRETS)
_LOCK, _ASIDE = "lock", "aside"
#: Besides what the copy takes: to bring it up to this version, with a log.
_ROOM_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Restored:
    """What was put back: the node that the backup is of, the new one, where the files of before
    are (None where there were none), and how many people were forgotten in it."""

    before: Node
    node: Node
    aside: Path | None
    forgotten: int


def check_is_whole(var: Path) -> None:
    """Raises Refused where a restore is under way, or stopped after it was ready: until it is done,
    this place is neither what it was nor what it will be. Clears away one that stopped before."""
    if (var / READY).exists():
        raise Refused(
            _(
                "A restore stopped in its middle in %(var)s: nothing opens it until it is done. "
                "Run “veille ledger restore” with any backup once more: it ends what was begun. "
                "Nothing is lost."
            ),
            var=var,
        )
    if not _clear_away(var / UNFINISHED):
        raise Refused(
            _("A restore is under way in %(var)s. Wait until it has ended, then run this again."),
            var=var,
        )


def restore(
    folder: Path, var: Path, now: datetime, check_is_closed: Callable[[Path], None]
) -> Restored:
    """Put the backup in `folder` back where this installation keeps its files (`var`).

    What is there now moves aside, whole. `check_is_closed` raises where a process has the database
    open; no other opens it then. Raises Refused, with nothing changed, where the backup is not
    whole or not sound, or where there is no room.
    """
    check_is_whole(var)
    _check_backup(folder)
    var.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_room(folder, var)
    unfinished = var / UNFINISHED
    with _made_ready_in(unfinished):
        check_is_closed(var / FACTS)
        _copy(folder, unfinished)
        forgotten, struck = _forgotten(var, unfinished), _struck(var, unfinished)
        with working_on(unfinished):
            before, node = _begin_anew(folder, forgotten, struck)
        (unfinished / _ASIDE).write_text(f"before-restore-{now:%Y%m%d-%H%M%S-%f}")
        for name in (*_FILES, _ASIDE):
            copies.to_disk(unfinished / name)
        copies.to_disk(unfinished)
        unfinished.rename(var / READY)
        copies.to_disk(var)
    return Restored(before, node, finish(var), len(forgotten))


def finish(var: Path) -> Path | None:
    """Move the files of before aside and those that are ready into their place, from wherever
    that stopped. Returns where those of before are; None where there were none."""
    ready = var / READY
    aside = var / (ready / _ASIDE).read_text()
    waiting = [name for name in _FILES if (ready / name).exists()]
    if waiting == list(_FILES):  # none is in its place yet: what lies there is of before
        for path in [path for name in _FILES for path in sorted(var.glob(name + "*"))]:
            aside.mkdir(mode=0o700, exist_ok=True)
            path.rename(aside / path.name)
        if aside.exists():
            copies.to_disk(aside)
        copies.to_disk(var)
    for name in waiting:
        (ready / name).rename(var / name)
    copies.to_disk(var)
    moved = aside if aside.exists() else None
    # Its name goes first: a folder without it that still has one is nobody's.
    ready.rename(var / UNFINISHED)
    _clear_away(var / UNFINISHED)
    return moved


def is_unfinished(var: Path) -> bool:
    """Whether a restore stopped here after it was ready."""
    return (var / READY).exists()


def check_is_there(folder: Path) -> None:
    """Raises Refused where a folder is none, or holds backups and is none itself."""
    if not folder.is_dir():
        raise Refused(
            _("There is no folder %(folder)s: is its disk or stick in? Nothing was changed."),
            folder=folder,
        )
    is_one = any((folder / name).is_file() for name in (*_FILES, backups.MANIFEST))
    if not is_one and (found := backups.listed(folder)):
        raise Refused(
            _(
                "%(folder)s holds backups, and is none itself. Name one of them; the last is "
                "%(latest)s. Nothing was changed."
            ),
            folder=folder,
            latest=found[0][0],
        )


def _check_backup(folder: Path) -> None:
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise Refused(
            _("%(folder)s is not a whole backup: %(missing)s is missing. Nothing was changed."),
            folder=folder,
            missing=", ".join(missing),
        )


def _check_room(folder: Path, var: Path) -> None:
    """For the copy, and as much again for what bringing it up to this version writes."""
    needed = 2 * sum((folder / name).stat().st_size for name in _FILES) + _ROOM_BYTES
    free = shutil.disk_usage(var).free
    if free < needed:
        raise Refused(
            _(
                "There is no room on the disk of %(var)s: restoring takes %(needed)s MB for a "
                "while, and %(free)s MB are free. Nothing was changed."
            ),
            var=var,
            needed=needed // 2**20 + 1,
            free=free // 2**20,
        )


@contextmanager
def _made_ready_in(unfinished: Path) -> Iterator[None]:
    """A new folder for the block, nobody else's meanwhile. Where the block ends with an error, it
    goes, with the keys in it."""
    unfinished.mkdir(mode=0o700)
    with (unfinished / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise


def _clear_away(unfinished: Path) -> bool:
    """What a restore left that was killed: keys are among it. False where one is under way."""
    try:
        lock = (unfinished / _LOCK).open("r+")
    except FileNotFoundError:
        if unfinished.exists():
            unfinished.rmdir()  # killed before it held anything
        return True
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        names = [path for path in unfinished.iterdir() if path.name != _LOCK]
        for path in [*names, unfinished / _LOCK]:  # the lock last: while it is there, this repeats
            path.unlink()
        unfinished.rmdir()
    return True


def _copy(folder: Path, unfinished: Path) -> None:
    for name in _FILES:
        try:
            shutil.copyfile(folder / name, unfinished / name)
            (unfinished / name).chmod(0o600)
        except OSError as error:
            raise Refused(
                _("%(file)s could not be copied (%(why)s). Nothing was changed."),
                file=folder / name,
                why=system_errors.why(error),
            ) from None
    for name in (FACTS, KEYS):
        if (fault := unsound(unfinished / name)) is not None:
            raise Refused(
                _("%(file)s is not sound (%(fault)s): take another backup. Nothing was changed."),
                file=folder / name,
                fault=fault,
            )


def unsound(database: Path) -> str | None:
    """What SQLite finds wrong with a file; None where it is sound."""
    try:
        with closing(sqlite3.connect(database)) as db:
            answer = str(db.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if answer == "ok" else answer


def _forgotten(var: Path, unfinished: Path) -> set[str]:
    """Whom the present ledger or the backup's has forgotten."""
    return _abouts(var / FACTS, Forgotten.kind) | _abouts(unfinished / FACTS, Forgotten.kind)


def _struck(var: Path, unfinished: Path) -> set[str]:
    """What was struck out here, and lost its key by that: its words must not come back either.

    A vault that has no key of the backup's cannot tell: it is another's, or was begun anew, and
    lacks all keys, whatever was struck out.
    """
    here, there = _keyed(var / KEYS), _keyed(unfinished / KEYS)
    if here.isdisjoint(there):
        return set()
    return (_abouts(var / FACTS, Struck.kind) & there) - here


def _abouts(facts: Path, kind: str) -> set[str]:
    """As far as a ledger can be read: one that is broken is a reason to put a copy back."""
    found: set[str] = set()
    with suppress(sqlite3.DatabaseError):
        found.update(_column(facts, "SELECT DISTINCT about FROM ledger_fact WHERE kind = ?", kind))
    return found


def _keyed(keys: Path) -> set[str]:
    """Nobody where a vault cannot be read to its end: a key that is not found there may not be
    taken for one that was destroyed."""
    try:
        return set(_column(keys, "SELECT subject FROM subject_key"))
    except sqlite3.DatabaseError:
        return set()


def _column(database: Path, sql: str, *values: str) -> Iterator[str]:
    if database.is_file():
        with closing(sqlite3.connect(database)) as db:
            for (value,) in db.execute(sql, values):
                yield value


@contextmanager
def working_on(folder: Path) -> Iterator[None]:
    """Let this process's ledger and vault be those in `folder`, for the block."""
    names: dict[str, Any] = {
        "VEILLE_VAULT": folder / KEYS,
        "VEILLE_VAULT_SECRETS": folder / SECRETS,
    }
    before = {name: getattr(settings, name) for name in names}
    database = connection.settings_dict["NAME"]

    def work_on(facts: Any, values: dict[str, Any]) -> None:
        connection.close()
        connection.settings_dict["NAME"] = facts
        for name, value in values.items():
            setattr(settings, name, value)

    work_on(folder / FACTS, names)
    try:
        yield
    finally:
        vault().close()
        work_on(database, before)


def _begin_anew(folder: Path, forgotten: set[str], struck: set[str]) -> tuple[Node, Node]:
    """Bring the ledger in hand up to this version and give it a new identity, under which it says
    who was forgotten: a second restore knows it then. Nobody is signed in to it."""
    upgrade.upgrade()
    before = local_node()
    if before is None:
        raise Refused(
            _("%(folder)s holds no ledger that was set up. Nothing was changed."), folder=folder
        )
    node = begin_node(before.name, rehearsal=before.rehearsal)
    with store.cursor() as cursor:
        known = store.first_of_kind(cursor, Forgotten.kind)
        cursor.execute("DELETE FROM django_session")
    with batch():
        for subject in sorted(forgotten - set(known)):
            with recording(by="") as pen:
                pen.forget(subject)
    vault().destroy_all(forgotten | struck)
    return before, node
