"""The engine's own sentences, in both languages: what stands in `words.toml`."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from veille import numbers
from veille.reports import notation

from .answer import Words
from .books import declared_words
from .load import FOLDER


@cache
def _said() -> dict[str, Words]:
    read = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    return {key: Words(each["en"], each["fr"]) for key, each in read.items()}


def say(key: str) -> Words:
    return _said()[key]


def label(group: str, key: str) -> Words:
    """A word of the case, as a person reads it: label("place", "park"). What only a rule file
    declares has its words there."""
    found = _said().get(f"{group}.{key}")
    return declared_words(group)[key] if found is None else found


@lru_cache(maxsize=8_192)  # values come from the public too
def filled(words: Words, **values: Words | str) -> Words:
    """`words` with each place filled, in its language."""
    en = {key: value if isinstance(value, str) else value.en for key, value in values.items()}
    fr = {key: value if isinstance(value, str) else value.fr for key, value in values.items()}
    return Words(words.en.format(**en), words.fr.format(**fr))


def date_words(of: date) -> Words:
    """A day as a sentence has it: “June 1, 2023”, “1er juin 2023”."""
    return Words(notation.day(of, "en"), notation.day(of, "fr"))


def years_words(years: Decimal) -> Words:
    """A length of time: “7 years”; less than a year in months."""
    number, key = (years, "years") if years >= 1 else (12 * years, "months")
    plain = {language: numbers.plain(number, language) for language in ("en", "fr")}
    return filled(say(f"one.{key}" if number == 1 else f"n_{key}"), n=Words(**plain))


def sentences(parts: list[Words]) -> Words:
    """One after the other, each once."""
    once = list(dict.fromkeys(parts))
    return Words(" ".join(part.en for part in once), " ".join(part.fr for part in once))


def listed(parts: list[Words]) -> Words:
    return Words(", ".join(part.en for part in parts), ", ".join(part.fr for part in parts))
