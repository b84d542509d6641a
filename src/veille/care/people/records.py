"""Two records of one visitor: joined where staff and the visitor say so, parted where it was not.

A visitor has a record for each handle under which they were welcomed. Joining rewrites nothing: it
is one more fact, of both, and what is asked of one record is answered of both from then on.
"""

from django.utils.translation import gettext_lazy as _

from veille.care.actions import sealed
from veille.care.area import SAME, is_known, site_of
from veille.care.facts import Joined, Parted
from veille.care.records import records_of, same_id
from veille.care.state import Same
from veille.ledger.ids import check_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Absent, Refused


def join(
    *, by: str, place: str, person: str, other: str, note: str = "", submission: str | None = None
) -> Same:
    """Say that two records are of one visitor. `note` is how it is known."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        one, two = sorted((check_id(person), check_id(other)))
        for record in (one, two):
            is_known(pen, record)
        if one != two and two in records_of(one):
            raise Refused(_("These records are joined already. Nothing was written twice."))
        body = Joined(person=one, other=two, note=sealed(pen, one, note))
        return pen.note(SAME, same_id(one, two), body)


def part(*, by: str, place: str, same: str, note: str = "", submission: str | None = None) -> Same:
    """Say that two joined records are of two visitors. Each has again what was written of it."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        now = pen.state(SAME, check_id(same))
        if now is None:
            raise Absent(_("That is not in this ledger. Go back and open the page again."))
        if not now.joined:
            raise Refused(_("These records were parted already. Nothing was written twice."))
        body = Parted(now.person, now.other, sealed(pen, now.person, note))
        return pen.note(SAME, now.id, body)
