"""A part of the house works with its extra alone; without it, whoever asks is told what to do."""

from pathlib import Path

import pytest

from veille import extras

from ..test_walls import PARTS, PURE
from .conftest import Environment, new

IMPORT_ALL = """
import importlib, pkgutil, sys
room = importlib.import_module("veille.{room}")
for found in pkgutil.walk_packages(room.__path__, room.__name__ + ".",
                                   onerror=lambda name: sys.exit("no " + name)):
    if ".pages" not in found.name:
        importlib.import_module(found.name)
assert importlib.util.find_spec("django") is None, "Django is installed"
"""


def installed(folder: Path, wheel: Path, versions: Path, *which: str) -> Environment:
    environment = new(folder / "environment")
    brackets = f"[{','.join(which)}]" if which else ""
    environment.pip("-c", str(versions), f"{wheel}{brackets}")
    return environment


@pytest.mark.parametrize("room", sorted(PURE & set(PARTS)))
def test_a_pure_room_is_imported_with_its_extra_alone(
    tmp_path: Path, wheel: Path, versions: Path, room: str
):
    """Who wants the simulator, the detectors or the law in a notebook installs no Django."""
    which = (room,) if room in extras.MODULES else ()
    environment = installed(tmp_path, wheel, versions, *which)
    environment.run("python", "-c", IMPORT_ALL.format(room=room))


def test_the_base_reads_the_law_and_says_what_else_to_install(
    tmp_path: Path, wheel: Path, versions: Path
):
    environment = installed(tmp_path, wheel, versions)
    assert "Usage" in environment.run("veille", "--help")
    assert "Usage" in environment.run("veille", "law", "--help")
    environment.run("python", "-c", "import veille.law")
    for command, extra in [
        (("serve",), "site"),
        (("demo",), "site"),
        (("init",), "site"),
        (("report", "monthly"), "site"),
        (("foresight", "studies"), "foresight"),
    ]:
        said = environment.run("veille", *command, code=1)
        assert f"pip install 'veille[{extra}]'" in said
        assert "Traceback" not in said


def test_a_site_is_set_up_with_its_extra_alone(tmp_path: Path, wheel: Path, versions: Path):
    """A night needs nothing more: a database is made, a site added, the law asked."""
    environment = installed(tmp_path, wheel, versions, "site")
    environment.run("veille", "init", "--name", "Nuit")
    environment.run("veille", "site", "add", "nuit", "Nuit", "--injection", "2")
    environment.run("veille", "report", "monthly")
    said = environment.run("veille", "foresight", "studies", code=1)
    assert "pip install 'veille[foresight]'" in said


@pytest.mark.parametrize("extra", sorted(extras.MODULES))
def test_an_extra_brings_what_it_is_known_by(
    tmp_path: Path, wheel: Path, versions: Path, extra: str
):
    environment = installed(tmp_path, wheel, versions, extra)
    environment.run("python", "-c", f"from veille import extras; extras.need({extra!r})")
