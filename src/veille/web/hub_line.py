"""A node's server meets its hub by itself, over the line where it has one: at once when something
was written here, or the hub says that it has something, and once a minute in any case. In threads
of its own: nobody's tap waits for it. Where there is no line, it sleeps.
"""

import asyncio
import logging
import threading

from django.db import connections

from veille.care.carry import actions as carry
from veille.ledger import clock
from veille.ledger.refusal import Refused
from veille.ledger.sync import errands, here, line
from veille.ledger.sync.line import Line, LineDown, exchange
from veille.ledger.sync.words import NotTaken
from veille.ui import live

#: How often it is looked whether there is a line by now.
LOOKED_SECONDS = 30.0
#: What the hub has for this node waits so long at the most.
MET_SECONDS = 60.0
#: After each failure twice as long, up to the longest; a hub that is not reached at all is tried
#: more often: a truck that comes home should not wait.
FIRST_WAIT_SECONDS = 3.0
LONGEST_WAIT_SECONDS = 300.0
LONGEST_AWAY_SECONDS = 30.0
#: What is written in one go, such as a visit with its equipment, goes in one batch.
GATHERED_SECONDS = 0.2

logger = logging.getLogger(__name__)


def wait_after(failures: int, why: str = "") -> float:
    """Seconds between two tries, where so many failed in a row, the last one so."""
    longest = LONGEST_AWAY_SECONDS if why == line.Why.AWAY else LONGEST_WAIT_SECONDS
    return float(min(longest, FIRST_WAIT_SECONDS * 2 ** min(failures, 10)))


def is_due(there: Line | None, now_us: int, *, waiting: bool) -> bool:
    """Whether to meet the hub now. `now_us`: microseconds since 1970."""
    return there is not None and seconds_until_due(there, now_us, waiting=waiting) <= 0


def seconds_until_due(there: Line, now_us: int, *, waiting: bool) -> float:
    if there.failures:
        return wait_after(there.failures, there.why) - (now_us - there.failed_at) / 1e6
    return 0.0 if waiting else MET_SECONDS - (now_us - there.went_well_at) / 1e6


def run(*, asked: bool = False) -> float:
    """Meet the hub, where it is due or it `asked`; seconds until it is due again, without anything
    new. What fails is noted with the line, and tried again later."""
    try:
        there = line.line() if here.network() is None and here.has_node() else None
        if there is None:
            return LOOKED_SECONDS
        carry.take_away_of_forgotten()
        waits = here.waiting().waiting > 0 or errands.waiting() > 0
        now = clock.now()
        if is_due(there, clock.to_microseconds(now), waiting=waits or asked):
            exchange(now)
            errands.run()
    except (LineDown, NotTaken, Refused):
        pass  # noted: the page of nodes says it
    except Exception:
        logger.exception("the line to the hub failed; it is tried again")
        return LONGEST_AWAY_SECONDS
    finally:
        connections.close_all()
    return _seconds_left()


def _seconds_left() -> float:
    try:
        there = line.line()
        now_us = clock.to_microseconds(clock.now())
        left = LOOKED_SECONDS if there is None else seconds_until_due(there, now_us, waiting=False)
        return max(FIRST_WAIT_SECONDS, left)
    finally:
        connections.close_all()


def has_line() -> bool:
    """Whether this node has a line that works."""
    try:
        there = line.line() if here.network() is None and here.has_node() else None
        return there is not None and not there.failures
    finally:
        connections.close_all()


async def go_on() -> None:
    """Again and again, until the server stops."""
    asked, stop = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    # A daemon: a server that stops waits for none that stands at a hub's door.
    door = threading.Thread(target=_wait_at_hub, args=(loop, asked, stop), daemon=True)
    door.start()
    seen = -1
    try:
        while True:
            calls = asked.is_set()
            asked.clear()
            left = await asyncio.to_thread(run, asked=calls)
            if not await asyncio.to_thread(has_line):
                await asyncio.sleep(min(left, LOOKED_SECONDS))
                continue
            seen = await _anything(seen, asked, left)
            await asyncio.sleep(GATHERED_SECONDS)
    finally:
        stop.set()


async def _anything(seen: int, asked: asyncio.Event, seconds: float) -> int:
    """Until something was written here, or the hub asks, or time is up."""
    written = asyncio.create_task(live.watcher().beyond(seen))
    called = asyncio.create_task(asked.wait())
    await asyncio.wait((written, called), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    called.cancel()
    if written.done():
        return written.result()
    written.cancel()
    return seen


def _wait_at_hub(
    loop: asyncio.AbstractEventLoop, asked: asyncio.Event, stop: threading.Event
) -> None:
    """While the line works, stand at the hub's door."""
    pause = 0.0
    while not stop.wait(pause):
        pause = FIRST_WAIT_SECONDS
        try:
            if has_line():
                pause = GATHERED_SECONDS
                if _waited():
                    loop.call_soon_threadsafe(asked.set)
        except (LineDown, NotTaken, Refused):
            pause = LONGEST_AWAY_SECONDS
        except RuntimeError:  # the loop is closed: the server has stopped
            return
        except Exception:
            logger.exception("waiting at the hub failed; it is tried again")
            pause = LONGEST_AWAY_SECONDS


def _waited() -> bool:
    try:
        return line.wait()
    finally:
        connections.close_all()
