"""A report’s sentences, filled in, in one language."""

from collections.abc import Mapping

from . import notation


class Phrases:
    """`say("table")` is the sentence; `say("claims", n=3)` fills in what it names."""

    def __init__(self, language: str, words: Mapping[str, Mapping[str, str]]) -> None:
        self.language = language
        self._words = words

    def __call__(self, phrase: str, /, **filled: object) -> str:
        return self.typeset(self._words[phrase][self.language].format(**filled))

    def typeset(self, text: str) -> str:
        return notation.typeset(text, self.language)
