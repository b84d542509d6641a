"""Handles: how a visitor chooses to be called. Never a legal identity.

Either a chosen word, or the code that sites of the network use: gender letter, exactly four
letters, birth year (F-TREM-1988).
"""

import re
from datetime import date

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.anonymity import has_shape_of_a_name
from veille.ledger import clock
from veille.ledger.facts import Sealed
from veille.ledger.refusal import Malformed, check_text
from veille.ledger.vault import plain_handle, vault

from .words import Gender

LONGEST = 40
_SHORTEST = 2
#: More digits than a birth year has: a health card, a telephone, a social insurance number.
_DIGITS_ALLOWED = 4
#: A code as it is compared (`plain_handle`): whatever dashes, spaces and accents it was given.
_CODE = re.compile(r"([fmx])([a-z]{4})([0-9]{4})")
#: What stands before somebody's legal name, as it is compared.
_TITLES = {"dr", "dre", "m", "me", "mr", "mrs", "ms", "mlle", "mme", "monsieur", "madame", "prof"}
#: How a health card of Québec begins: four letters and as many digits.
_CARD = re.compile(r"[a-z]{4}[0-9]{4}")
_OLDEST_YEARS = 110
#: What is written of somebody who gives no handle, as handles are compared.
_OF_NOBODY = frozenset(
    ("anonyme", "anonymous", "inconnu", "inconnue", "unknown", "sansnom", "noname")
)
#: Nobody younger has ever come; a smaller age is a slip of the finger. Assumed.
_YOUNGEST_YEARS = 10

#: The vault's domain of words as they are heard: its traces have a key of their own.
_HEARD = "care.handle.heard"
#: Of age in Québec is who is 18: where a site declared no least age, it is asked about below it.
_ASK_BELOW_YEARS = 18


class Handle(msgspec.Struct, frozen=True):
    """A handle as it will be shown, and what a code tells; `gender` and year empty otherwise."""

    text: str
    gender: Gender = Gender.UNTOLD
    birth_year: int | None = None


def read_handle(text: str) -> Handle:
    """`text` as a handle. Raises Malformed with what to do instead."""
    tidy = " ".join(text[: LONGEST * 2].split())
    if len(text) > LONGEST:
        raise Malformed(
            _("A handle has at most %(longest)s characters. Choose a shorter one."),
            longest=LONGEST,
        )
    if min(len(tidy), len(plain_handle(tidy))) < _SHORTEST:
        raise Malformed(
            _(
                "A handle has at least two letters or digits. For somebody who gives none, choose "
                "“anonymous”."
            ),
        )
    if plain_handle(tidy) in _OF_NOBODY:
        raise Malformed(
            _(
                "“%(text)s” is nobody's handle: all who give none would share one record. Choose "
                "“anonymous”, or ask for a word of their own."
            ),
            text=tidy,
        )
    if sum(c.isdigit() for c in tidy) > _DIGITS_ALLOWED:
        raise Malformed(
            _(
                "A handle must not hold a health card, telephone or other number. Choose a word, "
                "or a code such as F-TREM-1988."
            ),
        )
    check_text(tidy)
    code = _CODE.fullmatch(plain_handle(tidy))
    if code is None:
        return Handle(tidy)
    year = checked_birth_year(int(code[3]))
    return _code(code[1], code[2], year)


def _code(gender: str, letters: str, year: int) -> Handle:
    text = f"{gender}-{letters}-{year}".upper()
    return Handle(text, Gender(gender.upper()), year)


def codes_near(handle: Handle) -> list[Handle]:
    """The same code with the year before and the year after: what is said or heard wrong most.
    None of a chosen word."""
    code = _CODE.fullmatch(plain_handle(handle.text))
    if code is None or handle.birth_year is None:
        return []
    return [_code(code[1], code[2], handle.birth_year + by) for by in (-1, 1)]


