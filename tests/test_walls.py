"""The walls of the house: who may import whom, read from the source itself.

web, cli → rehearsal → areas → ledger; law, watch and foresight work without Django.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "veille"
LONGEST_FILE = 500

AREAS = {"care", "supply", "diversion"}
PURE = {"law", "watch", "foresight"}

#: Part of the house → the other parts that it may import. What is not here may not be.
MAY_IMPORT: dict[str, set[str]] = {
    "ledger": set(),
    "care": {"ledger"},
    "supply": {"ledger"},
    "diversion": {"ledger", "law"},
    "law": set(),
    "watch": set(),
    "foresight": set(),
    "rehearsal": {"ledger", *AREAS, *PURE},
    "web": {"ledger", "rehearsal", *AREAS, *PURE},
    "cli": {"ledger", "rehearsal", "web", *AREAS, *PURE},
}

PARTS = sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists())
FILES = sorted(SOURCE.rglob("*.py"))
WRITTEN = sorted(
    path
    for path in SOURCE.rglob("*")
    if path.suffix in {".py", ".html", ".css", ".js", ".sql"} and "__pycache__" not in path.parts
)


def imports(package: tuple[str, ...], code: str) -> Iterator[str]:
    """The whole name of every module that `code`, a module of `package`, imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            within = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join([*within, *([node.module] if node.module else [])])
            # `from veille import care` imports the area as `import veille.care` does.
            yield from (f"{start}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _is_import_by_name(node):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _is_import_by_name(call: ast.Call) -> bool:
    return getattr(call.func, "attr", getattr(call.func, "id", "")) in {
        "import_module", "__import__"
    }  # fmt: skip


def imports_of(path: Path) -> Iterator[str]:
    inside = path.relative_to(SOURCE.parent)
    return imports(inside.parent.parts, path.read_text())


def part_of(name: str) -> str:
    """The part of the house that a module is in; empty for one from outside."""
    names = name.split(".")
    return names[1] if names[0] == "veille" and len(names) > 1 else ""


def test_every_part_of_the_house_has_its_place_in_the_table():
    assert set(PARTS) <= set(MAY_IMPORT)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_only_what_stands_below_it(part: str):
    allowed = MAY_IMPORT[part] | {part, ""}
    over_the_wall = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in FILES if path.is_relative_to(SOURCE / part)
        for name in imports_of(path)
        if part_of(name) in PARTS and part_of(name) not in allowed
    ]  # fmt: skip
    assert not over_the_wall


ROOMS = sorted(path.parent.name for path in (SOURCE / "care").glob("*/apps.py"))
#: The month's report counts what every room wrote down.
READS_ALL_ROOMS = {"report"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_care_stands_on_the_floor_and_on_no_other_room(room: str):
    other = {f"veille.care.{name}" for name in ROOMS if name != room}
    over_the_wall = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in FILES if path.is_relative_to(SOURCE / "care" / room)
        for name in imports_of(path)
        if room not in READS_ALL_ROOMS and ".".join(name.split(".")[:3]) in other
    ]  # fmt: skip
    assert not over_the_wall


def test_the_floor_knows_no_room():
    rooms = {f"veille.care.{name}" for name in ROOMS}
    over_the_wall = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in (SOURCE / "care").glob("*.py")
        for name in imports_of(path)
        if ".".join(name.split(".")[:3]) in rooms
    ]
    assert not over_the_wall


@pytest.mark.parametrize("part", sorted(PURE))
def test_law_watch_and_foresight_work_in_a_notebook_without_django(part: str):
    with_django = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in FILES if path.is_relative_to(SOURCE / part)
        for name in imports_of(path) if name.split(".")[0] in {"django", "asgiref"}
    ]  # fmt: skip
    assert not with_django


@pytest.mark.parametrize("name", ["facts.py", "state.py"])
def test_what_is_so_is_folded_without_database_settings_or_clock(name: str):
    """`state.py` and `facts.py` of an area know no query, no setting and no hour."""
    forbidden = re.compile(
        r"^(django\.(db(?!\.models\.TextChoices)|conf)|.*\.(models|reads|clock))\b"
    )
    wrong = [
        f"{path.relative_to(SOURCE)} imports {one}"
        for area in AREAS for path in (SOURCE / area).rglob(name)
        for one in imports_of(path) if forbidden.match(one)
    ]  # fmt: skip
    assert not wrong


def test_nobody_but_the_ledger_writes_facts_past_its_one_road():
    """`store.insert` is called by the ledger alone: every other part goes through `recording`."""
    wrong = [
        str(path.relative_to(SOURCE))
        for path in FILES
        if not path.is_relative_to(SOURCE / "ledger") and "store.insert" in path.read_text()
    ]
    assert not wrong


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_file_is_longer_than_a_reader_can_hold(path: Path):
    assert len(path.read_text().splitlines()) < LONGEST_FILE


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import veille.web.board", ["web"]),
        ("from veille.web import board", ["web"]),
        ("from veille import cli", ["cli"]),
        ("from ..web.access import may", ["web"]),
        ("from .. import web", ["web"]),
        ("from . import facts", ["care"]),
        ("from .facts import Seat", ["care"]),
        ("def f():\n    from veille.rehearsal import play", ["rehearsal"]),
        ("import importlib\nimportlib.import_module('veille.cli.main')", ["", "cli"]),
        ("import django", [""]),
    ],
)
def test_the_search_finds_an_import_however_it_is_written(code: str, found: list[str]):
    assert [part_of(name) for name in imports(("veille", "care"), code)] == found
