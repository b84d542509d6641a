"""What cannot be used, said in one sentence in both languages."""

from veille.tabular import Message


class WrongInput(ValueError):
    """What was given cannot be used so; `message` says what is wrong and what to do."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.message = Message(en, fr)

    def in_words(self, language: str) -> str:
        return self.message.in_words(language)
