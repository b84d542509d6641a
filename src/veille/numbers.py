"""Numbers as people write them, in either language; what can be read in two ways is asked back.

    read("2 400,5", "fr")       Decimal("2400.5")
    read("½", "en")             Decimal("0.5")
    read("2,400", "en")         raises Ambiguous: 2400 or 2.4
    read_amount("500 mg", "fr") Amount(Decimal("500"), "mg")

A comma before exactly three digits is ambiguous in both languages: English writes thousands so,
and whoever is at the keyboard may write French. A point before three digits is a decimal in
English (a scale shows 2.400) and ambiguous in French. Nothing is guessed: a mistake of a thousand
times is worse than a question.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Language = str
Why = Literal["empty", "not_a_number", "unfinished", "grouping", "too_long", "unit"]

#: A longer text is no number that a person types.
LONGEST = 60
#: A larger exponent is no amount of anything.
LARGEST_EXPONENT = 30
#: A larger count is no longer exact in a computer's number, and counts nothing that there is.
LARGEST_EXACT = 2**53
#: A fraction that does not end (⅓) is rounded to so many decimals.
DECIMALS = 6

_FRACTIONS = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅖": "2/5",
    "⅗": "3/5",
    "⅘": "4/5",
    "⅙": "1/6",
    "⅚": "5/6",
    "⅐": "1/7",
    "⅛": "1/8",
    "⅜": "3/8",
    "⅝": "5/8",
    "⅞": "7/8",
    "⅑": "1/9",
    "⅒": "1/10",
}
#: Spaces, minus signs and slashes that keyboards and word processors write.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\t", " "),
        **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2044\u2215", "/"),
        "\uff0b": "+",
        "\u2019": "'",
        "\uff0c": ",",
        "\uff0e": ".",
        "\u066b": ",",
        "\ufeff": None,
        "\u200e": None,
        "\u200f": None,
    }
)

_SIGNED = re.compile(r"([+-]?)\s*(.+)", re.S)
_FRACTION = re.compile(r"(?:(\d+) ?)??(\d+) ?/ ?(\d+)")
_EXPONENT = re.compile(r"(.+?) ?[eE] ?([+-]?\d{1,4})")
_WHOLE = re.compile(r"\d+")
#: Thousands apart, by one and the same sign.
_GROUPED = re.compile(r"\d{1,3}(?:([ ',.])\d{3})(?:\1\d{3})*")
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}([,.])\d{3}")
_UNIT = re.compile(rf"[^\W\d_{''.join(_FRACTIONS)}]\D*$")

#: A unit as people write it, lower case → its name here.
UNITS = {
    "kg": "kg",
    "kilo": "kg",
    "kilos": "kg",
    "kilogram": "kg",
    "kilograms": "kg",
    "kilogramme": "kg",
    "kilogrammes": "kg",
    "g": "g",
    "gr": "g",
    "gram": "g",
    "grams": "g",
    "gramme": "g",
    "grammes": "g",
    "mg": "mg",
    "milligram": "mg",
    "milligrams": "mg",
    "milligramme": "mg",
    "milligrammes": "mg",
    "µg": "µg",
    "μg": "µg",
    "ug": "µg",
    "mcg": "µg",
    "microgram": "µg",
    "micrograms": "µg",
    "microgramme": "µg",
    "microgrammes": "µg",
    "l": "l",
    "litre": "l",
    "litres": "l",
    "liter": "l",
    "liters": "l",
    "ml": "ml",
    "millilitre": "ml",
    "millilitres": "ml",
    "milliliter": "ml",
    "milliliters": "ml",
    "pill": "pills",
    "pills": "pills",
    "tablet": "pills",
    "tablets": "pills",
    "cap": "pills",
    "caps": "pills",
    "capsule": "pills",
    "capsules": "pills",
    "comprimé": "pills",
    "comprimés": "pills",
    "comprime": "pills",
    "comprimes": "pills",
    "pilule": "pills",
    "pilules": "pills",
    "gélule": "pills",
    "gélules": "pills",
    "unit": "units",
    "units": "units",
    "unité": "units",
    "unités": "units",
    "unite": "units",
    "unites": "units",
    "dose": "units",
    "doses": "units",
    "hit": "units",
    "hits": "units",
    "m": "m",
    "metre": "m",
    "metres": "m",
    "meter": "m",
    "meters": "m",
    "mètre": "m",
    "mètres": "m",
    "km": "km",
    "%": "%",
    "$": "$",
}

IN_GRAMS = {
    "kg": Decimal(1000),
    "g": Decimal(1),
    "mg": Decimal("0.001"),
    "µg": Decimal("0.000001"),
}


class NotRead(ValueError):
    """`text` is not one number; see the two kinds below. `in_words` says so to a person."""

    def __init__(self, text: str, *, en: str, fr: str) -> None:
        super().__init__(en)
        self.text, self._fr = text, fr

    def in_words(self, language: Language) -> str:
        return self._fr if language == "fr" else str(self)


class NotANumber(NotRead):
    """No number can be read. `why`: a word that a caller may have a sentence of its own for."""

    def __init__(self, text: str, why: Why) -> None:
        shown = text[:LONGEST]
        super().__init__(
            text, en=_NOT_READ_EN[why].format(text=shown), fr=_NOT_READ_FR[why].format(text=shown)
        )
        self.why: Why = why


class Ambiguous(NotRead):
    """Two numbers can be read. `readings`: the larger first; `unit`: what follows, or empty."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal], unit: str = "") -> None:
        en, fr = ([plain(each, language) for each in readings] for language in ("en", "fr"))
        super().__init__(
            text,
            en=f"“{text}” can be read in two ways. Type {en[0]} or {en[1]}.",
            fr=f"« {text} » peut se lire de deux façons. Écrivez {fr[0]} ou {fr[1]}.",
        )
        self.readings, self.unit = readings, unit


