"""A year of a busy site, made fast: visits as `rehearsal` would have them, written straight as an
export with a sound chain, then taken in as any other."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from heapq import heapify, heappop, heappush, heapreplace
from pathlib import Path
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

import msgspec

from veille.care import facts, reads
from veille.care.words import Intervention, Mode, Outcome, Route, SiteKind, Substance
from veille.ledger import clock, transfer
from veille.ledger.chain import GENESIS, sealed_hash
from veille.ledger.clock import from_microseconds, to_microseconds
from veille.ledger.facts import Body, Fact, NodeBegan, encode_body
from veille.ledger.models import Node
from veille.ledger.vault import vault

from .installations import DATABASE, FOLDER, SEATS, SITE, Installation, migrate, seats

VISITS, DAYS = 250_000, 365
PEOPLE = 2_500
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_ZONE = "America/Toronto"
_SUBSTANCES = (Substance.DOWN, Substance.COCAINE, Substance.CRACK, Substance.FENTANYL)
_AFTERCARE, _OVERDOSE, _ANONYMOUS = 0.9, 1 / 60, 0.2


@dataclass(frozen=True)
class History:
    """A history in a file: an export of `facts` facts of `node`."""

    path: Path
    node: str
    facts: int
    visits: int


@dataclass(frozen=True)
class Year:
    """An installation that wrote such a history itself; `seconds` is what taking it in took."""

    site: Installation
    history: History
    seconds: float


@lru_cache(maxsize=2)
def year(visits: int) -> Year:
    """So many visits, at the pace of a year's 250,000. Copy it before you write to it."""
    site = Installation(FOLDER / f"year-{visits}")
    with site.use():
        migrate()
        history = write(site.folder / "history.jsonl", visits, DAYS * visits / VISITS)
        began = perf_counter()
        with history.path.open("rb") as lines:
            transfer.take_in(lines)
        seconds = perf_counter() - began
        adopt(history)
    site.close()
    return Year(site, history, seconds)


def copied(of: Installation, name: str) -> Installation:
    """Another installation with the same facts and vault."""
    folder = FOLDER / name
    folder.mkdir(parents=True)
    for file in of.folder.iterdir():
        if file.name.startswith((DATABASE, "vault.")):
            shutil.copyfile(file, folder / file.name)
    return Installation(folder)


def write(path: Path, visits: int, days: float, seed: int = 1) -> History:
    """Write an export of so many visits that end now; some of them are still on the floor.

    Handles are sealed by the vault of the present installation.
    """
    maker = _Maker(seed)
    body_of_header = path.with_suffix(".body")
    with body_of_header.open("wb", buffering=1 << 20) as out:
        for line in maker.lines(visits, days):
            out.write(line)
    header = transfer.Header(
        transfer.FORMAT,
        clock.now(),
        "benchmark",
        maker.node,
        False,
        maker.seq,
        {maker.node: maker.seq},
    )
    with path.open("wb") as out, body_of_header.open("rb") as body:
        out.write(msgspec.json.encode(header) + b"\n")
        shutil.copyfileobj(body, out, 1 << 20)
    body_of_header.unlink()
    return History(path, maker.node, maker.seq, visits)


def adopt(history: History) -> None:
    """Make the present installation the node that wrote this history."""
    Node.objects.create(id=history.node, name="benchmark", local=True)


def _seconds(random: Random, low: float, high: float) -> int:
    return int(random.uniform(low, high) * _MINUTE)


