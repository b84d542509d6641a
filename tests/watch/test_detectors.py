"""What detectors answer where it can be worked out by hand, and where R slips."""

from math import exp, log, sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from veille.watch import tails
from veille.watch.detect import detect
from veille.watch.fixed_count import spikes

from .made import YEAR_WEEKS, days, poisson_weeks, weeks

OUTBREAK = 9


def last(frame: pl.DataFrame) -> dict:
    return frame.row(-1, named=True)


def test_c1_is_the_mean_and_standard_deviation_of_the_seven_days_before():
    found = last(detect(days([1, 2, 3, 4, 5, 6, 7, 20]), "ears", {"alpha": 0.05}))
    sd = np.std([1, 2, 3, 4, 5, 6, 7], ddof=1)
    assert found["expected"] == 4
    assert found["upperbound"] == pytest.approx(4 + stats.norm.isf(0.05) * sd)
    assert found["alarm"] == 1


def test_c2_leaves_the_last_two_days_out():
    found = last(detect(days([1, 2, 3, 4, 5, 6, 7, 50, 50, 20]), "ears", {"method": "C2"}))
    assert found["expected"] == 4


def test_c3_alarms_after_a_day_above_a_baseline_that_never_varied():
    counts = [0] * 9 + [4, 1, 1]
    ours = detect(days(counts), "ears", {"method": "C3"})
    theirs = detect(days(counts), "ears", {"method": "C3"}, compatible="surveillance")
    assert last(ours)["alarm"] == 1
    assert last(theirs)["alarm"] is None
    assert ours["upperbound"].null_count() == 0


def test_a_cusum_adds_what_lies_above_k_and_alarms_at_h():
    settings_ = {"m": 4, "k": 0.5, "h": 2, "range_start": 1}
    found = detect(weeks([6, 6, 8, 0]), "cusum", settings_, details=True)
    assert found["cusum"].to_list() == pytest.approx([0.5, 1.0, 2.5, 0.0])
    assert found["alarm"].to_list() == [0, 0, 1, 0]
    assert found["upperbound"][0] == 9  # ⌈2 × (2 + 0.5) + 4⌉


def test_a_cusum_goes_on_after_a_missing_week():
    counts = [4, 4, None, 9, 9, 9]
    given_ = {"m": 4, "range_start": 1}
    ours = detect(weeks(counts), "cusum", given_)
    theirs = detect(weeks(counts), "cusum", given_, compatible="surveillance")
    assert ours["alarm"].to_list() == [0, 0, 0, 0, 1, 1]
    assert theirs["alarm"].to_list() == [0, 0, None, None, None, None]


def test_a_known_shift_has_the_sum_that_a_hand_adds():
    settings_ = {"mu0": 24, "theta": 0.2, "range_start": 1}
    found = detect(weeks([30, 25, 15]), "glr", settings_)
    step = [0.2 * x + (1 - exp(0.2)) * 24 for x in (30, 25, 15)]
    assert found["upperbound"].to_list() == pytest.approx(
        [step[0], step[0] + step[1], max(0, step[0] + step[1] + step[2])]
    )
    as_cases = detect(weeks([30] * 2), "glr", {**settings_, "ret": "cases"})
    assert as_cases["upperbound"][0] == pytest.approx((5 + 24 * (exp(0.2) - 1)) / 0.2)


def test_an_unknown_shift_takes_the_best_start():
    found = detect(weeks([24, 24, 36, 36]), "glr", {"mu0": 24, "range_start": 1})
    assert last(found)["upperbound"] == pytest.approx(72 * log(1.5) - 24)


def test_outbreak_p_is_the_best_rising_curve_beside_a_constant():
    found = detect(weeks([1, 1, 4]), "outbreakp", {"range_start": 1})
    assert last(found)["upperbound"] == pytest.approx((1 / 2) ** 2 * (4 / 2) ** 4)


def test_farrington_without_trend_or_weights_is_a_mean_with_a_two_thirds_bound():
    counts = poisson_weeks(4, 10)
    frame = weeks(counts)
    settings_ = {"b": 3, "w": 1, "trend": False, "reweight": False, "range_start": len(counts)}
    found = last(detect(frame, "farrington-flexible", settings_, time="row", details=True))
    now = len(counts) - 1
    baseline = np.concatenate(
        [counts[now - YEAR_WEEKS * i - 1 : now - YEAR_WEEKS * i + 2] for i in (1, 2, 3)]
    )
    mean = baseline.mean()
    phi = max(1, np.sum((baseline - mean) ** 2 / mean) / (len(baseline) - 1))
    raw = np.sum((baseline - mean) ** 2 / mean) / (len(baseline) - 1)
    tau = phi + raw * mean / len(baseline) / mean
    bound = (mean ** (2 / 3) + stats.norm.isf(0.05) * sqrt(4 / 9 * mean ** (1 / 3) * tau)) ** 1.5
    assert found["expected"] == pytest.approx(mean)
    assert found["phi"] == pytest.approx(phi)
    assert found["upperbound"] == pytest.approx(bound)


