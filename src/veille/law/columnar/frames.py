"""A frame of cases in, a frame of answers out."""

from collections.abc import Iterable
from functools import cache

import polars as pl

from ..amounts import ALL_MEASURES
from ..books import every_book, on_change
from ..case import LANDMARKS, Case
from .columns import FIELDS, columns_of
from .run import Run
from .singly import ANSWERS, float_of
from .stretches import Law


def assess_frame(frame: pl.DataFrame, law: Law | None = None) -> pl.DataFrame:
    """What the law says of every case of a frame: `case`, then the columns of ANSWERS.

    The frame has the columns of FIELDS that it needs, one row for each substance; rows with the
    same `case` are one case, and without that column each row is one. Cases come back in the order
    in which they first stand there. `law`: other rules than those in force here. Raises ValueError
    where a column lacks or holds what no case can have.
    """
    if not frame.height:
        return pl.DataFrame(schema={"case": pl.Int64(), **ANSWERS})
    columns = columns_of(frame)
    return Run(columns, law or law_of(), frame).answers()


@cache
def law_of() -> Law:
    """The rules that `assess` asks."""
    return Law(every_book())


on_change.append(law_of.cache_clear)


def frame_of(cases: Iterable[Case]) -> pl.DataFrame:
    """Cases as a frame; `case` is their place, from 1."""
    rows = [
        {
            "case": number,
            "jurisdiction": case.jurisdiction,
            "date": case.date,
            "age": case.age,
            "place": case.place.kind,
            "circumstances": list(case.circumstances),
            **{f"metres_to_{each}": float_of(case.place.metres_to.get(each)) for each in LANDMARKS},
            "conviction_date": case.conviction_date,
            "sentence_ended": case.sentence_ended,
            "substance": entry.name,
            **{each: float_of(getattr(entry, each)) for each in ALL_MEASURES},
            "mixed_with": None if entry.mixed_with is None else list(entry.mixed_with),
            "derivative_of": entry.derivative_of,
        }
        for number, case in enumerate(cases, 1)
        for entry in case.substances
    ]
    return pl.DataFrame(rows, schema={**FIELDS, "case": pl.Int64()}, orient="row")
