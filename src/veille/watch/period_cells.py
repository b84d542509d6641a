"""The periods of a file as its cells write them: days, weeks, months, quarters, years.

Where the file does not say what a row is of, its dates tell: all a week apart, or most of them
the first of a month. That is said, and can be answered otherwise.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from veille.tabular import Message, Order, Style, Unread
from veille.tabular.dates import read_day, take_apart
from veille.tabular.folding import folded
from veille.tabular.swapped import swapped_places

from .series import Period

_QUARTER = re.compile(
    r"(?P<y>\d{4})\s*[-/]?\s*[qt](?P<q>[1-4])|[qt](?P<q2>[1-4])\s*[-/]?\s*(?P<y2>\d{4})"
)
_WEEK = re.compile(
    r"(?P<y>\d{4})\s*[-/]?\s*(?:w|s|week|semaine)\s*(?P<w>\d{1,2})|"
    r"(?:w|s|week|semaine)\s*(?P<w2>\d{1,2})\s*[-/,]?\s*(?P<y2>\d{4})"
)
_YEAR = re.compile(r"\d{4}(?:\.0)?")
_PART_OF_A_YEAR = re.compile(r"\d{4}.*\(.*")
_MONTHS_A_QUARTER, _MONTHS_A_YEAR = 3, 12
_DAYS_A_WEEK = 7
_ENOUGH_DAYS = 3
#: Days of months are seldom the first; of months written as days nearly all are.
_MOSTLY_FIRST = 0.6

Read = tuple[date, Period]


def read_period(text: str, period: Period | None, order: Order | None) -> Read | Unread:
    """The first day of a period and what it is; `period` is what a day stands for."""
    plain = folded(text)
    if found := _QUARTER.fullmatch(plain):
        year, quarter = int(found["y"] or found["y2"]), int(found["q"] or found["q2"])
        return date(year, _MONTHS_A_QUARTER * (quarter - 1) + 1, 1), Period.QUARTER
    if found := _WEEK.fullmatch(plain):
        return _week(text, int(found["y"] or found["y2"]), int(found["w"] or found["w2"]))
    if _YEAR.fullmatch(plain):
        return date(int(plain[:4]), 1, 1), Period.YEAR
    if _PART_OF_A_YEAR.fullmatch(plain):
        return Unread(
            "part_of_a_year",
            Message(
                f"“{text}”: a part of a year is no period.",
                f"« {text} » : une partie d’année n’est pas une période.",
            ),
        )
    day = read_day(text, order)
    if isinstance(day, Unread):
        return _either(day) if day.code == "two_ways" else day
    apart = take_apart(text)
    if not isinstance(apart, Unread) and apart.style is Style.MONTH:
        return day.replace(day=1), Period.MONTH
    if period is Period.MONTH:
        return day.replace(day=1), period
    return day, period or Period.DAY


def _either(why: Unread) -> Unread:
    return Unread(
        "two_dates",
        Message(
            f"{why.message.en.rstrip('.')} (--order day-first or month-first).",
            f"{why.message.fr.rstrip('.')} (--order day-first ou month-first).",
        ),
    )


def _week(text: str, year: int, week: int) -> Read | Unread:
    try:
        return date.fromisocalendar(year, week, 1), Period.WEEK
    except ValueError:
        return Unread(
            "no_such_week",
            Message(
                f"“{text}”: {year} has no week {week}.",
                f"« {text} » : {year} n’a pas de semaine {week}.",
            ),
        )


def period_of(texts: Iterable[str], order: Order | None) -> Period | None:
    """What days stand for by how they lie, or by a month among them that names no day: months or
    weeks; None where they are days, or where there are too few to tell."""
    days = set()
    for text in set(texts):
        read = read_period(text, None, order)
        if isinstance(read, Unread):
            continue
        if read[1] is Period.MONTH:
            return Period.MONTH
        if read[1] is Period.DAY:
            days.add(read[0])
    if len(days) < _ENOUGH_DAYS:
        return None
    if sum(day.day == 1 for day in days) >= _MOSTLY_FIRST * len(days):
        return Period.MONTH
    first = min(days)
    if all((day - first).days % _DAYS_A_WEEK == 0 for day in days):
        return Period.WEEK
    return None


def styles(texts: Iterable[str]) -> Counter[str]:
    """How dates are written, by an example of each way."""
    found: Counter[str] = Counter()
    for text in texts:
        apart = take_apart(text)
        if not isinstance(apart, Unread):
            found[apart.style.value] += 1
    return found


def swapped(texts: Sequence[str], period: Period | None) -> dict[int, tuple[date, date]]:
    """Places whose day and month changed about → as it stands, and the other way."""
    days: dict[int, date] = {}
    for place, text in enumerate(texts):
        apart = take_apart(text)
        if isinstance(apart, Unread) or apart.style is not Style.YEAR_FIRST:
            continue
        days[place] = date(apart.year, apart.month, apart.day)
    if period is Period.MONTH:
        found = [at for at, day in days.items() if day.month == 1 and 1 < day.day <= _MONTHS_A_YEAR]
    else:
        places = list(days)
        ordinals = array("i", [days[place].toordinal() for place in places])
        found = [places[at] for at in swapped_places(ordinals)]
    return {at: (days[at], date(days[at].year, days[at].day, days[at].month)) for at in found}
