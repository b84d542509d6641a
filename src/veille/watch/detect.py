"""Run a detector over thousands of series at once: a frame in, a frame out.

A series that cannot be judged has one row with a sentence in `note`, and the others go on; a row
without a bound says in `note` why, in either language. Nothing is ever NaN, and a missing count
never alarms.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from veille.tabular import Message

from . import dates, frames, reasons
from .block import Answers, Block
from .methods import Method
from .methods import method as method_named
from .settings import Settings, WrongSetting

#: Series that are judged together: memory beyond the answer does not grow with their number.
AT_ONCE = 256
TIMES = ("date", "row")
COMPATIBLE = "surveillance"


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
    language: str = "en",
) -> pl.DataFrame:
    """Judge every series of `frame` by `method`.

    `frame` has `date` and `count` (null where missing), `series` where there are several,
    `population` where the method takes an exposure (visits, people, tests), `mu0` where it takes a
    mean. `frequency` is 12, 52 or 365 rows a year, found from the dates if not said. By `time`
    "date", past years are found by the calendar, and a date that is left out is a missing count;
    by "row" by counting rows. `compatible="surveillance"` does what R's package does, slips
    included; see the methods' modules for what differs.

    Gives `series` (if the frame has it), `date`, `observed`, `expected`, `upperbound`, `alarm`
    (1, 0, or null where R has none), `note` in `language` ("en", "fr"); with `details` the method's
    other numbers too.

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
        raise WrongSetting(
            f"frequency cannot be {frequency}: it is 12, 52 or 365.",
            f"frequency ne peut valoir {frequency} : il faut 12, 52 ou 365.",
        )
    names, rows = frames.read(frame, *_columns(call))
    parts: list[_Part] = []
    broken: list[tuple[int, Message]] = []
    for members, days in _with_same_dates(rows):
        for found in _judge(members, days, rows, call):
            if isinstance(found, _Part):
                parts.append(found)
            else:
                broken.append(found)
    return _written(names, parts, broken, details=details, language=language)


def _settings(chosen: Method, given: Settings | Mapping[str, object] | None) -> Settings:
    if isinstance(given, Settings):
        if not isinstance(given, chosen.settings):
            name = type(given).__name__
            raise WrongSetting(
                f"{name} is not this method's settings.",
                f"{name} n’est pas le réglage de cette méthode.",
            )
        given.check()
        return given
    return chosen.settings.read(given or {})


def _columns(call: Call) -> list[str]:
    """What the method needs beside date and count."""
    needed = [frames.EXPOSURE] if call.method.needs_exposure(call.settings) else []
    if getattr(call.settings, "mu0", None) == "column":
        needed.append(frames.MEAN)
    return needed


def _by_date(time: str) -> bool:
    if time not in TIMES:
        raise WrongSetting(
            f"time cannot be {time}: it is {' or '.join(TIMES)}.",
            f"time ne peut valoir {time} : il faut {' ou '.join(TIMES)}.",
        )
    return time == "date"


def _compatible(with_what: str) -> bool:
    if with_what not in {"", COMPATIBLE}:
        raise WrongSetting(
            f"compatible cannot be {with_what}: it is {COMPATIBLE}, or left out.",
            f"compatible ne peut valoir {with_what} : il faut {COMPATIBLE}, ou rien.",
        )
    return bool(with_what)


