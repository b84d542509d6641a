"""The reference page is made from the code and the evidence, and its example runs."""

from pathlib import Path

import pytest

from veille.foresight.model.purposes import Purpose

from .reference import EXAMPLE, PAGE, page


def test_the_reference_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make reference`"


def test_the_diagram_has_every_purpose_of_a_day():
    assert all(f"{purpose.name}_after" in page() for purpose in Purpose)


def test_the_example_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    exec(compile(EXAMPLE, "docs/foresight.md", "exec"), {})
    assert "Estimate(mean=" in capsys.readouterr().out
