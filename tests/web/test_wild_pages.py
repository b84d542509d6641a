"""Whatever is sent to a page, by whoever is signed in or not, no page breaks.

`python -m benchmarks.fuzz pages` asks a hundred thousand times.
"""

from pathlib import Path
from random import Random

import pytest

from ..wild import Wild
from .night import Night
from .wild_pages import Pages

REQUESTS = 500


@pytest.mark.walk
def test_no_page_breaks(night: Night, tmp_path: Path):
    pages = Pages(night, Wild(Random(0), tmp_path))
    broken = [wrong for n in range(REQUESTS) if (wrong := pages.ask(Random(n)))]
    assert not broken, "\n\n".join(broken[:3])
