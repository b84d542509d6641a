"""What stands in `substances.toml`, as frozen structs."""

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

FOLDER = resources.files("veille.substances")

Class = Literal[
    "opioid",
    "stimulant",
    "entactogen",
    "dissociative",
    "psychedelic",
    "benzodiazepine",
    "depressant",
    "cannabinoid",
    "steroid",
    "adulterant",
    "antidote",
]
#: `cut`: what drugs are mixed with; `precursor`: what they are made from.
Role = Literal["drug", "medicine", "cut", "precursor", "antidote"]


class Substance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One substance. `street_en`, `street_fr`: only names that mean nothing else.

    `form_of`: the substance of which this is a form (dried, fresh, a resin); empty for most.
    Identifiers are empty where they are not certain.
    """

    key: str
    en: str
    fr: str
    class_: Class = msgspec.field(name="class")
    roles: tuple[Role, ...]
    form_of: str = ""
    also: tuple[str, ...] = ()
    street_en: tuple[str, ...] = ()
    street_fr: tuple[str, ...] = ()
    cas: str = ""
    unii: str = ""
    pubchem: int = 0

    def __getitem__(self, language: str) -> str:
        return self.fr if language == "fr" else self.en

    @property
    def all_names(self) -> tuple[str, ...]:
        key = self.key.replace("_", " ")
        return (key, self.en, self.fr, *self.also, *self.street_en, *self.street_fr)


def substances() -> dict[str, Substance]:
    """Every substance, by its key, in the order of the file."""
    return _read()[0]


def substance(key: str) -> Substance:
    """Raises KeyError."""
    return _read()[0][key]


def asked_back() -> dict[str, tuple[str, ...]]:
    """A name that may mean several things → the keys of what it may mean."""
    return _read()[1]


@cache
def _read() -> tuple[dict[str, Substance], dict[str, tuple[str, ...]]]:
    said = tomllib.loads((FOLDER / "substances.toml").read_text(encoding="utf-8"))
    ask = {name: tuple(keys) for name, keys in said.pop("ask").items()}
    return {
        key: msgspec.convert({"key": key, **each}, Substance) for key, each in said.items()
    }, ask
