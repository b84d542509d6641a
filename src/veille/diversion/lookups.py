"""Finding a case by its person's name: exactly, after folding, and never without a trace.

The vault compares a keyed hash of the whole name and the year of birth: there is no list of names
to search, and nothing is found by a part of one.
"""

from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import new_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed

from . import people, reads
from .area import LOOKUP, commission_of
from .lookup_facts import LookedUp
from .policies import LONGEST_ADDRESS
from .tables import CaseRow


def find(
    *, by: str, commission: str, name: str, birth_year: int, submission: str | None = None
) -> list[CaseRow]:
    """The cases of this commission, still held, of whoever has this name and year of birth; the
    latest first. That it was looked for is written down, whatever was found."""
    if not 0 < len(name.strip()) <= LONGEST_ADDRESS:
        raise Malformed(_("Enter the whole name, as it was filed."))
    with recording(by=by, place=commission, submission=submission) as pen:
        there = commission_of(pen, commission)
        found = reads.cases_of_people(there.slug, people.found_by(name, birth_year))
        pen.note(LOOKUP, new_id(), LookedUp(tuple(row.id for row in found)))
        return found
