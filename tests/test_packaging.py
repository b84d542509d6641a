"""What the package for Debian is made of: scripts that a shell reads, a unit that is locked up."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PARTS = Path(__file__).resolve().parents[1] / "packaging" / "deb"
pytestmark = pytest.mark.process
#: Of 10, which is bare.
MOST_EXPOSED = 2.0


@pytest.mark.parametrize("script", ["veille", "postinst", "prerm", "postrm"])
def test_a_shell_reads_each_script(script: str) -> None:
    assert subprocess.run(["/bin/sh", "-n", str(PARTS / script)], check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd")
def test_the_service_may_do_little() -> None:
    asked = ["systemd-analyze", "security", "--offline=true", str(PARTS / "veille.service")]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    exposed = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert exposed, told[-500:]
    assert float(exposed[1]) <= MOST_EXPOSED
