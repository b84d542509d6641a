"""A node's side: what it sends the hub, and what it does with the answer.

    batch = spoke.request(now)
    link = spoke.take(answer, now)

“At the hub” is said of a node where `is_at_hub` holds, and nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

import msgspec

from ..chain import Head
from ..clock import DRIFT_ALLOWED, TICK, from_microseconds, to_microseconds
from ..facts import Fact, NodeBegan
from ..troubles import Trouble
from .batches import (
    MOST_BYTES,
    MOST_FACTS,
    Answer,
    Receipt,
    Request,
    check_signed,
    is_receipt_of,
    pack,
    read_envelope,
    unpack,
)
from .giving import within
from .heads import parse_head, read_head, sign_head
from .keys import Card, Keys
from .store import Link, Reading, Stopped, Store, TwoHeads, Writing, encode
from .taking import OTHER_HISTORY, forgotten_in, take
from .words import Notice, NotTaken, OwnTrouble

_replace = msgspec.structs.replace


@dataclass(frozen=True)
class Spoke:
    store: Store
    keys: Keys
    version: str
    node: str

    def pair(self, hub: Card, card: Card, now: datetime) -> Link:
        """Keep the hub's card, once two people have compared its fingerprint."""
        if not hub.network:
            raise NotTaken(Notice.UNKNOWN_NODE, hub.node)
        with self.store.writing() as here:
            before = ancestors(here, self.node)
            links = [here.kept(f"link/{one}") for one in before]
            known = [msgspec.json.decode(raw, type=Link) for raw in links if raw is not None]
            link = Link(
                hub=hub,
                card=card,
                paired_at=to_microseconds(now),
                awaits_forgotten=bool(before),
                # Of these the hub has another history: it is read from its beginning.
                heard={
                    one.card.node: 0 for one in known if one.trouble is OwnTrouble.TWO_HISTORIES
                },
            )
            self._keep(here, link)
        return link

    def request(self, now: datetime) -> bytes:
        """The next batch for the hub."""
        return next(self.requests(now))

    def requests(self, now: datetime) -> Iterator[bytes]:
        """Every batch that the hub lacks, as far as this node knows: one at least, since the hub
        is asked for what this node lacks, and for a receipt."""
        with self.store.writing() as here:
            link = link_of(here, self.node)
            link = _replace(link, turn=link.turn + 1)
            self._keep(here, link)
        sent = dict(link.hub_has)
        while True:
            with self.store.reading() as here:
                facts = self._facts(here, link, sent)
                raw = self._packed(here, link, facts, now)
            yield raw
            if not facts:
                return
            sent |= {fact.node: fact.seq for fact in facts}
            with self.store.reading() as here:
                if not self._facts(here, link, sent):
                    return

    def _facts(self, here: Reading, link: Link, sent: dict[str, int]) -> list[Fact]:
        """What the hub lacks of this node's chain, and of others that it said it knows."""
        facts: list[Fact] = []
        for chain in dict.fromkeys([self.node, *link.hub_has]):
            if chain not in link.heard and len(facts) < MOST_FACTS:
                facts += here.facts(chain, sent.get(chain, 0), MOST_FACTS - len(facts))
        return within(facts, MOST_BYTES)[0]

    def _packed(self, here: Reading, link: Link, facts: list[Fact], now: datetime) -> bytes:
        head = here.head(self.node)
        own = sign_head(self.keys, self.node, head.seq, head.hash)
        request = Request(
            turn=link.turn,
            clock=to_microseconds(now),
            version=self.version,
            have=here.heads() | link.heard,
            heads=[own.note, *link.heads.values()],
            receipt=link.receipt,
            facts=facts,
        )
        return pack(self.keys, link.hub.network, self.node, link.hub.node, request)

    def take(self, raw: bytes, now: datetime) -> Link:
        """Take in the hub's answer. Raises NotTaken, and wrote nothing, where it is not one of
        this network's hub to this node."""
        envelope = read_envelope(raw)
        with self.store.writing() as here:
            link = link_of(here, self.node)
            if envelope.network != link.hub.network:
                raise NotTaken(Notice.OTHER_NETWORK, envelope.sender)
            if envelope.recipient != self.node:
                raise NotTaken(Notice.UNKNOWN_NODE, envelope.recipient)
            check_signed(envelope, link.hub.verify)
            answer = unpack(envelope, Answer)
            adopted = _in_epoch(link, answer)
            if adopted is None:
                return link
            link = self._with_receipt(here, adopted, answer.receipt, now)
            link = self._with_facts(here, link, answer, now)
            link = _with_heads(here, link, answer)
            link = self._with_words(here, link, answer)
            self._keep(here, link)
        return link

    def _with_receipt(
        self, here: Reading, link: Link, receipt: Receipt | None, now: datetime
    ) -> Link:
        """The receipt is kept where it is of this node's own history, and goes further than the
        last one; where it is of another, that is said, with both heads."""
        if receipt is None or receipt.node != self.node or receipt.epoch != link.epoch:
            return link
        if not is_receipt_of(link.hub.verify, receipt):
            return link
        own = here.hashes(self.node, receipt.seq, receipt.seq).get(receipt.seq)
        if own is None:
            return _replace(link, trouble=link.trouble or OwnTrouble.PUT_BACK)
        if own != receipt.hash:
            two = TwoHeads(receipt.seq, own, receipt.hash)
            return _replace(link, trouble=OwnTrouble.TWO_HISTORIES, two_heads=two)
        last = link.receipt
        if last is not None and (last.seq, last.at) >= (receipt.seq, receipt.at):
            return link
        return _replace(link, receipt=receipt, received_at=to_microseconds(now))

    def _with_facts(self, here: Writing, link: Link, answer: Answer, now: datetime) -> Link:
        """Take in what the hub gives. What cannot be kept is said; whom it forgets is forgotten
        all the same."""
        stopped, heard = dict(link.stopped), dict(link.heard)
        usual = now + DRIFT_ALLOWED
        signed = {h.hash for h in map(parse_head, answer.heads) if h is not None}
        for chain, run in groupby(answer.facts, attrgetter("node")):
            facts = list(run)
            latest = max(usual, from_microseconds(link.let_in.get(chain, 0)))
            own = chain == self.node
            part = take(here, facts, latest=latest, purpose=link.card.purpose, own=own)
            # What the hub wrote itself is kept up to a head that it signed: so it can be given back
            # to it, should its disk be put back.
            whole = part.trouble is None or facts[-1].hash not in signed
            if part.fresh and whole:
                here.insert(part.fresh, usual)
            if part.trouble is not None:
                here.forget(forgotten_in(facts))
                at = to_microseconds(facts[part.trouble_seq - facts[0].seq].noted)
                stopped[chain] = Stopped(str(part.trouble), part.trouble_seq, at)
            elif part.fresh:
                stopped.pop(chain, None)
            if part.trouble in OTHER_HISTORY or chain in heard:
                here.forget(forgotten_in(facts))
                before = heard.get(chain)
                follows = before is not None and facts[0].seq <= before + 1
                heard[chain] = facts[-1].seq if follows else before or 0
        here.forget(answer.forgotten)
        return _replace(link, stopped=stopped, heard=heard)

    def let_in(self, chain: str) -> Link:
        """A person has said that a chain of the hub's may lie ahead of the clock here."""
        with self.store.writing() as here:
            link = link_of(here, self.node)
            stopped = link.stopped.get(chain)
            if stopped is not None and stopped.trouble == Trouble.AHEAD:
                until = stopped.noted + DRIFT_ALLOWED // TICK
                link = _replace(link, let_in={**link.let_in, chain: until})
                self._keep(here, link)
        return link

    def _with_words(self, here: Reading, link: Link, answer: Answer) -> Link:
        """What the hub says of this node; an answer to an earlier turn says nothing new."""
        if answer.turn < link.answered:
            return link
        have = here.heads() | link.heard
        before = ancestors(here, self.node)
        lacking = any(have.get(one, 0) < answer.have.get(one, 0) for one in before)
        awaits = link.awaits_forgotten and (lacking or answer.more or not answer.have)
        return _replace(
            link,
            answered=answer.turn,
            standing=answer.standing,
            notice=answer.notice,
            apart=answer.apart,
            hub_version=answer.version,
            hub_clock=answer.clock,
            awaits_forgotten=awaits,
        )

    def _keep(self, here: Writing, link: Link) -> None:
        here.keep(f"link/{self.node}", encode(link))


