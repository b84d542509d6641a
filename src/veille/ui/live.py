"""Live screens: server-sent events, pushed when a fact arrives.

One watcher a process asks the database every tenth of a second whether a fact has arrived,
whoever wrote it: this process, another one, an import. Each screen then gets its fragment
anew: drawn, and made bytes of, once for all screens that show the same.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.http import StreamingHttpResponse

from veille.ledger import store

#: How often the database is asked; a screen is at most this late, and the time to draw.
ASK_SECONDS = 0.1
#: How often a screen hears that the server is there, and whether its session still holds.
PULSE_SECONDS = 10.0

# Drawing for live screens happens on one thread, with one connection that stays open.
_desk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")


def _position() -> int:
    with store.cursor() as cursor:
        return store.latest_position(cursor)


#: What screens show that show the same: (site, role's rights, language, …).
Key = tuple[Any, ...]


class Watcher:
    """Tells waiting screens that a fact has arrived, and draws for those that show the same."""

    def __init__(self) -> None:
        self.position = -1
        self._arrived = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._drawings: dict[Key, tuple[int, asyncio.Future[bytes]]] = {}

    async def beyond(self, seen: int) -> int:
        """Wait until the ledger is past `seen`; returns where it is."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        async with self._arrived:
            await self._arrived.wait_for(lambda: self.position > seen)
            return self.position

    async def drawn(self, key: Key, position: int, draw: Callable[[], bytes]) -> bytes:
        """What `draw` gives, called once a position for all screens of one `key`."""
        at, drawing = self._drawings.get(key, (-1, None))
        if drawing is None or at != position:
            drawing = asyncio.get_running_loop().run_in_executor(_desk, draw)
            self._drawings[key] = position, drawing
        # One screen that goes must not take the drawing from the others.
        return await asyncio.shield(drawing)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            position = await loop.run_in_executor(_desk, _position)
            if position != self.position:
                async with self._arrived:
                    self.position = position
                    self._drawings.clear()
                    self._arrived.notify_all()
            await asyncio.sleep(ASK_SECONDS)

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()


_watchers: dict[int, Watcher] = {}


def watcher() -> Watcher:
    """The watcher of the running event loop."""
    loop = id(asyncio.get_running_loop())
    return _watchers.setdefault(loop, Watcher())


def close() -> None:
    """Let go of the watchers and of the drawing thread's connection."""
    for watching in _watchers.values():
        watching.stop()
    _watchers.clear()
    # Which connection it is, is for the drawing thread to say.
    _desk.submit(lambda: connection.close()).result()


async def stream(
    event: str, key: Key, draw: Callable[[], str], still_welcome: Callable[[], bool]
) -> AsyncGenerator[bytes]:
    """Events for one screen: `event` with the fragment whenever it has changed, and a pulse.

    `draw` gives the fragment that all screens with one `key` show; nothing in it is of one
    screen alone. `still_welcome` is asked now and then; the stream ends where the session no
    longer holds.
    """
    loop = asyncio.get_running_loop()
    seen, sent = -1, b""
    watching = watcher()
    asked = time.monotonic()
    yield _pulse()
    while True:
        try:
            # Python 3.11's `wait_for` drops a cancellation that comes with the fact: the stream of
            # a screen that is gone would go on for good.
            async with asyncio.timeout(PULSE_SECONDS):
                seen = await watching.beyond(seen)
        except TimeoutError:
            yield _pulse()
        else:
            fragment = await watching.drawn((event, *key), seen, lambda: _event(event, draw()))
            if fragment != sent:
                sent = fragment
                yield fragment
        if time.monotonic() - asked > PULSE_SECONDS:
            asked = time.monotonic()
            if not await loop.run_in_executor(_desk, still_welcome):
                yield _event("over", "")
                return


def _pulse() -> bytes:
    """The server's clock, in milliseconds: tablets' clocks are wrong."""
    return _event("pulse", str(int(time.time() * 1000)))


def _event(name: str, data: str) -> bytes:
    lines = data.replace("\n", "\ndata: ")
    return f"event: {name}\ndata: {lines}\n\n".encode()


class Stream(StreamingHttpResponse):
    """The answer that goes on for as long as the screen is there. `account`: whose it is."""

    def __init__(self, events: AsyncGenerator[bytes], account: str) -> None:
        super().__init__(events, headers=_HEADERS)
        self.events = events
        self.account = account


_HEADERS: dict[str, Any] = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
