"""What the protocol asks of an installation: facts, and a few records of its own.

A transaction is whole or it never was; when the block ends, it is on the disk. Simulations bring
one in memory, an installation its database.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import msgspec

from ..chain import Head
from ..facts import Fact
from .batches import Receipt
from .keys import Card
from .words import OwnTrouble, Standing


class Reading(Protocol):
    def head(self, node: str) -> Head:
        """The end of a node's chain here; that of a node without facts has number 0."""

    def heads(self) -> dict[str, int]:
        """The last number of every chain here."""

    def hashes(self, node: str, first: int, last: int) -> dict[int, str]:
        """The hashes of a node's facts from one number to another."""

    def facts(self, node: str, after: int, most: int) -> list[Fact]:
        """The facts of a node that follow number `after`, in order."""

    def taken(self, ids: Sequence[str]) -> set[str]:
        """Those of these identities that a fact here has."""

    def kinds_about(self, abouts: Sequence[str]) -> dict[str, set[str]]:
        """The kinds of what is known here of each of these things."""

    def kept(self, key: str) -> bytes | None:
        """A record of the protocol's."""

    def kept_under(self, prefix: str) -> Mapping[str, bytes]:
        """The records whose key begins so, by the rest of their key."""


class Writing(Reading, Protocol):
    def insert(self, facts: Sequence[Fact], latest: datetime) -> None:
        """Keep facts of other nodes, fold what they touch, forget whom they forget. The clock here
        follows theirs no further than `latest`."""

    def forget(self, people: Iterable[str]) -> None:
        """Forget these people, though the facts that say so are not kept."""

    def keep(self, key: str, record: bytes) -> None: ...

    def drop(self, key: str) -> None: ...

    def begin_anew(self) -> str:
        """Give this database a new identity that carries on from its present one."""


class Store(Protocol):
    def reading(self) -> AbstractContextManager[Reading]: ...

    def writing(self) -> AbstractContextManager[Writing]: ...


class TwoHeads(msgspec.Struct, frozen=True):
    """Two histories of one node: the number from which they differ, and the hash of each there.
    `signed` is the head that the sender of the second one signed."""

    seq: int
    ours: str
    theirs: str
    signed: str = ""


class Stopped(msgspec.Struct, frozen=True):
    """A chain that is not taken in from this number on, and when that fact was noted."""

    trouble: str
    seq: int
    noted: int = 0


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub keeps of a node. Times are the hub's, in microseconds since 1970."""

    card: Card
    paired_at: int
    standing: Standing = Standing.PAIRED
    #: What stopped at which number, where something did.
    trouble: str = ""
    trouble_seq: int = 0
    two_heads: TwoHeads | None = None
    #: A person let in what lies ahead of the clock, up to this time.
    let_in_until: int = 0
    #: The last number and the signed note that the node itself claimed.
    claimed: int = 0
    head: str = ""
    #: The last note of it that is of the history that the hub has: the only one that others get.
    agreed: str = ""
    #: Its last batch: when it came here, when it was made by the node's own clock, its version.
    seen_at: int = 0
    made_at: int = 0
    version: str = ""
    #: What it has of each chain, as of then.
    have: dict[str, int] = {}
    receipt: Receipt | None = None
    replaced_by: str = ""
    revoked_at: int = 0


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """What a hub keeps of itself. The first of `chains` is the network's name among machines; the
    last one is what the hub writes now. `epochs`: its disk's, the last one in force."""

    name: str
    chains: list[str]
    epochs: list[str]
    #: When it last noticed that its disk had been put back, and how many entries it then lacked.
    put_back_at: int = 0
    lacked: int = 0

    @property
    def id(self) -> str:
        return self.chains[0]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What a node keeps of its tie to the hub. Times are the node's, in microseconds since 1970."""

    hub: Card
    card: Card
    paired_at: int
    turn: int = 0
    epoch: str = ""
    #: The turn whose answer brought this epoch.
    epoch_turn: int = 0
    #: The hub's last receipt that holds, and when it came.
    receipt: Receipt | None = None
    received_at: int = 0
    #: What the hub has of each chain, as it last said.
    hub_has: dict[str, int] = {}
    #: What the hub's last answer said: to which turn, by the hub's clock; how this node stands.
    answered: int = 0
    hub_clock: int = 0
    standing: str = ""
    notice: str = ""
    apart: int = 0
    hub_version: str = ""
    trouble: OwnTrouble | None = None
    two_heads: TwoHeads | None = None
    #: Chains of other nodes that stopped here; up to when a person let them in all the same.
    stopped: dict[str, Stopped] = {}
    let_in: dict[str, int] = {}
    #: Of chains whose history here is another than the hub's: up to where the hub's was read.
    heard: dict[str, int] = {}
    #: Signed notes by chain: others' heads, kept to show a rewritten history.
    heads: dict[str, str] = {}
    #: Whether this node was put back and has not yet heard who was forgotten since.
    awaits_forgotten: bool = False


def encode(record: msgspec.Struct | list[Fact]) -> bytes:
    return msgspec.json.encode(record)
