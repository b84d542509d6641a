"""The chain: each fact's hash covers the one before it, so that a change anywhere shows."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from .clock import to_microseconds
from .facts import Fact

#: What stands before a node's first fact.
GENESIS = "0" * 64

_encode = msgspec.json.Encoder().encode


def hash_of(previous: str, fact: Fact) -> str:
    """SHA-256, in hex, over the previous hash and a JSON array of the whole fact but its hash.

    Times enter as whole microseconds and the body as the bytes that were written, so that
    the hash does not depend on a database's or a library's way to write either.
    """
    return sealed_hash(
        previous,
        fact.id,
        fact.node,
        fact.seq,
        fact.kind,
        fact.v,
        fact.about,
        fact.place,
        to_microseconds(fact.at),
        to_microseconds(fact.noted),
        fact.by,
        fact.rehearsal,
        fact.body,
    )


def sealed_hash(previous: str, *parts: object) -> str:
    return hashlib.sha256(previous.encode() + _encode(parts)).hexdigest()


class Head(msgspec.Struct, frozen=True, gc=False):
    """The end of one node's chain. A node without facts has seq 0 and the genesis hash."""

    node: str
    seq: int = 0
    hash: str = GENESIS
    noted: datetime | None = None


@dataclass(frozen=True)
class Fault:
    """The first place where a chain does not hold."""

    node: str
    seq: int
    id: str
    what: str | Promise

    def __str__(self) -> str:
        return _("node %(node)s, fact %(seq)s (%(id)s): %(what)s") % {
            "node": self.node,
            "seq": self.seq,
            "id": self.id,
            "what": self.what,
        }


def follow(head: Head, fact: Fact) -> Head | Fault:
    """The head after `fact`, or what is wrong with it as the next of that node."""
    if fact.seq != head.seq + 1:
        missing = _lazy("facts that come before it are missing")
        again = _lazy("its number was used before")
        return Fault(fact.node, fact.seq, fact.id, missing if fact.seq > head.seq else again)
    if head.noted is not None and fact.noted <= head.noted:
        early = _lazy("it was noted before the one that precedes it")
        return Fault(fact.node, fact.seq, fact.id, early)
    if hash_of(head.hash, fact) != fact.hash:
        changed = _lazy("its hash does not fit: the fact was changed")
        return Fault(fact.node, fact.seq, fact.id, changed)
    return Head(fact.node, fact.seq, fact.hash, fact.noted)


@dataclass(frozen=True)
class Verdict:
    """What a verification found: how many facts were read, and the first fault, if any."""

    facts: int
    heads: dict[str, Head]
    fault: Fault | None = None

    @property
    def sound(self) -> bool:
        return self.fault is None


def verify(facts: Iterable[Fact]) -> Verdict:
    """Follow every node's chain through `facts`, which come in (node, seq) order."""
    heads: dict[str, Head] = {}
    count = 0
    for fact in facts:
        count += 1
        step = follow(heads.get(fact.node) or Head(fact.node), fact)
        if isinstance(step, Fault):
            return Verdict(count, heads, step)
        heads[fact.node] = step
    return Verdict(count, heads)
