"""A file of deaths is read, or refused in one sentence."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from veille.foresight.study.deaths import NotMonthlyDeaths, is_rolling_sum, read_deaths

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
_STATES = SHARED / "us_12mo_deaths_by_state.csv"
_BC = SHARED / "bc_monthly_deaths.csv"


def a_file(folder: Path, text: str) -> Path:
    path = folder / "deaths.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_months_and_counts_are_read(tmp_path: Path):
    deaths = read_deaths(a_file(tmp_path, "Month,Deaths\n2024-11,12\n2024-12,9.0\n2025-01,15\n"))
    assert [f"{month:%Y-%m}" for month in deaths.months] == ["2024-11", "2024-12", "2025-01"]
    assert deaths.counts.tolist() == [12, 9, 15]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Month,Deaths\n", "a month and a count"),
        ("Month,Deaths\n2024-11,12\n2025-01,15\n", "after 2024-11 comes 2025-01"),
        ("Month,Deaths\n2024-11,Suppr.\n", "line 2: “Suppr.” is no count"),
        ("Month,Deaths\n2024-11,-1\n", "line 2: “-1” is no count"),
        ("Month,Deaths\n2024-11,3.5\n", "line 2: “3.5” is no count"),
        ("Month,Deaths\nNov 2024,3\n", "line 2: “Nov 2024” is no month"),
        ("Month,Deaths\n2024-13,3\n", "line 2: “2024-13” is no month"),
        ("month_ending,deaths 12 month\n2024-11,900\n", "rolling or cumulative"),
        ("Mois,Total glissant\n2024-11,900\n", "rolling or cumulative"),
    ],
)
def test_anything_else_is_refused_with_its_line(tmp_path: Path, text: str, sentence: str):
    with pytest.raises(NotMonthlyDeaths, match=sentence):
        read_deaths(a_file(tmp_path, text))


def test_a_rolling_sum_under_another_name_is_refused(tmp_path: Path):
    counts = np.random.default_rng(1).poisson(90, 60)
    sums = np.convolve(counts, np.ones(12, int), "valid")
    lines = [f"{2019 + n // 12}-{n % 12 + 1:02},{value}" for n, value in enumerate(sums)]
    with pytest.raises(NotMonthlyDeaths, match="12-month rolling sum"):
        read_deaths(a_file(tmp_path, "\n".join(["Month,Deaths", *lines])))


@given(
    level=st.floats(3, 2_000),
    growth=st.floats(-0.5, 1.5),
    months=st.integers(36, 120),
    seed=st.integers(0, 999),
)
@example(level=10.0, growth=1.5, months=83, seed=1)
def test_counts_of_any_level_and_trend_are_no_rolling_sum(
    level: float, growth: float, months: int, seed: int
):
    means = level * np.exp(growth * np.arange(months) / 24)
    assert not is_rolling_sum(np.random.default_rng(seed).poisson(means))


@pytest.mark.skipif(not _STATES.exists(), reason="the states’ rolling sums are not beside us")
def test_the_rolling_sums_of_every_state_are_known_for_what_they_are():
    of: dict[str, list[int]] = {}
    with _STATES.open() as file:
        for line in csv.DictReader(file):
            of.setdefault(line["state_fips"], []).append(int(float(line["deaths_12mo"])))
    assert len(of) == 51
    assert [state for state, sums in of.items() if not is_rolling_sum(np.array(sums))] == []


@pytest.mark.skipif(not _BC.exists(), reason="British Columbia’s deaths are not beside us")
def test_the_monthly_deaths_of_british_columbia_are_accepted():
    assert len(read_deaths(_BC).months) == 120
