"""`veille import`: tried first; killed half-way, the same command goes on."""

import sqlite3
import subprocess
import time
from datetime import date, timedelta
from pathlib import Path

from ..waiting import LONGEST_SECONDS
from .conftest import Installation

ROWS = 4_000


def visits_in(installed: Installation) -> int:
    with sqlite3.connect(installed.var / "veille.sqlite3", timeout=30) as database:
        found = database.execute("SELECT count(*) FROM care_visit").fetchone()
    database.close()
    return int(found[0])


def test_an_import_that_was_killed_half_way_goes_on_with_the_same_command(
    installed: Installation, tmp_path: Path
):
    path, left_out = tmp_path / "visits.csv", tmp_path / "faults.csv"
    days = (date(2010, 1, 1) + timedelta(days=row) for row in range(ROWS))
    rows = [f"{row};{day} 10:00;injection\n" for row, day in enumerate(days)]
    path.write_text("visit number;arrived;mode\n" + "".join(rows) + "0;2020-12-31;par magie\n")
    arguments = ["import", "visits", path, "--source", "register", "--language", "en"]
    arguments += ["--faults", left_out]
    assert f"{ROWS + 1} rows: {ROWS} ready, 0 here, 1 with a fault" in installed.says(*arguments)
    assert "par magie" in left_out.read_text()
    process = subprocess.Popen(
        installed.arguments(*arguments, "--write"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=installed.environment(),
    )
    until = time.monotonic() + LONGEST_SECONDS
    while visits_in(installed) == 0 and time.monotonic() < until:
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.wait()
    here = visits_in(installed)
    assert 0 < here < ROWS
    said = f"In the ledger: {ROWS - here} new, {here} here already; 1 left out."
    assert said in installed.says(*arguments, "--write")
    assert visits_in(installed) == ROWS
    installed.says("ledger", "verify")


def test_a_file_to_fill_in_has_the_headings_and_no_source_is_asked_back(
    installed: Installation, tmp_path: Path
):
    path = tmp_path / "visites.csv"
    installed.says("import", "visits", path, "--template", "--language", "fr")
    text = path.read_text("utf-8-sig")
    assert text.startswith("numéro de visite;code ou surnom;")
    headings = text.strip().split(";")
    said = {"arrivée": "2025-03-14 22:10", "mode": "injection"}
    path.write_text(text + ";".join(said.get(one, "") for one in headings) + "\n")
    done = installed.run("import", "visits", path, "--write")
    assert (done.returncode, visits_in(installed)) == (1, 0)
    assert "from which records" in done.stderr.decode()
