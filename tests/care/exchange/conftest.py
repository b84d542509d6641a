"""A site and a truck; nothing has been handed out, nothing counted."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from veille.care import actions
from veille.care.facts import Seat
from veille.care.words import Mode, SiteKind
from veille.ledger import clock
from veille.ledger.nodes import begin_node

from .scene import SITE, TRUCK


def _open_sites() -> None:
    with clock.pretending(clock.now() - timedelta(days=60)):
        begin_node("test node")
        for slug, kind in ((SITE, SiteKind.FIXED), (TRUCK, SiteKind.TRUCK)):
            actions.open_site(
                by="admin",
                slug=slug,
                name=slug.title(),
                kind=kind,
                seats=[Seat("1", Mode.INJECTION)],
            )


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def sites_on_either(either: str) -> str:
    """Open for sixty days, on SQLite and on PostgreSQL; which of them."""
    _open_sites()
    return either


@pytest.fixture
def sites(request: pytest.FixtureRequest) -> None:
    """Open for sixty days; on SQLite, where a test does not ask for either."""
    if "sites_on_either" in request.fixturenames:
        request.getfixturevalue("sites_on_either")
    else:
        request.getfixturevalue("sqlite")
        _open_sites()
