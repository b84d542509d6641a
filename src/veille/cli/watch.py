"""`veille watch`: the numbers, what is wrong with them, what comes next."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from veille import extras

from . import terminal
from .counts_files import FAULTY, Out, one_sentence, table_of, write
from .terminal import said

app = typer.Typer(
    no_args_is_help=True,
    help="Watch: detectors, nowcasts, forecasts of counts; tables of other people read in.",
)

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

    with one_sentence():
        found = detect(
            table_of(file),
            method,
            _pairs(settings or []),
            frequency=int(frequency) if frequency else None,
            time=time.value,
            compatible=compatible.value if compatible else "",
            details=details,
            language=terminal.language(),
        )
    broken = found.filter(found["date"].is_null())
    for row in broken.iter_rows(named=True):
        name = f"{row['series']}: " if "series" in row else ""
        terminal.mention(f"{name}{row['note']}")
    judged = found.filter(found["date"].is_not_null())
    write(judged if details else judged.drop("note"), out)
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
    judged = len(found.judged)
    terminal.say(
        said(
            f"{judged:,} series judged, {alarms:,} alarms.",
            f"{judged} séries jugées, {alarms} alarmes.",
        )
    )


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

    with one_sentence():
        table = table_of(file)
        if not {"date", "count"} <= set(table.columns):
            raise ValueError(
                said(
                    f"{file} has no columns date and count.",
                    f"{file} n’a pas de colonnes date et count.",
                )
            )
        days, counts = (
            table["date"].str.to_date(strict=False),
            table["count"].cast(float, strict=False),
        )
        if days.null_count() or not days.is_sorted():
            raise ValueError(
                said(
                    "Dates are written as 2026-01-31, in their order.",
                    "Les dates s’écrivent 2026-01-31, dans leur ordre.",
                )
            )
        found = forecasts.forecast(counts.fill_null(float("nan")).to_numpy(), horizons)
        chosen = model.replace("_", "-")
        if chosen not in found:
            models = ", ".join(found)
            raise ValueError(
                said(
                    f"There is no model {model}; there are {models}.",
                    f"Il n’y a pas de modèle {model}; il y a {models}.",
                )
            )
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
    terminal.say(
        said(
            f"Wrote {written}: {frame.height} rows.",
            f"Fichier {written} écrit : {frame.height} lignes.",
        )
    )
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
            raise ValueError(
                said(
                    f"--set takes KEY=VALUE, not “{text}”.",
                    f"--set prend CLÉ=VALEUR, et non « {text} ».",
                )
            )
        if value.strip().upper() != "NULL":
            found[name.strip().replace("-", "_")] = value.strip()
    return found
