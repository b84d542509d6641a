"""Pages on a fixed pool of threads, each with a database connection of its own.

A request goes to its thread whole, and its answer comes back whole: two hand-overs between
threads. Each one more waits for Python's lock, and on a busy machine for a core. A live stream
begins on a thread too, where it is seen who asks; then it is of the loop, and holds no thread.

Whoever has signed in here before has the whole pool; strangers together have a few of its threads,
and take turns by address.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from typing import Any

from a2wsgi.wsgi import build_environ
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from veille.ui.live import Stream

from . import familiar
from .door import counted_origin
from .turns import Turns

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

#: Enough for a site's staff at once.
THREADS = 8
#: Of these, for whoever never signed in here (sign-ins, public pages); one, while staff are
#: answered.
STRANGERS_THREADS = 3
#: Requests of one browser, or one address of strangers, that wait for their turn.
MOST_WAITING = 64
_AGAIN_SECONDS = 1
_threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")
_handler = WSGIHandler()
_staff = Turns(THREADS, MOST_WAITING)
_strangers = Turns(STRANGERS_THREADS, MOST_WAITING, before=_staff)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of every page."""
    body = await _body(receive)
    if body is None:
        return
    begun, said = await answer(scope, body)
    await send(begun)
    assert isinstance(said, bytes), "only addresses of streams answer with one"
    await send({"type": "http.response.body", "body": said})


async def answer(scope: Scope, body: bytes) -> tuple[dict[str, Any], bytes | Stream]:
    """How an answer begins, as ASGI's message; and what it holds, or the stream that it is."""
    who = familiar.who_asks(scope["headers"])
    lane = _staff if who else _strangers
    if not await lane.take(who or counted_origin((scope.get("client") or ("",))[0])):
        return busy(503, _AGAIN_SECONDS), b""
    try:
        environ: dict[str, Any] = build_environ(scope, BytesIO(body))  # type: ignore[arg-type,assignment]
        task = partial(contextvars.copy_context().run, _answer, environ)
        return await asyncio.get_running_loop().run_in_executor(_threads, task)
    finally:
        lane.give()


def busy(status: int, again_seconds: int) -> dict[str, Any]:
    """How an answer without words begins that says to come again."""
    headers = [(b"retry-after", str(again_seconds).encode()), (b"content-length", b"0")]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _body(receive: Receive) -> bytes | None:
    """What was sent, as far as Django reads it; it refuses what is longer by its announced
    length. None where the browser went away meanwhile."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if len(body) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _answer(environ: dict[str, Any]) -> tuple[dict[str, Any], bytes | Stream]:
    """What Django answers. On one of the pool's threads."""
    begun: dict[str, Any] = {"type": "http.response.start"}

    def start(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Any:
        begun["status"] = int(status.split(" ", 1)[0])
        begun["headers"] = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]

    response = _handler(environ, start)
    try:
        said = response if isinstance(response, Stream) else b"".join(response)
    finally:
        response.close()
    if session := environ.get("veille.session"):
        familiar.remember(session)
    return begun, said
