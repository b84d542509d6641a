"""What the server does by itself, every few minutes: hand-over notes whose time is up lose their
key (pages do not wait for it: they treat such a note as gone at once); the triggers of alerts run
where something was learnt since."""

import asyncio
import logging
from datetime import timedelta

from django.db import connections

from veille.care.shifts.purge import purge
from veille.extras import is_installed
from veille.ledger import clock
from veille.supply.alerts.reads import today
from veille.supply.alerts.samples import latest_change
from veille.ui.rooms import all_series

EVERY_SECONDS = 300.0
#: Overdoses of so long are counted, to see whether there is a new one.
LOOKED_BACK = timedelta(days=3)
#: Fewer overdoses than that raise nothing, however few the visits.
FEWEST = 3

logger = logging.getLogger(__name__)
#: What was known when the triggers ran last.
_known: object = None


def run() -> None:
    """Once. What fails is written to the log, and tried again the next time."""
    try:
        for chore in (purge, run_triggers):
            try:
                chore()
            except Exception:
                logger.exception("a chore failed; it is tried again in %s seconds", EVERY_SECONDS)
    finally:
        connections.close_all()


def run_triggers() -> None:
    """Draft the alerts that are due, where anything changed since they were last looked for."""
    global _known
    series, now = all_series(), clock.now()
    overdoses = len(series["overdoses"](now - LOOKED_BACK, now))
    known = today(), latest_change(), overdoses
    samples, *_rest = known[1]
    nothing_to_see = not samples and overdoses < FEWEST
    if known == _known or nothing_to_see or not is_installed("supply"):
        return
    from veille.supply.alerts.drafting import draft_alerts

    draft_alerts(series)
    _known = known


async def go_on() -> None:
    """Again and again, in a thread of its own, until the server stops."""
    while True:
        await asyncio.to_thread(run)
        await asyncio.sleep(EVERY_SECONDS)
