"""A network of boxes in one process, played from a seed: a clock, disks and a network that fail.

    World(seed).play()

Everything that happens comes from the seed; a history that fails prints it, and plays again the
same way. What must hold is asked all along, and of everything once the network is quiet.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from veille.ledger.chain import verify
from veille.ledger.facts import Forgotten, NodeBegan, encode_body
from veille.ledger.sync import batches, states
from veille.ledger.sync.heads import parse_head
from veille.ledger.sync.hub import Hub
from veille.ledger.sync.keys import Card, Keys
from veille.ledger.sync.membership import ancestors, member_of, members, network_of, receivable
from veille.ledger.sync.purposes import areas_of, may_hold
from veille.ledger.sync.spoke import Spoke, is_at_hub, link_of
from veille.ledger.sync.store import Link
from veille.ledger.sync.taking import sendable
from veille.ledger.sync.words import NotTaken, OwnTrouble, Purpose, Standing

from .disk import Disk, Full, Killed, MemoryStore, row_of

BEGINNING = datetime(2026, 3, 1, 18, tzinfo=UTC)

#: What may go wrong; each history has some of it, so that some go far in one direction.
FAULTS = (
    "partition",
    "loss",
    "delay",
    "twice",
    "garble",
    "kill",
    "clone",
    "restore",
    "put-back",
    "hub-put-back",
    "clock",
    "full",
    "revoke",
    "rogue",
)

#: What boxes of a purpose write, one kind of a version that nobody else knows.
KINDS = {
    Purpose.SITE: ("care.visit.arrived", "care.visit.left", "supply.sample.taken", "moon.phase"),
    Purpose.LAB: ("supply.result.given", "supply.spectrum.v9"),
    Purpose.COMMISSION: ("diversion.case.received", "diversion.case.closed"),
    Purpose.HUB: ("supply.alert.published", "supply.alert.ended"),
}


@dataclass
class Box:
    """A machine: its disk, its clock, and the keys beside the disk."""

    name: str
    purpose: Purpose
    disk: Disk
    keys: Keys
    offset: timedelta = timedelta()
    cut: bool = False
    #: Whether somebody still has it: a copy that was replaced is gone.
    alive: bool = True
    #: Its last backups, the oldest first.
    backups: list[tuple[Disk, Keys]] = field(default_factory=list)
    hub: bool = False
    store: Any = None
    #: Being paired anew: after which node, and whether in its place.
    pairs: tuple[str, bool] | None = None

    @property
    def node(self) -> str:
        return self.disk.local


@dataclass(frozen=True)
class Message:
    to: str
    raw: bytes
    due: int
    sender: str


class World:
    def __init__(self, seed: int, steps: int = 60) -> None:
        self.seed, self.steps = seed, steps
        self.random = random.Random(seed)
        self.now = BEGINNING
        self._count = 0
        self.faults = {f for f in FAULTS if self.random.random() < 0.3}
        if "hub-put-back" in self.faults:
            # Where both disks of a fact were put back, it is gone: no protocol brings it back. And
            # a hub that lost what it had cannot know which of two copies it had believed.
            self.faults -= {"restore", "put-back", "revoke", "clone"}
        self.log: list[str] = []
        self.wire: list[Message] = []
        self.boxes: list[Box] = []
        self.step = 0
        #: Every fact for which a box held a receipt: (chain, number) → its hash.
        self.promised: dict[tuple[str, int], str] = {}
        self.people: dict[str, str] = {}
        #: Chains of which two copies wrote.
        self.forked: set[str] = set()
        self.rogues: set[str] = set()
        self._found()

    # Setting up

    def make_id(self) -> str:
        self._count += 1
        return f"{self._count:032x}"

    def say(self, what: str) -> None:
        self.log.append(f"{self.step}: {what}")

    def _keys(self) -> Keys:
        return Keys.from_bytes(self.random.randbytes(64))

    def _box(self, name: str, purpose: Purpose) -> Box:
        disk = Disk(local=self.make_id())
        box = Box(name, purpose, disk, self._keys(), hub=purpose is Purpose.HUB)
        box.store = MemoryStore(disk, self.make_id)
        with box.store.writing() as here:
            here.write(NodeBegan.kind, box.node, encode_body(NodeBegan(name)), self.now)
        self.boxes.append(box)
        return box

    def _found(self) -> None:
        hub = self._box("hub", Purpose.HUB)
        self.hub_box = hub
        self.hub.begin(hub.node, "net")
        some = [Purpose.SITE, Purpose.SITE, Purpose.LAB, Purpose.COMMISSION]
        for at, purpose in enumerate(some[: self.random.randint(1, 4)]):
            self._pair(self._box(f"{purpose}{at}", purpose))

    @property
    def hub(self) -> Hub:
        return Hub(self.hub_box.store, self.hub_box.keys, "1", self.make_id)

    def spoke(self, box: Box) -> Spoke:
        return Spoke(box.store, box.keys, str(len(box.name)), box.node)

    def _pair(self, box: Box, after: str = "", *, replaces: bool = True) -> None:
        card = Card(
            node=box.node,
            name=box.name,
            purpose=box.purpose,
            verify=box.keys.verify,
            seal=box.keys.seal,
            after=after,
        )
        self.hub.pair(card, self._clock(self.hub_box), replaces=replaces)
        self.spoke(box).pair(self.hub.card("net"), card, self._clock(box))

    def _clock(self, box: Box) -> datetime:
        return self.now + box.offset

    # Playing

    def play(self) -> None:
        acts = self._acts()
        for step in range(self.steps):
            self.step = step
            self.now += timedelta(minutes=self.random.randint(1, 90))
            self._deliver()
            box = self.random.choice([box for box in self.boxes if box.alive])
            act = self.random.choices([a for a, _w in acts], [w for _a, w in acts])[0]
            try:
                act(box)
            except Killed:
                self._restart(box)
            except Full:
                self.say(f"{box.name}: the disk is full")
                if box.pairs is not None:
                    self._pair_again(box)
            self._look(box)
        self.quiet()
        self.check()

    def _acts(self) -> list[tuple[Any, int]]:
        wanted = {
            "partition": (self._cut, 3),
            "kill": (self._light_fuse, 6),
            "clone": (self._clone, 1),
            "restore": (self._restore, 1),
            "put-back": (self._put_back, 1),
            "hub-put-back": (self._put_hub_back, 2),
            "clock": (self._turn_clock, 3),
            "full": (self._fill, 3),
            "revoke": (self._revoke, 1),
            "rogue": (self._go_rogue, 1),
        }
        given = [wanted[fault] for fault in FAULTS if fault in self.faults and fault in wanted]
        usual = [
            (self._write, 20),
            (self._send, 20),
            (self._welcome, 4),
            (self._forget, 4),
            (self._back_up, 4),
        ]
        return [*usual, *given]

    def _write(self, box: Box) -> None:
        with box.store.writing() as here:
            for _ in range(self.random.randint(1, 4)):
                own = here.facts(box.node, 0, 10_000)
                known = [fact.about for fact in own if fact.kind != Forgotten.kind]
                old = known and self.random.random() < 0.5
                about = self.random.choice(known) if old else self.make_id()
                body = b'{"n":%d}' % self.random.randint(0, 9)
                kind = self.random.choice(KINDS[box.purpose])
                here.write(kind, about, body, self._clock(box))

    def _welcome(self, box: Box) -> None:
        """Somebody whose name only this box can read."""
        if box.purpose in (Purpose.SITE, Purpose.COMMISSION):
            person = self.make_id()
            area = "care" if box.purpose is Purpose.SITE else "diversion"
            box.disk.writes()
            box.disk.keys.add(person)
            self.people[person] = area
            with box.store.writing() as here:
                here.write(f"{area}.person.welcomed", person, b'{"n":"sealed"}', self._clock(box))

    def _forget(self, box: Box) -> None:
        """Where they are known, or at the hub."""
        mine = sorted(box.disk.keys) if not box.hub else sorted(self.people)
        if mine:
            person = self.random.choice(mine)
            with box.store.writing() as here:
                fact = here.write(Forgotten.kind, person, b"{}", self._clock(box))
                here.forgotten[person] = fact.id
            self.say(f"{box.name} forgets {person[-4:]}")

    def _back_up(self, box: Box) -> None:
        box.backups.append((box.disk.copied(), box.keys))

    def _send(self, box: Box) -> None:
        if box.hub:
            return
        for raw in self.spoke(box).requests(self._clock(box)):
            self._post(box, self.hub_box, raw)

    def _post(self, sender: Box, to: Box, raw: bytes) -> None:
        if "loss" in self.faults and self.random.random() < 0.25:
            return
        if "garble" in self.faults and self.random.random() < 0.1:
            at = self.random.randrange(len(raw))
            raw = raw[:at] + bytes([raw[at] ^ 1 << self.random.randrange(8)]) + raw[at + 1 :]
        for _ in range(2 if "twice" in self.faults and self.random.random() < 0.3 else 1):
            late = self.random.randint(0, 20) if "delay" in self.faults else 0
            self.wire.append(Message(to.name, raw, self.step + late, sender.name))

    def _deliver(self) -> None:
        due = [m for m in self.wire if m.due <= self.step]
        for message in due:
            self.wire.remove(message)
            sender, to = self._named(message.sender), self._named(message.to)
            if sender.cut or to.cut or not to.alive:
                continue
            try:
                self._arrive(message, sender, to)
            except Killed:
                self._restart(to)
            except Full:
                self.say(f"{to.name}: the disk is full")
            except NotTaken as refusal:
                self.say(f"{to.name} takes nothing from {sender.name}: {refusal.notice}")
            self._look(to)

    def _arrive(self, message: Message, sender: Box, to: Box) -> None:
        if not to.hub:
            self.spoke(to).take(message.raw, self._clock(to))
            return
        raw = self.hub.take(message.raw, self._clock(to))
        self._check_receipt(raw)
        self._post(to, sender, raw)

    def _check_receipt(self, raw: bytes) -> None:
        """No receipt is ahead of what is on the hub's disk, and no head passed on is of another
        history than what is there."""
        answer = batches.unpack(batches.read_envelope(raw), batches.Answer)
        for head in filter(None, map(parse_head, answer.heads)):
            own = self.hub_box.disk.facts.get(head.node, [])
            assert head.seq == 0 or own[head.seq - 1].hash == head.hash
        if answer.receipt is not None:
            chain = self.hub_box.disk.facts[answer.receipt.node]
            assert len(chain) >= answer.receipt.seq
            assert chain[answer.receipt.seq - 1].hash == answer.receipt.hash

    def _named(self, name: str) -> Box:
        return next(box for box in self.boxes if box.name == name)

    def _restart(self, box: Box) -> None:
        self.say(f"{box.name} was killed")
        box.disk.fuse = None
        box.disk.recover()
        self._pair_again(box)

    def _pair_again(self, box: Box) -> None:
        """Pairing was cut short: the people do it again, in the end with room on the disk."""
        box.disk.full = self.hub_box.disk.full = False
        if box.pairs is not None:
            before, replaces = box.pairs
            if before == box.node:
                self._renew(box, replaces=replaces)
            else:
                self._pair(box, before, replaces=replaces)
            box.pairs = None

    # What goes wrong

    def _cut(self, box: Box) -> None:
        box.cut = not box.cut

    def _light_fuse(self, box: Box) -> None:
        box.disk.fuse = self.random.randint(0, 3)

    def _turn_clock(self, box: Box) -> None:
        days = self.random.choice((-20_000, -3, -1, 0, 0, 1, 3))
        box.offset = timedelta(days=days)
        self.say(f"{box.name}'s clock is {days} days off")

    def _fill(self, box: Box) -> None:
        box.disk.full = not box.disk.full

    def _revoke(self, box: Box) -> None:
        if not box.hub:
            self.hub.revoke(box.node, self._clock(self.hub_box))
            self.say(f"{box.name} is revoked")

    def _go_rogue(self, box: Box) -> None:
        """A fact of the other side of the wall; at the hub, a correction of something of care."""
        if box.hub and self.people:
            about = self.random.choice(sorted(self.people))
            with box.store.writing() as here:
                here.write("ledger.entry.corrected", about, b"{}", self._clock(box))
            self.say("the hub corrects what it may not pass on")
        elif not box.hub and box.purpose is not Purpose.COMMISSION:
            with box.store.writing() as here:
                here.write("diversion.case.received", self.make_id(), b"{}", self._clock(box))
            self.rogues.add(box.node)
            self.say(f"{box.name} writes what it may not")

    def _clone(self, box: Box) -> None:
        """The whole disk is copied, keys and all; both go on."""
        if box.hub or len(self.boxes) > 6:
            return
        name = f"{box.name}'"
        if any(one.name == name for one in self.boxes):
            return
        disk = box.disk.copied()
        twin = Box(name, box.purpose, disk, box.keys, offset=box.offset)
        twin.store = MemoryStore(disk, self.make_id)
        self.boxes.append(twin)
        self.forked.add(box.node)
        self.say(f"{box.name} is cloned")

    def _put_back(self, box: Box) -> None:
        """A disk is put back as it was, and goes on under the same identity."""
        if box.backups and not box.hub:
            disk, box.keys = self.random.choice(box.backups)
            self._replace_disk(box, disk.copied())
            self.forked.add(box.node)
            self.say(f"{box.name} was put back as it was")

    def _put_hub_back(self, box: Box) -> None:
        hub = self.hub_box
        paired = {one.node for one in self.boxes if one.alive and not one.hub}
        for backup, _keys in reversed(hub.backups):
            # Who was paired since would pair again; that is no matter of the protocol.
            if all(f"member/{node}" in backup.records for node in paired):
                self._replace_disk(hub, backup.copied())
                self.say("the hub was put back as it was")
                return

    def _restore(self, box: Box) -> None:
        """As `veille ledger restore`: a new identity, new keys, and whom the old ledger forgot."""
        if box.hub or not box.backups or self._standing(box) in states.CLOSED:
            return
        forgotten = {
            fact.about
            for facts in box.disk.facts.values()
            for fact in facts
            if fact.kind == Forgotten.kind
        }
        same = [disk for disk, _keys in box.backups if disk.local == box.node]
        if not same:
            return
        disk = self.random.choice(same).copied()
        if self.random.random() < 0.5:  # else the old disk is gone
            disk.keys -= forgotten
        self._replace_disk(box, disk)
        self._renew(box, replaces=True)
        self.say(f"{box.name} was restored from a backup, as {box.node[-4:]}")

    def _replace_disk(self, box: Box, disk: Disk) -> None:
        disk.recover()
        box.disk = disk
        box.store = MemoryStore(disk, self.make_id)

    def _renew(self, box: Box, *, replaces: bool) -> None:
        before = box.node
        box.pairs = (before, replaces)
        with box.store.writing() as here:
            here.begin_anew()
        box.keys = self._keys()
        if before in self.rogues:
            self.rogues.add(box.node)
        self._pair(box, before, replaces=replaces)
        box.pairs = None

    # What must hold all along

    def _look(self, box: Box) -> None:
        if box.hub or not box.alive:
            return
        link = self.link(box)
        if link.receipt is None:
            return
        own = box.disk.facts[box.node]
        assert len(own) >= link.receipt.seq, "a receipt for what is not here"
        for fact in own[: link.receipt.seq]:
            self.promised[box.node, fact.seq] = fact.hash

    def link(self, box: Box) -> Link:
        with box.store.reading() as here:
            return link_of(here, box.node)

    def _standing(self, box: Box) -> Standing:
        with self.hub_box.store.reading() as here:
            return member_of(here, box.node).standing

    # Quiet

    def quiet(self) -> None:
        """All is mended, people say what happened, and all boxes meet until nothing moves."""
        self.say("quiet")
        self.wire.clear()
        self.faults = set()
        for box in self.boxes:
            box.cut, box.offset = False, timedelta()
            box.disk.fuse, box.disk.full = None, False
            box.disk.recover()
        for _ in range(40):
            before = self._sum()
            for box in self.boxes:
                if not box.hub and box.alive:
                    self._meet(box)
            self._people_act()
            if self._sum() == before:
                return
        raise AssertionError("it never comes to rest")

    def _meet(self, box: Box) -> None:
        spoke = self.spoke(box)
        for raw in list(spoke.requests(self.now)):
            answer = self.hub.take(raw, self.now)
            self._check_receipt(answer)
            spoke.take(answer, self.now)
        self._look(box)

    def _people_act(self) -> None:
        """They let in what lies ahead of the clock, and give a copy an identity of its own."""
        with self.hub_box.store.reading() as here:
            ahead = [m.card.node for m in members(here) if m.standing is Standing.CLOCK]
        for node in ahead:
            self.hub.let_in(node, self.now)
        for box in [one for one in self.boxes if one.alive and not one.hub]:
            link = self.link(box)
            for chain, stopped in link.stopped.items():
                if stopped.trouble == "ahead":
                    self.spoke(box).let_in(chain)
            if link.trouble is not None and self._standing(box) not in states.CLOSED:
                alone = sum(one.node == box.node and one.alive for one in self.boxes) == 1
                put_back = link.trouble is OwnTrouble.PUT_BACK
                self._renew(box, replaces=alone or (put_back and False))
                self.say(f"{box.name} is a new node: {box.node[-4:]}")

    def _sum(self) -> Any:
        return [
            (box.node, {n: len(f) for n, f in box.disk.facts.items()}, len(box.disk.keys),
             None if box.hub else self._settled(box))
            for box in self.boxes
        ]  # fmt: skip

    def _settled(self, box: Box) -> Any:
        link = self.link(box)
        receipt = link.receipt and (link.receipt.seq, link.receipt.hash)
        return receipt, link.epoch, link.trouble, link.heard, link.let_in, link.hub_has

    # What must hold once it is quiet

    def check(self) -> None:
        hub = self.hub_box.disk
        for box in self.boxes:
            for facts in box.disk.facts.values():
                assert verify(facts).fault is None
            made = {about: row_of(facts) for about, facts in box.disk.about().items()}
            assert box.disk.table == made, f"{box.name}'s tables are not what its facts fold to"
        self._check_promises(hub)
        for box in self.boxes:
            if box.alive and not box.hub:
                self._check_box(box, hub)
        self._check_forgotten(hub)

    def _check_promises(self, hub: Disk) -> None:
        for (chain, seq), hash in self.promised.items():
            here = hub.facts.get(chain, [])
            there = here[seq - 1].hash if seq <= len(here) else None
            assert there == hash, f"fact {seq} of {chain[-4:]} had a receipt, is not at the hub"

    def _check_box(self, box: Box, hub: Disk) -> None:
        link, standing = self.link(box), self._standing(box)
        for facts in box.disk.facts.values():
            for fact in facts:
                areas = areas_of([fact.kind])
                right = may_hold(box.purpose, areas) or fact.node in self.rogues
                assert right, f"{box.name} holds a {fact.kind}"
        own = box.disk.facts[box.node]
        with box.store.reading() as here:
            if is_at_hub(link, here.head(box.node)):
                theirs = hub.facts[box.node]
                assert [f.hash for f in theirs[: len(own)]] == [f.hash for f in own]
        if standing in states.CLOSED or box.node in self.rogues:
            return
        with self.hub_box.store.reading() as here:
            member = member_of(here, box.node)
            line = ancestors(here, member)
            wanted = [*network_of(here).chains, *receivable(here, member)]
        if box.node not in self.forked:
            with box.store.reading() as here:
                assert is_at_hub(link, here.head(box.node)), f"{box.name} is not at the hub"
            assert standing is Standing.WHOLE, f"{box.name} is {standing}"
        wanted += [node for node in line if node not in self.forked]
        for chain in wanted:
            ours = [fact.hash for fact in box.disk.facts.get(chain, [])]
            theirs = [fact.hash for fact in hub.facts.get(chain, [])]
            if chain in link.heard:
                assert ours[: len(theirs)] != theirs[: len(ours)], "said to be two histories"
            elif chain not in self.forked:
                least = self._up_to_wall(box, chain, len(theirs))
                assert len(ours) >= least, f"{box.name} has {len(ours)} of {chain[-4:]}: {least}"
                assert ours == theirs[: len(ours)], f"{box.name} has another {chain[-4:]}"

    def _up_to_wall(self, box: Box, chain: str, length: int) -> int:
        """How many of a chain's facts a box must have: of the hub's own, those up to the wall."""
        with self.hub_box.store.reading() as here:
            if chain not in network_of(here).chains:
                return length
            return len(sendable(here, chain, 0, length, [Purpose.HUB, box.purpose]))

    def _check_forgotten(self, hub: Disk) -> None:
        for box in self.boxes:
            if not box.alive or box.hub or self._standing(box) in states.CLOSED:
                continue
            with self.hub_box.store.reading() as here:
                member = member_of(here, box.node)
                chains = [box.node, *ancestors(here, member), *network_of(here).chains]
            forgotten = {
                fact.about
                for chain in chains
                for disk in (hub, box.disk)
                for fact in disk.facts.get(chain, [])
                if fact.kind == Forgotten.kind
            }
            assert not forgotten & box.disk.keys, f"{box.name} can read somebody forgotten"


def history(seed: int, steps: int = 60) -> World:
    """Play a history; where something does not hold, say its seed and how it went."""
    world = World(seed, steps)
    try:
        world.play()
    except BaseException as error:
        told = "\n".join(world.log[-60:])
        raise AssertionError(f"history {seed}: {error!r}\n{told}") from error
    return world
