"""Months, quarters and years in a site's own days, over clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.care import reads
from veille.care.report.period import month, read_period, this_month
from veille.care.tables import SiteRow
from veille.ledger import clock
from veille.ledger.refusal import Malformed


def site(hour: int = 7, zone: str = "America/Toronto") -> SiteRow:
    return SiteRow(slug="cactus", time_zone=zone, day_starts_hour=hour)


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026/27", date(2026, 4, 1), date(2027, 4, 1)),
        ("2099/00", date(2099, 4, 1), date(2100, 4, 1)),
    ],
)
def test_a_period_is_read_and_written_alike(text: str, first: date, until: date):
    period = read_period(text)
    assert (period.first, period.until, period.name) == (first, until, text)
    assert period.before.until == period.first
    assert period.after.first == period.until
    assert len(period.days()) == (until - first).days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-0",
        "2026-Q5",
        "26-10",
        "2026/28",
        "1999-10",
        "2026-10-01",
        "x",
        "２０２６-10",
        "3000",
    ],
)
def test_what_is_no_period_is_refused_with_examples(text: str):
    with pytest.raises(Malformed, match="2026-10"):
        read_period(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2026-10", 31 * 24 + 1), ("2026-11", 30 * 24), ("2026-03", 31 * 24 - 1), ("2026", 365 * 24)],
)
def test_a_month_with_a_clock_change_is_an_hour_longer_or_shorter(text: str, hours: int):
    """November's change comes at two in the night of October's last day."""
    begins, ends = read_period(text).span(site())
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=hours)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([0, 2, 4, 7]),
    st.sampled_from(["America/Toronto", "America/St_Johns", "America/Vancouver", "UTC"]),
)
def test_a_moment_is_in_the_month_of_the_sites_day_that_it_belongs_to(
    moment: datetime, hour: int, zone: str
):
    here = site(hour, zone)
    day = reads.day_of(here, moment).date
    begins, ends = month(day.year, day.month).span(here)
    assert begins.astimezone(UTC) <= moment < ends.astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "name"),
    [
        (datetime(2026, 11, 1, 3, 30, tzinfo=UTC), "2026-10"),  # 23:30 on the wall
        (datetime(2026, 11, 1, 11, 59, tzinfo=UTC), "2026-10"),  # 06:59: still Halloween's night
        (datetime(2026, 11, 1, 12, 0, tzinfo=UTC), "2026-11"),  # 07:00, the clock set back
    ],
)
def test_the_present_month_turns_with_the_sites_day(now: datetime, name: str):
    with clock.pretending(now):
        assert this_month(site()).name == name


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("2026-10", ""),
        ("2026-Q4", "2026-10 2026-11 2026-12"),
        ("2026", "2026-Q1 2026-Q2 2026-Q3 2026-Q4"),
        ("2026/27", "2026-Q2 2026-Q3 2026-Q4 2027-Q1"),
    ],
)
def test_a_year_is_made_of_quarters_and_a_quarter_of_months(whole: str, parts: str):
    assert [part.name for part in read_period(whole).parts()] == parts.split()
