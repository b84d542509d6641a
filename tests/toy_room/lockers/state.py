"""What is so now of something that was left in a locker: a pure fold."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from veille.care.state import OfVisit
from veille.ledger.facts import Entry, Sealed
from veille.ledger.states import first, last, state_of

from . import facts
from .words import Thing


class Locker(OfVisit, frozen=True, kw_only=True):
    number: int
    thing: Thing
    freed_at: datetime | None
    note: Sealed | None
    taken_at = property(attrgetter("at"))


def fold_locker(_about: str, entries: Sequence[Entry], version: int) -> Locker | None:
    taken, freed = first(entries, facts.Taken), last(entries, facts.Freed)
    if taken is None:
        return None
    return state_of(Locker, taken[0], version, freed_at=freed[0].at if freed else None)
