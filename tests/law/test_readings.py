"""A case in which nobody knows what a street name stands for."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from veille.law import Case, Place, Substance, assess
from veille.law.answer import GRAVITY
from veille.law.books import every_name
from veille.law.readings import MOST_READINGS, possibilities
from veille.substances.dictionary import asked_back

#: Lines of the public form: that many names may be in question at once.
LINES = 3


def case(*names: str, place: str = "CA-QC", grams: str = "1") -> Case:
    carried = tuple(Substance(name, grams=Decimal(grams)) for name in names)
    return Case(place, date(2026, 6, 1), 30, Place("street"), carried)


@pytest.mark.parametrize("name", asked_back())
def test_of_every_name_of_several_things_it_is_told_what_follows_for_each(name: str):
    of = case(name)
    found = possibilities(of)
    assert found is not None
    keys = every_name().find(name).readings
    alone = {each.taken[0].substances[0]: each for each in found.readings if not each.is_mixed}
    assert set(alone) == set(keys)
    for key, reading in alone.items():
        assert reading.answer == assess(case(key))
    assert len(found.readings) == len(keys) + (len(keys) > 1)


@pytest.mark.parametrize("name", asked_back())
def test_what_may_be_in_it_lies_between_the_mildest_and_the_gravest(name: str):
    for place in ("CA", "CA-QC", "PT", "MX"):
        found = possibilities(case(name, place=place))
        assert found is not None
        told = [
            end.outcome
            for each in found.readings
            for end in (each.answer.ends or (each.answer,))
            if end.outcome != "undetermined"
        ]
        rank = [GRAVITY.index(each) for each in told]
        if not told:
            assert (found.mildest, found.gravest) == ("undetermined", "undetermined")
            continue
        assert (GRAVITY.index(found.mildest), GRAVITY.index(found.gravest)) == (
            min(rank),
            max(rank),
        )


def test_several_names_are_taken_each_with_each():
    found = possibilities(case("down", "roche", "cocaine"))
    assert found is not None
    assert found.names == ("down", "roche")
    assert len(found.readings) == 4 * 3
    assert "“down”: heroin, “roche”: crack cocaine" in [each.words.en for each in found.readings]


def test_a_mixture_is_weighed_once():
    """2.5 g of down are within British Columbia's 2.5 g in all, whatever of it is opioid."""
    of = msgspec.structs.replace(
        case("tranq dope", place="CA-BC", grams="2.5"), date=date(2023, 6, 1)
    )
    found = possibilities(of)
    assert found is not None
    (mixed,) = [each for each in found.readings if each.is_mixed]
    assert mixed.answer.outcome == "exempt"


def test_a_name_in_a_bag_of_others_is_in_question_too():
    bag = Substance("caffeine", grams=Decimal(1), mixed_with=("down",))
    found = possibilities(msgspec.structs.replace(case("x"), substances=(bag,)))
    assert found is not None
    assert (found.mildest, found.gravest) == ("no_offence", "diverted")


@pytest.mark.parametrize("name", ["heroin", "unobtainium", "herion"])
def test_a_name_of_one_thing_or_of_none_has_no_readings(name: str):
    assert possibilities(case(name)) is None


def test_the_form_never_has_too_many_readings_and_more_are_not_told():
    most = max(asked_back(), key=lambda name: len(asked_back()[name]))
    assert (len(asked_back()[most]) + 1) ** LINES <= MOST_READINGS
    four = list(asked_back())[:8]
    assert possibilities(case(*four)) is None


def test_where_nothing_can_be_told_of_some_that_is_said():
    found = possibilities(case("down", place="PT"))
    assert found is not None
    assert "For some of what it may be, nothing can be told." in found.text.en
