"""Two small sites in October and November 2026, with a clock change between them; and a play."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests import databases
from tests.rehearsal.conftest import copy_of_play
from veille.care import actions, reads
from veille.care.facts import Seat
from veille.care.report import counts
from veille.care.report.period import read_period
from veille.care.report.tables import Report
from veille.care.tables import SiteRow
from veille.care.words import Mode, SiteKind
from veille.ledger import clock, transfer
from veille.ledger.nodes import begin_node

from . import dense
from .exported import DAYS, ENDS, Entry, read

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
                by="admin",
                slug=slug,
                name=name,
                kind=SiteKind.FIXED,
                seats=SEATS,
                time_zone="America/Toronto",
            )
    return reads.sites()


@pytest.fixture
def sites(sqlite: object) -> list[SiteRow]:
    return opened()


@pytest.fixture
def year(sites: list[SiteRow]) -> list[SiteRow]:
    """The sites with more than a year of visits, overdoses and incidents."""
    return dense.fill()


@pytest.fixture
def sites_on_either(either: str) -> list[SiteRow]:
    return opened()


@pytest.fixture(scope="module", params=ENDS)
def played(
    request: pytest.FixtureRequest,
    templates: databases.Templates,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Report, dict[str, list[Entry]]]]:
    """The month, its report, and the facts of some rehearsed days over a clock change."""
    folder: Path = tmp_path_factory.mktemp("played") / "var"
    copy_of_play(templates, tmp_path_factory, DAYS, ENDS[request.param], folder)
    with databases.installation(folder):
        databases.point_at(databases.sqlite_database(folder / "veille.sqlite3"))
        out = BytesIO()
        transfer.export(out, "test")
        with clock.pretending(ENDS[request.param]):
            report = counts.network(read_period(request.param))
        yield request.param, report, read(out.getvalue())
        databases.connections["default"].close()
