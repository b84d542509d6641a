"""`veille watch`: the numbers, what is wrong with them, what comes next."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import extras

from . import terminal

if TYPE_CHECKING:
    import polars as pl

app = typer.Typer(
    no_args_is_help=True,
    help="Watch: detectors, nowcasts, forecasts of counts; tables of other people read in.",
)

FAULTY = 2
_LESS_URGENT = 10


class Time(StrEnum):
    DATE = "date"
    ROW = "row"


class Frequency(StrEnum):
    MONTHS = "12"
    WEEKS = "52"
    DAYS = "365"


class Compatible(StrEnum):
    SURVEILLANCE = "surveillance"


class Order(StrEnum):
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Swapped(StrEnum):
    ASK = "ask"
    MEND = "mend"
    KEEP = "keep"


#: Lines of one kind that the terminal shows.
_SHOWN = 8

Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="[default: standard output]")
]


@app.command("detect")
def detect_file(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="date,count[,population].")],
    method: Annotated[
        str,
        typer.Option(
            help="farrington-flexible, farrington, ears, cusum, glr, outbreakp, essence, share, "
            "fixed-count."
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="R's name in snake_case; repeatable."),
    ] = None,
    frequency: Annotated[
        Frequency | None, typer.Option(help="Rows a year. [default: by the dates]")
    ] = None,
    time: Annotated[
        Time, typer.Option(help="How past years are found: by the calendar, or by counting rows.")
    ] = Time.DATE,
    compatible: Annotated[
        Compatible | None, typer.Option(help="Do as R's package does, slips included.")
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Also the method's other numbers, and why none.")
    ] = False,
    out: Out = None,
) -> None:
    """Judge each row of a series: what was expected, the bound, whether it is an alarm.

    FILE.csv has the columns date and count; an empty count is a missing one. With a column series
    each of them is judged for itself. Writes date, observed, expected, upperbound, alarm; empty
    where there is no answer. A series that cannot be judged is named, and the others go on.

    Example: veille watch detect deaths.csv --method farrington-flexible --set b=3 --set w=2
    """
    extras.need("watch")
    from veille.watch.detect import detect

    with _one_sentence():
        found = detect(
            _table(file),
            method,
            _pairs(settings or []),
            frequency=int(frequency) if frequency else None,
            time=time.value,
            compatible=compatible.value if compatible else "",
            details=details,
        )
    broken = found.filter(found["date"].is_null())
    for row in broken.iter_rows(named=True):
        name = f"{row['series']}: " if "series" in row else ""
        terminal.mention(f"{name}{row['note']}")
    judged = found.filter(found["date"].is_not_null())
    _write(judged if details else judged.drop("note"), out)
    if broken.height and not judged.height:
        raise typer.Exit(1)


@app.command("alarms")
def look_for_alarms() -> None:
    """Judge every series of this installation now, and keep the alarms for the worklist.

    The server does so each night by itself, in a process beside it.
    """
    extras.need("watch")
    from . import installation

    if hasattr(os, "nice"):
        os.nice(_LESS_URGENT)  # who waits at a tablet goes first
    installation.open_django()
    from veille.surveillance import detecting

    found = detecting.look()
    alarms = sum(1 for judged in found.judged for _alarm in judged.alarms())
    terminal.say(f"{len(found.judged):,} series judged, {alarms:,} alarms.")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A publisher's file, or your own.")],
    profile: Annotated[
        str, typer.Option(help="A profile's name, or its TOML file. [default: by the headings]")
    ] = "",
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day it was published. [default: today]"),
    ] = None,
    order: Annotated[Order | None, typer.Option(help="How to read 03/04/2021.")] = None,
    swapped: Annotated[
        Swapped, typer.Option(help="Days and months that seem to have changed places.")
    ] = Swapped.ASK,
    missing: Annotated[
        list[int] | None, typer.Option(metavar="YEAR", help="Its zeros are no data; repeatable.")
    ] = None,
    rolling: Annotated[
        int | None, typer.Option(min=0, metavar="MONTHS", help="Each value sums so many months.")
    ] = None,
    out: Out = None,
) -> None:
    """Read a table of counts or of events into series, and say what is wrong with it.

    Health Infobase Canada, BC coroners, CDC VSRR and DOSE, NYC are known by their headings; so is
    any table with a date and a count, and a line list with an event and a report. Nothing is
    guessed: what can be read in two ways stays out until an option says how. Exit status 2 while a
    question is open.

    Example: veille watch import deaths.csv --as-of 2026-11-01 --out series.csv
    """
    extras.need("watch")
    from dataclasses import replace

    from veille import tabular
    from veille.watch import profiles
    from veille.watch.importing import Answers, read_file

    with _one_sentence():
        if not file.exists():
            raise ValueError(f"There is no file {file}.")
        chosen = profiles.named(profile) if profile else None
        if rolling is not None:
            chosen = chosen or profiles.for_headings(tabular.open_table(file).headings)
            chosen = replace(chosen, rolling_months=rolling)
        answers = Answers(
            as_of=(as_of or datetime.now(UTC)).date(),
            order=tabular.Order(order.value) if order else None,
            swapped=swapped.value,
            missing_years=tuple(missing or ()),
        )
        found = read_file(file, answers, chosen)
    frame = found.frame()
    said = [f"Read as {found.profile.name}: {found.rows:,} rows, {len(found.series):,} series."]
    for fault, count in sorted(found.faults.items(), key=lambda each: -each[1])[:_SHOWN]:
        said.append(f"{count:,} rows left out: {fault}.")
    said += found.notes[:_SHOWN]
    if len(found.notes) > _SHOWN:
        said.append(f"… and {len(found.notes) - _SHOWN:,} more of the kind.")
    said += [f"Open: {question}" for question in found.questions[:_SHOWN]]
    terminal.mention(*said)
    if not frame.height:
        terminal.mention("There is no count in it.")
        raise typer.Exit(FAULTY)
    _write(frame, out)
    if found.questions:
        raise typer.Exit(FAULTY)


@app.command("export")
def export_forecast(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="date,count by month.")],
    hubverse: Annotated[
        Path, typer.Option("--hubverse", metavar="HUB", help="A hub, or a folder for its output.")
    ],
    target: Annotated[str, typer.Option(help="As the hub calls what is forecast.")],
    location: Annotated[str, typer.Option(help="As the hub calls the place.")],
    team: Annotated[str, typer.Option(help="Letters, digits and _.")] = "veille",
    model: Annotated[str, typer.Option(help="One of the models, or ensemble.")] = "ensemble",
    horizons: Annotated[int, typer.Option(min=1, max=24, help="Months, from the next one on.")] = 3,
) -> None:
    """Forecast the next months and write them as forecast hubs take them (hubverse, schemas v6).

    The reference date is the last day of the last month in the file; horizon 0 is that month's
    own count in most hubs, so that the next month is horizon 1. Where HUB has its tasks.json, the
    file is checked against it, and its faults are said: exit status 2.

    Example: veille watch export deaths.csv --hubverse hub --target deaths --location CA-BC
    """
    extras.need("watch")
    from veille.watch import forecasts
    from veille.watch import hubverse as hubs

    with _one_sentence():
        table = _table(file)
        if not {"date", "count"} <= set(table.columns):
            raise ValueError(f"{file} has no columns date and count.")
        days, counts = (
            table["date"].str.to_date(strict=False),
            table["count"].cast(float, strict=False),
        )
        if days.null_count() or not days.is_sorted():
            raise ValueError("Dates are written as 2026-01-31, in their order.")
        found = forecasts.forecast(counts.fill_null(float("nan")).to_numpy(), horizons)
        chosen = model.replace("_", "-")
        if chosen not in found:
            raise ValueError(f"There is no model {model}; there are {', '.join(found)}.")
        reference = hubs.month_end(days[-1], 0)
        frame = hubs.rows_of(
            reference,
            target,
            location,
            found[chosen].tolist(),
            forecasts.HUB_LEVELS,
            first_horizon=1,
        )
        written = hubs.write(frame, hubverse, team, model.replace("-", "_"))
    terminal.say(f"Wrote {written}: {frame.height} rows.")
    if (hubverse / "hub-config" / "tasks.json").exists():
        faults = hubs.Hub.read(hubverse).faults(written)
        terminal.mention(*faults)
        if faults:
            raise typer.Exit(FAULTY)


def _pairs(texts: list[str]) -> dict[str, object]:
    """KEY=VALUE as names and values; NULL leaves the default."""
    found: dict[str, object] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise ValueError(f"--set takes KEY=VALUE, not “{text}”.")
        if value.strip().upper() != "NULL":
            found[name.strip().replace("-", "_")] = value.strip()
    return found


def _table(file: Path) -> "pl.DataFrame":
    """The file with every column as text: what is a number is the detector's to say."""
    import polars as pl

    if not file.exists():
        raise ValueError(f"There is no file {file}.")
    try:
        table = pl.read_csv(file, infer_schema=False, truncate_ragged_lines=False)
    except pl.exceptions.NoDataError:
        raise ValueError(f"{file} is empty.") from None
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"{file} is no table with commas: {str(error).splitlines()[0]}") from None
    if not table.height:
        raise ValueError(f"{file} has headings and no rows: the series is empty.")
    return table


def _write(frame: "pl.DataFrame", out: Path | None) -> None:
    if out is None:
        terminal.to_reader().print(frame.write_csv(), end="", markup=False)
        return
    frame.write_csv(out)
    terminal.mention(f"Wrote {out}: {frame.height:,} rows.")


@contextmanager
def _one_sentence() -> Iterator[None]:
    """What is wrong with the input, in one sentence, and exit status 2."""
    try:
        yield
    except ValueError as error:
        terminal.mention(error)
        raise typer.Exit(FAULTY) from None
