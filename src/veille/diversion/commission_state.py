"""What stands for long, folded: a commission, a member of it, a place of treatment. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter

from veille.ledger.facts import Entry
from veille.ledger.states import State, first, last, of, state_of

from . import commission_facts
from .words import Profession


class Commission(State, frozen=True, kw_only=True):
    slug: str
    details: commission_facts.Details
    changed_by: str
    changed_at: datetime
    opened_at = property(attrgetter("at"))


class Member(State, frozen=True, kw_only=True):
    """Sits from `begins` to the day before `until`; None: until further notice."""

    account: str
    profession: Profession
    begins: date
    until: date | None
    commission = property(attrgetter("site"))


class TreatmentPlace(State, frozen=True, kw_only=True):
    """`wait_days` is what the place said last, at `wait_said_at`; None: it never did."""

    details: commission_facts.PlaceDetails
    wait_days: int | None
    wait_said_at: datetime | None
    closed_at: datetime | None


def fold_commission(_about: str, entries: Sequence[Entry], version: int) -> Commission | None:
    """What was last said of a commission; None before it was opened."""
    opened = first(entries, commission_facts.CommissionOpened)
    if opened is None:
        return None
    changed = last(entries, commission_facts.CommissionChanged)
    entry, body = changed or opened
    return state_of(
        Commission,
        opened[0],
        version,
        details=body.details,
        changed_by=entry.by,
        changed_at=entry.at,
    )


def fold_member(_about: str, entries: Sequence[Entry], version: int) -> Member | None:
    appointed = first(entries, commission_facts.MemberAppointed)
    if appointed is None:
        return None
    until = appointed[1].until
    ends = [until] if until else []
    ends += [ended.until for _entry, ended in of(entries, commission_facts.MemberEnded)]
    return state_of(Member, appointed[0], version, until=min(ends, default=None))


def fold_treatment_place(
    _about: str, entries: Sequence[Entry], version: int
) -> TreatmentPlace | None:
    listed = first(entries, commission_facts.TreatmentListed)
    if listed is None:
        return None
    changed = last(entries, commission_facts.TreatmentChanged)
    waited = last(entries, commission_facts.WaitSaid)
    closed = last(entries, commission_facts.TreatmentClosed)
    wait_said_at = listed[0].at if listed[1].wait_days is not None else None
    return state_of(
        TreatmentPlace,
        listed[0],
        version,
        details=(changed or listed)[1].details,
        wait_days=(waited or listed)[1].wait_days,
        wait_said_at=waited[0].at if waited else wait_said_at,
        closed_at=closed[0].at if closed else None,
    )
