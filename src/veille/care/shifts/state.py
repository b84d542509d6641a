"""What is so now of a hand-over note, an incident, a debrief: pure folds."""

from collections.abc import Sequence
from datetime import datetime

from veille.ledger.facts import Entry, Sealed
from veille.ledger.states import State, first, of, said_once, state_of

from . import facts
from .words import IncidentKind, Service, Where


class Note(State, frozen=True, kw_only=True):
    until: datetime
    note: Sealed

    def stands(self, now: datetime) -> bool:
        """Whether it may still be read: it goes by itself, whenever its key is destroyed."""
        return now < self.until


class Incident(State, frozen=True, kw_only=True):
    """`called` and `came` hold the first time of each service."""

    kind: IncidentKind
    where: Where
    seat: str
    visit: str
    called: dict[Service, datetime]
    came: dict[Service, datetime]
    closed_at: datetime | None
    latest_at: datetime
    earliest_at: datetime

    def here_at(self, service: Service) -> datetime | None:
        """When a service was called; who is here was called, be it by somebody else."""
        return self.called.get(service) or self.came.get(service)


class Debrief(State, frozen=True, kw_only=True):
    """Of one day of one site. One that was declined first can still be held."""

    date: str
    held: bool
    present: int | None


fold_note = said_once(Note, facts.NoteLeft)


def fold_incident(_about: str, entries: Sequence[Entry], version: int) -> Incident | None:
    happened = first(entries, facts.IncidentHappened)
    if happened is None:
        return None
    entry, body = happened
    called: dict[Service, datetime] = {}
    came: dict[Service, datetime] = {}
    for call, said in of(entries, facts.HelpCalled):
        called.setdefault(said.service, call.at)
    for coming, seen in of(entries, facts.HelpCame):
        came.setdefault(seen.service, coming.at)
    closed = [close.at for close, _body in of(entries, facts.IncidentClosed)]
    times = [e.at for e in entries if not isinstance(e.body, facts.IncidentNoted)]
    return state_of(
        Incident,
        entry,
        version,
        kind=body.what,
        called=called,
        came=came,
        closed_at=min(closed, default=None),
        latest_at=max(times),
        earliest_at=min(times),
    )


def fold_debrief(_about: str, entries: Sequence[Entry], version: int) -> Debrief | None:
    answers = list(of(entries, facts.DebriefHeld, facts.DebriefDeclined))
    if not answers:
        return None
    held = [answer for answer in answers if isinstance(answer[1], facts.DebriefHeld)]
    entry, body = (held or answers)[0]
    present = body.present if isinstance(body, facts.DebriefHeld) else None
    return state_of(Debrief, entry, version, held=bool(held), present=present)
