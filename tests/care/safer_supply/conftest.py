"""The site of `tests.care`, also on either database; sentences are read in English here."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from veille.care import actions
from veille.care.facts import Seat
from veille.care.state import Site
from veille.care.words import Mode, SiteKind
from veille.ledger.models import Node

from ..scene import SITE


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def site_on_either(node_on_either: Node) -> Site:
    seats = [Seat("1", Mode.INJECTION)]
    return actions.open_site(by="admin", slug=SITE, name="CACTUS", kind=SiteKind.FIXED, seats=seats)
