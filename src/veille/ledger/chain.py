"""The chain: each fact's hash covers the one before it, so that a change anywhere shows. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from .clock import to_microseconds
from .facts import Fact
from .troubles import Trouble

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
    trouble: Trouble

    def __str__(self) -> str:
        # Sentences need Django; what follows a chain does not.
        from .sentences import fault_in_words

        return fault_in_words(self.node, self.seq, self.id, self.trouble)


def follow(head: Head, fact: Fact) -> Head | Fault:
    """The head after `fact`, or what is wrong with it as the next of that node."""
    if (trouble := _trouble_after(head, fact)) is not None:
        return Fault(fact.node, fact.seq, fact.id, trouble)
    return Head(fact.node, fact.seq, fact.hash, fact.noted)


def _trouble_after(head: Head, fact: Fact) -> Trouble | None:
    if fact.seq > head.seq + 1:
        return Trouble.MISSING
    if fact.seq <= head.seq:
        return Trouble.AGAIN
    if head.noted is not None and fact.noted <= head.noted:
        return Trouble.EARLY
    return Trouble.CHANGED if hash_of(head.hash, fact) != fact.hash else None


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
