"""Nowcasts: a triangle that a hand can fill, R's numbers, and revisions in both directions."""

import re
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from veille.watch import line_lists, scores
from veille.watch.chain_ladder import chain_ladder, filled, mack
from veille.watch.triangle import Triangle, WrongTriangle, upward_only
from veille.watch.two_way import two_way, with_inquiries

from . import golden
from .golden import needs_golden

HAND = np.array(
    [
        [40, 30, 20, 10],
        [80, 60, 40, 20],
        [60, 45, 30, 15],
        [60, 45, 30, np.nan],
        [40, 30, np.nan, np.nan],
        [100, np.nan, np.nan, np.nan],
    ]
)
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def apart(ours: object, theirs: object) -> float:
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    assert a.shape == b.shape
    assert (np.isnan(a) == np.isnan(b)).all()
    known = ~np.isnan(b)
    return float((np.abs(a - b)[known] / np.maximum(1, np.abs(b[known]))).max(initial=0))


def test_a_triangle_that_a_hand_can_fill():
    found = chain_ladder(Triangle(HAND))
    assert found.share == pytest.approx([0.4, 0.3, 0.2, 0.1])
    assert found.expected == pytest.approx([100, 200, 150, 150, 100, 250])
    # One row with 100 known at 0.4: (100 + 1 − 0.4) / 0.4 in the variant that allows for none.
    assert filled(Triangle(HAND)).cells[-1, 1] == pytest.approx(0.3 * (100 + 0.6) / 0.4)


def test_corrections_downward_are_taken_from_the_delays_before():
    assert upward_only([100, 60, -20, 10]).tolist() == [100, 40, 0, 10]
    assert upward_only([5, 2, -4]).tolist() == [3, 0, 0]


def test_a_line_list_and_vintages_make_the_same_triangle():
    events, reports = np.array([0, 0, 1, 2, 2]), np.array([0, 2, 1, 2, 3])
    made = Triangle.from_line_list(events, reports, now=3, first=0, longest=2)
    vintages = {
        now: {
            period: int(((events == period) & (reports <= now)).sum()) for period in range(now + 1)
        }
        for now in range(4)
    }
    told = Triangle.from_vintages(vintages, longest=2)
    assert np.array_equal(made.cells, told.cells, equal_nan=True)


def test_a_vintage_that_takes_cases_back_has_a_negative_cell():
    made = Triangle.from_vintages({0: {0: 195}, 1: {0: 202, 1: 10}, 2: {0: 201, 1: 12}}, longest=2)
    assert made.cells[0].tolist() == [195, 7, -1]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Triangle(np.empty((0, 3))), "periods and delays"),
        (lambda: Triangle(np.array([[np.nan, 1.0]])), "not at the one before"),
        (lambda: Triangle(np.array([[np.nan, np.nan]])), "not known at its first"),
        (lambda: Triangle.from_vintages({}, longest=2), "no vintage"),
        (
            lambda: Triangle.from_line_list(
                np.array([3]), np.array([1]), now=5, first=0, longest=2
            ),
            "1 reports come before their events",
        ),
        (lambda: chain_ladder(Triangle(np.zeros((3, 2)))), "Nothing was known at delay 0"),
        (lambda: Triangle(HAND).as_of(9), "6 periods"),
    ],
)
def test_what_is_no_triangle_is_said_in_a_sentence(make, said: str):
    with pytest.raises(WrongTriangle, match=said):
        make()


def test_a_day_without_a_report_may_still_get_some():
    cells = HAND.copy()
    cells[-1, 0] = 0
    assert line_lists.lawless(Triangle(cells), compatible=True).high[-1] == 0
    assert line_lists.lawless(Triangle(cells)).high[-1] > 0


def test_reports_still_under_inquiry_end_as_others_did():
    draws = with_inquiries(100, 30, confirmed=80, closed=100)
    assert np.mean(draws) == pytest.approx(124, abs=0.5)
    assert draws.min() >= 100
    assert draws.max() <= 130
    with pytest.raises(ValueError, match="no more are confirmed"):
        with_inquiries(1, 1, confirmed=3, closed=2)


@settings(max_examples=25, deadline=None)
@example([[0] * 4] * 6 + [[0, -1, 0, 0], [0] * 4], 0)
@given(
    st.lists(st.lists(st.integers(-3, 30), min_size=4, max_size=4), min_size=8, max_size=14),
    st.integers(0, 99),
)
def test_any_triangle_has_whole_counts_none_of_them_negative(rows: list, seed: int):
    cells = np.array(rows, float)
    cells[:, 0] = np.abs(cells[:, 0])
    found = two_way(Triangle(cells).as_of(0), draws=40, seed=seed)
    assert np.isfinite(found.draws).all()
    whole = found.draws[:, -3:]
    assert (whole >= 0).all()
    assert (whole == np.rint(whole)).all()


