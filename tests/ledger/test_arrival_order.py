"""The same facts, in whatever order and pieces they arrive, read the same."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veille.ledger import transfer
from veille.ledger.clock import TICK
from veille.ledger.nodes import begin_node
from veille.ledger.vault import vault

from .. import databases
from .elsewhere import Elsewhere, export_of
from .scene import rows, verdict

VISIT, OTHER, PERSON = "1" * 32, "2" * 32, "3" * 32
ARRIVAL = {"person": "", "mode": "injection", "substances": ["down"]}


def _three_nodes() -> list[Elsewhere]:
    """Facts that lean on each other across nodes: corrections before what they correct, moves
    before the arrival, two facts noted at one moment."""
    site, truck, hub = Elsewhere("a" * 32), Elsewhere("b" * 32), Elsewhere("c" * 32)
    noon = datetime(2026, 3, 8, 12, tzinfo=UTC)
    arrived = site.say("care.visit.arrived", VISIT, ARRIVAL, noted=noon, id="4" * 32)
    seated = truck.say("care.visit.seated", VISIT, {"seat": "1"}, noted=noon, id="5" * 32)
    oral = {**ARRIVAL, "mode": "oral"}
    hub.say(
        "ledger.entry.corrected",
        VISIT,
        noted=noon - TICK,
        body={"fact": arrived.id, "why": "typed", "body": oral},
    )
    hub.say(
        "ledger.entry.corrected",
        VISIT,
        noted=noon + TICK,
        body={"fact": seated.id, "why": "typed", "body": {"seat": "2"}},
    )
    site.say(
        "ledger.entry.corrected",
        VISIT,
        noted=noon + TICK,
        body={"fact": seated.id, "why": "typed", "body": {"seat": "3"}},
    )
    truck.say("care.visit.left", VISIT, {"consumed": True}, noted=noon + TICK * 3)
    site.say("care.visit.left", VISIT, {"consumed": False, "reason": "mind"}, noted=noon + TICK * 3)
    hub.say("care.visit.arrived", OTHER, ARRIVAL, noted=noon, id="6" * 32)
    truck.say(
        "ledger.entry.struck", OTHER, {"fact": "6" * 32, "why": "typed"}, noted=noon + TICK * 5
    )
    site.say(
        "ledger.entry.corrected",
        OTHER,
        noted=noon + TICK * 6,
        body={"fact": "6" * 32, "why": "other", "at": (noon - TICK).isoformat()},
    )
    hub.say("ledger.person.forgotten", PERSON, {}, noted=noon)
    site.say("care.person.welcomed", PERSON, {"handle": ""}, noted=noon)
    return [site, truck, hub]


@st.composite
def arrivals(draw: st.DrawFn) -> list[list[int]]:
    """In which steps the facts arrive: after each, how many of every node are here."""
    sizes = [len(node.facts) for node in _three_nodes()]
    have, steps = [0, 0, 0], []
    while have != sizes:
        for which in draw(st.permutations([0, 1, 2])):
            have[which] = draw(st.integers(have[which], sizes[which]))
        steps.append(list(have))
        if len(steps) == 6:
            have = list(sizes)
            steps.append(have)
    return steps


def _read_after(steps: list[list[int]], templates: databases.Templates) -> list[dict[str, Any]]:
    nodes = _three_nodes()
    with (
        tempfile.TemporaryDirectory(prefix="veille-order-") as folder,
        databases.installation(Path(folder)),
    ):
        databases.point_at(templates.sqlite(Path(folder) / "veille.sqlite3"))
        begin_node("here")
        for step in steps:
            transfer.take_in(
                export_of(
                    [f for node, upto in zip(nodes, step, strict=True) for f in node.facts[:upto]]
                )
            )
        assert verdict().sound
        read = rows()
        vault().close()
        databases.connections["default"].close()
    return read


def test_facts_read_the_same_in_whatever_order_they_arrive(
    templates: databases.Templates,
) -> None:
    sizes = [len(node.facts) for node in _three_nodes()]
    at_once = _read_after([sizes], templates)
    assert [row.get("seat") for row in at_once] == ["2", "", None]
    assert [row.get("mode") for row in at_once] == ["oral", "injection", None]

    @settings(
        max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(arrivals())
    def in_pieces(steps: list[list[int]]) -> None:
        assert _read_after(steps, templates) == at_once

    in_pieces()
