"""Which column of a file is which field: proposed, shown side by side, decided by a person."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .cells import reader
from .columns import Column
from .dates import Order
from .folding import folded
from .messages import Message, Unread
from .schema import Field, Kind, Schema
from .source import Cell, Table

#: Below this a heading is not like a field.
_LIKE = 0.72
#: So many of the examples must be readable as the field, or it is not proposed.
_READABLE = 0.5
_WORD = re.compile(r"[a-z0-9]+")
_SMALL_WORDS = {"de", "du", "des", "la", "le", "les", "d", "l", "of", "the", "a", "au", "aux", "en"}
#: Whatever names a person to the state, a bank or a telephone is never imported.
_FORBIDDEN = re.compile(
    r"\b(ramq|nam|nas|sin|ohip|phn|health ?card|carte ?(?:d')?(?:assurance|soleil|sante)|"
    r"no ?dossier|telephone|tel|phone|cell|courriel|e-?mail|adresse|address|nom ?de ?famille|"
    r"last ?name|surname|first ?name|prenom|passeport|passport|permis ?de ?conduire)\b"
)
_RAMQ = re.compile(r"[A-Z]{4} ?\d{4} ?\d{4}")
_HIDDEN = Message("hidden", "caché")


@dataclass(frozen=True)
class Proposal:
    """One column of the file beside the field that it may be. `likeness` is 1 where the heading is
    a name of the field; `example` is a cell of it; `others` are further fields that it could be.

    `forbidden`: it seems to hold what is never imported, and its example is hidden.
    """

    heading: str
    example: str
    field: str = ""
    likeness: float = 0.0
    others: tuple[str, ...] = ()
    forbidden: bool = False


def propose(table: Table, schema: Schema) -> tuple[Proposal, ...]:
    """For each heading of the file, in its order, the field that it is most like; each field is
    proposed once."""
    columns = [_examples(table, place) for place in range(len(table.headings))]
    forbidden = [_is_forbidden(h, c) for h, c in zip(table.headings, columns, strict=True)]
    pairs = sorted(
        (
            (likeness, place, field.name)
            for place, heading in enumerate(table.headings)
            if not forbidden[place]
            for field in schema.fields
            if (likeness := _likeness(heading, columns[place], field)) >= _LIKE
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    chosen: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for likeness, place, name in pairs:
        if place not in chosen and name not in taken:
            chosen[place] = name, likeness
            taken.add(name)
    return tuple(
        Proposal(
            heading,
            _HIDDEN.en if forbidden[place] else _example(columns[place]),
            *chosen.get(place, ("", 0.0)),
            others=tuple(n for _, p, n in pairs if p == place and n != chosen.get(p, ("",))[0]),
            forbidden=forbidden[place],
        )
        for place, heading in enumerate(table.headings)
    )


def headings_of(schema: Schema) -> frozenset[str]:
    """Every heading that the schema knows, folded: they tell headings from a title above them."""
    return frozenset(folded(name) for field in schema.fields for name in _names(field))


def language_of(table: Table, schema: Schema) -> str:
    """The language of the headings: that whose labels they are more like; English if in doubt."""
    score = {"en": 0.0, "fr": 0.0}
    for heading in table.headings:
        for field in schema.fields:
            for language in score:
                like = _like(heading, field.label.in_words(language))
                score[language] += like if like >= _LIKE else 0
    semicolons = table.dialect is not None and table.dialect.delimiter == ";"
    return (
        "fr" if score["fr"] > score["en"] or (semicolons and score["fr"] == score["en"]) else "en"
    )


def _names(field: Field) -> Iterable[str]:
    return (field.name, field.label.en, field.label.fr, *field.also)


def _likeness(heading: str, examples: Sequence[Cell], field: Field) -> float:
    like = max(_like(heading, name) for name in _names(field))
    if like < _LIKE or field.kind is Kind.TEXT or not examples:
        return like
    read = reader(field, Column(heading=heading, order=Order.DAY_FIRST, decimal="."), "en")
    month_first = reader(field, Column(heading=heading, order=Order.MONTH_FIRST, decimal=","), "fr")
    good = sum(
        not (isinstance(read(cell), Unread) and isinstance(month_first(cell), Unread))
        for cell in examples
    )
    return like if good >= _READABLE * len(examples) else 0.0


def _like(heading: str, name: str) -> float:
    """1 for the same words; less for words begun (“Heure arr.”) and for slips of the key."""
    if folded(heading) == folded(name):
        return 1.0
    mine, theirs = _tokens(heading), _tokens(name)
    if not mine or not theirs:
        return 0.0
    if mine == theirs:
        return 0.99
    begun = sum(
        max(
            (
                min(len(a), len(b)) / max(len(a), len(b)) * 0.3 + 0.7 if _begins(a, b) else 0.0
                for b in theirs
            ),
            default=0.0,
        )
        for a in mine
    )
    words = begun / max(len(mine), len(theirs)) * 0.97
    letters = SequenceMatcher(None, "".join(mine), "".join(theirs)).ratio() * 0.95
    return max(words, letters)


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= 2 and long.startswith(short)


def _tokens(text: str) -> list[str]:
    return [word for word in _WORD.findall(folded(text)) if word not in _SMALL_WORDS]


def _examples(table: Table, place: int) -> list[Cell]:
    cells = [row[place] for row in table.examples if place < len(row)]
    return [cell for cell in cells if not isinstance(cell, str) or cell.strip()]


def _example(cells: Sequence[Cell]) -> str:
    if not cells:
        return ""
    cell = cells[0]
    return f"{cell:g}" if isinstance(cell, float) else str(cell)[:60]


def _is_forbidden(heading: str, cells: Sequence[Cell]) -> bool:
    words = folded(heading).replace("_", " ")
    if _FORBIDDEN.search(words) or _FORBIDDEN.search(words.replace(".", "")):
        return True
    return any(isinstance(cell, str) and _RAMQ.fullmatch(cell.strip()) for cell in cells)
