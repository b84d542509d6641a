"""`veille watch keep`, `known`, `hindsight`: counts that others publish, as known on which day."""

import csv
from collections import defaultdict
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import extras

from . import installation, terminal
from .counts_files import FAULTY, Out, existing, one_sentence, write
from .terminal import said

if TYPE_CHECKING:
    from veille.surveillance.outside_facts import Vintage
    from veille.surveillance.tables import OutsideRow


class What(StrEnum):
    DEATHS = "deaths"
    HOSPITAL = "hospital"
    EMERGENCY = "emergency"
    AMBULANCE = "ambulance"
    OTHER = "other"


#: What a series says of itself in the columns that `watch import` writes.
_OF_SERIES = ("series", "period", "unit", "rolling_months")
_COLUMNS = {*_OF_SERIES, "date", "count", "mark", "as_of"}

Series = Annotated[str, typer.Argument(metavar="SERIES", help="The first letters of its identity.")]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="As known on that day. [default: now]"),
]


def keep(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="What “watch import” wrote.")],
    what: Annotated[What, typer.Option("--as", help="What is counted.")],
    area: Annotated[str, typer.Option(help="Of where, such as Québec.")],
    source: Annotated[str, typer.Option(help="Whose numbers they are.")],
    series: Annotated[
        str, typer.Option(help="Which of the file's series. [default: its only one]")
    ] = "",
    public: Annotated[
        bool,
        typer.Option("--public", help="Its source published it: show it on the public pages too."),
    ] = False,
) -> None:
    """Keep a series of others in this installation, as it was known on each day: read a file of a
    later day in, and both vintages stay.

    The numbers' pages and the bulletin then show its last count with source and period. The
    same file twice adds nothing.

    Example: veille watch keep series.csv --as deaths --area Québec --source "Bureau du coroner"
    """
    with one_sentence():
        of_file, vintages = _read(existing(file), series)
    installation.open_ready()
    from veille.surveillance import outside
    from veille.surveillance.words import Counted

    kept, added = outside.keep(
        by="",
        what=Counted(what.value),
        area=area,
        source=source,
        title=of_file["series"],
        period=of_file["period"],
        vintages=vintages,
        unit=of_file["unit"],
        rolling_months=int(of_file["rolling_months"]),
        public=public,
    )
    here = len(kept.vintages) if kept else 0
    name = kept.id[:8] if kept else ""
    terminal.say(
        said(
            f"{name}: {added} new of {here} kept vintages.",
            f"{name} : {added} nouveaux états sur {here} gardés.",
        )
    )


def _read(file: Path, series: str) -> "tuple[dict[str, str], list[Vintage]]":
    """What a file says of one series, and its vintages. Raises ValueError with a sentence."""
    from veille.surveillance.outside_facts import Vintage

    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if not set(reader.fieldnames or ()) >= _COLUMNS:
            raise ValueError(
                said(
                    f"{file} is not what “veille watch import FILE --out {file}” writes.",
                    f"{file} n’est pas ce qu’écrit « veille watch import FICHIER --out {file} ».",
                )
            )
        rows = list(reader)
    names = sorted({row["series"] for row in rows})
    chosen = series or (names[0] if len(names) == 1 else "")
    if chosen not in names:
        shown = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
        raise ValueError(
            said(
                f"Say which series with --series: {shown}.",
                f"Précisez la série avec --series : {shown}.",
            )
        )
    counts: dict[str, dict[str, float]] = defaultdict(dict)
    marks: dict[str, dict[str, str]] = defaultdict(dict)
    of_file: dict[str, str] = {}
    for row in rows:
        if row["series"] != chosen:
            continue
        of_file = {name: row[name] for name in _OF_SERIES}
        if row["count"]:
            counts[row["as_of"]][row["date"]] = float(row["count"])
        else:
            marks[row["as_of"]][row["date"]] = row["mark"] or "missing"
    return of_file, [
        Vintage(as_of=day, counts=found, marks=marks.get(day, {})) for day, found in counts.items()
    ]


