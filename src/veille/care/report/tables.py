"""What a report is made of: tables of counts, and how the counts of one table hang together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.functional import Promise

from veille.disclosure import NETWORK, Cell, Place, Shape

from ..tables import SiteRow
from .period import Period

Words = str | Promise


@dataclass(frozen=True)
class Table:
    """`key` names it in files; a row's number is named `key.row`.

    `adds_up` is false of what one person may be counted for at two sites: the network's number
    is then no sum. `leaves` is false of what is shown inside only.
    """

    key: str
    title: Words
    unit: Words
    rows: Sequence[tuple[str, Words]]
    whole: str = ""
    shape: Shape = Shape.PARTS
    adds_up: bool = True
    leaves: bool = True
    #: What its numbers mean, where their names do not say it.
    means: Words = ""

    def named(self, row: str) -> str:
        return f"{self.key}.{row}"

    @property
    def names(self) -> list[str]:
        return [self.named(row) for row, _label in self.rows]

    def with_rows(self, others: Sequence[str]) -> "Table":
        """With these rows too, each named by its word: words of a newer node, which this version
        does not know. Without them its parts would not add up to the whole."""
        return replace(self, rows=(*self.rows, *((word, word) for word in others)))


@dataclass(frozen=True)
class Section:
    key: str
    title: Words
    tables: Sequence[Table]


@dataclass(frozen=True)
class Figure:
    """A number that is no count: a median, a rate, hours. `of` is how many it was made of: below
    ten it stays in the house; None where nobody can be known by it."""

    key: str
    section: str
    label: Words
    unit: Words
    values: Mapping[Place, float | None]
    of: Mapping[Place, int] | None = None
    #: Numbers from which it could be reckoned back: it leaves the house only where they do.
    made_of: Sequence[str] = ()


@dataclass(frozen=True)
class Report:
    """Everything that was counted for a period, as it is inside the house."""

    period: Period
    sites: Sequence[SiteRow]
    sections: Sequence[Section]
    numbers: Mapping[Cell, int]
    figures: Sequence[Figure]
    rehearsal: bool
    made_at: datetime
    #: Visits by day of each site, in the order of the period's days: for a picture inside.
    by_day: Mapping[Place, Sequence[int]] = field(default_factory=dict)

    @property
    def places(self) -> list[Place]:
        """The sites; after them the network, where there is more than one."""
        slugs = [site.slug for site in self.sites]
        return [*slugs, NETWORK] if len(slugs) > 1 else slugs

    @property
    def tables(self) -> list[Table]:
        return [table for section in self.sections for table in section.tables]

    def number(self, key: str, place: Place) -> int:
        return self.numbers.get((key, place), 0)
