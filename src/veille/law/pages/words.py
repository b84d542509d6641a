"""What the law's public pages say, in both languages: what stands in `words.toml`."""

import tomllib
from functools import cache
from pathlib import Path

from ..answer import Words

FILE = Path(__file__).with_name("words.toml")


@cache
def _said() -> dict[str, Words]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {key: Words(each["en"], each["fr"]) for key, each in read.items()}


def say(key: str, language: str, /, **values: object) -> str:
    """The words of that name, filled."""
    words = _said()[key][language]
    return words.format(**values) if values else words


def in_language(language: str) -> dict[str, str]:
    """All of them: what is filled in still stands as {…}."""
    return {key: words[language] for key, words in _said().items()}
