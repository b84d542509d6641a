"""What is so now of a carry card."""

from collections.abc import Sequence
from datetime import datetime

from veille.care.state import OfPerson
from veille.ledger.facts import Entry
from veille.ledger.states import State, first, last, said_once, state_of

from . import facts


class Card(OfPerson, frozen=True, kw_only=True):
    ended_at: datetime | None


class Reading(State, frozen=True, kw_only=True):
    pass


def fold_card(_about: str, entries: Sequence[Entry], version: int) -> Card | None:
    given, ended = first(entries, facts.CardGiven), last(entries, facts.CardEnded)
    if given is None:
        return None
    return state_of(Card, given[0], version, ended_at=ended[0].at if ended else None)


fold_reading = said_once(Reading, facts.CardRead)
