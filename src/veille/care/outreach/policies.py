"""When a verb of outreach is allowed, by what is so. Who may stands in `urls.py`.

Each raises Refused with what the person at the desk can do about it.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from veille.hours import DAY_MINUTES, WEEK_DAYS, clock_time, length_minutes
from veille.ledger.refusal import Malformed, Refused

from . import facts
from .facts import Span
from .state import Count, Day, Outing, Stop
from .whereabouts import Occurrence
from .words import Weekday

LONGEST_CORNER = 80
LONGEST_WORDS = 120
LONGEST_WAY = 300
MOST_PEOPLE = 500
#: A truck may be at its stop this long before its time.
EARLY_ALLOWED = timedelta(hours=3)
_PHONE = re.compile(r"[0-9+() .-]{7,20}( ?#[0-9]{1,6})?")


def check_profile(said: facts.ProfileSaid) -> None:
    """Whether the public can be told this of a site."""
    if not said.address.strip():
        raise Malformed(_("Say where the site is: a street and the corner is enough."))
    check_length(said.address, LONGEST_WORDS)
    for words in (said.way_fr, said.way_en):
        check_length(words, LONGEST_WAY)
    if bool(said.way_fr) != bool(said.way_en):
        raise Malformed(_("Say how to get there in both languages, or in neither."))
    if said.phone and _PHONE.fullmatch(said.phone) is None:
        raise Malformed(
            _("“%(phone)s” is not a telephone number. Write it such as 514-555-0142."),
            phone=said.phone[:20],
        )


def check_length(words: str, longest: int) -> None:
    if len(words) > longest:
        raise Malformed(
            _("At most %(longest)s characters fit here; this has %(length)s. Shorten it."),
            longest=longest,
            length=len(words),
        )


def check_week(week: facts.Week) -> None:
    """Seven days, and no two spans over each other; Sunday night runs into Monday."""
    if len(week) != WEEK_DAYS:
        raise Malformed(_("A week has seven days. Enter the hours of each, or leave it closed."))
    for spans in week:
        for span in spans:
            _check_on_the_clock(span)
    spread = [(n, span) for n, spans in enumerate(week) for span in spans]
    for place, (day, span) in enumerate(spread):
        for other_day, other in spread[place + 1 :]:
            if _overlap(day, span, other_day, other):
                raise Malformed(
                    _(
                        "The hours of %(day)s and of %(other)s lie over each other: %(hours)s and "
                        "%(others)s. Shorten one of them."
                    ),
                    day=Weekday(str(day)).label,
                    other=Weekday(str(other_day)).label,
                    hours=told(span),
                    others=told(other),
                )


def _check_on_the_clock(span: Span) -> None:
    if not (0 <= span.begins < DAY_MINUTES and 0 <= span.ends < DAY_MINUTES):
        raise Malformed(_("An hour lies between 00:00 and 23:59. Check the times."))


def _overlap(day: int, span: Span, other_day: int, other: Span, turn: int = 0) -> bool:
    """Whether two spans of a week share a minute of its clock."""
    week = WEEK_DAYS * DAY_MINUTES
    begins, others = _in_week(day, span, turn), _in_week(other_day, other, turn)
    return (others - begins) % week < length_minutes(span) or (
        begins - others
    ) % week < length_minutes(other)


def _in_week(day: int, span: Span, turn: int) -> int:
    late = DAY_MINUTES if span.begins < turn else 0
    return (day * DAY_MINUTES + span.begins + late) % (WEEK_DAYS * DAY_MINUTES)


def told(span: Span) -> str:
    return f"{clock_time(span.begins)}–{clock_time(span.ends)}"


def check_day(said: Day) -> None:
    for span in said.spans:
        _check_on_the_clock(span)
    for place, span in enumerate(said.spans):
        if any(_overlap(0, span, 0, other) for other in said.spans[place + 1 :]):
            raise Malformed(_("Two of these hours lie over each other. Shorten one of them."))
    for words in (said.word_fr, said.word_en):
        check_length(words, LONGEST_WORDS)
    if bool(said.word_fr) != bool(said.word_en):
        raise Malformed(_("Say why in both languages, or in neither."))


def check_corner(corner: str) -> None:
    if not corner.strip():
        raise Malformed(_("Say where: name the two streets of the corner."))
    check_length(corner, LONGEST_CORNER)


def check_stop(stop: Stop) -> None:
    check_corner(stop.corner)
    _check_on_the_clock(stop.span)
    for words in (stop.place_fr, stop.place_en):
        check_length(words, LONGEST_WORDS)
    if bool(stop.place_fr) != bool(stop.place_en):
        raise Malformed(_("Say how to find it in both languages, or in neither."))
    if not stop.weekdays or not set(stop.weekdays) <= set(range(WEEK_DAYS)):
        raise Malformed(_("Choose at least one day of the week."))
    if stop.last is not None and stop.last < stop.first - timedelta(days=1):
        raise Malformed(
            _(
                "The stop begins on %(first)s: it cannot end before that. Strike it out, if it was "
                "never meant."
            ),
            first=stop.first.isoformat(),
        )


def check_stop_fits(stop: Stop, others: Iterable[Stop], turn: int) -> None:
    """The truck cannot be at two corners at once. `turn` is the minute at which its day begins."""
    for other in others:
        if other.id == stop.id or not _share_dates(stop, other):
            continue
        for day in stop.weekdays:
            if any(
                _overlap(day=day, span=stop.span, other_day=its, other=other.span, turn=turn)
                for its in other.weekdays
            ):
                raise Refused(
                    _(
                        "At that time the truck is at %(corner)s (%(hours)s). Choose other hours "
                        "or "
                        "days, or end that stop first."
                    ),
                    corner=other.corner,
                    hours=told(other.span),
                )


def _share_dates(stop: Stop, other: Stop) -> bool:
    # A night may reach into the next date: one day of grace on either side costs nothing.
    return not (
        (stop.last is not None and stop.last < other.first)
        or (other.last is not None and other.last < stop.first)
    )


# What becomes of a stop on one of its dates.


def check_is_planned(occurrence: Occurrence | None) -> Occurrence:
    if occurrence is None:
        raise Refused(
            _(
                "The truck does not stop there on that date: the schedule may have changed. Open "
                "the "
                "stops again."
            ),
        )
    return occurrence


def check_can_reach(occurrence: Occurrence, at: datetime) -> None:
    if occurrence.is_there:
        raise Refused(
            _("You are at %(corner)s already, since %(reached)s."),
            corner=occurrence.corner,
            reached=occurrence.here_from,
        )
    _check_is_not_over(occurrence)
    if at < occurrence.begins - EARLY_ALLOWED:
        raise Refused(
            _("This stop begins at %(begins)s only. Choose the stop where you are."),
            begins=occurrence.begins,
        )
    if at >= occurrence.ends:
        raise Refused(
            _("This stop was to end at %(ends)s. If you were there before, enter that time."),
            ends=occurrence.ends,
        )


def check_can_be_late(occurrence: Occurrence, minutes: int) -> None:
    _check_is_to_come(occurrence)
    _check_is_on(occurrence)
    check_late(occurrence, minutes)


def check_late(occurrence: Occurrence, minutes: int) -> None:
    longest = (occurrence.ends - occurrence.begins).total_seconds() / 60
    if not 0 < minutes < longest:
        raise Malformed(
            _("The stop lasts %(longest)s minutes: say how late within that, or cancel it."),
            longest=int(longest),
        )


def check_can_cancel(occurrence: Occurrence) -> None:
    _check_is_to_come(occurrence)
    _check_is_on(occurrence)


def check_can_move(occurrence: Occurrence) -> None:
    _check_is_not_over(occurrence)
    _check_is_on(occurrence)


def check_can_depart(occurrence: Occurrence) -> None:
    _check_is_not_over(occurrence)
    if not occurrence.is_there:
        raise Refused(
            _("Nobody has said yet that you are at %(corner)s. Tap “We are here” first."),
            corner=occurrence.corner,
        )


def check_can_be_as_planned(occurrence: Occurrence) -> None:
    _check_is_not_over(occurrence)
    outing = occurrence.outing
    if outing is None or not (outing.late_minutes or outing.cancelled or outing.moved_to):
        raise Refused(_("Nothing was said of this stop: it takes place as planned."))


def _check_is_to_come(occurrence: Occurrence) -> None:
    if occurrence.is_there:
        raise Refused(
            _("You are at %(corner)s since %(reached)s. Tap “We are leaving” when you go."),
            corner=occurrence.corner,
            reached=occurrence.here_from,
        )
    _check_is_not_over(occurrence)


def _check_is_on(occurrence: Occurrence) -> None:
    if occurrence.is_cancelled:
        raise Refused(
            _("This stop is cancelled already. If it takes place after all, tap “As planned”."),
        )


def _check_is_not_over(occurrence: Occurrence) -> None:
    outing = occurrence.outing
    if outing is not None and outing.departed_at is not None:
        raise Refused(
            _("You left this stop at %(departed)s. To change that, correct the entry."),
            departed=outing.departed_at,
        )


def check_outing(outing: Outing, occurrence: Occurrence | None) -> None:
    """What must be so of a stop's date after whatever was done or corrected."""
    if outing.departed_at is not None and outing.reached_at is None:
        raise Malformed(
            _("Nobody has said yet that you are at %(corner)s. Tap “We are here” first."),
            corner=outing.moved_to or (occurrence.corner if occurrence else ""),
        )
    if outing.departed_at is not None and outing.reached_at is not None:
        _check_in_order(outing.reached_at, outing.departed_at)
    if occurrence is not None and outing.late_minutes:
        check_late(occurrence, outing.late_minutes)


def _check_in_order(reached: datetime, departed: datetime) -> None:
    if departed < reached:
        raise Malformed(
            _("That is before the truck came (%(reached)s). Check the time."), reached=reached
        )


def check_count(count: Count) -> None:
    if not 0 < count.people <= MOST_PEOPLE:
        raise Malformed(
            _("Count 1 to %(most)s people at once. Check the number."), most=MOST_PEOPLE
        )
