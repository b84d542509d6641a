"""The columns of a read table, filled by name from a state."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec
from django.db import models

S = TypeVar("S")
#: Column name to value, for one row of a read table.
Row = Mapping[str, Any]
Rows = Callable[[S], Iterable[Row]]
#: Where a column comes from: a path in the state ("appointment.at"), or what makes it of the state.
Source = str | Callable[[Any], Any]

_AS_IS = frozenset({str, int, float, bool, NoneType, datetime, date})


class HeaderRow(models.Model):
    """The columns that most read tables begin with: the thing, and the header of what was said of
    it first (`states.State`)."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    at = models.DateTimeField()
    by = models.CharField()
    rehearsal = models.BooleanField()

    class Meta:
        abstract = True


def by_name(
    state: type[S],
    model: type[models.Model],
    within: Iterable[str] = (),
    also: Mapping[str, Source] | None = None,
) -> Rows[S]:
    """One row of each state: every column from the state's attribute of that name, from that of a
    struct in it that `within` names, or from the source that `also` gives.

    Words go in as what they store, structs as plain values; a text column holds "" for None.
    Raises ValueError where a column has no source.
    """
    given = dict(also or {})
    columns = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    if unknown := given.keys() - {f.attname for f in columns}:
        raise ValueError(f"{model._meta.db_table} has no column {', '.join(sorted(unknown))}")
    sources = []
    for f in columns:
        source = given.get(f.attname) or _found(state, f.attname, within)
        if isinstance(source, str) and not _leads_somewhere(state, source):
            column = f"{model._meta.db_table}.{f.attname}"
            raise ValueError(f"{column} has no source in {state.__qualname__}")
        text = isinstance(f, (models.CharField, models.TextField)) and not f.null
        plain = msgspec.to_builtins if isinstance(f, models.JSONField) else _plain
        get = _at(source) if isinstance(source, str) else source
        sources.append((f.attname, get, plain, "" if text else None))

    def rows(one: S) -> Iterable[Row]:
        row = {}
        for name, get, plain, empty in sources:
            value = get(one)
            if type(value) not in _AS_IS:
                value = plain(value)
            row[name] = empty if value is None else value
        return (row,)

    return rows


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _found(state: type[Any], name: str, within: Iterable[str]) -> str:
    """The path to a column's source, of those where it is looked for; else its name."""
    paths = (name, *(f"{path}.{name}" for path in within))
    return next((path for path in paths if _leads_somewhere(state, path)), name)


def _leads_somewhere(state: type[Any], path: str) -> bool:
    *parts, name = path.split(".")
    owner = state
    for part in parts:
        if not hasattr(owner, part):
            return False
        owner = _type_of(owner, part)
    return hasattr(owner, name)


def _type_of(owner: type[Any], name: str) -> type[Any]:
    """What an attribute of a struct is declared to be, where it is not None."""
    attribute = getattr(owner, name)
    hints = get_type_hints(attribute.fget if isinstance(attribute, property) else owner)
    declared = hints["return" if isinstance(attribute, property) else name]
    found: type[Any] = next((a for a in get_args(declared) if a is not NoneType), declared)
    return found


def _at(path: str) -> Callable[[Any], Any]:
    """What stands at a path in a state; None where it ends before."""
    first, _dot, rest = path.partition(".")
    if not rest:
        return attrgetter(path)
    get, then = attrgetter(first), _at(rest)

    def at(state: Any) -> Any:
        inner = get(state)
        return None if inner is None else then(inner)

    return at
