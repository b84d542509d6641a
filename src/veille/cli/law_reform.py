"""`veille law reform`: what a reform changes for a file of cases, or for a made-up population."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import extras

from . import terminal
from .law import MALFORMED, Language, Rules, Speech, read_rules_of

if TYPE_CHECKING:
    import polars as pl

    from veille.law.reform import Reform
    from veille.law.reform.cases import Read
    from veille.law.reform.effect import Effect
    from veille.law.reform.phrases import Phrases
    from veille.law.reform.result import Result
    from veille.reports.tables import Table

#: Faults and questions that the terminal shows.
_SHOWN = 8


def reform(
    overlay: Annotated[
        str, typer.Argument(metavar="REFORM", help="A TOML file, or one of “veille law reforms”.")
    ],
    cases: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="CSV, workbook, Parquet or JSON lines; or “made-up”: 100,000 people.",
        ),
    ] = "made-up",
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write reports, pictures and tables there, too."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be read, and what is wrong.")
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Ask about all cases as of this day."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="TITLE=FIELD", help="Which field a column is; may be repeated."),
    ] = None,
    assume: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="For cases that do not say it; may be repeated."),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(metavar="TITLE=CHOICE", help="To a question about a column; may be repeated."),
    ] = None,
    people: Annotated[
        int | None, typer.Option(min=1, help="So many made-up cases. [default: 100000]")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the made-up population.")] = 1,
    language: Speech = None,
    rules: Rules = None,
) -> None:
    """Try a reform before it is passed: who would be answered otherwise, and how.

    A reform is a TOML file laid over the rules: a threshold raised, a substance added, a place
    dropped, a rule ended, a new one from a day on. Rows that cannot be read are named, and left
    out with their case. With --out: a report in both languages, pictures, and the changed cases as
    CSV. An unsound reform, no case, or an open question: exit 2. Information, not legal advice.

    Example: veille law reform bc-4.5-grams --out bc
    """
    extras.need("law")
    read_rules_of(rules)
    say = _say(language)
    with _told(say):
        mine = _reform(overlay, say)
        _check_out(out)
        if cases == "made-up":
            found = _made_up(mine, people, seed, on, overlay, dry_run, say)
        else:
            read = _read(cases, column, assume, answer, say)
            _show_reading(read, say, _pairs(assume))
            found = None if dry_run else _asked(mine, read, on, overlay, cases, say)
        _mention_reform(mine, say, dry_run)
        if found is None:
            return
        _show(found, say)
        if out is not None:
            _write(found, out, say)


def reforms(language: Speech = None) -> None:
    """List the reforms that come with Veille, as examples.

    Example: veille law reforms
    """
    extras.need("law")
    from veille.law import reform as room

    speech = _say(language).language
    shown = terminal.table("", "")
    for name in room.names():
        shown.add_row(name, room.load_example(name).name[speech])
    terminal.to_reader().print(shown)


def _say(language: Language | None) -> "Phrases":
    from veille.law.reform.phrases import Phrases

    return Phrases(language.value if language else terminal.language())


@contextmanager
def _told(say: "Phrases") -> Iterator[None]:
    """What is wrong with a reform or a file, in a sentence; exit 2."""
    from veille.law.load import Unsound
    from veille.tabular import Unreadable

    try:
        yield
    except Unsound as unsound:
        terminal.mention(unsound.in_words(say.language))
    except Unreadable as unreadable:
        terminal.mention(say.typeset(unreadable.in_words(say.language)))
    else:
        return
    raise typer.Exit(MALFORMED)


def _reform(overlay: str, say: "Phrases") -> "Reform":
    from veille.law import reform as room

    if Path(overlay).exists():
        return room.load(Path(overlay))
    if overlay in room.names():
        return room.load_example(overlay)
    terminal.mention(say("no_such", name=overlay, names=", ".join(room.names())))
    raise typer.Exit(MALFORMED)


def _check_out(out: Path | None) -> None:
    if out is not None and out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "Not a folder", str(out))


def _pairs(texts: list[str] | None) -> dict[str, str]:
    """NAME=VALUE as names and values."""
    found = {}
    for text in texts or []:
        name, equals, value = text.rpartition("=") if text.count("=") > 1 else text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"{text!r} is not NAME=VALUE")
        found[name.strip()] = value.strip()
    return found


def _made_up(
    mine: "Reform",
    people: int | None,
    seed: int,
    on: datetime | None,
    overlay: str,
    dry_run: bool,
    say: "Phrases",
) -> "Result | None":
    from veille.law.reform.population import default_size, made_up
    from veille.law.reform.result import Result

    population = made_up(mine, cases=people, seed=seed)
    terminal.mention(*(f"- {say.of(each.says)}" for each in population.assumptions))
    if dry_run:
        return None
    command = f"veille law reform {overlay} --cases made-up --seed {seed}"
    command += f" --people {people}" if people not in (None, default_size()) else ""
    effect = _effect(mine, population.frame, on, say)
    return Result(effect, None, population, on.date() if on else None, _with_day(command, on))


def _with_day(command: str, on: datetime | None) -> str:
    return f"{command} --on {on:%Y-%m-%d}" if on else command


def _effect(mine: "Reform", frame: "pl.DataFrame", on: datetime | None, say: "Phrases") -> "Effect":
    import polars as pl

    from veille.law.reform.effect import effect

    if on is not None:
        frame = frame.with_columns(date=pl.lit(on.date(), dtype=pl.Date))
    with terminal.progress(say("ask_step"), None):
        return effect(mine, frame)


def _read(
    cases: str,
    column: list[str] | None,
    assume: list[str] | None,
    answer: list[str] | None,
    say: "Phrases",
) -> "Read":
    from veille.law.reform.cases import read_file

    done = 0.0
    with terminal.progress(say("read_step"), 1.0) as advance:

        def moved(share: float) -> None:
            nonlocal done
            advance(share - done)
            done = share

        return read_file(
            Path(cases),
            columns=_pairs(column),
            assume=_pairs(assume),
            answers=_pairs(answer),
            progress=moved,
        )


def _show_reading(read: "Read", say: "Phrases", assumed: dict[str, str]) -> None:
    """What was read, row by row what was not, and what is still to be answered."""
    from veille.law.reform import result

    terminal.mention(
        say("read_as", name=read.name, rows=say.count(read.rows), cases=say.count(read.cases))
    )
    for heading, field in read.headings:
        terminal.mention(f"  {heading} → {field or say('unused')}")
    if taken := result.assumed(read, say, assumed):
        terminal.mention(taken)
    terminal.mention(*(say.typeset(each.in_words(say.language)) for each in read.notes))
    if read.faults:
        terminal.mention(result.left_out(read, say))
        _print(result.faults(read, say), aside=True, most=_SHOWN)
    for question in read.questions:
        choices = "; ".join(
            f"{choice}: {says.in_words(say.language)}" for choice, says in question.choices
        )
        terminal.mention(
            say(
                "question",
                heading=question.heading,
                question=question.message.in_words(say.language),
                choice=question.choices[0][0],
                choices=choices,
            )
        )
    if read.questions:
        raise typer.Exit(MALFORMED)
    if not read.cases:
        terminal.mention(say("no_cases"))
        raise typer.Exit(MALFORMED)


def _asked(
    mine: "Reform", read: "Read", on: datetime | None, overlay: str, cases: str, say: "Phrases"
) -> "Result":
    from veille.law.reform.result import Result

    effect = _effect(mine, read.frame, on, say)
    command = _with_day(f"veille law reform {overlay} --cases {cases}", on)
    return Result(effect, read, None, on.date() if on else None, command)


def _mention_reform(mine: "Reform", say: "Phrases", dry_run: bool) -> None:
    from veille.law import book

    places = ", ".join(say.of(book(code).name) for code in mine.changed)
    terminal.mention(say("sound", places=places, day=mine.begins.isoformat()))
    if dry_run:
        terminal.mention(say("would_write"))


def _show(found: "Result", say: "Phrases") -> None:
    from veille.law.reform import result

    effect = found.effect
    terminal.say(say.of(effect.reform.name), *found.note(say))
    if not effect.reached:
        return
    terminal.say(found.headline(say))
    if effect.other_terms:
        terminal.say(say("other_terms", cases=say.count(effect.other_terms)))
    if not effect.changed.height:
        terminal.say(say("nothing_changes"))
        return
    _print(result.moves(effect, say))
    for dimension in result.dimensions(effect):
        _print(result.by_group(effect, dimension, say))
    terminal.say(say("not_advice"))


def _print(table: "Table", *, aside: bool = False, most: int | None = None) -> None:
    shown = terminal.table(*table.head)
    for column in shown.columns[table.words :]:
        column.justify = "right"
    for row in table.rows[:most]:
        shown.add_row(*map(str, row))
    (terminal.aside() if aside else terminal.to_reader()).print(shown)


def _write(found: "Result", out: Path, say: "Phrases") -> None:
    from veille.law.reform import report

    with terminal.progress(say("write_step"), None):
        written = report.write(found, out)
    terminal.say(say("wrote", path=written[say.language]))
