"""Fixtures of the site's tests."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.utils import timezone, translation

from veille.ledger import clock
from veille.ledger.nodes import begin_node

from .night import Night
from .served import Server, served


@pytest.fixture(autouse=True)
def _clean_thread() -> Iterator[None]:
    """A request leaves its language and time zone behind in a test's thread."""
    with translation.override("en"):
        yield
    timezone.deactivate()


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What other tests sent from this machine's address counts for none."""
    caches["limits"].clear()


@pytest.fixture
def night(sqlite: object) -> Night:
    """Two sites and their staff, on SQLite, for some hours; nothing has happened yet."""
    return _some_hours_ago(rehearsal=False)


@pytest.fixture
def rehearsal_night(sqlite: object) -> Night:
    return _some_hours_ago(rehearsal=True)


@pytest.fixture
def server(sqlite: Path, night: Night) -> Iterator[Server]:
    """The site of `night` in a process of its own."""
    with served(sqlite.parent, night) as running:
        yield running


def _some_hours_ago(*, rehearsal: bool) -> Night:
    with clock.pretending(clock.now() - timedelta(hours=6)):
        begin_node("test node", rehearsal=rehearsal)
        return Night()
