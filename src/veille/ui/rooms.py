"""What a room gives to pages that belong to none: the register, histories, corrections, tabs.

Each room declares one `Room` in its `pages/room.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise

from veille.ledger.facts import Body, Entry, Sealed

#: How one word of an entry is asked for when it is corrected; it is given the place: a site, or
#: None.
Asked = Callable[[Any], forms.Field]


@dataclass(frozen=True)
class Tab:
    """A page of the site that stands in its row of tabs: the name of its address, its label."""

    name: str
    label: str | Promise


@dataclass(frozen=True)
class Room:
    """`kinds` is how the kinds of its facts begin, such as "care.exchange."."""

    kinds: str
    #: What an entry says, in the reader's language.
    in_words: Callable[[Body], str]
    #: Address of the page that shows the thing an entry is about: (kind, place, thing) → address.
    page_of: Callable[[str, str, str], str]
    #: Kind of body → its fields that can be corrected. A body that is not here cannot be.
    correctable: Mapping[type[Body], Mapping[str, Asked]] = field(default_factory=dict)
    #: The words for why an entry was corrected or struck out.
    reasons: type[TextChoices] | None = None
    #: Entries that are of an overdose, drawn in its colour.
    urgent: tuple[type[Body], ...] = ()
    #: What an entry keeps sealed beside a note, each by its name: shown where a correction says
    #: what it said before.
    sealed_in: Callable[[Body], Iterable[tuple[str, Sealed | None]]] = lambda _body: ()
    #: Last touches to what a correction's form gave: (body, changes) → changes.
    tidied: Callable[[Body, dict[str, Any]], dict[str, Any]] = lambda _body, changes: changes
    tabs: Sequence[Tab] = ()


_rooms: list[Room] = []


def register(*rooms: Room) -> None:
    """Let pages know of these rooms; once is enough."""
    _rooms.extend(room for room in rooms if room not in _rooms)


def all_rooms() -> Sequence[Room]:
    return _rooms


def room_of(kind: str) -> Room | None:
    """The room whose facts begin like `kind`, the closest one; None for the ledger's own."""
    found = [room for room in _rooms if kind.startswith(room.kinds)]
    return max(found, key=lambda room: len(room.kinds), default=None)


def can_be_corrected(entry: Entry) -> bool:
    room = room_of(entry.kind)
    return room is not None and type(entry.body) in room.correctable
