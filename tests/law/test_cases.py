"""Every case of the table, and what the law says of it."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from veille.law import Case, Place, Substance, assess, book
from veille.law.answer import SOURCES
from veille.law.conditions import Seen
from veille.law.deciding import decide

from .table import COLUMNS, Row, answered, rows

ROWS = rows()
KNOWN = {
    *COLUMNS,
    "why",
    "in",
    "day",
    "age",
    "at",
    "near",
    "has",
    "with",
    "convicted",
    "ended",
    "ends",
    "says",
    "cite",
}


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_law_says_of_each_case_what_the_table_says(row: Row):
    answer = assess(row.case)
    assert {column: answered(answer, column) for column in row.expected} == row.expected
    if "ends" in row.said:
        assert [end.outcome for end in answer.ends] == row.said["ends"]
    if "says" in row.said:
        assert row.said["says"] in answer.text.en


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_each_answer_names_an_applied_rule_with_its_reference_in_both_languages(row: Row):
    answer = assess(row.case)
    assert answer.applied
    for considered in (*answer.applied, *answer.rejected):
        reference = considered.reference
        assert reference.act.en
        assert reference.act.fr
        assert reference.section.en
        assert considered.why.en
        assert considered.why.fr
        assert "{" not in considered.why.en + considered.why.fr
    for words in (answer.text, *(end.if_so for end in answer.ends)):
        assert "{" not in words.en + words.fr
    assert answer.text.en.endswith("This is information, not legal advice.")
    assert answer.text.fr.endswith("Ceci est une information et non un avis juridique.")
    assert answer.source == max((c.reference.source for c in answer.applied), key=SOURCES.index)


def test_no_case_stands_twice_and_no_column_is_misspelt():
    assert [name for name, n in Counter(row.name for row in ROWS).items() if n > 1] == []
    assert {key for row in ROWS for key in row.said} <= KNOWN
    assert len(ROWS) > 240


def test_the_cases_of_the_second_round_say_where_they_come_from_and_how_that_was_read():
    cited = [row for row in ROWS if "cite" in row.said]
    assert len(cited) >= 60
    assert [row.name for row in cited if "source" not in row.said] == []


def test_the_age_of_youth_justice_is_told_as_the_rules_have_it():
    case = Case("CA", date(2024, 1, 1), 20, Place("street"), (Substance("heroin", grams=1),))
    there = book("CA")
    day = there.on(case.date)
    assert day is not None
    answer = decide(Seen.of(case), replace(day, youth_under=21), there)
    assert "under 21: it goes to the youth justice system" in answer.text.en
    assert "moins de 21 ans" in answer.text.fr
