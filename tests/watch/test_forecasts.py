"""What comes next: forecasts, their ensemble, and the file that every hub takes."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from veille.watch import forecasts, hubverse
from veille.watch.forecasts import HUB_LEVELS, NoForecast, forecast, rolling_origin
from veille.watch.many import keep_share_false, q_values

from . import golden
from .golden import needs_golden

HUB = golden.GOLDEN / "hubverse"


def months(years: int = 8, seed: int = 1) -> np.ndarray:
    at = np.arange(years * 12)
    mean = 100 * np.exp(0.3 * np.sin(2 * np.pi * at / 12))
    return np.random.default_rng(seed).poisson(mean).astype(float)


def test_a_season_ago_is_the_middle_of_the_seasonal_naive_forecast():
    history = months()
    found = forecast(history, 3, of=("seasonal-naive",))["seasonal-naive"]
    assert found[:, HUB_LEVELS.index(0.5)] == pytest.approx(history[-12:-9])
    assert (np.diff(found, axis=1) >= 0).all()


def test_a_random_walk_widens_and_stays_above_zero():
    found = forecast(np.array([0, 1, 0, 2, 1, 0, 3, 1, 0, 0, 1, 2.0]), 6, of=("random-walk",))
    wide = found["random-walk"][:, -1] - found["random-walk"][:, 0]
    assert wide[-1] > wide[0]
    assert (found["ensemble"] >= 0).all()


def test_the_season_wins_by_wis_where_there_is_one():
    scored = rolling_origin({"a": months(), "b": months(seed=2)}, 6, origins=6)
    assert scored.origins == 12
    assert scored.best in {"seasonal-naive", "ensemble", "ets", "arima"}
    wis = dict(scored.table.select("model", "wis").iter_rows())
    assert wis["seasonal-naive"] < wis["random-walk"]


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ([1, 2, 3], "too few"),
        ([1.0] * 20 + [np.nan], "needs every count"),
        ([1.0] * 20 + [-1], "negative"),
    ],
)
def test_a_history_that_cannot_be_continued_says_why(history: list, said: str):
    with pytest.raises(NoForecast, match=said):
        forecast(np.array(history, float), 3, of=("random-walk",))
    with pytest.raises(NoForecast, match="There is no model crystal-ball"):
        forecast(months(), 3, of=("crystal-ball",))
    with pytest.raises(NoForecast, match="No series is long enough"):
        rolling_origin({"short": np.ones(5)}, 3)


@needs_golden
def test_a_forecast_is_written_as_the_hub_takes_it(tmp_path: Path):
    hub = hubverse.Hub.read(HUB / "hub")
    found = forecast(months(), 3)["ensemble"]
    frame = hubverse.rows_of(date(2021, 9, 30), "overdose deaths", "CA-BC", found, HUB_LEVELS)
    file = hubverse.write(frame, tmp_path, "veille", "ensemble")
    assert file.name == "2021-09-30-veille-ensemble.csv"
    assert hub.faults(file) == ()
    assert frame["target_end_date"].unique().sort().to_list() == [
        "2021-09-30",
        "2021-10-31",
        "2021-11-30",
    ]
    with pytest.raises(hubverse.NoHub, match="no hyphen"):
        hubverse.write(frame, tmp_path, "veille", "two-way")
    with pytest.raises(hubverse.NoHub, match="is no hub"):
        hubverse.Hub.read(tmp_path)


@needs_golden
def test_a_valid_file_has_no_fault_and_each_broken_one_has_its_own():
    hub = hubverse.Hub.read(HUB / "hub")
    (valid,) = (HUB / "hub" / "model-output").rglob("*.csv")
    assert hub.faults(valid) == ()
    for row in golden.read(HUB / "faults.csv").iter_rows(named=True):
        said = " | ".join(hub.faults(HUB / "faults" / row["folder"] / row["file"]))
        for wanted in row["found"].split("; "):
            assert wanted in said, (row["folder"], said)


def test_months_end_where_the_calendar_says():
    assert hubverse.month_end(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert hubverse.month_end(date(2021, 9, 30), -2) == date(2021, 7, 31)


def test_q_values_are_benjamini_and_hochberg_s():
    assert q_values(np.array([0.01, 0.04, np.nan, 0.03])) == pytest.approx(
        [0.03, 0.04, np.nan, 0.04], nan_ok=True
    )


def test_of_many_alarms_only_a_share_may_be_false():
    stream = np.random.default_rng(1)
    p = np.concatenate([stream.uniform(size=990), np.full(10, 1e-6)])
    found = pl.DataFrame(
        {
            "series": np.arange(1000),
            "date": [date(2026, 1, 1)] * 1000,
            "upperbound": 5.0,
            "alarm": (p < 0.01).astype(np.int8),
            "pvalue": p,
        }
    )
    kept = keep_share_false(found, 0.1)
    assert found["alarm"].sum() > 15
    assert 10 <= kept["alarm"].sum() <= 13
    with pytest.raises(ValueError, match="no p-value"):
        keep_share_false(found.drop("pvalue"), 0.1)
    with pytest.raises(ValueError, match="share cannot be 2"):
        keep_share_false(found, 2)


def test_models_of_statsforecast_are_there_only_where_it_is_installed():
    assert {"seasonal-naive", "random-walk", "drift"} <= set(forecasts.models())
