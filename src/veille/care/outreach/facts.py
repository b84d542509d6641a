"""What a site tells the public, and what happens outside: the vocabulary of outreach.

Nothing here is about a person: words are public, and contacts are numbers.
Times of the day are minutes after midnight on the site's own wall clock.
"""

from datetime import date
from typing import ClassVar

import msgspec

from veille.ledger.facts import Body

from .words import Access, Cancelled, Done, Offer, Setting, Spoken


class Span(msgspec.Struct, frozen=True):
    """From one time of the day to another, in minutes after midnight.

    Where `ends` is not later than `begins` it is of the next day: 14:00 to 06:00 is a night,
    00:00 to 00:00 a whole day.
    """

    begins: int
    ends: int


#: Opening hours from Monday to Sunday; a day without a span is closed.
Week = tuple[tuple[Span, ...], ...]


class ProfileSaid(Body, frozen=True):
    """What the public may know of a site was said, or said anew: the whole of it each time."""

    kind: ClassVar[str] = "care.outreach.profile.said"

    address: str
    phone: str = ""
    way_fr: str = ""
    way_en: str = ""
    offers: tuple[Offer, ...] = ()
    access: tuple[Access, ...] = ()
    languages: tuple[Spoken, ...] = ()
    public: bool = True


class HoursSaid(Body, frozen=True):
    """The week's opening hours from the date `first` on, until other ones begin."""

    kind: ClassVar[str] = "care.outreach.hours.said"

    first: date
    week: Week


class DaySaid(Body, frozen=True):
    """One date on which the hours are other than the week's; without a span: closed."""

    kind: ClassVar[str] = "care.outreach.day.said"

    day: date
    spans: tuple[Span, ...] = ()
    word_fr: str = ""
    word_en: str = ""


class DayAsUsual(Body, frozen=True):
    """A date that was to be another one keeps the week's hours after all."""

    kind: ClassVar[str] = "care.outreach.day.usual"

    day: date


class StopPlanned(Body, frozen=True):
    """The truck stops at a corner on these weekdays (Monday is 0), from the date `first` on.

    A time before the site's day turns is of the night that began on the weekday.
    """

    kind: ClassVar[str] = "care.outreach.stop.planned"

    corner: str
    span: Span
    weekdays: tuple[int, ...]
    first: date
    place_fr: str = ""
    place_en: str = ""


class StopEnded(Body, frozen=True):
    """A stop is on the schedule up to the date `last`, and no longer."""

    kind: ClassVar[str] = "care.outreach.stop.ended"

    last: date


class Outing(Body, frozen=True):
    """Something was said of one stop on one of its days; the subclasses say what.

    Each carries whose it is, so that it can be read whichever of them arrives first.
    """

    kind: ClassVar[str] = ""

    stop: str
    day: date


class Reached(Outing, frozen=True):
    """The truck is there. It takes back a cancellation."""

    kind: ClassVar[str] = "care.outreach.outing.reached"


class Delayed(Outing, frozen=True):
    """The truck will be late by so many minutes in all; a later word replaces an earlier one."""

    kind: ClassVar[str] = "care.outreach.outing.late"

    minutes: int


class CalledOff(Outing, frozen=True):
    """The truck will not come."""

    kind: ClassVar[str] = "care.outreach.outing.cancelled"

    why: Cancelled


class Moved(Outing, frozen=True):
    """The truck stops at another corner this time."""

    kind: ClassVar[str] = "care.outreach.outing.moved"

    corner: str


class AsPlanned(Outing, frozen=True):
    """After all the stop takes place where and when it was planned."""

    kind: ClassVar[str] = "care.outreach.outing.planned"


class Departed(Outing, frozen=True):
    """The truck has left the stop."""

    kind: ClassVar[str] = "care.outreach.outing.departed"


class Counted(Body, frozen=True):
    """So many people were met at once. Nobody is told apart: the same person may count twice."""

    kind: ClassVar[str] = "care.outreach.contacts.counted"

    people: int
    setting: Setting
    done: tuple[Done, ...] = ()
