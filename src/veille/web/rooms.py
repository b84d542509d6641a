"""What the rooms of care give to pages that belong to none of them: the visit's page, a person's
page, corrections, the register, the row of tabs.

Each room has a folder of its own here (``web/exchange``, …) that registers one `Room`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise

from veille.care.models import SiteRow, VisitRow
from veille.care.reads import Day
from veille.care.words import CorrectionReason
from veille.ledger.facts import Body, Sealed

if TYPE_CHECKING:
    from .history import Line

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
class Alert:
    """What must be seen of a visitor before they are let in. `kind` is the class of its mark,
    which has a shape of its own: "info" or "long". `detail` may hold sealed words."""

    kind: str
    words: str
    detail: str = ""
    #: Address of the page that answers somebody who is kept out; empty where they may come in.
    bars: str = ""


@dataclass(frozen=True)
class DayPart:
    """A panel of a room's own on the sheet of a day."""

    title: str
    lines: "Sequence[Line]"


@dataclass(frozen=True)
class Strip:
    """What a room adds to a site's board: templates for its head and its foot, and what they say
    (``strip.told``)."""

    head: str
    foot: str
    told: Mapping[str, Any]


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
    #: The words for why an entry was corrected or struck out.
    reasons: type[TextChoices] = CorrectionReason
    #: What an entry keeps sealed beside a note, each by its name: shown where a correction says
    #: what it said before.
    sealed_in: Callable[[Body], Iterable[tuple[str, Sealed | None]]] = lambda _body: ()
    #: Last touches to what a correction's form gave: (body, changes) → changes.
    tidied: Callable[[Body, dict[str, Any]], dict[str, Any]] = lambda _body, changes: changes
    #: The things (identities) that belong to a visit: their entries stand on its page.
    things_of_visit: Callable[[str], Sequence[str]] = lambda _visit: ()
    #: The things that say something of a person: shown, printed and forgotten with them.
    things_of_person: Callable[[str], Sequence[str]] = lambda _person: ()
    #: Buttons on a visit's page.
    doors: Callable[[SiteRow, VisitRow], Sequence[Door]] = lambda _site, _visit: ()
    tabs: Sequence[Tab] = ()
    #: What stands at the head and foot of a site's board: (site, now) → Strip.
    strip: Callable[[SiteRow, datetime], Strip | None] = lambda _site, _now: None
    #: What must be seen of these people before they are let in here, by person.
    alerts_of: Callable[[SiteRow, Iterable[str]], Mapping[str, Sequence[Alert]]] = (
        lambda _site, _people: {}
    )
    of_day: Callable[[SiteRow, Day], Sequence[DayPart]] = lambda _site, _day: ()
    #: Address of what whoever comes on duty should read first; empty where there is nothing.
    on_coming: Callable[[SiteRow], str] = lambda _site: ""


_rooms: list[Room] = []


def register(*rooms: Room) -> None:
    """Let pages know of these rooms; once is enough."""
    _rooms.extend(room for room in rooms if room not in _rooms)


def rooms() -> Sequence[Room]:
    return _rooms


def alerts_of(site: SiteRow, people: Iterable[str]) -> dict[str, list[Alert]]:
    """What the rooms say of each of these people; only those of whom something is said."""
    known = [person for person in people if person]
    found: dict[str, list[Alert]] = {}
    for room in _rooms:
        for person, alerts in room.alerts_of(site, known).items():
            found.setdefault(person, []).extend(alerts)
    return {person: alerts for person, alerts in found.items() if alerts}


def room_of(kind: str) -> Room | None:
    """The room whose facts begin like `kind`; None for the floor itself."""
    return next((room for room in _rooms if kind.startswith(room.kinds)), None)
