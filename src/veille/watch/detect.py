"""Run a detector over thousands of series at once: a frame in, a frame out.

A series that cannot be judged has one row with a sentence in `note`, and the others go on; a row
without a bound says in `note` why. Nothing is ever NaN, and a missing count never alarms.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from . import dates, reasons
from .block import Answers, Block
from .methods import Method
from .methods import method as method_named
from .settings import Settings, WrongSetting

#: Series that are judged together: memory beyond the answer does not grow with their number.
AT_ONCE = 256
TIMES = ("date", "row")
COMPATIBLE = "surveillance"
DATE, COUNT, EXPOSURE, MEAN, SERIES = "date", "count", "population", "mu0", "series"
_NOTES = [reasons.SENTENCES[code] or "" for code in sorted(reasons.SENTENCES)]


class Unreadable(ValueError):
    """The frame cannot be read as series; the text is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A detector, its settings, and how dates are read."""

    method: Method
    name: str
    settings: Settings
    frequency: int | None = None
    by_date: bool = True
    compatible: bool = False
    threads: int = 1


@dataclass(frozen=True)
class _Rows:
    """One column an array; series lie one after the other, of `starts[i]:starts[i + 1]`."""

    days: np.ndarray
    counts: np.ndarray
    exposure: np.ndarray | None
    mean: np.ndarray | None
    starts: np.ndarray


@dataclass
class _Part:
    """What was found for some series with the same dates."""

    #: Numbers of the series, in the order of the frame.
    series: np.ndarray
    days: np.ndarray
    observed: np.ndarray
    answers: Answers


def detect(
    frame: pl.DataFrame,
    method: str,
    settings: Settings | Mapping[str, object] | None = None,
    *,
    frequency: int | None = None,
    time: Literal["date", "row"] = "date",
    compatible: str = "",
    threads: int | None = None,
    details: bool = False,
) -> pl.DataFrame:
    """Judge every series of `frame` by `method`.

    `frame` has `date` and `count` (null where missing), `series` where there are several,
    `population` where the method takes an exposure (visits, people, tests), `mu0` where it takes a
    mean. `frequency` is 12, 52 or 365 rows a year, found from the dates if not said. By `time`
    "date", past years are found by the calendar, and a date that is left out is a missing count;
    by "row" by counting rows. `compatible="surveillance"` does what R's package does, slips
    included; see the methods' modules for what differs.

    Gives `series` (if the frame has it), `date`, `observed`, `expected`, `upperbound`, `alarm`
    (1, 0, or null where R has none), `note`; with `details` the method's other numbers too.

    Raises a ValueError with one sentence for an unknown method, a wrong setting, or a frame that
    lacks a column.
    """
    chosen = method_named(method)
    call = Call(
        method=chosen,
        name=method,
        settings=_settings(chosen, settings),
        frequency=frequency,
        by_date=_by_date(time),
        compatible=_compatible(compatible),
        threads=threads or os.cpu_count() or 1,
    )
    if frequency is not None and frequency not in dates.FREQUENCIES:
        raise WrongSetting(f"frequency cannot be {frequency}: it is 12, 52 or 365.")
    names, rows = _read(frame, call)
    parts: list[_Part] = []
    broken: list[tuple[int, str]] = []
    for members, days in _with_same_dates(rows):
        for found in _judge(members, days, rows, call):
            if isinstance(found, _Part):
                parts.append(found)
            else:
                broken.append(found)
    return _written(names, parts, broken, details=details)


def _settings(chosen: Method, given: Settings | Mapping[str, object] | None) -> Settings:
    if isinstance(given, Settings):
        if not isinstance(given, chosen.settings):
            raise WrongSetting(f"{type(given).__name__} is not this method's settings.")
        given.check()
        return given
    return chosen.settings.read(given or {})


def _by_date(time: str) -> bool:
    if time not in TIMES:
        raise WrongSetting(f"time cannot be {time}: it is {' or '.join(TIMES)}.")
    return time == "date"


def _compatible(with_what: str) -> bool:
    if with_what not in {"", COMPATIBLE}:
        raise WrongSetting(f"compatible cannot be {with_what}: it is {COMPATIBLE}, or left out.")
    return bool(with_what)


def _read(frame: pl.DataFrame, call: Call) -> tuple[pl.Series | None, _Rows]:
    """The names of the series, and their rows."""
    lacking = [name for name in (DATE, COUNT) if name not in frame.columns]
    if call.method.needs_exposure(call.settings) and EXPOSURE not in frame.columns:
        lacking.append(EXPOSURE)
    if getattr(call.settings, "mu0", None) == "column" and MEAN not in frame.columns:
        lacking.append(MEAN)
    if lacking:
        raise Unreadable(
            f"There is no column {' or '.join(lacking)}; there are {', '.join(frame.columns)}."
        )
    names = None
    starts = np.array([0, frame.height] if frame.height else [0])
    if SERIES in frame.columns and frame.height:
        runs = frame[SERIES].rle_id()
        if int(runs[-1]) + 1 != frame[SERIES].n_unique():
            frame = frame.sort(SERIES, maintain_order=True)
            runs = frame[SERIES].rle_id()
        changes = np.flatnonzero(np.diff(runs.to_numpy())) + 1
        starts = np.concatenate([[0], changes, [frame.height]])
        names = frame[SERIES].gather(starts[:-1].tolist())
    elif SERIES in frame.columns:
        names = frame[SERIES]
    return names, _Rows(
        days=_days(frame[DATE]),
        counts=_numbers(frame[COUNT]),
        exposure=_numbers(frame[EXPOSURE]) if EXPOSURE in frame.columns else None,
        mean=_numbers(frame[MEAN]) if MEAN in frame.columns else None,
        starts=starts,
    )


def _days(column: pl.Series) -> np.ndarray:
    if column.dtype == pl.String:
        try:
            column = column.str.to_date("%Y-%m-%d", strict=True)
        except pl.exceptions.PolarsError:
            wrong = column.filter(column.str.to_date("%Y-%m-%d", strict=False).is_null())
            raise Unreadable(
                f"Dates are written as 2026-01-31; “{wrong[0]}” is not one."
                " veille watch import reads other ways of writing them."
            ) from None
    elif column.dtype != pl.Date:
        if not column.dtype.is_temporal() or column.dtype in {pl.Time, pl.Duration}:
            raise Unreadable(f"The column date holds {column.dtype}, no dates.")
        column = column.cast(pl.Date)
    if column.null_count():
        raise Unreadable(f"{column.null_count()} rows have no date.")
    return dates.days_of(column.to_numpy())


def _numbers(column: pl.Series) -> np.ndarray:
    """As numbers, NaN where one is missing."""
    if column.dtype == pl.String:
        found = column.str.strip_chars().replace("", None).cast(pl.Float64, strict=False)
        wrong = column.filter(found.is_null() & (column.str.strip_chars() != ""))
        if len(wrong):
            raise Unreadable(
                f"“{wrong[0]}” in the column {column.name} is no number; a missing count is empty."
            )
        column = found
    elif not column.dtype.is_numeric() and column.dtype != pl.Null:
        raise Unreadable(f"The column {column.name} holds {column.dtype}, no numbers.")
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy().copy()


def _with_same_dates(rows: _Rows) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Numbers of the series that share their dates, and those dates."""
    alike: dict[bytes, list[int]] = {}
    starts = rows.starts.tolist()
    for at in range(len(starts) - 1):
        alike.setdefault(rows.days[starts[at] : starts[at + 1]].tobytes(), []).append(at)
    for members in alike.values():
        yield np.array(members), rows.days[starts[members[0]] : starts[members[0] + 1]]


