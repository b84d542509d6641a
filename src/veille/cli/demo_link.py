"""The truck's phone link in a demo: what goes to one port of this machine comes out at another, by
turns for some minutes, and for some minutes nothing does."""

import asyncio
import threading
import time
from contextlib import suppress

#: The link is up first, so that somebody who has just come sees both within the hour.
UP_SECONDS, DOWN_SECONDS = 150.0, 180.0
_LOOKED_SECONDS = 0.1
_PIECE_BYTES = 64 * 1024


def keep_up_and_down(
    stop: threading.Event, port: int, to: int, *, up: float = UP_SECONDS, down: float = DOWN_SECONDS
) -> None:
    """Until `stop` is set. For a thread of its own. Both ports are of 127.0.0.1."""
    asyncio.run(_go_on(stop, port, to, up, down))


async def _go_on(stop: threading.Event, port: int, to: int, up: float, down: float) -> None:
    link = _Link(to)
    server = await asyncio.start_server(link.carry, "127.0.0.1", port)
    while not stop.is_set():
        link.is_up = True
        await _slept(stop, up)
        link.is_up = False
        await link.cut()
        await _slept(stop, down)
    server.close()


async def _slept(stop: threading.Event, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not stop.is_set() and time.monotonic() < until:
        await asyncio.sleep(_LOOKED_SECONDS)


class _Link:
    """While it is up, each connection is carried on to the hub's port; else it is lost at once."""

    def __init__(self, to: int) -> None:
        self.is_up = False
        self._to = to
        self._open: set[asyncio.StreamWriter] = set()
        self._carried: set[asyncio.Task[None]] = set()

    def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_up:
            writer.transport.abort()
            return
        task = asyncio.create_task(self._carry(reader, writer))
        self._carried.add(task)
        task.add_done_callback(self._carried.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(OSError):  # the hub is not up: as if the link were down
            there_reader, there = await asyncio.open_connection("127.0.0.1", self._to)
            self._open.add(there)
            await asyncio.gather(_copied(reader, there), _copied(there_reader, writer))
            await _closed(there)
            self._open.discard(there)
        await _closed(writer)
        self._open.discard(writer)

    async def cut(self) -> None:
        """Whatever is on its way is lost, as when a truck drives behind a hill."""
        for end in self._open:
            end.transport.abort()
        if self._carried:
            await asyncio.wait(self._carried)


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(_PIECE_BYTES):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
