"""Files of rows on the terminal: how far one is read, and what would come of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from veille.tabular.writing import as_csv

from . import terminal

if TYPE_CHECKING:
    from veille.tabular import DryRun, Fault, Profile, Table


@contextmanager
def share_read(name: str) -> Iterator[Callable[[float], None]]:
    """A bar that is told which share of a file is read."""
    with terminal.progress(name, 1.0) as advance:
        read = 0.0

        def on(share: float) -> None:
            nonlocal read
            advance(share - read)
            read = share

        yield on


def show_dry_run(table: "Table", profile: "Profile", dry: "DryRun", speech: str) -> None:
    """How each column is read, how many rows are ready, the faults, the questions still open."""
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


def say_how_to_answer(speech: str) -> None:
    """Where a question is still open."""
    terminal.mention(
        "Pour répondre\u00a0: gardez le profil avec «\u202f--keep profil.toml\u202f», écrivez-y la "
        "réponse sous la colonne, puis relancez avec «\u202f--profile profil.toml\u202f»."
        if speech == "fr"
        else "To answer: keep the profile with --keep profile.toml, write the answer below its "
        "column there, then run again with --profile profile.toml."
    )


def write_faults(path: Path, faults: "Iterable[Fault]", speech: str) -> None:
    """Every row that stays out, and why, as CSV."""
    lines = [(one.row, one.heading, one.text, one.message.in_words(speech)) for one in faults]
    path.write_text(as_csv(("row", "heading", "text", "reason"), lines), "utf-8")
