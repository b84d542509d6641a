"""Played nights: a week once for all tests that only look, an evening for those that go on."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.once import made_once
from veille.care.rehearsed.network import ROSTER
from veille.care.rehearsed.past import Played, first_moment, play_past
from veille.ledger import clock
from veille.ledger.nodes import begin_node
from veille.ledger.vault import vault
from veille.rehearsal.staff import Worker

SEED = 20170619
#: A Thursday, ten in the morning in Montréal: most sites are closed at that hour.
UNTIL = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
#: Identities that are the same in every run, so that plays can be compared.
STAFF = [Worker(f"{n:032x}", m.name, m.role, m.site) for n, m in enumerate(ROSTER, 1)]


@dataclass(frozen=True)
class Week:
    played: Played
    begins: datetime
    ends: datetime
    days: int


def play(days: int, *, seed: int = SEED, until: datetime = UNTIL) -> Played:
    """Play past days on the database at hand."""
    with clock.pretending(first_moment(until, days)):
        begin_node("rehearsal", rehearsal=True)
    return play_past(seed=seed, days=days, until=until, staff=STAFF)


def copy_of_play(
    templates: databases.Templates,
    factory: pytest.TempPathFactory,
    days: int,
    until: datetime,
    to: Path,
) -> Played:
    """Fill the folder `to` with an installation on which so many days were played until then;
    what was played."""

    def make(folder: Path) -> None:
        with databases.installation(folder):
            databases.point_at(templates.sqlite(folder / "veille.sqlite3"))
            played = play(days, until=until)
            vault().close()
            databases.connections["default"].close()
        (folder / "played.json").write_text(json.dumps(asdict(played)))

    made_once(factory, f"played-{days}-until-{until:%Y-%m-%d-%H}", make, to)
    return Played(**json.loads((to / "played.json").read_text()))


@pytest.fixture(scope="session")
def played_week(
    templates: databases.Templates, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any], Week]:
    """Where a week lies that was played once for all tests, its database, and what was played."""
    days = 7
    folder = tmp_path_factory.mktemp("week") / "var"
    played = copy_of_play(templates, tmp_path_factory, days, UNTIL, folder)
    database = databases.sqlite_database(folder / "veille.sqlite3")
    return folder, database, Week(played, first_moment(UNTIL, days), UNTIL, days)


@pytest.fixture(scope="module")
def week(played_week: tuple[Path, dict[str, Any], Week]) -> Iterator[Week]:
    """A week that was played, ending at UNTIL; tests may read it."""
    folder, database, week = played_week
    with databases.installation(folder):
        databases.point_at(database)
        yield week
        databases.connections["default"].close()


@pytest.fixture
def evening(
    templates: databases.Templates, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> Iterator[datetime]:
    """A day that was played: its floor is as it is at the moment that this returns."""
    folder = tmp_path / "var"
    copy_of_play(templates, tmp_path_factory, 1, UNTIL, folder)
    with databases.installation(folder):
        databases.point_at(databases.sqlite_database(folder / "veille.sqlite3"))
        yield UNTIL
        databases.connections["default"].close()
