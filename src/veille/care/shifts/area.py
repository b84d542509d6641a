"""The room of shifts, declared: notes, incidents, debriefs."""

from collections.abc import Iterator

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables
from .words import Service


def _note(note: state.Note) -> Iterator[Row]:
    yield {
        "id": note.id,
        "site": note.site,
        "at": note.at,
        "by": note.by,
        "until": note.until,
        "note": note.note,
        "rehearsal": note.rehearsal,
    }


def _incident(incident: state.Incident) -> Iterator[Row]:
    called, came = incident.called, incident.came
    services = [s for s in dict.fromkeys((*Service, *called, *came)) if s in called or s in came]
    yield {
        "id": incident.id,
        "site": incident.site,
        "kind": incident.kind.value,
        "where": incident.where.value,
        "seat": incident.seat,
        "visit": incident.visit,
        "at": incident.at,
        "by": incident.by,
        "calls": [
            {
                "service": service.value,
                "called": called[service].isoformat() if service in called else "",
                "came": came[service].isoformat() if service in came else "",
            }
            for service in services
        ],
        # Who is here was called, be it by somebody else.
        "ambulance_at": called.get(Service.AMBULANCE) or came.get(Service.AMBULANCE),
        "police_at": called.get(Service.POLICE) or came.get(Service.POLICE),
        "closed_at": incident.closed_at,
        "version": incident.version,
        "rehearsal": incident.rehearsal,
    }


def _debrief(debrief: state.Debrief) -> Iterator[Row]:
    yield {
        "id": debrief.id,
        "site": debrief.site,
        "date": debrief.date,
        "held": debrief.held,
        "at": debrief.at,
        "by": debrief.by,
        "present": debrief.present,
        "rehearsal": debrief.rehearsal,
    }


NOTE = Thing(
    "care.shifts.note", (facts.NoteLeft,), state.fold_note, (Table(tables.NoteRow, _note),)
)
INCIDENT = Thing(
    "care.shifts.incident",
    (
        facts.IncidentHappened,
        facts.HelpCalled,
        facts.HelpCame,
        facts.IncidentNoted,
        facts.IncidentClosed,
    ),
    state.fold_incident,
    (Table(tables.IncidentRow, _incident),),
)
DEBRIEF = Thing(
    "care.shifts.debrief",
    (facts.DebriefHeld, facts.DebriefDeclined),
    state.fold_debrief,
    (Table(tables.DebriefRow, _debrief),),
)

AREA = Area("care.shifts", (NOTE, INCIDENT, DEBRIEF))
