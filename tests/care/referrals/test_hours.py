"""Opening hours: read as staff write them, and true on the wall clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from veille.hours import (
    DAY_MINUTES,
    Closure,
    Hours,
    Span,
    closures_in_words,
    day_in_words,
    read_closures,
    read_day,
)
from veille.ledger.refusal import Malformed

TORONTO = ZoneInfo("America/Toronto")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO)


READ = [
    ("9:00-17:00", [(540, 1020)]),
    ("9-17", [(540, 1020)]),
    ("9 h - 12 h 30, 13h30–17h", [(540, 750), (810, 1020)]),
    ("13:00-17:00; 9:00-12:00", [(540, 720), (780, 1020)]),
    ("20:00-08:00", [(1200, 1920)]),
    ("0:00-24:00", [(0, 1440)]),
    ("24 h", [(0, 1440)]),
    ("24/24", [(0, 1440)]),
    ("8 à 16", [(480, 960)]),
    ("", []),
    (" , ", []),
]


@pytest.mark.parametrize(("text", "spans"), READ)
def test_hours_are_read_as_staff_write_them(text: str, spans: list[tuple[int, int]]):
    assert read_day(2, text) == tuple(Span(2, *span) for span in spans)


@pytest.mark.parametrize(
    "text", ["9", "nine to five", "25:00-26:00", "9:60-10:00", "9:00-9:00", "9-12, 11-15", "24-3"]
)
def test_what_cannot_be_read_is_said(text: str):
    with pytest.raises(Malformed) as refused:
        read_day(0, text)
    assert text.split(",")[0] in str(refused.value)


@st.composite
def days(draw: st.DrawFn) -> tuple[Span, ...]:
    """A day of at most three spans that do not lie over each other, the last into the night."""
    ends = sorted(draw(st.sets(st.integers(0, DAY_MINUTES + 600), max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return tuple(
        Span(3, opens, closes)
        for opens, closes in pairs
        if opens < DAY_MINUTES and closes - opens < DAY_MINUTES
    )


@given(days())
def test_hours_written_are_the_hours_read(spans: tuple[Span, ...]):
    assert read_day(3, day_in_words(spans, 3)) == spans


OFFICE = Hours(
    tuple(Span(day, 540, 1020) for day in range(5)),
    (Closure(date(2026, 12, 24), date(2027, 1, 3)),),
)
NIGHTS = Hours((Span(4, 1200, 1920),))  # from Friday at 20:00 to Saturday at 08:00


@pytest.mark.parametrize(
    ("hours", "at", "is_open", "opens_next"),
    [
        (OFFICE, "2026-11-20T08:59", False, "2026-11-20T09:00"),  # a Friday
        (OFFICE, "2026-11-20T09:00", True, "2026-11-23T09:00"),
        (OFFICE, "2026-11-20T17:00", False, "2026-11-23T09:00"),
        (OFFICE, "2026-11-22T12:00", False, "2026-11-23T09:00"),
        (OFFICE, "2026-12-24T12:00", False, "2027-01-04T09:00"),  # closed for the holidays
        (NIGHTS, "2026-11-21T03:00", True, "2026-11-27T20:00"),
        (NIGHTS, "2026-11-21T08:00", False, "2026-11-27T20:00"),
        # The clocks go forward in the night to Sunday 8 March 2026, and back on 1 November.
        (Hours((Span(6, 540, 600),)), "2026-03-07T23:00", False, "2026-03-08T09:00"),
        (Hours((Span(6, 540, 600),)), "2026-11-01T09:30", True, "2026-11-08T09:00"),
        (Hours(), "2026-11-20T10:00", False, None),
    ],
)
def test_a_place_is_open_when_its_sign_says(
    hours: Hours, at: str, is_open: bool, opens_next: str | None
):
    assert hours.is_open(local(at)) is is_open
    assert hours.next_opening(local(at)) == (local(opens_next) if opens_next else None)


@example([(6, 120, 1)], datetime(2026, 10, 31, 20, 20))  # the clock is put back on the way
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1439)), min_size=1),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)
def test_the_next_opening_is_an_opening_and_none_comes_before(
    told: list[tuple[int, int, int]], moment: datetime
):
    hours = Hours(tuple(Span(day, opens, opens + length) for day, opens, length in told))
    at = moment.replace(tzinfo=TORONTO).astimezone(UTC)  # a part of the way is of true time
    opens = hours.next_opening(at)
    assert opens is not None
    assert at < opens <= at + timedelta(days=8)
    assert hours.is_open(opens)
    if not hours.is_open(at):
        for step in range(1, 20):  # closed all the way, wherever one looks
            assert not hours.is_open(at + (opens - at) * step / 20)


def test_a_closed_date_takes_the_night_that_begins_on_it():
    closed = Hours(NIGHTS.spans, (Closure(date(2026, 11, 20), date(2026, 11, 20)),))
    assert not closed.is_open(local("2026-11-21T03:00"))
    assert closed.next_opening(local("2026-11-20T12:00")) == local("2026-11-27T20:00")


def test_closed_dates_are_read_and_written_alike():
    read = read_closures("2026-12-31 to 2027-01-02\n2026-12-25")
    assert read == (
        Closure(date(2026, 12, 25), date(2026, 12, 25)),
        Closure(date(2026, 12, 31), date(2027, 1, 2)),
    )
    assert read_closures(closures_in_words(read)) == read


@pytest.mark.parametrize("text", ["25 December", "2026-02-30", "2026-05-02 / 2026-05-01"])
def test_a_date_that_is_none_is_said(text: str):
    with pytest.raises(Malformed):
        read_closures(text)


def test_hours_end_when_the_last_of_them_ends():
    at = local("2026-11-20T10:00")
    assert OFFICE.closes_at(at) == local("2026-11-20T17:00")
    assert OFFICE.closes_at(local("2026-11-22T10:00")) is None


def test_whole_days_follow_on_one_another():
    weekend = Hours((Span(5, 0, DAY_MINUTES), Span(6, 0, DAY_MINUTES), Span(0, 0, 480)))
    assert weekend.closes_at(local("2026-11-21T10:00")) == local("2026-11-23T08:00")
    every_day = Hours(tuple(Span(day, 0, DAY_MINUTES) for day in range(7)))
    assert (every_day.always, weekend.always) == (True, False)
