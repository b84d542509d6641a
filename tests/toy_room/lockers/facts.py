"""What happens at the lockers."""

from typing import ClassVar

from veille.ledger.facts import Body, Sealed

from .words import Thing


class Taken(Body, frozen=True):
    """A visitor left something in a locker."""

    kind: ClassVar[str] = "care.lockers.locker.taken"

    number: int
    thing: Thing
    visit: str = ""
    person: str = ""
    note: Sealed | None = None


class Freed(Body, frozen=True):
    """It was fetched."""

    kind: ClassVar[str] = "care.lockers.locker.freed"
