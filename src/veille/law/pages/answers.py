"""An answer as the pages' templates read it: words, numbers and days as each language has them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats

from veille.reports import notation
from veille.ui.words import language as in_force

from .. import Answer, Case, Span, Substance, assess, book, changes
from ..answer import Considered, Reference
from ..books import name_of
from ..case import MEASURES
from ..caveats import caveats
from ..figures import measured
from ..prose import section_of
from ..words import label
from .words import say

#: Of what can be done, that for which a person looks for a number to call.
AID = "legal_aid"
#: How an outcome is marked: with a shape, never with red.
_MARKS = {"no_offence": "yes", "exempt": "yes", "offence": "late", "undetermined": "unsure"}


def mark_of(outcome: str | None) -> str:
    return _MARKS.get(outcome or "", "no")


def answer_in(case: Case, language: str, today: date) -> dict[str, Any]:
    """Everything that is said of a case; what a person can do, as it is today."""
    answer = assess(case)
    place = book(case.jurisdiction)
    return {
        **outcome_in(answer, language),
        "code": case.jurisdiction,
        "place": place.name[language],
        "day": day_in(case.date),
        "carried": [carried_in(each, language) for each in case.substances],
        "text": answer.text[language],
        "facts": facts_in(answer, language),
        "ends": ends_in(answer, language),
        "applied": _considered(answer.applied, language, why=False),
        "rejected": _considered(answer.rejected, language, why=True),
        "spans": [_span(span, case.date, language) for span in as_one(changes(case))],
        "events": [
            (day_in(event.date), event.text[language], reference_in(reference, language))
            for event, reference in place.events
        ],
        "caveats": caveats_in(case, today, language),
        "help": help_in(case.jurisdiction, today, language),
    }


def caveats_in(case: Case, today: date, language: str) -> list[tuple[str, dict[str, str] | None]]:
    """How far the answer reaches, each sentence with where the law says it, if it does."""
    return [
        (each.text[language], reference_in(each.reference, language) if each.reference else None)
        for each in caveats(case, today)
    ]


def outcome_in(answer: Answer, language: str) -> dict[str, Any]:
    """The outcome with its mark, and beside it how the least checked of its rules was checked."""
    return {
        "outcome": label("outcome", answer.outcome)[language],
        "mark": mark_of(answer.outcome),
        "source": answer.source,
        "checked": label("source", answer.source)[language],
    }


def help_in(code: str, today: date, language: str) -> list[dict[str, Any]]:
    """What a person can do there, each with its source and how that was checked; where nothing is
    known of a legal aid, or no number of it, that is said."""
    found = [
        {
            "kind": each.kind,
            "title": say(f"help.{each.kind}", language),
            "text": each.text[language],
            "phone": each.phone,
            "call": "".join(sign for sign in each.phone if sign.isdigit()),
            "note": "" if each.phone or each.kind != AID else say("help.no_number", language),
            "reference": reference_in(reference, language),
        }
        for each, reference in book(code).help_on(today)
    ]
    if all(each["kind"] != AID for each in found):
        title, note = say(f"help.{AID}", language), say("help.no_legal_aid", language)
        found.append({"kind": AID, "title": title, "note": note})
    return found


def reference_in(reference: Reference, language: str) -> dict[str, str]:
    return {
        "cited": f"{reference.act[language]}, {reference.section[language]}",
        "day": day_in(reference.date),
        "link": reference.link_in(language),
        "source": reference.source,
        "checked": label("source", reference.source)[language],
    }


def ends_in(answer: Answer, language: str) -> list[tuple[str, str]]:
    """The mildest and the gravest that it may be, each with the words for when."""
    return [(label("outcome", end.outcome)[language], end.if_so[language]) for end in answer.ends]


def facts_in(answer: Answer, language: str) -> list[tuple[str, str]]:
    """The rest of the answer, as terms; what it does not say is left out."""
    found = [
        (say("section", language), section_of(answer, language)),
        (say("grade", language), answer.grade[language] if answer.grade else ""),
        (say("schedule", language), answer.schedule),
    ]
    if answer.maximum:
        found.append((say("maximum", language), answer.maximum[language]))
    if answer.fine:
        low, high, currency = answer.fine
        money = {"low": _money(low), "high": _money(high), "currency": currency}
        key = "fine_one" if low == high else "fine_range" if low else "fine_most"
        found.append((say("fine", language), say(key, language, **money)))
    if answer.police_must_consider_alternatives:
        found.append((say("duty", language), say("yes", language)))
    if answer.seized is not None:
        found.append((say("seized", language), say("yes" if answer.seized else "no", language)))
    if answer.referred_to:
        found.append((say("referred", language), label("referred", answer.referred_to)[language]))
    return [(term, said) for term, said in found if said]


def carried_in(substance: Substance, language: str) -> str:
    """An amount as it was read, so that a slip of a thousand times is seen."""
    amounts = [
        measured(amount, measure, language)
        for measure in MEASURES
        if (amount := getattr(substance, measure)) is not None
    ]
    names = [substance.name, *(substance.mixed_with or ())]
    return " ".join([*amounts, " + ".join(name_of(name)[language] for name in names)])


def as_one(spans: list[Span]) -> list[Span]:
    """Spans that a line would tell the same of, as one; the first day counts."""
    lines: list[Span] = []
    for span in spans:
        before = lines[-1] if lines else None
        if before and _line(before.answer) == _line(span.answer):
            lines[-1] = Span(before.begins, span.until, before.answer)
        else:
            lines.append(span)
    return lines


def day_in(day: date) -> str:
    """In the language in force: the first of a month is “1er” in French."""
    return notation.day(day, in_force())


def _money(amount: Decimal) -> str:
    return str(formats.number_format(amount, 0 if amount == int(amount) else 2))


def _considered(rules: tuple[Considered, ...], language: str, *, why: bool) -> list[dict[str, Any]]:
    """Each reference once; with `why`, once for each reason."""
    values = {(rule.why[language] if why else "", rule.reference): None for rule in rules}
    return [
        {"why": reason, "reference": reference_in(reference, language)}
        for reason, reference in values
    ]


def _line(answer: Answer) -> tuple[object, ...]:
    duty = answer.police_must_consider_alternatives
    return (answer.outcome, answer.section, answer.schedule, duty, answer.source)


def _span(span: Span, day: date, language: str) -> dict[str, Any]:
    duty = span.answer.police_must_consider_alternatives
    return {
        **outcome_in(span.answer, language),
        "from": say("from", language, day=day_in(span.begins)),
        "section": section_of(span.answer, language),
        "duty": say("duty", language) if duty else "",
        "asked": span.holds_on(day),
    }
