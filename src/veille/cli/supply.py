"""`veille supply`: other programmes' files read, and what a sample's tests say."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import extras

from . import terminal
from .law import MALFORMED, PIPE, Language

if TYPE_CHECKING:
    from veille.tabular import DryRun, Profile, Table

app = typer.Typer(
    no_args_is_help=True, help="The drug supply: files of samples, and what tests can say."
)

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
        str, typer.Option(help="bc-2018, unc, unc-detail, nyc, or a TOML file. [default: proposed]")
    ] = "",
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Write the profile, as it was used, as TOML.")
    ] = None,
    language: Speech = None,
) -> None:
    """Read a file of samples without writing anything: rows, faults with row and reason, questions.

    Without --profile, each heading is put beside the field that it is most like. Exit 2 where the
    file holds no table, or where a question is open. Needs no installation.

    Example: veille supply import samples.csv --profile bc-2018
    """
    from veille.supply.importing import SCHEMAS, open_with
    from veille.tabular import Unreadable, dry_run, written_profile

    speech = language.value if language else terminal.language()
    try:
        table, found = open_with(file, profile)
    except Unreadable as refused:
        terminal.mention(refused.in_words(speech))
        raise typer.Exit(MALFORMED) from None
    with terminal.progress(file.name, 1.0) as advance:
        read = 0.0

        def on(share: float) -> None:
            nonlocal read
            advance(share - read)
            read = share

        dry = dry_run(table, SCHEMAS[found.schema], found, progress=on)
    _show(table, found, dry, speech)
    if keep is not None:
        keep.write_text(written_profile(dry.profile), "utf-8")
    if dry.questions:
        raise typer.Exit(MALFORMED)


def _show(table: "Table", profile: "Profile", dry: "DryRun", speech: str) -> None:
    french = speech == "fr"
    columns = terminal.table(*(("Colonne", "Champ") if french else ("Column", "Field")))
    for column in profile.columns:
        if column.heading in table.headings:
            columns.add_row(column.heading, column.field or "–")
    terminal.to_reader().print(columns)
    terminal.say(
        f"{dry.rows} lignes : {dry.ready} prêtes, {dry.here} déjà là, {dry.faulty} avec une faute."
        if french
        else f"{dry.rows} rows: {dry.ready} ready, {dry.here} here, {dry.faulty} with a fault."
    )
    for note in dry.notes:
        terminal.say(note.in_words(speech))
    for fault in dry.faults:
        rows = ", ".join(map(str, fault.rows)) + (" …" if fault.count > len(fault.rows) else "")
        where = f"{fault.count} × ({rows})"
        terminal.say(f"{where}  {fault.heading}: {fault.message.in_words(speech)}")
    for question in dry.questions:
        terminal.say(f"? {question.heading}: {question.message.in_words(speech)}")
        for answer, says in question.choices:
            terminal.say(f'    {question.asked} = "{answer}": {says.in_words(speech)}')
