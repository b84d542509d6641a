"""Rows of tables, read by plain SQL: most of the ORM's time goes into putting the same statement
together again, and into making the same objects."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from veille.ledger.store import cursor

M = TypeVar("M", bound=Model)
#: Rows kept, of all tables: some busy sites' floors, with what they held a while ago.
_KEPT_AT_MOST = 4_000


def rows_where(model: type[M], condition: str, *values: Any) -> list[M]:
    """The rows of a read table, for what every drawing of a board asks.

    A row that is stored as it was is the object that it was: nobody changes it.
    """
    rows = [_kept(model, connection.vendor, stored) for stored in _stored(model, condition, values)]
    return cast(list[M], rows)


def own_rows_where(model: type[M], condition: str, *values: Any) -> list[M]:
    """The rows, each an object of the caller's own, to be changed and saved."""
    return [_made(model, connection.vendor, stored) for stored in _stored(model, condition, values)]


def _stored(model: type[M], condition: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    as_stored = connection.ops.adapt_datetimefield_value
    given = [as_stored(value) if isinstance(value, datetime) else value for value in values]
    with cursor() as c:
        c.execute(f"{_select(model)} WHERE {condition}", given)
        stored: list[tuple[Any, ...]] = c.fetchall()
    return stored


@lru_cache
def _select(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f"SELECT {columns} FROM {model._meta.db_table}"


@lru_cache(maxsize=_KEPT_AT_MOST)
def _kept(model: type[M], vendor: str, stored: tuple[Any, ...]) -> M:
    return _made(model, vendor, stored)


def _made(model: type[M], vendor: str, stored: tuple[Any, ...]) -> M:
    values = list(stored)
    for place, column, converters in _converters(model, vendor):
        for convert in converters:
            values[place] = convert(values[place], column, connection)
    return model.from_db(DEFAULT_DB_ALIAS, _names(model), values)


@lru_cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@lru_cache
def _converters(model: type[Model], vendor: str) -> list[tuple[int, Any, list[Any]]]:
    """What Django makes of a stored value, for the columns where it is not the value itself:
    (place, column, functions one after the other)."""
    found = []
    for place, field in enumerate(model._meta.concrete_fields):
        column = field.get_col(model._meta.db_table)
        converters = [
            *connection.ops.get_db_converters(column),
            *column.get_db_converters(connection),
        ]
        if converters:
            found.append((place, column, converters))
    return found
