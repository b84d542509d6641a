"""What the rooms of care give to pages that belong to none of them: the visit's page, a person's
page, corrections, the register, the row of tabs.

Each room has a folder of its own here (``web/exchange``, …) that registers one `Room`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise

from veille.care.models import SiteRow, VisitRow
from veille.ledger.facts import Body

#: How one word of an entry is asked for when it is corrected.
Asked = Callable[[SiteRow], forms.Field]


@dataclass(frozen=True)
class Tab:
    """A page of the site that stands in its row of tabs: the name of its address, its label."""

    name: str
    label: str | Promise


@dataclass(frozen=True)
class Door:
    """A button that leads from a visit to what can be done for it in a room."""

    name: str
    label: str | Promise
    address: str


@dataclass(frozen=True)
class Room:
    """`kinds` is how the kinds of its facts begin, such as "care.exchange."."""

    kinds: str
    #: What an entry says, in the reader's language.
    in_words: Callable[[Body], str]
    #: Address of the page that shows the thing an entry is about: (site, thing) → address.
    page_of: Callable[[str, str], str]
    #: Kind of body → its fields that can be corrected. A body that is not here cannot be.
    correctable: Mapping[type[Body], Mapping[str, Asked]] = field(default_factory=dict)
    #: Last touches to what a correction's form gave: (body, changes) → changes.
    tidied: Callable[[Body, dict[str, Any]], dict[str, Any]] = lambda _body, changes: changes
    #: The things (identities) that belong to a visit: their entries stand on its page.
    things_of_visit: Callable[[str], Sequence[str]] = lambda _visit: ()
    #: The things that say something of a person: shown, printed and forgotten with them.
    things_of_person: Callable[[str], Sequence[str]] = lambda _person: ()
    #: Buttons on a visit's page.
    doors: Callable[[SiteRow, VisitRow], Sequence[Door]] = lambda _site, _visit: ()
    tabs: Sequence[Tab] = ()


_rooms: list[Room] = []


def register(*rooms: Room) -> None:
    """Let pages know of these rooms; once is enough."""
    _rooms.extend(room for room in rooms if room not in _rooms)


def rooms() -> Sequence[Room]:
    return _rooms


def room_of(kind: str) -> Room | None:
    """The room whose facts begin like `kind`; None for the floor itself."""
    return next((room for room in _rooms if kind.startswith(room.kinds)), None)
