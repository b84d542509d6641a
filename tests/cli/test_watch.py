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
    (tmp_path / "headings.csv").write_text("date,count\n")
    for name, said in (
        ("none.csv", b"There is no file"),
        ("empty.csv", b"is empty"),
        ("headings.csv", b"the series is empty"),
    ):
        done = empty.run("watch", "detect", tmp_path / name, "--method", "ears")
        assert done.returncode == 2
        assert said in done.stderr


def test_a_table_is_read_into_series_and_what_is_wrong_is_said(empty: Installation, tmp_path: Path):
    file, out = tmp_path / "deaths.csv", tmp_path / "series.csv"
    file.write_text("Month,Deaths\nJan. 2020,3\n2020-02-01,4\n2020-02-01,4\n2020-04-01,Suppr.\n")
    done = empty.run("watch", "import", file, "--as-of", "2026-11-01", "--out", out)
    assert done.returncode == 0, done.stderr
    for said in (b"Read as counts", b"written in several ways", b"Row 4 repeats a period"):
        assert said in done.stderr
    found = pl.read_csv(out)
    assert found["count"].to_list() == [3, 4, None]
    assert found["mark"].to_list() == [None, None, "suppressed"]


def test_rows_left_out_are_named_at_the_terminal_and_in_a_file(empty: Installation, tmp_path: Path):
    file, faults = tmp_path / "deaths.csv", tmp_path / "faults.csv"
    rows = "\n".join(f'2020-01-{day:02d},"2,400"' for day in range(1, 13))
    file.write_text(f"date,count\n2019-12-31,3\n{rows}\n", "utf-8")
    done = empty.run("watch", "import", file, "--faults", faults, LC_ALL="fr_CA.UTF-8")
    assert done.returncode == 2
    said = done.stderr.decode()
    assert "Ligne 3, count : « 2,400 » peut être 2400 ou 2,4 : précisez" in said
    assert "… et 4 autres lignes écartées" in said
    assert f"Fichier {faults} écrit : 12 lignes." in said
    assert pl.read_csv(faults)["row"].to_list() == list(range(3, 15))
    assert empty.run("watch", "import", file, "--decimal", "point").returncode == 0


def test_an_open_question_is_exit_status_2_and_its_rows_stay_out(
    empty: Installation, tmp_path: Path
):
    file = tmp_path / "deaths.csv"
    file.write_text("date,count\n25/03/2021,1\n03/04/2021,1\n")
    done = empty.run("watch", "import", file)
    assert done.returncode == 2
    assert b"--order" in done.stderr
    answered = empty.run("watch", "import", file, "--order", "day-first")
    assert answered.returncode == 0
    assert b"2021-04-03" in answered.stdout


def test_a_forecast_is_written_as_a_hub_takes_it(empty: Installation, tmp_path: Path):
    file = tmp_path / "deaths.csv"
    rows = [f"{2019 + at // 12}-{at % 12 + 1:02d}-01,{50 + at % 7}" for at in range(48)]
    file.write_text("\n".join(["date,count", *rows]))
    told = ("--target", "overdose deaths", "--location", "CA-BC")
    said = empty.says("watch", "export", file, "--hubverse", tmp_path / "hub", *told)
    assert "2022-12-31-veille-ensemble.csv" in said
    (written,) = (tmp_path / "hub").rglob("*.csv")
    assert pl.read_csv(written)["horizon"].unique().sort().to_list() == [1, 2, 3]
    done = empty.run("watch", "export", file, "--hubverse", tmp_path, *told, "--model", "crystal")
    assert done.returncode == 2
    assert b"There is no model crystal" in done.stderr


def test_vintages_are_kept_and_read_as_known_on_a_day(installed: Installation, tmp_path: Path):
    for as_of, counts in (("2026-03-15", "41;28"), ("2026-04-15", "40;39")):
        january, february = counts.split(";")
        file, series = tmp_path / "deces.csv", tmp_path / "series.csv"
        file.write_text(f"mois;décès\n2026-01;{january}\n2026-02;{february}\n", "utf-8")
        installed.says("watch", "import", file, "--as-of", as_of, "--out", series)
        told = ("--as", "deaths", "--area", "Québec", "--source", "Coroner")
        said = installed.says("watch", "keep", series, *told)
    name = said[:8]
    assert "1 new of 2 kept vintages" in said
    assert "deaths, Québec · Coroner, décès · 2026-03-15 … 2026-04-15 · inside" in installed.says(
        "watch", "known"
    )
    assert "2026-02-01,28.0" in installed.says("watch", "known", name, "--on", "2026-04-01")
    assert "2026-02-01,39.0" in installed.says("watch", "known", name)
    done = installed.run("watch", "hindsight", name)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"a nowcast needs 4 vintages" in done.stderr
