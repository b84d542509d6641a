"""A referral arrives: once, complete, at the competent commission; of nobody under age."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.care.scene import SITE, welcome
from veille.care import actions as care
from veille.care.facts import Seat
from veille.care.words import Mode, SiteKind
from veille.diversion import intake, people, reads
from veille.diversion.facts import Seized
from veille.diversion.tables import CaseRow
from veille.diversion.words import Authority, ContactBy, Unit
from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.refusal import Malformed, Refused, Repeated
from veille.ledger.vault import vault

from . import scene
from .scene import LAVAL, MONTREAL, receive, written

pytestmark = pytest.mark.usefixtures("there")


def test_a_referral_that_comes_twice_is_one_case_and_the_sender_is_told() -> None:
    first = receive(reference="26-77", name="Alix Noir")
    before = written()
    with clock.pretending(scene.START + scene.A_DAY):
        again = receive(reference=" 26-77 ", name="ALIX NOIR", found_at=scene.START)
    assert again == intake.Receipt(
        first.case, first.number, MONTREAL, first.received_at, again=True
    )
    assert written() == before


def test_dashes_of_a_reference_count_and_each_service_has_its_own() -> None:
    numbers = {
        receive(reference="26-1-23", name="A").case,
        receive(reference="26-12-3", name="B").case,
        receive(reference="26-1-23", service="SPVM, poste 38", name="C").case,
        receive(reference="26-1-23", authority=Authority.COURT, name="D").case,
    }
    assert len(numbers) == 4


def test_a_second_person_under_one_reference_is_not_taken_for_the_first() -> None:
    receive(reference="26-77", name="Alix Noir")
    before = written()
    with pytest.raises(Refused, match="another person arrived"):
        receive(reference="26-77", name="Béa Blanc")
    assert written() == before


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"age_years": 17}, "under 18 goes to the youth path.*Youth house"),
        ({"age_years": None, "birth_year": 2008}, "may be under 18.*Enter their age"),
        ({"age_years": None, "birth_year": 2009}, "youth path"),
        ({"age_years": None}, "year of birth, or their age"),
        ({"birth_year": 1990, "age_years": 20}, "do not fit each other"),
        ({"age_years": 150}, "cannot be the age"),
        ({"seized": ()}, "what was seized"),
        ({"seized": (Seized("heroin", Decimal(0), Unit.GRAMS),)}, "amount of heroin"),
        ({"seized": (Seized("heroin", Decimal("NaN"), Unit.GRAMS),)}, "amount of heroin"),
        ({"seized": (Seized("soap", Decimal(1), Unit.GRAMS),)}, "“soap” is not a substance"),
        ({"where": " "}, "where the person was found"),
        ({"reference": ""}, "your own reference"),
        ({"name": ""}, "how the person is to be called"),
        ({"contact_by": ContactBy.PHONE}, "contact together with the way"),
        ({"contact": "514-555-0100"}, "contact together with the way"),
        ({"domicile": "G1R", "found_in": ""}, "No commission here is competent"),
        ({"domicile": "H2X", "found_in": "zz!!"}, "“zz!!” is no postal code and no town"),
        ({"domicile": "?", "found_in": "H2X"}, "“[?]” is no postal code and no town"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_and_nothing_is_kept(
    told: dict[str, Any], sentence: str
) -> None:
    before = written()
    with pytest.raises(Refused, match=sentence) as refused:
        receive(**told)
    assert written() == before
    assert "othing" in str(refused.value) or isinstance(refused.value, Malformed)


def test_an_amount_without_a_unit_cannot_be_written_down() -> None:
    with pytest.raises(TypeError, match="unit"):
        Seized("heroin", Decimal(1))  # type: ignore[call-arg]


def test_nobody_is_found_after_the_referral_arrived() -> None:
    with pytest.raises(Malformed, match="after the referral arrived"):
        receive(found_at=clock.now() + scene.HOUR)


def test_the_commission_of_the_domicile_is_competent_else_that_of_the_place() -> None:
    assert receive(domicile="h7n 2b1", found_in="H2X").commission == LAVAL
    assert receive(domicile="laval", found_in="H2X").commission == LAVAL
    assert receive(domicile="G1R", found_in="H2X").commission == MONTREAL
    assert receive(domicile="", found_in="Lavaltrie", commission=MONTREAL).commission == MONTREAL


def test_a_form_sent_twice_is_one_case() -> None:
    submission = new_id()
    receive(submission=submission)
    with pytest.raises(Repeated):
        receive(submission=submission)
    assert CaseRow.objects.count() == 1


def test_what_is_said_of_a_person_stands_nowhere_in_clear(folder: Path) -> None:
    case = receive(
        name="Ysolde Quiproquo",
        where="ruelle des Zibelines",
        reference="XK-4711",
        contact_by=ContactBy.PHONE,
        contact="514-555-0177",
        what="Pas de souci, calme.",
    ).case
    words = reads.words_of(reads.state(case))
    assert (words.name, words.where, words.reference) == (
        "Ysolde Quiproquo",
        "ruelle des Zibelines",
        "XK-4711",
    )
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for said in ("Ysolde", "Quiproquo", "Zibelines", "XK-4711", "555-0177", "souci"):
        assert said.encode() not in stored


def test_somebody_known_by_name_and_year_is_found_again() -> None:
    first = receive(name="Alix Noir", age_years=None, birth_year=1990)
    by_age = receive(name="alix  NOIR", age_years=36)
    other = receive(name="Alix Noir", age_years=None, birth_year=1980)
    people_of = [reads.case(one.case).person for one in (first, by_age, other)]
    assert people_of[0] == people_of[1] != people_of[2]
    found = people.known_as("Alix Noir", [1990])
    assert [row.id for row in reads.others_of(*found)] == [first.case, by_age.case]


def test_the_same_words_lead_from_no_side_to_the_other() -> None:
    """A visitor's handle that reads like a name and year here, and the reverse."""
    seats = [Seat("1", Mode.INJECTION)]
    care.open_site(by="admin", slug=SITE, name="CACTUS", kind=SiteKind.FIXED, seats=seats)
    visitor = welcome("Lynx 1990")
    assert people.known_as("Lynx", [1990]) == []
    case = receive(name="Lynx", age_years=None, birth_year=1990).case
    assert vault().find("Lynx 1990") == [visitor]
    assert people.known_as("Lynx", [1990]) == [reads.case(case).person] != [visitor]
