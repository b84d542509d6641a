"""Who asks is somebody who has signed in here before: told from a request's cookies alone, before a
thread or the database is troubled with it. It opens nothing; it is only served before strangers.

A browser on which somebody signed in has a cookie that this site signed (`accounts.attempts`). One
that keeps no such cookie is known by its session, from the first page that was answered to it.
"""

from collections import OrderedDict
from collections.abc import Iterable

from django.conf import settings

from veille.accounts.attempts import device_in

#: More sessions than a site has; whoever is pushed out is known by their device.
_SESSIONS_KEPT = 5_000

_sessions: OrderedDict[str, None] = OrderedDict()


def who_asks(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """A word for this browser or session; empty for a stranger."""
    cookies = _cookies(headers)
    session = cookies.get(settings.SESSION_COOKIE_NAME, "")
    if session in _sessions:
        return f"session {session}"
    device = device_in(cookies.get(settings.DEVICE_COOKIE_NAME, ""))
    return f"device {device}" if device else ""


def remember(session: str) -> None:
    """Somebody who is signed in was answered with this session."""
    # On the threads of pages: moved to the end, it may just have been pushed out by another.
    _sessions.pop(session, None)
    _sessions[session] = None
    if len(_sessions) > _SESSIONS_KEPT:
        _sessions.popitem(last=False)


def _cookies(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        if name == b"cookie":
            for part in value.decode("latin-1").split(";"):
                key, _equals, said = part.strip().partition("=")
                found.setdefault(key, said.strip('"'))
    return found
