"""`veille supply import --write`: into the ledger of an installation, and on after a kill."""

import sqlite3
import subprocess
import time
from pathlib import Path

from ..waiting import LONGEST_SECONDS
from .conftest import Installation

ROWS = 6_000


def many_samples(folder: Path) -> Path:
    path = folder / "many.csv"
    lines = (f"{row:06d},2020-05-16,Surrey,Fentanyl,True\n" for row in range(ROWS))
    path.write_text("Sample,Date,City,Expected,Fentanyl strip\n" + "".join(lines))
    return path


def samples_in(installed: Installation) -> int:
    with sqlite3.connect(installed.var / "veille.sqlite3", timeout=30) as database:
        found = database.execute("SELECT count(*) FROM supply_imported_sample").fetchone()
    database.close()
    return int(found[0])


def test_an_import_that_was_killed_half_way_goes_on_with_the_same_command(
    installed: Installation, tmp_path: Path
):
    arguments = ["supply", "import", many_samples(tmp_path), "--language", "en", "--write"]
    process = subprocess.Popen(
        installed.arguments(*arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=installed.environment(),
    )
    until = time.monotonic() + LONGEST_SECONDS
    while samples_in(installed) == 0 and time.monotonic() < until:
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.wait()
    left = samples_in(installed)
    assert 0 < left < ROWS
    assert left % 500 == 0, "a part is in the ledger whole, or not at all"
    assert f"{ROWS - left} new, 0 changed, {left} here already" in installed.says(*arguments)
    assert samples_in(installed) == ROWS
    assert f"0 new, 0 changed, {ROWS} here already" in installed.says(*arguments)
    installed.says("ledger", "verify")


def test_a_question_that_is_open_keeps_everything_out(installed: Installation, tmp_path: Path):
    path = tmp_path / "samples.csv"
    path.write_text("Date,City\n03/04/2025,Montréal\n")
    done = installed.run("supply", "import", path, "--write", "--language", "en")
    assert done.returncode == 2
    assert samples_in(installed) == 0


def test_uncs_two_files_go_in_by_one_command(installed: Installation, tmp_path: Path):
    one, two = tmp_path / "nc_analysis_dataset.csv", tmp_path / "nc_lab_detail.csv"
    one.write_text(
        "sampleid,date_collect,location,expectedsubstance\n200001A,28Sep2021,Greensboro,heroin\n"
    )
    two.write_text(
        "sampleid,substance,abundance,method,date_complete\n200001A,xylazine,trace,GCMS,01Oct2021\n"
    )
    said = installed.says(
        "supply", "import", one, "--profile", "unc", "--detail", two, "--write", "--language", "en"
    )
    assert "1 new, 0 changed, 0 here already; 0 left out" in said
