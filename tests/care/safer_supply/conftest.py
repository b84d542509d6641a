"""The site of `tests.care`, also on either database."""

import pytest

from veille.care import actions
from veille.care.facts import Seat
from veille.care.state import Site
from veille.care.words import Mode, SiteKind
from veille.ledger.models import Node

from ..scene import SITE


@pytest.fixture
def site_on_either(node_on_either: Node) -> Site:
    seats = [Seat("1", Mode.INJECTION)]
    return actions.open_site(by="admin", slug=SITE, name="CACTUS", kind=SiteKind.FIXED, seats=seats)
