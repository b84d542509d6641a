"""`veille watch bulletin` and `dossier`: what cannot be made is a sentence; no file is begun."""

from pathlib import Path

import pytest

from .conftest import Installation


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bulletin", "--month", "2020-01"], "Nothing was counted there in 2020-01"),
        (["bulletin", "--month", "10/2026"], "is no month. Write it as 2026-10"),
        (["bulletin", "--month", "2999-01"], "2999-01 is not finished yet"),
        (["bulletin", "--place", "nowhere"], "There is no place “nowhere” here"),
        (["dossier", "--site", "cactus", "--until", "2020-01"], "Nothing was counted there"),
        (["dossier", "--site", "network"], "A dossier is of one site"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_cannot_be_made_is_said_and_no_file_is_begun(
    installed: Installation, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    out = tmp_path / "paper.html"
    assert sentence in installed.refuses("watch", *arguments, "--out", out)
    assert not out.exists()