def two_way_revisions(seed: int, periods: int = 40, delays: int = 8) -> tuple[Triangle, np.ndarray]:
    """Counts that wander, reports that come late, and some that are taken back later."""
    stream = np.random.default_rng(seed)
    level = np.exp(np.log(80) + np.cumsum(stream.normal(0, 0.08, periods)))
    final = stream.negative_binomial(30, 30 / (30 + level))
    late = np.array([0.5, 0.25, 0.15, 0.08, 0.05, 0.03, 0.02, 0.01, 0.01])
    back = np.array([0, 0, 0.01, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01])
    cells = np.zeros((periods, delays + 1))
    for period in range(periods):
        up = stream.multinomial(int(final[period] * 1.1), stream.dirichlet(late * 60))
        so_far = np.concatenate([[0], up.cumsum()[:-1]])
        cells[period] = up - stream.binomial(so_far, back)
    return Triangle(cells).as_of(0), cells.sum(axis=1)


def test_revisions_in_both_directions_are_covered_as_stated():
    seen, held, wide, naive = 0, 0, [], []
    for seed in range(25):
        triangle, final = two_way_revisions(seed)
        open_ = np.flatnonzero(triangle.last_delay() < triangle.delays - 1)
        quantiles = two_way(triangle, draws=200).quantiles(LEVELS)[open_]
        held += int(scores.covered(final[open_], quantiles[:, 0], quantiles[:, -1]).sum())
        seen += len(open_)
        wide.append(scores.wis(final[open_], quantiles, LEVELS).wis.mean())
        known = np.repeat(triangle.known()[open_, None], len(LEVELS), axis=1)
        naive.append(scores.wis(final[open_], known, LEVELS).wis.mean())
    assert 0.85 <= held / seen <= 0.96
    assert np.mean(wide) < np.mean(naive) / 3


def _cells(name: str) -> np.ndarray:
    frame = golden.read(golden.GOLDEN / name)
    return frame.select(pl.exclude("date")).cast(pl.Float64).fill_null(np.nan).to_numpy()


@needs_golden
@pytest.mark.parametrize("row", golden.rows("chain ladder"), ids=lambda row: row["id"])
def test_chain_ladder_is_r_s(row: dict):
    found = chain_ladder(Triangle(_cells(row["call"]["input"])))
    told, factors = (golden.read(golden.GOLDEN / name) for name in row["output"])
    assert apart(found.expected, golden.numbers(told["expected"])) <= 1e-9
    assert apart(found.cumulative_share, golden.numbers(factors["cumulative_share"])) <= 1e-9
    assert apart(found.factors, golden.numbers(factors["factor_to_next"])[:-1]) <= 1e-9
    assert apart(found.sigma2, golden.numbers(factors["mack_sigma2"])[:-1]) <= 1e-9


@needs_golden
@pytest.mark.parametrize("row", golden.rows("baselinenowcast"), ids=lambda row: row["id"])
def test_a_filled_triangle_is_baselinenowcast_s(row: dict):
    given_ = row["parameters"]
    found = filled(
        Triangle(_cells(row["call"]["input"])),
        of_last=given_["n"],
        move_negatives=given_["preprocess_negative_values"],
    )
    told, shares = (golden.read(golden.GOLDEN / name) for name in row["output"][:2])
    assert apart(found.cells, told.select(pl.exclude("date", "total")).to_numpy()) <= 1e-8
    assert apart(found.share, golden.numbers(shares["share"])) <= 1e-8


@needs_golden
@pytest.mark.parametrize("row", golden.rows("chainladder Mack"), ids=lambda row: row["id"])
def test_mack_s_errors_are_chainladder_s(row: dict):
    found = mack(_cells(row["call"]["input"]))
    told = golden.read(golden.GOLDEN / row["output"][0])
    assert apart(found.expected, golden.numbers(told["expected"])) <= 1e-6
    assert apart(found.standard_error, golden.numbers(told["mack_standard_error"])) <= 1e-6
    assert found.total_standard_error == pytest.approx(row["total_standard_error"], rel=1e-6)


