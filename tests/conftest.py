"""Fixtures for every test; and, said in one line each, what could not run and why."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

#: Thousands of databases are made and thrown away: in memory, where there is room.
_IN_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 4 * 2**30
if (
    "TMPDIR" not in os.environ
    and os.access(_IN_MEMORY, os.W_OK)
    and shutil.disk_usage(_IN_MEMORY).free > _ROOM_BYTES
):
    os.environ["TMPDIR"] = tempfile.tempdir = str(_IN_MEMORY)

# Where bytecode is forbidden (as in many containers), each of the processes that tests start
# would compile the house anew, and pytest rewrite every assertion.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
_var = tempfile.mkdtemp(prefix="veille-tests-")
os.environ["VEILLE_VAR"] = _var
os.environ.pop("VEILLE_DATABASE", None)

import django  # noqa: E402

django.setup()

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from veille.ledger.models import Node  # noqa: E402
from veille.ledger.nodes import begin_node  # noqa: E402

from . import databases, process_guard, scheduling  # noqa: E402

#: Where Debian and others put Chromium.
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
IN_CI = os.environ.get("CI") == "true"

# Tests sign in hundreds of times: a password is hashed in microseconds here, and nowhere else.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
setup_test_environment()

# An example has no time by which it must answer: this machine may be busy. In CI a change is tried
# on the same examples each time; `--hypothesis-profile deep` tries many more.
hypothesis.settings.register_profile("house", deadline=None, derandomize=IN_CI)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile("house")


#: What some tests need → whether this machine has it, and how it is had. In CI all of it is there.
_PROGRAMS = {
    "browser": (CHROMIUM is not None, "Chromium: install Debian's package chromium"),
    "postgresql": (
        databases.find_postgresql() is not None,
        f"PostgreSQL: {databases.HOW_TO_GET_POSTGRESQL}",
    ),
}


def pytest_sessionstart() -> None:
    for there, how in _PROGRAMS.values():
        if IN_CI and not there:
            pytest.exit(f"CI must not skip tests: no {how}", returncode=3)


#: Folders whose every test runs the command, or a server, in a process of its own.
_OF_PROCESSES = {"cli", "faults"}
#: Fixtures that are a server, or several.
_OF_SERVERS = {"server", "cluster"}


def pytest_configure() -> None:
    process_guard.begin()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    yield from process_guard.guard(item)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    yield from process_guard.guard(item)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts processes; begin with what takes longest; leave out what the machine has
    no program for."""
    for item in items:
        named = getattr(item, "fixturenames", ())
        if item.path.parent.name in _OF_PROCESSES or _OF_SERVERS.intersection(named):
            item.add_marker("process")
        for marker, (there, how) in _PROGRAMS.items():
            if item.get_closest_marker(marker) and not there:
                item.add_marker(pytest.mark.skip(reason=f"no {how}"))
    items.sort(key=lambda item: scheduling.rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> scheduling.ByFile:
    """Whichever way of sharing is asked for."""
    return scheduling.ByFile(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each program that was missing. The workers' reports come together here."""
    reasons = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    for _there, how in _PROGRAMS.values():
        if number := sum(f"no {how}" in reason for reason in reasons):
            terminalreporter.write_line(f"{number} tests did not run for want of {how}.")


def pytest_sessionfinish() -> None:
    shutil.rmtree(_var, ignore_errors=True)


@pytest.fixture(scope="session")
def templates() -> Iterator[databases.Templates]:
    templates = databases.Templates()
    yield templates
    templates.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An installation's folder (`var/`), with its vault."""
    with databases.installation(tmp_path):
        yield tmp_path


@pytest.fixture
def sqlite(templates: databases.Templates, folder: Path) -> Iterator[Path]:
    """A fresh, empty SQLite database."""
    path = folder / "veille.sqlite3"
    databases.point_at(templates.sqlite(path))
    yield path
    databases.connections["default"].close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either(
    request: pytest.FixtureRequest, templates: databases.Templates, folder: Path
) -> Iterator[str]:
    """A fresh, empty database: the test runs once on SQLite and once on PostgreSQL."""
    vendor: str = request.param
    made = templates.sqlite(folder / "veille.sqlite3") if vendor == "sqlite" else None
    databases.point_at(made or templates.postgresql())
    yield vendor
    databases.connections["default"].close()


@pytest.fixture
def node(sqlite: Path) -> Node:
    """A node of a network that is not a rehearsal, on SQLite."""
    return begin_node("test node")


@pytest.fixture
def node_on_either(either: str) -> Node:
    return begin_node("test node")
