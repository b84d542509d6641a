"""What follows of each thing that a street name may be, as the pages' templates read it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from .. import Case, book, codes
from ..answer import Outcome, Reference
from ..readings import Possibilities, Reading, possibilities
from ..words import label
from .answers import (
    carried_in,
    caveats_in,
    day_in,
    ends_in,
    facts_in,
    help_in,
    mark_of,
    outcome_in,
    reference_in,
)


def possible_in(case: Case, language: str, today: date) -> dict[str, Any]:
    """Of a case in which a name may mean several things: each answer, the mildest first, with
    what it is the answer to."""
    found = _possibilities(case)
    return {
        "code": case.jurisdiction,
        "place": book(case.jurisdiction).name[language],
        "day": day_in(case.date),
        "carried": [carried_in(each, language) for each in case.substances],
        "text": found.text[language],
        "groups": [_group(each, language) for each in _alike(found.readings, language)],
        "caveats": caveats_in(case, today, language),
        "help": help_in(case.jurisdiction, today, language),
    }


def possible_everywhere(case: Case, language: str, today: date) -> dict[str, Any]:
    """The same in every jurisdiction, the case's own first: the mildest and the gravest answer."""
    others = [code for code in codes() if code != case.jurisdiction]
    return {
        "day": day_in(case.date),
        "place": book(case.jurisdiction).name[language],
        "carried": [carried_in(each, language) for each in case.substances],
        "caveats": caveats_in(case, today, language),
        "rows": [_row(case, code, language) for code in (case.jurisdiction, *others)],
    }


def _row(case: Case, code: str, language: str) -> dict[str, Any]:
    found = _possibilities(msgspec.structs.replace(case, jurisdiction=code))
    return {
        "code": code,
        "name": book(code).name[language],
        "own": code == case.jurisdiction,
        "mildest": _marked(found.mildest, language),
        "gravest": _marked(found.gravest, language),
        "same": found.mildest == found.gravest,
        "text": found.text[language],
        "readings": [
            (each.words[language], outcome_in(each.answer, language)) for each in found.readings
        ],
    }


def _possibilities(case: Case) -> Possibilities:
    """The form has so few lines that there are never too many readings."""
    found = possibilities(case)
    assert found is not None
    return found


def _marked(outcome: Outcome, language: str) -> tuple[str, str]:
    return mark_of(outcome), label("outcome", outcome)[language]


def _alike(readings: Sequence[Reading], language: str) -> list[list[Reading]]:
    """Readings with one answer in all but its words, together."""
    groups: dict[tuple[Any, ...], list[Reading]] = {}
    for each in readings:
        facts = tuple(facts_in(each.answer, language))
        groups.setdefault((each.answer.outcome, facts, each.answer.source), []).append(each)
    return list(groups.values())


def _group(readings: Sequence[Reading], language: str) -> dict[str, Any]:
    first = readings[0].answer
    alone = [each for each in readings if not each.is_mixed] or readings
    references: dict[Reference, None] = {
        rule.reference: None for each in alone for rule in each.answer.applied
    }
    return {
        **outcome_in(first, language),
        "readings": [each.words[language] for each in readings],
        "texts": list(dict.fromkeys(each.answer.text[language] for each in alone)),
        "ends": ends_in(first, language),
        "facts": facts_in(first, language),
        "applied": [reference_in(each, language) for each in references],
    }
