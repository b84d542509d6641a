"""The report's sentences, filled in, in one language."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from ..words import Words
from . import notation


@cache
def read(name: str) -> Any:
    """A table of this folder, as TOML has it."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


class Phrases:
    """`say("table")` is the sentence; `say("claims", n=3)` fills in what it names."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words: dict[str, dict[str, str]] = read("words.toml")

    def __call__(self, phrase: str, /, **filled: object) -> str:
        return self.typeset(self._words[phrase][self.language].format(**filled))

    def of(self, words: Words) -> str:
        return self.typeset(words.of(self.language))

    def typeset(self, text: str) -> str:
        return notation.typeset(text, self.language)
