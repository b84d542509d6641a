"""Fixtures for every test; and, said in one line each, what could not run and why."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "veille.web.settings"
_var = tempfile.mkdtemp(prefix="veille-tests-")
os.environ["VEILLE_VAR"] = _var
os.environ.pop("VEILLE_DATABASE", None)

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from veille.ledger.models import Node  # noqa: E402
from veille.ledger.nodes import begin_node  # noqa: E402

from . import databases  # noqa: E402

#: Where Debian and others put Chromium.
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
IN_CI = os.environ.get("CI") == "true"
_left_out: dict[str, int] = {}

# Tests sign in hundreds of times: a password is hashed in microseconds here, and nowhere else.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
setup_test_environment()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what the machine has no program for; in CI, fail instead."""
    have = {"browser": CHROMIUM is not None, "postgresql": databases.find_postgresql() is not None}
    how = {
        "browser": "Chromium: install Debian's package chromium",
        "postgresql": f"PostgreSQL: {databases.HOW_TO_GET_POSTGRESQL}",
    }
    for item in items:
        for marker, there in have.items():
            if item.get_closest_marker(marker) and not there:
                if IN_CI:
                    pytest.exit(f"CI must not skip tests: no {how[marker]}", returncode=3)
                _left_out[how[marker]] = _left_out.get(how[marker], 0) + 1
                item.add_marker(pytest.mark.skip(reason=f"no {how[marker]}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, number in _left_out.items():
        terminalreporter.write_line(f"{number} tests did not run for want of {what}.")


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
