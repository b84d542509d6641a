"""Fixtures of the site's tests."""

from collections.abc import Iterator

import pytest
from django.utils import timezone, translation

from veille.ledger.models import Node
from veille.ledger.nodes import begin_node

from .night import Night


@pytest.fixture(autouse=True)
def _clean_thread() -> Iterator[None]:
    """A request leaves its language and time zone behind in a test's thread."""
    with translation.override("en"):
        yield
    timezone.deactivate()


@pytest.fixture
def night(node: Node) -> Night:
    """Two sites and their staff, on SQLite; nothing has happened yet."""
    return Night()


@pytest.fixture
def rehearsal_night(sqlite: object) -> Night:
    begin_node("rehearsal", rehearsal=True)
    return Night()
