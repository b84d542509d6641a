"""`veille watch import`: other people's tables of counts and events, read into series."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import extras
from veille.tabular.writing import as_csv

from . import terminal
from .counts_files import FAULTY, Out, existing, mention_written, one_sentence, write
from .terminal import said

if TYPE_CHECKING:
    from veille.watch.importing import Imported


class Order(StrEnum):
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Swapped(StrEnum):
    ASK = "ask"
    MEND = "mend"
    KEEP = "keep"


class Decimal(StrEnum):
    POINT = "point"
    COMMA = "comma"


class Unit(StrEnum):
    NUMBER = "number"
    RATE = "rate"


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_SIGNS = {Decimal.POINT: ".", Decimal.COMMA: ","}
#: Lines of one kind that the terminal shows.
_SHOWN = 8


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
    decimal: Annotated[
        Decimal | None, typer.Option(help="The sign before decimals: 2,400 is 2400 with a point.")
    ] = None,
    period: Annotated[
        Period | None, typer.Option(help="What one row is of. [default: by headings and dates]")
    ] = None,
    swapped: Annotated[
        Swapped, typer.Option(help="Days and months that seem to have changed places.")
    ] = Swapped.ASK,
    missing: Annotated[
        list[int] | None, typer.Option(metavar="YEAR", help="Its zeros are no data; repeatable.")
    ] = None,
    zeros: Annotated[
        list[int] | None, typer.Option(metavar="YEAR", help="Its zeros are counts; repeatable.")
    ] = None,
    rolling: Annotated[
        int | None, typer.Option(min=0, metavar="MONTHS", help="Each value sums so many months.")
    ] = None,
    unit: Annotated[
        Unit | None, typer.Option(help="What is counted. [default: by the profile]")
    ] = None,
    faults: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write every row that was left out, and why, as CSV."),
    ] = None,
    out: Out = None,
) -> None:
    """Read a table of counts or of events into series, and say what is wrong with it.

    Files of Health Infobase Canada, CDC VSRR and DOSE, NYC are known by their headings; so is any
    table with a date and a count, and a line list with an event and a report, in English or in
    French. Nothing is guessed: what can be read in two ways stays out, named with its row, until
    an option says how. Exit status 2 while a question is open, or rows contradict one another.

    Example: veille watch import deaths.csv --as-of 2026-11-01 --out series.csv
    """
    extras.need("watch")
    from veille import tabular
    from veille.watch import profiles, series
    from veille.watch.importing import Answers, read_file

    with one_sentence():
        found = read_file(
            existing(file),
            Answers(
                as_of=(as_of or datetime.now().astimezone()).date(),
                order=tabular.Order(order.value) if order else None,
                swapped=swapped.value,
                missing_years=tuple(missing or ()),
                zero_years=tuple(zeros or ()),
                decimal=_SIGNS[decimal] if decimal else "",
                period=series.Period(period.value) if period else None,
                rolling_months=rolling,
                unit=unit.value if unit else "",
            ),
            profiles.named(profile) if profile else None,
        )
    _mention_findings(found)
    if faults is not None:
        lines = [
            (each.row, each.heading, each.text, each.message.in_words(terminal.language()))
            for each in found.faults
        ]
        faults.write_text(as_csv(("row", "heading", "text", "reason"), lines), "utf-8")
        mention_written(faults, len(lines))
    frame = found.frame()
    if not frame.height:
        terminal.mention(said("There is no count in it.", "Il n’y a aucun nombre."))
        raise typer.Exit(FAULTY)
    write(frame, out)
    if found.is_open:
        raise typer.Exit(FAULTY)


def _mention_findings(found: "Imported") -> None:
    """How it was read; which rows were left out, and why; what is open."""
    speech, rows, several = terminal.language(), found.rows, len(found.series)
    terminal.mention(
        said(
            f"Read as {found.profile.name}: {rows:,} {'row' if rows == 1 else 'rows'}, "
            f"{several:,} series.",
            f"Lu comme {found.profile.name} : {rows} {'ligne' if rows < 2 else 'lignes'}, "
            f"{several} {'série' if several < 2 else 'séries'}.",
        )
    )
    row = said("Row", "Ligne")
    lines = [
        f"{row} {fault.row}, {fault.heading}{said(':', ' :')} {fault.message.in_words(speech)}"
        for fault in found.faults
    ]
    terminal.mention(*lines[:_SHOWN])
    if len(lines) > _SHOWN:
        more = f"{len(lines) - _SHOWN:,}"
        terminal.mention(
            said(
                f"… and {more} more rows left out; --faults FILE lists all of them.",
                f"… et {more} autres lignes écartées\u202f; --faults FICHIER les liste toutes.",
            )
        )
    terminal.mention(*(note.in_words(speech) for note in found.notes[:_SHOWN]))
    if len(found.notes) > _SHOWN:
        more = f"{len(found.notes) - _SHOWN:,}"
        terminal.mention(said(f"… and {more} more remarks.", f"… et {more} autres remarques."))
    opens = said("Open:", "À préciser :")
    terminal.mention(*(f"{opens} {each.in_words(speech)}" for each in found.questions[:_SHOWN]))
