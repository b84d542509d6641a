"""Two commissions, on both databases where a test asks for it, on a played clock."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from veille.diversion.commission_state import TreatmentPlace
from veille.ledger import clock
from veille.ledger.nodes import begin_node

from . import scene


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in the language in which they are written here."""
    with translation.override("en"):
        yield


@pytest.fixture
def there(sqlite: object) -> Iterator[TreatmentPlace]:
    """Two commissions and a place of treatment, on a Monday morning."""
    with clock.pretending(scene.START):
        begin_node("test node")
        yield scene.set_up()


@pytest.fixture
def there_on_either(either: str) -> Iterator[TreatmentPlace]:
    with clock.pretending(scene.START):
        begin_node("test node")
        yield scene.set_up()
