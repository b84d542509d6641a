"""The report's sentences, filled in, in one language."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from veille.reports import phrases

from ..words import Words


@cache
def read(name: str) -> Any:
    """A table of this folder, as TOML has it."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


class Phrases(phrases.Phrases):
    """Those of a study."""

    def __init__(self, language: str) -> None:
        super().__init__(language, read("words.toml"))

    def of(self, words: Words) -> str:
        return self.typeset(words.of(self.language))
