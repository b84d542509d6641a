"""Words as they are compared: without case, accents or spaces too many."""

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "ß": "ss",
        "’": "'",
        "‘": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\ufeff": None,
        "\u200b": None,
        "\u2011": "-",
        "\u2010": "-",
    }
)


@lru_cache(maxsize=8_192)
def folded(text: str) -> str:
    """“  Québec ” and “quebec” are one."""
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.translate(_LETTERS).split())
