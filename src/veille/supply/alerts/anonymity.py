"""Whether a text points to a person: read before an alert keeps it.

An alert is read by everybody, police and neighbours among them. Beside what any text may point by,
a sample’s label is a code that its owner knows.
"""

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille import anonymity
from veille.ledger.refusal import Malformed

from ..labels import ALPHABET, LENGTH

_LABEL: anonymity.Patterns = (
    anonymity.CODE,
    (
        rf"(?-i:\b(?=[A-Z0-9 -]*\d)(?:[{ALPHABET}]{{4}}[ -]?){{2}}[{ALPHABET}]{{4}}\b)",
        rf"(?-i:\b[{ALPHABET}]{{{LENGTH}}}\b)",
    ),
)


def pointers(text: str) -> Iterator[tuple[str | Promise, str]]:
    """(what it points by, the words that do)."""
    return anonymity.pointers(text, also=(_LABEL,))


#: What an alert never calls anything, but for saying that it is not so.
_SAFE = re.compile(
    r"\b(?:safe(?!\s+(?:supply|consumption|injection|place))|harmless|sans\s+(?:danger|risques?)"
    r"|sécuritaires?|inoffensi(?:f|ve)s?|(?:est|sont)\s+sûre?s?)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|nothing|none|cannot|pas|jamais|rien|aucune?|ni|ne)\b|n[’']", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^.!?;\n]+")


def check_promises_nothing(text: str) -> None:
    """Raises Malformed for a sentence that calls something safe."""
    for sentence in _SENTENCE.findall(anonymity.plain(text)):
        found = _SAFE.search(sentence)
        if found and not _DENIED.search(sentence):
            raise Malformed(
                _(
                    "“%(words)s”: an alert calls nothing safe. Say what was found, and what could "
                    "not be seen."
                ),
                words=sentence.strip()[:60],
            )


def check_names_nobody(text: str) -> None:
    """Raises Malformed with the words that point to a person, and what to write in their place."""
    for what, words in pointers(text):
        raise Malformed(
            _(
                "“%(words)s” may point to a person (%(what)s). An alert is read by everybody: say "
                "what was found and what to do, and leave this out."
            ),
            words=words[:40],
            what=what,
        )
