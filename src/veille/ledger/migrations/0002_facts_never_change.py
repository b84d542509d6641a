"""Triggers that refuse to change or delete a fact, whoever asks, on both databases."""

from typing import Any

from django.db import migrations

_SENTENCE = "facts are never changed or deleted; correct them with a further fact"

_SQLITE = [
    f"""
    CREATE TRIGGER ledger_fact_refuse_{verb.lower()} BEFORE {verb} ON ledger_fact
    BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END
    """
    for verb in ("UPDATE", "DELETE")
]

_POSTGRESQL = [
    f"""
    CREATE FUNCTION ledger_fact_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$
    """,
    """
    CREATE TRIGGER ledger_fact_refuse_row BEFORE UPDATE OR DELETE ON ledger_fact
    FOR EACH ROW EXECUTE FUNCTION ledger_fact_refuse()
    """,
    """
    CREATE TRIGGER ledger_fact_refuse_all BEFORE TRUNCATE ON ledger_fact
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_fact_refuse()
    """,
]


def refuse_change(apps: Any, editor: Any) -> None:
    for statement in _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(refuse_change, migrations.RunPython.noop)]