@needs_golden
@pytest.mark.parametrize("row", golden.rows("surveillance::nowcast"), ids=lambda row: row["id"])
def test_a_nowcast_of_a_line_list_is_r_s(row: dict):
    given_, kind = row["parameters"], row["method"].split()[-1]
    triangle = hus(row["call"]["now"], given_["D"], given_["dRange"][0])
    largest, window = given_["N.tInf.max"], given_["m"]
    if kind == "lawless":
        cut = "diagonal" if given_["m.interpretation"].startswith("lawless") else "rows"
        found = line_lists.lawless(
            triangle, window=window, cut=cut, largest=largest, compatible=True
        )
        right = line_lists.lawless(triangle, window=window, cut=cut, largest=largest)
    elif kind.endswith("bnb"):
        found = line_lists.beta_negative_binomial(triangle, window=window, largest=largest)
    else:
        mean, variance = map(float, re.findall(r"\d+", given_["N.tInf.prior"]))
        found = line_lists.sampled(
            triangle,
            truncated=kind.endswith(".trunc"),
            window=window,
            largest=largest,
            prior_mean=mean,
            prior_variance=variance,
        )
    told = {
        name: golden.numbers(column)
        for name, column in golden.read(golden.GOLDEN / row["output"][0]).to_dict().items()
        if name != "date"
    }
    rows = slice(-len(told["final"]), None)
    if "spread_over_seeds" in told:
        error = np.maximum(told["pmf_mean_sd_over_seeds"], 1e-9)
        assert (np.abs(found.pmf_mean[rows] - told["pmf_mean"]) <= 4 * error).all()
        for name in ("median", "low", "high"):
            gap = np.abs(getattr(found, name)[rows] - told[name])
            assert (gap <= told["spread_over_seeds"] + 1).all()
        return
    for name in ("median", "low", "high", "pmf_mean"):
        assert apart(getattr(found, name)[rows], told[name]) <= 1e-8
    if kind == "lawless":
        assert apart(found.expected[rows], told["expected"]) <= 1e-8
        assert apart(found.share_known[rows], told["share_reported"]) <= 1e-8
        assert apart(found.variance[rows], told["variance_in_R"]) <= 1e-8
        assert apart(right.variance[rows], told["variance_lawless_2_16"]) <= 1e-8


def hus(now: str, longest: int, first: str = "2011-05-01") -> Triangle:
    told = golden.read(golden.GOLDEN / "input" / "hus_o104_linelist.csv").drop_nulls()
    days = {
        name: told[name].to_numpy().astype("datetime64[D]").astype(int) for name in told.columns
    }
    day = {name: date.fromisoformat(name).toordinal() - 719163 for name in (now, first)}
    return Triangle.from_line_list(
        days["dHosp"], days["dReport"], now=day[now], first=day[first], longest=longest
    )


@needs_golden
@pytest.mark.parametrize("name", ["50", "one"])
def test_scores_are_scoringrules_s(name: str):
    quantiles, members, laws = (
        golden.read(golden.GOLDEN / "input" / f"scores_{name}_{kind}.csv")
        for kind in ("quantiles", "members", "distributions")
    )
    told = golden.read(golden.GOLDEN / "scores" / f"scores_{name}.csv")
    levels = [float(column[1:]) for column in quantiles.columns[2:]]
    at = quantiles[:, 2:].cast(pl.Float64).to_numpy()
    y, size, mean = (
        golden.numbers(column)
        for column in (quantiles["observed"], laws["negbin_size"], laws["negbin_mean"])
    )
    weighted = scores.wis(y, at, levels)
    ours = {
        "wis": weighted.wis,
        "dispersion": weighted.dispersion,
        "underprediction": weighted.underprediction,
        "overprediction": weighted.overprediction,
        "crps_ensemble_nrg": scores.crps_members(y, members[:, 1:].to_numpy()),
        "crps_ensemble_fair": scores.crps_members(y, members[:, 1:].to_numpy(), fair=True),
        "crps_normal": scores.crps_normal(
            y, golden.numbers(laws["mean"]), golden.numbers(laws["sd"])
        ),
        "crps_poisson": scores.crps_poisson(y, golden.numbers(laws["mean"])),
        "crps_negbin": scores.crps_negative_binomial(y, size, mean),
    }
    for column, values in ours.items():
        theirs = golden.numbers(told[column])
        given_ = ~np.isnan(theirs)
        assert apart(values[given_], theirs[given_]) <= 1e-9, column


def test_the_hand_example_of_an_interval_score():
    assert scores.interval_score(0.1, 0, 0.4, 0.5) == pytest.approx(0.4)
    with pytest.raises(ValueError, match="symmetric about a median"):
        scores.wis(np.array([1.0]), np.array([[1.0, 2.0]]), (0.25, 0.75))
