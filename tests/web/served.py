"""A site in a process of its own, and its screens, read event by event."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
from django.conf import settings

from veille.accounts.models import Role

from ..waiting import LONGEST_SECONDS, wait_until
from .night import Night

#: A server whose screens hear its pulse so often that a test can wait for it.
PULSE_SECONDS = 0.5
SERVE = (
    "from veille.ui import live; from veille.web import server; import sys;"
    f"live.PULSE_SECONDS = {PULSE_SECONDS}; server.serve('127.0.0.1', int(sys.argv[1]))"
)


class Event(NamedTuple):
    name: str
    data: str


class Screen:
    """One browser's stream, read event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._events = self._read(response.iter_lines())

    @staticmethod
    def _read(lines: Iterator[str]) -> Iterator[Event]:
        name, data = "", []
        for line in lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                data.append(line.removeprefix("data: "))
            elif not line:
                yield Event(name, "\n".join(data))
                name, data = "", []

    def next(self, name: str) -> Event:
        """The next event of that name; others are passed over."""
        return next(event for event in self._come() if event.name == name)

    def rest(self) -> list[str]:
        """The names of all events until the server ends the stream."""
        return [event.name for event in self._come()]

    def _come(self) -> Iterator[Event]:
        """Events as they come; a server that sends only others for too long is a fault."""
        until = time.monotonic() + LONGEST_SECONDS
        for event in self._events:
            yield event
            assert time.monotonic() < until, f"nothing but {event.name} came"


class Server(NamedTuple):
    night: Night
    url: str
    pid: int

    @contextmanager
    def screen(self, address: str, role: str = Role.PEER, language: str = "en") -> Iterator[Screen]:
        cookies = {
            name: morsel.value for name, morsel in self.night.client(role, language).cookies.items()
        }
        with httpx.stream(
            "GET", self.url + address, cookies=cookies, timeout=LONGEST_SECONDS
        ) as response:
            yield Screen(response)


@contextmanager
def served(folder: Path, night: Night, before: str = "") -> Iterator[Server]:
    """The site in a process of its own, on the test's database. `before`: Python that it runs
    before it serves."""
    # Sessions made here are good there.
    (folder / "web.secret").write_text(settings.SECRET_KEY)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = f"{before}\n{SERVE}"
    command = [sys.executable, "-X", "faulthandler", "-c", program, str(port)]
    with subprocess.Popen(command, env={**os.environ, "VEILLE_VAR": str(folder)}) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: _answers(url), process)
            yield Server(night, url, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(LONGEST_SECONDS)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGABRT)  # it then says where each thread stands
                raise


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.TransportError:
        return False
