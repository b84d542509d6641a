"""Where the truck is, on any night: also on the two with a clock change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.care.outreach.facts import Span
from veille.care.outreach.state import Hours, Outing, Stop
from veille.care.outreach.whereabouts import doors, merged, now, openings
from veille.care.outreach.words import Cancelled
from veille.hours import DAY_MINUTES, length_minutes, moment, moments

from .scene import AUTUMN, FIRST, SPRING, TRUCK, TURN, ZONE, planned, stop

CHANGES = st.sampled_from([SPRING, AUTUMN])
MINUTES = st.integers(0, DAY_MINUTES - 1)
NIGHTLY = [stop("a", 22 * 60, 23 * 60 + 30), stop("b", 23 * 60 + 45, 75), stop("c", 90, 180)]


def local(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE, fold=fold)


# The wall clock.


@pytest.mark.parametrize(
    ("day", "minute", "utc"),
    [
        (date(2026, 7, 1), 0, "2026-07-01T04:00"),
        (date(2026, 3, 8), 119, "2026-03-08T06:59"),
        (date(2026, 3, 8), 120, "2026-03-08T07:00"),  # shown on no clock: when it is put forward
        (date(2026, 3, 8), 179, "2026-03-08T07:00"),
        (date(2026, 3, 8), 180, "2026-03-08T07:00"),
        (date(2026, 11, 1), 60, "2026-11-01T05:00"),  # shown twice: the first of them
        (date(2026, 11, 1), 119, "2026-11-01T05:59"),
        (date(2026, 11, 1), 120, "2026-11-01T07:00"),
        (date(2026, 3, 7), 26 * 60 + 30, "2026-03-08T07:00"),
    ],
)
def test_a_time_of_the_day_is_one_moment(day: date, minute: int, utc: str) -> None:
    assert moment(day, minute, ZONE) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


TWO_DAYS = st.integers(0, 2 * DAY_MINUTES - 1)
ZONES = st.sampled_from(["America/Toronto", "America/St_Johns", "Australia/Lord_Howe", "UTC"])


@given(CHANGES, TWO_DAYS, TWO_DAYS, ZONES)
def test_an_earlier_time_is_never_a_later_moment(day: date, one: int, two: int, zone: str) -> None:
    first, second = (moment(day, each, ZoneInfo(zone)) for each in sorted((one, two)))
    assert first <= second


@given(MINUTES, MINUTES)
def test_on_a_night_without_a_change_a_span_lasts_as_long_as_the_clock_says(
    begins: int, ends: int
) -> None:
    span = Span(begins, ends)
    first, last = moments(date(2026, 7, 1), span, ZONE)
    assert last - first == timedelta(minutes=length_minutes(span))


@given(CHANGES, MINUTES, MINUTES)
def test_a_change_of_the_clock_makes_a_span_an_hour_longer_or_shorter_or_not(
    day: date, begins: int, ends: int
) -> None:
    span = Span(begins, ends)
    first, last = moments(day, span, ZONE, TURN)
    off = (last - first) - timedelta(minutes=length_minutes(span))
    most = timedelta(hours=1)
    assert timedelta() <= last - first
    assert timedelta() <= (off if day == AUTUMN else -off) <= most


def test_a_whole_day_has_its_23_24_and_25_hours() -> None:
    whole = Span(0, 0)
    hours = [
        (last - first).total_seconds() / 3600
        for first, last in (
            moments(day, whole, ZONE)
            for day in (date(2026, 3, 8), date(2026, 7, 1), date(2026, 11, 1))
        )
    ]
    assert hours == [23, 24, 25]


# The truck.


def where(night: date, hour: int, minute: int = 0, *said: Outing, fold: int = 0) -> tuple[str, str]:
    """The stop where it is and the next one, by their letters."""
    day = night if hour >= 7 else night + timedelta(days=1)
    known = planned(NIGHTLY, *said, first=night - timedelta(days=1), last=night + timedelta(days=2))
    told = now(known, local(day, hour, minute, fold))
    return told.here.stop.id if told.here else "", told.next.stop.id if told.next else ""


@pytest.mark.parametrize("night", [date(2026, 7, 1), SPRING, AUTUMN], ids=str)
@pytest.mark.parametrize(
    ("hour", "minute", "told"),
    [
        (12, 0, ("", "a")),
        (22, 0, ("a", "b")),
        (23, 29, ("a", "b")),
        (23, 30, ("", "b")),
        (0, 0, ("b", "c")),
        (1, 14, ("b", "c")),
        (1, 20, ("", "c")),
        (1, 45, ("c", "a")),
        (3, 30, ("", "a")),
    ],
)
def test_it_is_where_the_schedule_says(
    night: date, hour: int, minute: int, told: tuple[str, str]
) -> None:
    assert where(night, hour, minute) == told


def test_in_spring_the_last_stop_is_an_hour_shorter_and_in_autumn_an_hour_longer() -> None:
    last = {night: planned(NIGHTLY, first=night, last=night)[-1] for night in (SPRING, AUTUMN)}
    hours = [(o.ends - o.begins).total_seconds() / 3600 for o in last.values()]
    assert hours == [0.5, 2.5]
    assert where(AUTUMN, 1, 45, fold=1) == ("c", "a")
    assert where(SPRING, 3, 0) == ("", "a")


def outing(stop: str, night: date, **told: object) -> Outing:
    planned = Outing(id=f"{stop}{night}", site=TRUCK, stop=stop, day=night, rehearsal=False)
    return msgspec.structs.replace(planned, **told)


NIGHT = date(2026, 7, 1)
JULY = {
    "late, not there yet": ((22, 10), [outing("a", NIGHT, late_minutes=15)], ("", "a")),
    "late, there by now": ((22, 15), [outing("a", NIGHT, late_minutes=15)], ("a", "b")),
    "there early": ((21, 50), [outing("a", NIGHT, reached_at=local(NIGHT, 21, 40))], ("a", "b")),
    "left early": (
        (23, 10),
        [outing("a", NIGHT, reached_at=local(NIGHT, 22), departed_at=local(NIGHT, 23))],
        ("", "b"),
    ),
    "cancelled": ((22, 30), [outing("a", NIGHT, cancelled=Cancelled.WEATHER)], ("", "b")),
    "the last one cancelled": ((1, 20), [outing("c", NIGHT, cancelled=Cancelled.STAFF)], ("", "a")),
    "the last one cancelled, while at the one before": (
        (1, 0),
        [outing("c", NIGHT, cancelled=Cancelled.STAFF)],
        ("b", "a"),
    ),
    "nobody said that it left": (
        (23, 35),
        [outing("b", NIGHT, reached_at=local(NIGHT, 23, 32))],
        ("b", "c"),
    ),
    "at the next one before its time": (
        (23, 15),
        [
            outing("a", NIGHT, reached_at=local(NIGHT, 22)),
            outing("b", NIGHT, reached_at=local(NIGHT, 23, 10)),
        ],
        ("b", "c"),
    ),
}


@pytest.mark.parametrize(("clock", "said", "told"), JULY.values(), ids=JULY)
def test_what_was_said_of_a_stop_counts(
    clock: tuple[int, int], said: list[Outing], told: tuple[str, str]
) -> None:
    assert where(NIGHT, *clock, *said) == told


def test_a_moved_stop_is_at_its_other_corner() -> None:
    moved = outing("a", NIGHT, moved_to="Berri / Ontario")
    (found,) = planned(NIGHTLY[:1], moved, first=NIGHT, last=NIGHT)
    assert (found.corner, found.stop.corner) == ("Berri / Ontario", "corner a")


def test_a_cancelled_stop_is_told_of_until_it_would_have_ended() -> None:
    said = outing("a", NIGHT, cancelled=Cancelled.ROAD)
    known = planned(NIGHTLY, said, first=NIGHT - timedelta(days=1), last=NIGHT)
    told = {hour: len(now(known, local(NIGHT, hour)).off) for hour in (3, 5, 22, 23)}
    assert told == {3: 0, 5: 1, 22: 1, 23: 1}
    assert now(known, local(NIGHT, 23, 30)).off == ()


def test_without_a_schedule_it_is_nowhere() -> None:
    told = now([], local(NIGHT, 22))
    assert (told.here, told.next, told.off) == (None, None, ())


def test_a_stop_of_some_weekdays_is_next_on_the_first_of_them() -> None:
    saturdays = stop("s", 22 * 60, 60, (5,))
    known = planned([saturdays], first=NIGHT - timedelta(days=1), last=NIGHT + timedelta(days=8))
    following = now(known, local(NIGHT, 22)).next
    assert following is not None
    assert following.begins == local(date(2026, 7, 4), 22)
    # A time after midnight is of the night that began on the weekday.
    late = stop("l", 30, 60, (5,))
    (found,) = planned([late], first=date(2026, 7, 4), last=date(2026, 7, 5))
    assert found.begins == local(date(2026, 7, 5), 0, 30)


@dataclass(frozen=True)
class Made:
    """A schedule, what was said of it, and the moments to look at."""

    stops: list[Stop]
    said: list[Outing]
    night: date
    looks: list[datetime]


@st.composite
def schedules(draw: st.DrawFn) -> Made:
    """Any stops at all, over one another too: copies of a schedule may disagree."""
    night = draw(CHANGES)
    stops = [stop(str(n), draw(MINUTES), draw(MINUTES)) for n in range(draw(st.integers(0, 5)))]
    begins = moment(night, 12 * 60, ZONE)
    moment_of_night = st.integers(0, 36 * 60).map(lambda n: begins + timedelta(minutes=n))
    said = [
        outing(
            each.id,
            night,
            late_minutes=draw(st.integers(0, 90)),
            cancelled=draw(st.sampled_from([None, Cancelled.WEATHER])),
            reached_at=draw(st.none() | moment_of_night),
            departed_at=draw(st.none() | moment_of_night),
        )
        for each in stops
        if draw(st.booleans())
    ]
    return Made(stops, said, night, draw(st.lists(moment_of_night, min_size=1, max_size=8)))


@given(schedules(), st.randoms(use_true_random=False))
def test_the_truck_is_at_one_place_at_most_and_misses_no_stop(made: Made, random: object) -> None:
    first, last = made.night - timedelta(days=1), made.night + timedelta(days=1)
    known = planned(made.stops, *made.said, first=first, last=last)
    shuffled = list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for at in made.looks:
        told = now(known, at)
        assert now(shuffled, at) == told
        if told.here is not None:
            assert told.here.here_from <= at < told.here.here_until
            assert not told.here.is_cancelled
        coming = [o.here_from for o in known if o.takes_place and o.here_from > at]
        assert (told.next.here_from if told.next else None) == min(coming, default=None)
        assert all(o.is_cancelled and at < o.ends for o in told.off)


# Opening hours.

WEEK = tuple((Span(14 * 60, 6 * 60),) for _day in range(7))
HOURS = Hours(id="h", site="cactus", first=FIRST, week=WEEK, rehearsal=False)


def opened(
    first: date,
    *,
    days: dict[date, tuple[Span, ...]] | None = None,
    hours: tuple[Hours, ...] = (HOURS,),
):
    """Spans of some days from `first` on."""
    found = openings(hours, days or {}, first, first + timedelta(days=5), ZONE)
    return [span for _day, span in found]


def test_a_night_is_open_past_midnight() -> None:
    spans = opened(NIGHT)
    assert doors(spans, local(NIGHT, 15)).until == local(NIGHT + timedelta(days=1), 6)
    assert doors(spans, local(NIGHT + timedelta(days=1), 5, 59)).until is not None
    closed = doors(spans, local(NIGHT + timedelta(days=1), 6))
    assert (closed.until, closed.opens) == (None, local(NIGHT + timedelta(days=1), 14))


def test_a_date_of_its_own_is_closed_or_has_other_hours() -> None:
    second = NIGHT + timedelta(days=1)
    spans = opened(NIGHT, days={NIGHT: (), second: (Span(18 * 60, 22 * 60),)})
    closed = doors(spans, local(NIGHT, 15))
    assert (closed.until, closed.opens) == (None, local(second, 18))
    assert doors(spans, local(second, 21)).until == local(second, 22)


def test_hours_hold_until_others_begin() -> None:
    later = msgspec.structs.replace(
        HOURS, first=NIGHT, week=tuple((Span(9 * 60, 17 * 60),) for _day in range(7))
    )
    before = NIGHT - timedelta(days=1)
    spans = opened(before, hours=(later, HOURS))
    assert doors(spans, local(before, 15)).until == local(NIGHT, 6)
    assert doors(spans, local(NIGHT, 10)).until == local(NIGHT, 17)


def test_around_the_clock_never_closes() -> None:
    always = msgspec.structs.replace(HOURS, week=tuple((Span(0, 0),) for _day in range(7)))
    spans = opened(SPRING, hours=(always,))
    assert merged(spans) == [(spans[0][0], spans[-1][1])]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=8))
def test_merged_times_hold_the_same_minutes_once(pairs: list[tuple[int, int]]) -> None:
    zero = local(NIGHT, 0)
    spans = [tuple(zero + timedelta(minutes=n) for n in pair) for pair in pairs]
    joined = merged(spans)  # type: ignore[arg-type]
    held = {n for a, b in pairs for n in range(a, b)}
    assert sum((b - a for a, b in joined), timedelta()) == timedelta(minutes=len(held))
    assert all(one[1] < other[0] for one, other in pairwise(joined))
