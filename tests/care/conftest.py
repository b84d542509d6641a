"""A small site at night: two injection seats and one for inhalation."""

import pytest

from veille.care import actions
from veille.care.facts import Seat
from veille.care.state import Site
from veille.care.words import Mode, SiteKind
from veille.ledger.models import Node

from .scene import SITE


@pytest.fixture
def site(node: Node) -> Site:
    seats = [Seat("1", Mode.INJECTION), Seat("2", Mode.INJECTION), Seat("S1", Mode.INHALATION)]
    return actions.open_site(by="admin", slug=SITE, name="CACTUS", kind=SiteKind.FIXED, seats=seats)
