"""`verify` names the first fact where a chain does not hold."""

import re
from collections.abc import Callable

import pytest

from veille.ledger.models import Node

from .scene import all_facts, arrive, tamper, verdict

FIVE = "7" * 32


def _swap_two_and_three() -> None:
    tamper("UPDATE ledger_fact SET seq = 99 WHERE seq = 2")
    tamper("UPDATE ledger_fact SET seq = 2 WHERE seq = 3")
    tamper("UPDATE ledger_fact SET seq = 3 WHERE seq = 99")


def _change(column: str, value: str) -> Callable[[], None]:
    return lambda: tamper(f'UPDATE ledger_fact SET "{column}" = {value} WHERE seq = 3')


TAMPERINGS: list[tuple[str, Callable[[], None], int, str]] = [
    (
        "one deleted in the middle",
        lambda: tamper("DELETE FROM ledger_fact WHERE seq = 3"),
        4,
        "before it are missing",
    ),
    ("the first deleted", lambda: tamper("DELETE FROM ledger_fact WHERE seq = 1"), 2, "missing"),
    ("two exchanged", _swap_two_and_three, 2, "noted before|hash does not fit"),
    ("its time of writing set back", _change("noted", "noted - 3600000000"), 3, "noted before"),
    *(
        (f"its {column} changed", _change(column, value), 3, "hash does not fit")
        for column, value in [
            ("id", f"'{FIVE}'"),
            ("kind", "'care.visit.left'"),
            ("v", "2"),
            ("about", f"'{FIVE}'"),
            ("place", "'there'"),
            ("at", "at - 1"),
            ("noted", "noted + 1"),
            ("by", "'luc'"),
            ("rehearsal", "NOT rehearsal"),
            ("hash", f"'{FIVE * 2}'"),
            ("body", "replace(body, 'down', 'crack')"),
        ]
    ),
]


@pytest.mark.parametrize(
    ("tampering", "seq", "what"), [case[1:] for case in TAMPERINGS], ids=[c[0] for c in TAMPERINGS]
)
def test_the_first_bad_fact_is_named(
    node_on_either: Node, tampering: Callable[[], None], seq: int, what: str
) -> None:
    for _ in range(4):
        arrive()
    assert verdict().sound
    tampering()
    found = verdict()
    assert found.fault is not None
    bad = next(fact for fact in all_facts() if fact.seq == seq)
    assert (found.fault.node, found.fault.seq, found.fault.id) == (node_on_either.id, seq, bad.id)
    assert re.search(what, str(found.fault))


def test_a_whole_ledger_is_sound(node_on_either: Node) -> None:
    for _ in range(3):
        arrive()
    found = verdict()
    assert (found.facts, found.fault) == (4, None)
    assert found.heads[node_on_either.id].seq == 4
