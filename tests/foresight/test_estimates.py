"""What the parameters leave open and what chance does are told apart."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.foresight.study.estimates import Estimate, estimates


def rows(values: np.ndarray, key: str = "a") -> pl.DataFrame:
    """Of values [draws, replicates]."""
    draws, replicates = values.shape
    return pl.DataFrame(
        {
            "key": key,
            "draw": np.repeat(np.arange(draws), replicates),
            "replicate": np.tile(np.arange(replicates), draws),
            "value": values.ravel().astype(float),
        }
    )


def of(values: np.ndarray) -> dict[str, float]:
    return estimates(rows(values), ["key"]).row(0, named=True)


def simulated(between: float, within: float, draws: int, replicates: int) -> np.ndarray:
    rng = np.random.default_rng(7)
    worlds = rng.normal(100, between, (draws, 1))
    return worlds + rng.normal(0, within, (draws, replicates))


def test_the_interval_is_of_the_parameters_and_not_of_chance():
    """Chance three times as large as the parameters' spread: the interval stays theirs."""
    told = of(simulated(between=5, within=15, draws=4_000, replicates=4))
    assert told["high"] - told["low"] == pytest.approx(2 * 1.96 * 5, rel=0.08)


def test_the_error_is_that_of_the_mean_by_chance():
    told = of(simulated(between=5, within=15, draws=400, replicates=4))
    assert told["error"] == pytest.approx(15 / np.sqrt(1600), rel=0.1)


def test_without_any_spread_between_draws_the_interval_is_a_point():
    values = np.array([[1.0, 3.0], [1.0, 3.0], [3.0, 1.0]])
    told = of(values)
    assert (told["mean"], told["low"], told["high"]) == (2, 2, 2)
    assert told["error"] == pytest.approx(np.sqrt(2 / 6))


def test_one_replicate_tells_no_error_and_leaves_the_quantiles_alone():
    values = np.arange(101.0).reshape(-1, 1)
    told = of(values)
    assert told["error"] is None
    assert (told["low"], told["middle"], told["high"]) == pytest.approx((2.5, 50, 97.5))


def test_one_draw_tells_no_interval():
    told = of(np.array([[4.0, 6.0]]))
    assert (told["mean"], told["low"], told["high"]) == (5, None, None)
    assert told["error"] == pytest.approx(1)


def test_each_key_is_estimated_by_itself():
    both = pl.concat([rows(np.array([[1.0], [3.0]])), rows(np.array([[10.0], [30.0]]), "b")])
    assert estimates(both, ["key"])["mean"].to_list() == [2, 20]


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2), min_size=2, max_size=20))
def test_the_mean_lies_where_the_numbers_are_and_quantiles_are_in_order(values: list[list[float]]):
    told = of(np.array(values))
    slack = 1e-6 * (1 + np.abs(values).max())
    order = [told[name] for name in ("low", "quarter", "middle", "three_quarters", "high")]
    assert all(a <= b + slack for a, b in pairwise(order))
    assert np.min(values) - slack <= told["mean"] <= np.max(values) + slack


@pytest.mark.parametrize(
    ("estimate", "told"),
    [
        (Estimate(5, 1, 9, 0.1), True),
        (Estimate(-5, -9, -1, 0.1), True),
        (Estimate(5, 1, 9, 0.6), False),
        (Estimate(5, -1, 9, 0.0), False),
        (Estimate(5, None, None, None), False),
    ],
)
def test_an_effect_is_told_from_none_beyond_its_interval_and_chance(estimate: Estimate, told: bool):
    assert estimate.is_told_from_zero is told
