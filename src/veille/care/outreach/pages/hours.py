"""Hours as the public reads them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from veille.hours import DAY_MINUTES, clock_time, read_times

from ..facts import Span
from ..words import Weekday

NBSP = "\u00a0"


def spans_of(text: str) -> tuple[Span, ...]:
    """The hours that a line such as “9:00–12:00, 13:30–20:00” or “24 h” names; none if empty.

    Raises Malformed where it names none.
    """
    return tuple(Span(opens % DAY_MINUTES, ends % DAY_MINUTES) for opens, ends in read_times(text))


def in_full(spans: Iterable[Span]) -> str:
    """Hours as they are written in a form: `spans_of` reads them back."""
    return ", ".join(f"{clock_time(s.begins)}–{clock_time(s.ends)}" for s in spans)


# As the public reads them.


def time_words(minute: int) -> str:
    """A time of the day as the language in force says it: 22 h 30, 10:30 p.m."""
    hour, minute = divmod(minute % DAY_MINUTES, 60)
    if get_language() == "fr":
        if hour == minute == 0:
            return "minuit"
        return f"{hour}{NBSP}h" + (f"{NBSP}{minute:02d}" if minute else "")
    if minute == 0 and hour in (0, 12):
        return "noon" if hour else "midnight"
    half = "p.m." if hour >= 12 else "a.m."
    return f"{(hour - 1) % 12 + 1}" + (f":{minute:02d}" if minute else "") + f"{NBSP}{half}"


def moment_time(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return time_words(local.hour * 60 + local.minute)


def when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment to come, as a person says it: at 10 p.m., tomorrow at 2 p.m., Monday at 9 a.m."""
    time = moment_time(at, zone)
    local, today = at.astimezone(zone), now.astimezone(zone)
    days = (local.date() - today.date()).days
    if days == 0:
        return _("at %(time)s") % {"time": time}
    if days == 1:
        # At 11 p.m. nobody calls 1 a.m. tomorrow.
        if at - now < timedelta(hours=6):
            return _("at %(time)s") % {"time": time}
        return _("tomorrow at %(time)s") % {"time": time}
    return _("%(day)s at %(time)s") % {"day": date_format(local, "l"), "time": time}


def until_words(until: datetime, now: datetime, zone: ZoneInfo) -> str:
    """That a site is open, and how long still."""
    if until - now > timedelta(days=1):
        return _("open day and night")
    return _("open until %(time)s") % {"time": moment_time(until, zone)}


def date_words(day: date) -> str:
    """A date with its weekday: vendredi 22 janvier, Friday, January 22."""
    return date_format(day, "l j F" if get_language() == "fr" else "l, F j")


def span_words(spans: Sequence[Span]) -> str:
    """Hours of one day."""
    if not spans:
        return _("closed")
    if list(spans) == [Span(0, 0)]:
        return _("day and night")
    return ", ".join(f"{time_words(s.begins)}{NBSP}– {time_words(s.ends)}" for s in spans)


def week_words(week: Sequence[Sequence[Span]]) -> list[tuple[str, str]]:
    """Days in runs of the same hours: “Monday to Friday”, “2 p.m. – 6 a.m.”."""
    runs = []
    for spans, days in groupby(range(len(week)), key=lambda n: tuple(week[n])):
        numbers = list(days)
        runs.append((days_words(numbers), span_words(spans)))
    return runs


def days_words(numbers: Sequence[int]) -> str:
    """Weekdays (Monday is 0): every day, Monday to Friday, or one by one."""
    names = [str(Weekday(str(n)).label) for n in numbers]
    if len(names) == 7:
        return _("every day")
    if len(names) > 2 and list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)


def late_words(minutes: int) -> str:
    return ngettext("%(n)s minute late", "%(n)s minutes late", minutes) % {"n": minutes}
