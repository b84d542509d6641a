"""A question put to the lab: as an address has it, and as the study that answers it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from veille import numbers

from ..words import NO_WORDS, Words
from .levers import LabLever, LabPlace, levers, places, ramp_days, start

#: Scenarios that are compared; each has a letter.
LETTERS = "abcde"
YEARS = (1, 3, 5, 10)
USUAL_YEARS = 5
#: A place of more people is a sample of so many, each of whom stands for several.
MOST_PEOPLE = 4_000
DRAWS = 60
#: Two, so that chance can be told from what the parameters leave open.
REPLICATES = 2
_SEED = 20_270_101
_POLICE_WHO_FOLLOW = 0.9
#: Places of treatment are lifted out of the way of who wants it: so many times those of now.
_PLACES_TIMES = 3
_LEVELS = ("agonist_access", "agonist_retention")
#: Levers that a scenario is called by.
_NAMED_LEVERS = 2
#: What an address may say beside levers.
_KNOWN = {"place", "years", "shown", "was", "part"}
#: Of what it says else, so many are named, and so much of each.
_NAMED_UNKNOWN, _LONGEST = 5, 60
#: No lever is finer. With three, what an address holds could be read in two ways.
_DECIMALS = 2
#: A form sends it twice: the letter that was shown, and the one that is asked for.
_SENT_TWICE = "shown"
_NAMED = re.compile(rf"([{LETTERS}])\.([a-z_]+)")


@dataclass(frozen=True)
class Scenario:
    """`levels` are the levers that differ from now, by key, in the lab's units."""

    letter: str
    levels: Mapping[str, float]

    def __hash__(self) -> int:
        return hash((self.letter, tuple(self.levels.items())))


@dataclass(frozen=True)
class Fault:
    """What was written for a lever, and left out. `why` says what cannot be read; empty where it is
    a number, and lies outside of what the lever takes."""

    letter: str
    lever: LabLever
    written: str
    why: Words = NO_WORDS


@dataclass(frozen=True)
class Question:
    place: LabPlace
    years: int
    scenarios: tuple[Scenario, ...]
    #: The letter whose levers are on the page.
    shown: str = LETTERS[0]
    faults: tuple[Fault, ...] = ()
    #: What an address said that the lab does not know, as “name=value”.
    unknown: tuple[str, ...] = ()
    #: What it said more than once, and not the same.
    twice: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Scenario, ...]:
        """The scenarios that differ from how things are now."""
        return tuple(each for each in self.scenarios if each.levels)

    def levels(self, letter: str) -> Mapping[str, float]:
        return next((each.levels for each in self.scenarios if each.letter == letter), {})

    def fields(self, *, but: str = "") -> list[tuple[str, str]]:
        """As an address has it, in one order; `but`: without the levers of this letter."""
        said = [("place", self.place.slug), ("years", str(self.years))]
        for each in self.scenarios:
            if each.letter != but:
                said += [(f"{each.letter}.{key}", plain(x)) for key, x in each.levels.items()]
        return said

    @property
    def key(self) -> str:
        """Of what decides the numbers; the language and the scenario shown do not."""
        return sha256(study_text(self).encode()).hexdigest()[:32]


def plain(value: float) -> str:
    """A number as an address and a field of a form have it."""
    return f"{value:.10g}"