def _in_epoch(link: Link, answer: Answer) -> Link | None:
    """The link after it heard of the hub's epoch; None where the answer is of an earlier one.

    Another epoch counts where it answers a request made since the present one was heard of: so an
    answer that was long on its way brings no old epoch back.
    """
    if answer.epoch == link.epoch:
        known = {**answer.have, **link.hub_has}
        have = {chain: max(seq, answer.have.get(chain, 0)) for chain, seq in known.items()}
        return _replace(link, hub_has=have)
    if link.epoch and answer.turn <= link.epoch_turn:
        return None
    return _replace(
        link,
        epoch=answer.epoch,
        epoch_turn=link.turn,
        receipt=None,
        hub_has=dict(answer.have),
        # What the hub has since is read from its beginning.
        heard=dict.fromkeys(link.heard, 0),
        trouble=None,
    )


def _with_heads(here: Reading, link: Link, answer: Answer) -> Link:
    """Keep the last signed head of every chain; where two are of one number and differ, or one
    differs from the facts here, that is said."""
    heads, stopped, heard = dict(link.heads), dict(link.stopped), dict(link.heard)
    for note in answer.heads:
        head = parse_head(note)
        if head is None or head.seq == 0:
            continue
        before = parse_head(heads.get(head.node, ""))
        here_it_is = here.hashes(head.node, head.seq, head.seq).get(head.seq)
        rewritten = before is not None and before.seq == head.seq and before.hash != head.hash
        if rewritten or here_it_is not in (None, head.hash):
            stopped[head.node] = Stopped(str(Trouble.FORK), head.seq)
            if read_head(note, link.hub.verify) is not None:
                heard.setdefault(head.node, 0)
            continue
        all_of_it = here_it_is is not None and answer.have.get(head.node) == head.seq
        if all_of_it and head.node in heard:
            # All that the hub has of it is here: it is one history, whatever it was before.
            del heard[head.node]
            stopped.pop(head.node, None)
        if here_it_is is None and here.head(head.node).seq:
            continue
        if before is None or before.seq < head.seq:
            heads[head.node] = note
    return _replace(link, heads=heads, stopped=stopped, heard=heard)


