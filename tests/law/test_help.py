"""What a person can do: data of each jurisdiction, dated, with its source, never advice."""

from datetime import date

import pytest

from veille.law import book, codes
from veille.law.text import HELP_WITH

TODAY = date(2026, 11, 29)
PROVINCES = [code for code in codes() if code.startswith("CA-")]


@pytest.mark.parametrize("code", codes())
def test_every_place_says_something_a_person_can_do_with_its_source(code: str):
    found = book(code).help_on(TODAY)
    assert found
    kinds = [each.kind for each, _reference in found]
    assert kinds == sorted(kinds, key=HELP_WITH.index)
    for each, reference in found:
        assert each.text.en.endswith(".")
        assert each.text.fr.endswith(".")
        assert reference.act.fr
        assert reference.section.en
        assert reference.link.startswith("https://") or not reference.link
        assert reference.date <= TODAY


@pytest.mark.parametrize("code", codes())
def test_who_is_told_to_call_in_an_overdose_is_told_what_is_not_covered(code: str):
    kinds = [each.kind for each, _reference in book(code).help_on(TODAY)]
    assert ("overdose" in kinds) == ("limits" in kinds)


def test_the_limits_name_selling_warrants_and_other_offences():
    (limits,) = [each for each, _ in book("CA-QC").help_on(TODAY) if each.kind == "limits"]
    for part in ("selling", "warrant", "any other offence"):
        assert part in limits.text.en
    for part in ("vente", "mandat", "aucune autre infraction"):
        assert part in limits.text.fr


@pytest.mark.parametrize("code", PROVINCES)
def test_each_province_has_its_own_legal_aid_and_what_holds_in_all_of_them(code: str):
    found = book(code).help_on(TODAY)
    aid = [(each, reference) for each, reference in found if each.kind == "legal_aid"]
    assert len(aid) == 1
    assert aid[0][0] in book(code).texts[0].help
    kinds = {each.kind for each, _reference in found}
    assert {"overdose", "limits", "silence", "lawyer", "police"} <= kinds


def test_what_came_later_is_not_said_of_a_day_before_it():
    before = [each.kind for each, _ in book("CA-QC").help_on(date(2016, 1, 1))]
    assert "overdose" not in before
    assert "police" not in before
    assert "lawyer" in before
