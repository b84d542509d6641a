"""What stands for long, folded: a commission, a member of it, a place of treatment. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter

import msgspec

from veille.ledger.facts import Entry

from . import standing_facts
from .words import Profession

_by_time = attrgetter("at")


class Commission(msgspec.Struct, frozen=True):
    id: str
    slug: str
    details: standing_facts.Details
    opened_at: datetime
    changed_by: str
    changed_at: datetime
    version: int
    rehearsal: bool


class Member(msgspec.Struct, frozen=True):
    """Sits from `begins` to the day before `until`; None: until further notice."""

    id: str
    commission: str
    account: str
    profession: Profession
    begins: date
    until: date | None
    version: int
    rehearsal: bool


class TreatmentPlace(msgspec.Struct, frozen=True):
    """`wait_days` is what the place said last, at `wait_said_at`; None: it never did."""

    id: str
    details: standing_facts.PlaceDetails
    wait_days: int | None
    wait_said_at: datetime | None
    closed_at: datetime | None
    version: int
    rehearsal: bool


def fold_commission(about: str, entries: Sequence[Entry], said: int) -> Commission | None:
    """What was last said of a commission; None before it was opened."""
    opened = next((e for e in entries if isinstance(e.body, standing_facts.CommissionOpened)), None)
    if opened is None:
        return None
    assert isinstance(opened.body, standing_facts.CommissionOpened)
    details, by, since = opened.body.details, opened.by, opened.at
    for entry in sorted(entries, key=_by_time):
        if isinstance(entry.body, standing_facts.CommissionChanged):
            details, by, since = entry.body.details, entry.by, entry.at
    return Commission(
        about, opened.body.slug, details, opened.at, by, since, said, opened.rehearsal
    )


def fold_member(about: str, entries: Sequence[Entry], said: int) -> Member | None:
    appointed = next(
        (e for e in entries if isinstance(e.body, standing_facts.MemberAppointed)), None
    )
    if appointed is None:
        return None
    told = appointed.body
    assert isinstance(told, standing_facts.MemberAppointed)
    ends = [told.until] if told.until else []
    ends += [e.body.until for e in entries if isinstance(e.body, standing_facts.MemberEnded)]
    return Member(
        about, appointed.place, told.account, told.profession, told.begins,
        min(ends, default=None), said, appointed.rehearsal,
    )  # fmt: skip


def fold_treatment_place(about: str, entries: Sequence[Entry], said: int) -> TreatmentPlace | None:
    listed = next((e for e in entries if isinstance(e.body, standing_facts.TreatmentListed)), None)
    if listed is None:
        return None
    told = listed.body
    assert isinstance(told, standing_facts.TreatmentListed)
    details, wait, closed_at = told.details, told.wait_days, None
    wait_said_at = listed.at if wait is not None else None
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, standing_facts.TreatmentChanged):
            details = body.details
        elif isinstance(body, standing_facts.WaitSaid):
            wait, wait_said_at = body.wait_days, entry.at
        elif isinstance(body, standing_facts.TreatmentClosed):
            closed_at = entry.at
    return TreatmentPlace(about, details, wait, wait_said_at, closed_at, said, listed.rehearsal)
