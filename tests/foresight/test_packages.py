"""The simulator's packages: what is higher knows what is lower, and no module knows itself."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import veille.foresight as vf

SOURCE = Path(vf.__file__).parent
#: From below. Files beside the packages stand under all of them.
ORDER = ("", "evidence", "model", "engine", "study", "fit", "report", "claims", "lab", "pages")
MODULES = {path: path.relative_to(SOURCE).with_suffix("").parts for path in SOURCE.rglob("*.py")}


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """Modules of the simulator that a file imports, inside functions too."""
    package = MODULES[path][:-1]
    known = set(MODULES.values())
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        start = package[: len(package) - node.level + 1] + tuple((node.module or "").split("."))
        start = tuple(part for part in start if part)
        for name in node.names:
            for found in (
                (*start, name.name),
                (*start, name.name, "__init__"),
                start,
                (*start, "__init__"),
            ):
                if found in known:
                    yield found
                    break


def test_a_package_knows_only_those_below_it():
    upward = [
        f"{'.'.join(module)} imports {'.'.join(other)}"
        for path, module in MODULES.items()
        if module != ("__init__",)
        for other in imports(path)
        if ORDER.index(_package(other)) > ORDER.index(_package(module))
        or {_package(module), _package(other)} == {"fit", "report"}
    ]

    assert not upward


def test_no_module_comes_back_to_itself_through_what_it_imports():
    graph = {module: set(imports(path)) - {module} for path, module in MODULES.items()}

    TopologicalSorter(graph).prepare()


def _package(module: tuple[str, ...]) -> str:
    return module[0] if len(module) > 1 else ""
