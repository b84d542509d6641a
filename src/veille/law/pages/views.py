"""The page: a question by GET, so that an answer has an address and no cookie is needed."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.views.decorators.http import require_safe

from veille import numbers
from veille.ledger import clock
from veille.ledger.nodes import local_node

from .. import Answer, Case, Span, Substance, assess, book, changes, codes, substances
from ..answer import Considered
from ..case import CIRCUMSTANCES, LANDMARKS, MEASURES, PLACE_KINDS
from ..prose import cited, section_of
from ..words import label
from .asking import HERE, Question, question

ADDRESSES = {"fr": "law-fr", "en": "law-en"}
#: Seconds for which a copy is good: the day may turn.
FRESH_SECONDS = 300
#: How an outcome is marked: with a shape, never with red.
MARKS = {"no_offence": "yes", "exempt": "yes", "offence": "late", "undetermined": "unsure"}

_PAGE = (
    "title",
    "lead",
    "no_advice",
    "nothing_kept",
    "where",
    "day",
    "age",
    "place",
    "near",
    "what",
    "nothing",
    "choose",
    "so",
    "ask",
    "answer",
    "when",
    "when_what",
    "asked",
    "references",
    "set_aside",
    "no_effect",
    "network",
    "rehearsal",
    "faults",
)


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """In the language of the browser; French where it says neither."""
    language = translation.get_language_from_request(request)
    return _page(request, language if language in ADDRESSES else "fr")


@require_safe
def in_french(request: HttpRequest) -> HttpResponse:
    return _page(request, "fr")


@require_safe
def in_english(request: HttpRequest) -> HttpResponse:
    return _page(request, "en")


def _page(request: HttpRequest, language: str) -> HttpResponse:
    today = clock.now().astimezone(ZoneInfo(book(HERE).time_zone)).date()
    put = question(request.GET, today, language)
    with translation.override(language):
        body = render_to_string("law/page.html", told(put, language, request.GET.urlencode()))
    return HttpResponse(
        body,
        headers={
            "Content-Language": language,
            "Cache-Control": f"private, max-age={FRESH_SECONDS}",
        },
    )


def told(put: Question, language: str, query: str) -> dict[str, Any]:
    """Everything that the page says, in `language`."""

    def say(key: str, **values: object) -> str:
        words = label("page", key)[language]
        return words.format(**values) if values else words

    def options(group: str, keys: Any, chosen: Any) -> list[tuple[str, str, bool]]:
        return [(key, label(group, key)[language], key in chosen) for key in keys]

    node = local_node()
    places = [(code, book(code).name[language], code == put.place) for code in codes()]
    names = sorted(
        ((key, words[language]) for key, words in substances().items()),
        key=lambda each: each[1].casefold(),
    )
    lines = [
        {
            "n": line.number,
            "amount": line.amount,
            "invalid": bool(line.faults or line.unread),
            "label": say("substance", n=line.number),
            "how_much": say("amount", n=line.number),
            "measured": say("measure", n=line.number),
            "names": [(key, words, key == line.name) for key, words in names],
            "measures": options("measure", MEASURES, [line.measure]),
            "faults": [
                *(label("fault", each)[language] for each in line.faults),
                *filter(None, [line.unread]),
            ],
        }
        for line in put.lines
    ]
    return {
        "language": language,
        "say": {key: say(key) for key in _PAGE},
        "addresses": [
            (code, reverse(name) + (f"?{query}" if query else ""), own)
            for (code, name), own in zip(ADDRESSES.items(), ("Français", "English"), strict=True)
        ],
        "rehearsal": bool(node and node.rehearsal),
        "put": put,
        "faults": [label("fault", each)[language] for each in put.faults],
        "places": places,
        "kinds": options("place", PLACE_KINDS, [put.kind]),
        "near": options("landmark", LANDMARKS, put.near),
        "circumstances": options("circumstance", CIRCUMSTANCES, put.circumstances),
        "lines": lines,
        "answer": _answer(put.case, language) if put.case else None,
    }


def _answer(case: Case, language: str) -> dict[str, Any]:
    answer = assess(case)
    return {
        "outcome": label("outcome", answer.outcome)[language],
        "mark": MARKS.get(answer.outcome, "no"),
        "place": book(case.jurisdiction).name[language],
        "day": formats.date_format(case.date, "DATE_FORMAT"),
        "carried": [_carried(each, language) for each in case.substances],
        "text": answer.text[language],
        "facts": _facts(answer, language),
        "ends": [
            (label("outcome", end.outcome)[language], end.if_so[language]) for end in answer.ends
        ],
        "applied": _considered(answer.applied, language, why=False),
        "rejected": _considered(answer.rejected, language, why=True),
        "spans": [_span(span, case.date, language) for span in _as_one(changes(case))],
        "events": [
            (formats.date_format(event.date, "DATE_FORMAT"), event.text[language])
            for event, _reference in book(case.jurisdiction).events
        ],
    }


def _facts(answer: Answer, language: str) -> list[tuple[str, str]]:
    """The rest of the answer, as terms; what it does not say is left out."""

    def say(key: str, **values: object) -> str:
        return label("page", key)[language].format(**values)

    found = [(say("section"), section_of(answer, language)), (say("schedule"), answer.schedule)]
    if answer.max_years:
        found.append((say("maximum"), formats.number_format(answer.max_years)))
    if answer.fine:
        low, high, currency = answer.fine
        money = {"low": _money(low), "high": _money(high), "currency": currency}
        found.append((say("fine"), say("fine_range", **money)))
    if answer.police_must_consider_alternatives:
        found.append((say("duty"), say("yes")))
    if answer.seized is not None:
        found.append((say("seized"), say("yes" if answer.seized else "no")))
    if answer.referred_to:
        found.append((say("referred"), label("referred", answer.referred_to)[language]))
    return [(term, said) for term, said in found if said]


def _carried(substance: Substance, language: str) -> str:
    """An amount as it was read, so that a slip of a thousand times is seen."""
    measured = [
        f"{numbers.plain(amount, language)}\u00a0{label('measure', measure)[language]}"
        for measure in MEASURES
        if (amount := getattr(substance, measure)) is not None
    ]
    return " ".join([*measured, substances()[substance.name][language]])


def _money(amount: Decimal) -> str:
    return formats.number_format(amount, 0 if amount == int(amount) else 2)


def _considered(rules: tuple[Considered, ...], language: str, *, why: bool) -> list[dict[str, str]]:
    """Each reference once; with `why`, once for each reason."""
    values = {
        (rule.why[language] if why else "", cited(rule.reference, language)): rule.reference.link
        for rule in rules
    }
    return [{"why": reason, "cited": cite, "link": link} for (reason, cite), link in values.items()]


def _as_one(spans: list[Span]) -> list[Span]:
    """Spans that a line would tell the same of, as one; the first day counts."""
    lines: dict[int, Span] = {}
    for n, span in enumerate(spans):
        before = lines.get(max(lines, default=-1))
        if before and _line(before.answer) == _line(span.answer):
            lines[max(lines)] = Span(before.begins, span.until, before.answer)
        else:
            lines[n] = span
    return list(lines.values())


def _line(answer: Answer) -> tuple[object, ...]:
    duty = answer.police_must_consider_alternatives
    return (answer.outcome, answer.section, answer.schedule, duty)


def _span(span: Span, day: date, language: str) -> dict[str, Any]:
    held = label("page", "from")[language]
    return {
        "from": held.format(day=formats.date_format(span.begins, "DATE_FORMAT")),
        "outcome": label("outcome", span.answer.outcome)[language],
        "mark": MARKS.get(span.answer.outcome, "no"),
        "section": section_of(span.answer, language),
        "duty": label("page", "duty")[language]
        if span.answer.police_must_consider_alternatives
        else "",
        "asked": span.begins <= day and (span.until is None or day < span.until),
    }
