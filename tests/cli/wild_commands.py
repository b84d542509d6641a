"""Each command of Veille's, with arguments and files that nobody would give it on purpose."""

import io
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import typer
from django.utils import translation

from veille.cli import main
from veille.ledger import upgrade

from ..wild import Wild

SOURCE = Path(main.__file__).resolve().parents[1]
#: What is not run, and why.
LEFT_OUT = {
    "serve": "runs until it is stopped",
    "demo": "runs until it is stopped",
    "foresight fit": "computes for minutes",
    "watch hindsight": "judges a whole history: for minutes",
    "backup restore": "puts the database of this process aside",
    "ledger restore": "puts the database of this process aside",
    "node join": "asks another machine",
    "node line": "asks another machine",
    "sync now": "asks another machine",
    "hub code": "waits for another machine",
    "init": "asks questions; what it makes is here already",
}
#: What keeps a command from computing for long.
ALWAYS = {"foresight run": ["--check"]}
_CASE = (
    b'{"age": 30, "place": "QC", "date": "2026-11-30", '
    b'"items": [{"substance": "heroin", "grams": 1}]}'
)
_SAMPLE = b'{"strips": [{"target": "fentanyl", "outcome": "negative", "mg_per_ml": 2}]}'
_SERIES = b"series,date,observed\na,2026-01-01,3\na,2026-02-01,4\na,2026-03-01,9\n"
_STUDY = (SOURCE / "foresight/studies/montreal.toml").read_bytes()
_REFORM = (SOURCE / "law/reform/examples/quebec-decriminalized.toml").read_bytes()
_FACTS = (
    b'{"format": "veille-ledger/1", "exported": "2026-11-30T01:02:03Z", "version": "1", '
    b'"node": "a", "rehearsal": false, "facts": 1, "heads": {"a": 1}}\n'
    b'{"id": "0", "node": "a", "seq": 1, "kind": "care.visit.arrived", "about": "b", '
    b'"place": "cactus", "at": "2026-11-30T01:02:03Z", "noted": "2026-11-30T01:02:03Z", '
    b'"by": "", "body": {}, "hash": "c", "prev": ""}\n'
)
_ROWS = b"date,time,sample,substance,result\n2026-11-30,10:20,A1,down,fentanyl\n2026-11-29,,A2,,\n"
#: By the group or name of a command: an example of its file, and its name's ending.
EXAMPLES = {
    "foresight": (_STUDY, ".toml"),
    "law reform": (_REFORM, ".toml"),
    "law": (_CASE, ".json"),
    "supply interpret": (_SAMPLE, ".json"),
    "supply": (_ROWS, ".csv"),
    "watch": (_SERIES, ".csv"),
    "import": (_ROWS, ".csv"),
    "ledger": (_FACTS, ".jsonl"),
}

#: By the name of a parameter whose value is a file: an example; None where it is its command's.
FILES: dict[str, tuple[bytes, str] | None] = {
    "study": None,
    "overlay": None,
    "cases": (b"age,place,date,substance,grams\n30,QC,2026-11-30,heroin,1\n", ".csv"),
    "profile": ((SOURCE / "supply/profiles/veille.toml").read_bytes(), ".toml"),
    "rules": (min((SOURCE / "law/rules").glob("*.toml")).read_bytes(), ".toml"),
    "posterior": (b'{"members": [[1.0, 2.0]], "names": ["a", "b"]}', ".json"),
}


@cache
def _built() -> Any:
    """The command, as `veille` builds it anew each time that it is called."""
    return typer.main.get_command(main.app)


@cache
def commands() -> dict[str, Any]:
    """Name → command, for those that are run."""
    found: dict[str, Any] = {}

    def walk(command: Any, name: str) -> None:
        for part, below in getattr(command, "commands", {}).items():
            walk(below, f"{name} {part}".strip())
        if not getattr(command, "commands", None):
            found[name] = command

    walk(_built(), "")
    assert set(LEFT_OUT) <= set(found)
    return {name: command for name, command in found.items() if name not in LEFT_OUT}


def drawn(wild: Wild, name: str, command: Any) -> list[str]:
    """The words of one call."""
    example, ending = EXAMPLES.get(name) or EXAMPLES.get(name.split()[0]) or (b"", ".txt")
    seldom = wild.random.choice((0.0, 0.1, 0.5))
    words, options = name.split() + ALWAYS.get(name, []), []
    for parameter in command.params:
        is_argument = parameter.param_type_name == "argument"
        if parameter.name == "help" or not (
            is_argument or parameter.required or wild.random.random() < seldom
        ):
            continue
        if not is_argument and parameter.is_flag:
            options.append(parameter.opts[0])
            continue
        kind = Path if parameter.name in FILES else parameter.type_descriptor.annotation
        value = _value(wild, kind, *FILES.get(parameter.name) or (example, ending))
        if is_argument:
            words.append(value)
        else:
            options += [parameter.opts[0], value]
    return words + options


def _value(wild: Wild, kind: Any, example: bytes, ending: str) -> str:
    if isinstance(kind, type) and issubclass(kind, Enum) and wild.random.random() < 0.7:
        return str(wild.random.choice(list(kind)).value)
    if kind is Path and wild.random.random() < 0.9:
        return str(wild.path(example, ending))
    return wild.argument()


def fault(words: list[str], given: bytes) -> str:
    """Call it. Returns what is wrong with how it ended: a traceback, or a refusal without a word;
    empty where nothing is."""
    with (
        _terminal(words, given) as (out, err),
        mock.patch.object(main, "app", _built()),
        mock.patch.object(upgrade, "is_due", return_value=False),
    ):
        try:
            main.run()
            status: object = 0
        except SystemExit as left:
            status = left.code or 0
        except BaseException:
            return traceback.format_exc()
        sys.stdout.flush()
        said = err.getvalue() + out.getvalue()
        if b"Traceback (most" in said:
            return said.decode(errors="replace")
        if status != 0 and not said.strip():
            return f"it ended with {status} and said nothing"
    return ""


@contextmanager
def _terminal(words: list[str], given: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Standard input and output of a process of its own, as Python opens them."""
    out, err = io.BytesIO(), io.BytesIO()
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr, dict(os.environ)
    sys.argv = ["veille", *words]
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), "utf-8", "surrogateescape")
    sys.stdout = io.TextIOWrapper(out, "utf-8", "strict", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", "backslashreplace", write_through=True)
    try:
        with translation.override("en"):
            yield out, err
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr, environment = before
        os.environ.clear()
        os.environ.update(environment)


def tried(wild: Wild, names: Sequence[str] = ()) -> str:
    """One call of one command, of these or of all; what is wrong with how it ended, with its
    words."""
    known = commands()
    name = wild.random.choice(names or sorted(known))
    words = drawn(wild, name, known[name])
    example, _ending = EXAMPLES.get(name) or EXAMPLES.get(name.split()[0]) or (b"", "")
    wrong = fault(words, wild.content(example))
    return f"{words}\n{wrong}" if wrong else ""
