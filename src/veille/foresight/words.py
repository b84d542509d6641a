"""Words in both languages."""

from typing import NamedTuple


class Words(NamedTuple):
    en: str
    fr: str

    def of(self, language: str) -> str:
        return self.fr if language == "fr" else self.en


NO_WORDS = Words("", "")
