"""Two small sites in October and November 2026, with a clock change between them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from veille.care import actions, reads
from veille.care.facts import Seat
from veille.care.models import SiteRow
from veille.care.words import Mode, SiteKind
from veille.ledger import clock
from veille.ledger.nodes import begin_node

ZONE = ZoneInfo("America/Toronto")
#: Everything in these tests is typed in at this moment: none of it when it happened.
TYPED_AT = datetime(2026, 12, 24, 3, 0, tzinfo=UTC)
SEATS = [Seat(str(n), Mode.INJECTION) for n in range(1, 10)] + [Seat("S", Mode.INHALATION)]


def opened() -> list[SiteRow]:
    """The sites, set up before anything happened."""
    with clock.pretending(datetime(2024, 1, 1, tzinfo=UTC)):
        begin_node("test node")
        for slug, name in (("cactus", "CACTUS"), ("spectre", "Spectre de rue")):
            actions.open_site(
                by="admin", slug=slug, name=name, kind=SiteKind.FIXED, seats=SEATS,
                time_zone="America/Toronto",
            )  # fmt: skip
    return reads.sites()


@pytest.fixture
def sites(sqlite: object) -> list[SiteRow]:
    return opened()


@pytest.fixture
def sites_on_either(either: str) -> list[SiteRow]:
    return opened()
