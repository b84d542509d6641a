"""A node waits at its hub until there is something for it: on the loop, so that a hundred that wait
hold up no page. What it is then given, it fetches as ever, by a batch."""

import asyncio
import json

from django.db import connection

from veille.ledger.sync import here, line
from veille.ledger.sync.stored import Stored
from veille.ledger.sync.words import NotTaken
from veille.ui import live

from .door import counted_origin
from .page_threads import Receive, Scope, Send
from .streams import counted

_LARGEST_BYTES = 64 * 1024
#: From one address: the nodes of a network may stand behind one.
_MOST_FROM_ADDRESS = 60


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of line.WAIT_PATH: 200 where there is something, 204 where there was
    nothing in time."""
    origin = counted_origin((scope.get("client") or ("",))[0])
    with counted({f"nodes from {origin}": _MOST_FROM_ADDRESS}) as has_room:
        if scope["method"] != "POST" or not has_room:
            await _answer(send, 405 if scope["method"] != "POST" else 429)
            return
        try:
            await _wait(receive, send)
        except asyncio.CancelledError:  # the server stops: the node asks the next one
            await _answer(send, 503)


async def _wait(receive: Receive, send: Send) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if message["type"] == "http.disconnect" or len(body) > _LARGEST_BYTES:
            await _answer(send, 413)
            return
    try:
        known = await asyncio.get_running_loop().run_in_executor(None, _known, body)
    except NotTaken as error:
        await _answer(send, 409, json.dumps({"notice": error.notice}).encode())
        return
    if known is None:
        await _answer(send, 404)
        return
    gone = asyncio.create_task(_until_gone(receive))
    something = asyncio.create_task(_something_for(known))
    await asyncio.wait(
        (gone, something), timeout=line.WAIT_SECONDS, return_when=asyncio.FIRST_COMPLETED
    )
    found = something.done()
    for task in (gone, something):
        task.cancel()
    await _answer(send, 200 if found else 204)


def _known(sealed: bytes) -> dict[str, int] | None:
    try:
        return line.waited_for(sealed) if here.network() is not None else None
    finally:
        connection.close()


async def _something_for(known: dict[str, int]) -> None:
    """Until this hub has more of a chain than the node knows."""
    seen, watching = -1, live.watcher()
    while True:
        seen = await watching.beyond(seen)
        heads = json.loads(await watching.drawn(("heads of chains",), seen, _heads))
        if any(heads.get(chain, 0) > seq for chain, seq in known.items()):
            return


def _heads() -> bytes:
    with Stored().reading() as there:
        return json.dumps(there.heads()).encode()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, body: bytes = b"") -> None:
    headers = [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
