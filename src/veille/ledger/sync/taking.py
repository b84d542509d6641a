"""Taking in the facts of one chain: from what is here to the first that does not hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..chain import Fault, Head, follow
from ..facts import Fact, Forgotten, NodeBegan
from ..troubles import Trouble, misfit, trouble_beside
from .purposes import LEDGERS_OWN, areas_of, may_hold
from .store import Reading, TwoHeads
from .words import Purpose

#: What does not follow from what is here, since it is of another history of that node.
OTHER_HISTORY = {Trouble.FORK, Trouble.CHANGED, Trouble.EARLY}

_SAY_NOTHING = {Forgotten.kind, NodeBegan.kind}


@dataclass
class Taken:
    """What one chain's facts of a batch came to. `fresh` can be kept; from `trouble_seq` on they
    cannot, and `waiting` are those that follow their chain and wait for a person."""

    fresh: list[Fact] = field(default_factory=list)
    known: int = 0
    trouble: Trouble | None = None
    trouble_seq: int = 0
    two_heads: TwoHeads | None = None
    waiting: list[Fact] = field(default_factory=list)


def take(
    here: Reading,
    facts: Sequence[Fact],
    *,
    latest: datetime,
    purpose: Purpose,
    own: bool = False,
) -> Taken:
    """See which of one chain's facts can be kept. They come in order; a gap before them is no
    trouble: what is missing is sent again.

    `latest` is the last `noted` that is let in; `purpose` is the chain's; `own` where it is the
    chain of the node that takes in.
    """
    done = Taken()
    node = facts[0].node
    head = here.head(node)
    known = here.hashes(node, facts[0].seq, min(head.seq, facts[-1].seq))
    new = [fact for fact in facts if fact.seq > head.seq]
    identities = here.taken([fact.id for fact in new])
    kinds = here.kinds_about(list({fact.about for fact in new if _of_the_ledger(fact)}))
    for fact in facts:
        if fact.seq in known:
            if known[fact.seq] == fact.hash:
                done.known += 1
                continue
            done.two_heads = TwoHeads(fact.seq, known[fact.seq], fact.hash)
            return _stopped(done, Trouble.FORK, fact)
        step = follow(head, fact)
        if isinstance(step, Fault):
            if step.trouble is not Trouble.MISSING:
                _stopped(done, step.trouble, fact)
            return done
        kinds.setdefault(fact.about, set()).add(fact.kind)
        trouble = _trouble(fact, kinds, identities, latest, purpose, own=own)
        if trouble is Trouble.AHEAD:
            done.waiting = following(head, [f for f in new if f.seq >= fact.seq])
        if trouble is not None:
            return _stopped(done, trouble, fact)
        identities.add(fact.id)
        head = step
        done.fresh.append(fact)
    return done


def _stopped(done: Taken, trouble: Trouble, fact: Fact) -> Taken:
    done.trouble, done.trouble_seq = trouble, fact.seq
    return done


def _of_the_ledger(fact: Fact) -> bool:
    return fact.kind.startswith(f"{LEDGERS_OWN}.")


def _kinds_of(fact: Fact, kinds: Mapping[str, set[str]]) -> set[str]:
    """The kinds by which a fact is judged: its own; of what it corrects or strikes, where it is the
    ledger's. Who was forgotten is an identity and no more: that must reach everybody."""
    if fact.kind in _SAY_NOTHING:
        return set()
    return kinds.get(fact.about, set()) if _of_the_ledger(fact) else {fact.kind}


def _trouble(
    fact: Fact,
    kinds: dict[str, set[str]],
    identities: set[str],
    latest: datetime,
    purpose: Purpose,
    *,
    own: bool,
) -> Trouble | None:
    if misfit(fact) is not None:
        return Trouble.MISFIT
    if not may_hold(purpose, areas_of(_kinds_of(fact, kinds))):
        return Trouble.PURPOSE
    return trouble_beside(
        fact, here=None, own=own, identity_taken=fact.id in identities, latest=latest
    )


def following(last: Head | Fact, facts: Sequence[Fact]) -> list[Fact]:
    """Those that follow the chain from here, up to the first that does not."""
    head = Head(last.node, last.seq, last.hash, last.noted)
    found = []
    for fact in facts:
        step = follow(head, fact)
        if isinstance(step, Fault):
            break
        head = step
        found.append(fact)
    return found


def sendable(
    here: Reading, node: str, after: int, most: int, purposes: Iterable[Purpose]
) -> list[Fact]:
    """A chain's facts after a number, up to the first that has no place with these purposes, or
    that corrects something of which nothing is known here."""
    facts = here.facts(node, after, most)
    kinds = here.kinds_about(list({fact.about for fact in facts if _of_the_ledger(fact)}))
    for at, fact in enumerate(facts):
        areas = areas_of(_kinds_of(fact, kinds)) - {LEDGERS_OWN}
        of_what = bool(areas) or fact.kind in _SAY_NOTHING
        if not of_what or not all(may_hold(purpose, areas) for purpose in purposes):
            return facts[:at]
    return facts


def forgotten_in(facts: Iterable[Fact]) -> list[str]:
    """Whom these facts forget."""
    return [fact.about for fact in facts if fact.kind == Forgotten.kind]
