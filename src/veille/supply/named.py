"""A substance and its share, as people and instruments write them: “caffeine 42”, “fentanyl ½”."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from veille import numbers
from veille.tabular import Message

from .naming import is_known

#: What people write between a name and its share.
BETWEEN = " \t:;=,"
_WHOLE_PERCENT = 100
#: What a share begins with, be it one that can be read (½) or not (<1, ~3, -3).
_BEGINS_SHARE = re.compile(r"[<>≤≥~≈±+\-−–]?[.,]?[\d½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]|[<>≤≥~≈±]")
_HAS_A_NUMBER = re.compile(rf"[\s:=]({_BEGINS_SHARE.pattern})|%")
_HALVES = re.compile(r"[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]|\d+ ?[/⁄∕] ?\d+")
_SIGNS = ("-", "−", "–", "+")
#: A comma between two digits is one of a number: “12,5”.
_PARTS = re.compile(r"(?<!\d),|,(?!\d)")
#: A name with more digits is none: a telephone’s number has seven.
MOST_DIGITS = 6

#: What an FTIR list holds that is no substance.
_NO_SUBSTANCE = {
    "",
    "no library match",
    "uncertain match",
    "uncertain oil",
    "uncertain salt",
    "uncertain carbohydrate",
    "sugar uncertain",
}


class Part(NamedTuple):
    """A substance of an FTIR cell as it was written, and its share in percent, or None."""

    name: str
    share_percent: float | None = None


class NotRead(ValueError):
    """A part of a cell that is no substance with a share; `message` says which and why."""

    def __init__(self, part: str, en: str, fr: str) -> None:
        shown = part[:60]
        super().__init__(shown)
        self.message = Message(f"“{shown}”: {en}", f"« {shown} » : {fr}")


def apart(text: str) -> tuple[str, str]:
    """A name, and the share behind it as it was written: from the first word on after which all
    are of a number."""
    words = text.replace("=", " ").replace(":", " ").split(" ")
    words = [word for word in words if word]
    at = len(words)
    while at > 1 and (_BEGINS_SHARE.match(words[at - 1]) or words[at - 1] in _SIGNS):
        at -= 1
        if words[at - 1] not in _SIGNS and is_known(" ".join(words[:at])):
            break
    return " ".join(words[:at]).strip(BETWEEN), " ".join(words[at:])


def is_a_part_of_what(written: str) -> bool:
    """Whether a share is a bare fraction, such as “½”: half a percent, or half of the sample?"""
    return "%" not in written and _HALVES.fullmatch(written.strip()) is not None


def wrong_sign(name: str) -> str:
    """The first sign that no substance has in its name; empty where there is none."""
    return next((one for one in name if not _may_stand_in_a_name(one)), "")


def _may_stand_in_a_name(sign: str) -> bool:
    """Letters, whole digits, spaces, and what joins parts: “2,5-DMA”, “Δ9-THC”, “d(+)-…”."""
    kind = unicodedata.category(sign)
    return kind[0] in "LM" or kind in ("Nd", "Zs", "Pd") or sign in "-+,.'’()[]{}/′"


def has_too_many_digits(name: str) -> bool:
    return sum(one.isdigit() for one in name) > MOST_DIGITS


@lru_cache(maxsize=65_536)
def parts_of(cell: str) -> tuple[Part, ...]:
    """“['Caffeine 42 %', 'Fentanyl HCl']” → each substance with its share, without what the
    instrument could not name. Raises NotRead."""
    divided = cell.split(";") if ";" in cell else _PARTS.split(cell)
    texts = [part.strip(" \t'\"[]") for part in divided]
    return tuple(_part(text) for text in texts if text.lower() not in _NO_SUBSTANCE)


def _part(text: str) -> Part:
    name, written = text, ""
    if _HAS_A_NUMBER.search(text) and not is_known(text):
        name, written = apart(" ".join(text.replace("%", " % ").split()).removesuffix(" %"))
    if is_a_part_of_what(written) and "%" not in text:
        raise NotRead(
            text,
            "half a percent, or half of it? Write the share in percent, such as 0.5 or 50.",
            "un demi pour cent, ou la moitié ? Écrivez la part en pour cent, comme 0,5 ou 50.",
        )
    share = _share(written, text) if written else None
    wrong = wrong_sign(name)
    if wrong:
        raise NotRead(
            text,
            f"no substance has “{wrong}” in its name. Write one substance, then its share.",
            f"aucune substance n’a « {wrong} » dans son nom. Écrivez une substance, puis sa part.",
        )
    if has_too_many_digits(name) or not any(one.isalpha() for one in name):
        raise NotRead(text, "that is no substance’s name.", "ce n’est pas un nom de substance.")
    return Part(name, share)


def _share(written: str, text: str) -> float:
    """The file’s language is not asked: a number that two languages read in two ways is none."""
    read: set[float] = set()
    why: numbers.NotRead | None = None
    for language in ("en", "fr"):
        try:
            read.add(float(numbers.read(written, language)))
        except numbers.NotRead as unread:
            why = unread
    if len(read) != 1 or isinstance(why, numbers.Ambiguous):
        en = why.in_words("en") if why else "its share can be read in two ways."
        fr = why.in_words("fr") if why else "sa part peut se lire de deux façons."
        raise NotRead(text, en, fr)
    (share,) = read
    if not 0 <= share <= _WHOLE_PERCENT:
        raise NotRead(text, "a share is from 0 to 100.", "une part va de 0 à 100.")
    return share
