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


#: What calls something safe: by a word for it, by “without”, or by denying a danger. Of arrest and
#: of a call for help it may be said that nobody need fear them; “safer” and “plus sûr” promise
#: nothing.
_SAFE_WORDS = (
    r"safe(?!\s+(?:supply|consumption|injection|place))",
    r"harmless|(?:risk|danger|worry)[-\s]free",
    r"(?<!plus\s)(?<!approvisionnement\s)sécuritaires?|inoffensi(?:f|ve)s?",
    # “Sûr” is “certain” as well: être sûr de, bien sûr, à coup sûr.
    r"(?<!plus\s)(?<!être\s)(?<!êtes\s)(?<!soyez\s)(?<!bien\s)(?<!coup\s)(?<!approvisionnement\s)"
    r"sûre?s?(?!\s+(?:que?\b|de\b|d['’]|qu['’]))",
    r"(?:sans|without(?:\s+any)?)\s+(?:dangers?|risks?|risques?)",
    r"(?:ok|okay|fine|good|all\s+right)\s+to\s+(?:use|take|inject|smoke|snort|swallow)",
    r"bon(?:ne)?s?\s+à\s+(?:prendre|consommer)",
)
_FEARLESS = (
    r"(?:prendre|prenez|consomme[rz]|utilise[rz]|injecte[rz]|fume[rz]|use|take|inject|smoke|snort)\b"
    r"[^,]*\b(?:sans\s+(?:crainte|inquiétude|souci)|without\s+(?:fear|worry|concern))"
)
_NOT_OF_HELP = r"(?!\s+(?:of\s+(?:arrest|charges?)|d['’]arrestation|(?:à|to)\s+(?:appeler|call)))"
_DANGER_DENIED = (
    r"(?:no|zero|not(?:\s+(?:a|any|at\s+all|very|that|so|really))?)\s+"
    rf"(?:dangers?|dangerous|risks?(?!-free)|risky|harm|harmful){_NOT_OF_HELP}",
    r"(?:aucune?|zéro|pas(?:\s+(?:de|du\s+tout|très|si|trop|vraiment))?)\s+"
    rf"(?:dangers?|dangereu(?:x|ses?)|risques?|risquée?s?|nocifs?|nocives?){_NOT_OF_HELP}",
    r"nothing\s+to\s+(?:fear|worry\s+about)|rien\s+à\s+craindre",
)
_PROMISE = re.compile(
    rf"\b(?:(?P<denial>{'|'.join(_DANGER_DENIED)})|{'|'.join((*_SAFE_WORDS, _FEARLESS))})(?!\w)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|no|never|nothing|none|cannot|pas|jamais|rien|aucune?|ni|ne)\b|n['’]", re.IGNORECASE
)
#: Of “ce n’est pas dangereux” the first word belongs to the second.
_NE = re.compile(r"\bne\b|\bn['’]", re.IGNORECASE)
_CLAUSE = re.compile(r"[^.!?;:,\n]+")


def check_promises_nothing(text: str) -> None:
    """Raises Malformed for words that call something safe, or deny its danger, unless what stands
    before them in their clause denies that."""
    for clause in _CLAUSE.findall(anonymity.plain(text)):
        found = _PROMISE.search(clause)
        if not found:
            continue
        before = clause[: found.start()]
        if found["denial"]:
            before = _NE.sub(" ", before)
        if not _DENIAL.search(before):
            raise Malformed(
                _(
                    "“%(words)s”: an alert calls nothing safe. Say what was found, and what could "
                    "not be seen."
                ),
                words=clause.strip()[:60],
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
