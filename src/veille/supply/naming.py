"""A substance by its name as instruments and people write it, and the group that it belongs to.

The dictionary is `veille.substances`; `groups.toml` adds what drug checking alone needs.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from veille.substances import find, substance, substances
from veille.tabular.folding import folded

_SALTS = re.compile(
    r"\s*\b(hcl|hydrochloride|chlorhydrate|citrate|sulfate|sulphate|base|freebase|"
    r"tartrate|maleate|trace|wet)\b\s*|[()]"
)
_PARTS = re.compile(r"\s+(?:and|et)\s+|\s*[;/+]\s*")


@lru_cache(maxsize=8_192)
def key_of(name: str) -> str:
    """“Fentanyl HCl” → “fentanyl”. A name that nobody knows stays as it came, in lower case."""
    return _known_key(name) or _bare(name).replace(" ", "_")


def _known_key(name: str) -> str:
    return _names().get(_bare(name)) or find(name).key


def _bare(name: str) -> str:
    return " ".join(_SALTS.sub(" ", folded(name)).split())


@lru_cache(maxsize=8_192)
def is_known(name: str) -> bool:
    """Whether the dictionary, or what drug checking adds to it, has a substance of this name."""
    return _known_key(name) != ""


def are_known(text: str) -> bool:
    """Whether every substance that is named in it is known: “Fentanyl and Heroin”."""
    parts = [part for part in _PARTS.split(text) if part.strip()]
    return all(map(is_known, parts))


def likely(name: str, language: str) -> tuple[str, ...]:
    """What an unknown name may have meant, as `language` calls it."""
    found = find(name)
    return tuple(substance(key)[language] for key in found.readings or found.suggestions)


def shown(name: str, language: str) -> str:
    """A substance as `language` calls it, without what tells two forms of it apart (“cocaine
    (powder)”); as it was written where the dictionary has none."""
    known = substances().get(key_of(name))
    return known[language].partition(" (")[0] if known else name


def keys_of(text: str) -> tuple[str, ...]:
    """“Fentanyl and Heroin” → (“fentanyl”, “heroin”)."""
    keys = [key_of(part) for part in _PARTS.split(text) if part.strip()]
    return tuple(dict.fromkeys(keys))


def group_of(key: str) -> str:
    """“opioid”, “nitazene”, “benzodiazepine” …: its group here, else its class in the dictionary;
    “other” for what stands in neither."""
    known = substances().get(key)
    return _groups().get(key) or (known.class_ if known else "other")


def sold_as(expected: tuple[str, ...]) -> str:
    """The group that a sample was sold as. One that names an opioid counts with the opioids."""
    groups = [group_of(key) for key in expected]
    return next((g for g in ("opioid", "benzodiazepine", *groups) if g in groups), "other")


def members(group: str) -> tuple[str, ...]:
    return tuple(_file()[group])


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    text = resources.files("veille.supply").joinpath("groups.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _groups() -> dict[str, str]:
    return {key: group for group, of in _file().items() for key in of}


@cache
def _names() -> dict[str, str]:
    return {
        folded(name): key
        for of in _file().values()
        for key, names in of.items()
        for name in (key.replace("_", " "), *names)
    }
