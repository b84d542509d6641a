"""Destroying the keys of hand-over notes whose time is up.

Reads treat such a note as gone at once; this makes it so on the disk. It is called when the
shift's page is opened and, every few minutes, by the server.
"""

import threading
from datetime import datetime, timedelta

from django.db import connection

from veille.ledger import clock
from veille.ledger.vault import vault

from . import reads
from .policies import KEPT_HOURS

#: Database → up to when its notes were purged by this process. The first time, all of them are.
_done: dict[str, datetime] = {}
_turn = threading.Lock()
#: A note may be noted after its time was up, or its beginning corrected to an earlier one.
_AGAIN = timedelta(hours=2 * KEPT_HOURS)


def purge() -> int:
    """Destroy the keys of notes that are over. Returns how many there were."""
    now = clock.now()
    database = str(connection.settings_dict["NAME"])
    with _turn:
        last = _done.get(database)
        gone = vault().keyed(reads.gone_between(last - _AGAIN if last else None, now))
        vault().destroy_all(gone)
        _done[database] = now
    return len(gone)
