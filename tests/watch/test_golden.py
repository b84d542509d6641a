"""Every detector gives R's numbers within each case's tolerance; alarms equal, empty where R is."""

import json

import numpy as np
import polars as pl
import pytest

from veille.watch.detect import detect
from veille.watch.scan import Model, scan
from veille.watch.share import OneShare, TwoShares

from . import golden
from .golden import Case, difference, needs_golden, numbers

CASES = golden.cases()
#: Columns of R beside date and observed that are compared; `mean_quantile` may be infinite there.
COMPARED = (
    "expected",
    "upperbound",
    "alarm",
    "score",
    "pvalue",
    "trend",
    "trend_coefficient",
    "phi",
    "quantile",
    "median",
    "m",
    "mu0",
    "cusum",
)


@needs_golden
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_detector_gives_what_r_gives(case: Case):
    ours = detect(
        case.frame(),
        case.method,
        case.settings(),
        compatible="surveillance",
        details=True,
        **case.call(),
    )
    if case.row["output"] is None:  # R stops with an error; a row without a bound is no alarm
        assert ours.filter(pl.col("upperbound").is_null())["alarm"].fill_null(0).sum() == 0
        return
    theirs = case.answer()
    assert ours["date"].equals(theirs["date"])
    sane = np.nan_to_num(np.abs(numbers(theirs["upperbound"]))) <= golden.ABSURD
    for name in set(COMPARED) & set(theirs.columns):
        if name == "trend":  # where nothing could be fitted, R leaves what was there before
            fitted = theirs["trend"].is_not_null() & ours["trend"].is_not_null()
            assert ours["trend"].filter(fitted).equals(theirs["trend"].cast(float).filter(fitted))
            continue
        keep = pl.Series(np.ones(len(sane), bool) if name == "alarm" else sane)
        apart = difference(ours[name].filter(keep), theirs[name].filter(keep))
        assert apart <= case.tolerance, f"{name} differs by {apart:.2g}"


FIRST = {
    "ff_default": ("farrington-flexible", 282, {"b": 4}),
    "ff_original": (
        "farrington-flexible",
        282,
        {
            "no_periods": 1,
            "b": 4,
            "w": 3,
            "weights_threshold": 1,
            "past_weeks_not_included": 3,
            "p_threshold_trend": 0.05,
            "alpha": 0.1,
        },
    ),
    "ff_improved_nbPlugin": (
        "farrington-flexible",
        282,
        {
            "no_periods": 10,
            "b": 4,
            "w": 3,
            "past_weeks_not_included": 26,
            "p_threshold_trend": 1,
            "threshold_method": "nbPlugin",
            "alpha": 0.1,
        },
    ),
    "ff_improved_muan": (
        "farrington-flexible",
        282,
        {
            "no_periods": 10,
            "b": 4,
            "w": 3,
            "past_weeks_not_included": 26,
            "p_threshold_trend": 1,
            "threshold_method": "muan",
            "alpha": 0.1,
        },
    ),
    "ears_C1": ("ears", 20, {"method": "C1"}),
    "ears_C2": ("ears", 20, {"method": "C2"}),
    "ears_C3": ("ears", 20, {"method": "C3"}),
    "cusum_standard": ("cusum", 100, {"k": 1.04, "h": 2.26}),
}


@needs_golden
@pytest.mark.parametrize("name", FIRST)
def test_the_first_files_of_golden_are_met_too(name: str):
    method, start, settings = FIRST[name]
    given = golden.read(golden.FIRST / "salmonella_agona.csv").rename({"observed": "count"})
    ours = detect(
        given,
        method,
        {**settings, "range_start": start, "range_end": 312},
        frequency=52,
        compatible="surveillance",
    )
    theirs = golden.read(golden.FIRST / f"{name}.csv")
    for column in {"expected", "upperbound", "alarm"} & set(theirs.columns):
        assert difference(ours[column], theirs[column]) <= golden.FITTED


@needs_golden
@pytest.mark.parametrize("row", golden.rows("pynssp"), ids=lambda row: row["id"])
def test_essence_gives_what_pynssp_gives(row: dict):
    given = row["parameters"]
    settings = {
        "baseline": given["B"],
        "guardband": given["g"],
        "w1": given["w1"],
        "w2": given["w2"],
        "range_start": 1,
    }
    frame = golden.read(golden.GOLDEN / "input" / row["call"]["input"])
    for method, output in zip(("ewma", "regression", "switch"), row["output"], strict=True):
        theirs = golden.read(golden.GOLDEN / output)
        ours = detect(frame, "essence", {**settings, "method": method}, details=True)
        pairs = {
            "expected": "baseline_expected",
            "statistic": "test_statistic",
            "pvalue": "p_value",
        }
        if method == "regression":
            pairs["sigma"] = "sigma"
            # Of a constant baseline pynssp has 0 or −∞, as the rounding falls.
            varies = theirs["adjusted_r_squared"].is_finite().fill_null(value=False)
            fit = ours["adjusted_r_squared"].filter(varies)
            assert difference(fit, theirs["adjusted_r_squared"].filter(varies)) <= 1e-8
        for mine, other in pairs.items():
            assert difference(ours[mine], theirs[other]) <= 1e-8
        colours = ["grey", "blue", "yellow", "red"]
        assert [colours[int(colour)] for colour in ours["colour"]] == theirs["alert"].to_list()


