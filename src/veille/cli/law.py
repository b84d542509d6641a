"""`veille law`: what the law says of a case."""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import terminal

if TYPE_CHECKING:
    from veille.law import Case

app = typer.Typer(
    no_args_is_help=True, help="The law: what it says of a person found with drugs, on any day."
)

#: Stands for standard input.
PIPE = Path("-")
MALFORMED = 2


class Language(StrEnum):
    EN = "en"
    FR = "fr"


File = Annotated[Path, typer.Argument(help="A case, or an array of cases, in JSON; “-” reads it.")]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="FOLDER",
        exists=True,
        file_okay=False,
        help="Read the rule files of this folder too; one for a jurisdiction that Veille has "
        "stands in place of Veille’s.",
    ),
]
Speech = Annotated[
    Language | None, typer.Option("--language", help="Of the prose. [default: the terminal's]")
]


@app.command()
def assess(
    file: File = PIPE,
    explain: Annotated[bool, typer.Option("--explain", help="Write prose, not JSON.")] = False,
    language: Speech = None,
    rules: Rules = None,
) -> None:
    """Say what the law says of a case: JSON in, JSON out. Needs no installation.

    An array gives an array, in its order. Malformed input: exit 2, one line a fault, with its
    JSON path. Information, not legal advice.

    Example: veille law assess case.json --explain
    """
    from veille.law import assess_many
    from veille.law.answer import to_json
    from veille.law.caveats import caveats
    from veille.law.prose import prose
    from veille.law.readings import possibilities

    read_rules_of(rules)
    speech = language.value if language else terminal.language()
    cases, many = _read(file, speech)
    answers = assess_many(cases)
    if explain:
        today = datetime.now(tz=UTC).astimezone().date()
        told = [
            prose(answer, speech, caveats(case, today), possibilities(case))
            for case, answer in zip(cases, answers, strict=True)
        ]
        _write("\n".join(told).encode())
        return
    _write(_indented(to_json(answers if many else answers[0])))


@app.command("changes")
def changes_of(file: File = PIPE, language: Speech = None, rules: Rules = None) -> None:
    """Show how the answer to a case changed, from the first rule to this day.

    Example: veille law changes case.json
    """
    from veille.law import changes
    from veille.law.prose import outcome_of, section_of

    read_rules_of(rules)
    speech = language.value if language else terminal.language()
    cases, _many = _read(file, speech)
    for case in cases:
        shown = terminal.table(*_heads(speech, "from", "until", "outcome", "section"))
        for span in changes(case):
            section = section_of(span.answer, speech)
            shown.add_row(
                span.begins.isoformat(),
                span.until.isoformat() if span.until else "",
                outcome_of(span.answer, speech),
                section,
            )
        terminal.to_reader().print(shown)


@app.command()
def compare(
    file: File = PIPE,
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="CODE", help="Only with this jurisdiction; may be repeated."
        ),
    ] = None,
    other_day: Annotated[
        str, typer.Option("--day", metavar="DATE", help="With the same case on this day instead.")
    ] = "",
    language: Speech = None,
    rules: Rules = None,
) -> None:
    """Lay a case side by side: in every jurisdiction on its day, or on another day in its own.

    What differs from the case’s own answer is marked; two days name each rule that changed.

    Example: veille law compare case.json --with PT --with CA-QC
    """
    read_rules_of(rules)
    speech = language.value if language else terminal.language()
    cases, _many = _read(file, speech)
    for case in cases:
        if other_day:
            _show_days(case, other_day, speech)
        else:
            _show_beside(case, on or [], speech)


#: The heads of tables, in English and French.
_HEADS = {
    "from": ("From", "Dès le"),
    "until": ("Until", "Jusqu’au"),
    "outcome": ("Outcome", "Réponse"),
    "section": ("Section", "Disposition"),
    "where": ("Where", "Lieu"),
    "differs": ("Differs", "Diffère"),
    "rule": ("Rule", "Règle"),
}


def _heads(speech: str, *names: str) -> list[str]:
    return [_HEADS[name][speech == "fr"] for name in names]


def _show_beside(case: "Case", others: list[str], speech: str) -> None:
    from veille.law import codes, side_by_side
    from veille.law.prose import outcome_of, section_of

    unknown = [code for code in others if code not in codes()]
    if unknown:
        none, there = ", ".join(unknown), ", ".join(codes())
        terminal.mention(
            f"Il n’y a pas de règles pour {none}. Choisissez parmi {there}."
            if speech == "fr"
            else f"There are no rules for {none}. Choose of {there}."
        )
        raise typer.Exit(MALFORMED)
    shown = terminal.table(*_heads(speech, "where", "outcome", "section", "differs"))
    for row in side_by_side(case, others):
        shown.add_row(
            row.name[speech],
            outcome_of(row.answer, speech),
            section_of(row.answer, speech),
            "≠" if row.differs else "",
        )
    terminal.to_reader().print(shown)


def _show_days(case: "Case", other_day: str, speech: str) -> None:
    from datetime import date

    from veille.law import between
    from veille.law.prose import outcome_of

    try:
        day = date.fromisoformat(other_day)
    except ValueError:
        terminal.mention(
            f"«\u202f{other_day}\u202f» n’est pas une date, par exemple 2023-06-01."
            if speech == "fr"
            else f"“{other_day}” is not a date such as 2023-06-01."
        )
        raise typer.Exit(MALFORMED) from None
    before, after = sorted((case.date, day))
    found = between(case, before, after)
    shown = terminal.table(*_heads(speech, "rule"), before.isoformat(), after.isoformat())
    shown.add_row(
        "",
        outcome_of(found.before, speech),
        outcome_of(found.after, speech),
    )
    for change in found.rules:
        shown.add_row(
            change.rule,
            *(
                each.reference.section[speech] if each else "–"
                for each in (change.before, change.after)
            ),
        )
    terminal.to_reader().print(shown)


def read_rules_of(folder: Path | None) -> None:
    """A file that cannot be read is told in a sentence and stops no other."""
    if folder is not None:
        from veille.law import read_rules

        terminal.mention(*read_rules(folder))


def _read(file: Path, speech: str) -> tuple[list["Case"], bool]:
    from veille.law import Malformed, known, read_cases

    text = sys.stdin.buffer.read() if file == PIPE else file.read_bytes()
    try:
        return read_cases(text, known())
    except Malformed as malformed:
        terminal.mention(*(f"{each.path}: {each.in_words(speech)}" for each in malformed.faults))
        raise typer.Exit(MALFORMED) from None


def _indented(json: bytes) -> bytes:
    import msgspec

    return msgspec.json.format(json, indent=2) + b"\n"


def _write(out: bytes) -> None:
    sys.stdout.buffer.write(out)
    sys.stdout.buffer.flush()
