"""What an area declares, in one place: its kinds, how they fold, what must hold of them, and the
tables they fill.

The ledger imports no area. A room registers its `AREA` (room.py); from then on the ledger can
fold its facts, rebuild its tables and show its kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Model

from .columns import Row, Rows, Source, by_name
from .facts import OWN_KINDS, Body, Decoders, Entry, Unknown
from .states import Fold

if TYPE_CHECKING:
    from .recording import Pen, Reader

__all__ = ["Area", "Change", "Registry", "Row", "Table", "Thing", "register", "registry"]

S = TypeVar("S")


@dataclass(frozen=True)
class Table(Generic[S]):
    """A read table that a thing's state fills.

    A thing has one row, whose columns are found in its state by their name, or in the structs in
    it that `within` names ("details", "plan.product"); `also` gives the source of the others, a
    path or a function. Or `rows` gives the rows of one thing. `key` is the column that holds the
    thing's identity.
    """

    model: type[Model]
    rows: Rows[S] | None = None
    key: str = "id"
    within: tuple[str, ...] = ()
    also: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Change(Generic[S]):
    """What was just written of a thing: an entry noted, or one corrected or struck (`amended`).

    `entry` is that entry as it reads now, `now` what is so after it: None where nothing is left.
    `late` where its time was given: what came after it was written before it.
    """

    now: S | None
    entry: Entry
    entries: Sequence[Entry]
    amended: bool = field(kw_only=True)
    late: bool = field(kw_only=True)

    @property
    def said_before(self) -> Body | Unknown | None:
        """What an amended entry said before."""
        earlier = (wording.body for wording in reversed(self.entry.earlier))
        return next((body for body in earlier if body is not None), None)

    @property
    def leaves_followers(self) -> bool:
        """Whether nothing is left of the thing, though other entries of it still stand."""
        others = (e for e in self.entries if e.id != self.entry.id and not e.struck)
        return self.now is None and any(others)


def _nothing_more(_pen: Pen, _change: Change[Any]) -> None:
    """Nothing that types and vocabularies do not say already."""


def _own_key(_reader: Reader, state: Any) -> str:
    key: str = state.words_key
    return key


@dataclass(frozen=True)
class Thing(Generic[S]):
    """What facts are about: a visit, a sample, a case. `facts` is the module of its kinds, or
    several; they are named after it: "care.visit.arrived" is of "care.visit".

    `fold` is pure: from the entries about one thing, in order and without those that were
    struck, to what is so now; None where nothing is left. It must take entries whose
    forerunners have not arrived yet. Its last argument is the state's `version`.

    `holds` raises Refused where what was written breaks a rule. The pen asks it after whatever it
    writes; what comes from another node is taken as it is. `words_key` tells whose key seals what
    is written about a thing, where its state alone does not.
    """

    name: str
    facts: ModuleType | tuple[ModuleType, ...]
    state: type[S]
    fold: Fold[S]
    tables: tuple[Table[S], ...] = ()
    holds: Callable[[Pen, Change[S]], None] = _nothing_more
    words_key: Callable[[Reader, S], str] = _own_key

    def __hash__(self) -> int:
        return hash(self.name)

    @cached_property
    def bodies(self) -> tuple[type[Body], ...]:
        return tuple(body for body in kinds(self.facts) if body.kind.startswith(f"{self.name}."))

    @cached_property
    def filled(self) -> tuple[tuple[Table[S], Rows[S]], ...]:
        """Each table with what gives its rows. Raises ValueError for a column without a source."""
        return tuple(
            (table, table.rows or by_name(self.state, table.model, table.within, table.also))
            for table in self.tables
        )


def kinds(facts: ModuleType | tuple[ModuleType, ...]) -> Iterator[type[Body]]:
    """The kinds of fact that a module declares, or several, in their order."""
    modules = facts if isinstance(facts, tuple) else (facts,)
    for value in (value for module in modules for value in vars(module).values()):
        if isinstance(value, type) and issubclass(value, Body) and vars(value).get("kind"):
            yield value


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
        """Take in an area. Raises ValueError where a kind is claimed twice, by nothing, or
        misnamed, and where a column has no source."""
        if self.areas.get(area.name) is area:
            return
        claims: dict[str, Thing[Any]] = {}
        for thing in area.things:
            if not thing.name.startswith(area.name + "."):
                raise ValueError(f"{thing.name} is not named after its area, {area.name}")
            for body in thing.bodies:
                if body.kind in self._thing_of or body.kind in claims or body in OWN_KINDS:
                    raise ValueError(f"two things claim the kind {body.kind}")
                claims[body.kind] = thing
            assert thing.filled is not None
        for body in (body for thing in area.things for body in kinds(thing.facts)):
            if body.kind not in claims:
                raise ValueError(f"no thing claims the kind {body.kind}")
        self._thing_of |= claims
        self.areas[area.name] = area
        self.__dict__.pop("decoders", None)

    @cached_property
    def decoders(self) -> Decoders:
        return Decoders((*OWN_KINDS, *(b for thing in self.things() for b in thing.bodies)))

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
