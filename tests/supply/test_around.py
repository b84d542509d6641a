"""What is around, of finished weeks: shares of those tested, and what was first seen."""

from datetime import date, timedelta

import pytest

from veille.supply.around import StripReading, cards, last_finished

BEGINS, ENDS = date(2026, 11, 2), date(2026, 11, 30)


def reading(
    days: int, positive: bool, strip: str = "fentanyl", expected: str = "down"
) -> StripReading:
    return StripReading(BEGINS + timedelta(days=days), expected, strip, positive)


@pytest.mark.parametrize(
    ("today", "begins", "ends"),
    [
        (date(2026, 11, 30), date(2026, 11, 2), date(2026, 11, 30)),
        (date(2026, 12, 6), date(2026, 11, 2), date(2026, 11, 30)),
        (date(2027, 1, 3), date(2026, 11, 30), date(2026, 12, 28)),
    ],
)
def test_only_finished_weeks_are_told(today: date, begins: date, ends: date):
    assert last_finished(today) == (begins, ends)


def test_a_share_is_of_those_tested_and_the_running_week_is_left_out():
    found = cards(
        [reading(0, True), reading(1, False), reading(28, True)],
        {"down": 9},
        begins=BEGINS,
        ends=ENDS,
    )
    (card,) = found
    assert card.samples == 9
    assert (card.lines[0].now.positive, card.lines[0].now.tested) == (1, 2)


def test_what_was_never_positive_before_is_first_seen():
    (card,) = cards(
        [reading(-30, False, "medetomidine"), reading(3, True, "medetomidine")],
        {"down": 2},
        begins=BEGINS,
        ends=ENDS,
    )
    assert card.lines[0].first_seen


def test_what_nobody_tested_for_before_is_not_called_new():
    (card,) = cards([reading(3, True, "medetomidine")], {"down": 1}, begins=BEGINS, ends=ENDS)
    assert not card.lines[0].first_seen


@pytest.mark.parametrize(
    ("expected", "group"), [("down", "opioid"), ("Cocaine", "stimulant"), ("ma poudre", "other")]
)
def test_a_sample_counts_with_what_it_was_sold_as(expected: str, group: str):
    (card,) = cards([reading(1, True, expected=expected)], {expected: 1}, begins=BEGINS, ends=ENDS)
    assert card.group == group


def test_nothing_brought_in_is_no_card():
    assert cards([], {}, begins=BEGINS, ends=ENDS) == []
