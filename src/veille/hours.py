"""Times of day and opening hours: read as people write them, on nights with a clock change too.

Pure: no clock, no query. Times are of the place's own wall clock; minutes count from the
midnight that begins the day, so that 1440 is the next midnight and a night until 08:00 ends
at 1920.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed

DAY_MINUTES = 24 * 60
WEEK_DAYS = 7
#: How far ahead a next opening is looked for; a place closed for longer has none.
HORIZON_DAYS = 120
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_TIME = r"(\d{1,2})(?:\s*[:hH]\s*(\d{2})?)?"
_ONE = re.compile(rf"\s*{_TIME}\s*")
_CLOCK = re.compile(r"\s*(\d{1,2})(?:\s*[:hH.]\s*)?(\d{2})(?:\s*[:.]\s*(\d{2}))?\s*")
_SPAN = re.compile(rf"\s*{_TIME}\s*(?:[-–—]|to|à)\s*{_TIME}\s*")
_ALL_DAY = re.compile(r"\s*24\s*[hH/]?\s*(24)?\s*")
_DATES = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?:\s*(?:–|to|au|/)\s*(\d{4}-\d{2}-\d{2}))?\s*")


class Twice(Malformed):
    """The clock showed that hour twice on that date, and nothing says which of both it was."""


def moment_shown(shown: datetime, zone: ZoneInfo, which: str = "") -> datetime:
    """When a place's clock showed that (`shown` bears no zone). `which` is "first" or "second", for
    an hour that it showed twice, in autumn. Raises Twice without it, Malformed for an hour that it
    left out, in spring."""
    first, second = (shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    time = f"{shown:%H:%M}"
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown:
        raise Malformed(
            _("The clock went forward and never showed %(time)s on that date. Correct the hour."),
            time=time,
        )
    if first.utcoffset() == second.utcoffset():
        return first
    if which not in ("first", "second"):
        raise Twice(
            _("The clock showed %(time)s twice on that date. Choose which of both it was."),
            time=time,
        )
    return second if which == "second" else first


class Span(msgspec.Struct, frozen=True, order=True):
    """Open from `opens` to `closes` (minutes) on a day of the week; Monday is 0."""

    day: int
    opens: int
    closes: int


class Closure(msgspec.Struct, frozen=True, order=True):
    """Closed on every date from `first` to `last`, both included."""

    first: date
    last: date


class Hours(msgspec.Struct, frozen=True):
    """A place's week and its exceptions. Without any span its hours are not known."""

    spans: tuple[Span, ...] = ()
    closed_on: tuple[Closure, ...] = ()
    time_zone: str = "America/Toronto"

    @property
    def known(self) -> bool:
        return bool(self.spans)

    def is_open(self, at: datetime) -> bool:
        return any(opens <= at < closes for opens, closes in self._openings(at, days=1))

    def next_opening(self, after: datetime) -> datetime | None:
        """When it next opens, later than `after`; None within `HORIZON_DAYS`."""
        times = self._openings(after, HORIZON_DAYS)
        return min((opens for opens, _closes in times if opens > after), default=None)

    @property
    def always(self) -> bool:
        """Open day and night."""
        return {span.day for span in self.spans if _is_whole(span)} == set(range(7))

    def closes_at(self, at: datetime) -> datetime | None:
        """When the opening that `at` lies in ends, a week on at most; None where it is closed."""
        end = None
        for _day in range(8):  # one whole day may follow on another
            times = self._openings(end or at, days=1)
            closing = [closes for opens, closes in times if opens <= (end or at) < closes]
            if not closing:
                break
            end = max(closing)
        return end

    def is_closed_on(self, day: date) -> bool:
        return any(closure.first <= day <= closure.last for closure in self.closed_on)

    def _openings(self, at: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
        """Openings from the day before `at` (a night runs on) to `days` later, by the wall clock.

        A night belongs to the date on which it begins: a closed date takes it away whole.
        """
        zone = ZoneInfo(self.time_zone)
        today = at.astimezone(zone).date()
        for number in range(-1, days + 1):
            day = today + timedelta(days=number)
            if self.is_closed_on(day):
                continue
            for span in self.spans:
                if span.day == day.weekday():
                    yield moment(day, span.opens, zone), moment(day, span.closes, zone)


def _is_whole(span: Span) -> bool:
    return (span.opens, span.closes) == (0, DAY_MINUTES)


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When the clock on the wall shows `minute` (0 to 2,879) after the midnight of `day`, in UTC.

    Never later for an earlier minute: one that the clock shows twice is the first of the two;
    one that it leaves out is the moment at which it is put forward.
    """
    shown = datetime.combine(day, time()) + minute * _MINUTE
    while True:
        there = shown.replace(tzinfo=zone).astimezone(UTC)
        if there.astimezone(zone).replace(tzinfo=None) == shown:
            return there
        shown += _MINUTE


class Times(Protocol):
    """From one minute of the day to another, which may be of the next day."""

    @property
    def begins(self) -> int: ...

    @property
    def ends(self) -> int: ...


def length_minutes(times: Times) -> int:
    """How long it is on the wall clock: 1 to 1,440 minutes."""
    return (times.ends - times.begins - 1) % DAY_MINUTES + 1


def moments(day: date, times: Times, zone: ZoneInfo, turn: int = 0) -> tuple[datetime, datetime]:
    """When times of `day` begin and end. Those that begin before the minute `turn` are of the
    night after that day."""
    begins = times.begins + (DAY_MINUTES if times.begins < turn else 0)
    first, minute = day + _DAY * (begins // DAY_MINUTES), begins % DAY_MINUTES
    ends = minute + length_minutes(times)
    return moment(first, minute, zone), moment(first, ends, zone)


def read_clock(text: str) -> time:
    """A time of day with its minutes, perhaps its seconds: 1:42, 01:42:30, 1 h 42, 142.

    Raises Malformed where it is none.
    """
    match = _CLOCK.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        raise _no_time(text) from None


def read_minute(text: str) -> int:
    """The minute of the day (0 to 1,439) that a time such as 22:30, 22 h 30 or 22h names.

    24:00 is midnight. Raises Malformed where it names none.
    """
    match = _ONE.fullmatch(text)
    minutes = _minutes(match[1], match[2]) if match else None
    if minutes is None:
        raise _no_time(text)
    return minutes % DAY_MINUTES


def read_times(text: str) -> tuple[tuple[int, int], ...]:
    """A day's hours as staff write them: “9:00-12:00, 13:00-17:00”, “20 h - 8 h”, “24 h”.

    From which minute to which, as they are written: (1200, 480) is a night, (0, 1440) the whole
    day. Nothing written: closed. Raises Malformed where it cannot be read.
    """
    times = []
    for part in re.split(r"[,;]", text):
        if not part.strip():
            continue
        if _ALL_DAY.fullmatch(part):
            times.append((0, DAY_MINUTES))
            continue
        match = _SPAN.fullmatch(part)
        opens = _minutes(match[1], match[2]) if match else None
        closes = _minutes(match[3], match[4]) if match else None
        if opens is None or closes is None:
            raise not_hours(part)
        times.append((opens, closes))
    return tuple(times)


def read_day(day: int, text: str) -> tuple[Span, ...]:
    """The hours of one day of the week, as `read_times` reads them, by the hour.

    Raises Malformed where they cannot be read, or lie over each other.
    """
    spans = []
    for opens, closes in read_times(text):
        if (opens, closes) != (0, DAY_MINUTES) and opens in (closes, DAY_MINUTES):
            raise not_hours(text)
        spans.append(Span(day, opens, closes if closes > opens else closes + DAY_MINUTES))
    spans.sort()
    for before, after in pairwise(spans):
        if after.opens < before.closes:
            raise Malformed(
                _("“%(text)s”: two of these times lie over each other. Write each hour once."),
                text=text.strip()[:40],
            )
    return tuple(spans)


def not_hours(text: str) -> Malformed:
    """What is written names no hours of a day."""
    return Malformed(
        _(
            "“%(text)s” is not an opening time. Write it such as 9:00-17:00; several with a "
            "comma between them; 24 h for all day; nothing for closed."
        ),
        text=text.strip()[:40],
    )


def _no_time(text: str) -> Malformed:
    return Malformed(
        _("“%(text)s” is not a time. Write the hour and the minute, such as 01:42."),
        text=text.strip()[:20],
    )


def _minutes(hours: str, minutes: str | None) -> int | None:
    count = int(hours) * 60 + int(minutes or 0)
    return count if int(minutes or 0) < 60 and count <= DAY_MINUTES else None


def day_in_words(spans: tuple[Span, ...], day: int) -> str:
    """As `read_day` reads it: “09:00-12:00, 13:00-17:00”; empty where it is closed."""
    here = sorted(span for span in spans if span.day == day)
    return ", ".join(
        "24 h" if _is_whole(span) else f"{clock_time(span.opens)}-{clock_time(span.closes)}"
        for span in here
    )


def clock_time(minutes: int) -> str:
    """24:00 for the midnight that ends the day; a time after it as the next day writes it."""
    if minutes > DAY_MINUTES:
        minutes -= DAY_MINUTES
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def read_closures(text: str) -> tuple[Closure, ...]:
    """Dates on which a place is closed: “2026-12-25, 2026-12-31 to 2027-01-02”.

    Raises Malformed where they cannot be read.
    """
    closures = []
    for part in re.split(r"[,;\n]", text):
        if not part.strip():
            continue
        match = _DATES.fullmatch(part)
        try:
            if match is None:
                raise ValueError
            first = date.fromisoformat(match[1])
            last = date.fromisoformat(match[2] or match[1])
            if last < first:
                raise ValueError
        except ValueError:
            raise Malformed(
                _(
                    "“%(text)s” is not a date, or ends before it begins. Write it such as "
                    "2026-12-25, or 2026-12-24 / 2027-01-02 for all days between."
                ),
                text=part.strip()[:40],
            ) from None
        closures.append(Closure(first, last))
    return tuple(sorted(closures))


def closures_in_words(closures: tuple[Closure, ...]) -> str:
    """As `read_closures` reads them."""
    return ", ".join(
        c.first.isoformat() if c.first == c.last else f"{c.first} / {c.last}" for c in closures
    )
