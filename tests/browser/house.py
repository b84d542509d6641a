"""An installation in a temporary folder, and the real server on it, as a process of its own."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx

from ..waiting import LONGEST_SECONDS

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "trois-castors-la-nuit"
_FACTS = """
    SELECT max(f.seq) FROM ledger_fact f JOIN ledger_node n ON n.id = f.node WHERE n.local
"""
#: On a busy machine a stream may end later than the server: no fault of the site's.
_LATE_STREAMS = re.compile(r"ERROR: +Cancel \d+ running task.*\n")


def environment(var: Path) -> dict[str, str]:
    """For a process of this installation. A warning of our own or of Django's ends it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("VEILLE_")}
    return {
        **kept,
        "VEILLE_VAR": str(var),
        "VEILLE_PASSWORD": PASSWORD,
        "PYTHONWARNINGS": "error",
        "LC_ALL": "C.UTF-8",
    }


def veille(var: Path, *arguments: str) -> str:
    """Run the real command; returns what it printed."""
    return _run(var, "-m", "veille.cli.main", *arguments)


def stage(var: Path, scene: str, *arguments: str) -> None:
    """Fill the installation with one of `scenes.py`, through the real actions.

    In a process of its own: Playwright's loop runs in this one, and Django refuses to be
    called under it.
    """
    _run(var, "-m", "tests.browser.scenes", scene, *arguments)


def _run(var: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(var),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{arguments}: {done.stderr}{done.stdout}"
    return done.stdout


#: Said after each night's backup until somebody has written the key down: advice, and no complaint.
_BACKUP_KEY = "veille backup key"


def copy(installation: Path, to: Path) -> Path:
    """The same installation once more: accounts, sessions, secrets and all."""
    shutil.copytree(installation, to)
    return to


class Server:
    """`veille serve` on a free port, with these settings beside the usual ones. It can be killed
    and started again on the same port."""

    def __init__(self, var: Path, **settings: str) -> None:
        self.var = var
        self._settings = settings
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._log = (var / "server.log").open("ab+")

    def start(self) -> "Server":
        command = [sys.executable, "-m", "veille.cli.main", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment(self.var), **self._settings},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._wait_until_it_answers()
        return self

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        until = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < until:
            assert self._process.poll() is None, f"the server ended: {self.said()}"
            try:
                if httpx.get(f"{self.url}/healthz", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not answer: {self.said()}")

    def facts(self) -> int:
        """How many facts this node has written: they are numbered without a gap."""
        with closing(sqlite3.connect(self.var / "veille.sqlite3")) as database:
            return int(database.execute(_FACTS).fetchone()[0])

    def said(self) -> str:
        """What the server wrote to its terminal: nothing, where nothing went wrong."""
        self._log.seek(0)
        return _LATE_STREAMS.sub("", self._log.read().decode())

    def kill(self) -> None:
        """As a power cut does it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(LONGEST_SECONDS)
        self._process = None

    def stop(self) -> None:
        """As Ctrl-C does it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(LONGEST_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
            self._process = None

    def close(self, but: str = "\n") -> None:
        """Stop, and fail where the server complained of anything `but` that."""
        try:
            self.stop()
            complaints = [
                line
                for line in self.said().splitlines()
                if but not in line and _BACKUP_KEY not in line
            ]
            assert not complaints, self.said()
        finally:
            self._log.close()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
