"""A case in which nobody knows what a street name stands for: what follows of each thing that it
may be, of several of them mixed, and between what answers that lies.

    possible = possibilities(case)      # None where each name means one thing, or nothing known
    possible.mildest, possible.gravest  "no_offence", "offence"
    [each.words["en"] for each in possible.readings]
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from math import prod

import msgspec

from .answer import GRAVITY, Answer, Outcome, Words
from .books import every_name, name_of
from .case import Case, Substance
from .engine import assess
from .words import filled, listed, say, sentences

#: Readings of one case; with more, nothing is told but the names that are in question. Three lines
#: of a form, each with a name of four things and their mixture, are this many.
MOST_READINGS = 125


class Taken(msgspec.Struct, frozen=True):
    """What a name is taken to stand for: one substance, or several mixed in one bag."""

    name: str
    substances: tuple[str, ...]


class Reading(msgspec.Struct, frozen=True):
    """One thing that the case may be. `words`: what the names are taken to stand for."""

    taken: tuple[Taken, ...]
    words: Words
    answer: Answer

    @property
    def is_mixed(self) -> bool:
        return any(len(each.substances) > 1 for each in self.taken)


class Possibilities(msgspec.Struct, frozen=True):
    """What follows of each reading, the mildest first. `names`: those in question.

    `mildest`, `gravest`: of what can be told; undetermined where nothing can. The list is what is
    sold under such a name, not all that may be in it.
    """

    names: tuple[str, ...]
    readings: tuple[Reading, ...]
    mildest: Outcome
    gravest: Outcome
    text: Words


def possibilities(case: Case) -> Possibilities | None:
    """None where no name of the case means several things, or where there would be more than
    MOST_READINGS."""
    names = _in_question(case)
    choices = [_choices(name) for name in names]
    if not names or prod(map(len, choices)) > MOST_READINGS:
        return None
    readings = sorted((_reading(case, names, chosen) for chosen in product(*choices)), key=_gravity)
    reached = [end for each in readings for end in _ends(each.answer)]
    told = sorted(set(reached) - {"undetermined"}, key=GRAVITY.index) or list(reached)
    mildest, gravest = told[0], told[-1]
    text = _text(mildest, gravest, some_untold="undetermined" in reached)
    return Possibilities(names, tuple(readings), mildest, gravest, text)


def _text(mildest: Outcome, gravest: Outcome, *, some_untold: bool) -> Words:
    if mildest == "undetermined":
        return say("possible_untold")
    same = mildest == gravest and not some_untold
    key = "possible_same" if same else "possible"
    text = filled(say(key), mildest=_outcome(mildest), gravest=_outcome(gravest))
    return sentences([text, say("possible_some_untold")]) if some_untold else text


def _ends(answer: Answer) -> tuple[Outcome, ...]:
    """An answer that leaves something open (a purity) reaches from one of its ends to the other."""
    return tuple(end.outcome for end in answer.ends) or (answer.outcome,)


def _gravity(reading: Reading) -> tuple[int, Decimal]:
    answer = reading.answer
    return GRAVITY.index(answer.outcome), answer.max_years or Decimal(0)


def _in_question(case: Case) -> tuple[str, ...]:
    written = (name for each in case.substances for name in _names(each))
    return tuple(name for name in dict.fromkeys(written) if every_name().find(name).readings)


def _names(substance: Substance) -> Iterator[str]:
    yield substance.name
    yield from substance.mixed_with or ()


def _choices(name: str) -> list[tuple[str, ...]]:
    keys = every_name().find(name).readings
    return [*((key,) for key in keys), *([keys] if len(keys) > 1 else [])]


def _reading(case: Case, names: Sequence[str], chosen: Sequence[tuple[str, ...]]) -> Reading:
    keys = dict(zip(names, chosen, strict=True))
    substances = tuple(_as_taken(each, keys) for each in case.substances)
    return Reading(
        tuple(Taken(name, found) for name, found in keys.items()),
        listed([_said(name, found, alone=len(keys) == 1) for name, found in keys.items()]),
        assess(msgspec.structs.replace(case, substances=substances)),
    )


def _as_taken(substance: Substance, keys: dict[str, tuple[str, ...]]) -> Substance:
    found = [key for name in _names(substance) for key in keys.get(name, (name,))]
    first, *others = dict.fromkeys(found)
    return msgspec.structs.replace(substance, name=first, mixed_with=tuple(others) or None)


def _said(name: str, keys: tuple[str, ...], *, alone: bool) -> Words:
    named = listed([name_of(key) for key in keys])
    what = filled(say("mixed"), names=named) if len(keys) > 1 else named
    return what if alone else filled(say("taken_for"), name=name, what=what)


def _outcome(outcome: Outcome) -> Words:
    return say(f"outcome.{outcome}")
