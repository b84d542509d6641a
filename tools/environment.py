"""Make a virtual environment hold what a lock names: `python3 tools/environment.py FOLDER LOCK`.

Needs Python and a pip of 22.3 or later: the environment's own, or this Python's (Debian's
python3 has none for new environments). Does nothing where the folder is up to date, waits where
another process is at work on it, and begins anew where an earlier try was cut short.
With `--only-lock` the project itself is not installed.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
#: Holds what the environment was made from; written last.
STAMP = ".ready"
UNREACHED = """
This could not be installed. If a line above speaks of a connection or a name that is not
found: the first set-up needs a package registry (pip's settings say which). Then run it again;
what was fetched is kept.
"""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("lock", type=Path)
    asked.add_argument("--only-lock", action="store_true")
    told = asked.parse_args()
    if sys.version_info < OLDEST:
        print("Veille needs Python 3.11 or later; set PYTHON= to one.", file=sys.stderr)
        return 1
    folder = told.folder.resolve()
    with _alone(folder.with_name(folder.name + ".lock")):
        if _is_ready(folder, told.lock):
            return 0
        print(f"Installing what {told.lock} names into {told.folder} …", flush=True)
        _begin(folder)
        _install(folder, "--require-hashes", "-r", str(told.lock))
        if not told.only_lock:
            # Two environments at once would write the same folder of metadata.
            with _alone(ROOT / ".venv-editable.lock"):
                _install(folder, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
        (folder / STAMP).write_text(_stamp(told.lock))
    return 0


class _alone:
    """Inside, no other process is: it waits, and says so."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> None:
        self._handle = self._file.open("w")
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another set-up of the same environment …", flush=True)
            fcntl.flock(self._handle, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._handle.close()


def _stamp(lock: Path) -> str:
    made_from = b"".join(path.read_bytes() for path in (lock, ROOT / "pyproject.toml"))
    return f"{sys.version_info[:2]} {hashlib.sha256(made_from).hexdigest()}\n"


def _is_ready(folder: Path, lock: Path) -> bool:
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text() == _stamp(lock) and _python(folder).exists()


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _begin(folder: Path) -> None:
    """Make the folder, or keep the one that is there: pip then changes only what differs."""
    stamp = folder / STAMP
    if stamp.exists() and _python(folder).exists():
        stamp.unlink()
        return
    shutil.rmtree(folder, ignore_errors=True)
    without = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    subprocess.run([sys.executable, "-m", "venv", *without, str(folder)], check=True)


def _install(folder: Path, *what: str) -> None:
    pip = [str(_python(folder)), "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        pip = [sys.executable, "-m", "pip", "--python", str(_python(folder))]
    # Not compiled ahead: a third of the time and 100 MB less; Python compiles what it imports.
    command = [*pip, "install", "-q", "--disable-pip-version-check", "--no-compile", *what]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        print(UNREACHED, file=sys.stderr)
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
