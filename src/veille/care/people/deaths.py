"""A visitor's death: noted once, taken back where it was a mistake.

What it closes each room says itself (`care.area.follow_deaths`); here it ends restrictions.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from veille.care import corrections
from veille.care import policies as floor
from veille.care import reads as floor_reads
from veille.care.actions import sealed
from veille.care.area import PERSON, at_site, is_known, open_again, site_of
from veille.care.facts import PersonDied
from veille.care.records import records_of
from veille.care.state import Person
from veille.care.words import CorrectionReason, HeardOfDeath
from veille.ledger import clock
from veille.ledger.facts import Entry
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen, batch, recording
from veille.ledger.refusal import Refused

from . import reads
from .area import RESTRICTION
from .facts import RestrictionLifted


def note_death(
    *,
    by: str,
    place: str,
    person: str,
    heard: HeardOfDeath,
    day: date | None = None,
    note: str = "",
    submission: str | None = None,
) -> Person:
    """Note that a visitor died, here or elsewhere; `day` is None where nobody knows it.

    What is open of them is closed in the same commit: restrictions, enrolments, referrals.
    """
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        is_known(pen, person)
        for record in records_of(person):
            one = pen.state(PERSON, record)
            if one is not None:
                floor.check_death_is_new(one)
        if heard is not HeardOfDeath.HERE and floor_reads.open_visit_of(person):
            raise Refused(
                _(
                    "As is noted here, this visitor is at the site now. Nothing was saved. Check "
                    "whose page this is. If they have left, end their visit first."
                )
            )
        body = PersonDied(heard=heard, day=day, note=sealed(pen, person, note))
        return pen.note(PERSON, person, body)


def take_death_back(
    *, by: str, person: str, why: CorrectionReason, note: str = "", submission: str | None = None
) -> None:
    """Strike out that a visitor died: it was a mistake. What it closed is open again."""
    found = floor_reads.deaths_of(check_id(person))
    if not found:
        raise Refused(_("No death of this visitor is noted: there is nothing to take back."))
    with batch():
        for each in found:  # two, where two records had it noted before they were joined
            corrections.strike(
                by=by, entry_id=each.entry, why=why, note=note, submission=submission
            )
            submission = None


def after_death(pen: Pen, person: Person, death: Entry) -> None:
    """End the restrictions of somebody who died: nobody is to be reviewed who cannot come."""
    for row in reads.restrictions_of(person.id):
        if death.struck:
            open_again(pen, row.id, death)
        now = pen.state(RESTRICTION, row.id)
        if person.death is None or now is None or now.ends_at <= clock.now():
            continue
        with at_site(pen, now.site):
            pen.note(RESTRICTION, now.id, RestrictionLifted(death=person.death.entry))
