"""The levers as the lab's form shows them."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from veille import numbers
from veille.reports import notation

from ..lab import levers as declared
from ..lab.levers import LabLever, grounds, levers, places
from ..lab.question import LETTERS, YEARS, Question, moved_to, plain, scenario_name

_WEAKNESSES = Path(__file__).parents[1] / "report" / "weaknesses.toml"
#: Questions to begin with, of different kinds, in Montréal: (levers, in the order of the letters).
_EXAMPLES = (
    ({"naloxone_kits": 1800.0}, {"fixed_sites": 4.0}),
    ({"agonist_access": 3.0}, {"agonist_access": 3.0, "safer_supply": 400.0}),
    ({"threshold_g": 2.5}, {"operations": 2.0}),
    ({"homes": 50.0}, {"drug_checking": 10.0}),
)


def form_of(question: Question, language: str) -> dict[str, Any]:
    """What the form's template reads. The language is in force."""
    shown = question.shown
    names = {each.letter: scenario_name(each) for each in question.scenarios}
    taken = [*dict.fromkeys([*names, *(each.letter for each in question.faults), shown])]
    free = next((letter for letter in LETTERS if letter not in taken), "")
    return {
        "places": [
            (place.slug, place.name.of(language), place is question.place)
            for place in places().values()
        ],
        "place": question.place.slug,
        "years": [(each, each == question.years) for each in YEARS],
        "letters": [
            {
                "letter": letter,
                "upper": letter.upper(),
                "name": names[letter].of(language) if letter in names else _("as now"),
                "shown": letter == shown,
            }
            for letter in sorted(taken)
        ],
        "free": free,
        "shown": shown,
        "shown_upper": shown.upper(),
        "kept": [
            *((name, value) for name, value in question.fields(but=shown) if "." in name),
            # What is wrong of another scenario stays said until somebody mends it there.
            *(
                (f"{each.letter}.{each.lever.key}", each.written)
                for each in question.faults
                if each.letter != shown
            ),
        ],
        "levers": [_lever(each, question, language) for each in levers().values()],
        "faults": [
            {
                "letter": each.letter.upper(),
                "lever": each.lever.name.of(language),
                "why": each.why.of(language),
                "field": f"lever-{each.lever.key}" if each.letter == shown else "",
                "least": _written(each.lever.least),
                "most": _written(question.place.most(each.lever)),
            }
            for each in question.faults
        ],
        "unknown": question.unknown,
        "twice": question.twice,
        "begins": notation.day(declared.start(), language),
        "ramp_days": declared.ramp_days(),
        "examples": [_example(each, language) for each in _EXAMPLES],
        "weaknesses": [each[language] for each in weaknesses()],
        "action": reverse(f"lab-{language}"),
        "asked": bool(question.asked),
    }


def _lever(lever: LabLever, question: Question, language: str) -> dict[str, Any]:
    now, level = question.place.now(lever), question.levels(question.shown).get(lever.key)
    found = grounds(lever, question.place)
    here = now if level is None else level
    wrong = next(
        (
            each.written
            for each in question.faults
            if (each.letter, each.lever.key) == (question.shown, lever.key)
        ),
        "",
    )
    return {
        "key": lever.key,
        "field": f"{question.shown}.{lever.key}",
        "name": lever.name.of(language),
        "unit": lever.unit.of(language),
        "says": lever.says.of(language),
        "now": _written(now),
        "moved": level is not None,
        "grounds": found,
        "assumed": sum(each.assumed for each in found),
        "inputmode": "numeric" if lever.whole else "decimal",
        "value": wrong or _typed(here, language),
        "wrong": bool(wrong),
        "now_value": _typed(now, language),
        "slide": {
            "value": plain(here),
            "least": plain(lever.least),
            "most": plain(question.place.most(lever)),
            "step": plain(lever.step),
        },
    }


def _example(levels: tuple[dict[str, float], ...], language: str) -> dict[str, str]:
    said = [("place", "montreal")]
    names = []
    for letter, moved in zip(LETTERS, levels, strict=False):
        said += [(f"{letter}.{key}", plain(x)) for key, x in moved.items()]
        names.append(_moves(moved, language))
    return {
        "address": f"{reverse(f'lab-{language}')}?{urlencode(said)}",
        "name": _(", or ").join(names),
    }


def _moves(moved: dict[str, float], language: str) -> str:
    return ", ".join(moved_to(key, x, language) for key, x in moved.items())


def _typed(value: float, language: str) -> str:
    """As somebody would type it, who is then read as they meant it."""
    return numbers.plain(Decimal(plain(value)), language)


def _written(value: float) -> str:
    """As the language writes it, without decimals where there are none."""
    return str(number_format(int(value) if value == int(value) else value))


@cache
def weaknesses() -> list[dict[str, str]]:
    """What the model is known to do badly, in both languages."""
    said: list[dict[str, str]] = tomllib.loads(_WEAKNESSES.read_text("utf-8"))["weakness"]
    return said
