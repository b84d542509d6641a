"""The room of shifts, declared: notes, incidents, debriefs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care.area import visit_words_key
from veille.ledger import clock
from veille.ledger.areas import Area, Change, Table, Thing
from veille.ledger.recording import Pen, Reader
from veille.ledger.refusal import Refused

from . import facts, policies, state, tables
from .words import Service


def _calls(incident: state.Incident) -> list[dict[str, Any]]:
    called, came = incident.called, incident.came
    return [
        {
            "service": service.value,
            "called": called[service].isoformat() if service in called else "",
            "came": came[service].isoformat() if service in came else "",
        }
        for service in dict.fromkeys((*Service, *called, *came))
        if service in called or service in came
    ]


def _note_holds(pen: Pen, change: Change[state.Note]) -> None:
    note = change.now
    if note is None:
        # Struck out: nobody is to read it any more, and no page would ever purge it.
        pen.destroy_key(change.entry.about)
        return
    policies.check_note(note)
    if change.amended:
        policies.check_is_readable(note, clock.now())
    if any(wording.body is None for wording in change.entry.earlier):
        raise Refused(
            _("This note was struck out and its words were destroyed. Leave a new note."),
        )


def _note_key(_reader: Reader, note: state.Note) -> str:
    """A note whose time is up has none: nobody opens it, purged or not."""
    return note.id if note.stands(clock.now()) else f"gone {note.id}"


def _incident_holds(_pen: Pen, change: Change[state.Incident]) -> None:
    if change.now is not None:
        policies.check_incident(change.now)


def _incident_key(reader: Reader, incident: state.Incident) -> str:
    return visit_words_key(reader, incident.visit) if incident.visit else incident.id


def _debrief_holds(_pen: Pen, change: Change[state.Debrief]) -> None:
    if change.now is not None:
        policies.check_debrief(change.now)


NOTE = Thing(
    "care.shifts.note",
    facts,
    state.Note,
    state.fold_note,
    tables=(Table(tables.NoteRow),),
    holds=_note_holds,
    words_key=_note_key,
)
INCIDENT = Thing(
    "care.shifts.incident",
    facts,
    state.Incident,
    state.fold_incident,
    tables=(
        Table(
            tables.IncidentRow,
            also={
                "calls": _calls,
                "ambulance_at": lambda incident: incident.here_at(Service.AMBULANCE),
                "police_at": lambda incident: incident.here_at(Service.POLICE),
            },
        ),
    ),
    holds=_incident_holds,
    words_key=_incident_key,
)
DEBRIEF = Thing(
    "care.shifts.debrief",
    facts,
    state.Debrief,
    state.fold_debrief,
    tables=(Table(tables.DebriefRow),),
    holds=_debrief_holds,
)

AREA = Area("care.shifts", (NOTE, INCIDENT, DEBRIEF))
