"""A frame of cases is answered as `assess` answers each of them, whatever they are."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.law import Case, Place, Substance, assess, codes
from veille.law.answer import Answer
from veille.law.books import every_book
from veille.law.case import CIRCUMSTANCES, LANDMARKS, PLACE_KINDS, Declared
from veille.law.columnar import ANSWERS, answer_row, assess_frame, case_of, frame_of
from veille.law.columnar.measures import MOST_ENTRIES

from .table import rows
from .test_laws_of_the_law import CHANGES, EDGES, NAMES, cases

DECLARED = {code: book.declared for code, book in every_book().items()}


def same_as(case: Case, answer: Answer, row: dict[str, object]) -> dict[str, tuple[object, object]]:
    """Where the row of a frame says something else than `assess`: (assess, frame)."""
    ends = answer.ends or (None,)
    wanted = {
        "outcome": answer.outcome,
        "section": answer.section,
        "schedule": answer.schedule,
        "grade": answer.grade.en if answer.grade else None,
        "max_years": None if answer.max_years is None else float(answer.max_years),
        "fine_most": float(answer.fine[1]) if answer.fine else None,
        "fine_currency": answer.fine[2] if answer.fine else None,
        "police_must_consider_alternatives": answer.police_must_consider_alternatives,
        "seized": answer.seized,
        "referred_to": answer.referred_to,
        "youth": answer.youth,
        "record_kept_apart_on": answer.record_kept_apart_on,
        "mildest": ends[0] and ends[0].outcome,
        "gravest": ends[-1] and ends[-1].outcome,
        "source": answer.source,
    }
    wrong = {key: (said, row[key]) for key, said in wanted.items() if said != row[key]}
    for language, why in (("en", row["why_en"]), ("fr", row["why_fr"])):
        if why not in answer.text[language]:
            wrong[f"why_{language}"] = (answer.text[language], why)
    if row["rule"] is not None and row["rule"] not in [each.rule for each in answer.applied]:
        wrong["rule"] = ([each.rule for each in answer.applied], row["rule"])
    alone = answer_row(case, every_book())
    wrong |= {key: (alone[key], row[key]) for key in ANSWERS if alone[key] != row[key]}
    return wrong


def check(asked: list[Case]) -> None:
    answers = assess_frame(frame_of(asked))
    assert answers.columns == ["case", *ANSWERS]
    assert answers["case"].to_list() == list(range(1, len(asked) + 1))
    for case, row in zip(asked, answers.iter_rows(named=True), strict=True):
        assert not same_as(case, assess(case), row), case


past = st.one_of(st.none(), st.dates(date(1985, 1, 1), date(2026, 1, 1)))


@st.composite
def any_cases(draw: st.DrawFn) -> Case:
    """As in the laws of the law, with earlier convictions, asserted derivatives, places that have
    no rules, and the places and circumstances that one regime alone declares."""
    case = draw(cases)
    declared = DECLARED.get(case.jurisdiction, Declared())
    convicted = draw(past)
    if convicted is not None and convicted <= case.date:
        ended = draw(past)
        case = msgspec.structs.replace(case, conviction_date=convicted, sentence_ended=ended)
    entries = list(case.substances)
    if draw(st.integers(0, 9)) == 0:
        parent = draw(st.sampled_from(("fentanyl", "thc", "unobtainium")))
        entries[0] = msgspec.structs.replace(entries[0], derivative_of=parent)
    if draw(st.integers(0, 4)) == 0:
        entries.append(
            Substance(draw(st.sampled_from(NAMES)), units=Decimal(draw(st.integers(0, 9))))
        )
    return msgspec.structs.replace(
        case,
        jurisdiction=draw(st.sampled_from((*[case.jurisdiction] * 9, "XX"))),
        place=msgspec.structs.replace(case.place, kind=draw(st.sampled_from(declared.places))),
        circumstances=tuple(draw(st.sets(st.sampled_from(declared.circumstances), max_size=3))),
        substances=tuple(entries),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(any_cases(), min_size=1, max_size=25))
def test_a_frame_of_any_cases_is_answered_as_each_of_them_is(asked: list[Case]):
    check(asked)


def test_thousands_of_mixed_cases_of_all_regimes_and_days_are_answered_as_each_of_them_is():
    chance = Random(7)

    def entry() -> Substance:
        name = chance.choice(NAMES)
        grams = Decimal(chance.choice((chance.choice(EDGES), chance.randrange(80_000_000)))) / 10**6
        match chance.randrange(6):
            case 0:
                return Substance(name, grams_active=grams)
            case 1:
                return Substance(name, pills=Decimal(chance.randrange(60)))
            case 2:
                others = tuple(chance.sample(NAMES, chance.randrange(3)))
                return Substance(name, grams=grams, mixed_with=others)
            case 3:
                return Substance(name, grams=grams, grams_active=round(grams / 2, 6))
            case _:
                return Substance(name, grams=grams)

    def one() -> Case:
        code = chance.choice(codes())
        day = chance.choice(
            (chance.choice(CHANGES), date(1990, 1, 1) + timedelta(chance.randrange(14_000)))
        )
        return Case(
            code,
            day,
            chance.randrange(5, 90),
            Place(
                chance.choice(DECLARED[code].places),
                {each: Decimal(chance.randrange(40)) for each in chance.sample(LANDMARKS, 1)},
            ),
            tuple(entry() for _ in range(chance.choice((1, 1, 1, 2, 3)))),
            tuple(chance.sample(DECLARED[code].circumstances, chance.choice((0, 0, 1, 2)))),
        )

    check([one() for _ in range(4_000)])


def test_every_case_of_the_table_is_answered_as_by_itself():
    check([row.case for row in rows()])


def test_every_case_of_the_table_is_answered_as_by_itself_on_every_day_of_change():
    """On each day on which something changes where the case is: the first of its regimes’ words."""
    every = {}
    for row in rows():
        for day in every_book()[row.case.jurisdiction].changes[::3]:
            if row.case.conviction_date is None:
                moved = msgspec.structs.replace(row.case, date=day)
                every[repr(moved)] = moved
    check(list(every.values()))


def test_what_columns_cannot_hold_is_asked_case_by_case():
    many = tuple(Substance("heroin", grams=Decimal(1)) for _ in range(MOST_ENTRIES + 1))
    asserted = (Substance("novel", grams=Decimal(1), derivative_of="fentanyl"),)
    heavy = (Substance("cannabis", grams=Decimal(1_000_000_000)),)
    check(
        [
            Case("CA-BC", date(2023, 6, 1), 30, Place("street"), entries)
            for entries in (many, asserted, heavy, (Substance("heroin", grams=Decimal(1)),))
        ]
    )


def test_a_case_survives_a_frame_and_back():
    case = Case(
        "CA-BC",
        date(2023, 10, 1),
        41,
        Place("park", {"playground": Decimal("14.5")}),
        (
            Substance("heroin", grams=Decimal("0.000001"), mixed_with=("fentanyl",)),
            Substance("novel", pills=Decimal(2), derivative_of="fentanyl"),
        ),
        ("driving",),
        date(2010, 1, 1),
        date(2012, 1, 1),
    )
    assert case_of(frame_of([case]).to_dicts()) == case


ONE = {
    "jurisdiction": "CA-BC",
    "date": date(2023, 6, 1),
    "age": 30,
    "place": "street",
    "substance": "heroin",
    "grams": 1.0,
}


def test_each_row_is_a_case_where_no_column_says_otherwise():
    frame = pl.DataFrame([ONE, {**ONE, "grams": 3.0}])
    answers = assess_frame(frame)
    assert answers["outcome"].to_list() == ["exempt", "offence"]
    assert answers["case"].to_list() == [1, 2]


def test_rows_of_one_case_need_not_stand_together():
    frame = pl.DataFrame(
        [{**ONE, "case": case, "grams": grams} for case, grams in (("b", 2), ("a", 1), ("b", 1))]
    )
    answers = assess_frame(frame)
    assert answers["case"].to_list() == ["b", "a"]
    assert answers["outcome"].to_list() == ["offence", "exempt"]


def test_an_empty_frame_has_no_answers():
    frame = pl.DataFrame(schema={key: pl.Series([value]).dtype for key, value in ONE.items()})
    assert assess_frame(frame).height == 0


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (pl.DataFrame([ONE]).drop("age"), "no column age"),
        (pl.DataFrame([{**ONE, "colour": "blue"}]), "columns that no case has: colour"),
        (pl.DataFrame([ONE, {**ONE, "place": None}]), "Row 2 of the frame has no place"),
        (pl.DataFrame([{**ONE, "grams": -1.0}]), "Row 1 of the frame: grams is no amount"),
        (pl.DataFrame([{**ONE, "grams": float("nan")}]), "grams is no amount"),
        (pl.DataFrame([{**ONE, "age": 200}]), "outside 0 to 130"),
        (pl.DataFrame([{**ONE, "date": "soon"}]), "wrong type"),
    ],
)
def test_a_frame_that_holds_no_cases_is_refused_in_a_sentence(frame: pl.DataFrame, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        assess_frame(frame)


def test_every_circumstance_and_place_of_all_files_can_be_asked():
    """None of them is forgotten by the columns: each alone is answered as `assess` does."""
    check(
        [
            Case(
                "CA-QC", date(2024, 1, 1), 30, Place(place), (Substance("heroin", grams=1),), (so,)
            )
            for place in PLACE_KINDS
            for so in CIRCUMSTANCES
        ]
    )
