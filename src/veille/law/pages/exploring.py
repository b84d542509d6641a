"""The law itself, as the explorer's templates read it: made from the rule files alone."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from veille import numbers
from veille.substances import plain

from .. import Case, book, codes
from ..answer import SOURCES, Answer, Words
from ..books import Book, Rule, Table, cite, name_of
from ..examples import Example, by_rule
from ..figures import amount_in, in_general, measured
from ..load import Text
from ..text import Amounts, Dated, Event, Listing, Membership
from ..words import label, years_words
from .answers import carried_in, day_in, help_in, mark_of, outcome_in, reference_in
from .words import say

#: Cases shown by each rule; how many more there are is said.
MOST_CASES = 12


def index_in(language: str) -> dict[str, Any]:
    """Every jurisdiction, those within another below it."""
    found = {code: _summary(code, language) for code in codes()}
    inner = [code for code in found if book(code).texts[0].jurisdiction.within]
    for code in inner:
        found[book(code).texts[0].jurisdiction.within]["inner"].append(found[code])
    outer = [each for code, each in found.items() if code not in inner]
    return {"places": sorted(outer, key=lambda each: (not each["inner"], plain(each["name"])))}


def _summary(code: str, language: str) -> dict[str, Any]:
    place = book(code)
    text = place.texts[0]
    return {
        "code": code,
        "name": place.name[language],
        "rules": say("rules.n", language, n=len(text.rules)),
        "since": say("rules.since", language, day=day_in(_begin(text))),
        "checked": _checked(text, language),
        "inner": [],
    }


def _begin(text: Text) -> date:
    return min(entry.begins for _key, entry in _dated(text))


def _dated(text: Text) -> list[tuple[str, Dated]]:
    """Every dated entry of a file, with the anchor at which the page shows it."""
    found: list[tuple[str, Dated]] = []
    for key, versions in text.rules.items():
        found += [(f"rule-{key}", version) for version in versions]
    for key, tables in text.amounts.items():
        found += [(f"amounts-{key}", table) for table in tables]
    found += [("schedules", each) for each in (*text.schedule, *text.listing)]
    found += [("others", each) for each in (*text.youth, *text.record)]
    return found


def _checked(text: Text, language: str) -> list[dict[str, Any]]:
    """How many of its statements were checked how; the best checked first."""
    events: list[Dated | Event] = [entry for _key, entry in _dated(text)]
    more: list[Dated | Event] = [*text.no_effect, *text.help, *text.beyond]
    counts = Counter(each.source for each in (*events, *more))
    return [
        {
            "source": source,
            "words": say(
                "checked_n", language, words=label("source", source)[language], n=counts[source]
            ),
        }
        for source in SOURCES
        if counts[source]
    ]


def _checked_on(text: Text, language: str) -> str:
    day = text.jurisdiction.checked
    return say("checked_on", language, day=day_in(day)) if day else ""


def place_in(code: str, language: str, today: date) -> dict[str, Any]:
    """One jurisdiction: its own file. Raises KeyError where it has none."""
    place = book(code)
    text = place.texts[0]
    within = text.jurisdiction.within
    cases = by_rule()
    rules = [
        {
            "key": key,
            "title": _title(versions[0], text, language),
            "versions": [_version(each, place, language) for each in versions],
            **_cases(cases.get(f"{code}/{key}", []), language),
        }
        for key, versions in text.rules.items()
    ]
    return {
        "code": code,
        "name": place.name[language],
        "within": {"code": within, "name": book(within).name[language]} if within else None,
        "checked": _checked(text, language),
        "checked_on": _checked_on(text, language),
        "timeline": _timeline(text, language),
        "rules": rules,
        "amounts": [
            {"key": key, "tables": [_table(each, place, language) for each in tables]}
            for key, tables in text.amounts.items()
        ],
        "schedules": [_membership(each, text, language) for each in text.schedule],
        "listings": [
            {
                **_span(each, language),
                "schedule": each.schedule,
                "which": _items(each, language),
                "reference": _cited(each, text, language),
            }
            for each in text.listing
        ],
        "others": _others(text, language),
        "beyond": [
            {
                **_span(each, language),
                "words": each.text[language],
                "reference": _cited(each, text, language),
            }
            for each in text.beyond
        ],
        "events": [
            (day_in(each.date), each.text[language], _cited(each, text, language))
            for each in text.no_effect
        ],
        "help": help_in(code, today, language),
    }


def _title(entry: Dated, text: Text, language: str) -> str:
    reference = cite(entry, text)
    return f"{reference.section[language]}, {reference.act[language]}"


def _span(entry: Dated, language: str) -> dict[str, str]:
    if entry.until is None:
        return {"span": say("from", language, day=day_in(entry.begins))}
    days = {"day": day_in(entry.begins), "until": day_in(entry.until)}
    return {"span": say("from_until", language, **days)}


def _cited(entry: Dated | Event, text: Text, language: str) -> dict[str, str]:
    return reference_in(cite(entry, text), language)


def _version(version: Any, place: Book, language: str) -> dict[str, Any]:
    rule = next(
        each for day in place.days for each in (*day.deciding, *day.adding) if each.says is version
    )
    outcome = version.outcome
    return {
        **_span(version, language),
        "outcome": label("outcome", outcome)[language] if outcome else say("adds", language),
        "mark": mark_of(outcome),
        "text": in_general(rule)[language],
        "unsure": version.unsure[language] if version.unsure else "",
        "conditions": _conditions(rule, language),
        "reference": reference_in(rule.reference, language),
    }


def _conditions(rule: Rule, language: str) -> list[tuple[str, str]]:
    """What must hold, and what follows, as terms; what the rule does not say is left out."""
    says = rule.says

    def words(group: str, keys: Iterable[str]) -> str:
        return ", ".join(label(group, key)[language] for key in keys)

    ages = [
        say(f"cond.{key}", language, n=age)
        for key, age in (("age_from", says.age_from), ("age_under", says.age_under))
        if age is not None
    ]
    far = says.farther_than
    found = [
        ("after", words("outcome", says.after)),
        ("ages", ", ".join(ages)),
        ("schedules", ", ".join(says.schedules)),
        ("substances", ", ".join(name_of(each)[language] for each in says.substances)),
        ("places", words("place", says.places)),
        ("places_not", words("place", says.places_not)),
        (
            "farther",
            say(
                "cond.metres",
                language,
                n=numbers.plain(far.metres, language),
                of=words("landmark", far.of),
            )
            if far
            else "",
        ),
        ("all_of", words("circumstance", says.all_of)),
        ("any_of", words("circumstance", says.any_of)),
        ("none_of", words("circumstance", says.none_of)),
        *(
            (how, _limit(table, key, language))
            for (how, table), (_how, key) in zip(rule.limits, says.limits, strict=True)
        ),
        (
            "years",
            ", ".join(
                say(
                    "cond.of_schedule",
                    language,
                    schedule=each,
                    years=(says.maximum.get(each) or years_words(years))[language],
                )
                for each, years in says.max_years.items()
            ),
        ),
        ("seized", "" if says.seized is None else say("yes" if says.seized else "no", language)),
    ]
    return [(say(f"cond.{key}", language), value) for key, value in found if value]


def _limit(table: Table, key: str, language: str) -> str:
    if table.together or table.sum_of_fractions is not None:
        number = amount_in(table, "")[language]
        if table.together or table.counted_in:
            return _of_what(number, table.counted_in, language)
        return say("sum_of", language, n=number)
    return say("cond.table", language, key=key)


def _of_what(number: str, counted_in: Words | None, language: str) -> str:
    return f"{number}\u00a0{counted_in[language]}" if counted_in else number


def _cases(found: list[tuple[Example, Answer]], language: str) -> dict[str, Any]:
    shown = found[:MOST_CASES]
    return {
        "cases": [_case(example, answer, language) for example, answer in shown],
        "cases_n": len(found),
        "cases_more": len(found) - len(shown),
    }


def _case(example: Example, answer: Answer, language: str) -> dict[str, Any]:
    return {
        "words": case_in(example.case, language),
        **outcome_in(answer, language),
        "holds": answer.outcome == example.said["is"],
    }


def case_in(case: Case, language: str) -> str:
    """A case on one line."""
    return ", ".join(
        [
            day_in(case.date),
            book(case.jurisdiction).name[language],
            *(carried_in(each, language) for each in case.substances),
            label("place", case.place.kind)[language],
            say("years", language, age=case.age),
            *(label("circumstance", each)[language] for each in case.circumstances),
        ]
    )


def _table(table: Amounts, place: Book, language: str) -> dict[str, Any]:
    text = place.texts[0]
    whose = next((each for each in place.texts if table.fractions_of in each.amounts), text)

    def written(limits: Any) -> str:
        return " / ".join(measured(value, measure, language) for measure, value in limits.items())

    rows = [(name_of(key)[language], key, written(limits)) for key, limits in table.of.items()]
    return {
        **_span(table, language),
        "together": ", ".join(name_of(key)[language] for key in table.together),
        "in_all": written(table.in_all),
        "sum": ""
        if table.sum_of_fractions is None
        else _of_what(numbers.plain(table.sum_of_fractions, language), table.counted_in, language),
        "fractions_of": table.fractions_of,
        "fractions_in": "" if whose is text else whose.jurisdiction.code,
        "rows": sorted(rows, key=lambda row: plain(row[0])),
        "reference": _cited(table, text, language),
    }


def _membership(entry: Membership, text: Text, language: str) -> dict[str, Any]:
    return {
        **_span(entry, language),
        "schedule": entry.schedule,
        "names": [(key, name_of(key)[language]) for key in entry.substances],
        "asserted": entry.asserted,
        "reference": _cited(entry, text, language),
    }


def _others(text: Text, language: str) -> list[dict[str, Any]]:
    """Ages of youth justice, and how long a record stands."""
    said: list[tuple[Dated, str]] = [
        (each, say("youth_under", language, n=each.under)) for each in text.youth
    ]
    said += [(each, say("record_years", language, n=each.years_after)) for each in text.record]
    return [
        {**_span(each, language), "words": words, "reference": _cited(each, text, language)}
        for each, words in said
    ]


def _items(listing: Listing, language: str) -> str:
    if listing.items:
        return say("listing.items", language, items=", ".join(listing.items))
    if listing.not_items:
        return say("listing.but", language, items=", ".join(listing.not_items))
    return say("listing.all", language)


def _step(anchor: str, entry: Dated, text: Text, language: str) -> str:
    """The section and, since several entries of one may change, what of it: an outcome, amounts."""
    section = cite(entry, text).section[language]
    if not anchor.startswith("rule-"):
        what = say(anchor.partition("-")[0], language).lower()
    else:
        outcome = getattr(entry, "outcome", None)
        what = label("outcome", outcome)[language] if outcome else say("adds", language)
    return say("step_of", language, section=section, what=what)


def _timeline(text: Text, language: str) -> list[dict[str, Any]]:
    """Each day on which something of this file began, changed or ended; the latest first."""
    found: dict[date, dict[tuple[str, str, str], None]] = {}
    entries = _dated(text)
    begins = {(anchor, entry.begins) for anchor, entry in entries}
    ends = {(anchor, entry.until) for anchor, entry in entries if entry.until}
    for anchor, entry in entries:
        title = _step(anchor, entry, text, language)
        how = "changed" if (anchor, entry.begins) in ends else "new"
        found.setdefault(entry.begins, {})[anchor, how, title] = None
        if entry.until and (anchor, entry.until) not in begins:
            found.setdefault(entry.until, {})[anchor, "gone", title] = None
    return [
        {
            "day": day_in(day),
            "iso": day.isoformat(),
            "steps": [
                {"anchor": anchor, "mark": how, "how": say(f"rule.{how}", language), "title": title}
                for anchor, how, title in sorted(steps)
            ],
        }
        for day, steps in sorted(found.items(), reverse=True)
    ]
