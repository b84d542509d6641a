"""A test that starts a process says so by a mark; one that does not is stopped where it starts it.

Processes (and browsers, which are processes) are what `make check` leaves out by these marks:
without the mark, a test would make every `make check` slower, and nobody would see which one.
"""

import sys
from collections.abc import Iterator

import pytest

#: What lets a test start processes. docs/testing.md has a table.
MARKS = ("process", "browser", "postgresql", "installs")
#: Python's own names for starting one.
_EVENTS = frozenset({"subprocess.Popen", "os.fork", "os.posix_spawn", "os.system", "os.exec"})
#: The unmarked test whose set-up or body runs now. Ending may stop what a marked one began.
_guarded: list[str] = []


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in _EVENTS and _guarded:
        pytest.fail(
            f"{_guarded[-1]} starts a process ({arguments[0] if arguments else event}): "
            "mark it with pytest.mark.process, or with what it needs beside that "
            f"({', '.join(MARKS[1:])}), so that `make check` leaves it out"
        )


def begin() -> None:
    """Listen from now on, for as long as this process runs."""
    sys.addaudithook(_refuse)


def guard(item: pytest.Item) -> Iterator[None]:
    """Part of a hook around a test's set-up, or its body."""
    if any(item.get_closest_marker(name) for name in MARKS):
        yield
        return
    _guarded.append(item.nodeid)
    try:
        yield
    finally:
        _guarded.pop()