class _Maker:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._encode = msgspec.json.Encoder().encode
        self._counter = 0
        self._noted = 0
        self.seq, self._head = 0, GENESIS
        self._now = to_microseconds(clock.now())
        self._site = reads.site_id(SITE)
        self.node = ""
        self._staff = [self._id(self._now - 400 * 86_400 * _SECOND) for _ in range(20)]
        # What comes: (time, order, about, body). Order keeps the steps of one moment apart.
        self._coming: list[tuple[int, int, str, Body]] = []
        self._seats: list[tuple[int, str]] = [(0, str(n)) for n in range(1, SEATS + 1)]
        heapify(self._seats)
        self._busy: dict[str, int] = {}

    def lines(self, visits: int, days: float) -> Iterator[bytes]:
        random = self._random
        span = int(days * 86_400 * _SECOND)
        first = self._now - span
        began = first - 86_400 * _SECOND
        self.node = self._id(began)
        yield self._line(began, self.node, "", NodeBegan("benchmark"))
        yield self._line(began, self._site, SITE, self._opened())
        people = [self._id(began) for _ in range(min(PEOPLE, visits))]
        for number, person in enumerate(people):
            handle = vault().seal(person, f"visitor {number}")
            vault().know(person, f"visitor {number}")
            yield self._line(began, person, SITE, facts.PersonWelcomed(handle))
        for number in range(visits):
            arrival = first + span * number // visits + random.randrange(span // visits)
            yield from self._until(arrival)
            self._visit(arrival, random.choice(people))
        yield from self._until(self._now)

    def _opened(self) -> Body:
        """The site's day turns in an hour or two from now: its day is long and full."""
        turns = (clock.now().astimezone(ZoneInfo(_ZONE)) + timedelta(hours=2)).hour
        return facts.SiteOpened(SITE, "Benchmark", SiteKind.FIXED, _ZONE, seats(), turns)

    def _visit(self, arrival: int, person: str) -> None:
        random = self._random
        if random.random() < _ANONYMOUS or self._busy.get(person, 0) > arrival:
            person = ""
        visit = self._id(arrival)
        free_from, seat = self._seats[0]
        seated = max(arrival + _seconds(random, 1, 8), free_from + _seconds(random, 0.5, 2))
        rises = seated + _seconds(random, 15, 32)
        heapreplace(self._seats, (rises, seat))
        mode = Mode.INHALATION if int(seat) > SEATS - 4 else Mode.INJECTION
        substance = random.choice(_SUBSTANCES)
        self._plan(arrival, visit, facts.Arrived(person, mode, (substance,)))
        self._plan(seated, visit, facts.Seated(seat))
        leaves = rises
        if random.random() < _AFTERCARE:
            self._plan(rises, visit, facts.SentToAftercare())
            leaves = rises + _seconds(random, 5, 25)
        if random.random() < _OVERDOSE:
            self._overdose(visit, seat, seated)
        self._plan(leaves, visit, facts.Left(True))
        self._busy[person] = leaves + _MINUTE

    def _overdose(self, visit: str, seat: str, seated: int) -> None:
        found = seated + _seconds(self._random, 2, 5)
        overdose = self._id(found)
        steps = (
            facts.Intervened(Intervention.STIMULATION),
            facts.Intervened(Intervention.OXYGEN),
            facts.Intervened(Intervention.NALOXONE, Route.IM, 0.4),
            facts.Intervened(Intervention.NALOXONE, Route.IM, 0.4),
        )
        self._plan(found, overdose, facts.OverdoseFound(visit, seat))
        for minute, step in enumerate(steps, 1):
            self._plan(found + minute * _MINUTE, overdose, step)
        self._plan(found + 9 * _MINUTE, overdose, facts.OverdoseEnded(Outcome.RECOVERED))

    def _plan(self, at: int, about: str, body: Body) -> None:
        self._counter += 1
        heappush(self._coming, (at, self._counter, about, body))

    def _until(self, moment: int) -> Iterator[bytes]:
        coming = self._coming
        while coming and coming[0][0] <= moment:
            at, _order, about, body = heappop(coming)
            yield self._line(at, about, SITE, body)

    def _line(self, at: int, about: str, place: str, body: Body) -> bytes:
        self._noted = noted = max(at, self._noted + 1)
        self.seq += 1
        id, by, raw = self._id(noted), self._random.choice(self._staff), encode_body(body)
        body_raw = msgspec.Raw(raw)
        kind, version = body.kind, body.version
        self._head = sealed_hash(
            self._head,
            id,
            self.node,
            self.seq,
            kind,
            version,
            about,
            place,
            noted,
            noted,
            by,
            False,
            body_raw,
        )
        moment = from_microseconds(noted)
        fact = Fact(
            id,
            self.node,
            self.seq,
            kind,
            version,
            about,
            place,
            moment,
            moment,
            by,
            False,
            body_raw,
            self._head,
        )
        return self._encode(fact) + b"\n"

    def _id(self, moment: int) -> str:
        """As `ledger.ids.new_id`, at a moment of the past."""
        tail = self._random.getrandbits(74)
        number = moment // 1000 << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62
        return f"{number | tail & (1 << 62) - 1:032x}"