def _with_same_dates(rows: frames.Rows) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Numbers of the series that share their dates, and those dates."""
    alike: dict[bytes, list[int]] = {}
    starts = rows.starts.tolist()
    for at in range(len(starts) - 1):
        alike.setdefault(rows.days[starts[at] : starts[at + 1]].tobytes(), []).append(at)
    for members in alike.values():
        yield np.array(members), rows.days[starts[members[0]] : starts[members[0] + 1]]


def _judge(
    members: np.ndarray, days: np.ndarray, rows: frames.Rows, call: Call
) -> Iterator[_Part | tuple[int, Message]]:
    frequency = call.frequency or dates.frequency_of(days)
    wrong = frames.wrong_dates(
        days,
        frequency,
        method=call.name,
        frequencies=call.method.frequencies,
        by_date=call.by_date,
    )
    if wrong is not None:
        yield from ((int(at), wrong) for at in members)
        return
    assert frequency is not None  # else its dates are wrong
    due = dates.all_days(days, frequency) if call.by_date else days
    assert due is not None
    first, last = call.settings.range_start, call.settings.range_end
    if (first or 1) > len(days) or (last or 1) > len(days):
        beyond = Message(
            f"It has {len(days)} rows; the range ends after them.",
            f"Elle a {len(days)} lignes; l’intervalle finit après elles.",
        )
        yield from ((int(at), beyond) for at in members)
        return
    weeks = np.flatnonzero((due >= days[(first or 1) - 1]) & (due <= days[(last or len(days)) - 1]))
    least = call.method.first_row(call.settings, frequency)
    if first is None:
        weeks = weeks[weeks >= least]
    if not len(weeks):
        short = Message(
            f"It has {len(due)} rows; {call.name} says something from row {least + 1} on.",
            f"Elle a {len(due)} lignes; {call.name} se prononce à partir de la ligne {least + 1}.",
        )
        yield from ((int(at), short) for at in members)
        return
    at_due = np.searchsorted(due, days) if call.by_date else np.arange(len(days))
    for start in range(0, len(members), AT_ONCE):
        some = members[start : start + AT_ONCE]
        counts = _spread(rows.counts, rows.starts[some], at_due, len(due))
        exposure = (
            None
            if rows.exposure is None
            else _spread(rows.exposure, rows.starts[some], at_due, len(due))
        )
        wrong_counts = frames.wrong_counts(counts, exposure)
        yield from ((int(some[at]), sentence) for at, sentence in wrong_counts.items())
        kept = np.array([at for at in range(len(some)) if at not in wrong_counts], np.int64)
        if not len(kept):
            continue
        some, counts = some[kept], counts[kept]
        exposure = None if exposure is None else exposure[kept]
        block = Block(
            days=due,
            counts=counts,
            weeks=weeks,
            frequency=frequency,
            by_date=call.by_date,
            compatible=call.compatible,
            threads=call.threads,
            exposure=exposure,
            mean=None
            if rows.mean is None
            else _spread(rows.mean, rows.starts[some], at_due, len(due)),
        )
        answers = call.method.detect(block, call.settings)
        yield _Part(some, due[weeks], counts[:, weeks], answers)


def _spread(values: np.ndarray, starts: np.ndarray, at: np.ndarray, width: int) -> np.ndarray:
    """Rows of series in a table with a column a date that was due; NaN where there was no row."""
    found = np.full((len(starts), width), np.nan)
    found[:, at] = values[starts[:, None] + np.arange(len(at))]
    return found


def _written(
    names: pl.Series | None,
    parts: list[_Part],
    broken: list[tuple[int, Message]],
    *,
    details: bool,
    language: str,
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
            "note": pl.Series(_notes(language)).gather(codes).replace("", None),
        }
    )
    if details:
        for name in {name: 0 for part in parts for name in part.answers.extra}:
            made = made.with_columns(asked(name, [part.answers.extra.get(name) for part in parts]))
    if broken:
        sentences = pl.DataFrame(
            {
                "_series": [at for at, _why in broken],
                "note": [why.in_words(language) for _at, why in broken],
            }
        )
        made = pl.concat([made, sentences], how="diagonal")
    if len(parts) > 1 or broken:
        made = made.sort("_series", maintain_order=True)
    if names is None:
        return made.drop("_series")
    labels = names.gather(made["_series"].to_numpy().tolist()) if made.height else names.clear()
    return made.select(labels.alias(frames.SERIES), pl.exclude("_series"))


def _notes(language: str) -> list[str]:
    """The sentence of each reason, by its number."""
    found = [reasons.SENTENCES[code] for code in sorted(reasons.SENTENCES)]
    return ["" if each is None else each.in_words(language) for each in found]
