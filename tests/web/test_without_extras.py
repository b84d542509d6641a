"""A site runs, and its commands begin, without what only an extra brings."""

import subprocess
import sys

import pytest

#: What [site] does not bring, and what no command but the report's waits for.
NOT_AT_START = ("numpy", "scipy", "polars", "numba", "altair", "jinja2", "typst", "xlsxwriter")
_PAGES = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "veille.web.settings"
import django
django.setup()
import veille.web.urls
print(*sorted(set(sys.argv[1:]) & set(sys.modules)))
"""


@pytest.mark.process
def test_the_pages_of_a_site_begin_without_numpy_or_any_other_extra():
    done = subprocess.run(
        [sys.executable, "-c", _PAGES, *NOT_AT_START], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
