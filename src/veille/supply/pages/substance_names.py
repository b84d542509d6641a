"""What the language in force calls what was found, or what a strip looks for."""

from veille.substances import substances
from veille.ui.words import language

from ..words import Strip


def substance_name(key: str) -> str:
    """By its key, in whole: two forms of one substance are told apart. One that nobody knows stays
    as it came."""
    if key in Strip.values:
        return str(Strip(key).label)
    known = substances().get(key)
    return known[language()] if known else key.replace("_", " ")
