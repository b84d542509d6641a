"""Compiled code never outlives its source."""

import os
import re
from pathlib import Path

from veille.foresight import compiling

SOURCE = Path(compiling.__file__).parent
FROM = re.compile(r"^from \.(\w+) import", re.M)


def test_all_that_compiled_code_is_made_of_is_watched():
    uses = {path.stem: set(FROM.findall(path.read_text())) for path in SOURCE.glob("*.py")}
    compiled = {name for name, imported in uses.items() if "compiling" in imported}
    made_of = compiled.union(*(uses[name] for name in compiled))
    # Values, not code: they reach compiled code as arguments.
    made_of -= {"evidence"}

    assert made_of <= set(compiling.MADE_OF)


def test_what_is_older_than_its_source_is_forgotten(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(compiling, "_HERE", tmp_path)
    (tmp_path / "__pycache__").mkdir()
    old, new = (tmp_path / "__pycache__" / f"{name}.nbi" for name in ("old", "new"))
    for path in (*(tmp_path / f"{name}.py" for name in compiling.MADE_OF), old, new):
        path.touch()
        os.utime(path, (1_000, 1_000))
    os.utime(old, (999, 999))

    compiling.forget_older_than_source()

    assert not old.exists()
    assert new.exists()
