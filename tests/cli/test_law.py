"""`veille law`: JSON in, JSON out; prose; faults on standard error with exit 2."""

import json
from pathlib import Path

from .conftest import Installation

CASE = {
    "jurisdiction": "CA-BC", "date": "2023-06-01", "age": 30,
    "place": {"kind": "street", "metres_to": {"playground": 40}},
    "substances": [{"name": "fentanyl", "grams": 1.5}, {"name": "methamphetamine", "grams": 1.0}],
    "circumstances": [],
}  # fmt: skip


def test_a_case_in_a_file_is_answered_without_an_installation(empty: Installation, tmp_path: Path):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE))
    answer = json.loads(empty.says("law", "assess", file))
    assert (answer["outcome"], answer["seized"], answer["source"]) == ("exempt", False, "secondary")
    assert set(answer["text"]) == {"en", "fr"}
    assert answer["applied"][0]["reference"]["source"] == "secondary"
    assert not empty.var.exists()


def test_an_array_on_standard_input_gives_an_array(empty: Installation):
    cases = json.dumps([CASE, {**CASE, "age": 17}]).encode()
    answers = json.loads(empty.says("law", "assess", "-", stdin=cases))
    assert [each["outcome"] for each in answers] == ["exempt", "offence"]
    assert (answers[1]["max_years"], answers[1]["fine"]) == (7, [0, 1000, "CAD"])


def test_it_is_explained_in_prose(empty: Installation):
    case = json.dumps(CASE).encode()
    french = empty.says("law", "assess", "--explain", stdin=case, LC_ALL="fr_CA.UTF-8")
    assert french.startswith("Exempté")
    assert "non un avis juridique" in french
    english = empty.says("law", "assess", "--explain", "--language", "en", stdin=case)
    assert "Considered and set aside" in english


def test_how_the_answer_changed_is_shown(empty: Installation):
    shown = empty.says("law", "changes", stdin=json.dumps(CASE).encode())
    assert "2023-01-31" in shown
    assert "Exempt" in shown


def test_malformed_input_is_one_line_a_fault_and_exit_2(empty: Installation):
    wrong = json.dumps({**CASE, "age": -1, "date": "soon"}).encode()
    done = empty.run("law", "assess", stdin=wrong)
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert [line.split(":")[0] for line in lines] == ["$.date", "$.age"]


def test_a_file_that_is_not_there_is_one_sentence(empty: Installation, tmp_path: Path):
    assert "No such file" in empty.refuses("law", "assess", tmp_path / "none.json")
