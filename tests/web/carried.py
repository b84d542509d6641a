"""A carry card that was given, for the addresses that hold one."""

from veille.care.carry.area import CARD
from veille.care.carry.facts import CardGiven
from veille.ledger.ids import new_id
from veille.ledger.recording import recording

from .night import SITE, Night


def carried(night: Night, person: str) -> str:
    """Given here; nothing of it lies at a hub."""
    with recording(by=night.by(), place=SITE) as pen:
        return pen.note(CARD, new_id(), CardGiven(person)).id
