"""What a hub gives a node: the facts that it may have and lacks, as far as one batch holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..clock import DRIFT_ALLOWED, from_microseconds
from ..facts import Fact
from .batches import (
    MOST_BYTES,
    MOST_FACTS,
    Request,
    size_of,
)
from .store import Member, Network, Reading
from .taking import forgotten_in, sendable
from .words import Purpose


@dataclass
class Given:
    """What a node is given: facts, and who was forgotten in those that it may not have."""

    facts: list[Fact] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    more: bool = False


def batch_for(
    here: Reading, network: Network, member: Member, request: Request, chains: list[str], at: int
) -> Given:
    """What the node lacks of these chains, as far as one batch holds."""
    given = Given()
    room = MOST_BYTES
    for chain in chains:
        after, last = request.have.get(chain, 0), here.head(chain).seq
        left = MOST_FACTS - len(given.facts)
        if after >= last:
            continue
        if left <= 0 or room <= 0:
            given.more = True
            break
        own = chain in network.chains
        purposes = [member.card.purpose, *([Purpose.HUB] if own else [])]
        allowed = sendable(here, chain, after, left, purposes)
        if own and len(allowed) < min(left, last - after):
            given.forgotten += forgotten_after(here, chain, after + len(allowed))
        some, room = within(allowed, room)
        if own:
            some = _not_ahead(some, min(at, request.clock))
        given.facts += some
        given.more = given.more or len(some) < len(allowed)
    return given


def forgotten_after(here: Reading, chain: str, seq: int) -> Iterator[str]:
    """Who was forgotten in a chain's entries that follow number `seq`."""
    while facts := here.facts(chain, seq, MOST_FACTS):
        yield from forgotten_in(facts)
        seq = facts[-1].seq


def _not_ahead(facts: list[Fact], clock: int) -> list[Fact]:
    """The first facts up to one that lies ahead of the receiver's clock; that one and what follows
    where it is the first: what a node takes in ends with a head that was signed."""
    latest = from_microseconds(clock) + DRIFT_ALLOWED
    first = next((at for at, fact in enumerate(facts) if fact.noted > latest), 0)
    return facts[:first] if first else facts


def within(facts: Iterable[Fact], room: int) -> tuple[list[Fact], int]:
    """The first facts that fit into so many bytes, one at least; and the bytes that are left."""
    some: list[Fact] = []
    for fact in facts:
        room -= size_of(fact)
        if some and room < 0:
            break
        some.append(fact)
    return some, room
