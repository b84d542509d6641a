"""Which facts a chain may hold, and which chains reach a node, by what the nodes are for.

A chain travels whole or not at all: its hashes would not hold otherwise. So the wall between care
and the commission is kept twice, by the side that sends and by the side that takes in.
"""

from collections.abc import Iterable

from .words import Purpose

P = Purpose

#: Areas of which no fact may stand in a chain of this purpose. One that nobody knows yet passes.
NEVER_IN: dict[Purpose, frozenset[str]] = {
    P.SITE: frozenset({"diversion"}),
    P.LAB: frozenset({"diversion", "care"}),
    P.COMMISSION: frozenset({"care"}),
    P.HUB: frozenset({"care", "diversion"}),
}

#: Besides its own, the chains of which purposes reach a node. A hub receives each node's.
RECEIVES: dict[Purpose, frozenset[Purpose]] = {
    P.SITE: frozenset({P.HUB, P.LAB}),
    P.LAB: frozenset({P.HUB}),
    P.COMMISSION: frozenset({P.HUB}),
    P.HUB: frozenset({P.SITE, P.LAB, P.COMMISSION}),
}

#: What the ledger says of itself is of the area whose thing it speaks of.
LEDGERS_OWN = "ledger"


def areas_of(kinds: Iterable[str]) -> set[str]:
    return {kind.partition(".")[0] for kind in kinds}


def may_hold(chain: Purpose, areas: Iterable[str]) -> bool:
    return NEVER_IN[chain].isdisjoint(areas)
