"""A node with nothing on it, read in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from veille.ledger.nodes import begin_node


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> None:
    either = "either" in request.fixturenames
    request.getfixturevalue("either" if either else "sqlite")
    begin_node("test node")
