"""One case side by side: in every jurisdiction on one day, on two days in one, through time."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

from .answer import Answer, Considered, Words
from .books import book, codes
from .case import Case
from .changes import Span, changes
from .engine import assess

#: In what two answers may differ, the gravest first.
Aspect = Literal["outcome", "grade", "maximum", "fine", "duty", "seized", "referred"]


class Beside(msgspec.Struct, frozen=True):
    """What one jurisdiction says; `differs`: in outcome from the case's own jurisdiction.

    `differs_in`: in what, the outcome first.
    """

    jurisdiction: str
    name: Words
    answer: Answer
    differs: bool
    differs_in: tuple[Aspect, ...] = ()


class RuleChange(msgspec.Struct, frozen=True):
    """A rule that reads otherwise on the later day; None: it was not applied on that day."""

    rule: str
    before: Considered | None
    after: Considered | None


class Difference(msgspec.Struct, frozen=True):
    """One case on two days. `rules`: what was applied on one of them and not so on the other."""

    before: Answer
    after: Answer
    rules: tuple[RuleChange, ...]

    @property
    def differs(self) -> bool:
        return self.before.outcome != self.after.outcome or bool(self.rules)


def side_by_side(case: Case, jurisdictions: Sequence[str] = ()) -> list[Beside]:
    """The case as it stands in each jurisdiction on its day, its own first.

    Raises KeyError for a jurisdiction that has no rules. A place or a circumstance that only one
    of them speaks of says nothing to the others.
    """
    others = [each for each in (jurisdictions or codes()) if each != case.jurisdiction]
    own = assess(case)
    rows = [(case.jurisdiction, own)] + [
        (code, assess(msgspec.structs.replace(case, jurisdiction=code))) for code in others
    ]
    return [
        Beside(
            code, book(code).name, answer, answer.outcome != own.outcome, differs_in(own, answer)
        )
        for code, answer in rows
    ]


def differs_in(one: Answer, other: Answer) -> tuple[Aspect, ...]:
    """In what two answers differ, whatever rules they come from."""
    aspects: dict[Aspect, bool] = {
        "outcome": one.outcome != other.outcome,
        "grade": one.grade != other.grade,
        "maximum": one.max_years != other.max_years,
        "fine": one.fine != other.fine,
        "duty": one.police_must_consider_alternatives != other.police_must_consider_alternatives,
        "seized": one.seized != other.seized,
        "referred": one.referred_to != other.referred_to,
    }
    return tuple(aspect for aspect, so in aspects.items() if so)


class Turn(msgspec.Struct, frozen=True):
    """A day on which the answer to a case came to read otherwise, and the rules that made it so."""

    span: Span
    since: Difference


def turns(case: Case) -> list[Turn]:
    """The same person with the same things, in their jurisdiction: every day on which the answer
    changed, after the first span of `changes`."""
    day = timedelta(days=1)
    return [Turn(span, between(case, span.begins - day, span.begins)) for span in changes(case)[1:]]


def between(case: Case, before: date, after: date) -> Difference:
    """The case on two days, with every rule that was applied otherwise."""
    one = assess(msgspec.structs.replace(case, date=before))
    other = assess(msgspec.structs.replace(case, date=after))
    then, now = _by_rule(one), _by_rule(other)
    changed = tuple(
        RuleChange(rule, then.get(rule), now.get(rule))
        for rule in dict.fromkeys((*then, *now))
        if then.get(rule) != now.get(rule)
    )
    return Difference(one, other, changed)


def _by_rule(answer: Answer) -> dict[str, Considered]:
    return {each.rule: each for each in answer.applied}
