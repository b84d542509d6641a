from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class LedgerConfig(AppConfig):
    name = "veille.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        connection_created.connect(_let_triggers_see_replace)


def _let_triggers_see_replace(connection: Any, **_others: Any) -> None:
    """SQLite's INSERT OR REPLACE deletes rows behind the back of triggers, unless told not to."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")
