"""`veille backup`: made, tried and put back by people at a terminal."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .conftest import Installation

KEY = re.compile(r"^(?:[A-Z2-7]{4}-){13}[A-Z2-7]{4}$", re.MULTILINE)


def test_a_machine_is_lost_and_another_goes_on_from_its_backup(
    installed: Installation, tmp_path: Path
) -> None:
    place = {"VEILLE_BACKUPS": str(tmp_path / "disk")}
    assert "is its disk or stick in" in installed.refuses("backup", "now", **place)
    (tmp_path / "disk").mkdir()
    done = installed.run("backup", "now", **place)
    assert done.returncode == 0
    assert "have the key of the backups on paper" in " ".join(done.stderr.decode().split())
    assert "holds" in installed.says("backup", "drill", **place)
    letters = KEY.search(installed.says("backup", "key"))
    assert letters
    groups = letters[0].split("-")
    assert "groups 3 and 11" in installed.refuses("backup", "key", "--proven", groups[0])
    assert "Proved" in installed.says("backup", "key", "--proven", f"{groups[2]} {groups[10]}")
    shown = installed.says("backup", "list", **place)
    assert "Nuit" in shown
    assert "never" not in shown

    (backup,) = (tmp_path / "disk").iterdir()
    other = Installation(tmp_path / "other")
    assert "Add --key" in other.refuses("backup", "restore", backup)
    wrong = letters[0][:-1] + ("A" if letters[0][-1] != "A" else "B")
    assert "a letter is wrong" in other.refuses("backup", "restore", backup, "--key", wrong)
    assert not (tmp_path / "other").exists()
    said = other.says("ledger", "restore", backup, "--key", letters[0])
    assert f"Restored {backup}" in said
    assert "marie" in other.says("account", "list")
    assert "Sound" in other.says("ledger", "verify")
    assert not list((tmp_path / "other").glob("*unfinished*"))
    assert other.says("backup", "key").strip() == letters[0]


def test_in_french_too(installed: Installation) -> None:
    said = installed.says("backup", "now", LC_ALL="fr_CA.UTF-8")
    assert "scellée" in said


def test_the_server_makes_what_is_missing_and_tries_it(installed: Installation) -> None:
    def chores_run() -> list[Path]:
        """As the server does every few minutes."""
        subprocess.run(
            [sys.executable, "-c", "from veille.web import server, chores; chores.back_up()"],
            env=installed.environment(VEILLE_VAR=str(installed.var)),
            check=True,
        )
        return sorted((installed.var / "backups").glob("veille-*"))

    state = installed.var / "backups.json"
    assert chores_run() == []
    two_days_ago = datetime.now(UTC) - timedelta(days=2)
    state.write_text(json.dumps({"made": two_days_ago.isoformat()}))
    (made,) = chores_run()
    assert json.loads(state.read_text())["proven_backup"] == made.name
    assert chores_run() == [made]
