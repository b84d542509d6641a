"""What tests of this room do again and again, through the real actions."""

from datetime import datetime, timedelta
from typing import Any

from veille.care.referrals import actions
from veille.care.referrals.facts import Details
from veille.care.referrals.state import Destination, Referral
from veille.care.referrals.tables import DestinationRow, GivenRow, ReferralRow, ServicesRow
from veille.care.referrals.words import ClosingReason, Need, Way
from veille.hours import DAY_MINUTES, Hours, Span
from veille.ledger import clock

from ..scene import SITE, arrive, everything

ROWS = (ServicesRow, GivenRow, DestinationRow, ReferralRow)
ALWAYS = Hours(tuple(Span(day, 0, DAY_MINUTES) for day in range(7)))
#: Monday to Friday, 9 to 17, on the wall clock of Montréal.
OFFICE = Hours(tuple(Span(day, 9 * 60, 17 * 60) for day in range(5)))
A_DAY = timedelta(days=1)


def days_ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def place(name: str = "Le Havre", hours: Hours = ALWAYS, **other: Any) -> Destination:
    details = Details(name=name, **{"needs": (Need.HOUSING,), **other}, hours=hours)
    return actions.list_destination(by="marie", place=SITE, details=details)


def offer(need: Need = Need.HOUSING, *, days: float = 0, **other: Any) -> Referral:
    """A referral offered to somebody anonymous, so many days ago."""
    at = days_ago(days) if days else None
    if "visit" not in other and "person" not in other:
        other["visit"] = arrive(at=at).id
    return actions.offer(by="noor", place=SITE, need=need, at=at, **other)


def make(referral: Referral, to: Destination, **other: Any) -> Referral:
    return actions.make(
        by="noor", referral=referral.id, destination=to.id, **{"way": Way.PHONE, **other}
    )


def referral_in(status: str, to: Destination) -> Referral:
    """A referral that came to `status` over the last ten days."""
    told = {"by": "noor"}
    offered = offer(days=10)
    if status == "offered":
        return offered
    if status in ("accepted", "declined"):
        verb = actions.accept if status == "accepted" else actions.decline
        return verb(referral=offered.id, at=days_ago(9), **told)
    made = make(offered, to, at=days_ago(8), appointment=days_ago(5))
    if status == "made":
        return made
    if status == "missed":
        return actions.miss(referral=made.id, at=days_ago(4), **told)
    went = actions.attend(referral=made.id, at=days_ago(4), **told)
    if status == "attended":
        return went
    return actions.close(referral=made.id, reason=ClosingReason.COMPLETED, at=days_ago(3), **told)


def all_rows() -> list[dict[str, Any]]:
    return [row for model in ROWS for row in model.objects.order_by("pk").values()]


def written() -> tuple[Any, Any]:
    """The whole database, and this room's tables."""
    return everything(), all_rows()
