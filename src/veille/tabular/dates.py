"""Dates as people and machines write them, in either language.

03/04/2021 can be read in two ways and is never guessed: whoever imports the file is asked, once a
column, and sees how many rows leave no doubt. What is no day of any calendar is told apart from
what is no date at all.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from .folding import folded
from .messages import Message, Unread

FIRST_YEAR, LAST_YEAR = 1900, 2100
#: A year of two digits: 00 … 69 are of this century.
_CENTURY_TURNS = 70
_EXCEL_DAY_0 = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 … 2119


class Order(StrEnum):
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Style(StrEnum):
    """How a date is written, and whether it can be read in one way only."""

    YEAR_FIRST = "2021-04-03"
    DAY_ONLY = "25/04/2021"
    MONTH_ONLY = "04/25/2021"
    EITHER = "03/04/2021"
    SAME = "04/04/2021"
    NAMED = "3 April 2021"
    MONTH = "April 2021"
    NUMBER = "44289"


@dataclass(frozen=True, slots=True)
class Written:
    """A date taken apart. Of style EITHER, `day` and `month` are in the order of the text."""

    style: Style
    year: int
    month: int
    day: int
    at: time | None = None


_REST = r"(?P<rest>[t\s,].*|z)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})([-/. ])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_REST}")
_COMPACT = re.compile(rf"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d){_REST}")
_NUMBERS = re.compile(
    rf"(?P<a>\d{{1,2}})\s?([-/. ])\s?(?P<b>\d{{1,2}})\s?\2\s?(?P<y>\d{{4}}|\d\d){_REST}"
)
_DAY_NAMED = re.compile(
    rf"(?P<d>\d{{1,2}})(?:er|st|nd|rd|th|re)?[\s./-]*(?:de )?(?P<n>[a-z]+)\.?[\s,./-]*"
    rf"(?P<y>\d{{4}}|\d\d){_REST}"
)
_NAMED_DAY = re.compile(
    rf"(?P<n>[a-z]+)\.?[\s./-]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+|[./-])"
    rf"(?P<y>\d{{4}}){_REST}"
)
_NAMED_MONTH = re.compile(r"(?P<n>[a-z]+)\.?[\s./-]*(?P<y>\d{4}|\d\d)")
_YEAR_NAMED = re.compile(r"(?P<y>\d{4})[\s./-]*(?P<n>[a-z]+)\.?")
_YEAR_MONTH = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})")
_MONTH_YEAR = re.compile(r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})")
_NUMBER = re.compile(r"\d{5}(?:[.,]\d+)?")
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?,?\s+"
    r"(?=\d{1,2}(?!\d)|[a-z])"
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})\s?(?:[:h.]\s?(?P<m>\d{2})?)(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s?"
    r"(?P<half>[ap]\.?\s?m\.?)?"
)
_DIGITS = re.compile(r"(?P<h>\d{1,2})(?P<m>\d{2})")
_HALF = re.compile(r"(?P<h>\d{1,2})\s?(?P<half>[ap]\.?\s?m\.?)")

_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
    "fev": 2,
    "avr": 4,
    "mai": 5,
    "juin": 6,
    "juil": 7,
    "aou": 8,
    "aout": 8,
}
_MONTH_NAMES_FR = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_MONTH_NAMES_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WHOLE_NAMES = {folded(name) for name in (*_MONTH_NAMES_EN, *_MONTH_NAMES_FR)}


def month_of(name: str) -> int | None:
    """The month of a name, or of its first letters, in either language."""
    name = folded(name).rstrip(".")
    if name in _WHOLE_NAMES or len(name) <= 5:
        if name.startswith("jui"):
            return 6 if name.startswith("juin") else 7 if name.startswith("juil") else None
        return _MONTHS.get(name[:4], _MONTHS.get(name[:3]))
    return None


def take_apart(text: str) -> Written | Unread:
    """What a text says of a day, before it is known which number is the day."""
    plain = folded(text)
    if found := _ISO.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _certain(text, Style.YEAR_FIRST, found, int(found["m"]))
    if found := _NUMBERS.fullmatch(plain):
        return _two_numbers(text, found)
    # “Mar.” is March before it is mardi: a day of the week is taken off only where it must be.
    for words in dict.fromkeys((plain, _WEEKDAY.sub("", plain, count=1))):
        for pattern in (_DAY_NAMED, _NAMED_DAY):
            if (found := pattern.fullmatch(words)) and (month := month_of(found["n"])):
                return _certain(text, Style.NAMED, found, month)
        for pattern in (_NAMED_MONTH, _YEAR_NAMED):
            if (found := pattern.fullmatch(words)) and (month := month_of(found["n"])):
                return _checked(text, Written(Style.MONTH, _year(found["y"]), month, 1))
    plain = _WEEKDAY.sub("", plain, count=1)
    if found := _YEAR_MONTH.fullmatch(plain) or _MONTH_YEAR.fullmatch(plain):
        return _checked(text, Written(Style.MONTH, int(found["y"]), int(found["m"]), 1))
    if _NUMBER.fullmatch(plain) and int(plain[:5]) in _EXCEL_DAYS:
        return _excel(float(plain.replace(",", ".")))
    return _no_date(text)


def read_day(text: str, order: Order | None) -> date | Unread:
    """The day; `order` None means that nobody said yet which number is the day."""
    apart = take_apart(text)
    return apart if isinstance(apart, Unread) else _day(text, apart, order)


def read_month(text: str, order: Order | None) -> date | Unread:
    day = read_day(text, order)
    return day if isinstance(day, Unread) else day.replace(day=1)


def read_moment(text: str, order: Order | None) -> datetime | Unread:
    """A day with a time of day; at midnight where no time is written."""
    apart = take_apart(text)
    if isinstance(apart, Unread):
        return apart
    day = _day(text, apart, order)
    return day if isinstance(day, Unread) else datetime.combine(day, apart.at or time())


def read_time(text: str) -> time | Unread:
    """22:36, 22h36, 2236, 10.36 pm."""
    plain = folded(text)
    found = _TIME.fullmatch(plain) or _DIGITS.fullmatch(plain) or _HALF.fullmatch(plain)
    if found is None:
        return Unread(
            "no_time",
            Message(
                f"“{text}” is not a time of day. Write it such as 22:36.",
                f"« {text} » n’est pas une heure. Écrivez-la ainsi : 22 h 36.",
            ),
        )
    parts = found.groupdict()
    hour, minute = int(parts["h"]), int(parts.get("m") or 0)
    second = int(parts.get("s") or 0)
    if parts.get("half"):
        hour = hour % 12 + (12 if parts["half"].startswith("p") else 0)
    if 24 <= hour < 30 and minute < 60:
        return Unread(
            "after_midnight",
            Message(
                f"“{text}” is not a time of day. It looks like {hour - 24:02d}:{minute:02d}, after "
                "midnight.",
                f"« {text} » n’est pas une heure. On dirait "
                f"{hour - 24} h {minute:02d}, après minuit.",
            ),
        )
    if hour > 23 or minute > 59 or second > 59:
        return Unread(
            "no_time",
            Message(
                f"“{text}”: there is no such time of day.",
                f"« {text} » : cette heure n’existe pas.",
            ),
        )
    return time(hour, minute, second)


def excel_day(number: float) -> datetime | None:
    """The moment of a day number as spreadsheets count; None where it can be none."""
    if int(number) not in _EXCEL_DAYS:
        return None
    return datetime.combine(_EXCEL_DAY_0, time()) + timedelta(days=number)


def _certain(text: str, style: Style, found: re.Match[str], month: int) -> Written | Unread:
    year, day = _year(found["y"]), int(found["d"])
    at = _rest(text, found["rest"])
    if isinstance(at, Unread):
        return at
    if month > 12 and 1 <= day <= 12 and month <= 31:
        return _no_month(text, month)
    return _checked(text, Written(style, year, month, day, at))


def _two_numbers(text: str, found: re.Match[str]) -> Written | Unread:
    first, second, year = int(found["a"]), int(found["b"]), _year(found["y"])
    at = _rest(text, found["rest"])
    if isinstance(at, Unread):
        return at
    if first == second:
        return _checked(text, Written(Style.SAME, year, second, first, at))
    if 1 <= first <= 12 and 1 <= second <= 12:
        return _checked(text, Written(Style.EITHER, year, second, first, at))
    if 1 <= first <= 12:
        return _checked(text, Written(Style.MONTH_ONLY, year, first, second, at))
    return _checked(text, Written(Style.DAY_ONLY, year, second, first, at))


def _day(text: str, apart: Written, order: Order | None) -> date | Unread:
    style = apart.style
    if style is Style.EITHER:
        if order is None:
            return Unread(
                "two_ways",
                Message(
                    f"“{text}” can be read in two ways: say whether the day or the month "
                    "stands first.",
                    f"« {text} » peut se lire de deux façons : précisez si le jour ou le mois est "
                    "en premier.",
                ),
            )
        if order is Order.MONTH_FIRST:
            return date(apart.year, apart.day, apart.month)
    elif (style is Style.MONTH_ONLY and order is Order.DAY_FIRST) or (
        style is Style.DAY_ONLY and order is Order.MONTH_FIRST
    ):
        return _no_month(text, max(apart.day, apart.month))
    return date(apart.year, apart.month, apart.day)


def _excel(number: float) -> Written:
    moment = excel_day(number)
    assert moment is not None
    at = moment.time() if moment.time() != time() else None
    return Written(Style.NUMBER, moment.year, moment.month, moment.day, at)


def _rest(text: str, rest: str | None) -> time | Unread | None:
    if not (bare := (rest or "").strip(" t,za")):
        return None
    bare = re.sub(r"^(?:at|a|vers)\s+|(?:z|[+-]\d\d:?\d\d)$", "", bare.strip()).strip()
    read = read_time(bare)
    return _no_date(text) if isinstance(read, Unread) and read.code == "no_time" else read


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < _CENTURY_TURNS else 1900)


def _checked(text: str, apart: Written) -> Written | Unread:
    if not FIRST_YEAR <= apart.year <= LAST_YEAR:
        return Unread(
            "no_such_year",
            Message(
                f"“{text}”: the year {apart.year} cannot be meant.",
                f"« {text} » : l’année {apart.year} est impossible.",
            ),
        )
    if not 1 <= apart.month <= 12:
        return _no_month(text, apart.month)
    last = monthrange(apart.year, apart.month)[1]
    if not 1 <= apart.day <= last:
        en = f"{_MONTH_NAMES_EN[apart.month - 1]} {apart.year} had {last} days"
        fr = f"{_MONTH_NAMES_FR[apart.month - 1]} {apart.year} avait {last} jours"
        return Unread("no_such_day", Message(f"“{text}”: {en}.", f"« {text} » : {fr}."))
    return apart


def _no_month(text: str, month: int) -> Unread:
    return Unread(
        "no_such_month",
        Message(
            f"“{text}”: there is no month {month}. Are day and month the other way round?",
            f"« {text} » : il n’y a pas de mois {month}. Le jour et le mois sont-ils inversés?",
        ),
    )


def _no_date(text: str) -> Unread:
    return Unread("no_date", Message(f"“{text}” is not a date.", f"« {text} » n’est pas une date."))
