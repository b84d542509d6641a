"""What is no Python is in the package too: a site is installed from it, not from a work tree."""

import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "veille"
#: What lies about in a work tree and belongs to nobody.
CACHES = {"__pycache__"}


def declared() -> set[Path]:
    """The files that pyproject.toml puts into the package."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: set[Path] = set()
    for package, patterns in said["tool"]["setuptools"]["package-data"].items():
        if package == "*":
            folders = [PACKAGE, *(path.parent for path in PACKAGE.rglob("__init__.py"))]
        else:
            folders = [ROOT / "src" / Path(*package.split("."))]
        found.update(chain.from_iterable(f.glob(each) for f in folders for each in patterns))
    return found


def test_every_file_that_is_no_python_is_in_the_package():
    there = {
        path
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix != ".py" and not CACHES.intersection(path.parts)
    }
    assert {str(path.relative_to(PACKAGE)) for path in there - declared()} == set()
