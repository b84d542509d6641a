"""One case at a time, between structs and frames: what is compared with columns, and stands in."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from ..amounts import ALL_MEASURES
from ..answer import GRAVITY, SOURCES, Answer
from ..books import Book
from ..case import LANDMARKS, Case, Place, Substance
from ..conditions import Seen
from ..deciding import decided, outside_time, unknown_place
from ..record import as_recorded, with_record

#: The columns of a frame of answers, one row a case.
ANSWERS: dict[str, Any] = {
    "outcome": pl.Enum(GRAVITY),
    "rule": pl.String(),
    "substance": pl.String(),
    "section": pl.String(),
    "why_en": pl.String(),
    "why_fr": pl.String(),
    "schedule": pl.String(),
    "grade": pl.String(),
    "max_years": pl.Float64(),
    "fine_most": pl.Float64(),
    "fine_currency": pl.String(),
    "police_must_consider_alternatives": pl.Boolean(),
    "seized": pl.Boolean(),
    "referred_to": pl.String(),
    "youth": pl.Boolean(),
    "record_kept_apart_on": pl.Date(),
    "mildest": pl.Enum(GRAVITY),
    "gravest": pl.Enum(GRAVITY),
    "source": pl.Enum(SOURCES),
}


def case_of(rows: Sequence[dict[str, Any]]) -> Case:
    """The rows of one case, as the structs that `assess` takes."""
    first = rows[0]
    metres = {each: _exact(first.get(f"metres_to_{each}")) for each in LANDMARKS}
    return Case(
        jurisdiction=first["jurisdiction"],
        date=first["date"],
        age=first["age"],
        place=Place(first["place"], {k: v for k, v in metres.items() if v is not None}),
        substances=tuple(
            Substance(
                row["substance"],
                **{each: _exact(row.get(each)) for each in ALL_MEASURES},
                mixed_with=tuple(row["mixed_with"]) if row.get("mixed_with") else None,
                derivative_of=row.get("derivative_of"),
            )
            for row in rows
        ),
        circumstances=tuple(first.get("circumstances") or ()),
        conviction_date=first.get("conviction_date"),
        sentence_ended=first.get("sentence_ended"),
    )


def answer_row(case: Case, books: dict[str, Book]) -> dict[str, Any]:
    """One case as a row of a frame of answers, asked by itself."""
    book = books.get(case.jurisdiction)
    if book is None:
        return untold(unknown_place(case))
    day = book.on(case.date)
    if day is None:
        return untold(outside_time(book))
    seen = Seen.of(case if case.conviction_date is None else as_recorded(case, book))
    answer, verdict, why = decided(seen, day, book)
    if case.conviction_date is not None:
        answer = with_record(answer, case, book)
    return {
        **_of_answer(answer),
        "rule": verdict.rule.key if verdict.rule else None,
        "substance": verdict.name,
        "why_en": why.en,
        "why_fr": why.fr,
    }


def untold(answer: Answer) -> dict[str, Any]:
    why = answer.applied[0].why
    nothing: dict[str, Any] = {"rule": None, "substance": None}
    return {**_of_answer(answer), **nothing, "why_en": why.en, "why_fr": why.fr}


def _of_answer(answer: Answer) -> dict[str, Any]:
    return {
        "outcome": answer.outcome,
        "section": answer.section,
        "schedule": answer.schedule,
        "grade": answer.grade.en if answer.grade else None,
        "max_years": float_of(answer.max_years),
        "fine_most": float_of(answer.fine[1]) if answer.fine else None,
        "fine_currency": answer.fine[2] if answer.fine else None,
        "police_must_consider_alternatives": answer.police_must_consider_alternatives,
        "seized": answer.seized,
        "referred_to": answer.referred_to,
        "youth": answer.youth,
        "record_kept_apart_on": answer.record_kept_apart_on,
        "mildest": answer.ends[0].outcome if answer.ends else None,
        "gravest": answer.ends[-1].outcome if answer.ends else None,
        "source": answer.source,
    }


def float_of(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), 6)
