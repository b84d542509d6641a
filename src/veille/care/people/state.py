"""What is so now of a flag and of a restriction: pure folds, whatever the order of arrival."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from veille.care.state import OfPerson
from veille.ledger.facts import Entry, Sealed
from veille.ledger.states import by_time, first, of, said_once, state_of

from . import facts
from .words import Appeal, FlagKind, LetInReason, Opened, RestrictionKind, Scope

#: A restriction is looked at again this long after it was imposed, and after each review.
REVIEW_AFTER = timedelta(days=14)


class Flag(OfPerson, frozen=True, kw_only=True):
    kind: FlagKind
    until: datetime | None
    lowered_at: datetime | None
    note: Sealed | None
    raised_at = property(attrgetter("at"))
    raised_by = property(attrgetter("by"))

    @property
    def ends_at(self) -> datetime | None:
        """When it holds no longer; None while nobody knows."""
        ends = [at for at in (self.until, self.lowered_at) if at is not None]
        return min(ends) if ends else None

    def stands(self, now: datetime) -> bool:
        return self.at <= now and (self.ends_at is None or now < self.ends_at)


class Restriction(OfPerson, frozen=True, kw_only=True):
    """`until` is the earliest end that anybody gave it: it can only get shorter."""

    kind: RestrictionKind
    scope: Scope
    until: datetime
    lifted_at: datetime | None
    reviewed_at: datetime | None
    appeal: Appeal
    appealed_at: datetime | None
    note: Sealed
    begins_at = property(attrgetter("at"))
    imposed_by = property(attrgetter("by"))

    @property
    def ends_at(self) -> datetime:
        return self.until if self.lifted_at is None else min(self.until, self.lifted_at)

    @property
    def review_due_at(self) -> datetime | None:
        """When it is to be looked at again; None where it ends by then."""
        due = (self.reviewed_at or self.at) + REVIEW_AFTER
        return due if due < self.ends_at else None

    def in_force(self, now: datetime) -> bool:
        """It begins and ends by itself: nothing runs for it."""
        return self.at <= now < self.ends_at


class Door(OfPerson, frozen=True, kw_only=True):
    """What was done at the door about somebody whom a restriction keeps out.

    `why` is None where they were turned away.
    """

    restriction: str
    note: Sealed | None
    visit: str = ""
    why: LetInReason | None = None


class Opening(OfPerson, frozen=True, kw_only=True):
    what: Opened


def fold_flag(_about: str, entries: Sequence[Entry], version: int) -> Flag | None:
    raised = first(entries, facts.FlagRaised)
    if raised is None:
        return None
    entry, body = raised
    lowered = [lowering.at for lowering, _body in of(entries, facts.FlagLowered)]
    return state_of(Flag, entry, version, kind=body.flag, lowered_at=min(lowered, default=None))


def fold_restriction(_about: str, entries: Sequence[Entry], version: int) -> Restriction | None:
    imposed = first(entries, facts.RestrictionImposed)
    if imposed is None:
        return None
    ends, lifted = [imposed[1].until], []
    reviewed_at = appealed_at = None
    appeal = Appeal.NONE
    for entry in by_time(entries):
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
    return state_of(
        Restriction,
        imposed[0],
        version,
        kind=imposed[1].restriction,
        until=min(ends),
        lifted_at=min(lifted, default=None),
        reviewed_at=reviewed_at,
        appeal=appeal,
        appealed_at=appealed_at,
    )


fold_opening = said_once(Opening, facts.PageOpened)


def fold_door(_about: str, entries: Sequence[Entry], version: int) -> Door | None:
    found = first(entries, facts.TurnedAway, facts.LetInDespite)
    return state_of(Door, found[0], version) if found else None
