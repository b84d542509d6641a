"""The words of a text by which somebody who is here, or was lately, is called.

Asked of a text that strangers will read, before it is kept: an alert, a sample. Only of those who
were here in the last days, so that nobody learns from it whom a network has ever known.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from veille.ledger import clock
from veille.ledger.facts import Sealed
from veille.ledger.vault import plain_handle, vault

from . import reads

#: Hours after somebody came in during which a text is looked through for their handle.
LATELY_HOURS = 48
#: A handle is one to so many words of a text.
_MOST_WORDS = 5
#: A shorter handle is a word of any text.
_SHORTEST = 3


def handles_in(text: str) -> list[str]:
    """The words of `text`, as they stand there, that are the handle of somebody who is at a site of
    this node, or came within `LATELY_HOURS`."""
    said = dict(_spans(text))
    if not said:
        return []
    now = clock.now()
    return [said[handle] for handle in _handles(now) if handle in said]


def _spans(text: str) -> Iterator[tuple[str, str]]:
    """(as handles are compared, as it stands there) of every few words of a text."""
    words = text.replace("’", " ").replace("'", " ").split()
    for first in range(len(words)):
        for last in range(first + 1, min(first + _MOST_WORDS, len(words)) + 1):
            written = " ".join(words[first:last])
            plain = plain_handle(written)
            if len(plain) >= _SHORTEST:
                yield plain, written.strip('.,;:!?()[]«»“”"\u202f\u00a0 ')


def _handles(now: datetime) -> Iterator[str]:
    people = reads.people(reads.here_since(now - timedelta(hours=LATELY_HOURS)))
    for row in people.values():
        opened = vault().open(row.id, Sealed(row.handle)) if row.handle else None
        if opened:
            yield plain_handle(opened)