def read_question(
    said: Mapping[str, Any], language: str = "en", twice: Iterable[str] = ()
) -> Question:
    """From the words of an address, its numbers as people write them in a language. What is not
    there, or is there `twice`, is as now; a number that cannot be is left out, and named in
    `faults`. A form that was drawn for another place says `was`: what that place had is no lever
    here."""
    twice = tuple(name for name in twice if name != _SENT_TWICE)
    said = {name: value for name, value in said.items() if name not in twice}
    before = places().get(said.get("was", ""))
    place = places().get(said.get("place", ""), next(iter(places().values())))
    years = next((each for each in YEARS if str(each) == said.get("years")), USUAL_YEARS)
    levels, faults = _levels(said, place, before, language)
    scenarios = tuple(
        Scenario(letter, {key: levels[letter][key] for key in levers() if key in levels[letter]})
        for letter in sorted(levels)
    )
    shown = said.get("shown", "")
    usual = scenarios[0].letter if scenarios else LETTERS[0]
    unread = [name for name in said if name not in _KNOWN and not _is_lever(name)]
    unread += [
        name
        for name, known in (("place", places()), ("years", map(str, YEARS)))
        if said.get(name) and said[name] not in known
    ]
    return Question(
        unknown=tuple(f"{name}={said[name]}"[:_LONGEST] for name in unread[:_NAMED_UNKNOWN]),
        twice=tuple(name[:_LONGEST] for name in twice[:_NAMED_UNKNOWN]),
        place=place,
        years=years,
        scenarios=scenarios,
        shown=shown if shown and shown in LETTERS and len(shown) == 1 else usual,
        faults=tuple(faults),
    )


def _levels(
    said: Mapping[str, Any], place: LabPlace, before: LabPlace | None, language: str
) -> tuple[dict[str, dict[str, float]], list[Fault]]:
    """Letter → lever → level, of those that differ from now; and what was left out."""
    levels: dict[str, dict[str, float]] = {}
    faults = []
    for name, value in said.items():
        found = _NAMED.fullmatch(name)
        lever = levers().get(found[2]) if found else None
        if not found or not lever or not value.strip():
            continue
        try:
            number = _number(value, lever, language)
        except numbers.NotRead as unread:
            why = Words(unread.in_words("en"), unread.in_words("fr"))
            faults.append(Fault(found[1], lever, value.strip(), why))
            continue
        here = before or place
        if not lever.least <= number <= max(place.most(lever), here.most(lever)):
            faults.append(Fault(found[1], lever, value.strip()))
        elif number != place.now(lever) and (before is None or number != before.now(lever)):
            levels.setdefault(found[1], {})[lever.key] = number
    return levels, faults


def _is_lever(name: str) -> bool:
    found = _NAMED.fullmatch(name)
    return found is not None and found[2] in levers()


def _number(text: str, lever: LabLever, language: str) -> float:
    """Raises NotRead. Of two readings a whole lever takes the one that is whole."""
    found = numbers.readings(text, language)
    fit = tuple(each for each in found if _takes(lever, each))
    if not fit:
        raise TooFine(text.strip(), whole=lever.whole)
    meant = fit if lever.whole else found
    if len(meant) == 2:
        raise numbers.Ambiguous(text.strip(), meant)
    return float(meant[0])


def _takes(lever: LabLever, number: Decimal) -> bool:
    return number == round(number, 0 if lever.whole else _DECIMALS)


class TooFine(numbers.NotRead):
    """A number with more decimals than a lever takes."""

    def __init__(self, text: str, *, whole: bool) -> None:
        if whole:
            super().__init__(
                text,
                en=f"“{text}” is not a whole number.",
                fr=f"«\u202f{text}\u202f» n’est pas un nombre entier.",
            )
            return
        super().__init__(
            text,
            en=f"“{text}” has more than {_DECIMALS} decimals. Round it.",
            fr=f"«\u202f{text}\u202f» a plus de {_DECIMALS} décimales. Arrondissez.",
        )


def scenario_name(scenario: Scenario) -> Words:
    """Its letter, and the first levers that move: a picture has room for so many."""
    moved = [*scenario.levels.items()]
    found = []
    for language, colon, more in (("en", ":", "and {} more"), ("fr", " :", "et {} de plus")):
        parts = [moved_to(key, x, language) for key, x in moved]
        named = parts[:_NAMED_LEVERS]
        if len(parts) > _NAMED_LEVERS:
            named.append(more.format(len(parts) - _NAMED_LEVERS))
        found.append(f"{scenario.letter.upper()}{colon} {', '.join(named)}")
    return Words(*found)


