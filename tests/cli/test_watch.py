"""`veille watch`: a file of counts judged at the terminal."""

from pathlib import Path

import polars as pl
import pytest

from ..watch.made import many, poisson_weeks, weeks
from .conftest import Installation

SETTINGS = ("--set", "b=3", "--set", "w=2", "--set", "threshold_method=muan")
FLEXIBLE = ("--method", "farrington-flexible", *SETTINGS)


@pytest.fixture
def series(tmp_path: Path) -> Path:
    file = tmp_path / "deaths.csv"
    weeks(poisson_weeks(6, 9)).with_columns(pl.col("count").cast(int)).write_csv(file)
    return file


def test_a_file_is_judged_row_by_row(empty: Installation, series: Path, tmp_path: Path):
    out = tmp_path / "out.csv"
    empty.says("watch", "detect", series, *FLEXIBLE, "--set", "range_start=300", "--out", out)
    found = pl.read_csv(out)
    assert found.columns == ["date", "observed", "expected", "upperbound", "alarm"]
    assert found.height == 13
    assert (
        empty.says("watch", "detect", series, *FLEXIBLE, "--set", "range_start=300")
        == out.read_text()
    )


def test_the_terminal_says_how_dates_are_read_and_whether_r_is_copied(
    empty: Installation, series: Path
):
    more = ("--frequency", "52", "--time", "row", "--compatible", "surveillance", "--details")
    said = empty.says("watch", "detect", series, *FLEXIBLE, *more)
    assert said.startswith("date,observed,expected,upperbound,alarm,note,score")


def test_a_broken_series_is_named_and_the_others_are_written(empty: Installation, tmp_path: Path):
    file = tmp_path / "many.csv"
    many(good=weeks(poisson_weeks(6, 9)), short=weeks([1, 2, 3])).with_columns(
        pl.col("count").cast(int)
    ).write_csv(file)
    done = empty.run("watch", "detect", file, *FLEXIBLE)
    assert done.returncode == 0
    assert b"short: It has 3 rows" in done.stderr
    assert b"short" not in done.stdout
    assert done.stdout.startswith(b"series,date,observed")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--method", "ears", "--set", "bla=1"), b"There is no setting bla"),
        (("--method", "ears", "--set", "baseline"), b"--set takes KEY=VALUE"),
        (("--method", "what"), b"There is no method what"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    empty: Installation, series: Path, arguments: tuple[str, ...], said: bytes
):
    done = empty.run("watch", "detect", series, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_not_there_or_empty_is_said(empty: Installation, tmp_path: Path):
    (tmp_path / "empty.csv").write_text("")
    for name, said in (("none.csv", b"There is no file"), ("empty.csv", b"is empty")):
        done = empty.run("watch", "detect", tmp_path / name, "--method", "ears")
        assert done.returncode == 2
        assert said in done.stderr
