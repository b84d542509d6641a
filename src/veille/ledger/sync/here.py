"""This installation in its network: the hub's side, the node's side, and how they are set up."""

from typing import NamedTuple

import msgspec
from django.utils.translation import gettext_lazy as _

import veille

from .. import clock, store
from ..chain import Head
from ..ids import new_id
from ..models import Node
from ..nodes import local_node
from ..refusal import Malformed, Refused
from . import keyring
from .hub import Hub
from .keys import Card, fingerprint, plain_fingerprint, read_card, write_card
from .membership import members, network_of
from .notices import refusal_of
from .purposes import areas_of, may_hold
from .spoke import Spoke, alone_here, ancestors, is_at_hub, link_of
from .store import Link, Member, Network, encode
from .stored import Stored
from .words import NotTaken, Purpose


def this_node() -> Node:
    node = local_node()
    if node is None:
        raise Refused(_("This database has no identity yet. Run “veille init” first."))
    return node


def has_node() -> bool:
    """Whether this database has an identity."""
    return local_node() is not None


def network() -> Network | None:
    """What this hub keeps of itself; None where this is no hub."""
    with Stored().reading() as here:
        try:
            return network_of(here)
        except NotTaken:
            return None


def link() -> Link | None:
    """This node's tie to its hub; None where it has none."""
    with Stored().reading() as here:
        try:
            return link_of(here, this_node().id)
        except NotTaken:
            return None


def begin_hub(name: str) -> Card:
    """Make this installation the hub of a new network. Safe to repeat; its name stays."""
    node = this_node()
    _check_purpose(node.id, Purpose.HUB)
    if link() is not None:
        raise Refused(_("This node is paired with a hub already: it cannot be one itself."))
    there = network()
    if there is None:
        keys = keyring.made_keys(node.id)
        there = Hub(Stored(), keys, veille.__version__, new_id).begin(node.id, name)
    if there.name != name:
        raise Refused(
            _("This installation is the hub of “%(name)s” already. Nothing was changed."),
            name=there.name,
        )
    return hub().card(there.name)


def hub() -> Hub:
    """The hub's side of this installation. Raises Refused where it is none."""
    there = network()
    if there is None:
        raise Refused(_("This installation is no hub. “veille hub init” makes it one."))
    made = Hub(Stored(), keyring.keys_of(there.id), veille.__version__, new_id)
    made.carry_on(this_node().id)
    return made


def node_side() -> Spoke:
    node = this_node()
    return Spoke(Stored(), keyring.keys_of(node.id), veille.__version__, node.id)


def card_of_node(purpose: Purpose) -> tuple[bytes, Card]:
    """This node's card, as a file holds it, for the hub. Makes its keys where it has none."""
    node = this_node()
    if network() is not None:
        raise Refused(_("This installation is a hub: its own card is made by “veille hub card”."))
    _check_purpose(node.id, purpose)
    keys = keyring.made_keys(node.id)
    with Stored().reading() as here:
        before = ancestors(here, node.id)
        paired = [one for one in before if here.kept(f"link/{one}") is not None]
    card = Card(
        node=node.id,
        name=node.name,
        purpose=purpose,
        verify=keys.verify,
        seal=keys.seal,
        after=paired[0] if paired else "",
    )
    with Stored().writing() as kept:
        kept.keep(f"card/{node.id}", encode(card))
    return write_card(card, keys), card


def own_card() -> Card:
    """The card that this node made of itself last. Raises Refused where it made none."""
    with Stored().reading() as here:
        raw = here.kept(f"card/{this_node().id}")
    if raw is None:
        raise Refused(
            _("First make this node’s own card, “veille node card FILE”, and pair it at the hub.")
        )
    return msgspec.json.decode(raw, type=Card)


def _check_purpose(node: str, purpose: Purpose) -> None:
    with store.cursor() as cursor:
        kinds = store.kinds_in(cursor, node)
    if not may_hold(purpose, areas_of(kinds)):
        raise Refused(
            _(
                "This node holds entries that have no place with this purpose: care and the "
                "commission stand on two sides of a wall. Set up a node of its own for each; "
                "nothing was changed."
            )
        )


def card_in(raw: bytes, told: str) -> Card:
    """The card in a file, where its fingerprint is the one that was read aloud."""
    try:
        card = read_card(raw)
    except NotTaken as error:
        raise refusal_of(error) from None
    if plain_fingerprint(fingerprint(card)) != plain_fingerprint(told):
        raise Malformed(
            _(
                "This card has another fingerprint than the one that you entered. Have it read "
                "aloud once more from the other machine’s own screen: if it is the same again, the "
                "file is not theirs. Nothing was paired."
            ),
        )
    return card


def pair_node(card: Card, *, replaces: str) -> Member:
    """Let a node into this network. `replaces` is the node whose place it takes, where it does."""
    made = hub()
    with Stored().reading() as here:
        known = {member.card.node: member for member in members(here)}
    if card.after in known and replaces != card.after:
        raise Refused(
            _(
                "This card is of a node that carries on from “%(name)s” and would be given its "
                "entries back. If so, say it: --replaces %(node)s. Nothing was paired."
            ),
            name=known[card.after].card.name,
            node=card.after,
        )
    if card.after not in known:
        card = msgspec.structs.replace(card, after="")
    try:
        return made.pair(card, clock.now())
    except NotTaken:
        raise Refused(
            _(
                "The identity of this card is taken: another key holds it, or it was revoked. A "
                "copy of a machine needs an identity of its own: run “veille node renew” there. "
                "Nothing was changed."
            )
        ) from None


def pair_hub(card: Card) -> Link:
    """Keep the hub's card."""
    known = link()
    if known is not None and known.hub.network != card.network:
        raise Refused(
            _("This node is paired with another network, “%(name)s”. Nothing was changed."),
            name=known.hub.name,
        )
    if known is not None and known.hub == card:
        return known
    mine = own_card()
    try:
        return node_side().pair(card, mine, clock.now())
    except NotTaken as error:
        raise refusal_of(error) from None


class Waiting(NamedTuple):
    """How this node stands: its head, its tie, whether all is at the hub, and what waits. `alone`
    counts entries of earlier identities of this machine that are here and nowhere else."""

    head: Head
    link: Link | None
    at_hub: bool
    waiting: int
    alone: int = 0


def waiting() -> Waiting:
    tie, node = link(), this_node()
    with Stored().reading() as here:
        head = here.head(node.id)
        before = ancestors(here, node.id) if tie is not None else []
        alone = sum(alone_here(here, tie, one) for one in before) if tie is not None else 0
    done = tie.receipt.seq if tie is not None and tie.receipt is not None else 0
    whole = is_at_hub(tie, head) and not alone
    return Waiting(head, tie, whole, max(0, head.seq - done), alone)


def renew() -> Node:
    """Give this database an identity of its own, where a copy of it has been writing or its disk
    was put back. It is then paired anew."""
    with Stored().writing() as here:
        here.begin_anew()
    return this_node()
