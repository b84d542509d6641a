"""What is so now: pure folds from entries to a Profile, Hours, a Day, a Stop, an Outing, a Count.

Whatever can be said twice goes by `at`: the later word holds, and by the order noted where two
have one time.
"""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter

import msgspec

from veille.ledger.facts import Entry
from veille.ledger.states import Plain, State, last, of, said_last, state_of

from . import facts
from .words import Cancelled, Done, Setting


class Profile(State, frozen=True, kw_only=True):
    said: facts.ProfileSaid
    said_at = property(attrgetter("at"))


class Hours(Plain, frozen=True, kw_only=True):
    """The week from the date `first` on."""

    first: date
    week: facts.Week


class Day(State, frozen=True, kw_only=True):
    """A date of its own. `usual` where it keeps the week's hours after all."""

    day: date
    usual: bool
    spans: tuple[facts.Span, ...] = ()
    word_fr: str = ""
    word_en: str = ""


class Stop(Plain, frozen=True, kw_only=True):
    """A stop of the schedule. `last` is its last date; None where no end is known."""

    corner: str
    place_fr: str
    place_en: str
    span: facts.Span
    weekdays: tuple[int, ...]
    first: date
    last: date | None

    def takes_place(self, day: date) -> bool:
        """Whether the schedule has it on that date."""
        there = self.first <= day and (self.last is None or day <= self.last)
        return there and day.weekday() in self.weekdays


class Outing(Plain, frozen=True, kw_only=True):
    """What became of one stop on one date."""

    stop: str
    day: date
    late_minutes: int = 0
    cancelled: Cancelled | None = None
    moved_to: str = ""
    reached_at: datetime | None = None
    departed_at: datetime | None = None

    @property
    def is_there(self) -> bool:
        return self.reached_at is not None and self.departed_at is None


class Count(State, frozen=True, kw_only=True):
    people: int
    setting: Setting
    done: tuple[Done, ...]


fold_hours = said_last(Hours, facts.HoursSaid)
fold_count = said_last(Count, facts.Counted)


def fold_profile(_about: str, entries: Sequence[Entry], version: int) -> Profile | None:
    found = last(entries, facts.ProfileSaid)
    return state_of(Profile, found[0], version, said=found[1]) if found else None


def fold_day(_about: str, entries: Sequence[Entry], version: int) -> Day | None:
    found = last(entries, facts.DaySaid, facts.DayAsUsual)
    if found is None:
        return None
    return state_of(Day, found[0], version, usual=isinstance(found[1], facts.DayAsUsual))


def fold_stop(_about: str, entries: Sequence[Entry], version: int) -> Stop | None:
    planned, ended = last(entries, facts.StopPlanned), last(entries, facts.StopEnded)
    if planned is None:
        return None
    return state_of(Stop, planned[0], version, last=ended[1].last if ended else None)


def fold_outing(_about: str, entries: Sequence[Entry], version: int) -> Outing | None:
    """One stop on one date, as whatever was said of it so far has it."""
    now: Outing | None = None
    for entry, _body in of(entries, facts.Outing):
        now = now or state_of(Outing, entry, version)
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
