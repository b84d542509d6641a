"""How far an answer reaches: large amounts, days to come, days after the rules were checked."""

from datetime import date
from pathlib import Path

import pytest

from veille.law import Case, Place, Substance, book, codes
from veille.law.caveats import caveats
from veille.law.load import load
from veille.law.words import say

from .test_load import GOOD

TODAY = date(2026, 12, 1)


def of(code: str, on: date, *so: str, grams: int = 5_000) -> Case:
    carried = (Substance("cocaine", grams=grams),)
    return Case(code, on, 30, Place("street"), carried, circumstances=so)


@pytest.mark.parametrize("code", codes())
def test_every_place_says_that_it_answers_possession_and_what_a_large_amount_may_mean(code: str):
    first, second, *_more = caveats(of(code, TODAY), TODAY)
    assert first.text == say("possession_only")
    own = book(code).beyond_on(TODAY)
    if own:
        assert (second.text, second.reference) == (own[0][0].text, own[0][1])
    else:
        assert (second.text, second.reference) == (say("large_amount"), None)


def test_a_province_says_it_with_the_federal_act_and_its_section():
    second = caveats(of("CA-BC", TODAY), TODAY)[1]
    assert second.reference is not None
    assert second.reference.section.fr == "par. 5(2)"
    assert second.reference.link.endswith("section-5.html")


@pytest.mark.parametrize("so", ["intent_to_traffic", "cultivation"])
def test_who_says_that_it_is_more_than_possession_is_not_told_that_again(so: str):
    assert say("possession_only") not in [c.text for c in caveats(of("CA", TODAY, so), TODAY)]


@pytest.mark.parametrize("code", codes())
def test_every_place_says_until_when_its_rules_were_checked(code: str):
    checked = book(code).checked
    assert checked is not None
    last = caveats(of(code, checked), TODAY)
    assert not any("2026" in each.text.en for each in last)
    after = caveats(of(code, TODAY), TODAY)[-1]
    assert book(code).name.fr in after.text.fr
    assert "n’y figure pas" in after.text.fr


def test_a_day_to_come_says_what_is_known_of_it_and_since_when():
    last = caveats(of("CA-QC", date(2031, 1, 1)), TODAY)[-1]
    assert last.text.fr == (
        "Le 1er janvier 2031 est encore à venir. Ce qui en est dit est ce qui était décidé au "
        "5 juin 2026\u202f; la loi peut changer d’ici là."
    )


def test_a_province_is_checked_no_later_than_the_federal_act():
    assert book("CA-QC").checked == book("CA").checked
    own = book("CA-QC").texts[0].jurisdiction.checked
    assert own is not None
    assert own > date(2026, 6, 5)


def test_before_the_first_rule_the_answer_itself_says_that_nothing_is_known():
    assert caveats(of("CA", date(1980, 1, 1)), TODAY) == []


def test_rules_of_a_users_own_need_not_say_when_they_were_checked(tmp_path: Path):
    from veille.law import forget_rules, read_rules

    assert load("XX.toml", GOOD).jurisdiction.checked is None
    (tmp_path / "XX.toml").write_text(GOOD, encoding="utf-8")
    read_rules(tmp_path)
    try:
        assert len(caveats(of("XX", date(2026, 11, 1)), TODAY)) == 2
        assert "still to come" in caveats(of("XX", date(2030, 1, 1)), TODAY)[-1].text.en
    finally:
        forget_rules()
