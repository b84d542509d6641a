"""What coordinators say to the public, and what the truck's crew says of its stops.

Verbs as those of the floor: each checks the rule, writes its facts in one transaction and
returns the new state; or raises Refused, and nothing was written. `at` is when it happened,
where that was not now.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from veille.care.area import site_of
from veille.ledger import clock
from veille.ledger.facts import Body
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent

from . import facts, policies, reads
from .area import CONTACTS, DAY, HOURS, OUTING, PROFILE, STOP, occurrence_of
from .state import Count, Day, Hours, Outing, Profile, Stop
from .whereabouts import Occurrence
from .words import Cancelled, Done, Setting


def say_profile(
    *, by: str, place: str, said: facts.ProfileSaid, submission: str | None = None
) -> Profile:
    """Tell the public what a site is: the whole of it, each time."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        return pen.note(PROFILE, reads.id_of("profile", place), said)


def say_hours(
    *, by: str, place: str, first: date, week: facts.Week, submission: str | None = None
) -> Hours:
    """Set the week's opening hours from a date on."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        return pen.note(HOURS, reads.id_of("hours", place, first), facts.HoursSaid(first, week))


def say_day(
    *,
    by: str,
    place: str,
    day: date,
    spans: tuple[facts.Span, ...],
    word_fr: str = "",
    word_en: str = "",
    submission: str | None = None,
) -> Day:
    """Set the hours of one date; none: closed. `word_…` says why, to the public."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        said = facts.DaySaid(day, spans, word_fr.strip(), word_en.strip())
        return pen.note(DAY, reads.id_of("day", place, day), said)


def keep_day(*, by: str, place: str, day: date, submission: str | None = None) -> Day:
    """Let a date keep the week's hours after all."""
    with recording(by=by, place=place, submission=submission) as pen:
        known = pen.state(DAY, reads.id_of("day", place, day))
        if known is None or known.usual:
            raise Absent(_("That date keeps the week's hours already. Nothing was changed."))
        return pen.note(DAY, known.id, facts.DayAsUsual(day))


def plan_stop(
    *,
    by: str,
    place: str,
    corner: str,
    span: facts.Span,
    weekdays: Sequence[int],
    first: date,
    place_fr: str = "",
    place_en: str = "",
    submission: str | None = None,
) -> Stop:
    """Put a stop on the schedule."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        body = facts.StopPlanned(
            corner=corner.strip(),
            span=span,
            weekdays=tuple(sorted(set(weekdays))),
            first=first,
            place_fr=place_fr.strip(),
            place_en=place_en.strip(),
        )
        return pen.note(STOP, id, body)


def end_stop(*, by: str, stop: str, last: date, submission: str | None = None) -> Stop:
    """Take a stop off the schedule; `last` is the last date on which it takes place."""
    with recording(by=by, submission=submission) as pen:
        return pen.note(STOP, _stop(pen, stop).id, facts.StopEnded(last))


def reach(
    *, by: str, stop: str, day: date, at: datetime | None = None, submission: str | None = None
) -> Outing:
    """We are here. Whatever stop nobody said goodbye to is left now."""
    with recording(by=by, submission=submission) as pen:
        now = _occurrence(pen, stop, day)
        policies.check_can_reach(now, at or clock.now())
        outing = _note(pen, now, facts.Reached(stop, day), at)
        for other in reads.left_open(outing.site, but=outing.id):
            known = pen.state(OUTING, other)
            if known is not None and known.reached_at and known.reached_at <= (at or clock.now()):
                left = facts.Departed(known.stop, known.day)
                pen.note(OUTING, other, left, at=outing.reached_at)
        return outing


def delay(
    *,
    by: str,
    stop: str,
    day: date,
    minutes: int,
    at: datetime | None = None,
    submission: str | None = None,
) -> Outing:
    """We are late, by so many minutes after the time of the schedule."""
    with recording(by=by, submission=submission) as pen:
        now = _occurrence(pen, stop, day)
        policies.check_can_be_late(now, minutes)
        return _note(pen, now, facts.Delayed(stop, day, minutes), at)


def cancel(
    *,
    by: str,
    stop: str,
    day: date,
    why: Cancelled,
    rest: bool = False,
    at: datetime | None = None,
    submission: str | None = None,
) -> Outing:
    """Cancel one stop; with `rest`, every later one of that date too."""
    with recording(by=by, submission=submission) as pen:
        now = _occurrence(pen, stop, day)
        policies.check_can_cancel(now)
        cancelled = _note(pen, now, facts.CalledOff(stop, day, why), at)
        if rest:
            for later in _of_day(pen, now.stop.site, day):
                still_on = not later.is_cancelled and later.outing_is_open
                if later.begins > now.begins and still_on:
                    _note(pen, later, facts.CalledOff(later.stop.id, day, why), at)
        return cancelled


def move(
    *,
    by: str,
    stop: str,
    day: date,
    corner: str,
    at: datetime | None = None,
    submission: str | None = None,
) -> Outing:
    """Stop at another corner this time."""
    with recording(by=by, submission=submission) as pen:
        now = _occurrence(pen, stop, day)
        policies.check_can_move(now)
        policies.check_corner(corner)
        return _note(pen, now, facts.Moved(stop, day, corner.strip()), at)


def restore(
    *, by: str, stop: str, day: date, at: datetime | None = None, submission: str | None = None
) -> Outing:
    """As planned after all: not late, not cancelled, not elsewhere."""
    with recording(by=by, submission=submission) as pen:
        now = _occurrence(pen, stop, day)
        policies.check_can_be_as_planned(now)
        return _note(pen, now, facts.AsPlanned(stop, day), at)


def depart(
    *, by: str, stop: str, day: date, at: datetime | None = None, submission: str | None = None
) -> Outing:
    """We leave the stop."""
    with recording(by=by, submission=submission) as pen:
        now = _occurrence(pen, stop, day)
        policies.check_can_depart(now)
        return _note(pen, now, facts.Departed(stop, day), at)


def count(
    *,
    by: str,
    place: str,
    people: int,
    setting: Setting,
    done: Sequence[Done] = (),
    at: datetime | None = None,
    submission: str | None = None,
) -> Count:
    """Count people who were met outside, all at once and each anonymous."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        said = facts.Counted(people, setting, tuple(dict.fromkeys(done)))
        return pen.note(CONTACTS, new_id(), said, at=at)


def _stop(pen: Pen, id: str) -> Stop:
    """The stop as it is; what is written from here on is placed at its site."""
    stop = pen.state(STOP, check_id(id))
    if stop is None:
        raise Absent(_("That stop is not in this ledger. Go back and open the page again."))
    pen.place = stop.site
    return stop


def _occurrence(pen: Pen, stop: str, day: date) -> Occurrence:
    return policies.check_is_planned(occurrence_of(pen, _stop(pen, stop), day))


def _of_day(pen: Pen, place: str, day: date) -> list[Occurrence]:
    found = (occurrence_of(pen, stop, day) for stop in reads.stops(place))
    return [occurrence for occurrence in found if occurrence is not None]


def _note(pen: Pen, now: Occurrence, body: Body, at: datetime | None) -> Outing:
    return pen.note(OUTING, reads.id_of("outing", now.stop.id, now.day), body, at=at)
