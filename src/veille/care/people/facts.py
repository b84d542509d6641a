"""What can happen to what is known of a visitor. Words are `Sealed` with the visitor's key, so
that forgetting the visitor takes them too."""

from typing import ClassVar

from veille.ledger.facts import Body, Moment, Sealed

from .words import Decision, FlagKind, LetInReason, Opened, RestrictionKind, Review, Scope


class FlagRaised(Body, frozen=True):
    """Staff noted what whoever lets this visitor in must know. Without `until`: until lowered."""

    kind: ClassVar[str] = "care.people.flag.raised"

    person: str
    flag: FlagKind
    until: Moment | None = None
    note: Sealed | None = None


class FlagLowered(Body, frozen=True):
    """A flag holds no longer."""

    kind: ClassVar[str] = "care.people.flag.lowered"

    note: Sealed | None = None


class RestrictionImposed(Body, frozen=True):
    """A visitor is kept out from `at` to `until`; `note` is why, in words to be read to them."""

    kind: ClassVar[str] = "care.people.restriction.imposed"

    person: str
    restriction: RestrictionKind
    until: Moment
    note: Sealed
    scope: Scope = Scope.HERE


class RestrictionReviewed(Body, frozen=True):
    """Staff looked at a restriction again. `until` only where it was shortened."""

    kind: ClassVar[str] = "care.people.restriction.reviewed"

    outcome: Review
    until: Moment | None = None
    note: Sealed | None = None


class RestrictionAppealed(Body, frozen=True):
    """The visitor asked for the restriction to be looked at again; `note` is in their words."""

    kind: ClassVar[str] = "care.people.restriction.appealed"

    note: Sealed


class AppealDecided(Body, frozen=True):
    """An appeal was decided, by somebody else than who imposed the restriction."""

    kind: ClassVar[str] = "care.people.restriction.decided"

    decision: Decision
    note: Sealed
    until: Moment | None = None


class RestrictionLifted(Body, frozen=True):
    """A restriction was ended before its date. `death` is the entry that says that the visitor
    died, where that ended it."""

    kind: ClassVar[str] = "care.people.restriction.lifted"

    note: Sealed | None = None
    death: str = ""


class TurnedAway(Body, frozen=True):
    """A visitor came to the door and was kept out by a restriction."""

    kind: ClassVar[str] = "care.people.door.turned_away"

    person: str
    restriction: str
    note: Sealed | None = None


class LetInDespite(Body, frozen=True):
    """A visitor was let in though a restriction keeps them out: visit `visit` began."""

    kind: ClassVar[str] = "care.people.door.let_in"

    person: str
    restriction: str
    visit: str
    why: LetInReason
    note: Sealed | None = None


class PageOpened(Body, frozen=True):
    """A member of staff looked at what is held about a visitor. Written once a quarter of an
    hour for each of them, so that the visitor can be told who looked."""

    kind: ClassVar[str] = "care.people.page.opened"

    person: str
    what: Opened
