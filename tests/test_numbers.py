"""Numbers as people write them: read in one way, or asked back with both readings."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.numbers import (
    UNITS,
    Ambiguous,
    Amount,
    NotANumber,
    NotRead,
    plain,
    read,
    read_amount,
    readings,
)

BOTH = ("en", "fr")

#: What is written → what is read, in English and in French.
SAME_IN_BOTH = [
    ("0", "0"),
    ("2", "2"),
    ("2400", "2400"),
    ("007", "7"),
    (" 2 ", "2"),
    ("+2", "2"),
    ("2.4", "2.4"),
    ("2,4", "2.4"),
    ("2,40", "2.4"),
    ("2.4001", "2.4001"),
    ("2,4001", "2.4001"),
    (".5", "0.5"),
    (",5", "0.5"),
    ("0.400", "0.4"),
    ("0,400", "0.4"),
    (",400", "0.4"),
    ("2 400", "2400"),
    ("2\u00a0400", "2400"),
    ("2\u202f400", "2400"),
    ("2'400", "2400"),
    ("2’400", "2400"),
    ("1 234 567", "1234567"),
    ("1,234,567", "1234567"),
    ("1.234.567", "1234567"),
    ("2 400,5", "2400.5"),
    ("2 400.5", "2400.5"),
    ("2,400.5", "2400.5"),
    ("2.400,5", "2400.5"),
    ("1 234 567,891", "1234567.891"),
    ("2,400.500", "2400.5"),
    ("1234,567", "1234.567"),
    ("1234.567", "1234.567"),
    ("-1", "-1"),
    ("−1,5", "-1.5"),
    ("- 3", "-3"),
    ("–2", "-2"),
    ("½", "0.5"),
    ("1½", "1.5"),
    ("2 ¾", "2.75"),
    ("1/2", "0.5"),
    ("1 1/2", "1.5"),
    ("3⁄4", "0.75"),
    ("⅓", "0.333333"),
    ("-½", "-0.5"),
    ("10/4", "2.5"),
    ("1e3", "1000"),
    ("1E-3", "0.001"),
    ("1,5e3", "1500"),
    ("2.5e+2", "250"),
    ("１２", "12"),
    ("٢", "2"),
]
TWO_WAYS = [
    ("2,400", "en", "2400", "2.4"),
    ("2,400", "fr", "2400", "2.4"),
    ("2.400", "fr", "2400", "2.4"),
    ("12,345", "en", "12345", "12.345"),
    ("999,999", "fr", "999999", "999.999"),
    ("-2,400", "en", "-2400", "-2.4"),
    ("2,400e3", "en", "2400000", "2400"),
]
NO_NUMBER = [
    ("", "empty"),
    ("   ", "empty"),
    ("much", "not_a_number"),
    ("-", "not_a_number"),
    ("NaN", "not_a_number"),
    ("inf", "not_a_number"),
    ("10²", "not_a_number"),
    ("1_000", "not_a_number"),
    ("0x10", "not_a_number"),
    ("--1", "not_a_number"),
    ("1/0", "not_a_number"),
    ("1/2/3", "not_a_number"),
    ("2 g", "not_a_number"),
    ("2,", "unfinished"),
    ("2.", "unfinished"),
    ("2 40", "grouping"),
    ("12,34,567", "grouping"),
    ("1,234.567.890", "grouping"),
    ("2 400 5", "grouping"),
    ("2,,4", "grouping"),
    ("1e999", "too_long"),
    ("9" * 61, "too_long"),
]


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(("written", "number"), SAME_IN_BOTH)
def test_a_number_is_read_as_it_is_meant(written: str, number: str, language: str):
    assert read(written, language) == Decimal(number)


def test_three_decimals_after_a_point_are_decimals_in_english():
    assert read("2.400", "en") == Decimal("2.4")


@pytest.mark.parametrize(("written", "language", "more", "less"), TWO_WAYS)
def test_what_can_be_read_in_two_ways_is_asked_back_with_both(
    written: str, language: str, more: str, less: str
):
    with pytest.raises(Ambiguous) as asked:
        read(written, language)
    assert asked.value.readings == (Decimal(more), Decimal(less))
    for each in BOTH:
        said = asked.value.in_words(each)
        assert written in said
        assert all(plain(one, each) in said for one in asked.value.readings)


@pytest.mark.parametrize(("written", "why"), NO_NUMBER)
def test_what_is_no_number_says_why_in_both_languages(written: str, why: str):
    for language in BOTH:
        with pytest.raises(NotANumber) as refused:
            read(written, language)
        assert refused.value.why == why
        assert refused.value.in_words(language).endswith(".")


@pytest.mark.parametrize(
    ("written", "language", "number", "unit"),
    [
        ("2,4 g", "fr", "2.4", "g"),
        ("2.4g", "en", "2.4", "g"),
        ("500 mg", "en", "500", "mg"),
        ("500 mcg", "en", "500", "µg"),
        ("50 µg", "fr", "50", "µg"),
        ("1 kg", "en", "1", "kg"),
        ("½ gramme", "fr", "0.5", "g"),
        ("3 comprimés", "fr", "3", "pills"),
        ("4", "fr", "4", "g"),
        ("1e3 mg", "en", "1000", "mg"),
        ("2 400 mg", "fr", "2400", "mg"),
        ("5 ml", "en", "5", "ml"),
        ("20 Tablets", "en", "20", "pills"),
        ("40 units", "en", "40", "units"),
        ("12 %", "fr", "12", "%"),
        ("2 g.", "en", "2", "g"),
    ],
)
def test_an_amount_has_its_unit(written: str, language: str, number: str, unit: str):
    assert read_amount(written, language, "g") == Amount(Decimal(number), unit)


def test_an_ambiguous_amount_is_asked_back_with_its_unit():
    with pytest.raises(Ambiguous) as asked:
        read_amount("2,400 g", "fr")
    assert (asked.value.readings, asked.value.unit) == ((Decimal(2400), Decimal("2.4")), "g")


@pytest.mark.parametrize(("written", "why"), [("2 stone", "unit"), ("g", "empty"), ("", "empty")])
def test_a_unit_that_nobody_knows_is_refused(written: str, why: str):
    with pytest.raises(NotANumber) as refused:
        read_amount(written, "en", "g")
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("written", "grams"), [("500 mg", "0.5"), ("2 kg", "2000"), ("50 µg", "0.00005"), ("3 g", "3")]
)
def test_a_mass_is_told_in_grams(written: str, grams: str):
    assert read_amount(written, "en").grams == Decimal(grams)


def test_what_is_no_mass_has_no_grams():
    assert read_amount("3 pills", "en").grams is None
    assert set(UNITS.values()) >= {"g", "mg", "µg", "kg", "ml", "pills", "units"}


@given(st.decimals(-(10**9), 10**9, places=6), st.sampled_from(BOTH))
def test_what_is_written_plain_is_read_back_as_it_was(number: Decimal, language: str):
    assert read(plain(number, language), language) == number


@given(st.integers(1, 10**9), st.sampled_from(BOTH))
def test_thousands_apart_by_spaces_are_never_ambiguous(number: int, language: str):
    assert read(f"{number:,}".replace(",", "\u202f"), language) == number


@given(st.text(max_size=70), st.sampled_from(BOTH))
def test_any_text_is_read_in_one_or_two_ways_or_refused(text: str, language: str):
    try:
        found = readings(text, language)
    except NotRead as refused:
        found = ()
        said = [refused.in_words(each) for each in BOTH]
    else:
        said = ["read"]
    assert all(said)
    assert len(found) <= 2
    assert all(each.is_finite() for each in found)


@pytest.mark.parametrize("text", ["1e3", "1E3", "10e2"])
def test_a_power_of_ten_is_written_out(text: str):
    assert str(read(text, "en")) == "1000"
    assert str(read_amount(f"{text} g", "fr").number) == "1000"
