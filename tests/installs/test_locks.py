"""Each lock installs with the oldest pip that Python 3.11 came with, and with the newest."""

import re
from pathlib import Path

import pytest

from .conftest import LOCKS, new

#: 22.3 came with 3.11.0; Debian 12 has 23.0.1; the newest is whatever the registry has today.
PIPS = ["pip==22.3", "pip"]
LARGEST_MB = {"site": 180, "demo": 850}
HOST = re.compile(r"://|--(extra-)?index-url|--find-links")


@pytest.mark.parametrize("pip", PIPS)
@pytest.mark.parametrize("lock", ["site", "demo", "dev", "lock"])
def test_a_lock_installs_with_the_oldest_pip_and_the_newest(tmp_path: Path, lock: str, pip: str):
    environment = new(tmp_path / "environment")
    environment.pip("--upgrade", pip)
    environment.pip("--require-hashes", "-r", str(LOCKS / f"{lock}.txt"))
    environment.run("python", "-m", "pip", "check")
    assert environment.megabytes() < LARGEST_MB.get(lock, 2_000)


@pytest.mark.parametrize("path", sorted(LOCKS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_lock_names_no_host(path: Path):
    assert not HOST.search(path.read_text())