@dataclass(frozen=True)
class Amount:
    """A number with its unit, one of the values of UNITS; empty where none was written."""

    number: Decimal
    unit: str

    @property
    def grams(self) -> Decimal | None:
        """None where the unit is not one of mass."""
        times = IN_GRAMS.get(self.unit)
        return None if times is None else (self.number * times).normalize() + 0


def read(text: str, language: Language) -> Decimal:
    """The number that is written, which may be negative.

    Raises NotANumber, or Ambiguous with both readings. A number with a unit is no number here:
    see `read_amount`.
    """
    found = readings(text, language)
    if len(found) == 2:
        raise Ambiguous(text.strip(), (found[0], found[1]))
    return found[0]


def read_amount(text: str, language: Language, unit: str = "") -> Amount:
    """A number with its unit; `unit` where none is written. Raises as `read` does."""
    tidy = _tidy(text)
    at = _UNIT.search(tidy)
    sign = tidy[-1:] if tidy[-1:] in ("%", "$") else ""
    written = sign or (at[0] if at else "")
    known = UNITS.get(written.strip(" .").lower(), unit if not written else None)
    if known is None:
        digits = any(c.isdigit() for c in tidy)
        raise NotANumber(text.strip(), "unit" if digits else "not_a_number")
    bare = tidy[: len(tidy) - len(written)] if written else tidy
    found = _readings(bare, text, language)
    if len(found) == 2:
        raise Ambiguous(text.strip(), (found[0], found[1]), known)
    return Amount(found[0], known)


def readings(text: str, language: Language) -> tuple[Decimal, ...]:
    """One number, or the two that may be meant, the larger first. Raises NotANumber."""
    return _readings(_tidy(text), text, language)


def plain(number: Decimal, language: Language) -> str:
    """As a person would type it, so that `read` reads the same: no thousands apart."""
    written = format(number.normalize() if number else Decimal(0), "f")
    if language == "fr":
        written = written.replace(".", ",")
        if _TWO_WAYS.fullmatch(written.lstrip("-")):
            written += "0"
    return written


def _tidy(text: str) -> str:
    if len(text) > LONGEST:
        raise NotANumber(text.strip(), "too_long")
    ascii_digits = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    return " ".join(ascii_digits.translate(_PLAIN).split())


def _readings(tidy: str, text: str, language: Language) -> tuple[Decimal, ...]:
    tidy = tidy.strip()
    signed = _SIGNED.fullmatch(tidy)
    if signed is None:
        raise NotANumber(text.strip(), "empty" if not tidy else "not_a_number")
    sign = -1 if signed[1] == "-" else 1
    found = [sign * value for value in _unsigned(signed[2], text, language)]
    return tuple(sorted(found, key=abs, reverse=True))


