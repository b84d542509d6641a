"""`veille law reform`: a table in the terminal, files in a folder, sentences where it cannot."""

import os
import signal
import subprocess
import time
from pathlib import Path

import polars as pl

from ..waiting import LONGEST_SECONDS
from .conftest import Installation

CASES = (
    "Province;Date;Âge;Lieu;Drogue;Poids (g)\n"
    "BC;2023-06-01;30;rue;héroïne;3,5\n"
    "BC;2023-06-02;31;parc;coke;0,5\n"
    "BC;2023-06-02;31;lune;coke;0,5\n"
)


def cases(folder: Path, content: str = CASES) -> Path:
    path = folder / "saisies.csv"
    path.write_bytes(content.encode("latin-1"))
    return path


def test_a_file_is_answered_and_the_bad_row_named(empty: Installation, tmp_path: Path):
    out = tmp_path / "out"
    done = empty.run(
        "law",
        "reform",
        "bc-4.5-grams",
        "--cases",
        cases(tmp_path),
        "--out",
        out,
        "--language",
        "fr",
    )
    said, aside = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == 0, aside
    assert "Autres réponses : 1 sur 2 cas que la réforme atteint, 50,0" in said.replace(
        "\u00a0", " "
    )
    assert "Infraction" in said
    assert "Exempté" in said
    assert "« lune »" in aside.replace("\u202f", " ").replace("«lune»", "« lune »")
    assert {each.name for each in out.iterdir()} >= {
        "reform.en.html",
        "reform.fr.html",
        "changed.csv",
        "groups.csv",
        "bc-4.5-grams.toml",
    }
    (row,) = pl.read_csv(out / "changed.csv").iter_rows(named=True)
    assert (row["case"], row["before"], row["after"]) == (2, "offence", "exempt")
    assert "4,5" in row["why_fr_after"]
    assert not empty.var.exists()


def test_a_dry_run_writes_nothing_and_asks_nothing(empty: Installation, tmp_path: Path):
    out = tmp_path / "out"
    done = empty.run(
        "law", "reform", "bc-4.5-grams", "--cases", cases(tmp_path), "--out", out, "--dry-run"
    )
    assert (done.returncode, done.stdout) == (0, b"")
    aside = done.stderr.decode()
    for part in ("Poids (g) → grams", "rows 3, cases 2", "“lune”", "Dry run", "2023-01-31"):
        assert part in aside
    assert not out.exists()


def test_a_made_up_population_is_told_from_a_real_one(empty: Installation, tmp_path: Path):
    out = tmp_path / "out"
    done = empty.run("law", "reform", "quebec-decriminalized", "--people", "2000", "--out", out)
    said, aside = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == 0, aside
    assert "These cases are made up" in said
    assert "Assumed." in aside
    assert "2,000 made-up cases" in aside
    page = (out / "reform.en.html").read_text()
    assert "These cases are made up" in page
    assert "The Canadian Press" in page
    again = empty.run("law", "reform", "quebec-decriminalized", "--people", "2000")
    assert again.stdout.decode().splitlines()[:3] == said.splitlines()[:3]


def test_an_unsound_reform_is_one_sentence_and_exit_2(empty: Installation, tmp_path: Path):
    overlay = tmp_path / "mine.toml"
    overlay.write_text(
        '[reform]\nname = "Mine"\n[[change]]\njurisdiction = "CA-BC"\nrule = "exemtion"\n'
        "set = { age_from = 19 }\n"
    )
    done = empty.run("law", "reform", overlay)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(
        "mine.toml:5: CA-BC has no rule exemtion; did you mean exemption?"
    )
    none = empty.run("law", "reform", "bc-4", LC_ALL="fr_CA.UTF-8")
    assert none.returncode == 2
    assert none.stderr.decode().startswith("Il n’y a pas de fichier bc-4, ni d’exemple de ce nom")


def test_an_open_question_stops_before_anything_is_asked(empty: Installation, tmp_path: Path):
    dates = CASES.replace("2023-06-01", "03/04/2023").replace("2023-06-02", "04/05/2023")
    file = cases(tmp_path, dates)
    done = empty.run("law", "reform", "bc-4.5-grams", "--cases", file)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "--answer 'Date=day-first'" in done.stderr.decode()
    answered = empty.run(
        "law", "reform", "bc-4.5-grams", "--cases", file, "--answer", "Date=day-first"
    )
    assert answered.returncode == 0


def test_cases_before_the_reform_can_be_asked_on_a_later_day(empty: Installation, tmp_path: Path):
    file = cases(tmp_path, CASES.replace("BC;", "QC;"))
    said = empty.says("law", "reform", "quebec-decriminalized", "--cases", file)
    assert "--on DATE" in said
    said = empty.says(
        "law", "reform", "quebec-decriminalized", "--cases", file, "--on", "2027-06-01"
    )
    assert "All cases are asked as of 2027-06-01" in said
    assert "Answered otherwise: 1 of 2 cases" in said


def test_cases_elsewhere_are_said_to_be_so(empty: Installation, tmp_path: Path):
    file = cases(tmp_path, CASES.replace("BC;", "Portugal;"))
    said = empty.says("law", "reform", "bc-4.5-grams", "--cases", file)
    assert "No case is in a jurisdiction that the reform changes: British Columbia." in said


def test_an_empty_file_is_one_sentence_in_french(empty: Installation, tmp_path: Path):
    file = cases(tmp_path, "")
    done = empty.run("law", "reform", "bc-4.5-grams", "--cases", file, LC_ALL="fr_CA.UTF-8")
    assert (done.returncode, done.stderr.decode()) == (2, "Le fichier est vide.\n")


def test_the_examples_are_listed(empty: Installation):
    said = empty.says("law", "reforms", "--language", "fr")
    for part in ("bc-4.5-grams", "quebec-decriminalized", "portugal-fifteen-days", "quinze jours"):
        assert part in said


def test_ctrl_c_leaves_nothing_half_written(empty: Installation, tmp_path: Path):
    head, row = CASES.splitlines()[:2]
    file = cases(tmp_path, f"{head}\n" + f"{row}\n" * 300_000)
    out = tmp_path / "out"
    running = subprocess.Popen(
        empty.arguments("law", "reform", "bc-4.5-grams", "--cases", file, "--out", out),
        env=empty.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + LONGEST_SECONDS
    while file.name not in _open_files(running.pid) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGINT)
    _said, aside = running.communicate(timeout=LONGEST_SECONDS)
    assert running.returncode == 130
    assert b"Traceback" not in aside
    assert not out.exists()


def _open_files(pid: int) -> set[str]:
    """The names of the files that a process holds open."""
    found = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(each.readlink().name)
        except OSError:  # closed since
            continue
    return found
