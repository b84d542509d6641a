"""A case is found by the whole name of its person, exactly after folding; each look-up is kept."""

import pytest

from veille.diversion import follow_up, lookups, reads
from veille.diversion.tables import LookupRow
from veille.diversion.words import Status
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed

from . import scene
from .scene import LAVAL, MONTREAL

pytestmark = pytest.mark.usefixtures("there")

NAME, YEAR = "Jean-François Noël", 1990


def find(name: str, year: int = YEAR, commission: str = MONTREAL) -> list[str]:
    found = lookups.find(by="clerk", commission=commission, name=name, birth_year=year)
    return [row.id for row in found]


def referred(**other: object) -> str:
    return scene.receive(name=NAME, age_years=None, birth_year=YEAR, **other).case


@pytest.mark.parametrize("typed", ["NOEL Jean Francois", "jean-françois noël", NAME])
def test_a_name_is_found_however_it_is_typed(typed: str) -> None:
    case = referred()
    assert find(typed) == [case]


@pytest.mark.parametrize(
    "typed",
    [
        "Luczak OBrien Etienne",
        "M. Étienne O’Brien-Łuczak",
        "O'Brien Étienne Łuczak",
        "Dr Étienne O’Brien-Łuczak",
    ],
)
def test_a_double_name_is_found_in_any_order_and_with_its_title(typed: str) -> None:
    case = scene.receive(name="Étienne O’Brien-Łuczak", age_years=None, birth_year=YEAR).case
    assert find(typed) == [case]
    assert find("Étienne O’Brien") == []


@pytest.mark.parametrize(("typed", "year"), [("Jean Noël", YEAR), ("Noël", YEAR), (NAME, 1991)])
def test_a_part_of_a_name_or_another_year_finds_nothing(typed: str, year: int) -> None:
    referred()
    assert find(typed, year) == []


def test_another_commissions_case_is_not_found_nor_one_whose_record_was_destroyed() -> None:
    case = referred()
    assert find(NAME, commission=LAVAL) == []
    follow_up.to_youth_path(by="clerk", case=case)
    with clock.pretending(scene.START + scene.A_DAY):
        assert follow_up.destroy(by="clerk", case=case).status is Status.DESTROYED
        assert find(NAME) == []


def test_each_look_up_is_kept_without_the_name_whatever_it_found() -> None:
    case = referred()
    find(NAME)
    find("Quelqu’un d’autre")
    kept = LookupRow.objects.order_by("at", "id")
    assert sorted((row.by, row.found) for row in kept) == [("clerk", 0), ("clerk", 1)]
    assert [row.by for row in reads.lookups_of(case)] == ["clerk"]
    said = [repr(entry.body) for row in kept for entry in entries(row.id)]
    assert len(said) == 2
    assert not any("No" in one and "Jean" in one for one in said)


def test_no_name_is_no_look_up() -> None:
    with pytest.raises(Malformed, match="whole name"):
        find("  ")
    assert not LookupRow.objects.exists()
