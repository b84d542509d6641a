"""A small site, on both databases where a test asks for it."""

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
    """Sentences are compared in the language in which they are written here."""
    with translation.override("en"):
        yield


@pytest.fixture
def site_on_either(node_on_either: Node) -> Site:
    seats = [Seat("1", Mode.INJECTION), Seat("2", Mode.INJECTION)]
    return actions.open_site(by="admin", slug=SITE, name="CACTUS", kind=SiteKind.FIXED, seats=seats)
