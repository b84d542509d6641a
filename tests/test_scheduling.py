"""Two workers share the suite by file: what a file sets up is set up by one of them."""

import os
from itertools import groupby

import pytest

from .scheduling import FIRST, RUNS, rank, units

PATH = "tests/browser/test_accessibility.py"


def test_a_file_is_one_unit_and_a_large_one_is_runs_of_neighbours() -> None:
    runs = RUNS[PATH]
    large = [f"{PATH}::test_it[{n}]" for n in range(40)]
    small = ["tests/care/test_a.py::test_one", "tests/care/test_a.py::TestIt::test_two"]
    dealt = units([*large, *small])
    assert len({dealt[nodeid] for nodeid in small}) == 1
    sizes = [len(list(run)) for _, run in groupby(large, dealt.__getitem__)]
    assert sizes == [40 // runs] * runs


def test_what_takes_longest_comes_first() -> None:
    files = [f"{PATH}::x", "tests/browser/test_a.py::x", "tests/cli/test_a.py::x", "tests/x.py::x"]
    backwards = files[::-1]
    assert sorted(backwards, key=rank) == files
    assert rank("tests/x.py::x") == len(FIRST)


@pytest.mark.parametrize("once", range(6))
def test_this_file_runs_in_one_worker(once: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Six neighbours that would be dealt out to both, were they dealt out one by one."""
    here = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    note = tmp_path_factory.getbasetemp() / "of-one-worker"
    if "PYTEST_XDIST_WORKER" in os.environ:
        note = note.parents[1] / "of-one-worker"
    with note.open("a") as seen:
        seen.write(f"{here}\n")
    assert set(note.read_text().split()) == {here}
