"""What the engine must know of numbers that are to leave the house, and the plainest form of it.

Any object with these attributes will do: the report of care brings its own, with titles and words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

#: Where a number was counted: a site's slug, or the whole network.
Place = str
NETWORK: Place = ""
#: A number: which one, and where.
Cell = tuple[str, Place]


class Shape(StrEnum):
    """How the rows of a table relate to the number it deals out (`AnyTable.whole`)."""

    #: It deals out nothing: each row stands for itself.
    ALONE = "alone"
    #: Every one lies in exactly one row: the rows add up to the whole.
    PARTS = "parts"
    #: Each row is a part of the whole; one may lie in several rows, or in none.
    SOME = "some"
    #: As SOME, but every one lies in at least one row.
    SEVERAL = "several"


class AnyTable(Protocol):
    """`names` are those of its rows, `whole` that of the number they are parts of.

    `adds_up` is false of what one person may be counted for at two places: the network's number
    is then no sum. `leaves` is false of what is shown inside only.
    """

    @property
    def names(self) -> Sequence[str]: ...
    @property
    def whole(self) -> str: ...
    @property
    def shape(self) -> Shape: ...
    @property
    def adds_up(self) -> bool: ...
    @property
    def leaves(self) -> bool: ...


class AnyCounts(Protocol):
    """The numbers of one period. `places` are the sites; after them the network, where there is
    more than one."""

    @property
    def tables(self) -> Sequence[AnyTable]: ...
    @property
    def places(self) -> Sequence[Place]: ...
    def number(self, key: str, place: Place, /) -> int: ...


class AnyFigure(Protocol):
    """A number that is no count. `of` is how many it was made of, by place: below ten it stays in
    the house; None where nobody can be known by it. `made_of` are numbers from which it could be
    reckoned back."""

    @property
    def of(self) -> Mapping[Place, int] | None: ...
    @property
    def made_of(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class CountTable:
    """The plainest `AnyTable`."""

    names: Sequence[str]
    whole: str = ""
    shape: Shape = Shape.PARTS
    adds_up: bool = True
    leaves: bool = True


@dataclass(frozen=True)
class Counts:
    """The plainest `AnyCounts`. A number that is not named is nought."""

    tables: Sequence[CountTable]
    places: Sequence[Place]
    numbers: Mapping[Cell, int]

    def number(self, key: str, place: Place, /) -> int:
        return self.numbers.get((key, place), 0)
