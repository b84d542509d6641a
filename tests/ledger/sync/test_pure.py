"""The core knows no Django, clock, socket or file: neither itself nor by what it imports."""

import subprocess
import sys

import pytest


@pytest.mark.process
def test_the_core_works_without_django() -> None:
    code = (
        "import sys\n"
        "import veille.ledger.sync.hub, veille.ledger.sync.spoke\n"
        "wrong = {name.split('.')[0] for name in sys.modules} & {'django', 'sqlite3', 'socket'}\n"
        "sys.exit(str(wrong) if wrong else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
