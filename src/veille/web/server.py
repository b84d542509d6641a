"""One process that serves a site: pages on a fixed pool of threads, live streams on the loop.

Django's own asynchronous handler opens a thread and a database connection for every request, and
keeps them for as long as a stream lasts; a pool of threads keeps theirs open, and answers in a
third of the time.
"""

import asyncio
import os
import re
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402

from veille.accounts import audit  # noqa: E402
from veille.ledger.sync.line import WAIT_PATH  # noqa: E402
from veille.ui import live  # noqa: E402

from . import chores, hub_line, hub_wait, page_threads, streams  # noqa: E402
from .page_threads import Receive, Scope, Send  # noqa: E402

#: How long a thread that computes keeps others waiting.
SWITCH_SECONDS = 0.0005
#: How long a tablet's connection stays open between two taps: opening one takes a round trip.
IDLE_SECONDS = 75

_is_stream = re.compile(r"/live/?$").search


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"] == WAIT_PATH:
        await hub_wait.application(scope, receive, send)
    elif _is_stream(scope["path"]):
        await streams.application(scope, receive, send)
    else:
        await page_threads.application(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    tasks: list[asyncio.Task[None]] = []
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            tasks = [asyncio.create_task(one()) for one in (chores.go_on, hub_line.go_on)]
        if message["type"] == "lifespan.shutdown":
            live.close()
            chores.stop()
            for task in tasks:
                task.cancel()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


def serve(host: str, port: int) -> None:
    """Serve until interrupted. Sessions that are over are cleared away first."""
    import uvicorn

    # A statement or a random number gives Python's lock up: whoever computes then holds it for
    # this long, a tenth of what it would be.
    sys.setswitchinterval(SWITCH_SECONDS)
    from django.core.management import call_command

    call_command("clearsessions")
    audit.clear_old()

    from .connections import Connection
    from .listening import Server

    config = uvicorn.Config(
        application,
        http=Connection,
        ws="none",
        host=host,
        port=port,
        log_level="error",  # what a stranger sends that is no request is worth no line
        access_log=False,
        server_header=False,
        # Who asks is who the connection is from: a header is believed from a declared proxy alone.
        proxy_headers=bool(settings.VEILLE_PROXY),
        forwarded_allow_ips=settings.VEILLE_PROXY,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=2,
        ssl_certfile=settings.VEILLE_CERTIFICATE or None,
        ssl_keyfile=settings.VEILLE_CERTIFICATE_KEY or None,
    )
    Server(config).run()
