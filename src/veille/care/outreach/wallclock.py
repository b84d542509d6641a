"""From a date and a time of the day to a moment, on nights with a clock change too. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .facts import Span

DAY_MINUTES = 24 * 60
WEEK_DAYS = 7
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


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


def length_minutes(span: Span) -> int:
    """How long a span is on the wall clock: 1 to 1,440 minutes."""
    return (span.ends - span.begins - 1) % DAY_MINUTES + 1


def moments(day: date, span: Span, zone: ZoneInfo, turn: int = 0) -> tuple[datetime, datetime]:
    """When a span of `day` begins and ends. One that begins before the minute `turn` is of the
    night after that day."""
    begins = span.begins + (DAY_MINUTES if span.begins < turn else 0)
    first, minute = day + _DAY * (begins // DAY_MINUTES), begins % DAY_MINUTES
    ends = minute + length_minutes(span)
    return moment(first, minute, zone), moment(first, ends, zone)
