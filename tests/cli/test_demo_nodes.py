"""The demo's network: processes that pair by themselves, and a link that comes and goes."""

import os
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec
import pytest

from veille.cli import demo_link
from veille.cli.demo_node import HUB, TRUCK
from veille.cli.demo_nodes import DemoNodes, machines
from veille.ledger.sync.store import Member
from veille.ledger.sync.words import Standing

from ..waiting import wait_until


@pytest.fixture
def board() -> Iterator[int]:
    """A port that answers, as the demo's board does."""
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        there.listen()
        yield there.getsockname()[1]


@pytest.mark.process
def test_a_demo_s_hub_and_truck_pair_by_themselves_and_everything_comes_to_the_hub(
    tmp_path: Path, board: int
) -> None:
    two = [one for one in machines(board + 1) if one.slug in (HUB, TRUCK)]
    network = DemoNodes(tmp_path, two, seed=1, after_seconds=0)
    network.begin(board)
    try:
        wait_until(lambda: _whole(tmp_path / "nodes" / HUB / "veille.sqlite3"))
        sessions = {os.getsid(process.pid) for process in network._running}
        assert os.getsid(0) not in sessions, "Ctrl-C would reach them too"
    finally:
        network.end()
    assert not any(_reached(one.port) for one in two)


def _whole(database: Path) -> bool:
    """Whether the hub has the truck, and all that it wrote."""
    found = []
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(database)) as there:
        told = there.execute("SELECT record FROM ledger_sync WHERE key LIKE 'member/%'")
        found = [msgspec.json.decode(row[0], type=Member) for row in told]
    return [one.card.name for one in found] == ["L’Anonyme"] and (
        found[0].standing is Standing.WHOLE and found[0].claimed > 1
    )


def test_the_truck_s_link_carries_while_it_is_up_and_nothing_while_it_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hub:
        stop, port = threading.Event(), _free_port()
        goes = threading.Thread(
            target=demo_link.keep_up_and_down,
            args=(stop, port, hub.getsockname()[1]),
            kwargs={"up": 1.0, "down": 1.0},
        )
        goes.start()
        wait_until(lambda: _holds(port))
        hub.accept()[0].close()
        wait_until(lambda: not _holds(port))
        wait_until(lambda: _holds(port))
        wait_until(lambda: not _holds(port))
        stop.set()
        goes.join()


def _holds(port: int) -> bool:
    """Whether a connection through it stays open: nobody at the other end says anything."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.2) as there:
            there.recv(1)
    except TimeoutError:
        return True
    except OSError:
        pass
    return False


def _reached(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
