"""A disk in memory under the protocol: whole transactions, a crash between any two writes, no room.

It keeps what an installation keeps: facts by chain, the protocol's records, the vault's keys, and
read tables that are folded as facts come in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from veille.ledger.chain import Head, hash_of
from veille.ledger.clock import after
from veille.ledger.facts import NO_BODY, Fact, Forgotten, NodeBegan, encode_body

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Killed(Exception):
    """The power went."""


class Full(Exception):
    """No room: nothing of this was written."""


@dataclass
class Disk:
    local: str = ""
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    records: dict[str, bytes] = field(default_factory=dict)
    #: The latest `noted` that was followed.
    latest: datetime | None = None
    #: People whose key is in the vault; and whose key is to be destroyed with which fact.
    keys: set[str] = field(default_factory=set)
    to_destroy: dict[str, str] = field(default_factory=dict)
    #: The read tables: about → its row.
    table: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    #: Writes until the power goes; None where it stays.
    fuse: int | None = None
    full: bool = False

    def copied(self) -> "Disk":
        """As a backup has it, or a clone."""
        other = copy(self)
        other.facts = {node: list(facts) for node, facts in self.facts.items()}
        other.records, other.table = dict(self.records), dict(self.table)
        other.keys, other.to_destroy = set(self.keys), dict(self.to_destroy)
        other.fuse, other.full = None, False
        return other

    def writes(self) -> None:
        """Called before each write: the power may go, or there is no room."""
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise Killed
        if self.full:
            raise Full

    def recover(self) -> None:
        """What is done when an installation is opened: keys that were to go with a commit go."""
        ids = {fact.id for facts in self.facts.values() for fact in facts}
        for person, fact in self.to_destroy.items():
            if fact in ids:
                self.keys.discard(person)
        self.to_destroy.clear()

    def about(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for facts in self.facts.values():
            for fact in facts:
                found.setdefault(fact.about, []).append(fact)
        return found


def row_of(facts: Sequence[Fact]) -> tuple[Any, ...]:
    """A fold: what a table has of one thing, from its facts in whatever order they came."""
    ordered = sorted(facts, key=lambda fact: fact.order)
    return tuple((fact.id, fact.kind, bytes(fact.body)) for fact in ordered)


class Transaction:
    """The disk as a transaction sees it; what it writes is on the disk when it ends, or never."""

    def __init__(self, disk: Disk, make_id: Any) -> None:
        self._disk, self._make_id = disk, make_id
        self.new: dict[str, list[Fact]] = {}
        self.records: dict[str, bytes | None] = {}
        self.latest, self.local = disk.latest, disk.local
        self.forgotten: dict[str, str] = {}
        self.forgotten_now: set[str] = set()

    def _chain(self, node: str) -> list[Fact]:
        return self._disk.facts.get(node, []) + self.new.get(node, [])

    def head(self, node: str) -> Head:
        own = self.new.get(node) or self._disk.facts.get(node)
        if not own:
            return Head(node)
        return Head(node, own[-1].seq, own[-1].hash, own[-1].noted)

    def heads(self) -> dict[str, int]:
        return {node: self.head(node).seq for node in {**self._disk.facts, **self.new}}

    def hashes(self, node: str, first: int, last: int) -> dict[int, str]:
        return {fact.seq: fact.hash for fact in self._chain(node)[max(0, first - 1) : last]}

    def facts(self, node: str, after: int, most: int) -> list[Fact]:
        return self._chain(node)[after : after + most]

    def taken(self, ids: Sequence[str]) -> set[str]:
        if not ids:
            return set()
        here = {fact.id for facts in self._disk.facts.values() for fact in facts}
        here |= {fact.id for facts in self.new.values() for fact in facts}
        return here.intersection(ids)

    def kinds_about(self, abouts: Sequence[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {about: set() for about in abouts}
        for facts in (*self._disk.facts.values(), *self.new.values()):
            for fact in facts:
                if fact.about in found:
                    found[fact.about].add(fact.kind)
        return found

    def kept(self, key: str) -> bytes | None:
        return self.records[key] if key in self.records else self._disk.records.get(key)

    def kept_under(self, prefix: str) -> Mapping[str, bytes]:
        keys = sorted({*self._disk.records, *self.records})
        found = {key: self.kept(key) for key in keys if key.startswith(prefix)}
        return {key.removeprefix(prefix): raw for key, raw in found.items() if raw is not None}

    def insert(self, facts: Sequence[Fact], latest: datetime) -> None:
        for fact in facts:
            chain = self._chain(fact.node)
            assert fact.seq == len(chain) + 1, "a gap on the disk"
            self.new.setdefault(fact.node, []).append(fact)
            if fact.kind == Forgotten.kind:
                self.forgotten[fact.about] = fact.id
            if fact.noted <= latest and (self.latest is None or fact.noted > self.latest):
                self.latest = fact.noted

    def forget(self, people: Iterable[str]) -> None:
        self.forgotten_now |= self._disk.keys.intersection(people)

    def keep(self, key: str, record: bytes) -> None:
        self.records[key] = record

    def drop(self, key: str) -> None:
        self.records[key] = None

    def begin_anew(self) -> str:
        before, self.local = self.local, self._make_id()
        self.write(
            NodeBegan.kind,
            self.local,
            encode_body(NodeBegan("again", before, self.head(before).seq)),
            self.latest or _EPOCH,
        )
        return self.local

    def write(self, kind: str, about: str, body: bytes, present: datetime) -> Fact:
        """A fact of this node's own."""
        head = self.head(self.local)
        seen = [moment for moment in (head.noted, self.latest) if moment is not None]
        noted = after(max(seen, default=None), present)
        draft = Fact(
            self._make_id(),
            self.local,
            head.seq + 1,
            kind,
            1,
            about,
            "here",
            min(present, noted),
            noted,
            "anna",
            False,
            msgspec.Raw(body),
            "",
        )
        fact = msgspec.structs.replace(draft, hash=hash_of(head.hash, draft))
        self.new.setdefault(self.local, []).append(fact)
        return fact

    def commit(self) -> None:
        """Write after write, as an installation does: what is to be destroyed, the facts with the
        records, the keys."""
        disk = self._disk
        if self.forgotten:
            disk.writes()
            disk.to_destroy.update(self.forgotten)
        if self.forgotten_now:
            disk.writes()
            disk.keys -= self.forgotten_now
        if self.new or self.records or self.local != disk.local:
            disk.writes()
            for node, facts in self.new.items():
                disk.facts.setdefault(node, []).extend(facts)
            for key, record in self.records.items():
                if record is None:
                    disk.records.pop(key, None)
                else:
                    disk.records[key] = record
            disk.latest, disk.local = self.latest, self.local
            touched = {fact.about for facts in self.new.values() for fact in facts}
            known = disk.about() if touched else {}
            for about in touched:
                disk.table[about] = row_of(known[about])
        if self.forgotten:
            disk.writes()
            disk.keys -= set(self.forgotten)
            for person in self.forgotten:
                disk.to_destroy.pop(person, None)


class MemoryStore:
    def __init__(self, disk: Disk, make_id: Any) -> None:
        self.disk, self.make_id = disk, make_id

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        yield Transaction(self.disk, self.make_id)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        transaction = Transaction(self.disk, self.make_id)
        yield transaction
        transaction.commit()


__all__ = ["NO_BODY", "Disk", "Full", "Killed", "MemoryStore", "Transaction", "row_of"]
