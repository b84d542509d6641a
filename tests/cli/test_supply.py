"""`veille supply`: files of samples read without writing anything, and a sample interpreted."""

import json
from pathlib import Path

from typer.testing import CliRunner

from veille.cli.main import app

RUNNER = CliRunner()


def test_a_sample_is_interpreted_json_in_json_out_limits_first():
    asked = '{"strips": [{"target": "fentanyl", "outcome": "negative", "mg_per_ml": 2}]}'
    done = RUNNER.invoke(app, ["supply", "interpret", "--language", "en"], input=asked)
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert list(said) == ["limits", "estimates"]
    assert said["limits"][0]["least_share"] == 0.0001
    assert {each["substance"] for each in said["estimates"]} >= {"fentanyl", "nitazene"}


def test_a_malformed_sample_is_one_line_and_exit_2():
    done = RUNNER.invoke(app, ["supply", "interpret"], input='{"strips": 3}')
    assert done.exit_code == 2
    assert "strips" in done.stderr


def test_a_file_is_tried_and_its_fault_named_by_row(tmp_path: Path):
    path, kept = tmp_path / "samples.csv", tmp_path / "kept.toml"
    path.write_text("Date,City,Sold as\n2025-02-30,Montréal,heroin\n2025-02-27,Montréal,heroin\n")
    done = RUNNER.invoke(
        app, ["supply", "import", str(path), "--language", "fr", "--keep", str(kept)]
    )
    assert done.exit_code == 0, done.output
    assert "2 lignes : 1 prêtes" in done.stdout
    assert "1 × (2)" in done.stdout
    assert "février 2025 avait 28 jours" in done.stdout
    assert '[columns."Date"]' in kept.read_text()


def test_an_open_question_is_asked_and_exit_2(tmp_path: Path):
    path = tmp_path / "samples.csv"
    path.write_text("Date,City\n03/04/2025,Montréal\n")
    done = RUNNER.invoke(app, ["supply", "import", str(path), "--language", "en"])
    assert done.exit_code == 2
    assert 'order = "day-first": 03/04/2025 is 2025-04-03' in done.stdout


def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path: Path):
    path = tmp_path / "empty.csv"
    path.write_text("")
    done = RUNNER.invoke(app, ["supply", "import", str(path), "--language", "en"])
    assert (done.exit_code, done.stderr.strip()) == (2, "The file is empty.")
