"""What a death closes of safer supply: every enrolment of that person, and so the doses due."""

from datetime import datetime

from veille.care.area import at_site, open_again
from veille.care.state import Person
from veille.ledger import clock
from veille.ledger.facts import Entry
from veille.ledger.recording import Pen

from . import reads
from .area import ENROLMENT
from .facts import Stopped
from .state import Enrolment
from .words import Decider, Status, StopReason


def after_death(pen: Pen, person: Person, death: Entry) -> None:
    """Stop the enrolments of somebody who died; begin them again where that was struck out."""
    for row in reads.enrolments_of(person.id):
        if death.struck:
            open_again(pen, row.id, death)
        now = pen.state(ENROLMENT, row.id)
        if person.death is None or now is None or now.status is Status.STOPPED:
            continue
        body = Stopped(StopReason.DIED, Decider.NOBODY, death=person.death.entry)
        with at_site(pen, now.site):
            pen.note(ENROLMENT, now.id, body, at=_stopped_at(now, person.death.at))


def _stopped_at(enrolment: Enrolment, died_at: datetime) -> datetime:
    """From the day of the death on no dose is missed; but nothing stops before what was done."""
    last = reads.last_dose_before(enrolment.id, clock.now())
    done = [enrolment.plans[-1][0], enrolment.since, enrolment.seen_at, last or died_at]
    return min(max(died_at, *done), clock.now())
