"""What the law of each place says of one substance today, as its page reads it."""

from datetime import date
from typing import Any

from veille.substances import plain
from veille.substances import substances as dictionary

from .. import book, codes, substances
from ..books import Day, every_name, name_of
from ..figures import amount_in
from ..text import NOWHERE
from .answers import reference_in
from .words import say


def substances_in(language: str) -> dict[str, Any]:
    found = sorted(
        ((key, words[language]) for key, words in substances().items()),
        key=lambda each: plain(each[1]),
    )
    return {"names": found}


def substance_in(key: str, language: str, today: date) -> dict[str, Any]:
    """Raises KeyError for what neither the dictionary nor a schedule knows."""
    if every_name().key(key) != key:
        raise KeyError(key)
    known = dictionary().get(key)
    street = (known.street_fr if language == "fr" else known.street_en) if known else ()
    rows = [_reach(code, key, language, today) for code in codes()]
    return {
        "key": key,
        "name": name_of(key)[language],
        "also": [*(known.also if known else ()), *street],
        "ids": [
            (term, value) for term, value in (("CAS", known.cas), ("UNII", known.unii)) if value
        ]
        if known
        else [],
        "form_of": (known.form_of, name_of(known.form_of)[language])
        if known and known.form_of
        else None,
        "reached": [row for row in rows if row and (row["schedule"] or row["amounts"])],
        "nowhere": [row["name"] for row in rows if row and row["nowhere"]],
        "unknown": [row["name"] for row in rows if row and row["unknown"]],
    }


def _reach(code: str, key: str, language: str, today: date) -> dict[str, Any] | None:
    """None for what only repeats the place that it lies within."""
    place = book(code)
    day = place.on(today)
    if day is None:
        return None
    within = bool(place.texts[0].jurisdiction.within)
    member = day.members.get(key)
    own = member is not None and member.key.startswith(f"{code}/")
    amounts = _amounts(code, day, key, language)
    if within and not own and not amounts:
        return None
    listed = member is not None and member.schedule != NOWHERE and (own or not within)
    return {
        "code": code,
        "name": place.name[language],
        "schedule": member.schedule if member and listed else "",
        "asserted": bool(member and listed and member.asserted),
        "reference": reference_in(member.reference, language) if member and listed else None,
        "amounts": amounts,
        "nowhere": member is not None and member.schedule == NOWHERE and not amounts,
        "unknown": member is None and not amounts,
    }


def _amounts(code: str, day: Day, key: str, language: str) -> list[dict[str, Any]]:
    """The amounts of its own rules that name the substance, each once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for rule in (*day.deciding, *day.adding):
        for how, table in rule.limits:
            named = key in table.of or key in table.together
            if named and rule.key.startswith(f"{code}/") and table.sum_of_fractions is None:
                amount = amount_in(table, key)[language]
                found.setdefault(
                    (how, amount),
                    {
                        "how": say(f"cond.{how}", language),
                        "amount": amount,
                        "anchor": f"rule-{rule.key.split('/', 1)[1]}",
                        "reference": reference_in(table.reference, language),
                    },
                )
    return list(found.values())
