"""The whole ledger at once: import, export, verify, rebuild."""

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from veille.ledger import store, transfer
from veille.ledger.chain import verify
from veille.ledger.models import StoredFact
from veille.ledger.replay import rebuild

from . import history
from .history import History
from .installations import DATABASE, FOLDER, Installation, migrate
from .tables import Measured, met, number

IMPORT_A_SECOND = 50_000
REBUILD_SECONDS = 60
VISITS_SMALL = 10_000
#: Plain Django is slow: it is given so many of the facts.
BY_DJANGO = 20_000
_COLUMNS = 'id, node, seq, kind, v, about, place, at, noted, "by", rehearsal, body, hash'


def run(small: bool) -> list[Measured]:
    visits = VISITS_SMALL if small else history.VISITS
    table = Measured(
        "The whole ledger at once",
        "Facts of a year of visits, in one file of JSON Lines and on the disk. Import follows "
        "every chain; folding means that the read tables are filled too.",
        ["", "facts", "seconds", "facts a second", "target"],
        limit="Python and msgspec for export and verify; for import, the four indexes of the table "
        "of facts; for rebuild, decoding and folding each thing.",
    )
    year = history.year(visits)
    written = year.history
    site = _empty(FOLDER / "transfer")
    with site.use():

        def line(what: str, act: Callable[[], Any], facts: int = written.facts) -> float:
            seconds = _timed(act)
            table.add(what, f"{facts:,}", f"{seconds:.1f}", number(facts / seconds), "")
            return seconds

        seconds = line("import, without folding", lambda: _import(written, fold=False))
        _target(table, f"≥ {IMPORT_A_SECOND:,}", written.facts / seconds >= IMPORT_A_SECOND)
        seconds = line("rebuild: every read table anew", rebuild)
        million = seconds * 1e6 / written.facts
        _target(
            table, f"1 million < {REBUILD_SECONDS} s: {million:.0f} s", million < REBUILD_SECONDS
        )
        line("export", lambda: transfer.export(io.BytesIO(), "benchmark"))
        line("verify: read, hash, follow", _verify)
    table.add(
        "import, with folding",
        f"{written.facts:,}",
        f"{year.seconds:.1f}",
        number(written.facts / year.seconds),
        "",
    )
    bare = _empty(FOLDER / "bare")
    with bare.use():
        rows = _rows(site.folder / DATABASE)
        line("SQLite alone: the same rows in (peer of import)", lambda: _insert(rows))
        line(
            "SQLite alone: the same rows out (peer of export)",
            lambda: _rows(site.folder / DATABASE),
        )
    bare.close()
    django = _empty(FOLDER / "django")
    with django.use():
        some = rows[:BY_DJANGO]
        line("plain Django: bulk_create (peer of import)", lambda: _bulk_create(some), len(some))
    django.close()
    site.close()
    return [table]


def _timed(act: Callable[[], Any]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def _target(table: Measured, target: str, held: bool) -> None:
    table.rows[-1] = [*table.rows[-1][:-1], f"{target} {met(held)}"]


def _empty(folder: Path) -> Installation:
    made = Installation(folder)
    with made.use():
        migrate()
    return made


def _import(written: History, *, fold: bool) -> None:
    with written.path.open("rb") as lines:
        done = transfer.take_in(lines, fold=fold)
    assert done.new == written.facts


def _verify() -> None:
    with store.cursor() as cursor:
        assert verify(store.in_chain_order(cursor)).sound


def _rows(database: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as db:
        return db.execute(f"SELECT {_COLUMNS} FROM ledger_fact ORDER BY node, seq").fetchall()


def _insert(rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * 13)
    with transaction.atomic():
        connection.ensure_connection()
        connection.connection.cursor().executemany(
            f"INSERT INTO ledger_fact ({_COLUMNS}) VALUES ({marks})", map(tuple, rows)
        )


def _bulk_create(rows: list[tuple[Any, ...]]) -> None:
    names = [name.strip(' "') for name in _COLUMNS.split(",")]
    with transaction.atomic():
        StoredFact.objects.bulk_create(
            StoredFact(**dict(zip(names, row, strict=True))) for row in rows
        )
