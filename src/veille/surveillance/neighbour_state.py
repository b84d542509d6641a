"""What is so now of a neighbour's remark: a pure fold."""

from collections.abc import Sequence
from datetime import datetime

from veille.ledger.facts import Entry
from veille.ledger.states import State, first, last, state_of

from . import neighbour_facts as facts
from .words import Topic


class Remark(State, frozen=True, kw_only=True):
    """`at` is when it came in; `answered_at` when it was answered first."""

    topic: Topic
    block: str
    words: str
    answered_at: datetime | None
    answer: str


def fold_remark(_about: str, entries: Sequence[Entry], version: int) -> Remark | None:
    """None before it is known what was said."""
    heard = first(entries, facts.RemarkHeard)
    if heard is None:
        return None
    answered, latest = first(entries, facts.RemarkAnswered), last(entries, facts.RemarkAnswered)
    return state_of(
        Remark,
        heard[0],
        version,
        answered_at=answered[0].at if answered else None,
        answer=latest[1].words if latest else "",
    )
