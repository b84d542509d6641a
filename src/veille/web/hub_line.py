"""A node's server meets its hub by itself, over the line where it has one: soon after something was
written, and once a minute for what the hub has. In a thread of its own: nobody's tap waits for it.
"""

import asyncio
import logging

from django.db import connections

from veille.care.carry import actions as carry
from veille.ledger import clock
from veille.ledger.refusal import Refused
from veille.ledger.sync import errands, here
from veille.ledger.sync.line import Line, LineDown, exchange, line
from veille.ledger.sync.words import NotTaken

LOOKED_SECONDS = 3.0
#: What the hub has for this node waits so long at the most.
MET_SECONDS = 60.0
#: After each failure twice as long, up to this.
LONGEST_WAIT_SECONDS = 300.0

logger = logging.getLogger(__name__)


def wait_after(failures: int) -> float:
    """Seconds between two tries, where so many failed in a row."""
    return float(min(LONGEST_WAIT_SECONDS, LOOKED_SECONDS * 2 ** min(failures, 10)))


def is_due(there: Line | None, now_us: int, *, waiting: bool) -> bool:
    """Whether to meet the hub now. `now_us`: microseconds since 1970."""
    if there is None:
        return False
    if there.failures:
        return now_us - there.failed_at >= wait_after(there.failures) * 1e6
    return waiting or now_us - there.went_well_at >= MET_SECONDS * 1e6


def run() -> None:
    """Once. What fails is noted with the line, and tried again later."""
    try:
        there = line() if here.network() is None and here.has_node() else None
        if there is None:
            return
        stands, now = here.waiting(), clock.now()
        carry.take_away_of_forgotten()
        wait = stands.waiting > 0 or errands.waiting() > 0
        if is_due(there, clock.to_microseconds(now), waiting=wait):
            exchange(now)
            errands.run()
    except (LineDown, NotTaken, Refused):
        pass  # noted: the page of nodes says it
    except Exception:
        logger.exception("the line to the hub failed; it is tried again")
    finally:
        connections.close_all()


async def go_on() -> None:
    """Again and again, until the server stops."""
    while True:
        await asyncio.to_thread(run)
        await asyncio.sleep(LOOKED_SECONDS)
