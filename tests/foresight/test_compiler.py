"""Compiled code never outlives its source."""

import os
import re
from pathlib import Path

import pytest

from veille.foresight import compiler

SOURCE = Path(compiler.__file__).parent
FROM = re.compile(r"^from (\.+)([\w.]+) import", re.M)
#: Its values reach compiled code as arguments.
NOT_CODE = {"evidence"}


def test_all_that_compiled_code_is_made_of_is_watched():
    for path in SOURCE.rglob("*.py"):
        text = path.read_text()
        if not re.search(r"^@compiled|= compiled\(", text, re.M):
            continue
        for dots, name in FROM.findall(text):
            start = path.parent if len(dots) == 1 else path.parent.parent
            made_of = (start / name.replace(".", "/")).parent
            watched = made_of in {(SOURCE / folder).resolve() for folder in compiler.MADE_OF}
            assert watched or name in NOT_CODE, f"{path.name} imports {name}"


def test_what_is_older_than_its_source_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(compiler, "_HERE", tmp_path)
    cached = tmp_path / "model" / "__pycache__"
    cached.mkdir(parents=True)
    source = tmp_path / "engine" / "weeks.py"
    source.parent.mkdir()
    old, new = (cached / f"{name}.nbi" for name in ("old", "new"))
    for path in (source, old, new):
        path.touch()
        os.utime(path, (1_000, 1_000))
    os.utime(old, (999, 999))

    compiler.forget_older_than_source()

    assert not old.exists()
    assert new.exists()
