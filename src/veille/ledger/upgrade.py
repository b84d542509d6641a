"""Bringing a database up to this version of Veille: its tables, then what is read from them."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from . import readtables


def is_due() -> bool:
    """Whether the database was made, or its read tables were filled, by another version."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return bool(waiting) or readtables.are_stale()


def upgrade(progress: Callable[[int], None] = lambda count: None) -> None:
    """Do what is due; nothing where nothing is.

    `progress` is called with the number of facts folded since the last call.
    """
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    if readtables.are_stale():
        readtables.make(progress=progress)
