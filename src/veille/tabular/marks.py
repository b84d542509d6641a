"""What stands in a cell in place of a value: missing, withheld, below a limit.

None of these is nought, and none is “negative”. They are kept as such: whoever reads the table
decides what to do with them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .folding import folded


class Mark(StrEnum):
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"
    SUPPRESSED = "suppressed"  # somebody knows it and withheld it
    BELOW = "below"  # less than `Marked.below`, or than what could be seen where that is None
    CODE = "code"  # −1, −99: a code for one of these; the file does not say for which


@dataclass(frozen=True, slots=True)
class Marked:
    mark: Mark
    written: str
    below: Decimal | None = None


#: A longer text is no mark.
LONGEST_MARK = 24

_MISSING = {"", "-", "–", "—", "nan", "null", "#null!", "nd", "n.d", "manquant", "missing"}
_NOT_APPLICABLE = {
    "n/a",
    "na",
    "#n/a",
    "s.o",
    "s/o",
    "so",
    "sans objet",
    "not applicable",
    "non applicable",
    "n.a",
}
_SUPPRESSED = {
    "suppr",
    "supp",
    "suppressed",
    "supprime",
    "withheld",
    "masque",
    "non publie",
    "confidential",
    "confidentiel",
    "not published",
    "redacted",
    "caviarde",
}
#: In a column of numbers these are no text.
_OF_NUMBERS = {
    "x": Mark.SUPPRESSED,
    "*": Mark.SUPPRESSED,
    "**": Mark.SUPPRESSED,
    "†": Mark.SUPPRESSED,
    "s": Mark.SUPPRESSED,
    "#": Mark.SUPPRESSED,
    "..": Mark.MISSING,
    "...": Mark.NOT_APPLICABLE,
    ".": Mark.MISSING,
    "f": Mark.SUPPRESSED,
    "none": Mark.MISSING,
    "unknown": Mark.MISSING,
    "inconnu": Mark.MISSING,
    "?": Mark.MISSING,
    "not available": Mark.MISSING,
    "non disponible": Mark.MISSING,
    "#value!": Mark.MISSING,
    "#ref!": Mark.MISSING,
    "#div/0!": Mark.MISSING,
}
_CODES = {"-1", "-9", "-99", "-999", "-9999", "-88", "-77"}
_BELOW = re.compile(r"(?:<=?|≤|moins de|less than|fewer than|under|inferieur a|en deca de)\s*(.+)")
_FEW = re.compile(r"1 ?(?:-|–|to|a) ?(\d)")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")


def mark_of(text: str, *, number: bool = False, never_negative: bool = False) -> Marked | None:
    """The mark that a cell holds; None where it holds something else.

    `number`: its column is one of numbers, where “x” is no word. `never_negative`: of counts,
    where −1 can only be a code.
    """
    plain = folded(text).rstrip(".") if text.strip(" .") else text.strip()
    if plain in _MISSING:
        return Marked(Mark.MISSING, text)
    if plain in _NOT_APPLICABLE:
        return Marked(Mark.NOT_APPLICABLE, text)
    if plain in _SUPPRESSED:
        return Marked(Mark.SUPPRESSED, text)
    if not number:
        return None
    if plain in _OF_NUMBERS:
        return Marked(_OF_NUMBERS[plain], text)
    if never_negative and plain.replace("−", "-") in _CODES:
        return Marked(Mark.CODE, text)
    return _below(plain, text)


def _below(plain: str, text: str) -> Marked | None:
    few = _FEW.fullmatch(plain)
    if few:
        return Marked(Mark.BELOW, text, Decimal(few[1]) + 1)
    below = _BELOW.fullmatch(plain)
    if below is None:
        return None
    if _DIGITS.fullmatch(below[1].rstrip("% ")):
        return Marked(Mark.BELOW, text, Decimal(below[1].rstrip("% ").replace(",", ".")))
    return Marked(Mark.BELOW, text)
