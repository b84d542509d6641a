"""A new room touches its own folder, INSTALLED_APPS and the catalogue, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.process
def test_a_room_made_as_the_guide_says_works_in_every_part_of_the_house():
    settings = {"DJANGO_SETTINGS_MODULE": "tests.toy_room.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", HERE / "tried.py"],
        cwd=HERE.parents[1],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "5 passed" in done.stdout
