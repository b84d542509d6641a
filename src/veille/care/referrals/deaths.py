"""What a death closes of referrals: every open one of that person, and so its appointment."""

from veille.care.area import at_site, open_again
from veille.care.state import Person
from veille.ledger.facts import Entry
from veille.ledger.recording import Pen

from . import reads
from .area import REFERRAL
from .facts import Closed
from .words import ClosingReason


def after_death(pen: Pen, person: Person, death: Entry) -> None:
    """Close the open referrals of somebody who died; open them again where that was struck out."""
    for row in reads.referrals_of_person(person.id):
        if death.struck:
            open_again(pen, row.id, death)
        now = pen.state(REFERRAL, row.id)
        if person.death is None or now is None or not now.open:
            continue
        with at_site(pen, now.site):
            pen.note(REFERRAL, now.id, Closed(ClosingReason.DIED, death=person.death.entry))
