"""Handles: how a visitor chooses to be called. Never a legal identity.

Either a chosen word, or the code that sites of the network use: gender letter, exactly four
letters, birth year (F-TREM-1988).
"""

import re

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.refusal import Malformed
from veille.ledger.vault import plain_handle

from .words import Gender

LONGEST = 40
_SHORTEST = 2
#: More digits than a birth year has: a health card, a telephone, a social insurance number.
_DIGITS_ALLOWED = 4
_CODE = re.compile(r"([FMX])[\s-]*([A-Z]{4})[\s-]*(\d{4})", re.IGNORECASE)
_OLDEST_YEARS = 110


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
    if sum(c.isdigit() for c in tidy) > _DIGITS_ALLOWED:
        raise Malformed(
            _(
                "A handle must not hold a health card, telephone or other number. Choose a word, "
                "or a code such as F-TREM-1988."
            ),
        )
    code = _CODE.fullmatch(tidy)
    if code is None:
        return Handle(tidy)
    year = checked_birth_year(int(code[3]))
    letters = f"{code[1]}-{code[2]}-{code[3]}".upper()
    return Handle(letters, Gender(code[1].upper()), year)


def checked_birth_year(year: int) -> int:
    """`year` where somebody alive can be born in it; raises Malformed where not."""
    this_year = clock.now().year
    if not this_year - _OLDEST_YEARS <= year < this_year:
        raise Malformed(
            _("%(year)s cannot be a year of birth. Check its four digits."),
            year=str(year),
        )
    return year
