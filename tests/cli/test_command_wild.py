"""Whatever a command is given, it answers with a sentence, and never with a traceback.

`python -m benchmarks.fuzz command` asks the same for hours.
"""

from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veille.care import actions
from veille.care.facts import Seat
from veille.care.words import Mode, SiteKind
from veille.cli import terminal
from veille.foresight.study.place_file import read_place
from veille.foresight.study.study import PLACES, STUDIES, Faulty
from veille.foresight.study.study_file import read_study
from veille.law import books
from veille.ledger.nodes import begin_node

from ..wild import Wild
from .wild_commands import commands, fault, tried

#: They compile the simulator or a detector first, which takes half a minute.
SLOW = {"foresight run", "watch detect", "watch alarms", "watch dossier", "watch export"}
QUICK = sorted(set(commands()) - SLOW)


@pytest.fixture
def here(sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation with one site, whose folder is the one in which commands are called."""
    monkeypatch.chdir(sqlite.parent)
    begin_node("test node", rehearsal=False)
    seats = [Seat("1", Mode.INJECTION)]
    actions.open_site(by="", slug="cactus", name="CACTUS", kind=SiteKind.FIXED, seats=seats)
    yield sqlite.parent
    books.forget_rules()


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_no_command_answers_with_a_traceback(here: Path, random: Random):
    assert not tried(Wild(random, here), QUICK)


@pytest.mark.parametrize(
    "words",
    [
        ["account", "password", "\udcff"],
        ["site", "add", "\udc80", "x"],
        ["commission", "add", "\udc80", "a", "b", "--territory", "QC"],
        ["report", "yearly", "--year", "9999"],
        ["report", "monthly", "--month", "9999-12"],
        ["account", "log", "--days", "36893488147419103232"],
    ],
)
def test_what_was_once_a_traceback_is_a_sentence(here: Path, words: list[str]):
    assert not fault(words, b"")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (b"levers = 3", "levers: must be a table, and is a whole number"),
        (
            b'[[scenarios]]\nadds = ["a", {}]',
            "scenarios[0].adds[1]: must be a text, and is a table",
        ),
        (b"a = " + b"[" * 20_000, "nested too deeply"),
        (b'name = "\xff"', "no text in UTF-8: see byte 9"),
        (b"start = 9999-12-31", "would go on beyond the year 9999"),
        (b"people = 36893488147419103232", "is not from 100 to 2,000,000"),
    ],
)
def test_a_wrong_kind_of_value_in_a_study_is_a_line(tmp_path: Path, wrong: bytes, sentence: str):
    file = tmp_path / "study.toml"
    file.write_bytes(wrong)
    with pytest.raises(Faulty) as refused:
        read_study(file)
    assert sentence in str(refused.value)


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_no_study_and_no_place_is_a_traceback(tmp_path: Path, random: Random):
    wild, file = Wild(random, tmp_path), tmp_path / "wild.toml"
    for folder, read in ((STUDIES, read_study), (PLACES, read_place)):
        file.write_bytes(wild.content(random.choice(sorted(folder.glob("*.toml"))).read_bytes()))
        with suppress(Faulty):
            read(file)


def test_a_package_without_its_description_is_a_sentence():
    said = terminal.in_a_sentence(PackageNotFoundError("altair"))
    assert said is not None
    assert "altair" in said
