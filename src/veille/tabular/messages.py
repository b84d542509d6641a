"""A sentence in both languages."""

from dataclasses import dataclass

Language = str


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads, in English and in French; neither is a translation by machine."""

    en: str
    fr: str

    def in_words(self, language: Language) -> str:
        return self.fr if language.startswith("fr") else self.en

    def __str__(self) -> str:
        return self.en


class Unreadable(ValueError):
    """A file that holds no table that can be read; `message` says what it is and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message

    def in_words(self, language: Language) -> str:
        return self.message.in_words(language)


@dataclass(frozen=True, slots=True)
class Unread:
    """Why one cell could not be read. `code` is a word for programs, the message for people."""

    code: str
    message: Message
