"""A frame of cases as arrays: checked, names looked up, amounts in whole millionths."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from ..amounts import ALL_MEASURES
from ..books import canonical
from ..case import LANDMARKS, MILLION, MOST, OLDEST, Measure
from .measures import BOUND, Bools, Ints

#: Of a case; all rows that have the same `case` agree on these, and the first of them counts.
OF_CASE: dict[str, pl.DataType] = {
    "jurisdiction": pl.String(),
    "date": pl.Date(),
    "age": pl.Int64(),
    "place": pl.String(),
    "circumstances": pl.List(pl.String()),
    **{f"metres_to_{each}": pl.Float64() for each in LANDMARKS},
    "conviction_date": pl.Date(),
    "sentence_ended": pl.Date(),
}
#: Of one thing that is carried.
OF_ENTRY: dict[str, pl.DataType] = {
    "substance": pl.String(),
    **dict.fromkeys(ALL_MEASURES, pl.Float64()),
    "mixed_with": pl.List(pl.String()),
    "derivative_of": pl.String(),
}
#: The columns of a frame of cases, one row for each substance that is carried.
FIELDS: dict[str, pl.DataType] = {"case": pl.String(), **OF_CASE, **OF_ENTRY}
REQUIRED = ("jurisdiction", "date", "age", "place", "substance")

_EPOCH = date(1970, 1, 1).toordinal()
_NONE = -1


@dataclass(frozen=True)
class Columns:
    """All cases of a frame; days since 1970, amounts in millionths, −1 where nothing is given.

    `case`: of each row (an entry), which case it is of. `names`: sorted as text, as canonical
    names; `name`, `other_name` are of these.
    """

    label: pl.Series
    jurisdiction: list[str]
    jurisdiction_of: Ints
    day: Ints
    age: Ints
    places: list[str]
    place: Ints
    so: dict[str, Bools]
    metres: dict[str, Ints]
    convicted: Ints
    ended: Ints
    case: Ints
    names: list[str]
    name: Ints
    given: dict[Measure, Ints]
    other_row: Ints
    other_name: Ints
    is_derivative: Bools


def columns_of(frame: pl.DataFrame) -> Columns:
    """Raises ValueError, in a sentence, where a column lacks, has a wrong type or an amount that
    is none."""
    frame = _checked(frame)
    case, first = _cases(frame)
    of_case = frame[first] if len(first) != frame.height else frame
    jurisdictions, jurisdiction_of = _numbered(of_case["jurisdiction"])
    places, place = _numbered(of_case["place"])
    said, name = _numbered(frame["substance"])
    others = frame["mixed_with"].list.drop_nulls() if "mixed_with" in frame.columns else None
    other_said, other_name, other_row = _listed(others)
    key = {each: canonical(each) for each in {*said, *other_said}}
    names = sorted(set(key.values()))
    at = {each: n for n, each in enumerate(names)}
    to_name = np.array([at[key[each]] for each in said], np.int64)
    to_other = np.array([at[key[each]] for each in other_said], np.int64)
    return Columns(
        label=of_case["case"] if "case" in frame.columns else pl.Series("case", first + 1),
        jurisdiction=jurisdictions,
        jurisdiction_of=jurisdiction_of,
        day=_days(of_case["date"]),
        age=of_case["age"].to_numpy().astype(np.int64),
        places=places,
        place=place,
        so=_circumstances(of_case),
        metres={
            each: np.where(found < 0, BOUND, found)
            for each in LANDMARKS
            if f"metres_to_{each}" in frame.columns
            and (found := _millionths(of_case[f"metres_to_{each}"])).max() >= 0
        },
        convicted=_days_or_none(of_case, "conviction_date"),
        ended=_days_or_none(of_case, "sentence_ended"),
        case=case,
        names=names,
        name=to_name[name],
        given={
            each: _millionths(frame[each])
            if each in frame.columns
            else np.full(frame.height, _NONE, np.int64)
            for each in ALL_MEASURES
        },
        other_row=other_row,
        other_name=to_other[other_name] if len(other_name) else other_name,
        is_derivative=_is_given(frame, "derivative_of"),
    )


def _checked(frame: pl.DataFrame) -> pl.DataFrame:
    missing = [each for each in REQUIRED if each not in frame.columns]
    if missing:
        raise ValueError(f"The frame has no column {', '.join(missing)}.")
    unknown = [each for each in frame.columns if each not in FIELDS]
    if unknown:
        raise ValueError(f"The frame has columns that no case has: {', '.join(unknown)}.")
    try:
        frame = frame.with_columns(
            pl.col(each).cast(FIELDS[each])
            for each in frame.columns
            if each != "case" and frame.schema[each] != FIELDS[each]
        )
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"A column of the frame has a wrong type: {error}") from None
    for each in REQUIRED:
        if frame[each].null_count():
            row = int(frame[each].is_null().arg_true()[0])
            raise ValueError(f"Row {row + 1} of the frame has no {each}.")
    if frame.height and (frame["age"].min() < 0 or frame["age"].max() > OLDEST):  # type: ignore[operator]
        raise ValueError(f"An age in the frame lies outside 0 to {OLDEST}.")
    for each in (*ALL_MEASURES, *(f"metres_to_{each}" for each in LANDMARKS)):
        if each in frame.columns:
            outside = (pl.col(each) < 0) | (pl.col(each) > float(MOST)) | pl.col(each).is_nan()
            wrong = frame.select(outside.arg_true()).to_series()
            if len(wrong):
                row = int(wrong[0])
                raise ValueError(f"Row {row + 1} of the frame: {each} is no amount.")
    return frame


def _cases(frame: pl.DataFrame) -> tuple[Ints, Ints]:
    """Of each row its case, in the order in which they first come; of each case its first row."""
    every = np.arange(frame.height)
    if "case" not in frame.columns:
        return every, every
    first, number = _factors(frame["case"])
    order = np.argsort(first, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place[number], first[order]


def _factors(column: pl.Series) -> tuple[Ints, Ints]:
    """Of each different value its first row, and of each row which value it has."""
    codes = column.rank("dense").to_numpy().astype(np.int64) - 1
    count = int(codes.max()) + 1 if len(codes) else 0
    first = np.full(count, len(codes), np.int64)
    np.minimum.at(first, codes, np.arange(len(codes)))
    return first, codes


def _numbered(column: pl.Series) -> tuple[list[str], Ints]:
    """The different texts of a column, and which of them each row holds."""
    found = column.unique()
    texts = found.to_list()
    numbers = pl.Series(range(len(texts)), dtype=pl.Int64)
    which = column.replace_strict(found, numbers) if texts else column.cast(pl.Int64)
    numbered: Ints = which.to_numpy()
    return texts, numbered


def _listed(column: pl.Series | None) -> tuple[list[str], Ints, Ints]:
    """Of a column of lists: its different texts, each element's, and each element's row."""
    nothing = np.zeros(0, np.int64)
    if column is None or column.dtype == pl.Null:
        return [], nothing, nothing
    many = pl.DataFrame({"row": np.arange(len(column)), "what": column})
    each = many.filter(pl.col("what").list.len() > 0).explode("what")
    texts, which = _numbered(each["what"])
    return texts, which, each["row"].to_numpy()


def _circumstances(frame: pl.DataFrame) -> dict[str, Bools]:
    if "circumstances" not in frame.columns:
        return {}
    texts, which, row = _listed(frame["circumstances"])
    found = {}
    for at, text in enumerate(texts):
        has = np.zeros(frame.height, np.bool_)
        has[row[which == at]] = True
        found[text] = has
    return found


def _millionths(column: pl.Series) -> Ints:
    """Rounded to whole millionths: what a float holds beyond six decimals is not written."""
    whole = (column * MILLION).round().cast(pl.Int64).fill_null(_NONE)
    millionths: Ints = whole.to_numpy().astype(np.int64)
    return millionths


def _days(column: pl.Series) -> Ints:
    days: Ints = column.to_physical().to_numpy().astype(np.int64)
    return days


def _days_or_none(frame: pl.DataFrame, name: str) -> Ints:
    if name not in frame.columns or frame[name].null_count() == frame.height:
        return np.full(frame.height, NO_DAY, np.int64)
    return _days(frame[name].to_physical().cast(pl.Int64).fill_null(NO_DAY))


def _is_given(frame: pl.DataFrame, name: str) -> Bools:
    if name not in frame.columns:
        return np.zeros(frame.height, np.bool_)
    return frame[name].is_not_null().to_numpy().astype(np.bool_)


#: Where a case has no such day.
NO_DAY = -(10**9)


def day_number(day: date) -> int:
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    return date.fromordinal(number + _EPOCH)


def at_or_before(days: Sequence[date], day: Ints) -> Ints:
    """Of each day: the place of the last of `days` that is not after it; −1 before the first."""
    numbers = np.array([day_number(each) for each in days], np.int64)
    return np.searchsorted(numbers, day, side="right") - 1
