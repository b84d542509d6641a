"""Who belongs to a network, as a hub keeps it."""

import msgspec

from ..facts import Fact
from .purposes import RECEIVES
from .store import Member, Network, Reading, Writing, encode
from .words import Notice, NotTaken


def network_of(here: Reading) -> Network:
    raw = here.kept("network")
    if raw is None:
        raise NotTaken(Notice.NOT_PAIRED)
    return msgspec.json.decode(raw, type=Network)


def member_of(here: Reading, node: str) -> Member:
    raw = here.kept(f"member/{node}")
    if raw is None:
        raise NotTaken(Notice.UNKNOWN_NODE, node)
    return msgspec.json.decode(raw, type=Member)


def members(here: Reading) -> list[Member]:
    found = here.kept_under("member/").values()
    return [msgspec.json.decode(raw, type=Member) for raw in found]


def waiting_of(here: Reading, node: str) -> list[Fact]:
    raw = here.kept(f"waiting/{node}")
    return [] if raw is None else msgspec.json.decode(raw, type=list[Fact])


def keep(here: Writing, member: Member) -> None:
    here.keep(f"member/{member.card.node}", encode(member))


def ancestors(here: Reading, member: Member) -> list[str]:
    """The nodes whose facts this one carries on from, the nearest first."""
    found: list[str] = []
    while member.card.after and member.card.after not in found:
        found.append(member.card.after)
        member = member_of(here, member.card.after)
    return found


def chains_for(here: Reading, network: Network, member: Member) -> list[str]:
    """The chains that a node is given: those it carries on from, the hub's, those it needs."""
    return [*ancestors(here, member), *network.chains, *receivable(here, member)]


def receivable(here: Reading, member: Member) -> list[str]:
    """The chains of other nodes that this one's purpose needs."""
    wanted = RECEIVES[member.card.purpose]
    mine = {member.card.node, *ancestors(here, member)}
    return [
        one.card.node
        for one in members(here)
        if one.card.purpose in wanted and one.card.node not in mine
    ]
