"""What the page of nodes shows: at a hub of every node, at a node of itself."""

from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise

from ..clock import from_microseconds
from . import states
from .hub import Hub
from .membership import members, waiting_of
from .notices import PURPOSES, STANDINGS, trouble_in_words
from .store import Link, Member, TwoHeads
from .words import Standing


class NodeRow(NamedTuple):
    """A node, as the hub knows it. Counts are of entries; `behind` is what it says it has and the
    hub has not, as of its last batch, `apart` what waits here for a person."""

    member: Member
    here: int
    behind: int
    apart: int
    seen_at: datetime | None

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
    def minutes_ahead(self) -> int:
        """How far its clock was ahead of this one's when its last batch came; behind, below 0. By
        stick that is the journey too."""
        return round((self.member.made_at - self.member.seen_at) / 60e6)


def node_rows(hub: Hub) -> list[NodeRow]:
    """Every node of the network: those that need a person first, those that left it last."""
    with hub.store.reading() as here:
        rows = [
            NodeRow(
                member=member,
                here=(head := here.head(member.card.node)).seq,
                behind=max(0, member.claimed - head.seq),
                apart=len(waiting_of(here, member.card.node)),
                seen_at=from_microseconds(member.seen_at) if member.seen_at else None,
            )
            for member in members(here)
        ]
    return sorted(rows, key=lambda row: (not row.needs_a_person, row.is_closed, row.name))


def received_at(link: Link) -> datetime | None:
    """When the hub's last receipt came."""
    return from_microseconds(link.received_at) if link.receipt is not None else None
