"""The database itself refuses to change or delete a fact, whoever asks."""

import pytest
from django.db import DatabaseError, connection

from veille.ledger.models import Node

from .scene import all_facts, arrive, execute

CHANGES = [
    "UPDATE ledger_fact SET body = '{}'",
    "UPDATE ledger_fact SET place = place",
    "DELETE FROM ledger_fact",
    "DELETE FROM ledger_fact WHERE seq = 2",
    "INSERT OR REPLACE INTO ledger_fact SELECT * FROM ledger_fact WHERE seq = 2",
    "TRUNCATE ledger_fact",
]
ONLY_ON = {"INSERT OR REPLACE": "sqlite", "TRUNCATE": "postgresql"}


@pytest.mark.parametrize("change", CHANGES)
def test_a_fact_is_neither_changed_nor_deleted(node_on_either: Node, change: str) -> None:
    only_on = next((v for words, v in ONLY_ON.items() if change.startswith(words)), None)
    if only_on not in (None, connection.vendor):
        return
    arrive()
    before = all_facts()
    with pytest.raises(DatabaseError, match="facts are never changed or deleted"):
        execute(change)
    assert all_facts() == before
    assert len(before) == 2


def test_no_two_facts_of_a_node_have_one_number(node_on_either: Node) -> None:
    arrive()
    columns = 'kind, v, about, place, at, noted, "by", rehearsal, body, hash'
    with pytest.raises(DatabaseError):
        execute(
            f"INSERT INTO ledger_fact (id, node, seq, {columns}) "
            f"SELECT 'another', node, seq, {columns} FROM ledger_fact WHERE seq = 2"
        )
    assert len(all_facts()) == 2
