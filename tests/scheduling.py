"""How workers share the tests: by file, so that what a file sets up is set up once.

pytest-xdist 3.8's own `loadgroup` says a test's group in its node id, which pytest 9.2 no longer
lets it change: every test was dealt out by itself, and each worker set up everything.
"""

from collections.abc import Sequence
from itertools import groupby

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Files with much to do → in how many runs of neighbours they are dealt out. A run sets up what its
#: file does anew where it falls to the other worker, and opens one page twice at most.
RUNS = {"tests/browser/test_accessibility.py": 4}
#: What takes longest begins first, so that no worker sits idle beside it at the end. In a fresh
#: clone, the first file of foresight and of the watch compiles the numeric core: the rest of both
#: comes later, so that the other worker does not compile it too.
FIRST = (
    "tests/foresight/test_balance.py",
    "tests/browser/test_accessibility.py",
    "tests/watch/test_bad_input.py",
    "tests/browser",
    "tests/cli",
    "tests/faults",
    "tests/rehearsal",
    "tests/care/report",
    "tests/foresight",
    "tests/web",
)


class ByFile(LoadScopeScheduling):
    """Deals out a file at a time, in the order in which tests were collected."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)  # type: ignore[arg-type]  # xdist does not export its Producer
        self._units: dict[str, str] = {}

    def schedule(self) -> None:
        if not self._units:
            self._units = units(next(iter(self.registered_collections.values())))
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return self._units[nodeid]


def units(nodeids: Sequence[str]) -> dict[str, str]:
    """Node id → the unit that one worker runs."""
    unit = {}
    for file, tests in groupby(nodeids, _file):
        together = list(tests)
        runs = RUNS.get(file, 1)
        for number, nodeid in enumerate(together):
            unit[nodeid] = f"{file}#{number * runs // len(together)}"
    return unit


def rank(nodeid: str) -> int:
    """Where its file stands in the order of work."""
    file = _file(nodeid)
    folders = (n for n, first in enumerate(FIRST) if file == first or file.startswith(f"{first}/"))
    return next(folders, len(FIRST))


def _file(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]
