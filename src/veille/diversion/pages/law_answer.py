"""What the law answers on a case, as its page shows it: the answer, its reasons, what is open."""

from typing import Any

from veille.law import Considered
from veille.law.words import label
from veille.ui.history import in_words
from veille.ui.words import language

from .. import competence
from ..state import Case
from ..words import Verb
from . import words


def shown(case: Case, said: competence.Says) -> dict[str, Any]:
    """The answer in the reader's language. `ends`: the mildest and the gravest that it may be."""
    spoken, answer = language(), said.answer
    return {
        "too_much_at": competence.LEAST_PURITY_PERCENT if competence.is_too_much(said) else "",
        "outcome": label("outcome", answer.outcome)[spoken],
        "text": answer.text[spoken],
        "is_ours": answer.outcome in competence.OURS,
        "is_undetermined": answer.outcome == "undetermined",
        "awaits_laboratory": competence.awaits_laboratory(case),
        "source": label("source", answer.source)[spoken],
        "ends": [
            (label("outcome", end.outcome)[spoken], end.if_so[spoken])
            for end in answer.ends
            if len({each.outcome for each in answer.ends}) > 1
        ],
        "applied": [_reason(one) for one in answer.applied],
        "rejected": [_reason(one) for one in answer.rejected],
        "decided": _decided(case),
    }


def _reason(one: Considered) -> dict[str, Any]:
    return {"why": one.why[language()], "basis": words.reference(one.reference)}


def _decided(case: Case) -> str:
    """What the panel decided on competence; empty where it did not."""
    if case.competence is None:
        return ""
    said = (move.body for move in reversed(case.moves) if move.verb is Verb.COMPETENCE)
    return in_words(next(said))
