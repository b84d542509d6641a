"""What every fold is made of: the header of a state, and the entries that it goes by. Pure.

A fold that cares about "then" goes by `at`, and by the order noted where two things have one
time: staff fill things in afterwards.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from .facts import Body, Entry

B = TypeVar("B", bound=Body)


class Plain(msgspec.Struct, frozen=True, kw_only=True):
    """A state of which nobody asks when it was said, nor by whom: its row holds the whole of it."""

    id: str
    site: str
    rehearsal: bool

    @property
    def words_key(self) -> str:
        """Whose key seals what is written about it: its own, where it is about nobody."""
        return self.id


class State(Plain, frozen=True, kw_only=True):
    """What a state has. `site`, `at`, `by` and `rehearsal` are of the entry that it stands on.

    `version` counts what was said of the thing, corrections and struck entries too: it only
    rises, and so tells a stale form.
    """

    at: datetime
    by: str
    version: int


S = TypeVar("S", bound=Plain)
T = TypeVar("T")
#: From a thing's identity, its entries and its version to what is so now.
Fold = Callable[[str, Sequence[Entry], int], T | None]


def state_of(kind: type[S], entry: Entry, version: int, /, **more: Any) -> S:
    """A state that stands on one entry: its header, what its body says under the state's own
    names, and `more`, which goes before both."""
    header = {
        "id": entry.about,
        "site": entry.place,
        "at": entry.at,
        "by": entry.by,
        "version": version,
        "rehearsal": entry.rehearsal,
    }
    of_header, of_body = _sources(kind, type(entry.body))
    values: dict[str, Any] = {name: header[name] for name in of_header}
    values |= {name: getattr(entry.body, name) for name in of_body}
    return kind(**(values | more))


@cache
def _sources(
    kind: type[msgspec.Struct], body: type[msgspec.Struct]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which fields of a state come from the header, and which from a body."""
    header = [name for name in kind.__struct_fields__ if name in State.__struct_fields__]
    ours = set(kind.__struct_fields__) - set(header)
    return tuple(header), tuple(name for name in body.__struct_fields__ if name in ours)


def said_once(kind: type[S], body: type[Body]) -> Fold[S]:
    """The fold of what is said once, and then at most corrected."""

    def fold(_about: str, entries: Sequence[Entry], version: int) -> S | None:
        found = first(entries, body)
        return state_of(kind, found[0], version) if found else None

    return fold


def said_last(kind: type[S], body: type[Body]) -> Fold[S]:
    """The fold of what is said anew each time, the whole of it: the last word stands."""

    def fold(_about: str, entries: Sequence[Entry], version: int) -> S | None:
        found = last(entries, body)
        return state_of(kind, found[0], version) if found else None

    return fold


def first(entries: Sequence[Entry], *kinds: type[B]) -> tuple[Entry, B] | None:
    """The entry of one of these kinds that was noted first, with its body."""
    for entry in entries:
        if isinstance(entry.body, kinds):
            return entry, entry.body
    return None


def last(entries: Sequence[Entry], *kinds: type[B]) -> tuple[Entry, B] | None:
    """The entry of one of these kinds that happened last, with its body; of two at one time, the
    one that was noted last."""
    found = list(of(entries, *kinds))
    return found[-1] if found else None


def of(entries: Sequence[Entry], *kinds: type[B]) -> Iterator[tuple[Entry, B]]:
    """The entries of these kinds by their time, each with its body."""
    for entry in by_time(entries):
        if isinstance(entry.body, kinds):
            yield entry, entry.body


_at = attrgetter("at")


def by_time(entries: Sequence[Entry]) -> list[Entry]:
    """In the order in which things happened; as noted, where two have one time."""
    return sorted(entries, key=_at)
