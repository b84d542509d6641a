"""`veille supply`: other programmes' files read, and what a sample's tests say."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import extras

from . import terminal
from .law import MALFORMED, PIPE, Language
from .row_files import say_how_to_answer, share_read, show_dry_run

if TYPE_CHECKING:
    from veille.supply.importing import Detail
    from veille.tabular import Profile, Table

app = typer.Typer(
    no_args_is_help=True, help="The drug supply: files of samples, and what tests can say."
)

#: Rows whose label came before, of which so many are named.
_TWICE_SHOWN = 5

Speech = Annotated[
    Language | None, typer.Option("--language", help="Of the sentences. [default: the terminal's]")
]


@app.command()
def interpret(
    file: Annotated[Path, typer.Argument(help="A sample, in JSON; “-” reads it.")] = PIPE,
    language: Speech = None,
) -> None:
    """Say what a sample's tests could see, and how probable each substance is: JSON in, JSON out.

    Limits come first. Malformed input: exit 2, one line. Needs no installation. No answer ever
    means that a sample is safe.

    Example: echo '{"strips": [{"target": "fentanyl", "outcome": "negative", "mg_per_ml": 2}]}' |
    veille supply interpret
    """
    extras.need("supply")
    import msgspec

    from veille.supply.answering import answer, read_asked

    content = sys.stdin.buffer.read() if file == PIPE else file.read_bytes()
    try:
        asked = read_asked(content)
    except (msgspec.MsgspecError, ValueError) as error:
        terminal.mention(error)
        raise typer.Exit(MALFORMED) from None
    said = answer(asked, language.value if language else terminal.language())
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV or a workbook.")],
    profile: Annotated[
        str,
        typer.Option(
            help="bc-2018, unc, nyc, veille (what “export” writes), or a TOML file. "
            "[default: proposed from the headings]"
        ),
    ] = "",
    detail: Annotated[
        Path | None,
        typer.Option(help="A second file, one row a substance found: UNC’s nc_lab_detail.csv."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Take the rows into the ledger of this installation.")
    ] = False,
    source: Annotated[
        str,
        typer.Option(
            help="Whose samples they are: a row is known again within it. "
            "[default: the profile’s name]"
        ),
    ] = "",
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Write the profile, as it was used, as TOML.")
    ] = None,
    language: Speech = None,
) -> None:
    """Read a file of samples: rows, faults with row and reason, questions. With --write, take what
    can be read into the ledger, marked with its source and of its own dates.

    Without --profile, each heading is put beside the field that it is most like. Exit 2 where the
    file holds no table, or where a question is open: nothing is written then. The same file twice
    adds nothing; stopped half-way, the same command goes on. A dry run needs no installation.

    Example: veille supply import samples.csv --profile bc-2018 --write
    """
    from veille.supply.importing import laboratory, open_with
    from veille.supply.schemas import OF_SAMPLES, SCHEMAS
    from veille.tabular import Unreadable, dry_run, written_profile

    speech = language.value if language else terminal.language()
    try:
        table, found = open_with(file, profile, *OF_SAMPLES)
        more = None if detail is None else laboratory(*_detail(detail, found, speech))
    except Unreadable as refused:
        terminal.mention(refused.in_words(speech))
        raise typer.Exit(MALFORMED) from None
    with share_read(file.name) as on:
        dry = dry_run(table, SCHEMAS[found.schema], found, progress=on)
    show_dry_run(table, found, dry, speech)
    if keep is not None:
        keep.write_text(written_profile(dry.profile), "utf-8")
    if dry.questions:
        say_how_to_answer(speech)
        raise typer.Exit(MALFORMED)
    if write:
        _write(table, dry.profile, more, source or found.name, speech)


def _detail(file: Path, profile: "Profile", speech: str) -> "tuple[Table, Profile]":
    """The second file, read by the profile that belongs to that of the first one, where there is
    one; its faults are said."""
    from veille.supply.importing import DETAIL_SUFFIX, PROFILES, open_with
    from veille.supply.schemas import DETAIL
    from veille.tabular import dry_run

    name = profile.name + DETAIL_SUFFIX
    table, found = open_with(file, name if name in PROFILES else "", DETAIL)
    show_dry_run(table, found, dry_run(table, DETAIL, found), speech)
    return table, found


def _write(
    table: "Table",
    profile: "Profile",
    detail: "Detail | None",
    source: str,
    speech: str,
) -> None:
    from . import installation

    installation.open_ready()
    from veille.supply.imports.actions import import_file

    with share_read(source) as on:

        def go(share: float) -> bool:
            on(share)
            return True

        done = import_file(by="", source=source, table=table, profile=profile, detail=detail, go=go)
    left = done.faulty + len(done.twice)
    terminal.say(
        f"Dans le registre\u00a0: {done.new} nouvelles, {done.changed} modifiées, "
        f"{done.here} déjà là\u202f; {left} laissées de côté."
        if speech == "fr"
        else f"In the ledger: {done.new} new, {done.changed} changed, {done.here} here already; "
        f"{left} left out."
    )
    for row, label in done.twice[:_TWICE_SHOWN]:
        terminal.say(
            f"Ligne {row} : l’échantillon {label} est déjà plus haut dans le fichier."
            if speech == "fr"
            else f"Row {row}: the sample {label} stands further up in the file already."
        )


@app.command()
def answers(
    file: Annotated[Path, typer.Argument(help="CSV, a workbook, or .json.")],
    laboratory: Annotated[str, typer.Option(help="The laboratory, for rows that name none.")] = "",
) -> None:
    """Take in answers of a laboratory by label. What cannot be taken in is named with its row and
    why, and the rest goes on; the same file twice adds nothing. Exit 2 where a row was left out.

    Columns: sample, laboratory, method, substance, abundance, share, date; or strip, reading, lot,
    mg in 1 mL.

    Example: veille supply answers answers.csv --laboratory "Santé Canada"
    """
    from . import installation

    installation.open_ready()
    from veille.supply.answers import take_json, take_table
    from veille.supply.importing import open_with
    from veille.supply.schemas import RESULTS
    from veille.tabular import Unreadable

    speech = terminal.language()
    if file.suffix.lower() == ".json":
        done = take_json(by="", content=file.read_bytes())
    else:
        try:
            table, profile = open_with(file, "", RESULTS)
        except Unreadable as refused:
            terminal.mention(refused.in_words(speech))
            raise typer.Exit(MALFORMED) from None
        done = take_table(by="", laboratory=laboratory, table=table, profile=profile)
    terminal.say(
        f"{done.new} réponses nouvelles, {done.here} déjà là."
        if speech == "fr"
        else f"{done.new} new answers, {done.here} here already."
    )
    lines = [(row, str(why)) for row, why in done.refused]
    lines += [(fault.row, fault.message.in_words(speech)) for fault in done.faults]
    for row, why in sorted(lines):
        terminal.say(f"{'Ligne' if speech == 'fr' else 'Row'} {row}: {why}")
    if lines:
        raise typer.Exit(MALFORMED)


@app.command()
def seizures(
    substance: Annotated[str, typer.Option(help="Only of this one. [default: all]")] = "",
) -> None:
    """Write the log of seizures as CSV, a row a seizure: the events of an event study.

    Example: veille supply seizures --substance fentanyl > seizures.csv
    """
    from . import installation

    installation.open_ready()
    from veille.supply.seizures import reads
    from veille.tabular.writing import as_csv

    sys.stdout.write(as_csv(reads.SERIES, reads.series(substance)))


class Shape(StrEnum):
    UNC = "unc"
    PARQUET = "parquet"


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A folder; the files in it must be new.")],
    shape: Annotated[
        Shape, typer.Option("--as", help="UNC’s two CSV files, or one Parquet table.")
    ] = Shape.UNC,
    source: Annotated[
        str, typer.Option(help="Another programme’s samples. [default: this network’s]")
    ] = "",
) -> None:
    """Write every sample for other programmes: no person, no visit, no hour.

    samples.csv and detail.csv are joined by sampleid, as UNC’s are; “veille supply import
    samples.csv --profile veille --detail detail.csv” reads them again.

    Example: veille supply export out
    """
    from . import installation

    if shape is Shape.PARQUET:
        extras.need("watch")
    installation.open_ready()
    from zoneinfo import ZoneInfo

    from django.conf import settings
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused
    from veille.supply import exporting, gathered

    samples = (
        gathered.of_source(source) if source else gathered.of_network(ZoneInfo(settings.TIME_ZONE))
    )
    folder.mkdir(parents=True, exist_ok=True)
    files = (
        [exporting.PARQUET_FILE]
        if shape is Shape.PARQUET
        else [exporting.SAMPLES_FILE, exporting.DETAIL_FILE]
    )
    for name in files:
        if (folder / name).exists():
            raise Refused(
                _("%(file)s exists already. Name another folder; nothing is overwritten."),
                file=folder / name,
            )
    if shape is Shape.PARQUET:
        exporting.write_parquet(samples, folder / exporting.PARQUET_FILE)
    else:
        for name, text in zip(files, exporting.two_files(samples), strict=True):
            (folder / name).write_text(text, "utf-8")
    french = terminal.language() == "fr"
    terminal.say(f"{len(samples)} {'échantillons' if french else 'samples'}: {', '.join(files)}")


@app.command()
def triggers(language: Speech = None) -> None:
    """Run the triggers on this installation’s samples and draft the alerts that are due.

    A running server does so by itself every few minutes; this is for a machine without one. A draft
    goes out only once a coordinator has approved and published it. Run again, it drafts nothing
    twice.

    Example: veille supply triggers
    """
    extras.need("supply")
    from . import installation

    installation.open_ready()
    from django.utils.translation import override

    from veille.supply.alerts.drafting import draft_alerts
    from veille.supply.alerts.pages.wording import headline
    from veille.ui.rooms import all_series

    speech = language.value if language else terminal.language()
    made = draft_alerts(all_series())
    with override(speech):
        for alert in made:
            sys.stdout.write(f"{headline(alert.content)}\n")
    terminal.say(
        f"{len(made)} ébauche(s) d’alerte." if speech == "fr" else f"{len(made)} alerts drafted."
    )
