"""`veille foresight`: a study from its file to its report, and whatever is wrong in one line."""

import os
import re
import signal
import subprocess
from pathlib import Path

import polars as pl
import pytest

from ..foresight.small import TEXT, written
from ..waiting import LONGEST_SECONDS, wait_until
from .conftest import Installation

LEAST = ("--people", "200", "--draws", "2", "--replicates", "1")
NO_STUDY = 2


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return written(tmp_path)


def test_a_study_is_run_told_and_written(empty: Installation, small: Path, tmp_path: Path):
    out = tmp_path / "out"
    said = empty.says("foresight", "run", small, *LEAST, "--people", "2000", "--out", out)
    assert re.search(r"Baseline +\d", said)
    assert re.search(r"Safer( supply)? +−\d+", said)  # a name may break, a number never
    assert f"{out}/report.en.html" in said
    for name in ("report.en.html", "report.fr.html", "inputs/run.json", "frames/table.csv"):
        assert (out / name).stat().st_size > 0
    table = pl.read_parquet(out / "frames" / "table.parquet")
    assert set(table["scenario"]) >= {"baseline", "naloxone", "safer-supply", "together"}
    assert not empty.var.exists()


def test_it_speaks_the_terminals_language(empty: Installation, small: Path, tmp_path: Path):
    french = {"LC_ALL": "fr_CA.UTF-8", "COLUMNS": "80"}
    said = empty.says("foresight", "run", small, *LEAST, "--out", tmp_path / "out", **french)
    assert "Référence" in said
    assert "Décès par" in said
    assert "report.fr.html" in said
    table = said[: said.index("Rapport")]
    assert max(map(len, table.splitlines())) <= 80
    assert re.search(r"\d\u202f\d{3}", table)
    assert not re.search(r"\d\u202f *$|^ *\d{3} *$", table, re.MULTILINE), "a number is broken"
    check = ("foresight", "run", small, "--check", "--language", "en")
    assert empty.says(*check, LC_ALL="fr_CA.UTF-8") == "Nothing is wrong with it.\n"


def test_interrupted_it_keeps_what_is_done(empty: Installation, small: Path, tmp_path: Path):
    """Ctrl-C after the first pieces; the same command then runs the others alone."""
    out = tmp_path / "out"
    arguments = ("foresight", "run", small, "--draws", "40", "--threads", "1", "--out", out)
    with subprocess.Popen(
        empty.arguments(*arguments),
        env=empty.environment(),
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        wait_until(lambda: list(out.glob("pieces/[0-9a-f]*.parquet")), process)
        os.kill(process.pid, signal.SIGINT)
        try:
            said = process.communicate(timeout=LONGEST_SECONDS)[1].decode()
        finally:
            process.kill()
    assert process.returncode == 130
    kept = re.search(r"Stopped. (\d+) of (\d+) runs are kept", said)
    assert kept, said
    assert 0 < int(kept[1]) < int(kept[2])
    files = {path: path.stat().st_mtime_ns for path in out.glob("pieces/[0-9a-f]*.parquet")}
    empty.says(
        "foresight", "run", small, *LEAST[2:], "--people", "400", "--draws", "3", "--out", out
    )
    assert {path: path.stat().st_mtime_ns for path in files} == files


def test_what_is_wrong_is_one_line_a_fault_before_anything_runs(
    empty: Installation, tmp_path: Path
):
    wrong = written(tmp_path, TEXT.replace("seed = 5", "sead = 5").replace("40000", "-4"))
    for check in (["--check"], []):
        done = empty.run("foresight", "run", wrong, *check, "--out", tmp_path / "out")
        assert (done.returncode, done.stdout) == (NO_STUDY, b"")
        lines = done.stderr.decode().splitlines()
        assert [line.split(": ")[:2] for line in lines] == [
            ["small.toml", "sead"],
            ["small.toml", "seed"],
            ["small.toml", "levers.kits.level"],
        ]
    assert not (tmp_path / "out").exists()


def test_check_alone_runs_nothing(empty: Installation, small: Path, tmp_path: Path):
    out = tmp_path / "out"
    assert empty.says("foresight", "run", small, "--check", "--out", out) == (
        "Nothing is wrong with it.\n"
    )
    assert not out.exists()


def test_what_deaths_tell_is_fitted_and_then_used(empty: Installation, small: Path, tmp_path: Path):
    deaths = tmp_path / "deaths.csv"
    lines = [f"2025-{month:02},{8 + month % 5}" for month in range(1, 13)]
    deaths.write_text("Month,Deaths\n" + "\n".join(lines))
    learnt = tmp_path / "learnt.json"
    told = empty.says(
        "foresight",
        "fit",
        "montreal",
        "--to",
        deaths,
        "--out",
        learnt,
        "--people",
        "1000",
        "--members",
        "20",
    )
    assert re.search(r"12 months: \d+% of them within the 95 % interval", told)
    assert "The deaths cannot tell: " in told
    out = tmp_path / "out"
    arguments = ("foresight", "run", small, *LEAST, "--out", out)
    with_it = empty.says(*arguments, "--posterior", learnt)
    assert (out / "inputs" / "posterior.json").exists()
    assert with_it != empty.says(*arguments)


def test_a_fit_of_elsewhere_or_to_a_rolling_sum_is_refused(
    empty: Installation, small: Path, tmp_path: Path
):
    sums = tmp_path / "sums.csv"
    sums.write_text("Month,Deaths 12-month\n2024-01,900\n")
    done = empty.run("foresight", "fit", "montreal", "--to", sums)
    assert done.returncode == NO_STUDY
    assert "rolling or cumulative" in done.stderr.decode()
    learnt = tmp_path / "learnt.json"
    learnt.write_text("{}")
    done = empty.run("foresight", "run", small, "--posterior", learnt)
    assert done.returncode == NO_STUDY
    assert "is no fit" in done.stderr.decode()


def test_the_evidence_is_shown_with_its_sources(empty: Installation):
    told = empty.says("foresight", "evidence", "overdose")
    assert re.search(r"injecting_ratio +3\.1 +1\.8 – 4\.4 +ratio of hazards", told)
    assert "assumption: " in empty.says("foresight", "evidence", "--assumptions")
    assert "there are: " in empty.refuses("foresight", "evidence", "astrology")


def test_the_studies_are_listed(empty: Installation):
    assert re.search(r"montreal +Montréal, ten years +11", empty.says("foresight", "studies"))


def test_a_cluster_that_does_not_answer_is_one_sentence(
    empty: Installation, small: Path, tmp_path: Path
):
    said = empty.refuses(
        "foresight",
        "run",
        small,
        *LEAST,
        "--cluster",
        "tcp://127.0.0.1:9",
        "--out",
        tmp_path / "out",
    )
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in said


def test_without_the_scientific_libraries_it_says_what_to_install(
    empty: Installation, small: Path, tmp_path: Path
):
    """A site’s node has none of them."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, *of: None if name == 'numba' else find(name, *of)\n"
    )
    said = empty.run("foresight", "run", small, PYTHONPATH=str(hidden))
    assert said.returncode == 1
    assert "pip install 'veille[foresight]'" in said.stderr.decode()
