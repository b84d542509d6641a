"""`veille law`: JSON in, JSON out; prose; faults on standard error with exit 2."""

import json
from pathlib import Path

from .conftest import Installation

CASE = {
    "jurisdiction": "CA-BC",
    "date": "2023-06-01",
    "age": 30,
    "place": {"kind": "street", "metres_to": {"playground": 40}},
    "substances": [{"name": "fentanyl", "grams": 1.5}, {"name": "methamphetamine", "grams": 1.0}],
    "circumstances": [],
}


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


def test_a_case_is_laid_side_by_side(empty: Installation):
    case = json.dumps(CASE).encode()
    shown = empty.says("law", "compare", "--with", "PT", "--with", "CA-QC", stdin=case)
    assert "British Columbia" in shown
    assert "Portugal" in shown
    assert "≠" in shown
    days = empty.says("law", "compare", "--day", "2024-05-07", stdin=case)
    assert "CA-BC/exemption" in days
    refused = empty.run("law", "compare", "--with", "XX", stdin=case)
    assert (refused.returncode, b"no rules for XX" in refused.stderr) == (2, True)


def test_a_folder_of_rules_is_read_and_a_bad_file_is_named(empty: Installation, tmp_path: Path):
    (tmp_path / "bad.toml").write_text("= 1")
    done = empty.run("law", "assess", "--rules", tmp_path, stdin=json.dumps(CASE).encode())
    assert done.returncode == 0
    assert b"bad.toml:1: is not TOML" in done.stderr


def test_an_amount_that_can_be_read_in_two_ways_is_asked_back(empty: Installation):
    wrong = {**CASE, "substances": [{"name": "heroin", "grams": "2,400"}]}
    done = empty.run("law", "assess", stdin=json.dumps(wrong).encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert "Type 2400 or 2.4" in done.stderr.decode()


#: An offence, and an exemption, each on a rule that is only recalled.
RECALLED = (
    ("offence", "methamphetamine", {"date": "2005-08-10"}),
    ("exempt", "heroin", {"date": "2015-06-30", "place": {"kind": "supervised_site"}}),
)


def test_an_outcome_that_rests_on_memory_alone_says_so_beside_it(empty: Installation):
    for outcome, name, other in RECALLED:
        carried = {"substances": [{"name": name, "grams": 1}]}
        asked = json.dumps({**CASE, "jurisdiction": "CA-ON", **other, **carried}).encode()
        answer = json.loads(empty.says("law", "assess", stdin=asked))
        assert (answer["outcome"], answer["source"]) == (outcome, "recalled")
        head = f"{outcome.capitalize()} – not verified"
        explained = empty.says("law", "assess", "--explain", "--language", "en", stdin=asked)
        assert explained.startswith(head)
        for command in (
            ("changes",),
            ("compare", "--with", "CA-ON"),
            ("compare", "--day", "2001-01-01"),
        ):
            shown = empty.says("law", *command, "--language", "en", stdin=asked, COLUMNS="200")
            assert head in shown


def test_a_table_and_a_fault_are_in_the_language_that_is_asked_for(empty: Installation):
    case = json.dumps({**CASE, "jurisdiction": "CA-ON"}).encode()
    shown = empty.says("law", "changes", "--language", "fr", stdin=case)
    assert "Dès le" in shown
    assert "par. 4(1)" in shown
    shown = empty.says("law", "compare", "--language", "fr", "--with", "PT", stdin=case)
    assert "Disposition" in shown
    done = empty.run("law", "changes", "--language", "fr", stdin=b'{"age": 3')
    assert "le texte s’arrête trop tôt" in done.stderr.decode()
