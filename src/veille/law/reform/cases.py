"""Reads a file of cases: CSV, a workbook, Parquet, JSON lines. Bad rows are named and left out.

A case of which any row is bad is left out whole: part of what somebody carried is another case.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from veille import tabular
from veille.tabular import Faults, Message, Question, Unreadable, Value
from veille.tabular.folding import folded

from ..books import known
from ..case import MEASURES, Malformed
from ..case_json import read_cases
from ..columnar import FIELDS, frame_of
from .checking import (
    MAY_ASSUME,
    Gathered,
    check,
    not_said,
    unknown_substances,
    whole_cases,
    with_purity,
)
from .schema import UNCLEAR, schema

Progress = Callable[[float], object]


@dataclass(frozen=True)
class Read:
    """What came of a file. `frame`: as `columnar.FIELDS`; `rows`: of the file, `faulty` of them
    with a fault, `left_out` more because their case has one. `headings`: each with its field, ""
    where it is none. `assumed`: how many rows took what was assumed, by field."""

    name: str
    frame: pl.DataFrame
    rows: int
    cases: int
    faulty: int = 0
    left_out: int = 0
    faults: tuple[Faults, ...] = ()
    headings: tuple[tuple[str, str], ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[Message, ...] = ()
    assumed: Mapping[str, int] | None = None


def read_file(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    assume: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Read:
    """The cases of a file. `columns`: which field a heading is, where that is not found by itself;
    `assume`: what is taken for cases that do not say it, by field, as people write it; `answers`:
    to questions, by heading. Raises Unreadable."""
    asked = _Asked(columns or {}, _assumptions(assume or {}), answers or {}, progress)
    if path.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        nested = _nested(path)
        if nested is not None:
            return nested
    if path.suffix.lower() in (".parquet", ".jsonl", ".ndjson"):
        with tempfile.TemporaryDirectory() as folder:
            as_text = Path(folder) / f"{path.stem}.csv"
            _flat(path).write_csv(as_text)
            # There, a row is a number from 1, with no headings above it.
            read = _table(as_text, asked, first_row=1)
        return replace(read, name=path.name)
    return _table(path, asked, first_row=0)


def _assumptions(given: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, written in given.items():
        if name not in MAY_ASSUME:
            there = ", ".join(MAY_ASSUME)
            raise Unreadable(
                Message(
                    f"“{name}” cannot be assumed; what can: {there}.",
                    f"On ne peut pas supposer « {name} »; ce qui peut l’être : {there}.",
                )
            )
        field = schema().field(name)
        read = tabular.cells.reader(field, tabular.Column(heading=name), "en")(written)
        if isinstance(read, tabular.Unread):
            raise Unreadable(read.message)
        if read is None or isinstance(read, tabular.Marked) or read == UNCLEAR:
            raise Unreadable(not_said(name))
        found[name] = read
    return found


# Tables


@dataclass(frozen=True)
class _Asked:
    columns: Mapping[str, str]
    assumed: dict[str, Value]
    answers: Mapping[str, str]
    progress: Progress | None


def _table(path: Path, asked: _Asked, first_row: int) -> Read:
    table = tabular.open_table(path, known_headings=tabular.headings_of(schema()))
    proposals = _chosen(tabular.propose(table, schema()), asked.columns)
    language = tabular.language_of(table, schema())
    profile = tabular.from_proposals(proposals, schema(), name=path.stem, language=language)
    surveyed = tabular.survey.survey(table, schema(), profile)
    profile, still = _answered(profile, surveyed.questions, asked.answers)
    tried = _keeping_rows(tabular.accept(profile, still))
    pieces: list[pl.DataFrame] = []
    gathered = Gathered(first_row)
    for page in tabular.pages(table, schema(), tried):
        gathered.take(page.faults)
        pieces.append(_framed(page.rows, page.columns))
        if asked.progress:
            asked.progress(page.share)
    whole = pl.concat(pieces) if pieces else pl.DataFrame(schema=_SHAPE)
    rows = whole.height + len(gathered.bad.difference(whole["row"]))
    whole, taken = _with_assumptions(with_purity(whole), asked.assumed)
    check(whole, gathered)
    kept = whole_cases(whole, gathered)
    headings = tuple((each.heading, each.field) for each in proposals)
    return Read(
        name=path.name,
        frame=kept.drop("row", "purity"),
        rows=rows,
        cases=_count(kept),
        faulty=len(gathered.bad),
        left_out=rows - kept.height - len(gathered.bad),
        faults=gathered.told(),
        headings=headings,
        questions=still,
        notes=(*table.notes, *_missing(headings, asked.assumed), *unknown_substances(kept)),
        assumed=taken,
    )


def _chosen(
    proposals: Sequence[tabular.Proposal], columns: Mapping[str, str]
) -> tuple[tabular.Proposal, ...]:
    """The proposals, with what a person said of a heading in their place."""
    headings = [each.heading for each in proposals]
    fields = [each.name for each in schema().fields]
    for heading, field in columns.items():
        if heading not in headings or (field and field not in fields):
            raise Unreadable(
                Message(
                    f"{heading}={field}: the file’s headings are {', '.join(headings)}; the fields "
                    f"are {', '.join(fields)}.",
                    f"{heading}={field} : les titres du fichier sont {', '.join(headings)}; les "
                    f"champs sont {', '.join(fields)}.",
                )
            )
    taken = set(columns.values())
    return tuple(
        replace(each, field=columns[each.heading])
        if each.heading in columns
        else replace(each, field="" if each.field in taken else each.field)
        for each in proposals
    )


_SHAPE: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    **FIELDS,
    "purity": pl.Float64(),
}


def _answered(
    profile: tabular.Profile, questions: tuple[Question, ...], answers: Mapping[str, str]
) -> tuple[tabular.Profile, tuple[Question, ...]]:
    _check_headings(profile, answers)
    chosen = {folded(heading): choice for heading, choice in answers.items()}
    still = []
    for question in questions:
        choice = chosen.get(folded(question.heading))
        if choice is None:
            still.append(question)
            continue
        try:
            profile = tabular.answer(profile, question, choice)
        except ValueError:
            choices = ", ".join(each for each, _says in question.choices)
            raise Unreadable(
                Message(
                    f"“{choice}” answers no question about "
                    f"{question.heading}; the answers are {choices}.",
                    f"« {choice} » ne répond à aucune question sur "
                    f"{question.heading}; les réponses sont {choices}.",
                )
            ) from None
    return profile, tuple(still)


def _check_headings(profile: tabular.Profile, answers: Mapping[str, str]) -> None:
    headings = {folded(column.heading): column.heading for column in profile.columns}
    for heading in answers:
        if folded(heading) not in headings:
            there = ", ".join(headings.values())
            raise Unreadable(
                Message(
                    f"No column is called “{heading}”; there are: {there}.",
                    f"Aucune colonne ne s’appelle « {heading} »; il y a : {there}.",
                )
            )


def _keeping_rows(profile: tabular.Profile) -> tabular.Profile:
    """A row with a fault comes without that cell: its case is known, and left out by that."""
    leave_empty = tabular.OnFault.LEAVE_EMPTY
    columns = tuple(replace(each, on_fault=leave_empty) for each in profile.columns)
    return replace(profile, columns=columns)


def _framed(rows: object, columns: Mapping[str, object]) -> pl.DataFrame:
    """One page, with every column of the shape; what stands in place of a value is none."""
    made: dict[str, object] = {"row": list(rows)}  # type: ignore[call-overload]
    for name in _SHAPE:
        values = columns.get(name)
        if name != "row" and values is not None:
            made[name] = [_plain(each) for each in values]  # type: ignore[attr-defined]
    frame = pl.DataFrame(made, schema={name: _SHAPE[name] for name in made}, strict=False)
    absent = [pl.lit(None, dtype=kind).alias(n) for n, kind in _SHAPE.items() if n not in made]
    return frame.with_columns(absent).select(*_SHAPE)


def _plain(value: object) -> object:
    if isinstance(value, tabular.Marked):
        return None
    if isinstance(value, tuple):
        return [each for each in value if isinstance(each, str)]
    return value


def _with_assumptions(
    frame: pl.DataFrame, assumed: Mapping[str, Value]
) -> tuple[pl.DataFrame, dict[str, int]]:
    taken = {name: frame[name].null_count() for name in assumed}
    filled = frame.with_columns(
        pl.col(name).fill_null(pl.lit(value, dtype=_SHAPE[name])) for name, value in assumed.items()
    )
    return filled, taken


def _count(frame: pl.DataFrame) -> int:
    return frame["case"].n_unique()


def _missing(headings: tuple[tuple[str, str], ...], assumed: Mapping[str, Value]) -> list[Message]:
    """The columns that every case needs and that were not found."""
    there = {field for _heading, field in headings} | set(assumed)
    lacking = [name for name in (*MAY_ASSUME, "substance") if name not in there]
    lacking += [] if there.intersection(MEASURES) else ["grams"]
    spare = next((heading for heading, field in headings if not field), "TITLE")
    return [
        Message(
            f"No column is {label.en.lower()}. Say which one is: --column '{spare}={name}'"
            + (f"; or assume one for all: --assume {name}=…" if name in MAY_ASSUME else "."),
            f"Aucune colonne n’est : {label.fr.lower()}. Dites laquelle : --column "
            f"'{spare}={name}'"
            + (f"; ou supposez-en une pour tous : --assume {name}=…" if may else "."),
        )
        for name in lacking
        for label, may in ((schema().field(name).label, name in MAY_ASSUME),)
    ]


# Cases as JSON, as `veille law assess` takes them


def _nested(path: Path) -> Read | None:
    """Lines (or one array) of cases; None where they are rows of a table instead."""
    raw = path.read_bytes()
    if not raw.strip():
        raise Unreadable(Message("The file is empty.", "Le fichier est vide."))
    if b'"substances"' not in raw:
        if path.suffix.lower() == ".json":
            raise Unreadable(_NO_CASES)
        return None
    if path.suffix.lower() == ".json":
        texts = [(1, raw)]
    else:
        texts = [(n, line) for n, line in enumerate(raw.splitlines(), 1) if line.strip()]
    gathered = Gathered(0)
    cases = []
    rows = 0
    for number, text in texts:
        try:
            found, _many = read_cases(text, known())
            cases += found
            rows += len(found)
        except Malformed as malformed:
            rows += 1
            for fault in malformed.faults:
                gathered.add(number, "", "", Message(str(fault), str(fault)))
    frame = frame_of(cases).with_columns(pl.col("case").cast(pl.String))
    return Read(
        name=path.name,
        frame=frame,
        rows=rows,
        cases=len(cases),
        faulty=len(gathered.bad),
        faults=gathered.told(),
    )


def _flat(path: Path) -> pl.DataFrame:
    """A Parquet file or lines of JSON, with lists as people write them in one cell."""
    try:
        if path.suffix.lower() == ".parquet":
            frame = pl.read_parquet(path)
        else:
            frame = pl.read_ndjson(path, infer_schema_length=None)
    except (pl.exceptions.PolarsError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise Unreadable(
            Message(
                f"The file cannot be read as {path.suffix[1:]}: {str(error)[:200]}",
                f"Le fichier n’est pas lisible comme {path.suffix[1:]} : {str(error)[:200]}",
            )
        ) from None
    if not frame.height:
        raise Unreadable(Message("The file holds no row.", "Le fichier ne contient aucune ligne."))
    return frame.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(";")
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.List)
    )


_NO_CASES = Message(
    "The file holds no cases: each has substances. See docs/reform.en.md.",
    "Le fichier ne contient pas de cas : chacun a des « substances ». Voir docs/reform.fr.md.",
)