def _judge(
    members: np.ndarray, days: np.ndarray, rows: _Rows, call: Call
) -> Iterator[_Part | tuple[int, str]]:
    frequency = call.frequency or dates.frequency_of(days)
    wrong = _wrong_dates(days, frequency, call)
    if wrong or frequency is None:
        yield from ((int(at), wrong or "") for at in members)
        return
    due = dates.all_days(days, frequency) if call.by_date else days
    assert due is not None
    first, last = call.settings.range_start, call.settings.range_end
    if (first or 1) > len(days) or (last or 1) > len(days):
        yield from (
            (int(at), f"It has {len(days)} rows; the range ends after them.") for at in members
        )
        return
    weeks = np.flatnonzero((due >= days[(first or 1) - 1]) & (due <= days[(last or len(days)) - 1]))
    least = call.method.first_row(call.settings, frequency)
    if first is None:
        weeks = weeks[weeks >= least]
    if not len(weeks):
        yield from (
            (
                int(at),
                f"It has {len(due)} rows; {call.name} says something from row {least + 1} on.",
            )
            for at in members
        )
        return
    at_due = np.searchsorted(due, days) if call.by_date else np.arange(len(days))
    for start in range(0, len(members), AT_ONCE):
        some = members[start : start + AT_ONCE]
        counts = _spread(rows.counts, rows.starts[some], at_due, len(due))
        wrong_counts = _wrong_counts(counts)
        yield from ((int(some[at]), sentence) for at, sentence in wrong_counts.items())
        kept = np.array([at for at in range(len(some)) if at not in wrong_counts], np.int64)
        if not len(kept):
            continue
        some, counts = some[kept], counts[kept]
        block = Block(
            days=due,
            counts=counts,
            weeks=weeks,
            frequency=frequency,
            by_date=call.by_date,
            compatible=call.compatible,
            threads=call.threads,
            exposure=None
            if rows.exposure is None
            else _spread(rows.exposure, rows.starts[some], at_due, len(due)),
            mean=None
            if rows.mean is None
            else _spread(rows.mean, rows.starts[some], at_due, len(due)),
        )
        answers = call.method.detect(block, call.settings)
        yield _Part(some, due[weeks], counts[:, weeks], answers)


