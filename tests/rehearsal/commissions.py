"""The commissions' part of a play, alone: the sites stand still."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connections

from tests import databases
from veille.care.rehearsed.past import Past
from veille.care.rehearsed.play import Play
from veille.diversion.rehearsed import Diversion
from veille.diversion.rehearsed_commissions import OFFICERS
from veille.ledger import clock
from veille.ledger.nodes import begin_node
from veille.ledger.recording import batch
from veille.rehearsal.extra import declared
from veille.rehearsal.staff import Worker

STAFF = [Worker(f"{n:032x}", o.name, o.does, o.commission) for n, o in enumerate(OFFICERS, 1)]


def commissions_of(play: Play) -> Diversion:
    (part,) = [extra for extra in play.extras if isinstance(extra, Diversion)]
    play.clear_plans()
    return part


@contextmanager
def played(
    templates: databases.Templates,
    folder: Path,
    until: datetime,
    staff: Sequence[Worker] = STAFF,
    days: int = 365,
) -> Iterator[None]:
    """Past days of both commissions, ending at `until`."""
    with databases.installation(folder):
        databases.point_at(templates.sqlite(folder / "veille.sqlite3"))
        first = until - timedelta(days=days)
        with clock.pretending(first):
            begin_node("rehearsal", rehearsal=True)
        past = Past(
            seed=7, first=until - timedelta(days=1), until=until, staff=staff, extras=declared()
        )
        with clock.pretending(first), batch():
            commissions_of(past).plays_past(first, until)
            past.run(until, lambda _share: None)
        yield
        connections["default"].close()