def _unsigned(tidy: str, text: str, language: Language) -> list[Decimal]:
    fraction = _fraction(tidy)
    if fraction is not None:
        return [fraction]
    power = _EXPONENT.fullmatch(tidy)
    if power:
        exponent = int(power[2])
        if abs(exponent) > LARGEST_EXPONENT:
            raise NotANumber(text.strip(), "too_long")
        # Nought is added so that it is written without its power: 1e3 is 1000.
        return [value.scaleb(exponent) + 0 for value in _decimals(power[1], text, language)]
    return _decimals(tidy, text, language)


def _fraction(tidy: str) -> Decimal | None:
    """½, 1½, 1 1/2, 3/4; None where it is none."""
    for sign, written in _FRACTIONS.items():
        if tidy.endswith(sign):
            tidy = f"{tidy[:-1].strip()} {written}".strip()
            break
    found = _FRACTION.fullmatch(tidy)
    if not found or int(found[3]) == 0:
        return None
    parts = Decimal(found[2]) / Decimal(found[3])
    return Decimal(found[1] or 0) + round(parts, DECIMALS).normalize()


def _decimals(tidy: str, text: str, language: Language) -> list[Decimal]:
    if _WHOLE.fullmatch(tidy):
        return [Decimal(tidy)]
    both = _TWO_WAYS.fullmatch(tidy)
    if both and (both[1] == "," or language == "fr"):
        return [Decimal(_without(tidy, both[1])), Decimal(tidy.replace(",", "."))]
    if both:
        return [Decimal(tidy)]
    grouped = _GROUPED.fullmatch(tidy)
    if grouped and (grouped[1] in " '" or tidy.count(grouped[1]) > 1):
        return [Decimal(_without(tidy, grouped[1]))]
    # What is left has a decimal sign: the last comma or point.
    at = max(tidy.rfind(","), tidy.rfind("."))
    if at < 0:
        raise NotANumber(text.strip(), _why(tidy))
    whole, decimals = tidy[:at], tidy[at + 1 :]
    if not decimals:
        raise NotANumber(text.strip(), "unfinished")
    groups = _GROUPED.fullmatch(whole)
    if groups and groups[1] != tidy[at]:
        whole = _without(whole, groups[1])
    if not _WHOLE.fullmatch(whole or "0") or not _WHOLE.fullmatch(decimals):
        raise NotANumber(text.strip(), _why(tidy))
    return [Decimal(f"{whole or 0}.{decimals}")]


def _without(text: str, sign: str) -> str:
    return text.replace(sign, "")


def _why(tidy: str) -> Why:
    """Digits badly put apart, or no number at all."""
    return "grouping" if re.fullmatch(r"[\d ,.']*\d[\d ,.']*", tidy) else "not_a_number"


_NOT_READ_EN: dict[Why, str] = {
    "empty": "Enter a number.",
    "not_a_number": "“{text}” is not a number. Write it such as 0.5.",
    "unfinished": "“{text}” seems cut short. Write it such as 2 or 2.5.",
    "grouping": "“{text}” cannot be read as one number. Write it without spaces or thousands "
    "separators, such as 2400 or 2.5.",
    "too_long": "“{text}” is too long for a number.",
    "unit": "“{text}”: this unit is not known here. Write g, mg, µg, kg, ml, pills or units.",
}
_NOT_READ_FR: dict[Why, str] = {
    "empty": "Entrez un nombre.",
    "not_a_number": "« {text} » n’est pas un nombre. Écrivez-le ainsi : 0,5.",
    "unfinished": "« {text} » semble incomplet. Écrivez par exemple 2 ou 2,5.",
    "grouping": "« {text} » ne peut se lire comme un seul nombre. Écrivez-le sans espace ni "
    "séparateur de milliers, par exemple 2400 ou 2,5.",
    "too_long": "« {text} » est trop long pour un nombre.",
    "unit": "« {text} » : cette unité n’est pas reconnue. Écrivez g, mg, µg, kg, ml, comprimés "
    "ou unités.",
}
