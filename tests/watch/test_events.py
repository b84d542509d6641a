"""The event study (claim C1): planted effects are recovered, and nothing where nothing is."""

import numpy as np
import pytest

from veille.watch.event_study import (
    NoStudy,
    counts_near,
    event_study,
    exposed_days,
    near_ratio,
    planted,
    power,
)

DAYS = np.arange(18_000, 18_000 + 500)


def counts(seed: int = 1, mean: float = 5.0) -> np.ndarray:
    season = mean * np.exp(0.3 * np.sin(2 * np.pi * DAYS / 365))
    return np.random.default_rng(seed).poisson(season).astype(float)


def events(seed: int = 2, many: int = 25) -> np.ndarray:
    return np.sort(np.random.default_rng(seed).choice(np.arange(20, 470), many, replace=False))


def test_a_planted_effect_is_found_and_the_days_before_show_none():
    at = events()
    made = planted(counts(), at, (1, 7), 2.0, np.random.default_rng(3))
    week, control = event_study(DAYS, made, (at + DAYS[0]).tolist(), windows=[(1, 7)], moves=199)
    assert week.low < 2.0 < week.high
    assert week.p <= 0.01
    assert week.observed <= made[exposed_days(len(made), at, (1, 7))].sum()
    assert control.window == (-7, -1)


def test_limits_hold_the_planted_ratio_about_as_often_as_they_say():
    for ratio in (1.0, 1.5):
        held = 0
        for seed in range(40):
            at = events(seed)
            made = planted(counts(seed), at, (1, 7), ratio, np.random.default_rng(seed))
            (week,) = event_study(
                DAYS, made, (at + DAYS[0]).tolist(), windows=[(1, 7)], control=None, moves=99
            )
            held += week.low <= ratio <= week.high
        assert held >= 34


def test_power_grows_with_the_effect():
    said = [
        power(DAYS, counts(), (events() + DAYS[0]).tolist(), (1, 7), ratio, runs=12, moves=49)
        for ratio in (1.0, 2.0)
    ]
    assert said[0] < 0.5 < said[1]


def test_missing_days_are_no_days_of_zeros():
    at, made = events(), counts()
    made[100:200] = np.nan
    (week,) = event_study(
        DAYS, made, (at + DAYS[0]).tolist(), windows=[(1, 7)], control=None, moves=99
    )
    assert 0.6 < week.rate_ratio < 1.6


@pytest.mark.parametrize(
    ("days", "when", "said"),
    [
        (DAYS, [1], "No event falls within"),
        (np.delete(DAYS, 5), [18_100], "Days have no gap"),
        (DAYS[:60], [18_010], "too few places"),
    ],
)
def test_a_study_that_cannot_be_made_says_why(days: np.ndarray, when: list[int], said: str):
    with pytest.raises(NoStudy, match=said):
        event_study(days, np.ones(len(days)), when, moves=9)


def test_a_distance_band_sets_the_days_after_beside_those_before():
    stream = np.random.default_rng(5)
    points = stream.uniform(-1000, 1000, (4000, 2))
    when = stream.integers(DAYS[0], DAYS[-1] + 1, 4000)
    at = np.array([[0.0, 0.0]] * 10)
    on = np.arange(DAYS[0] + 30, DAYS[0] + 430, 40)
    close = stream.normal(0, 50, (30, 2))
    points = np.concatenate([points, close])
    when = np.concatenate([when, np.repeat(on, 3) + stream.integers(1, 8, 30)])
    near = near_ratio(*counts_near(DAYS, points, when, at, on, (0, 250), 28), (1, 7))
    far = near_ratio(*counts_near(DAYS, points, when, at, on, (500, 1000), 28), (1, 7))
    assert near[0] > 1.5
    assert near[1] > far[0] * 0.5
    assert far[1] < 1 < far[2]
    with pytest.raises(NoStudy, match="No case lies in this band"):
        near_ratio(np.zeros((2, 57)), np.ones((2, 57), bool), (1, 7))
