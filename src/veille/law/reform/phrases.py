"""The sentences of a reform’s result, filled in, in one language."""

import tomllib
from functools import cache
from importlib import resources

from veille.reports import notation, phrases

from ..answer import Words


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))


class Phrases(phrases.Phrases):
    """`say.of` takes words in both languages, `say.count` a whole number."""

    def __init__(self, language: str) -> None:
        super().__init__(language, _words())

    def of(self, words: Words) -> str:
        return self.typeset(words[self.language])

    def count(self, number: int) -> str:
        return notation.number(number, self.language)

    def percent(self, share: float) -> str:
        """With one decimal; what is less has one digit that says something."""
        per_cent = 100 * share
        text = f"{per_cent:.1g}" if 0 < per_cent < 0.05 else f"{per_cent:.1f}"
        return f"{text.replace('.', ',')}\u00a0%" if self.language == "fr" else f"{text}%"
