"""Filling read tables from states: plain SQL made once a table, the same on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

from .areas import Row, Table, Thing
from .store import Cursor

Convert = Callable[[Any], Any]
_INSTEAD_OF_NUL = "\N{REPLACEMENT CHARACTER}"


def _as_is(value: Any) -> Any:
    return value


def _converter(field: models.Field[Any, Any], vendor: str) -> Convert:
    """How a value of this column goes to the driver. Only what the drivers do not do alone."""
    if isinstance(field, models.JSONField):
        return _json if vendor == "sqlite" else _json_without_nul
    if isinstance(field, (models.CharField, models.TextField)) and vendor != "sqlite":
        return _without_nul
    if isinstance(field, models.DateTimeField) and vendor == "sqlite":
        return _sqlite_time
    return _as_is


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


# PostgreSQL keeps no NUL: one that another node wrote stays in the fact, and shows as what stands
# for a character that cannot be read.


def _json_without_nul(value: Any) -> str | None:
    found = _json(value)
    return found if found is None or "\\u0000" not in found else _json(_readable(value))


def _readable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_readable(name): _readable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(inner) for inner in value]
    return _without_nul(value) if isinstance(value, str) else value


def _without_nul(value: str | None) -> str | None:
    return value.replace("\0", _INSTEAD_OF_NUL) if value and "\0" in value else value


def _sqlite_time(value: datetime | None) -> str | None:
    """Django's own form on SQLite: UTC without an offset."""
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


class _Writer:
    """The statements that keep one read table."""

    def __init__(self, model: type[models.Model], key: str, vendor: str) -> None:
        quote = connection.ops.quote_name
        fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
        self.columns = [(f.attname, quote(str(f.column)), _converter(f, vendor)) for f in fields]
        column_of = {f.attname: quote(str(f.column)) for f in fields}
        table = quote(model._meta.db_table)
        key_column = column_of[key]
        names = ", ".join(column_of.values())
        marks = ", ".join("%s" for _ in fields)
        changes = ", ".join(
            f"{column_of[f.attname]} = excluded.{column_of[f.attname]}"
            for f in fields
            if not f.primary_key
        )
        self.insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        self.upsert = f"{self.insert} ON CONFLICT ({key_column}) DO UPDATE SET {changes}"
        self.delete = f"DELETE FROM {table} WHERE {key_column} = %s"
        self.update = f"UPDATE {table} SET %s WHERE {key_column} = %%s"
        self.remove_strangers = (
            f"DELETE FROM {table} WHERE NOT EXISTS "
            f"(SELECT 1 FROM ledger_fact WHERE about = {table}.{key_column})"
        )
        self.one_row = any(f.primary_key and f.attname == key for f in fields)

    def values(self, row: Row) -> list[Any]:
        return [convert(row[name]) for name, _column, convert in self.columns]


@lru_cache(maxsize=256)
def _writer(model: type[models.Model], key: str, vendor: str) -> _Writer:
    return _Writer(model, key, vendor)


def _writer_of(table: Table[Any], cursor: Cursor) -> _Writer:
    return _writer(table.model, table.key, cursor.vendor)


def refill(
    cursor: Cursor, thing: Thing[Any], about: str, state: Any | None, before: Any | None = None
) -> None:
    """Make the tables say what `state` says of one thing; with None, nothing.

    `before` is the state that they are known to say now: then only what has changed is
    written, and the indexes of the rest are left alone.
    """
    for table, rows_of in thing.filled:
        writer = _writer_of(table, cursor)
        rows = [] if state is None else list(rows_of(state))
        said = [] if before is None else list(rows_of(before))
        if before is not None and said == rows:
            continue
        if writer.one_row and rows:
            if said:
                _update(cursor, writer, about, said[0], rows[0])
            else:
                cursor.execute(writer.upsert, writer.values(rows[0]))
            continue
        cursor.execute(writer.delete, [about])
        if rows:
            cursor.executemany(writer.insert, [writer.values(row) for row in rows])


def _update(cursor: Cursor, writer: _Writer, about: str, said: Row, says: Row) -> None:
    changed = [
        (column, convert(says[name]))
        for name, column, convert in writer.columns
        if says[name] != said[name]
    ]
    if changed:
        sets = ", ".join(f"{column} = %s" for column, _value in changed)
        values = [value for _column, value in changed]
        cursor.execute(writer.update % sets, [*values, about])
        if cursor.rowcount == 0:  # the tables wait for a rebuild: then the whole row is due
            cursor.execute(writer.upsert, writer.values(says))


def refill_many(cursor: Cursor, thing: Thing[Any], states: Sequence[Any]) -> None:
    """Fill the rows of many things whose rows are not there yet (rebuild)."""
    for table, rows_of in thing.filled:
        writer = _writer_of(table, cursor)
        rows: Iterable[list[Any]] = [
            writer.values(row) for state in states for row in rows_of(state)
        ]
        cursor.executemany(writer.insert, rows)


def clear(cursor: Cursor, thing: Thing[Any], abouts: Sequence[str]) -> None:
    """Take the rows of some things out."""
    for table in thing.tables:
        writer = _writer_of(table, cursor)
        cursor.executemany(writer.delete, [(about,) for about in abouts])


def remove_strangers(cursor: Cursor, thing: Thing[Any]) -> None:
    """Take out the rows of whatever no fact is about."""
    for table in thing.tables:
        cursor.execute(_writer_of(table, cursor).remove_strangers)
