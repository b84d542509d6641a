"""The hub's side: who belongs to the network, what each has sent, what each may have.

    answer = Hub(store, keys, version, new_id).take(batch, now)

When `take` returns, what it signs a receipt for is on the disk. It may be called again with the
same batch, at any time and in any order: nothing is taken in twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter

import msgspec

from ..clock import DRIFT_ALLOWED, from_microseconds, to_microseconds
from ..facts import Fact
from ..troubles import Trouble
from . import deposits, states
from .batches import (
    Answer,
    Receipt,
    Request,
    Wait,
    check_signed,
    is_receipt_of,
    pack,
    read_envelope,
    sign_receipt,
    unpack,
)
from .giving import Given, batch_for
from .heads import SignedHead, parse_head, read_head, sign_head
from .keys import Card, Keys
from .membership import (
    ancestors,
    chains_for,
    keep,
    member_of,
    members,
    network_of,
    waiting_of,
)
from .store import Member, Network, Reading, Store, TwoHeads, Writing, encode
from .taking import OTHER_HISTORY, Taken, following, take
from .words import Event, Notice, NotTaken, Purpose, Standing

#: Facts of one node that wait for a person: the rest waits on its own disk.
MOST_WAITING = 20_000

_EVER = datetime.max.replace(tzinfo=UTC)

_replace = msgspec.structs.replace


@dataclass(frozen=True)
class Hub:
    store: Store
    keys: Keys
    version: str
    make_id: Callable[[], str]

    def begin(self, chain: str, name: str) -> Network:
        """Make this installation the hub of a new network, which bears its identity."""
        network = Network(name=name, chains=[chain], epochs=[self.make_id()])
        with self.store.writing() as here:
            here.keep("network", encode(network))
        return network

    def card(self, name: str) -> Card:
        with self.store.reading() as here:
            network = network_of(here)
        return Card(
            node=network.id,
            name=name,
            purpose=Purpose.HUB,
            verify=self.keys.verify,
            seal=self.keys.seal,
            network=network.id,
        )

    def carry_on(self, chain: str) -> Network:
        """Where this database was put back under a new identity, its chain is another now, and what
        it signed for may be gone."""
        with self.store.writing() as here:
            network = network_of(here)
            if network.chains[-1] != chain:
                network = _replace(
                    network,
                    chains=[*network.chains, chain],
                    epochs=[*network.epochs, self.make_id()],
                )
                here.keep("network", encode(network))
        return network

    def pair(self, card: Card, now: datetime, *, replaces: bool = True) -> Member:
        """Let a node in, once two people have compared its fingerprint.

        Where it carries on from another, it is given that one's entries back; `replaces` says that
        the other one is no more, and nothing of it is taken in from here on. Raises NotTaken where
        its identity is another's.
        """
        with self.store.writing() as here:
            network_of(here)
            known = here.kept(f"member/{card.node}")
            if known is not None:
                member = msgspec.json.decode(known, type=Member)
                if member.card.verify != card.verify or member.standing in states.CLOSED:
                    raise NotTaken(Notice.REPLACED, card.node)
                return member
            if card.after:
                before = member_of(here, card.after)
                if before.card.purpose is not card.purpose:
                    raise NotTaken(Notice.OTHER_NETWORK, card.after)
                if replaces:
                    standing = states.after(before.standing, Event.REPLACED_BY)
                    keep(here, _replace(before, standing=standing, replaced_by=card.node))
            member = Member(card=card, paired_at=to_microseconds(now))
            keep(here, member)
        return member

    def revoke(self, node: str, now: datetime) -> Member:
        """Take nothing in from a node any more, and give it nothing."""
        with self.store.writing() as here:
            member = member_of(here, node)
            standing = states.after(member.standing, Event.REVOKED_BY)
            at = member.revoked_at or to_microseconds(now)
            member = _replace(member, standing=standing, revoked_at=at)
            keep(here, member)
        return member

    def let_in(self, node: str, now: datetime) -> Member:
        """A person has said what happened: take in what waited, and go on with this node."""
        with self.store.writing() as here:
            member = member_of(here, node)
            standing = states.after(member.standing, Event.LET_IN)
            for chain in (node, *ancestors(here, member)):
                if waiting := waiting_of(here, chain):
                    until = max(fact.noted for fact in waiting) + DRIFT_ALLOWED
                    member = _replace(member, let_in_until=to_microseconds(until))
                    done = take(here, waiting, latest=until, purpose=member.card.purpose)
                    here.insert(done.fresh, now + DRIFT_ALLOWED)
                    here.drop(f"waiting/{chain}")
            all_here = not waiting_of(here, node) and here.head(node).seq >= member.claimed
            if standing is Standing.BEHIND and all_here and _differs(here, member) is None:
                standing = states.after(standing, Event.TOOK_ALL)
            cleared = _replace(member, standing=standing, trouble="", trouble_seq=0)
            keep(here, cleared)
        return cleared

    def take(self, raw: bytes, now: datetime) -> bytes:
        """Take in a node's batch; returns the answer to it. Raises NotTaken, and wrote nothing,
        where it is not one of a paired node of this network."""
        envelope = read_envelope(raw)
        with self.store.writing() as here:
            network = network_of(here)
            if envelope.network != network.id:
                raise NotTaken(Notice.OTHER_NETWORK, envelope.sender)
            member = member_of(here, envelope.sender)
            check_signed(envelope, member.card.verify)
            request = unpack(envelope, Request)
            member = _seen(member, request, now)
            if member.standing not in states.CLOSED:
                network = self._notice_loss(here, network, member, request, now)
                member = self._take_facts(here, network, member, request, now)
            keep(here, _agreed(here, member))
        return self._answer(envelope.sender, request, now)

    def waited_for(self, raw: bytes) -> dict[str, int]:
        """What a node that waits knows: of each chain that it is given, the number up to which the
        hub said that it has it. Raises NotTaken."""
        envelope = read_envelope(raw)
        with self.store.reading() as here:
            network = network_of(here)
            if envelope.network != network.id:
                raise NotTaken(Notice.OTHER_NETWORK, envelope.sender)
            member = member_of(here, envelope.sender)
            check_signed(envelope, member.card.verify)
            if member.standing in states.CLOSED:
                raise NotTaken(Notice.REVOKED, envelope.sender)
            known = unpack(envelope, Wait).known
            return {one: known.get(one, 0) for one in chains_for(here, network, member)}

    def run_errand(self, raw: bytes) -> bytes:
        """Do what a node asks about a carry card’s deposit; returns the answer to it. Raises
        NotTaken, and wrote nothing, where it may not ask that."""
        envelope = read_envelope(raw)
        with self.store.writing() as here:
            network = network_of(here)
            if envelope.network != network.id:
                raise NotTaken(Notice.OTHER_NETWORK, envelope.sender)
            member = member_of(here, envelope.sender)
            check_signed(envelope, member.card.verify)
            if member.standing in states.CLOSED:
                raise NotTaken(Notice.REVOKED, envelope.sender)
            errand = unpack(envelope, deposits.Errand)
            may = member.card.purpose in deposits.MAY_ASK and deposits.is_errand(errand)
            if not may:
                raise NotTaken(Notice.GARBLED, envelope.sender)
            done = deposits.run(here, errand, member.card.node, ancestors(here, member))
        return pack(self.keys, network.id, network.id, envelope.sender, done)

    def answers(self, raw: bytes, now: datetime) -> Iterator[bytes]:
        """Take in a node's batch, and give all that it lacks, batch by batch: for a carrier by
        which it cannot ask again."""
        answer = self.take(raw, now)
        envelope = read_envelope(raw)
        request = unpack(envelope, Request)
        while True:
            yield answer
            told = unpack(read_envelope(answer), Answer)
            if not told.more or not told.facts:
                return
            have = request.have | {fact.node: fact.seq for fact in told.facts}
            request = _replace(request, have=have)
            answer = self._answer(envelope.sender, request, now)

    def _notice_loss(
        self, here: Writing, network: Network, member: Member, request: Request, now: datetime
    ) -> Network:
        """Whether this hub signed for more than it has: then its disk was put back. It begins a
        new epoch, in which old receipts count no more, and a new chain of its own."""
        receipt = request.receipt
        lacked, lost = 0, False
        epochs = list(network.epochs)
        if receipt is not None and is_receipt_of(self.keys.verify, receipt):
            head = here.head(receipt.node)
            same = here.hashes(receipt.node, receipt.seq, receipt.seq)
            unknown = receipt.epoch not in epochs
            lost = unknown or (
                receipt.epoch == epochs[-1] and same.get(receipt.seq) != receipt.hash
            )
            lacked = max(0, receipt.seq - head.seq)
            if unknown:
                epochs.insert(-1, receipt.epoch)
        own = here.head(network.chains[-1])
        for one in self._heads_of(request, network.chains[-1]):
            lost = lost or here.hashes(one.node, one.seq, one.seq).get(one.seq) != one.hash
            lacked += max(0, one.seq - own.seq)
        if not lost:
            return network
        network = _replace(
            network,
            chains=[*network.chains, here.begin_anew()],
            epochs=[*epochs, self.make_id()],
            put_back_at=to_microseconds(now),
            lacked=lacked,
        )
        here.keep("network", encode(network))
        return network

    def _heads_of(self, request: Request, chain: str) -> list[SignedHead]:
        """The heads of a chain of ours that a node kept, and that we signed."""
        found = (read_head(note, self.keys.verify) for note in request.heads)
        return [head for head in found if head is not None and head.node == chain]

    def _take_facts(
        self, here: Writing, network: Network, member: Member, request: Request, now: datetime
    ) -> Member:
        latest = max(now + DRIFT_ALLOWED, from_microseconds(member.let_in_until))
        node = member.card.node
        before = set(ancestors(here, member))
        done = Taken()
        for chain, run in groupby(request.facts, attrgetter("node")):
            facts = list(run)
            if chain == node or chain in before:
                part = take(here, facts, latest=latest, purpose=member.card.purpose)
                # Of another history of the node that it carries on from: known already.
                stale = part.trouble is None or part.trouble in OTHER_HISTORY
                if chain == node or not stale:
                    done = part
                _wait(here, chain, part, facts)
            elif chain in network.chains:
                part = self._given_back(here, chain, facts, request)
            else:
                continue
            if part.fresh:
                here.insert(part.fresh, now + DRIFT_ALLOWED)
        return self._standing(here, member, done)

    def _given_back(self, here: Reading, chain: str, facts: list[Fact], request: Request) -> Taken:
        """What this hub itself wrote before its disk was put back: taken in, whatever its clock
        said then, where it leads to a head that it signed."""
        heads = {head.seq: head.hash for head in self._heads_of(request, chain)}
        if not heads or facts[-1].hash != heads.get(facts[-1].seq):
            return Taken()
        part = take(here, facts, latest=_EVER, purpose=Purpose.HUB)
        return part if len(part.fresh) + part.known == len(facts) else Taken()

    def _standing(self, here: Reading, member: Member, done: Taken) -> Member:
        head = here.head(member.card.node)
        two_heads = done.two_heads or _differs(here, member)
        if two_heads is not None:
            two_heads = _replace(two_heads, signed=member.head)
            event, trouble = Event.FORKED, str(Trouble.FORK)
            done.trouble_seq = two_heads.seq
        elif done.trouble is not None:
            ahead = done.trouble is Trouble.AHEAD
            event = Event.CLOCK_AHEAD if ahead else Event.MISFITTED
            trouble = str(done.trouble)
        else:
            event = Event.TOOK_ALL if head.seq >= member.claimed else Event.TOOK_SOME
            trouble = ""
        standing = states.after(member.standing, event)
        if standing not in states.NEEDS_A_PERSON:
            return _replace(member, standing=standing, trouble="", trouble_seq=0)
        if not trouble:
            return _replace(member, standing=standing)
        return _replace(
            member,
            standing=standing,
            trouble=trouble,
            trouble_seq=done.trouble_seq,
            two_heads=two_heads or member.two_heads,
        )

    def _answer(self, node: str, request: Request, now: datetime) -> bytes:
        with self.store.reading() as here:
            network = network_of(here)
            member = member_of(here, node)
            at = to_microseconds(now)
            answer = Answer(
                epoch=network.epochs[-1],
                turn=request.turn,
                clock=at,
                version=self.version,
                standing=member.standing,
            )
            if member.standing is Standing.REVOKED:
                answer = _replace(answer, notice=str(Notice.REVOKED))
            else:
                answer = self._give(here, network, member, request, answer, at)
        return pack(self.keys, network.id, network.id, node, answer)

    def _give(
        self,
        here: Reading,
        network: Network,
        member: Member,
        request: Request,
        answer: Answer,
        at: int,
    ) -> Answer:
        node = member.card.node
        chains = chains_for(here, network, member)
        have = {chain: here.head(chain).seq for chain in [node, *chains]}
        replaced = member.standing is Standing.REPLACED
        given = Given() if replaced else batch_for(here, network, member, request, chains, at)
        mine = self._own_heads(here, network, given.facts)
        # A head of a history that is not here would have others doubt facts that are the same.
        theirs = [one.agreed for one in members(here) if one.agreed and one.card.node != node]
        head = here.head(node)
        receipt = Receipt(answer.epoch, node, head.seq, head.hash, at)
        return _replace(
            answer,
            notice=str(Notice.REPLACED) if replaced else "",
            receipt=sign_receipt(self.keys, receipt) if head.seq else None,
            have=have,
            heads=[*mine, *theirs],
            facts=given.facts,
            forgotten=given.forgotten,
            apart=len(waiting_of(here, node)),
            more=given.more,
        )

    def _own_heads(self, here: Reading, network: Network, given: list[Fact]) -> list[str]:
        """Of each chain of ours, the head of what is given of it; else its head here."""
        ends = {fact.node: (fact.seq, fact.hash) for fact in given if fact.node in network.chains}
        for head in map(here.head, network.chains):
            ends.setdefault(head.node, (head.seq, head.hash))
        return [sign_head(self.keys, chain, *end).note for chain, end in ends.items()]


def _seen(member: Member, request: Request, now: datetime) -> Member:
    """What the node itself says: its head, its clock, its version, what it has."""
    heads = (read_head(note, member.card.verify) for note in request.heads)
    own = next((h for h in heads if h is not None and h.node == member.card.node), None)
    return _replace(
        member,
        seen_at=to_microseconds(now),
        made_at=request.clock,
        version=request.version,
        have=dict(request.have),
        claimed=own.seq if own else member.claimed,
        head=own.note if own else member.head,
    )


def _differs(here: Reading, member: Member) -> TwoHeads | None:
    """Whether the head that a node signed is of another history than what is here."""
    head = parse_head(member.head)
    if head is None or head.seq == 0:
        return None
    ours = here.hashes(head.node, head.seq, head.seq).get(head.seq)
    return None if ours in (None, head.hash) else TwoHeads(head.seq, str(ours), head.hash)


def _agreed(here: Reading, member: Member) -> Member:
    """With the head that the node signed last, where the hub has that very entry."""
    head = parse_head(member.head)
    if head is None or here.hashes(head.node, head.seq, head.seq).get(head.seq) != head.hash:
        return member
    return _replace(member, agreed=member.head)


def _wait(here: Writing, chain: str, part: Taken, facts: list[Fact]) -> None:
    """Keep what waits for a person: what this batch brought, or what follows what waits."""
    key = f"waiting/{chain}"
    before = waiting_of(here, chain)
    if part.waiting:
        longer = max(part.waiting, before, key=len) if _same_run(before, part) else part.waiting
        here.keep(key, encode(longer[:MOST_WAITING]))
    elif part.fresh and before:
        here.drop(key)
    elif before and before[-1].seq < facts[-1].seq and len(before) < MOST_WAITING:
        next_ones = [fact for fact in facts if fact.seq > before[-1].seq]
        here.keep(key, encode([*before, *following(before[-1], next_ones)][:MOST_WAITING]))


def _same_run(before: list[Fact], part: Taken) -> bool:
    return bool(before) and before[0].hash == part.waiting[0].hash
