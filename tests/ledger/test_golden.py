"""Whatever was ever written can be read: a body of every kind and version stands in golden.json.

A change that reads one of them otherwise, without a new version of its kind, fails here.
"""

import pytest

from .golden import as_read, read, up_to_date
from .samples import bodies

GOLDEN = read()


@pytest.mark.parametrize("one", GOLDEN, ids=[f"{one['kind']} {one['v']}" for one in GOLDEN])
def test_a_body_reads_as_it_did(one: dict[str, object]) -> None:
    assert as_read(str(one["kind"]), int(str(one["v"])), one["body"]) == one["read"]


def test_every_kind_and_version_stands_there() -> None:
    """If not: `python -m tests.ledger.golden` adds it."""
    assert {(body.kind, body.version) for body in bodies()} <= {
        (one["kind"], one["v"]) for one in GOLDEN
    }
    assert up_to_date() == GOLDEN


def test_nothing_there_is_read_as_unknown() -> None:
    assert [one["kind"] for one in GOLDEN if one["read"] is None] == []


def test_the_versions_of_a_kind_are_all_there() -> None:
    for body in bodies():
        there = {one["v"] for one in GOLDEN if one["kind"] == body.kind}
        assert there == set(range(1, body.version + 1)), body.kind
