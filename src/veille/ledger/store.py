"""The facts in the database: the only place that knows their table. The same on SQLite and
PostgreSQL."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from .chain import GENESIS, Head
from .clock import from_microseconds, to_microseconds
from .facts import Fact
from .refusal import DiskFull, Refused

_COLUMNS = 'id, node, seq, kind, v, about, place, at, noted, "by", rehearsal, body, hash'
_READ = f"SELECT {_COLUMNS} FROM ledger_fact"
_ONE_ROW = f"({', '.join(['%s'] * 13)})"
_INSERT = f"INSERT INTO ledger_fact ({_COLUMNS}) VALUES {_ONE_ROW}"
_INSERT_OWN = f"INSERT INTO ledger_fact ({_COLUMNS}, submission) VALUES ({', '.join(['%s'] * 14)})"
#: Until 2026-11 a submission's identity was that of its fact: one sent then may come again.
_SUBMISSION_CAME = """
    SELECT 1 FROM ledger_fact WHERE node = %s AND submission = %s
    UNION ALL SELECT 1 FROM ledger_fact WHERE id = %s AND node = %s
"""
#: Facts in one statement: a third faster than one each, and far below the databases' limits.
_MANY = 2_000
_INSERT_MANY = f"INSERT INTO ledger_fact ({_COLUMNS}) VALUES {', '.join([_ONE_ROW] * _MANY)}"
_ABOUT = f"{_READ} WHERE about = %s"
_HEAD = """
    SELECT n.id, n.rehearsal, n.taken_in, f.seq, f.hash, f.noted
    FROM ledger_node n
    LEFT JOIN ledger_fact f
      ON f.node = n.id AND f.seq = (SELECT max(g.seq) FROM ledger_fact g WHERE g.node = n.id)
    WHERE n.local
"""

#: Values in one `IN (…)`: far below the databases' limits.
_AT_ONCE = 500
#: How many facts, or things, are held at once when the whole ledger is read.
PAGE = 4_000


@dataclass(frozen=True)
class LocalHead:
    """Where this database writes next."""

    head: Head
    rehearsal: bool
    #: The latest `noted` seen, of this node or any other.
    latest: datetime | None


class Cursor:
    """The driver's own cursor, without the wrapping that Django's adds to every statement.

    It is Django's connection and transaction all the same. Statements are written with
    ``%s``, as everywhere in Django. Errors are the driver's: whoever opens a cursor turns
    them into Django's, once (`cursor`).
    """

    def __init__(self, present: BaseDatabaseWrapper) -> None:
        # As Django's own cursors do: a database that was restarted is connected to anew.
        present.close_if_health_check_failed()
        present.ensure_connection()
        self.vendor = present.vendor
        self._raw = present.connection.cursor()
        self._sql = _with_question_marks if self.vendor == "sqlite" else _as_it_is
        self.fetchone, self.fetchall = self._raw.fetchone, self._raw.fetchall

    def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        self._raw.execute(self._sql(sql), values)

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""
        count: int = self._raw.rowcount
        return count

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._raw.executemany(self._sql(sql), rows)


def _as_it_is(sql: str) -> str:
    return sql


@lru_cache(maxsize=512)
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


@contextmanager
def cursor() -> Iterator[Cursor]:
    """A cursor on this thread's connection. Inside, errors are Django's (`django.db.Error`)."""
    # Looked up once: each look at Django's `connection` searches for this thread's own.
    present = connections[DEFAULT_DB_ALIAS]
    try:
        with present.wrap_database_errors:
            yield Cursor(present)
    except OperationalError:
        # A thread that serves no request has nobody who closes for it what is broken.
        if not present.in_atomic_block:
            present.close_if_unusable_or_obsolete()
        raise


@contextmanager
def writing(*, durable: bool = True) -> Iterator[Cursor]:
    """One transaction in which nobody else writes; leaving the block commits it.

    With `durable=False` it may stand inside another one. Raises DiskFull, and nothing was
    written, where the disk has no room for facts, read tables or the vault's keys.
    """
    outermost = not connection.in_atomic_block
    try:
        with transaction.atomic(durable=durable), cursor() as c:
            lock(c)
            yield c
    except (DatabaseError, sqlite3.Error) as error:
        # SQLite undoes the whole transaction then: an inner block must not pass it off as its
        # own refusal, after which the outer one would go on.
        if outermost and (is_full(error) or is_full(error.__cause__)):
            raise DiskFull from error
        raise


#: What SQLite says of a full disk: no page could be written; no index of its log be made.
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}


def is_full(error: BaseException | None) -> bool:
    """Whether a database said that its disk has no room."""
    return (
        getattr(error, "sqlite_errorcode", None) in _FULL
        or getattr(error, "sqlstate", None) == "53100"  # PostgreSQL's disk_full
    )


#: What SQLite says of a file that is no whole database; the rest of its number says where.
_DAMAGED, _KIND = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}, 0xFF


def is_damaged(error: BaseException | None) -> bool:
    """Whether SQLite said that a file is no whole database."""
    return (getattr(error, "sqlite_errorcode", 0) & _KIND) in _DAMAGED


def lock(cursor: Cursor) -> None:
    """Wait until this transaction alone writes. SQLite: BEGIN IMMEDIATE has done it already."""
    if cursor.vendor == "postgresql":
        cursor.execute("SELECT id FROM ledger_node WHERE local FOR UPDATE")


def local_head(cursor: Cursor) -> LocalHead:
    """The end of this node's chain; call it under the lock. Refuses where no node was set up."""
    cursor.execute(_HEAD)
    row = cursor.fetchone()
    if row is None:
        raise Refused(_("This database has no identity yet. Run “veille init” first."))
    node, rehearsal, taken_in, seq, previous, noted = row
    seen = [count for count in (noted, taken_in) if count is not None]
    latest = from_microseconds(max(seen)) if seen else None
    head = Head(
        node,
        seq or 0,
        previous or GENESIS,
        None if noted is None else from_microseconds(noted),
    )
    return LocalHead(head, bool(rehearsal), latest)


