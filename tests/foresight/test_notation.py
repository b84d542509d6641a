"""Numbers as each language writes them."""

from datetime import date

import pytest

from veille.foresight.report import notation
from veille.foresight.study.estimates import Estimate


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0, "0", "0"),
        (1234.4, "1,234", "1\u202f234"),
        (27.06, "27", "27"),
        (9.62, "9.6", "9,6"),
        (-0.0123, "\u22120.012", "\u22120,012"),
        (2.0, "2", "2"),
        (None, "–", "–"),
    ],
)
def test_a_number_has_two_significant_digits(value: float | None, english: str, french: str):
    assert notation.number(value, "en") == english
    assert notation.number(value, "fr") == french


def test_a_difference_shows_its_sign():
    assert notation.number(3, "en", signed=True) == "+3"
    assert notation.number(-3, "en", signed=True) == "\u22123"
    assert notation.number(0.0, "en", signed=True) == "0"


def test_money_stands_as_each_language_has_it():
    assert notation.millions(-2_345_678, "en", signed=True) == "\u2212$2.3M"
    assert notation.millions(2_345_678, "fr", signed=True) == "+2,3\u00a0M$"
    assert (notation.money(50_000, "en"), notation.money(50_000, "fr")) == (
        "$50,000",
        "50\u202f000\u00a0$",
    )


def test_an_interval_is_two_numbers_or_says_why_not():
    assert notation.interval(Estimate(5, 1, 9, None), "en") == "1 to 9"
    assert notation.interval(Estimate(5, 1, 9, None), "fr", signed=True) == "+1 à +9"
    assert notation.interval(Estimate(5, None, None, 1), "en") == "–"
    assert notation.interval(Estimate(5, 5, 5, 1.0), "fr") == "hasard seul"


def test_a_day_is_written_out():
    assert notation.day(date(2026, 1, 1), "fr") == "1er janvier 2026"
    assert notation.day(date(2026, 8, 31), "en") == "August 31, 2026"


def test_french_spaces_do_not_break():
    assert notation.typeset("« Est-ce 5 % ? » : oui; non", "fr") == (
        "«\u202fEst-ce 5\u00a0%\u202f?\u202f»\u00a0: oui\u202f; non"
    )
    assert notation.typeset("Is it? Yes: no", "en") == "Is it? Yes: no"
