"""Tables of a report, as its templates draw them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """A number in bold, with smaller lines under it."""

    bold: str
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """`named` says what it shows. The first `words` columns hold words, the first of them the row's
    name; the others numbers. A `wide` one is set more closely. `over` stands above it."""

    head: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    named: str
    words: int = 1
    wide: bool = False
    over: str = ""

    @classmethod
    def of(
        cls, head: Iterable[str], rows: Iterable[Sequence[str | Cell]], named: str, over: str = ""
    ) -> "Table":
        return cls(tuple(head), tuple(rows), named, over=over)
