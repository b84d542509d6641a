"""What an area declares, in one place: its kinds, how they fold, and the tables they fill.

The ledger imports no area. An area's `AppConfig.ready` calls `register(AREA)`; from then
on the ledger can fold its facts, rebuild its tables and show its kinds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Model

from .facts import OWN_KINDS, Body, Decoders, Entry

S = TypeVar("S")

#: Column name to value, for one row of a read table.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Table(Generic[S]):
    """A read table that a thing's state fills.

    `rows` gives the rows of one thing. `key` is the column that holds the thing's identity;
    where it is the primary key, the thing has at most one row.
    """

    model: type[Model]
    rows: Callable[[S], Iterable[Row]]
    key: str = "id"


@dataclass(frozen=True)
class Thing(Generic[S]):
    """What facts are about: a visit, a sample, a case.

    `fold` is pure: from the entries about one thing, in order and without those that were
    struck, to what is so now; None where nothing is left. It must take entries whose
    forerunners have not arrived yet. Its last argument counts what was said of the thing,
    corrections and struck entries too: it only rises, and so tells a stale form.
    """

    name: str
    bodies: tuple[type[Body], ...]
    fold: Callable[[str, Sequence[Entry], int], S | None]
    tables: tuple[Table[S], ...] = ()

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True)
class Area:
    name: str
    things: tuple[Thing[Any], ...]


class Registry:
    """The areas of this installation."""

    def __init__(self) -> None:
        self.areas: dict[str, Area] = {}
        self._thing_of: dict[str, Thing[Any]] = {}

    def register(self, area: Area) -> None:
        """Take in an area. Raises ValueError where a kind is claimed twice or misnamed."""
        if self.areas.get(area.name) is area:
            return
        claims: dict[str, Thing[Any]] = {}
        for thing in area.things:
            for body in thing.bodies:
                if body.kind in self._thing_of or body.kind in claims or body in OWN_KINDS:
                    raise ValueError(f"two things claim the kind {body.kind}")
                if not body.kind.startswith(area.name + "."):
                    raise ValueError(f"{body.kind} is not named after its area, {area.name}")
                claims[body.kind] = thing
        self._thing_of |= claims
        self.areas[area.name] = area
        self.__dict__.pop("decoders", None)

    @cached_property
    def decoders(self) -> Decoders:
        kinds = [body for thing in self.things() for body in thing.bodies]
        return Decoders((*OWN_KINDS, *kinds))

    def things(self) -> Iterator[Thing[Any]]:
        for area in self.areas.values():
            yield from area.things

    def thing_of(self, entries: Iterable[Entry]) -> Thing[Any] | None:
        """The thing that these entries are about: that of the first kind an area claims."""
        for entry in entries:
            thing = self._thing_of.get(entry.kind)
            if thing is not None:
                return thing
        return None


registry = Registry()
register = registry.register