#: Of so many of its own facts a node looks for the latest time, once its clock was set back.
_RECENT = 1_000


def latest_happened(cursor: Cursor, head: Head) -> datetime:
    """The latest `at` among a node's last facts."""
    cursor.execute(
        "SELECT max(at) FROM ledger_fact WHERE node = %s AND seq > %s",
        [head.node, head.seq - _RECENT],
    )
    return from_microseconds(cursor.fetchone()[0] or 0)


def insert_own(cursor: Cursor, fact: Fact, submission: str | None) -> None:
    """Insert a fact of this node, which came by a submission, or by none."""
    cursor.execute(_INSERT_OWN, (*_row(fact), submission))


def submission_came(cursor: Cursor, node: str, submission: str) -> bool:
    """Whether a fact of this node came by that submission already."""
    cursor.execute(_SUBMISSION_CAME, (node, submission, submission, node))
    return cursor.fetchone() is not None


def insert(cursor: Cursor, facts: Sequence[Fact]) -> None:
    if len(facts) == 1:
        cursor.execute(_INSERT, _row(facts[0]))
        return
    rows = [_row(fact) for fact in facts]
    whole = len(rows) - len(rows) % _MANY
    for first in range(0, whole, _MANY):
        cursor.execute(_INSERT_MANY, [*chain.from_iterable(rows[first : first + _MANY])])
    if rows[whole:]:
        cursor.executemany(_INSERT, rows[whole:])


def _row(fact: Fact) -> tuple[Any, ...]:
    return (
        fact.id,
        fact.node,
        fact.seq,
        fact.kind,
        fact.v,
        fact.about,
        fact.place,
        to_microseconds(fact.at),
        to_microseconds(fact.noted),
        fact.by,
        fact.rehearsal,
        str(fact.body, "utf-8"),
        fact.hash,
    )


