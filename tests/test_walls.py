"""The walls of the house: who may import whom, read from the source itself, file by file.

cli, web → rooms' pages → ui → accounts → ledger; rooms → what is pure. Law, watch, foresight and
what else is pure work without Django.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "veille"
LONGEST_FILE = 500

AREAS = {"care", "supply", "diversion", "surveillance"}
PURE = {"law", "watch", "foresight", "disclosure", "substances", "tabular"}

#: Part of the house → the other parts that it may import. What is not here may not be.
MAY_IMPORT: dict[str, set[str]] = {
    "extras": set(),
    "environment": set(),
    "ledger": set(),
    "accounts": {"ledger"},
    "hours": {"ledger"},
    "numbers": set(),
    "given_names": set(),
    "anonymity": {"given_names"},
    "substances": set(),
    "disclosure": set(),
    "tabular": {"numbers"},
    "reports": {"extras"},
    "law": {"substances", "numbers", "tabular", "extras", "reports"},
    "watch": {"disclosure", "tabular", "numbers", "extras"},
    "foresight": {"watch", "extras", "numbers", "reports"},
    "ui": {"ledger", "accounts", "hours", "numbers", "tabular"},
    "care": {"ledger", "hours", "disclosure", "numbers", "tabular", "anonymity"},
    "supply": {
        "ledger",
        "hours",
        "disclosure",
        "numbers",
        "tabular",
        "substances",
        "anonymity",
    },
    "diversion": {"ledger", "law", "hours", "disclosure", "numbers"},
    "surveillance": {"ledger", "watch", "disclosure", "numbers", "anonymity", "extras"},
    "rehearsal": {"ledger"},
}
#: What a room's pages may import besides, and what its part in a rehearsal may.
PAGES_MAY_IMPORT = {"ui", "accounts", "ledger", "extras"}
REHEARSED_MAY_IMPORT = {"rehearsal", "accounts"}
#: On top of the house; nothing imports them.
ON_TOP = {"web", "cli"}

PARTS = sorted(
    path.name.removesuffix(".py")
    for path in SOURCE.iterdir()
    if (path / "__init__.py").exists()
    or (path.suffix == ".py" and path.stem not in ("__init__", "__main__"))
)
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
        "import_module",
        "__import__",
    }


def imports_of(path: Path) -> Iterator[str]:
    inside = path.relative_to(SOURCE.parent)
    return imports(inside.parent.parts, path.read_text())


def part_of(name: str) -> str:
    """The part of the house that a module is in; empty for one from outside."""
    names = name.split(".")
    return names[1] if names[0] == "veille" and len(names) > 1 else ""


def test_every_part_of_the_house_has_its_place_in_the_table():
    assert set(PARTS) <= set(MAY_IMPORT) | ON_TOP


def what_may_import(path: Path) -> set[str]:
    """The parts of the house that this file may import, its own among them."""
    inside = path.relative_to(SOURCE)
    part = inside.parts[0].removesuffix(".py")
    if part in ON_TOP:
        return {*PARTS} - ({"cli"} if part == "web" else set())
    allowed = MAY_IMPORT[part] | {part, ""}
    if "pages" in inside.parts:
        allowed |= PAGES_MAY_IMPORT
    if "training" in inside.parts or any(name.startswith("rehearsed") for name in inside.parts):
        allowed |= REHEARSED_MAY_IMPORT
    return allowed


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_only_what_stands_below_it(part: str):
    over_the_wall = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in FILES
        if path.relative_to(SOURCE).parts[0].removesuffix(".py") == part
        for name in imports_of(path)
        if part_of(name) in PARTS and part_of(name) not in what_may_import(path)
    ]
    assert not over_the_wall


@pytest.mark.parametrize("part", sorted(AREAS | {"law"}))
def test_words_facts_state_policies_actions_and_reads_know_no_page(part: str):
    over_the_wall = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in (SOURCE / part).rglob("*.py")
        if "pages" not in path.parts
        for name in imports_of(path)
        if ".pages" in name and name.startswith("veille.")
    ]
    assert not over_the_wall


ROOMS = sorted(path.parent.name for path in (SOURCE / "care").glob("*/apps.py"))
#: The month's report counts what every room wrote down.
READS_ALL_ROOMS = {"report"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_care_stands_on_the_floor_and_on_no_other_room(room: str):
    other = {f"veille.care.{name}" for name in ROOMS if name != room}
    over_the_wall = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in FILES
        if path.is_relative_to(SOURCE / "care" / room)
        for name in imports_of(path)
        if room not in READS_ALL_ROOMS and ".".join(name.split(".")[:3]) in other
    ]
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
def test_what_is_pure_works_in_a_notebook_without_django(part: str):
    with_django = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in FILES
        if path.is_relative_to(SOURCE / part) and "pages" not in path.parts
        for name in imports_of(path)
        if name.split(".")[0] in {"django", "asgiref"}
    ]
    assert not with_django


@pytest.mark.parametrize("name", ["facts.py", "state.py"])
def test_what_is_so_is_folded_without_database_settings_or_clock(name: str):
    """`state.py` and `facts.py` of an area know no query, no setting and no hour."""
    forbidden = re.compile(
        r"^(django\.(db(?!\.models\.TextChoices)|conf)|.*\.(models|reads|clock))\b"
    )
    wrong = [
        f"{path.relative_to(SOURCE)} imports {one}"
        for area in AREAS
        for path in (SOURCE / area).rglob(name)
        for one in imports_of(path)
        if forbidden.match(one)
    ]
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


#: Characters of a template's line: a long sentence stands on one.
LONGEST_LINE = 300


@pytest.mark.parametrize(
    "path",
    [path for path in WRITTEN if path.suffix == ".html"],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_no_line_of_a_template_is_longer_than_a_reader_can_hold(path: Path):
    lines = path.read_text().splitlines()
    assert not [n for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import veille.web.urls", ["web"]),
        ("from veille.web import urls", ["web"]),
        ("from veille import cli", ["cli"]),
        ("from ..web.access import can_open", ["web"]),
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
