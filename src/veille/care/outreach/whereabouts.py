"""Where the truck is, where it goes next, what is cancelled; and when a site is open. Pure:
from the schedule, what was said of it, and a moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from veille.hours import moments

from .facts import Span
from .state import Hours, Outing, Stop

_DAY = timedelta(days=1)
#: A cancelled stop is told of this long before it would have begun.
TOLD_AHEAD = timedelta(hours=18)

Moments = tuple[datetime, datetime]


class Occurrence(msgspec.Struct, frozen=True):
    """One stop on one date, as planned (`begins`, `ends`) and as it came."""

    stop: Stop
    day: date
    begins: datetime
    ends: datetime
    outing: Outing | None = None

    @property
    def corner(self) -> str:
        return (self.outing.moved_to if self.outing else "") or self.stop.corner

    @property
    def is_cancelled(self) -> bool:
        return self.outing is not None and self.outing.cancelled is not None

    @property
    def is_there(self) -> bool:
        """Whether its crew has said that it is there, and not that it left."""
        return self.outing is not None and self.outing.is_there

    @property
    def outing_is_open(self) -> bool:
        """Whether the truck has neither come nor gone."""
        return self.outing is None or self.outing.reached_at is None

    @property
    def late_minutes(self) -> int:
        return self.outing.late_minutes if self.outing else 0

    @property
    def here_from(self) -> datetime:
        """When the truck came; where nobody said so, when it is expected."""
        if self.outing is not None and self.outing.reached_at is not None:
            return self.outing.reached_at
        return self.begins + timedelta(minutes=self.late_minutes)

    @property
    def here_until(self) -> datetime:
        """When the truck left; where nobody said so, when it was to leave."""
        if self.outing is not None and self.outing.departed_at is not None:
            return self.outing.departed_at
        return self.ends

    @property
    def takes_place(self) -> bool:
        return not self.is_cancelled and self.here_from < self.here_until


class Whereabouts(msgspec.Struct, frozen=True):
    """`here` and `next` are None where the truck is nowhere, or nothing is planned. `off` are
    the cancelled stops that somebody might still wait for."""

    here: Occurrence | None
    next: Occurrence | None
    off: tuple[Occurrence, ...]


def occurrences(
    stops: Iterable[Stop],
    outings: Mapping[tuple[str, date], Outing],
    first: date,
    last: date,
    zone: ZoneInfo,
    turn: int,
) -> list[Occurrence]:
    """Every stop of the schedule on every date from `first` to `last`, in the order of time.

    `turn` is the minute at which the site's day begins: a stop before it is of the night.
    """
    found = [
        Occurrence(stop, day, *moments(day, stop.span, zone, turn), outings.get((stop.id, day)))
        for stop in stops
        for day in dates(first, last)
        if stop.takes_place(day)
    ]
    # A stop may fall wholly into the hour that the clock leaves out in spring.
    return sorted((o for o in found if o.begins < o.ends), key=lambda o: (o.begins, o.stop.id))


def dates(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def now(planned: Iterable[Occurrence], at: datetime) -> Whereabouts:
    """Where the truck is at a moment, and what comes next."""
    known = sorted(planned, key=lambda o: (o.here_from, o.begins, o.stop.id))
    came = [o for o in known if o.takes_place and o.here_from <= at]
    last = came[-1] if came else None
    coming = [o for o in known if o.takes_place and o.here_from > at]
    off = [o for o in known if o.is_cancelled and o.begins - TOLD_AHEAD <= at < o.ends]
    return Whereabouts(
        # Wherever it came last, whether or not anybody said that it left the stop before.
        last if last is not None and at < last.here_until else None,
        coming[0] if coming else None,
        tuple(off),
    )


# Opening hours.


def hours_of(
    day: date, hours: Sequence[Hours], days: Mapping[date, tuple[Span, ...]]
) -> tuple[Span, ...]:
    """A date's spans: its own where it has some, else those of the week in force."""
    if day in days:
        return days[day]
    in_force = max((h for h in hours if h.first <= day), key=lambda h: h.first, default=None)
    return in_force.week[day.weekday()] if in_force else ()


def openings(
    hours: Sequence[Hours],
    days: Mapping[date, tuple[Span, ...]],
    first: date,
    last: date,
    zone: ZoneInfo,
) -> list[tuple[date, Moments]]:
    """When the site is open on each date, in the order of time."""
    found = [
        (day, moments(day, span, zone))
        for day in dates(first, last)
        for span in hours_of(day, hours, days)
    ]
    return sorted(found, key=lambda each: each[1])


def merged(spans: Iterable[Moments]) -> list[Moments]:
    """The same times without overlap: what touches becomes one."""
    joined: list[Moments] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        elif begins < ends:
            joined.append((begins, ends))
    return joined


class Doors(msgspec.Struct, frozen=True):
    """Open until `until`; or closed, and open again at `opens` (None: nobody knows when)."""

    until: datetime | None
    opens: datetime | None


def doors(spans: Iterable[Moments], at: datetime) -> Doors:
    """Whether a site is open at a moment."""
    known = merged(spans)
    until = next((ends for begins, ends in known if begins <= at < ends), None)
    opens = next((begins for begins, _ends in known if begins > at), None)
    return Doors(until, opens)
