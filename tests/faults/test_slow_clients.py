"""Clients that send half of something, take no answer, or come by the hundred: on real sockets."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.ledger.nodes import begin_node

from ..waiting import wait_until
from ..web.night import SITE, Night
from ..web.served import Server, served

#: As in the house, in a quarter of the time.
SECONDS = 2
SOON = f"""
from veille.web import server, connections
connections.HEAD_SECONDS = connections.STALL_SECONDS = {SECONDS}
connections.STRANGER_IDLE_SECONDS = {SECONDS}
connections.SLOWEST_BYTES_A_SECOND = 1
"""
#: So few descriptors that a hundred connections would leave none for the database.
DESCRIPTORS = 120
POOR = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({DESCRIPTORS}, {DESCRIPTORS}))
"""
HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
UPLOAD = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 600\r\n\r\n"
LARGE = b"GET /static/django_htmx/htmax-4.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
#: In the kernel's list of connections.
LISTENS, HELD_BY_NOBODY = "0A", "0"
ADDRESSES = [f"127.0.0.{n}" for n in range(2, 7)]


@pytest.fixture
def night(sqlite: Path) -> Night:
    begin_node("test node", rehearsal=False)
    return Night()


@pytest.fixture
def line(sqlite: Path, night: Night) -> Iterator["Line"]:
    with served(sqlite.parent, night, SOON) as server, ExitStack() as opened:
        yield Line(server, opened)


class Line:
    """Connections to a server, closed by nobody here."""

    def __init__(self, server: Server, opened: ExitStack) -> None:
        self.server = server
        self._to = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        self._opened = opened

    def open(self, sent: bytes = b"", address: str = "127.0.0.1") -> socket.socket:
        made = self._opened.enter_context(socket.socket())
        made.settimeout(60)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.bind((address, 0))
        made.connect(self._to)
        made.sendall(sent)
        return made

    def held(self) -> int:
        """The connections that the server has not closed."""
        count = 0
        for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _number, local, _other, state, *_rest = fields = row.split()
            ours = int(local.rpartition(":")[2], 16) == self._to[1]
            count += ours and state != LISTENS and fields[9] != HELD_BY_NOBODY
        return count


def sockets(pid: int) -> int:
    """Its connections. What its threads have of the database, each opens as it first works."""
    return sum(each.startswith("socket:") for each in descriptors(pid))


def descriptors(pid: int) -> list[str]:
    held = Path(f"/proc/{pid}/fd")
    found = []
    for each in os.listdir(held):
        try:
            found.append(os.readlink(held / each))
        except FileNotFoundError:
            continue
    return found


def send_empty_lines(line: Line) -> None:
    """They are no head, and end the time after which an idle connection is closed."""
    answered = line.open(HEAD + b"\r\n")
    assert answered.recv(12) == b"HTTP/1.1 200"
    answered.sendall(b"\r\n")


def take_nothing(line: Line) -> None:
    """Ask for more than what lies between two machines, and read none of it."""
    greedy = line.open()
    greedy.setblocking(False)
    for _again in range(60):
        try:
            greedy.send(LARGE)
        except OSError:
            return
        time.sleep(0.01)


HOSTILE: dict[str, Callable[[Line], object]] = {
    "says nothing": lambda line: line.open(),
    "half a head": lambda line: line.open(HEAD),
    "empty lines after an answer": send_empty_lines,
    "half a body": lambda line: line.open(UPLOAD + b"username="),
    "a hundred requests ahead": lambda line: line.open(100 * (HEAD + b"\r\n")),
    "a head without end": lambda line: line.open(HEAD + b"Cookie: " + 100_000 * b"x"),
    "no request at all": lambda line: line.open(b"\x16\x03\x01" + os.urandom(100)),
    "takes no answer": take_nothing,
}


def test_whoever_sends_half_of_something_or_takes_no_answer_is_let_go(line: Line):
    for come in HOSTILE.values():
        come(line)
    assert line.held() > 3
    patient = line.open(UPLOAD)
    for _piece in range(6):
        time.sleep(SECONDS / 4)
        patient.sendall(100 * b"x")
    assert patient.recv(12).startswith(b"HTTP/1.1 4"), "a slow line is answered: a form without key"
    wait_until(lambda: not line.held())
    assert httpx.get(f"{line.server.url}/healthz").status_code == 200


@contextmanager
def from_address(server: Server, night: Night, address: str) -> Iterator[httpx.Client]:
    """A nurse's browser."""
    cookies = {name: each.value for name, each in night.client(Role.NURSE).cookies.items()}
    carrier = httpx.HTTPTransport(local_address=address)
    with httpx.Client(
        base_url=server.url, cookies=cookies, transport=carrier, timeout=60
    ) as browser:
        yield browser


def test_with_hardly_a_descriptor_a_crowd_shuts_nobody_out(sqlite: Path, night: Night):
    """Five addresses open a hundred connections; a nurse works at one of them."""
    board = reverse("board", args=[SITE])
    with (
        served(sqlite.parent, night, POOR) as server,
        ExitStack() as opened,
        from_address(server, night, ADDRESSES[0]) as nurse,
    ):
        line = Line(server, opened)
        for _again in range(20):
            for address in ADDRESSES:
                line.open(HEAD, address)
        assert nurse.get(board).status_code == 200
        assert len(descriptors(server.pid)) < DESCRIPTORS - 20, "some are left for files"
        before = sockets(server.pid)
        for _screen in range(6):
            screen = opened.enter_context(nurse.stream("GET", f"{board}live"))
            assert screen.status_code == 200
        for _again in range(4):
            for address in ADDRESSES:
                line.open(HEAD, address)
            assert nurse.get(board).status_code == 200
        assert sockets(server.pid) <= before + 8, "a stream holds one"
