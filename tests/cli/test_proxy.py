"""For whom a request is counted: for who sent it, unless a declared proxy says for whom it asks."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from ..waiting import LONGEST_SECONDS
from .conftest import Installation

#: More than twice the law's limit a minute: one minute or the next holds more than it.
TIMES = 250


@contextmanager
def served(installed: Installation, **environment: str) -> Iterator[http.client.HTTPConnection]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        installed.arguments("serve", "--port", str(port)),
        env=installed.environment(**environment),
        stdin=subprocess.DEVNULL,
    )
    try:
        with closing(_once_it_answers(port)) as line:
            yield line
    finally:
        os.kill(server.pid, signal.SIGINT)
        server.wait(LONGEST_SECONDS)


def _once_it_answers(port: int) -> http.client.HTTPConnection:
    until = time.monotonic() + LONGEST_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_SECONDS)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def statuses(line: http.client.HTTPConnection) -> set[int]:
    """What is answered to one machine that says each time that it asks for another."""
    found = set()
    for n in range(TIMES):
        headers = {"X-Forwarded-For": f"198.51.100.{n}"}
        line.request("GET", "/api/law/v1/parameters?jurisdiction=CH", headers=headers)
        answer = line.getresponse()
        answer.read()
        found.add(answer.status)
    return found


def test_a_header_gives_nobody_more_questions(installed: Installation) -> None:
    with served(installed) as line:
        assert statuses(line) == {200, 429}


def test_a_declared_proxy_is_believed(installed: Installation) -> None:
    with served(installed, VEILLE_PROXY="127.0.0.1") as line:
        assert statuses(line) == {200}
