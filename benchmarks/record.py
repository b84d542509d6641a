"""record(): an action through check, chain, fold and durable commit, beside plain Django and
SQLite itself."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from django.db import connection, transaction

from veille.care.tables import VisitRow
from veille.ledger.ids import new_id
from veille.ledger.models import StoredFact

from . import installations
from .installations import FOLDER, SITE, Installation
from .night import Night
from .parts import Parts
from .tables import Measured, met, middle, number, share

TARGET_A_SECOND = 3_000
ROUNDS, ROUNDS_SMALL = 12, 5
EACH, EACH_SMALL = 400, 300
FRAME_BYTES = 4096 + 24


def run(small: bool) -> list[Measured]:
    rounds, each = (ROUNDS_SMALL, EACH_SMALL) if small else (ROUNDS, EACH)
    grounds = [Ground("disk", FOLDER / "disk", each)]
    if installations.IN_MEMORY is not None:
        grounds.append(Ground("memory", installations.IN_MEMORY, each))
    for _round in range(rounds):
        for ground in grounds:
            ground.measure(each)
    tables = [_beside_its_peers(grounds, rounds, each)]
    tables += [ground.where_time_goes(each * (2 if small else 6)) for ground in grounds[-1:]]
    for ground in grounds:
        ground.close()
    return tables


def _beside_its_peers(grounds: list["Ground"], rounds: int, each: int) -> Measured:
    table = Measured(
        "record(): one action, checked, chained, folded and durable",
        f"Actions of a night (arrive, seat, aftercare, leave, some overdoses), a fact and a commit "
        f"each, from one process; {rounds} rounds of {each:,}, each in turn with its peers; "
        "medians. “Disk”: this machine's, where a durable commit waits for it. “Memory”: the "
        "same files on tmpfs, where it waits for nothing: what the software costs.",
        [
            "",
            "kept in",
            "a second",
            "µs each",
            "of it processor µs",
            "of plain Django",
            f"≥ {TARGET_A_SECOND:,}",
        ],
        limit="on the disk, its flush (the one-row commit is the floor); in memory, Python.",
    )
    for ground in grounds:
        base = middle(ground.seconds[PLAIN])
        for peer, seconds in ground.seconds.items():
            each_s = middle(seconds)
            verdict = met(1 / each_s >= TARGET_A_SECOND) if peer == RECORD else ""
            what = peer.format(pages=ground.pages)
            table.add(
                what,
                ground.name,
                number(1 / each_s),
                number(each_s * 1e6),
                number(middle(ground.cpu_seconds[peer]) * 1e6),
                f"× {base / each_s:.2f}",
                verdict,
            )
    return table


RECORD = "record(): care's actions"
PLAIN = "plain Django: create, filter, update_or_create"
RAW_PAGES = "SQLite alone: {pages} pages, as many as a record"
RAW_ROW = "SQLite alone: one small row"


class Ground:
    """Records and their peers, side by side in one folder."""

    def __init__(self, name: str, folder: Path, each: int) -> None:
        self.name = name
        self._site = installations.new(folder / "record")
        self._plain = installations.new(folder / "plain")
        with self._site.use():
            self._night = Night()
            perform(self._night, each)
            self.pages = pages_of_a_record(self._night, self._site, each)
        self._peers: dict[str, tuple[Installation, Callable[[int], None]]] = {
            RECORD: (self._site, lambda times: perform(self._night, times)),
            PLAIN: (self._plain, Plain().perform),
            RAW_PAGES: (self._plain, Raw(folder / "pages.sqlite3", self.pages).perform),
            RAW_ROW: (self._plain, Raw(folder / "row.sqlite3", 0).perform),
        }
        self.seconds: dict[str, list[float]] = {peer: [] for peer in self._peers}
        self.cpu_seconds: dict[str, list[float]] = {peer: [] for peer in self._peers}

    def measure(self, times: int) -> None:
        for peer, (where, act) in self._peers.items():
            with where.use():
                began, cpu_began = perf_counter(), process_time()
                act(times)
                self.seconds[peer].append((perf_counter() - began) / times)
                self.cpu_seconds[peer].append((process_time() - cpu_began) / times)

    def where_time_goes(self, times: int) -> Measured:
        parts = Parts()
        with self._site.use(), parts.watching():
            began = perf_counter()
            for step in islice(self._night, times):
                parts.enter("rules, and everything else")
                step.act()
                parts.leave()
            whole = perf_counter() - began
        table = Measured(
            "Where a record's time goes",
            f"{times:,} actions kept in {self.name}, each part timed without what it calls; the "
            "timing itself costs about a tenth.",
            ["part", "µs an action", "share", "of it processor µs"],
        )
        for part, seconds in sorted(parts.seconds.items(), key=lambda item: -item[1]):
            cpu = number(parts.cpu_seconds[part] / times * 1e6)
            table.add(part, number(seconds / times * 1e6), share(seconds, whole), cpu)
        return table

    def close(self) -> None:
        self._site.close()
        self._plain.close()


def perform(night: Night, times: int) -> None:
    for step in islice(night, times):
        step.act()


def pages_of_a_record(night: Night, site: Installation, count: int) -> int:
    """How many pages an action's commit writes to the log, on average."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA wal_autocheckpoint")
        usual = cursor.fetchone()[0]
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
        perform(night, count)
        written = (site.folder / f"{installations.DATABASE}-wal").stat().st_size
        cursor.execute(f"PRAGMA wal_autocheckpoint = {usual}")
    return round(written / FRAME_BYTES / count)


