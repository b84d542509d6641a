"""What the page of nodes shows: at a hub of every node, at a node of itself."""

from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from ..clock import from_microseconds
from . import states
from .giving import forgotten_after
from .here import link, this_node
from .hub import Hub
from .membership import chains_for, members, network_of, waiting_of
from .notices import PURPOSES, STANDINGS, trouble_in_words
from .store import Link, Member, Network, Reading, TwoHeads
from .stored import Stored
from .words import Purpose, Standing


class NodeRow(NamedTuple):
    """A node, as the hub knows it. Counts are of entries; `behind` is what it says it has and the
    hub has not, as of its last batch, `apart` what waits here for a person."""

    member: Member
    here: int
    behind: int
    apart: int
    seen_at: datetime | None
    #: People forgotten in what this node is given, of whom it has not confirmed it yet: what it has
    #: it has done, for an entry that forgets is kept with the key's destruction.
    to_forget: int = 0

    @property
    def name(self) -> str:
        return self.member.card.name

    @property
    def node(self) -> str:
        return self.member.card.node

    @property
    def purpose(self) -> Promise:
        return PURPOSES[self.member.card.purpose]

    @property
    def state(self) -> Promise:
        return STANDINGS[self.member.standing]

    @property
    def is_whole(self) -> bool:
        return self.member.standing is Standing.WHOLE

    @property
    def needs_a_person(self) -> bool:
        return self.member.standing in states.NEEDS_A_PERSON

    @property
    def is_closed(self) -> bool:
        return self.member.standing in states.CLOSED

    @property
    def has_forgotten(self) -> bool:
        """Whether it has confirmed every forgetting; a node that never sent anything has not."""
        return self.seen_at is not None and not self.to_forget

    @property
    def can_be_revoked(self) -> bool:
        return self.member.standing is not Standing.REVOKED

    @property
    def two_heads(self) -> TwoHeads | None:
        mine = self.member.standing is Standing.TWO_HISTORIES
        return self.member.two_heads if mine else None

    @property
    def trouble(self) -> str | Promise:
        """Why entries of it were not taken in, and what to do."""
        return trouble_in_words(self.member.trouble)

    @property
    def could_read(self) -> list[str]:
        """What whoever gets past its disk's lock can read, thing by thing."""
        own = self.member.card.node
        theirs = sum(seq for chain, seq in self.member.have.items() if chain != own)
        told = [
            ngettext(
                "what it wrote itself: %(n)s entry that the hub has, and what waited there",
                "what it wrote itself: %(n)s entries that the hub has, and what waited there",
                self.here,
            )
            % {"n": self.here}
        ]
        if self.member.card.purpose is not Purpose.LAB:
            told.append(
                gettext("names and notes of the people whom it welcomed itself, by its keys")
            )
        told.append(
            ngettext(
                "%(n)s entry that the hub gave it: alerts, directories, results, no person’s",
                "%(n)s entries that the hub gave it: alerts, directories, results, no person’s",
                theirs,
            )
            % {"n": theirs}
        )
        told.append(gettext("nothing that another site or commission wrote"))
        return told

    @property
    def minutes_ahead(self) -> int:
        """How far its clock was ahead of this one's when its last batch came; behind, below 0. By
        stick that is the journey too."""
        return round((self.member.made_at - self.member.seen_at) / 60e6)


def node_rows(hub: Hub) -> list[NodeRow]:
    """Every node of the network: those that need a person first, those that left it last."""
    with hub.store.reading() as here:
        network = network_of(here)
        rows = [
            NodeRow(
                member=member,
                here=(head := here.head(member.card.node)).seq,
                behind=max(0, member.claimed - head.seq),
                apart=len(waiting_of(here, member.card.node)),
                seen_at=from_microseconds(member.seen_at) if member.seen_at else None,
                to_forget=_to_forget(here, network, member),
            )
            for member in members(here)
        ]
    return sorted(rows, key=lambda row: (not row.needs_a_person, row.is_closed, row.name))


def _to_forget(here: Reading, network: Network, member: Member) -> int:
    """Nothing more is asked of a node that left: its machine may be anywhere."""
    if member.standing in states.CLOSED:
        return 0
    people = {
        person
        for chain in chains_for(here, network, member)
        for person in forgotten_after(here, chain, member.have.get(chain, 0))
    }
    return len(people)


def unconfirmed_here() -> int:
    """At a node: people forgotten here of whom the hub has not signed for it yet."""
    with Stored().reading() as here:
        node = this_node().id
        tie = link()
        if tie is None:
            return 0
        signed = tie.receipt.seq if tie.receipt is not None else 0
        return len(set(forgotten_after(here, node, signed)))


def received_at(link: Link) -> datetime | None:
    """When the hub's last receipt came."""
    return from_microseconds(link.received_at) if link.receipt is not None else None
