"""Bands of the day by the wall clock, over clock changes; bands of age, 60 among the oldest."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.care.report.bands import AGE_BANDS, TIME_BANDS, age_band, band_starts, dealt, time_band


@pytest.mark.parametrize(
    ("hour", "band"),
    [
        (7, "07"),
        (11, "07"),
        (12, "12"),
        (16, "12"),
        (17, "17"),
        (21, "17"),
        (22, "22"),
        (23, "22"),
        (0, "22"),
        (2, "22"),
        (3, "03"),
        (6, "03"),
    ],
)
def test_each_hour_of_the_clock_has_its_band(hour: int, band: str):
    assert time_band(hour) == band
    assert band in dict(TIME_BANDS)


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (None, "untold"),
        (17, "0"),
        (19, "0"),
        (20, "20"),
        (29, "20"),
        (30, "30"),
        (59, "50"),
        (60, "60"),
        (61, "60"),
        (97, "60"),
    ],
)
def test_sixty_is_in_sixty_and_over(age: int | None, band: str):
    assert age_band(age) == band
    assert band in dict(AGE_BANDS)


NIGHTS = [datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)]


@given(
    st.sampled_from(NIGHTS),
    st.lists(st.integers(-36 * 60, 36 * 60), max_size=40),
    st.sampled_from(["America/Toronto", "America/Vancouver", "America/St_Johns"]),
)
def test_arrivals_are_dealt_out_as_the_wall_clock_says_on_nights_of_a_clock_change(
    change: datetime, minutes: list[int], zone: str
):
    arrivals = sorted(change + timedelta(minutes=each) for each in minutes)
    first = (change - timedelta(days=2)).date()
    starts = list(band_starts(zone, first, first + timedelta(days=5)))
    spans = dealt(arrivals, [start.astimezone(UTC) for _band, start in starts])
    found = [
        band
        for (band, _start), (a, b) in zip(starts, spans, strict=True)
        for _arrival in range(a, b)
    ]
    assert found == [time_band(at.astimezone(ZoneInfo(zone)).hour) for at in arrivals]


def test_the_bands_of_a_day_follow_each_other():
    starts = list(band_starts("America/Toronto", date(2026, 11, 1), date(2026, 11, 2)))
    moments = [start.astimezone(UTC) for _band, start in starts]
    assert moments == sorted(moments)
    assert [band for band, _start in starts][:5] == ["07", "12", "17", "22", "03"]
