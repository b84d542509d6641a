"""Changing a site: its name, its seats, the usual time in a seat. Opening one: `actions`."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed, Refused

from . import policies, reads
from .area import SITE, site_of
from .facts import Seat, SiteChanged
from .state import Site


def change_site(
    *,
    by: str,
    place: str,
    name: str | None = None,
    seats: Sequence[Seat] | None = None,
    seat_minutes: int | None = None,
    least_age: int | None = None,
    seen: int | None = None,
    submission: str | None = None,
) -> Site:
    """Say what of a site is otherwise from now on; None leaves it as it is.

    `seen` is the version of the site that the person had before their eyes.
    """
    with recording(by=by, place=place, submission=submission) as pen:
        now = site_of(pen, place)
        if seen is not None and seen != now.version:
            raise Refused(
                _(
                    "Somebody changed this site meanwhile. Nothing was written; open the page "
                    "again "
                    "to see what it says now."
                ),
            )
        tidy_name = None if name is None else " ".join(name.split())
        body = SiteChanged(
            None if tidy_name == now.name else tidy_name,
            None if seats is None or tuple(seats) == now.seats else tuple(seats),
            None if seat_minutes == now.seat_minutes else seat_minutes,
            None if least_age == now.least_age else least_age,
        )
        if body == SiteChanged():
            raise Malformed(_("Nothing was changed. Change what is otherwise, then save."))
        if body.seats is not None:
            taken = {visit.seat for visit in reads.on_floor(place) if visit.seat}
            policies.check_seats_can_go(now, body.seats, taken)
        return pen.note(SITE, now.id, body)
