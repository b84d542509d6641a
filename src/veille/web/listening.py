"""A port that is listened on: what comes is counted before a byte of it is read, TLS included."""

import asyncio
import errno
import logging
import resource
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import uvicorn
from django.conf import settings

from . import streams
from .connections import HEAD_SECONDS, Connection
from .door import KEPT_DESCRIPTORS, MOST, Door

#: Accepted in one go; then those that are here have their turn.
_AT_ONCE = 16
_BACKLOG = 2048
#: Where the machine has no descriptor left, it is asked again so much later.
_AGAIN_SECONDS = 0.2

logger = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Uvicorn's server, behind a door."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=[])
        door = Door(most_connections(), settings.VEILLE_PROXY)
        self.servers = [await _open(self, door)]  # type: ignore[list-item]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        streams.end()
        await super().shutdown(sockets=sockets)


async def _open(server: Server, door: Door) -> "Listening":
    config = server.config
    loop = asyncio.get_running_loop()
    kind = socket.SOCK_STREAM
    found = await loop.getaddrinfo(config.host, config.port, type=kind, flags=socket.AI_PASSIVE)
    listeners = []
    for family, _kind, _protocol, _name, address in dict.fromkeys(found):
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
        listeners.append(listener)
    return Listening(server, door, listeners)


class Listening:
    """Accepts what the door lets in. As much of asyncio's server as Uvicorn asks for."""

    def __init__(self, server: Server, door: Door, listeners: Sequence[socket.socket]) -> None:
        self._server = server
        self._door = door
        self._listeners = listeners
        self._loop = asyncio.get_running_loop()
        self._opening: set[asyncio.Task[None]] = set()
        for listener in listeners:
            self._loop.add_reader(listener, self._accept, listener)

    def close(self) -> None:
        for listener in self._listeners:
            self._loop.remove_reader(listener)
            listener.close()
        for task in self._opening:
            task.cancel()

    async def wait_closed(self) -> None:
        await asyncio.gather(*self._opening, return_exceptions=True)

    def _accept(self, listener: socket.socket) -> None:
        for _turn in range(_AT_ONCE):
            try:
                taken, address = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                    self._wait_for_descriptors(listener)
                    return
                raise
            self._let_in(taken, str(address[0]))

    def _wait_for_descriptors(self, listener: socket.socket) -> None:
        logger.error("no descriptor is left for a further connection")
        self._loop.remove_reader(listener)
        self._loop.call_later(_AGAIN_SECONDS, self._listen_again, listener)

    def _listen_again(self, listener: socket.socket) -> None:
        if listener.fileno() >= 0:
            self._loop.add_reader(listener, self._accept, listener)

    def _let_in(self, taken: socket.socket, address: str) -> None:
        connection = self._connection(address)
        if not self._door.come(connection, address):
            taken.close()
            return
        taken.setblocking(False)
        with suppress(OSError):
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.opening = task = self._loop.create_task(self._begin(connection, taken))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    def _connection(self, address: str) -> Connection:
        return Connection(
            config=self._server.config,
            server_state=self._server.server_state,
            app_state=self._server.lifespan.state,
            _loop=self._loop,
            door=self._door,
            idle_seconds=self._server.config.timeout_keep_alive,
        )

    async def _begin(self, connection: Connection, taken: socket.socket) -> None:
        secured: dict[str, Any] = {}
        if self._server.config.ssl is not None:
            secured = {"ssl": self._server.config.ssl, "ssl_handshake_timeout": HEAD_SECONDS}
        try:
            await self._loop.connect_accepted_socket(lambda: connection, taken, **secured)
        except (OSError, ssl.SSLError, TimeoutError):
            pass  # it went away, or speaks no TLS
        finally:
            if connection.transport is None:
                self._door.leave(connection)
                taken.close()


def most_connections() -> int:
    """As many as the machine has descriptors for, which it is asked to give all that it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + KEPT_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    descriptors = wanted if soft == resource.RLIM_INFINITY else min(soft, wanted)
    return max(descriptors - KEPT_DESCRIPTORS, descriptors // 4)
