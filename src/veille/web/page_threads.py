"""Pages on a fixed pool of threads, each with a database connection of its own.

A request goes to its thread whole, and its answer comes back whole: two hand-overs between
threads. Each one more waits for Python's lock, and on a busy machine for a core.
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

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

#: Enough for a site's staff at once.
THREADS = 8
_threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")
_handler = WSGIHandler()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of everything but live streams."""
    body = await _body(receive)
    if body is None:
        return
    environ: dict[str, Any] = build_environ(scope, BytesIO(body))  # type: ignore[arg-type,assignment]
    answer = partial(contextvars.copy_context().run, _answer, environ)
    for message in await asyncio.get_running_loop().run_in_executor(_threads, answer):
        await send(message)


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


def _answer(environ: dict[str, Any]) -> list[dict[str, Any]]:
    """What Django answers, as ASGI's messages. On one of the pool's threads."""
    begun: dict[str, Any] = {"type": "http.response.start"}

    def start(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Any:
        begun["status"] = int(status.split(" ", 1)[0])
        begun["headers"] = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]

    response = _handler(environ, start)
    try:
        body = b"".join(response)
    finally:
        response.close()
    return [begun, {"type": "http.response.body", "body": body}]