def moved_to(key: str, level: float, language: str) -> str:
    """A lever at its level, in few words."""
    return levers()[key].short.of(language).format(_written(level, language))


def _written(value: float, language: str) -> str:
    text = f"{value:,.10g}"
    return text.replace(",", "\u202f").replace(".", ",") if language == "fr" else text


def study_text(question: Question, *, draws: int = DRAWS) -> str:
    """The study that answers it, as TOML: `veille foresight run` gives the same numbers.

    Fewer `draws` are the first ones of more.
    """
    place = question.place
    lines = [
        "# Made by Veille’s policy lab.  veille foresight run THIS-FILE.toml",
        f"name = {_both(Words(f'{place.name.en}, policy lab', f'{place.name.fr}, labo'))}",
        f'place = "{place.slug}"',
        f"start = {start().isoformat()}",
        f"years = {question.years}",
        f"people = {min(place.population, MOST_PEOPLE)}",
        f"draws = {draws}",
        f"replicates = {REPLICATES}",
        f"seed = {_SEED}",
        "",
        "[baseline]",
        f"name = {_both(Words('Nothing new', 'Rien de nouveau'))}",
        "",
        "[levers]",
    ]
    adds: dict[str, list[str]] = {}
    for scenario in question.asked:
        for name, pull in _pulls(scenario, place):
            key = f"{scenario.letter}-{name}"
            adds.setdefault(scenario.letter, []).append(key)
            lines.append(f"{key} = {_table(pull)}")
    for scenario in question.asked:
        lines += [
            "",
            "[[scenarios]]",
            f'key = "{scenario.letter}"',
            f"name = {_both(scenario_name(scenario))}",
            f"adds = [{', '.join(_quoted(each) for each in adds[scenario.letter])}]",
        ]
    return "\n".join(lines) + "\n"


def _pulls(scenario: Scenario, place: LabPlace) -> Iterable[tuple[str, dict[str, Any]]]:
    """The model's levers of a scenario: (name, as a table)."""
    levels = dict(scenario.levels)
    smoking = levels.pop("smoking_seats", None)
    sites = levels.pop("fixed_sites", None)
    if sites is not None or smoking is not None:
        service = place.services.get("fixed_sites", {})
        options = dict(service.get("options", {}))
        if smoking is not None:
            options["smoking_seats"] = smoking
        level = service.get("level", 0) if sites is None else sites
        yield "sites", {"kind": "fixed_sites", "level": level, "options": options}
    if any(key in levels for key in _LEVELS):
        places_now = place.services.get("agonist_capacity", {}).get("level", 0)
        yield "places", {"kind": "agonist_capacity", "level": places_now * _PLACES_TIMES}
    for key, level in levels.items():
        yield key, _pull(key, level, place)


def _pull(key: str, level: float, place: LabPlace) -> dict[str, Any]:
    kind = levers()[key].kind
    if key == "threshold_g":
        options: dict[str, Any] = {"threshold_g": level, "age": 18, "public": 1}
        return {"kind": kind, "level": _POLICE_WHO_FOLLOW, "options": options}
    if key == "drug_checking":
        return {"kind": kind, "level": level / 100}
    if options := dict(place.services.get(kind, {}).get("options", {})):
        return {"kind": kind, "level": level, "options": options}
    return {"kind": kind, "level": level}


def _table(pull: Mapping[str, Any]) -> str:
    begun = {"start": start().isoformat(), "ramp_days": str(ramp_days())}
    said = [f'kind = "{pull["kind"]}"', f"level = {plain(pull['level'])}"]
    said += [f"{key} = {value}" for key, value in begun.items()]
    if options := pull.get("options"):
        inner = ", ".join(f"{key} = {plain(value)}" for key, value in options.items())
        said.append(f"options = {{ {inner} }}")
    return f"{{ {', '.join(said)} }}"


def _both(words: Words) -> str:
    return f"{{ en = {_quoted(words.en)}, fr = {_quoted(words.fr)} }}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
