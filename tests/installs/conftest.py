"""New environments, made from nothing with the packages that a registry has: `make installs`."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "locks"
#: A registry that is slow answers within this, or the test fails.
LONGEST_SECONDS = 900


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("installs")


@dataclass(frozen=True)
class Environment:
    folder: Path

    def run(self, program: str, *arguments: str, code: int = 0) -> str:
        """What it prints, on both its outputs; it must end with `code`."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("VEILLE_", "COV_"))}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(
            [self.folder / "bin" / program, *arguments],
            cwd=self.folder,
            env={**kept, "LC_ALL": "C.UTF-8", "COLUMNS": "200"},
            timeout=LONGEST_SECONDS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout[-4000:]
        return done.stdout

    def pip(self, *arguments: str) -> None:
        self.run("python", "-m", "pip", "install", "-q", "--no-compile", *arguments)

    def megabytes(self) -> float:
        """What it takes on the disk."""
        blocks = sum(path.lstat().st_blocks for path in self.folder.rglob("*"))
        return blocks * 512 / 1e6


def new(folder: Path) -> Environment:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return Environment(folder)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Veille as a package, built from a copy of the source."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            source / "made",
            source,
        ],
        check=True,
    )
    (made,) = (source / "made").glob("*.whl")
    return made


@pytest.fixture(scope="session")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dev lock's versions, as constraints: without hashes and extras, which pip refuses
    there."""
    pins = re.findall(
        r"^([\w.-]+)(?:\[[^\]]*\])?(==[^\\\n]*)", (LOCKS / "dev.txt").read_text(), re.MULTILINE
    )
    path = tmp_path_factory.mktemp("versions") / "constraints.txt"
    path.write_text("".join(f"{name}{version}\n" for name, version in pins))
    return path
