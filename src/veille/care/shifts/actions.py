"""The verbs of a shift; arguments as in `care.actions`."""

from collections.abc import Sequence
from datetime import date as Date
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from veille.care.actions import sealed
from veille.care.area import VISIT, site_of
from veille.ledger import clock
from veille.ledger.facts import Body
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent, Malformed

from . import facts, policies, reads
from .area import DEBRIEF, INCIDENT, NOTE
from .state import Debrief, Incident, Note
from .words import IncidentKind, Service, Where


def hand_over(
    *,
    by: str,
    place: str,
    note: str,
    hours: int = policies.KEPT_HOURS,
    at: datetime | None = None,
    submission: str | None = None,
) -> Note:
    """Leave words to the next shift; they go by themselves after `hours`."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        words = sealed(pen, id, note)
        if words is None:
            raise Malformed(_("There is nothing in the note. Write it, then save."))
        until = (at or clock.now()) + timedelta(hours=hours)
        return pen.note(NOTE, id, facts.NoteLeft(words, until), at=at)


def happened(
    *,
    by: str,
    place: str,
    what: IncidentKind,
    where: Where = Where.OTHER,
    seat: str = "",
    visit: str = "",
    called: Sequence[Service] = (),
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Incident:
    """Record an incident. `called` are those who were called at once."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site = site_of(pen, place)
        if seat and site.seat(seat) is None:
            raise Malformed(
                _("There is no seat “%(seat)s” here. Choose one of these: %(seats)s."),
                seat=seat[:20],
                seats=", ".join(s.number for s in site.seats),
            )
        key = id
        if visit:
            whose = pen.state(VISIT, check_id(visit))
            if whose is None or whose.site != place:
                raise Absent(_("That visit is not one of this site's. Open the incident anew."))
            key = whose.words_key
        words = sealed(pen, key, note)
        body = facts.IncidentHappened(what=what, where=where, seat=seat, visit=visit, note=words)
        incident = pen.note(INCIDENT, id, body, at=at)
        for service in dict.fromkeys(called):
            incident = pen.note(INCIDENT, id, facts.HelpCalled(service), at=at)
        return incident


def call(
    *,
    by: str,
    incident: str,
    service: Service,
    at: datetime | None = None,
    submission: str | None = None,
) -> Incident:
    """Record that the ambulance, the police or the firefighters were called."""
    with recording(by=by, submission=submission) as pen:
        now = _incident(pen, incident)
        policies.check_can_call(now, service, at)
        return pen.note(INCIDENT, now.id, facts.HelpCalled(service), at=at)


def came(
    *,
    by: str,
    incident: str,
    service: Service,
    at: datetime | None = None,
    submission: str | None = None,
) -> Incident:
    """Record that they are here."""
    with recording(by=by, submission=submission) as pen:
        now = _incident(pen, incident)
        policies.check_can_come(now, service, at)
        return pen.note(INCIDENT, now.id, facts.HelpCame(service), at=at)


def add_note(
    *, by: str, incident: str, note: str, at: datetime | None = None, submission: str | None = None
) -> Incident:
    """Write something more down about an incident, be it closed."""
    with recording(by=by, submission=submission) as pen:
        now = _incident(pen, incident)
        words = sealed(pen, pen.words_key(now.id), note)
        if words is None:
            raise Malformed(_("There is nothing in the note. Write it, then save."))
        return pen.note(INCIDENT, now.id, facts.IncidentNoted(words), at=at)


def close(
    *,
    by: str,
    incident: str,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Incident:
    """Say that an incident is over and dealt with."""
    with recording(by=by, submission=submission) as pen:
        now = _incident(pen, incident)
        policies.check_can_close(now)
        words = sealed(pen, pen.words_key(now.id), note)
        return pen.note(INCIDENT, now.id, facts.IncidentClosed(words), at=at)


def answer_debrief(
    *,
    by: str,
    place: str,
    date: str,
    held: bool,
    present: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Debrief:
    """Say that a hard night was talked over, or that the team wanted no debrief."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        try:
            day = Date.fromisoformat(date).isoformat()
        except ValueError:
            raise Malformed(
                _("“%(date)s” is not a date. Write it such as 2026-03-14."), date=date[:20]
            ) from None
        id = reads.debrief_id(place, day)
        policies.check_can_debrief(pen.state(DEBRIEF, id), held)
        body: Body = facts.DebriefHeld(day, present) if held else facts.DebriefDeclined(day)
        return pen.note(DEBRIEF, id, body, at=at)


def _incident(pen: Pen, id: str) -> Incident:
    incident = pen.state(INCIDENT, check_id(id))
    if incident is None:
        raise Absent(_("That incident is not in this ledger. Go back and open the page again."))
    pen.place = incident.site
    return incident