class Plain:
    """The naive way: models, one atomic block. No check, no chain, no fold."""

    def __init__(self) -> None:
        self._numbers = count(1_000_000)
        self._visits = [new_id() for _ in range(20)]

    def perform(self, times: int) -> None:
        for _ in range(times):
            self._one()

    def _one(self) -> None:
        number = next(self._numbers)
        if not number % 4:  # a visit has four facts
            self._visits[number // 4 % 20] = new_id()
        visit = self._visits[number // 4 % 20]
        now = datetime.now(UTC)
        moment = int(now.timestamp() * 1e6)
        with transaction.atomic(durable=True):
            StoredFact.objects.create(
                id=new_id(),
                node="plain",
                seq=number,
                kind="care.visit.seated",
                v=1,
                about=visit,
                place=SITE,
                at=moment,
                noted=moment,
                by=self._visits[0],
                rehearsal=False,
                body='{"seat":"4"}',
                hash="0" * 64,
            )
            said = len(list(StoredFact.objects.filter(about=visit).order_by("noted")))
            VisitRow.objects.update_or_create(
                id=visit,
                defaults={
                    "site": SITE,
                    "person": "",
                    "mode": "injection",
                    "substances": ["down"],
                    "company": "alone",
                    "help": [],
                    "stage": "seated",
                    "seat": "4",
                    "arrived_at": now,
                    "stage_since": now,
                    "reason": "",
                    "moved_by": "",
                    "version": said,
                    "rehearsal": False,
                    "sharing": "none",
                    "assisted": "",
                    "episodes": 0,
                },
            )


class Raw:
    """SQLite alone: a commit of one small row, or one that changes `pages` pages."""

    ROWS = 4_000
    ROW_BYTES = 3_500  # one row a page

    def __init__(self, path: Path, pages: int) -> None:
        self._random, self._pages = Random(1), pages
        self._contents = [self._random.randbytes(self.ROW_BYTES) for _ in range(64)]
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, what BLOB)")
        if pages:
            rows = [(n, bytes(self.ROW_BYTES)) for n in range(self.ROWS)]
            self._db.executemany("INSERT INTO t VALUES (?, ?)", rows)

    def perform(self, times: int) -> None:
        random, execute = self._random, self._db.execute
        for _ in range(times):
            execute("BEGIN IMMEDIATE")
            if self._pages:
                what = random.choice(self._contents)
                for id in random.sample(range(self.ROWS), self._pages):
                    execute("UPDATE t SET what = ? WHERE id = ?", (what, id))
            else:
                execute("INSERT INTO t (what) VALUES (?)", ("a small row",))
            execute("COMMIT")
