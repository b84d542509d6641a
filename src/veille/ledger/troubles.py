"""What keeps a fact of another node out: one list for an import and for a batch. Pure."""

from datetime import datetime
from enum import StrEnum

from .facts import Fact


class Trouble(StrEnum):
    """Why a fact is not taken in. Its sentence stands in `sentences.py`."""

    # It does not follow its chain.
    MISSING = "missing"
    AGAIN = "again"
    EARLY = "early"
    CHANGED = "changed"
    # It follows its chain, and cannot stand beside what is here.
    FORK = "fork"
    OWN = "own"
    IDENTITY = "identity"
    AHEAD = "ahead"
    MISFIT = "misfit"
    PURPOSE = "purpose"


#: Longest texts of a fact's header, by field.
_LONGEST = {"id": 32, "node": 32, "kind": 64, "about": 32, "place": 40, "by": 32, "hash": 64}
_LARGEST_VERSION = 2**15 - 1


def misfit(fact: Fact) -> str | None:
    """The field for which a fact cannot be kept here, whatever it says; None where it can."""
    for name, longest in _LONGEST.items():
        text = getattr(fact, name)
        if len(text) > longest or "\0" in text:
            return name
    return None if 0 <= fact.v <= _LARGEST_VERSION else "v"


def trouble_beside(
    fact: Fact, *, here: str | None, own: bool, identity_taken: bool, latest: datetime
) -> Trouble | None:
    """What keeps out a fact that follows its chain and is not here yet.

    `here` is the hash of another fact of its number, `own` whether it claims to be of this very
    node, `identity_taken` whether another fact has its identity, `latest` the last `noted` that is
    let in without a question.
    """
    if here is not None:
        return Trouble.FORK
    if own:
        return Trouble.OWN
    if identity_taken:
        return Trouble.IDENTITY
    return Trouble.AHEAD if fact.noted > latest else None
