"""Backups that this installation makes by itself: each night one, sealed with a key that a person
keeps on paper (the recovery sheet); which are kept; how they went.

A backup is a folder: `backup.json` says of which node it is and where each chain ended; the facts
with the accounts, the keys, and the secrets that open the keys, each sealed. Whoever finds it reads
how big it is and which machine made it. Keys go after a week, so that who was forgotten is
forgotten in copies too; facts stay, one copy of each month.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from base64 import b32decode, b32encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

import veille

from . import copies, store, system_errors
from .nodes import local_node
from .refusal import Malformed, Refused
from .sealedfiles import KEY_BYTES, read_sealed, write_sealed
from .vault import Vault, make_secrets

SEALED = ".sealed"
MANIFEST = "backup.json"
#: Keys are in no copy for longer.
KEYS_KEPT = timedelta(days=7)
#: A restore that was tried longer ago proves nothing of today’s copies.
PROVEN_FOR = timedelta(days=8)
_PROVEN_EVERY = timedelta(days=7)
#: After a failure (a stick that was pulled out) it is tried again.
_AGAIN_AFTER = timedelta(hours=1)
#: Where copies lie open while they are sealed or tried: keys are among them.
_PLAIN, SCRATCH = "backup-unfinished", "drill-unfinished"
_NAME = "veille-%Y%m%d-%H%M%S"
_FORMAT = "veille-backup/1"
_CHECK_BYTES, _GROUP = 3, 4
#: What a backup has besides the files that are copied.
_LABEL_BYTES = 1024 * 1024


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself. `heads`: node → the number and hash of its last fact in it."""

    format: str = _FORMAT
    node: str
    name: str
    version: str
    made: datetime
    heads: dict[str, tuple[int, str]]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How backups went here; in a file of its own, since a restore must not put it back."""

    made: datetime | None = None
    #: The last backup that was restored in a place of its own and found to be all there.
    proven: datetime | None = None
    proven_backup: str = ""
    #: When the last try, or the last trial, failed (None where it did not), and why: by language,
    #: since nobody knows which one its readers will have.
    failed: datetime | None = None
    why: dict[str, str] = {}
    drill_failed: datetime | None = None
    drill_why: dict[str, str] = {}
    #: When somebody last had the recovery sheet shown, and when they proved that they have it.
    sheet: datetime | None = None
    sheet_proven: datetime | None = None


def folder() -> Path:
    """Where backups go."""
    named = settings.VEILLE_BACKUPS
    return Path(named).resolve() if named else Path(settings.VEILLE_VAR) / "backups"


def is_own_folder() -> bool:
    """Whether nobody named a place: backups then lie on the disk that they are to outlive."""
    return not settings.VEILLE_BACKUPS


def _state_file() -> Path:
    return Path(settings.VEILLE_VAR) / "backups.json"


def state() -> State:
    try:
        return msgspec.json.decode(_state_file().read_bytes(), type=State)
    except (FileNotFoundError, msgspec.MsgspecError):
        return State()


def note(**changes: object) -> State:
    """Change what is known of how backups went."""
    now = msgspec.structs.replace(state(), **changes)
    unfinished = _state_file().with_name("backups.json.unfinished")
    unfinished.write_bytes(msgspec.json.encode(now))
    unfinished.replace(_state_file())
    return now


def in_each_language(error: Exception) -> dict[str, str]:
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = str(error)
    return said


def key() -> bytes:
    """The key that seals the backups of this installation; made where there is none."""
    path = key_file()
    if not has_key():
        keep_key(os.urandom(KEY_BYTES))
    found = path.read_bytes()
    if len(found) != KEY_BYTES:
        raise Refused(
            _(
                "%(path)s does not hold the key of the backups: it was cut or changed. Write it "
                "anew from the recovery sheet, with “veille backup key --write”; or delete it, and "
                "print a new sheet: older backups then open by the old sheet alone."
            ),
            path=path,
        )
    return found


def keep_key(raw: bytes) -> None:
    """Let this installation seal with the key of a recovery sheet, where it has none that holds."""
    path = key_file()
    unfinished = path.with_name("backup.key.unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    if state().sheet_proven is not None:
        note(sheet=None, sheet_proven=None)


def key_file() -> Path:
    return Path(settings.VEILLE_VAR) / "backup.key"


def has_key() -> bool:
    return key_file().is_file()


def key_in_letters(raw: bytes) -> str:
    """A key as the recovery sheet has it: letters and digits that are read alike by everybody,
    in groups of four, with three bytes that tell a slip of the pen."""
    check = hashlib.sha256(raw).digest()[:_CHECK_BYTES]
    text = b32encode(raw + check).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def key_of_letters(text: str) -> bytes:
    """Raises Malformed where a letter is wrong or missing."""
    try:
        raw = b32decode(_plain(text))
    except ValueError:
        raw = b""
    found, check = raw[:KEY_BYTES], raw[KEY_BYTES:]
    if len(found) != KEY_BYTES or hashlib.sha256(found).digest()[:_CHECK_BYTES] != check:
        raise Malformed(
            _(
                "This is not the key of a recovery sheet: a letter is wrong or missing. It has 14 "
                "groups of 4, such as “K7QA”. Nothing was changed."
            )
        )
    return found


#: Groups of a key, counted from one, that whoever wrote it down types back.
PROVING = (3, 11)


def is_proof(text: str) -> bool:
    """Whether this is groups `PROVING` of this installation's key, or all of it."""
    groups = key_in_letters(key()).split("-")
    wanted = "".join(groups[number - 1] for number in PROVING)
    return _plain(text) in (wanted, "".join(groups))


