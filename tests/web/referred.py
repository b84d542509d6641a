"""A place in the directory and a referral made to it: what pages of referrals are shown with."""

from veille.accounts.models import Role
from veille.care.referrals import actions
from veille.care.referrals.facts import Details
from veille.care.referrals.words import Booking, Language, Need, Way
from veille.hours import DAY_MINUTES, Hours, Span

from .night import SITE, Night

ALWAYS = Hours(tuple(Span(day, 0, DAY_MINUTES) for day in range(7)))


def listed(night: Night, name: str = "Le Havre", hours: Hours = ALWAYS, **other: object) -> str:
    """A place in the directory; returns its identity."""
    told = {
        "needs": (Need.HOUSING,),
        "address": "1, rue des Essais",
        "phone": "514-555-0101",
        "languages": (Language.FRENCH,),
        "booking": (Booking.PHONE,),
        "note_fr": "Sonnez deux fois.",
        "note_en": "Ring twice.",
        **other,
    }
    by = night.by(Role.COORDINATOR)
    details = Details(name=name, hours=hours, **told)  # type: ignore[arg-type]
    return actions.list_destination(by=by, place=SITE, details=details).id


def referred(night: Night, visit: str) -> dict[str, str]:
    """A visitor referred to a place: what the variable parts of this room's addresses stand for."""
    by, destination = night.by(), listed(night)
    referral = actions.offer(by=by, place=SITE, visit=visit, need=Need.HOUSING, accepted=True).id
    actions.make(by=by, referral=referral, destination=destination, way=Way.PHONE)
    actions.give_service(by=by, place=SITE, visit=visit, service="wound")
    return {"destination": destination, "referral": referral, "verb": "close"}
