"""`veille report`: as text, as files, for one site and for the network."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from .conftest import Installation


def test_a_month_is_told_as_text(installed: Installation):
    told = installed.says("report", "monthly", "--month", "2026-10", "--site", "cactus")
    assert told.startswith("Report 2026-10\n")
    assert "Health Canada" in told
    assert installed.says("report", "monthly").startswith("Report 20")  # the last whole month


@pytest.mark.parametrize(
    ("command", "option", "period"),
    [
        ("quarterly", "--quarter", "2026-Q3"),
        ("yearly", "--year", "2025"),
        ("yearly", "--year", "2025/26"),
    ],
)
def test_quarters_and_years_too(installed: Installation, command: str, option: str, period: str):
    told = json.loads(installed.says("report", command, option, period, "--format", "json"))
    assert told["period"] == period
    assert told["inside"] is False
    assert {line["place"] for line in told["numbers"]} == {"cactus"}


def test_a_file_is_new_and_never_overwritten(installed: Installation, tmp_path: Path):
    file = tmp_path / "october.xlsx"
    arguments = ("report", "monthly", "--month", "2026-10", "--format", "xlsx", "--out", file)
    assert "without small counts" in installed.says(*arguments)
    before = file.read_bytes()
    assert zipfile.ZipFile(io.BytesIO(before)).testzip() is None
    assert "exists already" in installed.refuses(*arguments)
    assert file.read_bytes() == before


def test_small_counts_only_where_they_are_asked_for_and_the_file_says_so(installed: Installation):
    inside = installed.says("report", "monthly", "--format", "csv", "--unsuppressed")
    rows = list(csv.DictReader(io.StringIO(inside.removeprefix("\ufeff"))))
    assert {row["inside"] for row in rows} == {"yes"}
    assert {row["withheld"] for row in rows} == {"no"}
    assert "must not leave the house" in installed.says("report", "monthly", "--unsuppressed")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("monthly", "--month", "october"), "is no period of a report"),
        (("monthly", "--site", "nowhere"), "There is no site “nowhere” here"),
        (("yearly", "--year", "2026/28"), "is no period of a report"),
        (("yearly", "--year", "2999"), "This period is still running."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    installed: Installation, arguments: tuple[str, ...], sentence: str
):
    assert sentence in installed.refuses("report", *arguments)


def test_its_help_reads_well(installed: Installation):
    told = " ".join(installed.says("report", "monthly", "--help").split())
    assert re.search(r"Example: veille report monthly --month 2026-10 --site cactus", told)
    assert "--unsuppressed" in told