def _plain(text: str) -> str:
    # 0, 1 and 8 are in no key: whoever writes them read O, I and B.
    return "".join(filter(str.isalnum, text.upper())).translate(str.maketrans("018", "OIB"))


def listed(place: Path | None = None) -> list[tuple[Path, Manifest]]:
    """The whole backups in a folder, the latest first."""
    found = []
    for path in (place or folder()).glob(f"veille-*/{MANIFEST}"):
        try:
            found.append((path.parent, read_manifest(path.parent)))
        except Refused:
            continue
    return sorted(found, key=lambda one: one[1].made, reverse=True)


def read_manifest(backup: Path) -> Manifest:
    """Raises Refused where this folder is no backup of this kind, or a later version’s."""
    try:
        manifest = msgspec.json.decode((backup / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        raise Refused(
            _("%(folder)s is no sealed backup: its file %(file)s is missing or cut short."),
            folder=backup,
            file=MANIFEST,
        ) from None
    if manifest.format != _FORMAT:
        raise Refused(
            _("%(folder)s was made by a newer version of Veille. Update Veille here first."),
            folder=backup,
        )
    return manifest


def make(now: datetime, progress: Callable[[float], None] = lambda share: None) -> Path:
    """Make a backup now, where this installation keeps them; then let go what is kept too long.

    Raises Refused where there is no such place, or no room; that is noted too.
    """
    with alone():
        try:
            made = _made(now, progress)
        except (Refused, OSError, sqlite3.Error) as error:
            refused = _in_a_sentence(error)
            with suppress(OSError):  # on a full disk that cannot be noted either
                note(failed=now, why=in_each_language(refused))
            raise refused from error
        note(made=now, failed=None, why={})
        clear(now)
    return made


@contextmanager
def alone() -> Iterator[None]:
    """For the block, no other process makes or tries a backup here; and what one that was killed
    left open is gone. Raises Refused where one is at it."""
    var = Path(settings.VEILLE_VAR)
    with (var / "backups.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                _("A backup is being made or tried here already. Wait until it has ended.")
            ) from None
        for leftover in _leftovers():
            shutil.rmtree(leftover, ignore_errors=True)
        yield


def sweep() -> None:
    """Clear away what a process that was killed left open, where no other is at it."""
    if _leftovers():
        with suppress(Refused), alone():
            pass


def _leftovers() -> list[Path]:
    var = Path(settings.VEILLE_VAR)
    # `copies.backup` writes beside before it gives a folder its name.
    names = (_PLAIN, f"{_PLAIN}.unfinished", SCRATCH)
    return [var / name for name in names if (var / name).exists()]


def _made(now: datetime, progress: Callable[[float], None]) -> Path:
    place, node = folder(), local_node()
    assert node is not None, "nothing was set up"
    if is_own_folder():
        place.mkdir(mode=0o700, exist_ok=True)
    elif not place.is_dir():
        raise Refused(
            _(
                "The place of the backups is not there (%(folder)s): is its disk or stick in? No "
                "backup was made."
            ),
            folder=place,
        )
    plain = Path(settings.VEILLE_VAR) / _PLAIN
    _check_room(plain, place)
    target = place / now.astimezone(UTC).strftime(_NAME)
    unfinished = place / f"{target.name}.unfinished"
    for leftover in place.glob("veille-*.unfinished"):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        copies.backup(plain, Path(settings.VEILLE_VAULT_SECRETS), progress)
        _seal(plain, unfinished, node.id, node.name, now)
        unfinished.rename(target)
        copies.to_disk(place)
    finally:
        shutil.rmtree(plain, ignore_errors=True)
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _check_room(plain: Path, place: Path) -> None:
    """Raises Refused where the copy finds no room: open, beside the database, and then sealed."""
    needed = bytes_needed()
    for at, wanted in ((plain.parent, needed), (place, needed)):
        if (free := shutil.disk_usage(at).free) < wanted:
            raise _no_room(at, wanted, free)


def bytes_needed() -> int:
    """What one backup takes at most."""
    files = [Path(str(connection.settings_dict["NAME"])), Path(settings.VEILLE_VAULT)]
    return sum(file.stat().st_size for file in files if file.is_file()) + _LABEL_BYTES


def _no_room(at: Path, wanted: int, free: int) -> Refused:
    return Refused(
        _(
            "There is no room in %(folder)s: a backup takes %(needed)s MB, and %(free)s MB are "
            "free. Make room there, or name another folder in VEILLE_BACKUPS. No backup was made."
        ),
        folder=at,
        needed=wanted // 2**20 + 1,
        free=free // 2**20,
    )


def _in_a_sentence(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, OSError):
        return Refused(
            _(
                "The backup could not be written to %(folder)s: %(why)s. No backup was made. Make "
                "that right, or name another folder in VEILLE_BACKUPS."
            ),
            folder=folder(),
            why=system_errors.why(error),
        )
    return Refused(
        _(
            "The database could not be copied: %(why)s. No backup was made. See what “veille "
            "doctor” says of the disk and of the database."
        ),
        why=error,
    )


def _seal(plain: Path, unfinished: Path, node: str, name: str, now: datetime) -> None:
    unfinished.mkdir(mode=0o700)
    for file in (copies.FACTS, copies.KEYS, copies.SECRETS):
        write_sealed(plain / file, unfinished / (file + SEALED), key())
    manifest = Manifest(
        node=node,
        name=name,
        version=veille.__version__,
        made=now,
        heads=_heads_in(plain / copies.FACTS),
    )
    (unfinished / MANIFEST).write_bytes(msgspec.json.encode(manifest) + b"\n")
    copies.to_disk(unfinished / MANIFEST)
    copies.to_disk(unfinished)


def _heads_in(facts: Path) -> dict[str, tuple[int, str]]:
    sql = (
        "SELECT node, seq, hash FROM ledger_fact WHERE (node, seq) IN "
        "(SELECT node, max(seq) FROM ledger_fact GROUP BY node)"
    )
    with closing(sqlite3.connect(facts)) as db:
        return {node: (seq, hash) for node, seq, hash in db.execute(sql)}


def open_into(backup: Path, place: Path, with_key: bytes) -> Manifest:
    """Open a sealed backup into the new folder `place`, as `copies.backup` would have made it.

    Where its keys are gone, since it is older than a week, new ones take their place: facts are
    all there, and nothing that was sealed is read again.
    """
    manifest = read_manifest(backup)
    if not (backup / (copies.FACTS + SEALED)).is_file():
        raise Refused(
            _("%(folder)s is not a whole backup: %(missing)s is missing. Nothing was changed."),
            folder=backup,
            missing=copies.FACTS + SEALED,
        )
    place.mkdir(mode=0o700)
    read_sealed(backup / (copies.FACTS + SEALED), place / copies.FACTS, with_key)
    if holds_keys(backup):
        for file in (copies.KEYS, copies.SECRETS):
            read_sealed(backup / (file + SEALED), place / file, with_key)
    else:
        make_secrets(place / copies.SECRETS)
        empty = Vault(place / copies.KEYS, place / copies.SECRETS)
        empty.keyed([""])
        empty.close()
    return manifest


def holds_keys(backup: Path) -> bool:
    return (backup / (copies.KEYS + SEALED)).is_file()


def clear(now: datetime) -> None:
    """Let go what is kept too long: keys after a week; of facts older than that, all but the last
    of each month."""
    ours = local_node()
    months: set[tuple[str, int, int]] = set()
    for backup, manifest in listed():
        if now - manifest.made <= KEYS_KEPT:
            continue
        # Of another machine's we decide nothing but that its keys are old too.
        for file in (copies.KEYS, copies.SECRETS):
            (backup / (file + SEALED)).unlink(missing_ok=True)
        month = (manifest.node, manifest.made.year, manifest.made.month)
        if ours is not None and manifest.node == ours.id and month in months:
            shutil.rmtree(backup)
        months.add(month)


def is_due(now: datetime) -> bool:
    """Whether a backup of last night is missing: the first one in the night after this node
    began, or whenever the machine is on again."""
    seen = state()
    if seen.failed is not None and now - seen.failed < _AGAIN_AFTER:
        return False
    last = seen.made or began()
    return last is not None and last < _last_night(now)


def is_drill_due(now: datetime) -> bool:
    """Whether no restore was tried for a week, and there is a backup to try."""
    seen = state()
    if seen.drill_failed is not None and now - seen.drill_failed < _AGAIN_AFTER:
        return False
    if seen.made is None:
        return False
    return seen.proven is None or now - seen.proven >= _PROVEN_EVERY


def _last_night(now: datetime) -> datetime:
    local = timezone.localtime(now)
    hour = local.replace(hour=settings.VEILLE_BACKUP_HOUR, minute=0, second=0, microsecond=0)
    return hour if hour <= local else hour - timedelta(days=1)


def began() -> datetime | None:
    """When this node wrote its first fact. A rehearsal needs no copy: nothing in it is real."""
    node = local_node()
    if node is None or node.rehearsal:
        return None
    with store.cursor() as cursor:
        first = store.chain_after(cursor, node.id, 0, 1)
    return first[0].noted if first else None
