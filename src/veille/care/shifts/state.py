"""What is so now of a hand-over note, an incident, a debrief: pure folds."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import msgspec

from veille.ledger.facts import Entry, Sealed

from . import facts
from .words import IncidentKind, Service, Where

_by_time = attrgetter("at")


class Note(msgspec.Struct, frozen=True):
    id: str
    site: str
    at: datetime
    by: str
    until: datetime
    note: Sealed
    rehearsal: bool

    def stands(self, now: datetime) -> bool:
        """Whether it may still be read: it goes by itself, whenever its key is destroyed."""
        return now < self.until


class Incident(msgspec.Struct, frozen=True):
    """`called` and `came` hold the first time of each service."""

    id: str
    site: str
    kind: IncidentKind
    where: Where
    seat: str
    visit: str
    at: datetime
    by: str
    called: dict[Service, datetime]
    came: dict[Service, datetime]
    closed_at: datetime | None
    latest_at: datetime
    earliest_at: datetime
    version: int
    rehearsal: bool


class Debrief(msgspec.Struct, frozen=True):
    """Of one day of one site. One that was declined first can still be held."""

    id: str
    site: str
    date: str
    held: bool
    at: datetime
    by: str
    present: int | None
    rehearsal: bool


def fold_note(about: str, entries: Sequence[Entry], _said: int) -> Note | None:
    for entry in entries:
        body = entry.body
        if isinstance(body, facts.NoteLeft):
            return Note(
                about, entry.place, entry.at, entry.by, body.until, body.note, entry.rehearsal
            )
    return None


def fold_incident(about: str, entries: Sequence[Entry], said: int) -> Incident | None:
    happened = next((e for e in entries if isinstance(e.body, facts.IncidentHappened)), None)
    if happened is None:
        return None
    told = happened.body
    assert isinstance(told, facts.IncidentHappened)
    called: dict[Service, datetime] = {}
    came: dict[Service, datetime] = {}
    closed = []
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.HelpCalled):
            called.setdefault(body.service, entry.at)
        elif isinstance(body, facts.HelpCame):
            came.setdefault(body.service, entry.at)
        elif isinstance(body, facts.IncidentClosed):
            closed.append(entry.at)
    times = [entry.at for entry in entries if not isinstance(entry.body, facts.IncidentNoted)]
    return Incident(
        about, happened.place, told.what, told.where, told.seat, told.visit, happened.at,
        happened.by, called, came, min(closed, default=None), max(times), min(times), said,
        happened.rehearsal,
    )  # fmt: skip


def fold_debrief(about: str, entries: Sequence[Entry], _said: int) -> Debrief | None:
    told = None
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.DebriefHeld):
            return Debrief(
                about, entry.place, body.date, True, entry.at, entry.by, body.present,
                entry.rehearsal,
            )  # fmt: skip
        if isinstance(body, facts.DebriefDeclined) and told is None:
            told = Debrief(
                about, entry.place, body.date, False, entry.at, entry.by, None, entry.rehearsal
            )
    return told
