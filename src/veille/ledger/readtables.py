"""The read tables: what folds make of the facts, and nothing else.

They are a cache, and no migrations are written for them. They are made anew whenever their
columns, or the code that fills them, is another than when they were made.
"""

import hashlib
import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection, models

from . import columns, facts, replay, states, store, tables
from .areas import Registry, registry
from .models import ReadTables

Progress = Callable[[int], None]
_IMPORT = re.compile(r"^[ \t]*from (\.*)([\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
_NAME = re.compile(r"\w+")


def fingerprint(areas: Registry = registry) -> str:
    """Of the columns and indexes, and of the source that decides what stands in them."""
    whole = hashlib.sha256("\n".join([*_create(areas), *_paths(areas)]).encode())
    for name, source in sorted(_sources(areas).items()):
        whole.update(f"\n{name}\n".encode() + source.read_bytes())
    return whole.hexdigest()


def are_stale(areas: Registry = registry) -> bool:
    made = ReadTables.objects.first()
    return made is None or made.fingerprint != fingerprint(areas)


def make(areas: Registry = registry, progress: Progress = lambda count: None) -> int:
    """Drop them, create them and fill them from the facts. Stopped halfway, they are stale.

    `progress` is called with the number of facts folded since the last call. Returns how many
    things were folded.
    """
    made_by = fingerprint(areas)
    with store.writing(durable=False) as cursor:
        ReadTables.objects.all().delete()
        for model in _models(areas):
            cursor.execute(
                f"DROP TABLE IF EXISTS {connection.ops.quote_name(model._meta.db_table)}"
            )
        for statement in _create(areas):
            cursor.execute(statement)
    things = replay.rebuild(areas, progress)
    ReadTables.objects.create(fingerprint=made_by)
    return things


def _models(areas: Registry) -> Iterator[type[models.Model]]:
    filled = (table.model for thing in areas.things() for table in thing.tables)
    return iter(dict.fromkeys(filled))


def _create(areas: Registry) -> list[str]:
    """The statements that create the tables, then those of their indexes."""
    # Not entered, which would switch SQLite's foreign keys off: read tables have none.
    editor = connection.schema_editor(collect_sql=True, atomic=False)
    editor.deferred_sql = []
    for model in _models(areas):
        editor.create_model(model)
    statements = [*editor.collected_sql, *(f"{one};" for one in editor.deferred_sql)]
    return [one for one in statements if not one.startswith("--")]


def _paths(areas: Registry) -> Iterator[str]:
    """Where columns are found that are not called as what they hold."""
    for thing in areas.things():
        for table in thing.tables:
            given = sorted((n, s) for n, s in table.also.items() if isinstance(s, str))
            yield f"{thing.name} {table.model.__name__} {table.key} {table.within} {given}"


def _sources(areas: Registry) -> dict[str, Path]:
    """The files of folds, states, bodies and rows, and of whatever those import of the house; an
    area's declaration imports its policies too, which fill nothing."""
    found: dict[str, Path] = {}
    waiting = {module.__name__ for module in (replay, facts, tables, columns, states)}
    for thing in areas.things():
        given = [source for table in thing.tables for source in (table.rows, *table.also.values())]
        parts = (thing.fold, thing.state, *thing.bodies, *filter(callable, given))
        waiting |= {part.__module__ for part in parts}
    while waiting:
        name = waiting.pop()
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        found[name] = Path(spec.origin)
        if name.endswith(".area"):
            continue
        waiting |= set(_imported(found[name], spec.parent or "")) - found.keys()
    return found


def _imported(path: Path, package: str) -> Iterator[str]:
    """The modules of the same area that a file imports. Read by a pattern, as every command asks
    this at its start: a syntax tree of each file takes ten times as long."""
    area = ".".join(package.split(".")[:2])
    for dots, module, imported in _IMPORT.findall(path.read_text()):
        whole = importlib.util.resolve_name(dots + module, package)
        for name in (whole, *(f"{whole}.{name}" for name in _NAME.findall(imported))):
            if name.startswith(f"{area}.") and _is_module(name):
                yield name


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # a name in a module, not a module in a package
        return False
