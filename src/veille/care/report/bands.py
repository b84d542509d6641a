"""Bands of the day and of age, as funders ask for them (Ontario's NEO/CTS monthly template)."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The hour at which each band of the day begins on the wall clock; each ends where the next begins.
HOURS = (7, 12, 17, 22, 3)
#: The youngest of each band of age.
AGES = (0, 20, 30, 40, 50, 60)
UNTOLD = "untold"

TIME_BANDS: tuple[tuple[str, str], ...] = (
    ("07", "07:00–11:59"),
    ("12", "12:00–16:59"),
    ("17", "17:00–21:59"),
    ("22", "22:00–02:59"),
    ("03", "03:00–06:59"),
)
AGE_BANDS: tuple[tuple[str, str | Promise], ...] = (
    ("0", _("under 20")),
    ("20", "20–29"),
    ("30", "30–39"),
    ("40", "40–49"),
    ("50", "50–59"),
    ("60", _("60 and over")),
    (UNTOLD, _("not told")),
)


def time_band(hour: int) -> str:
    """The band of an hour of the wall clock, 0 to 23."""
    return f"{max((start for start in HOURS if start <= hour), default=HOURS[3]):02d}"


def age_band(age: int | None) -> str:
    """The band of an age in whole years; 60 lies in “60 and over”."""
    if age is None:
        return UNTOLD
    return str(max((start for start in AGES if start <= age), default=0))


def band_starts(time_zone: str, first: date, until: date) -> Iterator[tuple[str, datetime]]:
    """Each band of the day with the moment when it begins, over a span of days and a little more,
    so that many arrivals are dealt out at once."""
    zone = ZoneInfo(time_zone)
    day = first - timedelta(days=1)
    while day <= until:
        for hour in HOURS:
            on = day + timedelta(days=1) if hour < HOURS[0] else day
            yield f"{hour:02d}", datetime(on.year, on.month, on.day, hour, tzinfo=zone)
        day += timedelta(days=1)


def dealt(moments: Sequence[Any], starts: Sequence[Any]) -> list[tuple[int, int]]:
    """Where the moments (in order) that lie in each stretch stand: (from, to) by stretch.

    A stretch begins at one of `starts` (in order) and ends before the next; the last is open.
    """
    cuts = [bisect_left(moments, start) for start in starts]
    return list(zip(cuts, [*cuts[1:], len(moments)], strict=True))
