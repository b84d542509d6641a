"""When and where hearings can be held: a commission's sessions, cut into slots. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from .commission_facts import Details

ONE_DAY = timedelta(days=1)


class Slot(msgspec.Struct, frozen=True, order=True):
    """A hearing that could be held, in UTC's or any zone's time, in one room."""

    at: datetime
    room: str
    minutes: int

    @property
    def ends(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)


def slots(details: Details, since: datetime, until: datetime) -> Iterator[Slot]:
    """Every slot that begins in [since, until), in order; rooms in the order of the list."""
    zone = ZoneInfo(details.time_zone)
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        if day not in details.closed_on:
            for session in sorted(details.sessions):
                if session.day == day.weekday():
                    for at in _begins(day, session.opens, session.closes, details, zone):
                        if since <= at < until:
                            for room in details.rooms:
                                yield Slot(at, room, details.hearing_minutes)
        day += ONE_DAY


def is_a_slot(details: Details, at: datetime) -> bool:
    """Whether hearings are held at that time."""
    return any(slot.at == at for slot in slots(details, at, at + timedelta(minutes=1)))


def _begins(
    day: date, opens: int, closes: int, details: Details, zone: ZoneInfo
) -> Iterator[datetime]:
    """When the hearings of one session begin, by the wall clock."""
    length = details.hearing_minutes
    for minute in range(opens, closes - length + 1, length):
        yield datetime.combine(day, time(minute // 60, minute % 60), zone)
