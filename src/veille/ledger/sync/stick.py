"""By stick: batches in files, each sealed to whoever may read it, and the answers back.

A file is a line that says what it is and for whom, then one sealed batch after another, each behind
its length, then a length of nought: what was cut short is told by that end missing. Sealed by HPKE
(RFC 9180): a lost stick tells its finder how much was written, and nothing of what.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..chain import Head
from ..refusal import DiskFull, Refused
from ..system_errors import why
from .batches import read_envelope
from .here import hub, link, network, node_side
from .hub import Hub
from .keys import Keys, seal
from .membership import member_of, network_of
from .notices import NOTICES, refusal
from .states import CLOSED
from .store import Link
from .words import Notice, NotTaken

FOLDER = "veille"
_CONTEXT = b"veille-stick/1"
_FORMAT = "veille-stick/1"
_BEGINNING = f'{{"format":"{_FORMAT}'.encode()
_LENGTH_BYTES = 4
_LONGEST_LINE = 4096


class Opening(msgspec.Struct, frozen=True):
    """The first line of a file."""

    format: str
    network: str
    recipient: str


def path_to_hub(stick: Path, node: str) -> Path:
    return stick / FOLDER / f"{node}-to-hub.veille"


def path_to_node(stick: Path, node: str) -> Path:
    return stick / FOLDER / f"hub-to-{node}.veille"


def write_for_hub(stick: Path, now: datetime) -> tuple[Path, Head]:
    """Write what the hub lacks of this node; returns the file, and the entry that it goes up to."""
    tie = link()
    if tie is None:
        raise refusal(Notice.NOT_PAIRED)
    side = node_side()
    path = path_to_hub(stick, side.node)
    _write(path, tie.hub.network, tie.hub.node, tie.hub.seal, side.requests(now))
    with side.store.reading() as here:
        return path, here.head(side.node)


@dataclass
class Read:
    """What became of a file: of which node, how many batches were taken in; what stopped it."""

    path: Path
    name: str = ""
    batches: int = 0
    new: int = 0
    wrong: Promise | str | None = None
    answers: list[bytes] = field(default_factory=list)


def read_at_hub(stick: Path, now: datetime) -> list[Read]:
    """Take in what nodes wrote for this hub, and write each its answer, beside it."""
    files = sorted((stick / FOLDER).glob("*-to-hub.veille"))
    if not files:
        raise _nothing_there(stick)
    side = hub()
    return [_read_one(side, path, stick, now) for path in files]


def _read_one(side: Hub, path: Path, stick: Path, now: datetime) -> Read:
    done = Read(path)
    sender, last = "", b""
    try:
        for raw in _frames(path, side.keys):
            sender = read_envelope(raw).sender
            with side.store.reading() as here:
                done.name = member_of(here, sender).card.name
                before = here.head(sender).seq
            last = raw
            side.take(raw, now)
            with side.store.reading() as here:
                done.new += here.head(sender).seq - before
            done.batches += 1
    except NotTaken as error:
        done.wrong = NOTICES[error.notice]
    if done.batches:
        with side.store.reading() as here:
            member, its = member_of(here, sender), network_of(here)
        card = member.card
        if member.standing in CLOSED:
            done.wrong = _(
                "“%(name)s” was revoked, or another machine took its place: nothing of it is taken "
                "in. The answer on the stick tells it so."
            ) % {"name": card.name}
        answers = side.answers(last, now)
        _write(path_to_node(stick, sender), its.id, sender, card.seal, answers)
    return done


def read_at_node(stick: Path, now: datetime) -> Link:
    """Take in the hub's answer: receipts, and what this node lacks."""
    if link() is None:
        raise refusal(Notice.NOT_PAIRED)
    side = node_side()
    path = path_to_node(stick, side.node)
    if not path.is_file():
        raise _nothing_there(stick)
    tie = link()
    try:
        for raw in _frames(path, side.keys):
            tie = side.take(raw, now)
    except NotTaken as error:
        raise refusal(error.notice) from None
    assert tie is not None, "it was paired a moment ago"
    return tie


def is_hub() -> bool:
    return network() is not None


def _nothing_there(stick: Path) -> Refused:
    if not stick.is_dir():
        return Refused(
            _("There is no folder %(stick)s: is the stick in, and where is it mounted?"),
            stick=stick,
        )
    return Refused(
        _(
            "There is nothing for this machine on the stick (%(stick)s). A node writes with "
            "“veille sync write”, the hub answers when it reads. Nothing was changed."
        ),
        stick=stick,
    )


def _write(
    path: Path, network: str, recipient: str, public: bytes, batches: Iterable[bytes]
) -> None:
    """Write beside, wait for the disk, then give the file its name: a stick that is pulled out
    early holds the old file or the new one."""
    if not path.parent.parent.is_dir():
        raise Refused(
            _("%(folder)s is no folder. Name the folder where the stick is mounted."),
            folder=path.parent.parent,
        )
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        path.parent.mkdir(exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(msgspec.json.encode(Opening(_FORMAT, network, recipient)) + b"\n")
            for raw in batches:
                sealed = seal(public, raw, _CONTEXT)
                file.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
            file.write(bytes(_LENGTH_BYTES))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except DiskFull:
        raise
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise Refused(
            _(
                "The stick could not be written (%(error)s): is there room on it? Nothing is lost: "
                "everything is on this machine. Make room, or take another stick."
            ),
            error=why(error),
        ) from None


def _frames(path: Path, keys: Keys) -> Iterator[bytes]:
    """The batches of a file, opened. Raises NotTaken where it is cut short, once those before the
    cut were given; or where it is for somebody else."""
    with path.open("rb") as file:
        first = file.readline(_LONGEST_LINE)
        if not first.endswith(b"\n") and _BEGINNING.startswith(first[: len(_BEGINNING)]):
            raise NotTaken(Notice.GARBLED)  # cut within its first line
        try:
            opening = msgspec.json.decode(first, type=Opening)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise NotTaken(Notice.NO_BUNDLE) from None
        if not opening.format.startswith(_FORMAT.partition("/")[0]):
            raise NotTaken(Notice.NO_BUNDLE)
        if opening.format != _FORMAT:
            raise NotTaken(Notice.NEWER)
        there = network()
        tie = None if there is not None else link()
        ours = there.id if there is not None else tie.hub.network if tie is not None else ""
        if opening.network != ours:
            raise NotTaken(Notice.OTHER_NETWORK)
        while True:
            length = file.read(_LENGTH_BYTES)
            if len(length) < _LENGTH_BYTES:
                raise NotTaken(Notice.GARBLED)
            size = int.from_bytes(length, "big")
            if size == 0:
                return
            sealed = file.read(size)
            if len(sealed) < size:
                raise NotTaken(Notice.GARBLED)
            yield keys.open(sealed, _CONTEXT)
