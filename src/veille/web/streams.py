"""Live streams, so many at once: a machine has some hundred connections, and taps need theirs.
Counted before anything of a request is read; no body of one is ever kept. Each holds one
descriptor, its connection's."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing, contextmanager

from veille.ui.live import Stream

from . import page_threads
from .door import counted_origin
from .page_threads import Receive, Scope, Send

#: Two for each page that is open in a browser. Assumed.
MOST_BY_ACCOUNT = 24
#: A site's tablets and desks behind one address of its network. Assumed.
MOST_BY_ADDRESS = 120
MOST = 400
#: A screen that was refused asks again by itself.
_RETRY_SECONDS = 30

_open: Counter[str] = Counter()
#: What ends a stream when it is done: its screen goes, or the server does.
_leaving: set[asyncio.Task[None]] = set()


def end() -> None:
    """The server ends: so does each stream, in order, and no screen waits for it to be cut off."""
    for task in _leaving:
        task.cancel()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of live streams."""
    origin = counted_origin((scope.get("client") or ("",))[0])
    with counted({"": MOST, f"from {origin}": MOST_BY_ADDRESS}) as has_room:
        if not has_room:
            await _refuse(send)
            return
        begun, said = await page_threads.answer(scope, b"")
        if isinstance(said, bytes):
            await send(begun)
            await send({"type": "http.response.body", "body": said})
            return
        with counted({f"of {said.account}": MOST_BY_ACCOUNT}) as has_room:
            if not has_room:
                await _refuse(send)
                return
            await send(begun)
            await _until_it_leaves(said, receive, send)


@contextmanager
def counted(limits: dict[str, int]) -> Iterator[bool]:
    """Whether there is room for one more under each of these keys; counted while the block lasts.
    For whatever stays open on the loop."""
    if any(_open[key] >= most for key, most in limits.items()):
        yield False
        return
    _open.update(limits.keys())
    try:
        yield True
    finally:
        for key in limits:
            _open[key] -= 1
            if not _open[key]:
                del _open[key]  # whoever has none is not kept


async def _until_it_leaves(stream: Stream, receive: Receive, send: Send) -> None:
    """Send events until the stream ends, the screen goes, or the server does."""
    sending = asyncio.create_task(_send(stream, send))
    leaving = asyncio.create_task(_leave(receive))
    _leaving.add(leaving)
    try:
        await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        _leaving.discard(leaving)
        for task in (sending, leaving):
            task.cancel()
        ended = await asyncio.gather(sending, leaving, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error
    await send({"type": "http.response.body", "body": b""})


async def _send(stream: Stream, send: Send) -> None:
    async with aclosing(stream.events) as events:
        async for event in events:
            await send({"type": "http.response.body", "body": event, "more_body": True})


async def _leave(receive: Receive) -> None:
    """Until the screen goes. What it sends is let go piece by piece."""
    while (await receive())["type"] == "http.request":
        pass


async def _refuse(send: Send) -> None:
    await send(page_threads.busy(429, _RETRY_SECONDS))
    await send({"type": "http.response.body", "body": b""})
