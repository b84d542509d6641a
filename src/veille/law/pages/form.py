"""The form that asks a question, as its template reads it."""

from collections.abc import Iterable
from typing import Any

from veille.substances import plain
from veille.substances import substances as dictionary

from .. import book, codes, substances
from ..books import name_of
from ..case import CIRCUMSTANCES, LANDMARKS, MEASURES, PLACE_KINDS
from ..words import label
from .asking import Line, Question
from .words import say

#: Asked about by itself, above what else may be so.
FIRST = ("prescribed",)

#: Of a substance that is proposed, how many of its other names stand beside it.
OTHER_NAMES = 3

#: Faults of a name, not of how much of it there is.
_OF_NAME = {"substance", "alike", "which", "one", "several"}

Options = list[tuple[str, str, bool]]


def form_in(put: Question, language: str) -> dict[str, Any]:
    others = [each for each in CIRCUMSTANCES if each not in FIRST]
    return {
        "put": put,
        "faults": [say(f"fault.{each}", language) for each in put.faults],
        "places": [(code, book(code).name[language], code == put.place) for code in codes()],
        "kinds": _options("place", PLACE_KINDS, [put.kind], language),
        "near": _options("landmark", LANDMARKS, put.near, language),
        "first": _options("circumstance", FIRST, put.circumstances, language),
        "circumstances": _options("circumstance", others, put.circumstances, language),
        "more": bool(put.near or set(put.circumstances) - set(FIRST)),
        "names": sorted((words[language] for words in substances().values()), key=plain),
        "lines": [_line(line, language) for line in put.lines],
    }


def _line(line: Line, language: str) -> dict[str, Any]:
    faults = [say(f"fault.{each}", language, name=line.name) for each in line.faults]
    return {
        "n": line.number,
        "name": line.name,
        "amount": line.amount,
        "invalid": bool(line.faults or line.unread),
        "name_invalid": bool(_OF_NAME & set(line.faults)),
        "amount_invalid": bool(line.unread or set(line.faults) - _OF_NAME),
        "label": say("substance", language, n=line.number),
        "how_much": say("amount", language, n=line.number),
        "measured": say("measure", language, n=line.number),
        "measures": _options("measure", MEASURES, [line.measure], language),
        "faults": [*faults, *filter(None, [line.unread])],
        "mixture": (line.mixture, _mixture(line.mixture, language)) if line.mixture else None,
        "proposed": [_proposed(key, language) for key in line.proposed],
        "unsure": line.unsure,
        "may_be_unsure": bool({"which", "one"} & set(line.faults)),
    }


def _mixture(keys: str, language: str) -> str:
    return " + ".join(name_of(key)[language] for key in keys.split(" + "))


def _proposed(key: str, language: str) -> dict[str, str]:
    """What a name may stand for; `what`: its class, and other names that people know it by."""
    known = dictionary().get(key)
    if known is None:
        return {"key": key, "name": name_of(key)[language], "what": ""}
    street = known.street_fr if language == "fr" else known.street_en
    name, kind = name_of(key)[language], label("class", known.class_)[language]
    # A name that is the same but for an accent or a plural tells nothing new.
    told = {plain(each): each for each in (name, name.removesuffix("s"), kind)}
    others = {plain(each): each for each in (*street, *known.also) if plain(each) not in told}
    what = ", ".join([kind, *list(others.values())[:OTHER_NAMES]])
    return {"key": key, "name": name, "what": what}


def _options(group: str, keys: Iterable[str], chosen: Iterable[str], language: str) -> Options:
    return [(key, label(group, key)[language], key in chosen) for key in keys]
