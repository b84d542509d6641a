"""`veille doctor` at the terminal: sentences in the terminal's language, JSON, an exit status."""

import json

from .conftest import Installation


def test_what_is_wrong_is_said_first_and_fails(installed: Installation) -> None:
    assert json.loads(installed.says("doctor", "--json"))
    installed.var.chmod(0o755)
    done = installed.run("doctor", LC_ALL="fr_CA.UTF-8")
    said = done.stdout.decode()
    assert done.returncode == 1
    assert said.startswith("URGENT   Fichiers\u00a0: ")
    assert f"chmod go-rwx {installed.var}" in said
    found = json.loads(installed.run("doctor", "--json").stdout)
    assert (found[0]["subject"], found[0]["level"]) == ("files", "now")
    assert {"disk", "clock", "database", "version", "backup"} <= {one["subject"] for one in found}


def test_where_nothing_is_set_up(empty: Installation) -> None:
    assert "Run “veille init” first" in empty.refuses("doctor")
    assert not empty.var.exists()
