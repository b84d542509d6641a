"""What a person at the terminal sees: progress on anything slow, and sentences, no tracebacks."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING

from veille.environment import EmptySecret, Unusable
from veille.extras import Missing

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console
    from rich.table import Table

#: Moves a progress bar on by so much.
Advance = Callable[[float], None]

#: Exit status after an interruption (Ctrl-C), as shells have it: 128 + SIGINT.
INTERRUPTED = 130


def to_reader() -> "Console":
    """Where answers go."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def aside() -> "Console":
    """Where progress and warnings go: never into what a pipe carries on."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(*lines: object) -> None:
    console = to_reader()
    for line in lines:
        console.print(str(line), markup=False)


def mention(*lines: object) -> None:
    """Say it on standard error, beside what is written to standard output."""
    console = aside()
    for line in lines:
        console.print(str(line), markup=False)


def table(*columns: str) -> "Table":
    """Long cells go on in the next line: what is to be copied is never cut short."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


#: Spaces inside a number, and what stands for them while a table is laid out: rich breaks a line at
#: any space, be it one that does not break.
_FIRM = {0x202F: "\ue000", 0xA0: "\ue001"}


def firm(text: str) -> str:
    """For a cell of a table that `show` prints: its numbers stay in one line."""
    return text.translate(_FIRM)


def show(made: "Table") -> None:
    """Print a table whose cells are `firm`."""
    console = to_reader()
    with console.capture() as held:
        console.print(made)
    back = {ord(held_by): chr(space) for space, held_by in _FIRM.items()}
    console.file.write(held.get().translate(back))


def moment(at: "datetime") -> str:
    """When something was, by this machine's clock."""
    from django.utils import formats, timezone

    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


@contextmanager
def progress(what: object, total: float | None) -> Iterator[Advance]:
    """A bar with the time left; gives a function that advances it. Gone when done.

    `total` is in whatever the function is called with; None where nobody knows it.
    """
    from rich import progress as bars

    console = aside()
    with bars.Progress(
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(str(what), total=total)
        yield lambda amount: bar.advance(task, amount)


def language() -> str:
    """The terminal's language: French where its locale says so, else English."""
    locale = next(
        filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), ""
    )
    return "fr" if locale.startswith("fr") else "en"


def said(en: str, fr: str) -> str:
    """What is said in both languages, in the terminal's."""
    return fr if language() == "fr" else en


def in_a_sentence(error: Exception) -> str | None:
    """What to tell the person about `error`; None where only a traceback would do."""
    if isinstance(error, (Missing, Unusable, EmptySecret)):
        return error.in_language(language())
    if _is_set_up():
        import sqlite3

        from django.db import Error as DatabaseError

        from veille.ledger import database_troubles, system_errors
        from veille.ledger.refusal import Refused

        if isinstance(error, Refused):
            return str(error)
        if isinstance(error, (DatabaseError, sqlite3.Error)):
            return " ".join(database_troubles.in_words(error))
        if isinstance(error, OSError):
            named = f"{error.filename}: " if error.filename else ""
            return f"{named}{system_errors.why(error)}"
    if isinstance(error, (UnicodeError, RecursionError)):
        return _unreadable(error)
    if isinstance(error, PackageNotFoundError):
        return said(
            f"The package {error.name} is here without its description, which Python needs. "
            "Install Veille anew: pip install 'veille[site]'",
            f"Le paquet {error.name} est ici sans sa description, dont Python a besoin. "
            "Réinstallez Veille\u00a0: pip install 'veille[site]'",
        )
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
    return None


def _is_set_up() -> bool:
    """Whether the ledger can be imported: Django may be, and not be set up yet."""
    if "django" not in sys.modules:
        return False
    from django.apps import apps

    return apps.ready


def _unreadable(error: UnicodeError | RecursionError) -> str:
    """For what no command reads for itself."""
    if isinstance(error, UnicodeDecodeError):
        at = error.start + 1
        return said(
            f"A file that was given is no text in UTF-8: see its byte {at}. Save it as UTF-8, then "
            "try again. Nothing was changed.",
            f"Un fichier fourni n’est pas du texte en UTF-8\u00a0: voyez son octet {at}. "
            "Enregistrez-le en UTF-8, puis recommencez. Rien n’a été modifié.",
        )
    if isinstance(error, UnicodeError):
        return said(
            "A word of this command, or of a file, holds bytes that are no text. Type it again, in "
            "UTF-8. Nothing was changed.",
            "Un mot de cette commande, ou d’un fichier, contient des octets qui ne sont pas du "
            "texte. Tapez-le de nouveau, en UTF-8. Rien n’a été modifié.",
        )
    return said(
        "A file that was given is nested too deeply to be read. Nothing was changed.",
        "Un fichier fourni est imbriqué trop profondément pour être lu. Rien n’a été modifié.",
    )
