"""What is so now: pure folds from entries to a Profile, Hours, a Day, a Stop, an Outing, a Count.

Whatever can be said twice goes by `at`: the later word holds, and by the order noted where two
have one time.
"""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter

import msgspec

from veille.ledger.facts import Entry

from . import facts
from .words import Cancelled


class Profile(msgspec.Struct, frozen=True):
    id: str
    site: str
    said: facts.ProfileSaid
    said_at: datetime
    rehearsal: bool


class Hours(msgspec.Struct, frozen=True):
    """The week from the date `first` on."""

    id: str
    site: str
    first: date
    week: facts.Week
    rehearsal: bool


class Day(msgspec.Struct, frozen=True):
    """A date of its own. `usual` where it keeps the week's hours after all."""

    id: str
    site: str
    day: date
    usual: bool
    spans: tuple[facts.Span, ...]
    word_fr: str
    word_en: str
    rehearsal: bool


class Stop(msgspec.Struct, frozen=True):
    """A stop of the schedule. `last` is its last date; None where no end is known."""

    id: str
    site: str
    corner: str
    place_fr: str
    place_en: str
    span: facts.Span
    weekdays: tuple[int, ...]
    first: date
    last: date | None
    rehearsal: bool

    def takes_place(self, day: date) -> bool:
        """Whether the schedule has it on that date."""
        there = self.first <= day and (self.last is None or day <= self.last)
        return there and day.weekday() in self.weekdays


class Outing(msgspec.Struct, frozen=True):
    """What became of one stop on one date."""

    id: str
    site: str
    stop: str
    day: date
    late_minutes: int = 0
    cancelled: Cancelled | None = None
    moved_to: str = ""
    reached_at: datetime | None = None
    departed_at: datetime | None = None
    rehearsal: bool = False

    @property
    def is_there(self) -> bool:
        return self.reached_at is not None and self.departed_at is None


class Count(msgspec.Struct, frozen=True):
    id: str
    site: str
    at: datetime
    by: str
    said: facts.Counted
    rehearsal: bool


_by_time = attrgetter("at")


def _last(entries: Sequence[Entry], *bodies: type) -> Entry | None:
    said = [entry for entry in sorted(entries, key=_by_time) if isinstance(entry.body, bodies)]
    return said[-1] if said else None


def fold_profile(about: str, entries: Sequence[Entry], _said: int) -> Profile | None:
    last = _last(entries, facts.ProfileSaid)
    if last is None:
        return None
    assert isinstance(last.body, facts.ProfileSaid)
    return Profile(about, last.place, last.body, last.at, last.rehearsal)


def fold_hours(about: str, entries: Sequence[Entry], _said: int) -> Hours | None:
    last = _last(entries, facts.HoursSaid)
    if last is None:
        return None
    assert isinstance(last.body, facts.HoursSaid)
    return Hours(about, last.place, last.body.first, last.body.week, last.rehearsal)


def fold_day(about: str, entries: Sequence[Entry], _said: int) -> Day | None:
    last = _last(entries, facts.DaySaid, facts.DayAsUsual)
    if last is None:
        return None
    told = last.body
    if isinstance(told, facts.DaySaid):
        words = (told.spans, told.word_fr, told.word_en)
        return Day(about, last.place, told.day, False, *words, last.rehearsal)
    assert isinstance(told, facts.DayAsUsual)
    return Day(about, last.place, told.day, True, (), "", "", last.rehearsal)


def fold_stop(about: str, entries: Sequence[Entry], _said: int) -> Stop | None:
    planned = _last(entries, facts.StopPlanned)
    if planned is None:
        return None
    ended = _last(entries, facts.StopEnded)
    told = planned.body
    assert isinstance(told, facts.StopPlanned)
    last = ended.body.last if ended and isinstance(ended.body, facts.StopEnded) else None
    return Stop(
        about, planned.place, told.corner, told.place_fr, told.place_en, told.span,
        told.weekdays, told.first, last, planned.rehearsal,
    )  # fmt: skip


def fold_outing(about: str, entries: Sequence[Entry], _said: int) -> Outing | None:
    """One stop on one date, told by whatever was said of it so far."""
    now: Outing | None = None
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if not isinstance(body, facts.Outing):
            continue
        now = now or Outing(about, entry.place, body.stop, body.day, rehearsal=entry.rehearsal)
        now = msgspec.structs.replace(now, **_said_by(entry, now))
    return now


def _said_by(entry: Entry, now: Outing) -> dict[str, object]:
    match entry.body:
        case facts.Reached():
            return {"reached_at": now.reached_at or entry.at, "cancelled": None}
        case facts.Departed():
            return {"departed_at": entry.at}
        case facts.Delayed(minutes=minutes):
            return {"late_minutes": minutes}
        case facts.CalledOff(why=why):
            return {"cancelled": why}
        case facts.Moved(corner=corner):
            return {"moved_to": corner}
        case facts.AsPlanned():
            return {"late_minutes": 0, "cancelled": None, "moved_to": ""}
    return {}


def fold_count(about: str, entries: Sequence[Entry], _said: int) -> Count | None:
    last = _last(entries, facts.Counted)
    if last is None:
        return None
    assert isinstance(last.body, facts.Counted)
    return Count(about, last.place, last.at, last.by, last.body, last.rehearsal)
