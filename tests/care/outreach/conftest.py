"""A truck with three stops a night, on both databases."""

from datetime import date

import pytest

from veille.care import actions as floor
from veille.care.facts import Seat
from veille.care.outreach import actions
from veille.care.outreach.facts import Span
from veille.care.outreach.state import Stop
from veille.care.words import Mode, SiteKind
from veille.ledger import clock
from veille.ledger.models import Node
from veille.ledger.nodes import begin_node

from .scene import EVENING, FIRST, TRUCK


@pytest.fixture
def began(either: str) -> Node:
    """A node that began before the nights that the tests play."""
    with clock.pretending(EVENING.replace(month=1)):
        return begin_node("truck")


@pytest.fixture
def stops(began: Node) -> list[Stop]:
    """22:00 to 23:30, 23:45 to 01:15 and 01:30 to 03:00, every night."""
    with clock.pretending(EVENING.replace(month=2)):
        floor.open_site(
            by="admin",
            slug=TRUCK,
            name="L’Anonyme",
            kind=SiteKind.TRUCK,
            seats=[Seat("1", Mode.INJECTION)],
        )
        return [
            actions.plan_stop(
                by="isa",
                place=TRUCK,
                corner=corner,
                span=Span(begins, ends),
                weekdays=range(7),
                first=FIRST,
            )
            for corner, begins, ends in (
                ("Berri / Sainte-Catherine", 22 * 60, 23 * 60 + 30),
                ("Ontario / Papineau", 23 * 60 + 45, 75),
                ("Atwater / Sainte-Catherine", 90, 180),
            )
        ]


@pytest.fixture
def night() -> date:
    return EVENING.date()