def link_of(here: Reading, node: str) -> Link:
    raw = here.kept(f"link/{node}")
    if raw is None:
        raise NotTaken(Notice.NOT_PAIRED, node)
    return msgspec.json.decode(raw, type=Link)


def ancestors(here: Reading, node: str) -> list[str]:
    """The nodes whose facts this one carries on from, by its own first facts."""
    found: list[str] = []
    while first := here.facts(node, 0, 1):
        if first[0].kind != NodeBegan.kind:
            break
        node = msgspec.json.decode(first[0].body, type=NodeBegan).after_node
        if not node or node in found:
            break
        found.append(node)
    return found


def alone_here(here: Reading, link: Link, before: str) -> int:
    """How many entries of an earlier identity of this machine the hub has not, as far as it said:
    it does not know that identity, or has another history of it."""
    head = here.head(before).seq
    raw = here.kept(f"link/{before}")
    known = msgspec.json.decode(raw, type=Link) if raw is not None else None
    if known is not None and known.two_heads is not None and known.epoch == link.epoch:
        # The hub signed for another entry, and in one epoch it takes nothing back.
        two = known.two_heads
        if here.hashes(before, two.seq, two.seq).get(two.seq) == two.ours:
            return head - two.seq + 1
    if before in link.heard:
        return head
    return max(0, head - link.hub_has.get(before, 0))


def is_at_hub(link: Link | None, head: Head) -> bool:
    """Whether the hub's signed receipt reaches this node's last fact."""
    if link is None or link.receipt is None or link.trouble is not None:
        return False
    return (link.receipt.seq, link.receipt.hash) == (head.seq, head.hash)
