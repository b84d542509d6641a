"""The same seed plays the same happenings; another seed plays others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import databases
from veille.care.rehearsed.network import YEAR_ONE_PEOPLE, YEAR_ONE_VISITS
from veille.care.rehearsed.people import POOL_SIZE, People, expected_people, weights
from veille.ledger.facts import Fact

from . import happenings
from .conftest import SEED, play


@pytest.fixture
def day_of(templates: databases.Templates, tmp_path: Path) -> Callable[[int], list[Fact]]:
    """Plays a day with a seed, on a database of its own; gives what was written."""

    def play_a_day(seed: int) -> list[Fact]:
        folder = tmp_path / f"{seed}-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        with databases.installation(folder):
            databases.point_at(templates.sqlite(folder / "veille.sqlite3"))
            play(1, seed=seed)
            facts = happenings.written()
            databases.connections["default"].close()
        return facts

    return play_a_day


def _happened(facts: list[Fact]) -> list[tuple[object, ...]]:
    """What happened, without the identities that are new in every ledger."""
    return [(fact.kind, fact.place, fact.at, fact.noted, fact.by) for fact in facts]


def test_same_seed_same_happenings(day_of: Callable[[int], list[Fact]]) -> None:
    one, same, other = _happened(day_of(SEED)), _happened(day_of(SEED)), _happened(day_of(7))
    assert one == same
    assert one != other


def test_people_of_a_seed_are_the_same_whenever_they_are_met() -> None:
    handles = [visitor.handle for visitor in People(SEED).visitors]
    assert handles == [visitor.handle for visitor in People(SEED).visitors]
    assert handles != [visitor.handle for visitor in People(7).visitors]
    assert len(set(handles)) == POOL_SIZE


def test_year_one_is_expected_to_bring_the_published_number_of_people() -> None:
    assert expected_people(YEAR_ONE_VISITS) == pytest.approx(YEAR_ONE_PEOPLE, rel=0.01)


def test_weights_are_heavy_tailed() -> None:
    shares = sorted(weights(), reverse=True)
    assert sum(shares) == pytest.approx(1)
    assert sum(shares[: POOL_SIZE // 10]) > 0.6
