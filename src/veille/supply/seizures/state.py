"""What is so now of a seizure. Pure."""

from collections.abc import Sequence

from veille.ledger.facts import Entry
from veille.ledger.states import State, state_of

from ..words import SeizureKind
from . import facts


class Seizure(State, frozen=True, kw_only=True):
    """`at` is noon (UTC) of its day."""

    what: SeizureKind
    place: str
    source: str
    amounts: tuple[facts.Amount, ...]
    reference: str


def fold_seizure(_about: str, entries: Sequence[Entry], version: int) -> Seizure | None:
    """What was logged last stands: an import may put an earlier one right."""
    found = [entry for entry in entries if isinstance(entry.body, facts.SeizureLogged)]
    return state_of(Seizure, found[-1], version) if found else None