#: What is heard alike in French or English, and so written one for the other. In this order.
_HEARD_ALIKE = tuple(
    (re.compile(pattern), as_one)
    for pattern, as_one in (
        ("ph", "f"),
        ("eau|au", "o"),
        ("ck|qu|[ckq]", "k"),
        ("[yj]", "i"),
        ("[sz]", "s"),
        ("h", ""),
        (r"([a-z])\1+", r"\1"),
    )
)
_SILENT_AT_END = re.compile(r"(?<=[a-z]{3})(?:e?[stxd]|e)$")
#: A shorter key is of too many words to offer anybody by it.
_SHORTEST_KEY = 3


def heard_as(text: str) -> str:
    """A chosen word as it is heard: of “Syrop Calme” and “Sirop calme” it is one. Empty of a code,
    of a word in other letters, and of one that is too short.

    What it gives away: docs/decisions/2026-11-30-handles-that-are-near.md.
    """
    plain = plain_handle(text)
    if _CODE.fullmatch(plain) or not plain.isascii():
        return ""
    words = [_as_heard(plain_handle(word)) for word in text.split()]
    key = "".join(words)
    return key if len(key) >= _SHORTEST_KEY else ""


def _as_heard(word: str) -> str:
    for pattern, as_one in _HEARD_ALIKE:
        word = pattern.sub(as_one, word)
    return _SILENT_AT_END.sub("", word)


def know_by(person: str, handle: str) -> None:
    """Let a visitor be found by this handle, and by one that is heard as it is."""
    vault().know(person, handle)
    if key := heard_as(handle):
        vault().know(person, key, _HEARD)


def unknow_by(person: str, handle: str) -> None:
    """Let nobody be found by a handle that was written wrong."""
    vault().unknow(person, handle)
    if key := heard_as(handle):
        vault().unknow(person, key, _HEARD)


def learn(person: str, handle: Sealed) -> None:
    """Let whoever was welcomed before words were compared as they are heard be found so too."""
    key = heard_as(vault().open(person, handle) or "")
    if key and person not in vault().find(key, _HEARD):
        vault().know(person, key, _HEARD)


def records_near(handle: Handle) -> list[str]:
    """The records of a handle that is near this one: a code of the year before or after, a word
    that is heard alike. At most two more looks into the keyed index, and never a list."""
    if key := heard_as(handle.text):
        return vault().find(key, _HEARD)
    return [id for code in codes_near(handle) for id in vault().find(code.text)]


def may_be_a_legal_name(handle: Handle) -> bool:
    """Whether a handle has the shape of somebody's name, or of the beginning of a health card: it
    is asked then whether they chose it."""
    if handle.birth_year is not None:
        return False
    if _CARD.fullmatch(plain_handle(handle.text)):
        return True
    names = [word for word in handle.text.split() if not _is_title(word)]
    titled = bool(names) and len(names) < len(handle.text.split())
    if titled and len(names) == 1:
        return len(names[0]) > 1 and names[0][0].isupper()
    return has_shape_of_a_name(" ".join(names) if titled else handle.text)


def _is_title(word: str) -> bool:
    return word.rstrip(".").casefold() in _TITLES


def is_young(birth_year: int | None, today: date) -> bool:
    """Whether somebody born then is younger than a site asks about that declared no least age."""
    return birth_year is not None and today.year - birth_year < _ASK_BELOW_YEARS


def checked_birth_year(year: int) -> int:
    """`year` where a visitor can be born in it; raises Malformed, with the age, where not."""
    age = clock.now().year - year
    if not _YOUNGEST_YEARS <= age <= _OLDEST_YEARS:
        raise Malformed(
            _(
                "Born in %(year)s, they would be %(age)s years old. Is it right? Check its four "
                "digits."
            )
            if age > 0
            else _("%(year)s cannot be a year of birth. Check its four digits."),
            year=str(year),
            age=age,
        )
    return year
