"""`veille demo`: set up once, whole or not at all; then everything is still there."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from veille.cli import serving
from veille.cli.demo import Address

from ..waiting import LONGEST_SECONDS, wait_until
from .conftest import Installation

_WRITTEN = """
    SELECT n.id, n.rehearsal, max(f.seq)
    FROM ledger_fact f JOIN ledger_node n ON n.id = f.node WHERE n.local
"""


@pytest.fixture
def demo(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "demo")


def _hear_ctrl_c() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C, and so whatever that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Running:
    """A demo of one past day, the commissions' too, on a port of its own."""

    def __init__(self, demo: Installation) -> None:
        self.var = demo.var
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            demo.arguments(
                *("demo", "--days", "1", "--commission-days", "1", "--one-node"),
                *("--port", str(self.port)),
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=demo.environment(),
            start_new_session=True,
            preexec_fn=_hear_ctrl_c,
        )

    def health(self) -> dict[str, Any]:
        """What /healthz answers, as soon as it does."""
        until = time.monotonic() + LONGEST_SECONDS
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                    return json.load(answer)  # type: ignore[no-any-return]
            except (URLError, ConnectionError):
                assert self.process.poll() is None, self.process.communicate()
                assert time.monotonic() < until
                time.sleep(0.1)

    def written(self) -> dict[str, Any]:
        """Its node, whether that is a rehearsal, and how many facts it wrote."""
        with closing(sqlite3.connect(self.var / "veille.sqlite3")) as database:
            found = database.execute(_WRITTEN).fetchone()
        return dict(zip(("node", "rehearsal", "facts"), found, strict=True))

    def stop(self) -> tuple[str, str]:
        """Ctrl-C, as a terminal sends it: to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        out, said = self.process.communicate(timeout=LONGEST_SECONDS)
        return out.decode(), said.decode()


def test_demo_runs_again_with_nothing_lost(demo: Installation) -> None:
    first = Running(demo)
    assert first.health() == {"status": "ok"}
    begun = first.written()
    assert begun["rehearsal"]
    time.sleep(3)
    later = first.written()
    out, said = first.stop()
    assert first.process.returncode in (0, 130)
    assert "Traceback" not in said
    for role in ("peer", "nurse", "coordinator", "administrator", "auditor"):
        assert role in out
    assert "veille-demo" in out
    again = Running(demo)
    again.health()
    resumed = again.written()
    again.stop()
    assert resumed["node"] == begun["node"]
    assert resumed["facts"] >= later["facts"]
    assert "Sound" in demo.says("ledger", "verify")
    accounts = demo.says("account", "list")
    assert "cannot sign in" in accounts


def test_demo_that_was_killed_during_set_up_begins_again(demo: Installation) -> None:
    killed = Running(demo)
    unfinished = demo.var.with_name("demo.unfinished")
    wait_until((unfinished / "veille.sqlite3").exists, killed.process)
    os.killpg(killed.process.pid, signal.SIGKILL)
    killed.process.communicate(timeout=LONGEST_SECONDS)
    assert not demo.var.exists()
    again = Running(demo)
    again.health()
    assert again.written()["facts"] > 100
    again.stop()
    assert not unfinished.exists()


def test_demo_that_is_interrupted_during_set_up_leaves_nothing(demo: Installation) -> None:
    interrupted = Running(demo)
    unfinished = demo.var.with_name("demo.unfinished")
    wait_until((unfinished / "veille.sqlite3").exists, interrupted.process)
    _out, said = interrupted.stop()
    assert "Traceback" not in said
    assert not demo.var.exists()
    assert not unfinished.exists()


def test_demo_refuses_a_folder_that_is_being_set_up(demo: Installation) -> None:
    first = Running(demo)
    unfinished = demo.var.with_name("demo.unfinished")
    wait_until((unfinished / "veille.sqlite3").exists, first.process)
    assert "being set up" in demo.refuses("demo", "--port", str(first.port))
    first.stop()


def test_demo_in_a_second_terminal_is_told_of_the_first(demo: Installation) -> None:
    """Two players would write one night twice."""
    first = Running(demo)
    first.health()
    assert "is shown by another" in demo.refuses("demo")
    first.stop()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_demo_takes_the_next_port_where_the_usual_one_is_taken_and_says_so(
    taken_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "DEFAULT_PORT", taken_port)
    address = Address("127.0.0.1", None)
    address.check()
    port = address.choose()
    assert taken_port < port < taken_port + serving.PORTS_TRIED
    said = capsys.readouterr().err
    assert f"Port {taken_port} is taken: the demo is on port {port}." in said


def test_demo_on_a_port_that_was_asked_for_and_is_taken_refuses_before_it_plays_anything(
    demo: Installation, taken_port: int
) -> None:
    assert "cannot be used" in demo.refuses("demo", "--port", str(taken_port))
    assert not demo.var.with_name("demo.unfinished").exists()


def test_demo_never_touches_a_real_installation(installed: Installation) -> None:
    said = installed.refuses("demo")
    assert "real installation" in said
    assert "--var" in said


def test_demo_never_touches_other_files(demo: Installation) -> None:
    demo.var.mkdir()
    (demo.var / "thesis.odt").write_text("mine")
    assert "not a demo's" in demo.refuses("demo")
    assert (demo.var / "thesis.odt").read_text() == "mine"


def test_demo_refuses_a_postgresql_database(demo: Installation) -> None:
    assert "VEILLE_DATABASE" in demo.refuses("demo", VEILLE_DATABASE="postgresql://x@localhost/y")
