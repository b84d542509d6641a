"""What the server does by itself, every few minutes: hand-over notes whose time is up lose their
key (pages do not wait for it: they treat such a note as gone at once); the triggers of alerts run
where something was learnt since; each night the series are judged and a backup is made, each week
a restore is tried, in a process beside the server.
"""

import asyncio
import logging
import os
import subprocess
import sys
from datetime import timedelta

from django.conf import settings
from django.db import connections

from veille.care.shifts.purge import purge
from veille.extras import is_installed
from veille.ledger import backups, clock
from veille.supply.alerts.reads import today
from veille.supply.alerts.samples import latest_change
from veille.surveillance import detecting, found
from veille.ui.rooms import all_series

EVERY_SECONDS = 300.0
#: Overdoses of so long are counted, to see whether there is a new one.
LOOKED_BACK = timedelta(days=3)
#: Fewer overdoses than that raise nothing, however few the visits.
FEWEST = 3

#: Series are judged when a day is over, and again where facts came since, at most so often.
JUDGED_EVERY = timedelta(hours=1)

logger = logging.getLogger(__name__)
#: What was known when the triggers ran last.
_known: object = None
#: The process beside the server that is at work now.
_child: "subprocess.Popen[bytes] | None" = None


def run() -> None:
    """Once. What fails is written to the log, and tried again the next time."""
    try:
        for chore in (purge, run_triggers, judge_series, back_up):
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


def judge_series() -> None:
    """Judge the series where it is due: for seconds, and compiling the first time, so that nobody
    waits for it at a page."""
    now = clock.now()
    due = is_installed("watch") and detecting.is_due(found.load(), now, every=JUDGED_EVERY)
    if not due or not detecting.can_judge(now):
        return
    connections.close_all()
    _run_beside("watch", "alarms")


def back_up() -> None:
    """Last night's backup where it is missing, and each week a restore that is tried. Why one
    failed is noted by the command itself."""
    backups.sweep()
    if connections["default"].vendor != "sqlite":
        return
    now = clock.now()
    if backups.is_due(now):
        connections.close_all()
        _run_beside("backup", "now")
    if backups.is_drill_due(now):
        connections.close_all()
        _run_beside("backup", "drill")


def _run_beside(*words: str) -> None:
    """Run a command of Veille's in a process of its own, and wait for it."""
    global _child
    command = [sys.executable, "-m", "veille.cli.main", *words]
    environment = {**os.environ, "VEILLE_VAR": str(settings.VEILLE_VAR)}
    with subprocess.Popen(  # noqa: S603  (our own module)
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the site, which stops this
    ) as _child:
        failed = _child.wait()
    if failed > 0:  # not where the server was stopped meanwhile
        logger.error("“veille %s” ended with status %s", " ".join(words), failed)


def stop() -> None:
    """The server stops: it does not wait for the process beside it."""
    if _child is not None and _child.poll() is None:
        _child.terminate()


async def go_on() -> None:
    """Again and again, in a thread of its own, until the server stops."""
    while True:
        await asyncio.to_thread(run)
        await asyncio.sleep(EVERY_SECONDS)
