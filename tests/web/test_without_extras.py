"""What begins without what it does not need: a site without extras, its commands without pages."""

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


@pytest.mark.process
def test_a_command_begins_without_the_site_that_it_does_not_serve():
    """Its addresses, its middleware and every view: a tenth of the time that a command takes."""
    begun = _PAGES.replace("import veille.web.urls\n", "")
    served = ("veille.web.urls", "veille.web.middleware", "veille.web.page_threads")
    done = subprocess.run(
        [sys.executable, "-c", begun, *served], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