def test_muan_sees_an_outbreak_that_starts_from_zero():
    counts = np.concatenate([np.zeros(5 * YEAR_WEEKS + 10), np.full(10, OUTBREAK)])
    settings_ = {
        "b": 3,
        "no_periods": 10,
        "past_weeks_not_included": 26,
        "threshold_method": "muan",
    }
    ours = detect(weeks(counts), "farrington-flexible", settings_)
    theirs = detect(weeks(counts), "farrington-flexible", settings_, compatible="surveillance")
    assert ours["alarm"].sum() == 10
    assert theirs["alarm"].sum() == 0


def test_one_missing_week_among_the_last_four_empties_the_bound_only_if_cases_are_too_few():
    counts: list = poisson_weeks(5, 10).tolist()
    counts[-2] = None
    settings_ = {"b": 3, "range_start": len(counts)}
    ours = last(detect(weeks(counts), "farrington-flexible", settings_))
    theirs = last(
        detect(weeks(counts), "farrington-flexible", settings_, compatible="surveillance")
    )
    assert ours["upperbound"] is not None
    assert theirs["upperbound"] is None
    assert theirs["note"] == "A count among the last ones is missing."


def test_an_offset_turns_counts_into_rates():
    counts = np.full(4 * YEAR_WEEKS, 10.0)
    counts[-1] = 20
    exposure = np.full(len(counts), 1000.0)
    exposure[-1] = 2000
    frame = weeks(counts).with_columns(population=exposure)
    settings_ = {"b": 3, "population_offset": True, "range_start": len(counts)}
    found = last(detect(frame, "farrington-flexible", settings_))
    assert found["expected"] == pytest.approx(20)
    assert found["alarm"] == 0


def test_a_share_is_of_those_tested():
    frame = weeks([1] * 12 + [9]).with_columns(population=pl.Series([20] * 12 + [10]))
    found = last(detect(frame, "share", details=True))
    assert found["pvalue"] == pytest.approx(stats.hypergeom.sf(8, 250, 21, 10))
    assert found["alarm"] == 1
    assert found["expected"] == pytest.approx(10 * 12 / 240)


def test_three_in_any_24_hours_are_a_spike():
    assert spikes(np.array([0.0, 10, 23.9, 24, 48]), 3).tolist() == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_a_day_alarms_from_its_threshold_on():
    found = detect(days([0, 2, 3, None]), "fixed-count", {"threshold": 3})
    assert found["alarm"].to_list() == [0, 0, 1, 0]


@settings(max_examples=300, deadline=None)
@given(
    mean=st.floats(0.01, 3000), phi=st.floats(1.0, 8), alpha=st.sampled_from([0.001, 0.01, 0.05])
)
def test_quantiles_and_tails_of_counts_are_scipy_s(mean: float, phi: float, alpha: float):
    phi = 1.0 if phi < 1.001 else phi
    law = stats.poisson(mean) if phi == 1 else stats.nbinom(mean / (phi - 1), 1 / phi)
    bound = tails.bound(alpha, float(stats.norm.isf(alpha)), mean, phi)
    assert law.sf(bound) <= alpha * (1 + 1e-9)
    assert bound == 0 or law.sf(bound - 1) >= alpha * (1 - 1e-9)
    for x in (0.0, float(int(mean)), bound):
        assert tails.at_least(x, mean, phi) == pytest.approx(law.sf(x - 1), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("mean", [1e17, 1e67, 1e200])
def test_a_mean_at_which_scipy_never_returns_has_a_bound(mean: float):
    assert tails.bound(0.05, 1.6448536, mean, 3.0) == pytest.approx(mean, rel=1e-3)


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(st.one_of(st.none(), st.integers(0, 60)), min_size=170, max_size=230),
    method=st.sampled_from(
        ["farrington-flexible", "farrington", "ears", "cusum", "glr", "outbreakp"]
    ),
    compatible=st.sampled_from(["", "surveillance"]),
)
def test_no_answer_is_nan_and_no_missing_count_alarms(counts: list, method: str, compatible: str):
    settings_ = {"b": 3} if method.startswith("farrington") else {}
    found = detect(weeks(counts), method, settings_, compatible=compatible)
    for name in ("expected", "upperbound"):
        assert not found[name].is_nan().any()
    assert not found.filter(pl.col("observed").is_null() & (pl.col("alarm") == 1)).height
    if not compatible:
        assert not found.filter(pl.col("upperbound").is_null() & pl.col("note").is_null()).height


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), more=st.integers(1, 5))
def test_a_series_is_judged_alike_alone_and_among_others(seed: int, more: int):
    counts = np.random.default_rng(seed).poisson(6, (more + 1, 220)).astype(float)
    frames = [weeks(row).with_columns(series=pl.lit(f"s{at}")) for at, row in enumerate(counts)]
    together = detect(pl.concat(frames), "farrington-flexible", {"b": 3})
    for at, frame in enumerate(frames):
        alone = detect(frame, "farrington-flexible", {"b": 3})
        assert alone.equals(together.filter(pl.col("series") == f"s{at}"))
