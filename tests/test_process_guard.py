"""What holds `make check` quick: a test that starts a process without its mark is stopped."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    "start",
    [
        lambda: subprocess.run([sys.executable, "--version"]),
        lambda: os.fork() or os._exit(0),
        lambda: os.system("true"),
        lambda: os.posix_spawn(sys.executable, [sys.executable, "--version"], {}),
    ],
    ids=["subprocess", "fork", "system", "spawn"],
)
def test_a_test_without_the_mark_starts_no_process(start: Callable[[], object]) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"test_a_test_without.*pytest\.mark\.process"):
        start()


@pytest.fixture
def child() -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True)


@pytest.mark.process
def test_a_test_with_the_mark_and_its_fixtures_may(
    child: subprocess.CompletedProcess[bytes],
) -> None:
    assert child.stdout == b"1\n"


def test_children_may_write_bytecode() -> None:
    """Else each process that a test starts compiles the house anew: 2 s of processor each."""
    assert not sys.dont_write_bytecode
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
