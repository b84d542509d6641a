"""Numbers in every form: read as people write them, or asked back with both readings.

The kinds of ../shared/STRANGERS.md, in both languages. What `numbers.read` makes of each text
stands in tests/test_numbers.py; here, that every field of the house reads by it.
"""

import ast
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

import veille
from veille.care.exchange.pages.amounts import AmountsField
from veille.care.exchange.pages.forms import PiecesField
from veille.care.exchange.words import Item
from veille.ui.number_fields import (
    MilligramsField,
    MoneyField,
    NumberField,
    PercentField,
    WholeField,
)

from .night import Night, words
from .test_law import ask

BOTH = ("en", "fr")
ASKED_BACK = {"en": "can be read in two ways", "fr": "peut se lire de deux façons"}

#: A field, what is typed, and what it gives in English and in French.
#: "?" is asked back with both readings, "!" refused with a sentence.
TYPED: list[tuple[type[forms.Field], str, Any, Any]] = [
    (NumberField, "2,4", Decimal("2.4"), Decimal("2.4")),
    (NumberField, "2 400", Decimal(2400), Decimal(2400)),
    (NumberField, "2,400", "?", "?"),
    (NumberField, "2.400", Decimal("2.4"), "?"),
    (NumberField, "½", Decimal("0.5"), Decimal("0.5")),
    (NumberField, "1e3", Decimal(1000), Decimal(1000)),
    (NumberField, "-2", Decimal(-2), Decimal(-2)),
    (PercentField, "8,5 %", Decimal("8.5"), Decimal("8.5")),
    (PercentField, "8.5%", Decimal("8.5"), Decimal("8.5")),
    (PercentField, "2,400 %", "?", "?"),
    (NumberField, "140 %", "!", "!"),
    (NumberField, "1e-20", "!", "!"),
    (NumberField, "  ", None, None),
    (MilligramsField, "0,4", 0.4, 0.4),
    (MilligramsField, "0.4 mg", 0.4, 0.4),
    (MilligramsField, "400 mcg", 0.4, 0.4),
    (MilligramsField, "2,400", "?", "?"),
    (MilligramsField, "2.400", 2.4, "?"),
    (MilligramsField, "½", 0.5, 0.5),
    (MilligramsField, "2 ml", "!", "!"),
    (MilligramsField, "2 mg mg", "!", "!"),
    (MoneyField, "1 234,50", Decimal("1234.5"), Decimal("1234.5")),
    (MoneyField, "2,400", "?", "?"),
    (MoneyField, "1,234.50", Decimal("1234.5"), Decimal("1234.5")),
    (MoneyField, "10.999", "!", "?"),
    (WholeField, "12", 12, 12),
    (WholeField, "2 400", 2400, 2400),
    (WholeField, "2,400", 2400, 2400),
    (WholeField, "12,000", "?", "?"),
    (WholeField, "2,4", "!", "!"),
    (WholeField, "½", "!", "!"),
    (WholeField, "1e3", 1000, 1000),
    (WholeField, "1e30", "!", "!"),
    (PiecesField, "-3", "!", "!"),
    (PiecesField, "140 %", "!", "!"),
    (PiecesField, "2 400", 2400, 2400),
]


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(("kind", "typed", "english", "french"), TYPED)
def test_a_field_reads_a_number_or_says_why_not_in_the_language_of_the_page(
    kind: type[forms.Field], typed: str, english: Any, french: Any, language: str
):
    expected = english if language == "en" else french
    field = kind(required=False)
    with translation.override(language):
        if expected not in ("?", "!"):
            assert field.clean(typed) == expected
            return
        with pytest.raises(ValidationError) as refused:
            field.clean(typed)
    (sentence,) = refused.value.messages
    assert sentence.endswith(".")
    assert (ASKED_BACK[language] in sentence) == (expected == "?")


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (NumberField, Decimal("2.345")),
        (NumberField, Decimal(2400)),
        (MoneyField, Decimal("820.50")),
        (MilligramsField, 0.4),
        (WholeField, 12_000),
    ],
)
def test_what_stands_in_a_field_is_read_back_as_the_same_number(
    kind: type[forms.Field], value: Any, language: str
):
    field = kind()
    with translation.override(language):
        shown = field.prepare_value(value)
        assert field.clean(shown) == value
        assert not field.has_changed(value, shown)


@pytest.mark.parametrize("language", BOTH)
def test_an_amount_of_equipment_is_asked_back_by_its_name(language: str):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        AmountsField().clean({Item.SYRINGE_ONE.value: "12,000", Item.COOKER.value: "5"})
    (sentence,) = refused.value.messages
    assert str(Item.SYRINGE_ONE.label) in sentence or language == "fr"
    assert ASKED_BACK[language] in sentence


@pytest.mark.parametrize("language", BOTH)
def test_the_law_asks_back_what_could_be_two_amounts_and_answers_nothing(
    night: Night, language: str
):
    page = words(ask(night, language, a1="2,400"))
    assert ASKED_BACK[language] in page
    assert "2400" in page
    assert "Exempt" not in page


@pytest.mark.parametrize(
    ("language", "typed", "echo", "outcome"),
    [
        ("en", "2.4", "2.4 g", "Exempt"),
        ("en", "2 400", "2400 g", "Offence"),
        ("fr", "2,4", "2,4 g", "Exempté"),
        ("fr", "2 400", "2400 g", "Infraction"),
        ("en", "500 mg", "0.5 g", "Exempt"),
        ("fr", "½", "0,5 g", "Exempté"),
    ],
)
def test_the_law_reads_an_amount_by_the_language_and_shows_what_it_read(
    night: Night, language: str, typed: str, echo: str, outcome: str
):
    page = words(ask(night, language, a1=typed)).replace("\u00a0", " ")
    assert echo in page
    assert outcome in page


@pytest.mark.parametrize("typed", ["2 ml", "3 pills", "140 %", "lots", "-1"])
def test_the_law_answers_nothing_where_no_amount_was_written(night: Night, typed: str):
    page = ask(night, a1=typed)
    assert 'aria-invalid="true"' in page.content.decode()
    assert 'id="answer"' not in page.content.decode()


def test_pages_have_no_other_reader_of_numbers():
    """A visible field that reads a number is of the one family; hidden ones hold our own."""
    source = Path(veille.__file__).parent
    others = []
    for path in sorted(source.rglob("pages/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in ("IntegerField", "DecimalField", "FloatField"):
                hidden = any(
                    keyword.arg == "widget" and "HiddenInput" in ast.unparse(keyword.value)
                    for keyword in node.keywords
                )
                labelled = any(keyword.arg == "label" for keyword in node.keywords)
                if labelled and not hidden:
                    others.append(f"{path.relative_to(source)}:{node.lineno}")
    assert others == []
