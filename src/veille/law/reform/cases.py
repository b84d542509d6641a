"""Reads a file of cases: CSV, a workbook, Parquet, JSON lines. Bad rows are named and left out.

A case of which any row is bad is left out whole: part of what somebody carried is another case.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from veille import tabular
from veille.tabular import Faults, Message, Question, Unreadable, Value

from ..books import every_name, known
from ..case import DECIMALS, MEASURES, Malformed, read_cases
from ..columnar import FIELDS, frame_of
from .schema import UNCLEAR, schema

#: What a person may assume of all cases that do not say it.
MAY_ASSUME = ("jurisdiction", "date", "age", "place")
_ROWS_SHOWN = 5
_NAMES_SHOWN = 8
_PERCENT = 100

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
            raise Unreadable(_not_said(name))
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
    gathered = _Gathered(first_row)
    for page in tabular.pages(table, schema(), tried):
        gathered.take(page.faults)
        pieces.append(_framed(page.rows, page.columns))
        if asked.progress:
            asked.progress(page.share)
    whole = pl.concat(pieces) if pieces else pl.DataFrame(schema=_SHAPE)
    rows = whole.height + len(gathered.bad.difference(whole["row"]))
    whole, taken = _with_assumptions(_with_purity(whole), asked.assumed)
    _check(whole, gathered)
    kept = _whole_cases(whole, gathered)
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
        notes=(*table.notes, *_missing(headings, asked.assumed), *_unknown(kept)),
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
    still = []
    for question in questions:
        if question.heading not in answers:
            still.append(question)
            continue
        try:
            profile = tabular.answer(profile, question, answers[question.heading])
        except ValueError:
            choices = ", ".join(choice for choice, _says in question.choices)
            raise Unreadable(
                Message(
                    f"“{answers[question.heading]}” answers no question about "
                    f"{question.heading}; the answers are {choices}.",
                    f"« {answers[question.heading]} » ne répond à aucune question sur "
                    f"{question.heading}; les réponses sont {choices}.",
                )
            ) from None
    return profile, tuple(still)


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


# Rows


class _Gathered:
    """Faults, alike ones as one, with the first rows of each."""

    def __init__(self, first_row: int) -> None:
        self.first_row = first_row
        self.bad: set[int] = set()
        self._rows: dict[tuple[str, str, Message], list[int]] = {}
        self._counts: Counter[tuple[str, str, Message]] = Counter()

    def take(self, faults: object) -> None:
        for fault in faults:  # type: ignore[attr-defined]
            self.add(fault.row, fault.heading, fault.text, fault.message)

    def add(self, row: int, heading: str, text: str, message: Message) -> None:
        key = (heading, text, message)
        self.bad.add(row)
        self._counts[key] += 1
        rows = self._rows.setdefault(key, [])
        if len(rows) < _ROWS_SHOWN:
            rows.append(row - self.first_row)

    def told(self) -> tuple[Faults, ...]:
        return tuple(
            Faults(heading, text, "row", message, count, tuple(self._rows[key]))
            for key, count in self._counts.most_common()
            for heading, text, message in (key,)
        )


def _with_purity(frame: pl.DataFrame) -> pl.DataFrame:
    pure = (pl.col("grams") * pl.col("purity") / _PERCENT).round(DECIMALS)
    return frame.with_columns(grams_active=pl.coalesce("grams_active", pure))


def _check(frame: pl.DataFrame, gathered: _Gathered) -> None:
    """What a case needs, row by row; of a row that has a fault already, nothing more is told."""
    here = pl.lit(False)
    for code, each in known().items():
        here |= (pl.col("jurisdiction") == code) & pl.col("place").is_in(each.places)
    wanted = ("jurisdiction", "date", "age", "place", "substance")
    checks: list[tuple[pl.Expr, Message]] = [
        *((pl.col(name).is_null(), _not_said(name)) for name in wanted),
        (pl.col("jurisdiction") == UNCLEAR, _UNCLEAR),
        (pl.all_horizontal(pl.col(m).is_null() for m in MEASURES), _NO_AMOUNT),
        (pl.col("grams_active") > pl.col("grams"), _MORE_THAN_ALL),
        (~here, _NOT_THERE),
        (pl.col("conviction_date") > pl.col("date"), _CONVICTED_LATER),
        (pl.col("sentence_ended").is_not_null() & pl.col("conviction_date").is_null(), _NO_START),
        (_disagrees(), _DISAGREE),
    ]
    reason = pl.lit(None, dtype=pl.Int32)
    for at, (wrong, _message) in reversed(list(enumerate(checks))):
        reason = pl.when(wrong).then(pl.lit(at, dtype=pl.Int32)).otherwise(reason)
    judged = frame.with_columns(reason=reason).filter(pl.col("reason").is_not_null())
    before = set(gathered.bad)
    for row, at in judged.select("row", "reason").iter_rows():
        if row not in before:
            gathered.add(row, "", "", checks[at][1])


def _disagrees() -> pl.Expr:
    """Where rows of one case say different things of it."""
    return pl.col("case").is_not_null() & pl.any_horizontal(
        pl.col(name).drop_nulls().n_unique().over("case") > 1
        for name in ("jurisdiction", "date", "age", "place", "conviction_date", "sentence_ended")
    )


def _whole_cases(frame: pl.DataFrame, gathered: _Gathered) -> pl.DataFrame:
    """Without the cases of which a row is bad; where no column names cases, each row is one."""
    is_bad = pl.col("row").is_in(list(gathered.bad))
    row = pl.col("row") - gathered.first_row
    if frame["case"].null_count() == frame.height:
        return frame.filter(~is_bad).with_columns(case=row.cast(pl.String))
    named = frame.with_columns(case=pl.coalesce("case", row.cast(pl.String)))
    return named.filter(~is_bad.any().over("case"))


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


def _unknown(frame: pl.DataFrame) -> list[Message]:
    """Substances that no regime here can find, the most frequent first."""
    counts = frame["substance"].value_counts(sort=True)
    strange = [
        f"{name} ({count:,})" for name, count in counts.iter_rows() if not every_name().key(name)
    ]
    if not strange:
        return []
    shown = ", ".join(strange[:_NAMES_SHOWN])
    more_en = f" and {len(strange) - _NAMES_SHOWN:,} more" if len(strange) > _NAMES_SHOWN else ""
    more_fr = f" et {len(strange) - _NAMES_SHOWN:,} autres" if more_en else ""
    return [
        Message(
            f"Substances that no rules know, or that may be several, and so cannot be told: "
            f"{shown}{more_en}.",
            f"Substances qu’aucune règle ne connaît, ou qui peuvent en être plusieurs, et dont on "
            f"ne peut rien dire : {shown}{more_fr}.",
        )
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
    gathered = _Gathered(0)
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


def _not_said(name: str) -> Message:
    label = schema().field(name).label
    more_en = f" Fill it in, or assume one for all: --assume {name}=…" if name in MAY_ASSUME else ""
    more_fr = (
        f" Remplissez-le, ou supposez-en un pour tous : --assume {name}=…"
        if name in MAY_ASSUME
        else ""
    )
    return Message(
        f"{label.en}: nothing is said.{more_en}", f"{label.fr} : rien n’est indiqué.{more_fr}"
    )


_UNCLEAR = Message(
    "The jurisdiction may be one of two (NL: the Netherlands, or Newfoundland and Labrador). Write "
    "its name, or CA-NL.",
    "La juridiction peut en être une de deux (NL : les Pays-Bas, ou Terre-Neuve-et-Labrador). "
    "Écrivez son nom, ou CA-NL.",
)
_NO_AMOUNT = Message(
    "There is no amount: give grams, grams pure, pills or units.",
    "Il n’y a aucune quantité : donnez les grammes, les grammes purs, les comprimés ou les unités.",
)
_MORE_THAN_ALL = Message(
    "There is more of the pure substance than the whole weighs.",
    "Il y a plus de substance pure que le poids total.",
)
_NOT_THERE = Message(
    "The rules of this jurisdiction do not speak of such a place.",
    "Les règles de cette juridiction ne parlent pas d’un tel lieu.",
)
_CONVICTED_LATER = Message(
    "The conviction is after the day of the case; a record is of an earlier one.",
    "La condamnation est postérieure au jour du cas; un antécédent est plus ancien.",
)
_DISAGREE = Message(
    "Rows of one case say different things of its day, place, age or jurisdiction.",
    "Des lignes d’un même cas se contredisent sur son jour, son lieu, l’âge ou la juridiction.",
)
_NO_START = Message(
    "A sentence ended, but no day of the conviction is given.",
    "Une peine a pris fin, mais aucune date de condamnation n’est donnée.",
)
_NO_CASES = Message(
    "The file holds no cases: each has substances. See docs/reform.en.md.",
    "Le fichier ne contient pas de cas : chacun a des « substances ». Voir docs/reform.fr.md.",
)
