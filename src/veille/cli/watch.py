"""`veille watch`: the numbers, what is wrong with them, what comes next."""

from collections.abc import Iterator
from contextlib import contextmanager
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


class Time(StrEnum):
    DATE = "date"
    ROW = "row"


class Frequency(StrEnum):
    MONTHS = "12"
    WEEKS = "52"
    DAYS = "365"


class Compatible(StrEnum):
    SURVEILLANCE = "surveillance"


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
            _table(file), method, _pairs(settings or []),
            frequency=int(frequency) if frequency else None, time=time.value,
            compatible=compatible.value if compatible else "", details=details,
        )  # fmt: skip
    broken = found.filter(found["date"].is_null())
    for row in broken.iter_rows(named=True):
        name = f"{row['series']}: " if "series" in row else ""
        terminal.mention(f"{name}{row['note']}")
    judged = found.filter(found["date"].is_not_null())
    _write(judged if details else judged.drop("note"), out)
    if broken.height and not judged.height:
        raise typer.Exit(1)


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
        return pl.read_csv(file, infer_schema=False, truncate_ragged_lines=False)
    except pl.exceptions.NoDataError:
        raise ValueError(f"{file} is empty.") from None
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"{file} is no table with commas: {str(error).splitlines()[0]}") from None


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