def _fact(row: tuple[Any, ...]) -> Fact:
    id, node, seq, kind, v, about, place, at, noted, by, rehearsal, body, hash = row
    return Fact(
        id,
        node,
        seq,
        kind,
        v,
        about,
        place,
        from_microseconds(at),
        from_microseconds(noted),
        by,
        bool(rehearsal),
        msgspec.Raw(body.encode()),
        hash,
    )


def facts_about(cursor: Cursor, about: str) -> list[Fact]:
    """Every fact about one thing, in no particular order."""
    cursor.execute(_ABOUT, [about])
    return [_fact(row) for row in cursor.fetchall()]


def facts_about_each(cursor: Cursor, abouts: Sequence[str]) -> dict[str, list[Fact]]:
    """Every fact about each of some things."""
    found: dict[str, list[Fact]] = {}
    for start in range(0, len(abouts), _AT_ONCE):
        some = abouts[start : start + _AT_ONCE]
        cursor.execute(f"{_READ} WHERE about IN ({', '.join(['%s'] * len(some))})", some)
        for row in cursor.fetchall():
            fact = _fact(row)
            found.setdefault(fact.about, []).append(fact)
    return found


def kinds_about(cursor: Cursor, abouts: Sequence[str]) -> dict[str, set[str]]:
    """The kinds of what is known of each of some things."""
    found: dict[str, set[str]] = {about: set() for about in abouts}
    for start in range(0, len(abouts), _AT_ONCE):
        some = abouts[start : start + _AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        cursor.execute(
            f"SELECT DISTINCT about, kind FROM ledger_fact WHERE about IN ({marks})", some
        )
        for about, kind in cursor.fetchall():
            found[about].add(kind)
    return found


def fact_by_id(cursor: Cursor, id: str) -> Fact | None:
    cursor.execute(f"{_READ} WHERE id = %s", [id])
    row = cursor.fetchone()
    return None if row is None else _fact(row)


def facts_before(
    cursor: Cursor,
    pos: int | None,
    count: int,
    kind: str = "",
    about: str = "",
    without: str = "",
    its_places: Sequence[str] = (),
) -> list[tuple[int, Fact]]:
    """The `count` facts that arrived last, the latest first: before position `pos`, of a kind (or
    of all kinds of a thing, such as care.visit), about one thing, where these are given. `without`
    is an area: nothing about its things is among them, neither its own facts nor what the ledger
    says of them, or at `its_places`."""
    conditions = {
        "pos < %s": pos,
        "%s IN (kind, rtrim(rtrim(kind, 'abcdefghijklmnopqrstuvwxyz_'), '.'))": kind,
        "about = %s": about,
        "NOT EXISTS (SELECT 1 FROM ledger_fact AS theirs WHERE theirs.about = ledger_fact.about "
        "AND theirs.kind LIKE %s)": f"{without}.%" if without else "",
    }
    given = [(sql, value) for sql, value in conditions.items() if value]
    given += [("NOT (kind LIKE 'ledger.%%' AND place = %s)", place) for place in its_places]
    where = f"WHERE {' AND '.join(sql for sql, _value in given)}" if given else ""
    cursor.execute(
        f"SELECT pos, {_COLUMNS} FROM ledger_fact {where} ORDER BY pos DESC LIMIT %s",
        [*(value for _sql, value in given), count],
    )
    return [(row[0], _fact(row[1:])) for row in cursor.fetchall()]


def heads(cursor: Cursor) -> dict[str, int]:
    """The last number of every node that has facts here."""
    cursor.execute("SELECT node, max(seq) FROM ledger_fact GROUP BY node ORDER BY node")
    return dict(cursor.fetchall())


def count(cursor: Cursor) -> int:
    cursor.execute("SELECT count(*) FROM ledger_fact")
    return int(cursor.fetchone()[0])


def in_chain_order(cursor: Cursor, through: dict[str, int] | None = None) -> Iterator[Fact]:
    """Every fact by (node, seq), up to the numbers in `through`: a stable picture while others
    write on."""
    for node, last in (through or heads(cursor)).items():
        seq = 0
        while seq < last:
            cursor.execute(
                f"{_READ} WHERE node = %s AND seq > %s AND seq <= %s ORDER BY seq LIMIT %s",
                [node, seq, last, PAGE],
            )
            page = cursor.fetchall()
            if not page:
                break
            for row in page:
                yield _fact(row)
            seq = page[-1][2]


def chain_after(cursor: Cursor, node: str, seq: int, most: int) -> list[Fact]:
    """The facts of a node that follow a number, in order."""
    cursor.execute(f"{_READ} WHERE node = %s AND seq > %s ORDER BY seq LIMIT %s", [node, seq, most])
    return [_fact(row) for row in cursor.fetchall()]


def head_of(cursor: Cursor, node: str) -> Head:
    """The end of a node's chain here."""
    cursor.execute("SELECT max(seq) FROM ledger_fact WHERE node = %s", [node])
    seq = cursor.fetchone()[0]
    return (head_at(cursor, node, seq) if seq else None) or Head(node)


def kinds_in(cursor: Cursor, node: str) -> set[str]:
    """The kinds of what a node wrote. Reads its whole chain."""
    cursor.execute("SELECT DISTINCT kind FROM ledger_fact WHERE node = %s", [node])
    return {row[0] for row in cursor.fetchall()}


def abouts_after(cursor: Cursor, last: str, count: int) -> list[str]:
    """The next things that facts are about, after `last`, in their order."""
    cursor.execute(
        "SELECT DISTINCT about FROM ledger_fact WHERE about > %s ORDER BY about LIMIT %s",
        [last, count],
    )
    return [row[0] for row in cursor.fetchall()]


def first_of_kind(cursor: Cursor, kind: str) -> dict[str, str]:
    """Each thing of which a fact of this kind speaks, with the first such fact. Reads the whole
    table."""
    cursor.execute("SELECT about, min(id) FROM ledger_fact WHERE kind = %s GROUP BY about", [kind])
    return dict(cursor.fetchall())


def latest_position(cursor: Cursor) -> int:
    """Rises with every fact that arrives; what screens compare to know that they are stale."""
    cursor.execute("SELECT max(pos) FROM ledger_fact")
    return cursor.fetchone()[0] or 0


def take_in(cursor: Cursor, noted: datetime) -> None:
    """Keep this node's clock past the latest time that came in from elsewhere."""
    cursor.execute(
        "UPDATE ledger_node SET taken_in = %s WHERE local AND (taken_in IS NULL OR taken_in < %s)",
        [to_microseconds(noted)] * 2,
    )


def latest_noted(cursor: Cursor) -> int | None:
    """The latest `noted` of all, in microseconds. Reads the whole table."""
    cursor.execute("SELECT max(noted) FROM ledger_fact")
    latest: int | None = cursor.fetchone()[0]
    return latest


def head_at(cursor: Cursor, node: str, seq: int) -> Head | None:
    """The chain of a node as it was after its fact of that number; None where it is not here."""
    cursor.execute("SELECT hash, noted FROM ledger_fact WHERE node = %s AND seq = %s", [node, seq])
    row = cursor.fetchone()
    return None if row is None else Head(node, seq, row[0], from_microseconds(row[1]))


def hashes_by_number(cursor: Cursor, node: str, first: int, last: int) -> dict[int, str]:
    """The hashes of a node's facts from one number to another."""
    cursor.execute(
        "SELECT seq, hash FROM ledger_fact WHERE node = %s AND seq BETWEEN %s AND %s",
        [node, first, last],
    )
    return dict(cursor.fetchall())


def any_rehearsed(cursor: Cursor) -> bool:
    """Whether a rehearsal played any fact here. Reads until it finds one."""
    cursor.execute("SELECT 1 FROM ledger_fact WHERE rehearsal LIMIT 1")
    return cursor.fetchone() is not None


def hashes(cursor: Cursor, ids: Sequence[str]) -> dict[str, str]:
    """The hashes of those facts among `ids` that are here."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        cursor.execute(f"SELECT id, hash FROM ledger_fact WHERE id IN ({marks})", some)
        found.update(cursor.fetchall())
    return found