def _wrong_dates(days: np.ndarray, frequency: int | None, call: Call) -> str:
    if len(days) < 2:
        return "It has one row." if len(days) else "It is empty."
    steps = np.diff(days)
    if (steps == 0).any():
        return f"{dates.date_of(days[1:][steps == 0][0])} occurs twice."
    if (steps < 0).any():
        at = int(np.argmax(steps < 0))
        return f"{dates.date_of(days[at + 1])} comes after {dates.date_of(days[at])}."
    if frequency is None:
        return "Its dates are not a day, a week or a month apart."
    if frequency not in call.method.frequencies:
        return f"{call.name} is for days, and its dates are a {dates.STEPS[frequency]} apart."
    if call.by_date and dates.all_days(days, frequency) is None:
        return f"Its dates are not a {dates.STEPS[frequency]} apart."
    return ""


def _wrong_counts(counts: np.ndarray) -> dict[int, str]:
    """What is wrong with which row of `counts`."""
    wrong: dict[int, str] = {}
    with np.errstate(invalid="ignore"):
        bad = (counts < 0) | np.isinf(counts) | (counts != np.floor(counts)) & ~np.isnan(counts)
    for at in np.flatnonzero(bad.any(axis=1)).tolist():
        value = counts[at][bad[at]][0]
        why = "negative" if value < 0 else "no whole number"
        wrong[at] = f"A count is {value:g}, which is {why}."
    for at in np.flatnonzero(np.isnan(counts).all(axis=1)).tolist():
        wrong[at] = "All its counts are missing."
    return wrong


def _spread(values: np.ndarray, starts: np.ndarray, at: np.ndarray, width: int) -> np.ndarray:
    """Rows of series in a table with a column a date that was due; NaN where there was no row."""
    found = np.full((len(starts), width), np.nan)
    found[:, at] = values[starts[:, None] + np.arange(len(at))]
    return found


def _written(
    names: pl.Series | None, parts: list[_Part], broken: list[tuple[int, str]], *, details: bool
) -> pl.DataFrame:
    """All parts and sentences as one frame, in the order of the series."""
    whose = [np.repeat(part.series, len(part.days)) for part in parts]
    order = np.concatenate([np.empty(0, np.int64), *whose]).astype(np.int64)

    def column(name: str, pick: list[np.ndarray]) -> pl.Series:
        values = np.concatenate([np.empty(0), *(each.ravel() for each in pick)])
        values[np.isinf(values)] = np.nan
        return pl.Series(name, values, nan_to_null=True, dtype=pl.Float64)

    def asked(name: str, values: list[np.ndarray | None]) -> pl.Series:
        return column(
            name,
            [
                np.full(part.observed.shape, np.nan) if value is None else value
                for value, part in zip(values, parts, strict=True)
            ],
        )

    codes = np.concatenate(
        [
            np.empty(0, np.int64),
            *(
                np.zeros(part.observed.size, np.int64)
                if part.answers.why is None
                else part.answers.why.ravel()
                for part in parts
            ),
        ]
    ).astype(np.uint32)
    days = np.concatenate(
        [np.empty(0, np.int64), *(np.tile(part.days, len(part.series)) for part in parts)]
    )
    made = pl.DataFrame(
        {
            "_series": order,
            "date": pl.Series(days.astype(np.int32)).cast(pl.Date),
            "observed": column("observed", [part.observed for part in parts]).cast(pl.Int64),
            "expected": asked("expected", [part.answers.expected for part in parts]),
            "upperbound": asked("upperbound", [part.answers.bound for part in parts]),
            "alarm": asked("alarm", [part.answers.alarm for part in parts]).cast(pl.Int8),
            "note": pl.Series(_NOTES).gather(codes).replace("", None),
        }
    )
    if details:
        for name in {name: 0 for part in parts for name in part.answers.extra}:
            made = made.with_columns(asked(name, [part.answers.extra.get(name) for part in parts]))
    if broken:
        sentences = pl.DataFrame(
            {"_series": [at for at, _why in broken], "note": [why for _at, why in broken]}
        )
        made = pl.concat([made, sentences], how="diagonal")
    if len(parts) > 1 or broken:
        made = made.sort("_series", maintain_order=True)
    if names is None:
        return made.drop("_series")
    labels = names.gather(made["_series"].to_numpy().tolist()) if made.height else names.clear()
    return made.select(labels.alias(SERIES), pl.exclude("_series"))