@needs_golden
@pytest.mark.parametrize("row", golden.rows("brute-force scan"), ids=lambda row: row["id"])
def test_a_scan_finds_what_a_brute_force_one_finds(row: dict):
    given, call = row["parameters"], row["call"]["input"]
    places = golden.read(golden.GOLDEN / call[0])
    model: Model = row["method"].split()[-1]
    found = scan(
        places.select("x", "y").to_numpy(),
        golden.read(golden.GOLDEN / call[1]).to_numpy(),
        model,
        population=places["population"].to_numpy() if "population" in places.columns else None,
        trials=golden.read(golden.GOLDEN / call[2]).to_numpy() if len(call) > 2 else None,
        largest_share=given["largest_share"],
        longest_window=given["longest_window"],
        prospective=given["prospective"],
        replicates=given["replicates"],
    )
    told = json.loads((golden.GOLDEN / row["output"][0]).read_text())
    best = told["most_likely"]
    assert found.cylinders == told["cylinders"]
    assert found.most_likely is not None
    assert found.most_likely.llr == pytest.approx(best["llr"], abs=1e-9)
    if not told["cylinders_tied_with_it"]:
        assert list(found.most_likely.places) == best["places"]
        assert (found.most_likely.first_day, found.most_likely.last_day) == (
            best["first_day"],
            best["last_day"],
        )
    error = told["monte_carlo"]["standard_error_of_p"]
    assert abs(found.most_likely.p - told["monte_carlo"]["p"]) <= 4 * error + 1 / 1999
    zones = golden.read(golden.GOLDEN / row["output"][1])
    for ours, theirs in zip(found.zones, zones.iter_rows(named=True), strict=True):
        assert " ".join(map(str, ours.places)) == str(theirs["places"])
        assert ours.llr == pytest.approx(theirs["llr"], abs=1e-9)
        assert (ours.first_day, ours.observed) == (theirs["first_day"], theirs["observed"])


def _close(ours: float, theirs: object, tolerance: float = 1e-9) -> bool:
    if theirs in {None, "NA"}:
        return np.isnan(ours)
    told = float(theirs)  # type: ignore[arg-type]
    return ours == told or abs(ours - told) <= tolerance * max(1, abs(told))


@needs_golden
def test_one_share_has_r_s_p_values_and_limits():
    for row in golden.read(golden.GOLDEN / "share" / "share_one.csv").iter_rows(named=True):
        share = OneShare(row["x"], row["n"], row["p0"], row["level"])
        ours = {
            "p_two_sided": share.p_two_sided(),
            "p_greater": share.p_greater(),
            "p_less": share.p_less(),
            "mid_p_greater": share.mid_p_greater(),
            "exact_low": share.exact()[0],
            "exact_high": share.exact()[1],
            "exact_low_one_sided": share.exact_low_one_sided(),
            "wilson_low": share.wilson()[0],
            "wilson_high": share.wilson()[1],
            "wilson_corrected_low": share.wilson(corrected=True)[0],
            "wilson_corrected_high": share.wilson(corrected=True)[1],
        }
        for name, value in ours.items():
            assert _close(value, row[name]), (row["x"], row["n"], row["p0"], name)


@needs_golden
def test_two_shares_have_r_s_p_values():
    for row in golden.read(golden.GOLDEN / "share" / "share_two.csv").iter_rows(named=True):
        pair = TwoShares(row["x1"], row["n1"], row["x0"], row["n0"])
        assert _close(pair.fisher_two_sided(), row["fisher_two_sided"])
        assert _close(pair.fisher_greater(), row["fisher_greater"])
        assert _close(pair.odds_ratio(), row["odds_ratio"], 1e-3)
        assert _close(pair.prop_two_sided(), row["prop_two_sided"])
        assert _close(pair.rate_greater(), row["conditional_rate_greater"])


@needs_golden
@pytest.mark.parametrize("row", golden.rows("trace of"), ids=lambda row: row["id"])
def test_a_row_that_was_traced_in_r_ends_in_the_same_three_bounds(row: dict):
    told = json.loads((golden.GOLDEN / row["output"][0]).read_text())
    given = {**told["parameters"], "range_start": told["row"], "range_end": told["row"]}
    frequency, by_date = given.pop("frequency"), given.pop("epoch_as_date")
    frame = golden.read(golden.GOLDEN / "input" / told["input"])
    for method in ("delta", "nbPlugin", "muan"):
        found = detect(
            frame,
            "farrington-flexible",
            {**given, "threshold_method": method},
            frequency=frequency,
            time="date" if by_date else "row",
            compatible="surveillance",
            details=True,
        ).row(0, named=True)
        final = told["final"]
        assert found["date"].isoformat() == told["date"]
        assert found["observed"] == told["observed"]
        assert _close(found["expected"], final["mu"], golden.FITTED)
        assert _close(found["upperbound"], final[method]["upper"], golden.FITTED)
        assert _close(found["phi"], final["phi"], golden.FITTED)
        assert _close(found["score"], final[method]["score"], golden.FITTED)


@needs_golden
@pytest.mark.parametrize("row", golden.rows("scan, every outcome"), ids=lambda row: row["id"])
def test_a_scan_s_chance_is_that_of_all_outcomes(row: dict):
    told = json.loads((golden.GOLDEN / row["output"][0]).read_text())
    replicates = 9_999
    found = scan(
        np.array(told["xy"]),
        np.array(told["counts"]),
        told["model"],
        population=np.array(told["population"]),
        largest_share=told["largest_share"],
        longest_window=told["longest_window"],
        prospective=told["prospective"],
        replicates=replicates,
    )
    assert found.most_likely is not None
    assert found.most_likely.llr == pytest.approx(told["llr"], abs=1e-9)
    error = (told["exact_p"] * (1 - told["exact_p"]) / replicates) ** 0.5
    assert abs(found.most_likely.p - told["exact_p"]) <= 4 * error + 1 / replicates
