"""What is slow to make is made once a run, by whichever worker needs it first, and copied."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object], to: Path
) -> Path:
    """Fill `to`, which must not exist, with a copy of the folder that `make` fills.

    All workers of a run share it under `name`; the others wait while one makes it. What `make`
    begins and does not finish is made anew.
    """
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    kept = run / f"once-{name}"
    with (run / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            unfinished = run / f"once-{name}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(kept)
    shutil.copytree(kept, to)
    return to
