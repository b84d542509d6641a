"""A nowcast of each vintage, by what was known then and nothing later."""

from datetime import date

import numpy as np
import pytest

from veille.watch import hindsight
from veille.watch.series import Period, Series, Vintage

MONTHS = [date(2022 + n // 12, n % 12 + 1, 1) for n in range(40)]
#: Known after 0, 1, 2, 3 and more months: deaths under inquiry come late, and some are taken back.
SHARE = (0.45, 0.8, 1.03, 1.0)


def published(final: list[float], months: int = 36) -> Series:
    series = Series(name="deaths", period=Period.MONTH)
    for now in range(2, months):
        told = {
            MONTHS[n]: float(round(final[n] * SHARE[min(now - n, len(SHARE) - 1)]))
            for n in range(now + 1)
        }
        series = series.with_vintage(Vintage(MONTHS[now].replace(day=28), told))
    return series


@pytest.fixture(scope="module")
def final() -> list[float]:
    return np.random.default_rng(7).negative_binomial(40, 0.4, 40).astype(float).tolist()


@pytest.fixture(scope="module")
def series(final: list[float]) -> Series:
    return published(final)


def test_estimates_of_a_day_do_not_change_by_what_came_later(series: Series, final: list[float]):
    on = MONTHS[20].replace(day=28)
    assert hindsight.estimates(series, on) == hindsight.estimates(published(final, 21), on)


def test_the_last_months_are_estimated_above_what_is_known(series: Series, final: list[float]):
    last = hindsight.estimates(series, MONTHS[35])[-1]
    assert (last.as_of, last.day) == (MONTHS[34].replace(day=28), MONTHS[34])
    assert last.known < final[34] * 0.5
    assert last.low <= final[34] <= last.high


def test_the_record_says_how_often_it_held_and_beats_what_was_known(series: Series):
    told = [each for vintage in hindsight.every_vintage(series) for each in vintage]
    found = hindsight.record(series, told)
    assert found is not None
    assert found.judged > 100
    assert found.held / found.judged >= 0.85
    assert found.error < found.error_as_known


def test_too_few_vintages_a_rolling_sum_and_years_tell_nothing(series: Series):
    assert not hindsight.estimates(series, MONTHS[4].replace(day=28))
    few = Series(name="deaths", period=Period.MONTH, vintages=series.vintages[:3])
    assert not hindsight.estimates(few, MONTHS[39])
    sums = Series(name="deaths", period=Period.MONTH, vintages=series.vintages, rolling_months=12)
    assert not hindsight.estimates(sums, MONTHS[39])
    years = Series(name="deaths", period=Period.YEAR, vintages=series.vintages)
    assert not hindsight.estimates(years, MONTHS[39])
    assert hindsight.record(few, []) is None
