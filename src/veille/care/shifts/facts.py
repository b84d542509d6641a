"""What can happen in a shift beside the visits."""

from typing import ClassVar

from veille.ledger.facts import Body, Moment, Sealed

from .words import IncidentKind, Service, Where


class NoteLeft(Body, frozen=True):
    """Words from one shift to the next. Sealed with a key of the note's own, which is destroyed
    once `until` is past."""

    kind: ClassVar[str] = "care.shifts.note.left"

    note: Sealed
    until: Moment


class IncidentHappened(Body, frozen=True):
    """Something other than an overdose happened. `visit` is whose it was, where it was one
    visitor's; their key then seals the words."""

    kind: ClassVar[str] = "care.shifts.incident.happened"

    what: IncidentKind
    where: Where = Where.OTHER
    seat: str = ""
    visit: str = ""
    note: Sealed | None = None


class HelpCalled(Body, frozen=True):
    """The ambulance, the police or the firefighters were called to an incident."""

    kind: ClassVar[str] = "care.shifts.incident.called"

    service: Service


class HelpCame(Body, frozen=True):
    """Those who were called to an incident are here."""

    kind: ClassVar[str] = "care.shifts.incident.came"

    service: Service


class IncidentNoted(Body, frozen=True):
    """Staff wrote something more down about an incident."""

    kind: ClassVar[str] = "care.shifts.incident.noted"

    note: Sealed


class IncidentClosed(Body, frozen=True):
    """An incident is over and dealt with."""

    kind: ClassVar[str] = "care.shifts.incident.closed"

    note: Sealed | None = None


class DebriefHeld(Body, frozen=True):
    """A team talked a hard night over. `date` is the site's day, as 2026-03-14."""

    kind: ClassVar[str] = "care.shifts.debrief.held"

    date: str
    present: int | None = None


class DebriefDeclined(Body, frozen=True):
    """A team wanted no debrief of a hard night."""

    kind: ClassVar[str] = "care.shifts.debrief.declined"

    date: str
