"""Installations to measure on: each a folder with a database, a vault and secrets of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="veille-benchmarks-"))
#: A folder whose files are memory; None where the machine has none.
IN_MEMORY = (
    Path(tempfile.mkdtemp(prefix="veille-benchmarks-", dir="/dev/shm"))
    if os.access("/dev/shm", os.W_OK)
    else None
)
os.environ["DJANGO_SETTINGS_MODULE"] = "veille.web.settings"
os.environ["VEILLE_VAR"] = str(FOLDER)
os.environ.pop("VEILLE_DATABASE", None)

import django  # noqa: E402

django.setup()

from django.db import connections  # noqa: E402
from tests import databases  # noqa: E402

from veille.care import actions  # noqa: E402
from veille.care.facts import Seat  # noqa: E402
from veille.care.words import Mode, SiteKind  # noqa: E402
from veille.ledger.nodes import begin_node  # noqa: E402
from veille.ledger.upgrade import upgrade  # noqa: E402

SITE = "benchmark"
SEATS = 20
SEATS_TO_SMOKE = 4
DATABASE = "veille.sqlite3"


def seats() -> tuple[Seat, ...]:
    modes = [Mode.INJECTION] * (SEATS - SEATS_TO_SMOKE) + [Mode.INHALATION] * SEATS_TO_SMOKE
    return tuple(Seat(str(number), mode) for number, mode in enumerate(modes, 1))


class Installation:
    """One of several that a process works on in turn. `use` makes it the present one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._database = databases.sqlite_database(folder / DATABASE)
        self._connection: object = None

    @contextmanager
    def use(self) -> Iterator[None]:
        """Inside, the ledger is this one's. The connection stays open between uses."""
        before = connections["default"]
        if self._connection is None:
            settings = connections.configure_settings({"default": self._database})["default"]
            connections.settings["default"] = settings
            self._connection = connections.create_connection("default")
        connections["default"] = self._connection
        try:
            with databases.installation(self.folder):
                yield
        finally:
            connections["default"] = before

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()  # type: ignore[attr-defined]
            self._connection = None


def migrate() -> None:
    upgrade()


def new(folder: Path) -> Installation:
    """A new one, with an identity and one open site."""
    made = Installation(folder)
    with made.use():
        migrate()
        begin_node("benchmark")
        actions.open_site(by="", slug=SITE, name="Benchmark", kind=SiteKind.FIXED, seats=seats())
    return made


def remove_all() -> None:
    for folder in filter(None, (FOLDER, IN_MEMORY)):
        shutil.rmtree(folder, ignore_errors=True)
