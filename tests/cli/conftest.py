"""The real command, run as a person runs it: in a process of its own, on a folder of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..waiting import LONGEST_SECONDS

COMMAND = Path(sys.executable).with_name("veille")
PASSWORD = "une veille de nuit"


@dataclass(frozen=True)
class Installation:
    """One folder (VEILLE_VAR), and the command that works on it."""

    var: Path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("VEILLE_")}
        return {**kept, "LC_ALL": "C.UTF-8", "COLUMNS": "200", **more}

    def arguments(self, *arguments: str | Path) -> list[str]:
        return [str(COMMAND), "--var", str(self.var), *map(str, arguments)]

    def run(
        self, *arguments: str | Path, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self.arguments(*arguments),
            input=stdin,
            capture_output=True,
            env=self.environment(**environment),
            timeout=LONGEST_SECONDS,
            check=False,
        )

    def says(self, *arguments: str | Path, stdin: bytes = b"", **environment: str) -> str:
        """What it answers; it must have done it."""
        done = self.run(*arguments, stdin=stdin, **environment)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def refuses(self, *arguments: str | Path, stdin: bytes = b"", **environment: str) -> str:
        """The sentence with which it refuses: on standard error, with no traceback."""
        done = self.run(*arguments, stdin=stdin, **environment)
        said = done.stderr.decode()
        assert done.returncode == 1, (done.returncode, said)
        assert "Traceback" not in said
        assert not done.stdout
        return " ".join(said.split())


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Installation(tmp_path_factory.mktemp("made") / "var")
    made.says("init", "--name", "Nuit", "--admin", "marie", VEILLE_PASSWORD=PASSWORD)
    made.says("site", "add", "cactus", "CACTUS", "--injection", "2", "--inhalation", "1")
    return made.var


@pytest.fixture
def installed(_made_once: Path, tmp_path: Path) -> Installation:
    """An installation with one administrator, marie, and one site, cactus."""
    shutil.copytree(_made_once, tmp_path / "var")
    return Installation(tmp_path / "var")


@pytest.fixture
def empty(tmp_path: Path) -> Installation:
    """Nothing yet."""
    return Installation(tmp_path / "new" / "var")
