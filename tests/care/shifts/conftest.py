"""A small site, sixty days old: on SQLite, or on either database where a test asks for it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from veille.care import actions
from veille.care.facts import Seat
from veille.care.words import Mode, SiteKind
from veille.ledger import clock
from veille.ledger.nodes import begin_node

from ..scene import SITE

SEATS = [Seat("1", Mode.INJECTION), Seat("2", Mode.INJECTION)]
OTHER_SITE = "anonyme"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def sites(request: pytest.FixtureRequest) -> None:
    asked = "either" in request.fixturenames
    request.getfixturevalue("either" if asked else "sqlite")
    with clock.pretending(clock.now() - timedelta(days=60)):
        begin_node("test node")
        for slug in (SITE, OTHER_SITE):
            actions.open_site(by="admin", slug=slug, name=slug, kind=SiteKind.FIXED, seats=SEATS)
