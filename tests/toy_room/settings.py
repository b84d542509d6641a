"""The house with one room more. In src/veille the templates would be found by their place."""

import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from veille.web.settings import *  # noqa: F403
from veille.web.settings import INSTALLED_APPS, LOCALE_PATHS, TEMPLATES

ROOM = Path(__file__).parent / "lockers"
INSTALLED_APPS = [*INSTALLED_APPS[:-1], "tests.toy_room.lockers", INSTALLED_APPS[-1]]
TEMPLATES[0]["DIRS"].append(ROOM / "pages" / "templates")

_locale = Path(tempfile.mkdtemp(prefix="veille-toy-"))
_messages = _locale / "fr" / "LC_MESSAGES"
_messages.mkdir(parents=True)
with (ROOM / "french.po").open("rb") as po, (_messages / "django.mo").open("wb") as mo:
    write_mo(mo, read_po(po, locale="fr"))
LOCALE_PATHS = [*LOCALE_PATHS, _locale]
