"""Files of counts that `veille watch` reads and writes, and what is wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import terminal
from .terminal import said

if TYPE_CHECKING:
    import polars as pl

FAULTY = 2
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="[default: standard output]")
]


def table_of(file: Path) -> "pl.DataFrame":
    """The file with every column as text: what is a number is the detector's to say."""
    import polars as pl

    try:
        table = pl.read_csv(existing(file), infer_schema=False, truncate_ragged_lines=False)
    except pl.exceptions.NoDataError:
        raise ValueError(said(f"{file} is empty.", f"{file} est vide.")) from None
    except pl.exceptions.PolarsError as error:
        why = str(error).splitlines()[0]
        raise ValueError(
            said(
                f"{file} is no table with commas: {why}",
                f"{file} n’est pas un tableau séparé par des virgules : {why}",
            )
        ) from None
    if not table.height:
        raise ValueError(
            said(
                f"{file} has headings and no rows: the series is empty.",
                f"{file} a des titres et aucune ligne : la série est vide.",
            )
        )
    return table


def existing(file: Path) -> Path:
    if not file.exists():
        raise ValueError(said(f"There is no file {file}.", f"Il n’y a pas de fichier {file}."))
    return file


def mention_written(file: Path, rows: int) -> None:
    terminal.mention(
        said(f"Wrote {file}: {rows:,} rows.", f"Fichier {file} écrit : {rows} lignes.")
    )


def write(frame: "pl.DataFrame", out: Path | None) -> None:
    if out is None:
        terminal.to_reader().print(frame.write_csv(), end="", markup=False)
        return
    frame.write_csv(out)
    mention_written(out, frame.height)


@contextmanager
def one_sentence() -> Iterator[None]:
    """What is wrong with the input, in one sentence, and exit status 2."""
    try:
        yield
    except ValueError as error:
        in_words = getattr(error, "in_words", None)
        terminal.mention(in_words(terminal.language()) if in_words else error)
        raise typer.Exit(FAULTY) from None