def known(
    series: Annotated[
        str, typer.Argument(metavar="[SERIES]", help="The first letters of its identity.")
    ] = "",
    on: On = None,
    out: Out = None,
) -> None:
    """Write a kept series as it was known on a day, with the estimate made of what was known then;
    without SERIES, list those that are kept.

    Writes date, count, low, median, high, as_of: the middle and the 90 % interval of the nowcast,
    empty for periods that no longer change.

    Example: veille watch known 3f2a --on 2026-05-01
    """
    extras.need("watch")
    installation.open_ready()
    import polars as pl

    from veille.surveillance import outside
    from veille.watch import hindsight

    if not series:
        terminal.say(*(_line(row) for row in outside.every()))
        return
    with one_sentence():
        found = outside.as_series(_one(series))
        day = on.date() if on else found.known().as_of
        vintage = found.known(day)
    told = {each.day: each for each in hindsight.estimates(found, day)}
    rows = [
        (
            period,
            vintage.counts[period],
            *((each.low, each.median, each.high) if (each := told.get(period)) else (None,) * 3),
            vintage.as_of,
        )
        for period in sorted(vintage.counts)
    ]
    numbers = dict.fromkeys(("count", "low", "median", "high"), pl.Float64)
    schema = {"date": pl.Date, **numbers, "as_of": pl.Date}
    write(pl.DataFrame(rows, schema=schema, orient="row"), out)


def hindsight(series: Series, out: Out = None) -> None:
    """What would have been known: for each vintage of a kept series, what was known then, what the
    nowcast of that day would have said, and what is known now; on standard error how often it held.

    Example: veille watch hindsight 3f2a --out hindsight.csv
    """
    extras.need("watch")
    installation.open_ready()
    import polars as pl

    from veille.surveillance import outside
    from veille.watch import hindsight as core

    with one_sentence():
        found = outside.as_series(_one(series))
    told = [each for vintage in core.every_vintage(found) for each in vintage]
    if not told:
        terminal.mention(
            said(
                f"Nothing can be told yet: a nowcast needs {core.VINTAGES_NEEDED} vintages of "
                f"counts by day, week or month, over {core.PERIODS_NEEDED} periods.",
                f"Rien à dire encore : une estimation demande {core.VINTAGES_NEEDED} états connus "
                f"de décomptes par jour, semaine ou mois, sur {core.PERIODS_NEEDED} périodes.",
            )
        )
        raise typer.Exit(FAULTY)
    now = found.known().counts
    names = ("known", "low", "median", "high", "known_now")
    schema = {"as_of": pl.Date, "date": pl.Date, **dict.fromkeys(names, pl.Float64)}
    rows = [
        (each.as_of, each.day, each.known, each.low, each.median, each.high, now.get(each.day))
        for each in told
    ]
    write(pl.DataFrame(rows, schema=schema, orient="row"), out)
    record = core.record(found, told)
    if record is not None:
        terminal.mention(
            said(
                f"Of {record.judged} estimates whose counts are final by now, {record.held} held "
                f"it in their 90 % interval; mean error {record.error:.1f}, of the count as known "
                f"then {record.error_as_known:.1f}.",
                f"Sur {record.judged} estimations dont le nombre est maintenant définitif, "
                f"{record.held} le contenaient dans leur intervalle à 90 %; erreur moyenne "
                f"{record.error:.1f}, celle du nombre alors connu {record.error_as_known:.1f}.",
            )
        )


def _one(beginning: str) -> "OutsideRow":
    """Raises ValueError where none, or several, begin so."""
    from veille.surveillance import outside

    found = [row for row in outside.every() if row.id.startswith(beginning.lower())]
    if len(found) == 1:
        return found[0]
    raise ValueError(
        said(
            f"No kept series, or several, begin with {beginning}: “veille watch known” lists them.",
            f"Aucune série gardée, ou plusieurs, commencent par {beginning} : « veille watch "
            "known » les liste.",
        )
    )


def _line(row: "OutsideRow") -> str:
    days = [date.fromisoformat(each["as_of"]) for each in row.vintages]
    shown = f"{min(days)} … {max(days)}" if len(days) > 1 else f"{days[0]}"
    public = said("public", "publique") if row.public else said("inside", "interne")
    return f"{row.id[:8]}  {row.what}, {row.area} · {row.source}, {row.title} · {shown} · {public}"
