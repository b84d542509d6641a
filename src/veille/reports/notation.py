"""Numbers as each language writes them."""

import re
from datetime import date
from math import floor, log10

#: U+202F between thousands in French, U+00A0 before a unit.
_THIN, _FIRM = "\u202f", "\u00a0"
MINUS = "\u2212"
NOT_TOLD = "–"
_SIGNIFICANT = 2
_MOST_DECIMALS = 6
_MILLION = 1e6
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


def number(value: float | None, language: str, *, signed: bool = False) -> str:
    """Two significant digits, and whole numbers in full."""
    if value is None:
        return NOT_TOLD
    size = floor(log10(abs(value))) if value else 0
    decimals = min(max(0, _SIGNIFICANT - 1 - size), _MOST_DECIMALS)
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "fr":
        text = text.replace(",", _THIN).replace(".", ",")
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + text


def millions(dollars: float | None, language: str, *, signed: bool = False) -> str:
    """Canadian dollars, in millions."""
    if dollars is None:
        return NOT_TOLD
    text = number(dollars / _MILLION, language, signed=signed)
    return f"{text}{_FIRM}M$" if language == "fr" else f"{_before(text, '$')}M"


def money(dollars: float | None, language: str) -> str:
    """Canadian dollars, each of them."""
    if dollars is None:
        return NOT_TOLD
    text = number(dollars, language)
    return f"{text}{_FIRM}$" if language == "fr" else _before(text, "$")


def percent(share: float, language: str, *, signed: bool = False) -> str:
    text = number(100 * share, language, signed=signed)
    return f"{text}{_FIRM}%" if language == "fr" else f"{text}%"


def day(of: date, language: str) -> str:
    month = _MONTHS[language].split()[of.month - 1]
    if language == "fr":
        return f"{'1er' if of.day == 1 else of.day} {month} {of.year}"
    return f"{month} {of.day}, {of.year}"


def typeset(text: str, language: str) -> str:
    """Spaces that do not break, as French has them: U+202F before ; ! ? and inside « », U+00A0
    before a colon and a percent sign."""
    if language != "fr":
        return text
    text = re.sub(r"\s*([;!?])(?=\s|$)", rf"{_THIN}\1", text)
    text = re.sub(r"«\s*", f"«{_THIN}", re.sub(r"\s*»", f"{_THIN}»", text))
    return re.sub(r"\s+([:%])", rf"{_FIRM}\1", text)


def _before(text: str, mark: str) -> str:
    sign = text[0] if text[0] in (MINUS, "+") else ""
    return sign + mark + text.removeprefix(sign)
