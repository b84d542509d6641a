"""When what belongs to a shift may be said; and what makes a night a hard one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed, Refused

from .state import Debrief, Incident, Note
from .words import Hard, IncidentKind, Service

#: Hours for which a hand-over note can be read, at most; then its key is destroyed.
KEPT_HOURS = 72
#: A debrief is asked for during so many hours after the last hard thing happened.
DEBRIEF_HOURS = 72
#: A night is hard with so many overdoses, or one overdose with so many doses of naloxone.
#: This house's own rule, assumed; the page says it.
MANY_OVERDOSES = 3
MANY_DOSES = 2
#: More people than that do not sit down together after a night.
LARGEST_TEAM = 60


@dataclass(frozen=True)
class Night:
    """What a day of a site held that is hard on a team; `last_at` is when the last of it was."""

    overdoses: int = 0
    most_doses: int = 0
    transported: int = 0
    died: int = 0
    violent: int = 0
    last_at: datetime | None = None


def hard(night: Night) -> list[Hard]:
    """Why a night is one to talk over; empty where it is not."""
    why = {
        Hard.DEATH: night.died > 0,
        Hard.TRANSPORT: night.transported > 0,
        Hard.DOSES: night.most_doses >= MANY_DOSES,
        Hard.OVERDOSES: night.overdoses >= MANY_OVERDOSES,
        Hard.VIOLENCE: night.violent > 0,
    }
    return [one for one, so in why.items() if so]


#: Incidents that make a night hard by themselves.
VIOLENT = (IncidentKind.VIOLENCE,)


def check_note(note: Note) -> None:
    """A note goes by itself, and soon."""
    if not note.at < note.until <= note.at + timedelta(hours=KEPT_HOURS):
        raise Malformed(
            _("A hand-over note is kept for 1 to %(hours)s hours. Choose how long."),
            hours=KEPT_HOURS,
        )


def check_is_readable(note: Note | None, now: datetime) -> None:
    if note is not None and not note.stands(now):
        raise Refused(
            _(
                "This note is gone since %(until)s: its words were destroyed, and no new ones are "
                "kept under it. Leave a new note."
            ),
            until=note.until,
        )


def check_can_go_on(incident: Incident, at: datetime | None) -> None:
    if incident.closed_at is not None and at is None:
        raise Refused(
            _("This incident was closed at %(closed)s. To add something earlier, enter its time."),
            closed=incident.closed_at,
        )


def check_can_call(incident: Incident, service: Service, at: datetime | None) -> None:
    check_can_go_on(incident, at)
    if service in incident.called:
        raise Refused(
            _("They were called at %(at)s already. Nothing was written twice."),
            at=incident.called[service],
        )


def check_can_come(incident: Incident, service: Service, at: datetime | None) -> None:
    check_can_go_on(incident, at)
    if service in incident.came:
        raise Refused(
            _("They are here since %(at)s already. Nothing was written twice."),
            at=incident.came[service],
        )


def check_can_close(incident: Incident) -> None:
    if incident.closed_at is not None:
        raise Refused(_("This incident was closed at %(at)s already."), at=incident.closed_at)


def check_incident(incident: Incident) -> None:
    """What must be so of an incident after whatever was done or corrected."""
    if incident.earliest_at < incident.at:
        raise Malformed(
            _("The incident began at %(began)s; nothing was done about it before. Check the time."),
            began=incident.at,
        )
    if incident.closed_at is not None and incident.latest_at > incident.closed_at:
        raise Malformed(
            _(
                "The incident was closed at %(closed)s; nothing can be later. Check the time, or "
                "correct when it was closed."
            ),
            closed=incident.closed_at,
        )
    for service, came in incident.came.items():
        if service in incident.called and came < incident.called[service]:
            raise Malformed(
                _("They came before they were called (%(called)s). Check the time."),
                called=incident.called[service],
            )


def check_can_debrief(before: Debrief | None, held: bool) -> None:
    if before is not None and (before.held or not held):
        raise Refused(
            _("This was answered on %(at)s already. Nothing was written twice."), at=before.at
        )


def check_debrief(debrief: Debrief) -> None:
    if debrief.present is not None and not 1 <= debrief.present <= LARGEST_TEAM:
        raise Malformed(
            _("Between 1 and %(most)s people were there. Check the number, or leave it empty."),
            most=LARGEST_TEAM,
        )
