"""What the rooms of care give to pages of the floor: the visit's page, a person's page, the board,
the day, the door."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from veille.care.reads import Day
from veille.care.tables import SiteRow, VisitRow
from veille.care.words import CorrectionReason
from veille.ui.rooms import Room, all_rooms

if TYPE_CHECKING:
    from veille.ui.history import Line


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
    #: Whether it is of an overdose: on that overdose's own sheet it says nothing new.
    of_overdose: bool = False


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
class CareRoom(Room):
    """A room of care: `kinds` begins with "care."."""

    #: The words for why an entry was corrected or struck out.
    reasons: type[TextChoices] | None = CorrectionReason
    #: The things (identities) that belong to a visit: their entries stand on its page.
    things_of_visit: Callable[[str], Sequence[str]] = lambda _visit: ()
    #: The things that say something of a person: shown, printed and forgotten with them.
    things_of_person: Callable[[str], Sequence[str]] = lambda _person: ()
    #: Buttons on a visit's page.
    doors: Callable[[SiteRow, VisitRow], Sequence[Door]] = lambda _site, _visit: ()
    #: What stands at the head and foot of a site's board: (site, now) → Strip.
    strip: Callable[[SiteRow, datetime], Strip | None] = lambda _site, _now: None
    #: What must be seen of these people before they are let in here, by person.
    alerts_of: Callable[[SiteRow, Iterable[str]], Mapping[str, Sequence[Alert]]] = (
        lambda _site, _people: {}
    )
    of_day: Callable[[SiteRow, Day], Sequence[DayPart]] = lambda _site, _day: ()
    #: Address of what whoever comes on duty should read first; empty where there is nothing.
    on_coming: Callable[[SiteRow], str] = lambda _site: ""


def rooms() -> Sequence[CareRoom]:
    return [room for room in all_rooms() if isinstance(room, CareRoom)]


def alerts_of(site: SiteRow, people: Iterable[str]) -> dict[str, list[Alert]]:
    """What the rooms say of each of these people; only those of whom something is said."""
    known = [person for person in people if person]
    found: dict[str, list[Alert]] = {}
    for room in rooms():
        for person, alerts in room.alerts_of(site, known).items():
            found.setdefault(person, []).extend(alerts)
    return {person: alerts for person, alerts in found.items() if alerts}


def from_records(told: str, source: str) -> str:
    """What an entry says that stood in other records, and in which."""
    return _("%(told)s (from %(source)s)") % {"told": told, "source": source}


def alerts_beside(site: SiteRow, visit: VisitRow) -> list[Alert]:
    """What must be known of somebody in overdose: neither that overdose, nor who is kept out."""
    alerts = alerts_of(site, [visit.person]).get(visit.person, ())
    return [alert for alert in alerts if not (alert.bars or alert.of_overdose)]
