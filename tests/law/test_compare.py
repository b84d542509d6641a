"""One case side by side: every jurisdiction on one day, one jurisdiction on two days."""

from datetime import date

import msgspec
import pytest
from hypothesis import given

from veille.law import Case, Place, Substance, assess, between, changes, codes, side_by_side, turns

from .test_laws_of_the_law import SETTINGS, cases

HEROIN = (Substance("heroin", grams=1),)


def case(code: str, day: date) -> Case:
    return Case(code, day, 30, Place("street"), HEROIN)


def test_one_case_stands_beside_itself_in_every_jurisdiction_its_own_first():
    rows = side_by_side(case("CA-BC", date(2023, 6, 1)))
    assert rows[0].jurisdiction == "CA-BC"
    assert not rows[0].differs
    assert {row.jurisdiction for row in rows} == set(codes())
    outcomes = {row.jurisdiction: (row.answer.outcome, row.differs) for row in rows}
    assert outcomes["CA-BC"] == ("exempt", False)
    assert outcomes["CA-QC"] == ("diverted", True)
    assert outcomes["PT"] == ("administrative", True)


def test_only_what_is_asked_for_is_compared_and_what_has_no_rules_is_refused():
    asked = side_by_side(case("CA-BC", date(2023, 6, 1)), ["PT", "CA-BC"])
    assert [row.jurisdiction for row in asked] == ["CA-BC", "PT"]
    with pytest.raises(KeyError):
        side_by_side(case("CA-BC", date(2023, 6, 1)), ["XX"])


@pytest.mark.parametrize(
    ("code", "before", "after", "rule"),
    [
        ("CA-BC", date(2023, 1, 30), date(2023, 1, 31), "CA-BC/exemption"),
        ("CA-ON", date(2022, 11, 16), date(2022, 11, 17), "CA/alternatives"),
        ("CA-QC", date(2023, 4, 24), date(2023, 4, 25), "CA-QC/directive"),
        ("PT", date(2001, 6, 30), date(2001, 7, 1), "PT/commission"),
    ],
)
def test_two_days_name_the_rule_that_changed(code: str, before: date, after: date, rule: str):
    found = between(case(code, before), before, after)
    assert found.differs
    changed = {each.rule: each for each in found.rules}
    assert changed[rule].before is None
    assert changed[rule].after is not None


def test_two_versions_of_one_rule_are_both_named():
    found = between(case("CA-BC", date(2023, 6, 1)), date(2023, 6, 1), date(2024, 1, 1))
    change = next(each for each in found.rules if each.rule == "CA-BC/exemption")
    assert "2023-09-18" in change.after.reference.section.en
    assert "2023-09-18" not in change.before.reference.section.en


@SETTINGS
@given(cases)
def test_a_day_does_not_differ_from_itself(one: Case):
    found = between(one, one.date, one.date)
    assert not found.differs
    assert found.before == assess(one)


def test_each_turn_says_what_held_the_day_before_and_that_day():
    asked = case("CA-BC", date(2023, 6, 1))
    found = turns(asked)
    assert [turn.span.begins for turn in found] == [each.begins for each in changes(asked)[1:]]
    for turn in found:
        assert turn.since.after == assess(msgspec.structs.replace(asked, date=turn.span.begins))
        assert turn.since.before != turn.since.after
    begins = next(turn for turn in found if turn.span.begins == date(2023, 1, 31))
    assert (begins.since.before.outcome, begins.since.after.outcome) == ("offence", "exempt")
    assert any(each.before is None for each in begins.since.rules)
