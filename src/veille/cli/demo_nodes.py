"""The network of a demo: the four sites as four nodes, and a hub, each a process of its own.

They begin once the board answers, one after the other, so that nobody waits for them.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .demo_node import HUB
from .serving import free_port

FOLDER = "nodes"
#: The board, then what it needs first, then its network.
BOARD_FIRST_SECONDS = 8.0
#: Above it there may be no room for theirs.
_HIGHEST_PORT = 65_000
_LOOKED_SECONDS = 0.5
_PATIENCE_SECONDS = 120.0
_TO_STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Machine:
    """One process of the network."""

    slug: str
    name: str
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


def machines(first_port: int) -> list[Machine]:
    """The hub, then the four sites, each with a port that is free at this moment."""
    from veille.care.rehearsed.network import PLACES

    named = [(HUB, "Nœud central · Hub"), *((place.slug, place.name) for place in PLACES)]
    made = []
    for slug, name in named:
        first_port = free_port("127.0.0.1", first_port)
        made.append(Machine(slug, name, first_port))
        first_port += 1
    return made


@dataclass
class DemoNodes:
    """Begins the machines, and ends them. `var` is the demo's own folder."""

    var: Path
    machines: list[Machine]
    seed: int
    after_seconds: float = BOARD_FIRST_SECONDS
    _stop: threading.Event = field(default_factory=threading.Event)
    _running: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    _thread: threading.Thread | None = None

    def begin(self, board_port: int) -> None:
        """Soon after the board answers; returns at once."""
        self._thread = threading.Thread(target=self._begin, args=(board_port,), daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_TO_STOP_SECONDS)
        for process in self._running:
            process.terminate()
        for process in self._running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_TO_STOP_SECONDS)
            if process.poll() is None:
                process.kill()
                process.wait()

    def _begin(self, board_port: int) -> None:
        if not self._answers(board_port) or self._stop.wait(self.after_seconds):
            return
        for machine in self.machines:
            self._running.append(self._started(machine))
            if not self._answers(machine.port, self._running[-1]):
                return

    def _started(self, machine: Machine) -> "subprocess.Popen[bytes]":
        folder = self.var / FOLDER / machine.slug
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        arguments = (machine.slug, "127.0.0.1", machine.port, self.machines[0].port, self.seed)
        return subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-m", "veille.cli.demo_node", *map(str, arguments)],
            env={
                **{name: told for name, told in os.environ.items() if "VEILLE_" not in name},
                "VEILLE_VAR": str(folder),
                "VEILLE_DEMO_NODES": json.dumps(_shown(self.machines)),
                "VEILLE_COOKIES": machine.slug,
            },
            stdin=subprocess.DEVNULL,
            # Ctrl-C in the terminal is for the demo alone, which then ends these in order.
            start_new_session=True,
        )

    def _answers(self, port: int, process: "subprocess.Popen[bytes] | None" = None) -> bool:
        """Wait until something listens there; False where the demo ends, or the process did."""
        for _try in range(round(_PATIENCE_SECONDS / _LOOKED_SECONDS)):
            if self._stop.wait(_LOOKED_SECONDS) or (process and process.poll() is not None):
                return False
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
        return False


def beside(board_port: int, var: Path, seed: int) -> DemoNodes:
    """The network of a demo whose board is on that port, not begun yet."""
    from django.conf import settings

    made = DemoNodes(var, machines(min(board_port, _HIGHEST_PORT) + 1), seed)
    settings.VEILLE_DEMO_NODES = _shown(made.machines)
    return made


def _shown(found: list[Machine]) -> list[tuple[str, str]]:
    """By it each machine's page of nodes shows where the others are."""
    return [(one.name, one.address) for one in found]
