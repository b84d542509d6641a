"""Fresh databases for tests: a copy of a migrated template, on SQLite and on PostgreSQL.

Tests use real commits (facts are durable or they are nothing, and triggers refuse to delete
them), so each has a database of its own instead of a transaction that is rolled back.
"""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from veille.ledger.upgrade import upgrade
from veille.ledger.vault import make_secrets

HOW_TO_GET_POSTGRESQL = "install Debian's package postgresql"

_numbers = count(1)


def find_postgresql() -> Path | None:
    """The folder of PostgreSQL's own programs, where this machine has them."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*folders, *([Path(on_path).parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return None


class PostgreSQL:
    """A server of the tests' own, in a temporary folder, on a socket in that folder."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # PostgreSQL will not run as root; another account then owns the folder.
        nobody = {"user": "nobody", "group": "nogroup"}
        self._as: dict[str, Any] = nobody if os.geteuid() == 0 else {}
        self.folder = Path(tempfile.mkdtemp(prefix="veille-pg-"))
        if self._as:
            shutil.chown(self.folder, "nobody", "nogroup")
        self._data = self.folder / "data"

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env={**os.environ, "HOME": str(self.folder)},
            **self._as,
        )
        assert done.returncode == 0, f"{command[0]}: {done.stderr}{done.stdout}"

    def start(self) -> None:
        # No test pulls this server's plug: without fsync it copies databases many times faster.
        # And a statement that waits for another connection of the same test waits for ever.
        options = (
            f"-k {self.folder} -c listen_addresses='' -c max_connections=60 -c fsync=off "
            "-c statement_timeout=120s -c idle_in_transaction_session_timeout=300s "
            "-c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
        )
        self._run(
            self._programs / "initdb",
            "-D",
            self._data,
            "-U",
            "veille",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        )
        self._run(
            self._programs / "pg_ctl",
            "-D",
            self._data,
            "-w",
            "-l",
            self.folder / "log",
            "-o",
            options,
            "start",
        )

    def stop(self) -> None:
        self._run(self._programs / "pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self, name: str) -> dict[str, Any]:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": "veille",
            "HOST": str(self.folder),
        }


def sqlite_database(path: Path) -> dict[str, Any]:
    from veille.web.settings import _database

    return {**_database(None), "NAME": path}


def point_at(database: dict[str, Any]) -> None:
    """Let every thread's next connection be one to `database`."""
    connections["default"].close()
    connections.settings["default"] = connections.configure_settings({"default": database})[
        "default"
    ]
    del connections["default"]


@contextmanager
def installation(folder: Path) -> Iterator[None]:
    """Put vault and secrets of the test in `folder`."""
    before = (settings.VEILLE_VAR, settings.VEILLE_VAULT, settings.VEILLE_VAULT_SECRETS)
    settings.VEILLE_VAR = folder
    settings.VEILLE_VAULT = folder / "vault.sqlite3"
    settings.VEILLE_VAULT_SECRETS = folder / "vault.secrets"
    if not settings.VEILLE_VAULT_SECRETS.exists():
        make_secrets(settings.VEILLE_VAULT_SECRETS)
    try:
        yield
    finally:
        settings.VEILLE_VAR, settings.VEILLE_VAULT, settings.VEILLE_VAULT_SECRETS = before


class Templates:
    """Migrated, empty databases, made once a session and copied for each test."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="veille-templates-"))
        self._sqlite: Path | None = None
        self._postgresql: PostgreSQL | None = None
        self._lock = threading.Lock()

    def sqlite(self, path: Path) -> dict[str, Any]:
        """A new SQLite database at `path`."""
        if self._sqlite is None:
            template = self._folder / "template.sqlite3"
            point_at(sqlite_database(template))
            upgrade()
            with connections["default"].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connections["default"].close()
            self._sqlite = template
        shutil.copyfile(self._sqlite, path)
        return sqlite_database(path)

    def postgresql(self) -> dict[str, Any]:
        """A new PostgreSQL database."""
        if self._postgresql is None:
            programs = find_postgresql()
            assert programs is not None
            server = PostgreSQL(programs)
            server.start()
            self._postgresql = server
            self._create("template_veille", "template1")
            point_at(server.database("template_veille"))
            upgrade()
            connections["default"].close()
        name = f"veille_{next(_numbers)}"
        self._create(name, "template_veille")
        return self._postgresql.database(name)

    def drop(self, database: dict[str, Any]) -> None:
        """Delete a PostgreSQL database that `postgresql` made."""
        connections["default"].close()
        self._execute(f"DROP DATABASE {database['NAME']}")

    def _create(self, name: str, template: str) -> None:
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}", " STRATEGY FILE_COPY")

    def _execute(self, statement: str, since_15: str = "") -> None:
        import psycopg

        assert self._postgresql is not None
        with psycopg.connect(
            host=str(self._postgresql.folder), user="veille", dbname="postgres", autocommit=True
        ) as db:
            db.execute(statement + (since_15 if db.info.server_version >= 15_00_00 else ""))

    def close(self) -> None:
        connections["default"].close()
        if self._postgresql is not None:
            self._postgresql.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
