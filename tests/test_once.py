"""What is made once is made whole, and each test has a copy of its own."""

from pathlib import Path

import pytest

from .once import made_once


def test_it_is_made_once_and_each_copy_is_its_own(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "number").write_text("1")

    one = made_once(tmp_path_factory, "of-this-test", make, tmp_path / "one")
    (one / "number").write_text("2")
    other = made_once(tmp_path_factory, "of-this-test", make, tmp_path / "other")
    assert (other / "number").read_text() == "1"
    assert len(made) == 1


def test_what_was_not_finished_is_made_anew(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        made_once(tmp_path_factory, "unfinished", fail, tmp_path / "a")
    whole = made_once(tmp_path_factory, "unfinished", lambda f: (f / "all").touch(), tmp_path / "b")
    assert [each.name for each in whole.iterdir()] == ["all"]
