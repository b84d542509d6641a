"""What is so now of a flag and of a restriction: pure folds, whatever the order of arrival."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

import msgspec

from veille.ledger.facts import Entry, Sealed

from . import facts
from .words import Appeal, FlagKind, LetInReason, Opened, RestrictionKind, Scope

#: A restriction is looked at again this long after it was imposed, and after each review.
REVIEW_AFTER = timedelta(days=14)

_by_time = attrgetter("at")


class Flag(msgspec.Struct, frozen=True):
    id: str
    person: str
    site: str
    kind: FlagKind
    raised_at: datetime
    raised_by: str
    until: datetime | None
    lowered_at: datetime | None
    note: Sealed | None
    version: int
    rehearsal: bool

    @property
    def ends_at(self) -> datetime | None:
        """When it holds no longer; None while nobody knows."""
        ends = [at for at in (self.until, self.lowered_at) if at is not None]
        return min(ends) if ends else None

    def stands(self, now: datetime) -> bool:
        return self.raised_at <= now and (self.ends_at is None or now < self.ends_at)


class Restriction(msgspec.Struct, frozen=True):
    """`until` is the earliest end that anybody gave it: it can only get shorter."""

    id: str
    person: str
    site: str
    kind: RestrictionKind
    scope: Scope
    begins_at: datetime
    imposed_by: str
    until: datetime
    lifted_at: datetime | None
    reviewed_at: datetime | None
    appeal: Appeal
    appealed_at: datetime | None
    note: Sealed
    version: int
    rehearsal: bool

    @property
    def ends_at(self) -> datetime:
        return self.until if self.lifted_at is None else min(self.until, self.lifted_at)

    @property
    def review_due_at(self) -> datetime | None:
        """When it is to be looked at again; None where it ends by then."""
        due = (self.reviewed_at or self.begins_at) + REVIEW_AFTER
        return due if due < self.ends_at else None

    def in_force(self, now: datetime) -> bool:
        """It begins and ends by itself: nothing runs for it."""
        return self.begins_at <= now < self.ends_at


class Door(msgspec.Struct, frozen=True):
    """What was done at the door about somebody whom a restriction keeps out.

    `why` is None where they were turned away.
    """

    id: str
    person: str
    site: str
    restriction: str
    visit: str
    at: datetime
    by: str
    why: LetInReason | None
    note: Sealed | None
    rehearsal: bool


class Opening(msgspec.Struct, frozen=True):
    id: str
    person: str
    site: str
    what: Opened
    at: datetime
    by: str
    rehearsal: bool


def fold_flag(about: str, entries: Sequence[Entry], said: int) -> Flag | None:
    raised = next((e for e in entries if isinstance(e.body, facts.FlagRaised)), None)
    if raised is None:
        return None
    told = raised.body
    assert isinstance(told, facts.FlagRaised)
    lowered = [e.at for e in entries if isinstance(e.body, facts.FlagLowered)]
    return Flag(
        about, told.person, raised.place, told.flag, raised.at, raised.by, told.until,
        min(lowered, default=None), told.note, said, raised.rehearsal,
    )  # fmt: skip


def fold_restriction(about: str, entries: Sequence[Entry], said: int) -> Restriction | None:
    imposed = next((e for e in entries if isinstance(e.body, facts.RestrictionImposed)), None)
    if imposed is None:
        return None
    told = imposed.body
    assert isinstance(told, facts.RestrictionImposed)
    ends, lifted = [told.until], []
    reviewed_at = appealed_at = None
    appeal = Appeal.NONE
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.RestrictionReviewed):
            reviewed_at = entry.at
            ends += [body.until] if body.until else []
        elif isinstance(body, facts.RestrictionAppealed):
            appeal, appealed_at = Appeal.OPEN, entry.at
        elif isinstance(body, facts.AppealDecided):
            appeal, reviewed_at = Appeal(body.decision.value), entry.at
            ends += [body.until] if body.until else []
            lifted += [entry.at] if appeal is Appeal.LIFTED else []
        elif isinstance(body, facts.RestrictionLifted):
            lifted.append(entry.at)
    return Restriction(
        about, told.person, imposed.place, told.restriction, told.scope, imposed.at, imposed.by,
        min(ends), min(lifted, default=None), reviewed_at, appeal, appealed_at, told.note, said,
        imposed.rehearsal,
    )  # fmt: skip


def fold_door(about: str, entries: Sequence[Entry], _said: int) -> Door | None:
    for entry in entries:
        body = entry.body
        if isinstance(body, facts.TurnedAway):
            return Door(
                about, body.person, entry.place, body.restriction, "", entry.at, entry.by, None,
                body.note, entry.rehearsal,
            )  # fmt: skip
        if isinstance(body, facts.LetInDespite):
            return Door(
                about, body.person, entry.place, body.restriction, body.visit, entry.at, entry.by,
                body.why, body.note, entry.rehearsal,
            )  # fmt: skip
    return None


def fold_opening(about: str, entries: Sequence[Entry], _said: int) -> Opening | None:
    for entry in entries:
        if isinstance(entry.body, facts.PageOpened):
            return Opening(
                about, entry.body.person, entry.place, entry.body.what, entry.at, entry.by,
                entry.rehearsal,
            )  # fmt: skip
    return None
