"""What a table is read into: declared once by whoever imports it, in both languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from .marks import Marked
from .messages import Message

#: What one cell becomes. Several words in one cell become a tuple; an empty cell becomes None.
Value = None | str | bool | Decimal | date | datetime | time | tuple[str, ...] | Marked
Record = Mapping[str, Value]


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"  # a number without decimals: a count
    DATE = "date"
    MONTH = "month"  # read as its first day
    MOMENT = "moment"  # a date with a time of day
    TIME = "time"
    YES_NO = "yes-no"
    WORD = "word"  # one of `Field.words`


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that is read of every row.

    `also` are other headings under which people write it, in either language. `words` are what
    people write → what is kept. `several` are the signs that part several words of one cell.
    `unit` is the one in which a number is kept: “%”, “mg”. Numbers lie in `least` … `most`, dates
    in `first` … `last`; whatever lies outside is a fault of that row.
    """

    name: str
    label: Message
    kind: Kind = Kind.TEXT
    also: tuple[str, ...] = ()
    required: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    keep_unknown_words: bool = False
    several: str = ""
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    first: date | None = None
    last: date | None = None
    longest: int = 1_000


Check = Callable[[Record], Message | None]


@dataclass(frozen=True, kw_only=True)
class Schema:
    """`key` names the fields by which a row is known again; without it, all of the row is.
    `known_by` says it instead, of a row that no check refused: where its cells must not be in its
    key, since a handle could be guessed from it.

    A check looks at a whole row, once each cell was read: “left before arriving”.
    """

    name: str
    label: Message
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    known_by: Callable[[Record], str] | None = None
    checks: tuple[Check, ...] = ()

    def field(self, name: str) -> Field:
        """Raises KeyError where there is none."""
        return self._by_name[name]

    @property
    def _by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}
