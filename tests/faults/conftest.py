"""An installation with one site, for processes of its own."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from veille.care import actions
from veille.care.facts import Seat
from veille.care.words import Mode, SiteKind
from veille.ledger.models import Node
from veille.ledger.vault import vault

from .programs import SITE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory, where the machine has one. What a killed process wrote outlives it
    there as on a disk (only a loss of power tells them apart), and the writers get further."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="veille-faults-", dir=memory if memory.is_dir() else None
    ) as folder:
        yield Path(folder)


@pytest.fixture
def site(node: Node, folder: Path) -> Path:
    """The installation's folder; no connection of this process is open."""
    seats = [Seat(str(number), Mode.INJECTION) for number in range(1, 4)]
    actions.open_site(by="admin", slug=SITE, name="CACTUS", kind=SiteKind.FIXED, seats=seats)
    vault().close()
    connection.close()
    return folder


@pytest.fixture
def program() -> Callable[..., tuple[list[str], dict[str, str]]]:
    """The command and the environment of one of `programs`, on an installation's folder."""

    def command(name: str, folder: Path, *arguments: object) -> tuple[list[str], dict[str, str]]:
        words = [sys.executable, "-m", "tests.faults.programs", name, str(folder)]
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        environment = {**os.environ, "VEILLE_VAR": str(folder), "PYTHONPATH": path}
        return [*words, *map(str, arguments)], environment

    return command
