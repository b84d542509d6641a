"""Live streams, so many at once: a machine has some hundred connections, and taps need theirs.
Counted before anything of a request is read; no body of one is ever kept."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from .page_threads import Receive, Scope, Send

#: Two for each page that is open in a browser. Assumed.
MOST_BY_SESSION = 24
#: A site's tablets and desks behind one address of its network. Assumed.
MOST_BY_ADDRESS = 120
MOST = 400
#: A screen that was refused asks again by itself.
_RETRY_SECONDS = 30

Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Streams:
    """The ASGI application of live streams: `inner`, for so many at once."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limits = _limits(scope)
        if any(self._open[key] >= most for key, most in limits.items()):
            await _refuse(send)
            return
        self._open.update(limits.keys())
        try:
            await self._inner(scope, _without_body(receive), send)
        finally:
            self._open.subtract(limits.keys())
            self._open += Counter()  # whoever has none is not kept


def _limits(scope: Scope) -> dict[str, int]:
    """What a stream counts for, and how many of that there may be."""
    address = (scope.get("client") or ("",))[0]
    limits = {"": MOST, f"from {address}": MOST_BY_ADDRESS}
    if session := _session(scope):
        limits[f"of {session}"] = MOST_BY_SESSION
    return limits


def _session(scope: Scope) -> str:
    wanted = f"{settings.SESSION_COOKIE_NAME}="
    for name, value in scope["headers"]:
        if name == b"cookie":
            for part in value.decode("latin-1").split(";"):
                if part.strip().startswith(wanted):
                    return str(part.strip().removeprefix(wanted))
    return ""


def _without_body(receive: Receive) -> Receive:
    """As if nothing had been sent: what comes is let go piece by piece."""
    asked = False

    async def no_body() -> dict[str, Any]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] == "http.request":
            pass
        return message

    return no_body


async def _refuse(send: Send) -> None:
    headers = [(b"retry-after", str(_RETRY_SECONDS).encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
