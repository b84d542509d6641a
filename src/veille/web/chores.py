"""What the server does by itself, every few minutes: hand-over notes whose time is up lose their
key. Pages do not wait for it: they treat such a note as gone at once."""

import asyncio
import logging

from django.db import connections

from veille.care.shifts.purge import purge

EVERY_SECONDS = 300.0

logger = logging.getLogger(__name__)


def run() -> None:
    """Once. What fails is written to the log, and tried again the next time."""
    try:
        purge()
    except Exception:
        logger.exception("a chore failed; it is tried again in %s seconds", EVERY_SECONDS)
    finally:
        connections.close_all()


async def go_on() -> None:
    """Again and again, in a thread of its own, until the server stops."""
    while True:
        await asyncio.to_thread(run)
        await asyncio.sleep(EVERY_SECONDS)
