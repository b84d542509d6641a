"""One case side by side and through time, as the page's template reads it."""

from datetime import date
from typing import Any

from .. import Beside, Case, Turn, book, side_by_side, turns
from ..answer import GRAVITY, Considered
from ..compare import RuleChange
from ..words import label
from .answers import carried_in, caveats_in, day_in, facts_in, mark_of, outcome_in, reference_in
from .words import say


def comparison_in(case: Case, language: str, today: date) -> dict[str, Any]:
    """Everywhere on the day of the case, the mildest first; and where it is, through time."""
    rows = side_by_side(case)
    own, others = rows[0], rows[1:]
    other = sum(row.differs for row in others)
    counts = {"n": other, "all": len(others), "place": own.name[language]}
    key = "compare.none" if not other else "compare.one" if other == 1 else "compare.found"
    return {
        "title": say(key, language, **counts),
        "place": own.name[language],
        "own": outcome_in(own.answer, language),
        "day": day_in(case.date),
        "caveats": caveats_in(case, today, language),
        "asked": [
            *(carried_in(each, language) for each in case.substances),
            label("place", case.place.kind)[language],
            say("years", language, age=case.age),
            *(label("circumstance", each)[language] for each in case.circumstances),
        ],
        "groups": _groups(rows, language),
        "turns": [_turn(turn, case.date, language) for turn in turns(case)],
        # Of the first rule: what held before it is not known.
        "first": day_in(book(case.jurisdiction).changes[0]),
    }


def _groups(rows: list[Beside], language: str) -> list[dict[str, Any]]:
    """The regimes by outcome, the mildest first, each with the case's own at its head."""
    found: dict[str, list[Beside]] = {}
    for row in rows:
        found.setdefault(row.answer.outcome, []).append(row)
    return [
        {
            "outcome": label("outcome", outcome)[language],
            "mark": mark_of(outcome),
            "n": len(group),
            "rows": [_row(row, row is rows[0], language) for row in group],
        }
        for outcome, group in sorted(found.items(), key=lambda each: GRAVITY.index(each[0]))
    ]


def _row(row: Beside, own: bool, language: str) -> dict[str, Any]:
    return {
        **outcome_in(row.answer, language),
        "code": row.jurisdiction,
        "name": row.name[language],
        "own": own,
        "differs": row.differs,
        "in_what": [say(f"aspect.{each}", language) for each in row.differs_in],
        "facts": facts_in(row.answer, language),
        "text": row.answer.text[language],
        "applied": [reference_in(each, language) for each in _references(row.answer.applied)],
    }


def _references(rules: tuple[Considered, ...]) -> list[Any]:
    return list(dict.fromkeys(rule.reference for rule in rules))


def _turn(turn: Turn, day: date, language: str) -> dict[str, Any]:
    span, since = turn.span, turn.since
    return {
        "day": say("from", language, day=day_in(span.begins)),
        "before": outcome_in(since.before, language),
        "after": outcome_in(since.after, language),
        "same": since.before.outcome == since.after.outcome,
        "asked": span.holds_on(day),
        "rules": [_rule(each, language) for each in since.rules],
    }


def _rule(change: RuleChange, language: str) -> dict[str, Any]:
    new, gone = change.before is None, change.after is None
    considered = change.after or change.before
    assert considered is not None
    return {
        "how": say("rule.new" if new else "rule.gone" if gone else "rule.changed", language),
        "mark": "new" if new else "gone" if gone else "changed",
        "why": considered.why[language],
        "was": change.before.why[language] if change.before and change.after else "",
        "reference": reference_in(considered.reference, language),
    }
