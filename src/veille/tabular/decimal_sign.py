"""Which sign parts decimals in the numbers of a column: told by those that leave no doubt.

“2,400” is 2400 to one reader and 2.4 to another. “1,5” beside it shows that a comma parts decimals
there, and not that it parts no thousands: people mix both. So where a number can be read in two
ways, another must have three decimals for certain, both signs, or thousands twice over.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from veille import numbers

#: Digits behind a sign that may part thousands.
_OF_THOUSANDS = 3
_THOUSANDS_TWICE = re.compile(r"[-−]?\d{1,3}([.,])\d{3}(?:\1\d{3})+")
_OTHER = {",": ".", ".": ","}


class Shows(StrEnum):
    """What one number shows of the sign in it."""

    NOTHING = "nothing"
    EITHER = "either"  # it may part decimals or thousands
    DECIMALS = "decimals"
    CERTAIN = "certain"  # as many decimals as thousands have digits, or how thousands are parted


#: The sign of decimals, and what a number shows of it.
Written = tuple[str, Shows]


def shown_by(
    text: str, language: numbers.Language, unit: str = ""
) -> tuple[Written, numbers.Ambiguous | None]:
    """What a number shows; and its two readings, where it has them."""
    if not ("," in text or "." in text):
        return ("", Shows.NOTHING), None
    if twice := _THOUSANDS_TWICE.fullmatch(text.strip()):
        return (_OTHER[twice[1]], Shows.CERTAIN), None
    sign = "," if text.rfind(",") > text.rfind(".") else "."
    try:
        amount = numbers.read_amount(text, language, unit)
    except numbers.Ambiguous as both:
        return (sign, Shows.EITHER), both
    except numbers.NotRead:
        return ("", Shows.NOTHING), None
    if "," in text and "." in text:
        return (sign, Shows.CERTAIN), None
    if amount.number == amount.number.to_integral_value():
        return ("", Shows.NOTHING), None
    exponent = amount.number.as_tuple().exponent
    long = isinstance(exponent, int) and exponent <= -_OF_THOUSANDS
    return (sign, Shows.CERTAIN if long else Shows.DECIMALS), None


def certain(written: Iterable[Written]) -> str:
    """The one sign that parts decimals for certain; empty in any doubt."""
    found = set(written)
    signs = {sign for sign, shows in found if shows in (Shows.DECIMALS, Shows.CERTAIN)}
    kinds = {shows for _sign, shows in found}
    if len(signs) != 1 or (Shows.EITHER in kinds and Shows.CERTAIN not in kinds):
        return ""
    return signs.pop()
