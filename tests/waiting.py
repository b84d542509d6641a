"""Waiting, and no longer than is sensible: a test that waits for ever stops every other one."""

import subprocess
import time
from collections.abc import Callable

#: Longer than anything here takes on a machine that is four times as slow.
LONGEST_SECONDS = 300.0


def wait_until(
    happened: Callable[[], object], process: subprocess.Popen[bytes] | None = None
) -> None:
    """Wait for it; fail where it takes too long, or where `process`, which should bring it about,
    has ended."""
    until = time.monotonic() + LONGEST_SECONDS
    while not happened():
        assert process is None or process.poll() is None, "it ended before that happened"
        assert time.monotonic() < until, f"this did not happen in {LONGEST_SECONDS:.0f} seconds"
        time.sleep(0.05)
