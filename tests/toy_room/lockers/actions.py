"""The verbs of the lockers; arguments as in `care.actions`."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from veille.care.actions import sealed
from veille.care.area import site_of
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Absent

from . import facts, policies
from .area import LOCKER
from .state import Locker
from .words import Thing


def take(
    *,
    by: str,
    place: str,
    number: int,
    thing: Thing,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Locker:
    """Keep something for somebody."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        body = facts.Taken(number=number, thing=thing, note=sealed(pen, id, note))
        return pen.note(LOCKER, id, body, at=at)


def free(
    *, by: str, locker: str, at: datetime | None = None, submission: str | None = None
) -> Locker:
    """Say that it was fetched."""
    with recording(by=by, submission=submission) as pen:
        now = pen.state(LOCKER, check_id(locker))
        if now is None:
            raise Absent(_("That locker is not in this ledger."))
        pen.place = now.site
        policies.check_is_taken(now)
        return pen.note(LOCKER, locker, facts.Freed(), at=at)
