"""The time of this node, and the hybrid clock that never runs backwards.

A node's clock may be set back (a flat battery, a hand). Facts keep their order all the
same: `noted` is the wall clock, or one microsecond after the last `noted` that the node
wrote or took in, whichever is later. It is a hybrid logical clock (Kulkarni et al. 2014)
whose counter lives in the microseconds, so that it stays a plain, readable time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)

#: How far ahead of this node's clock a time may lie before it is refused: a tablet's
#: clock and the node's never agree to the second.
AHEAD_ALLOWED = timedelta(minutes=2)

#: How long ago something may have happened: a date further back is a slip of the year.
LONGEST_AGO = timedelta(days=30 * 365)

#: How far ahead another node's clock may be before its facts are refused: our own clock
#: follows the latest that it takes in, and must not be dragged into tomorrow.
DRIFT_ALLOWED = timedelta(hours=1)

#: How long ago something may have been tapped that a page kept through a cut.
KEPT_AT_MOST = timedelta(hours=24)

_tapped: ContextVar[datetime | None] = ContextVar("tapped_at", default=None)
_pretended: ContextVar[datetime | None] = ContextVar("pretended_now", default=None)


def now() -> datetime:
    """The wall clock of this node, or the hour that a rehearsal plays."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretending(at: datetime) -> Iterator[None]:
    """Make `at` the present inside the block: rehearsals and tests play other hours."""
    token = _pretended.set(at)
    try:
        yield
    finally:
        _pretended.reset(token)


@contextmanager
def tapped(at: datetime) -> Iterator[None]:
    """Inside the block, what is noted without a time of its own happened at `at`: a page kept it
    through a cut of the network. A time to come, or too long ago, counts for nothing."""
    present = now()
    token = _tapped.set(at if present - KEPT_AT_MOST <= at <= present else None)
    try:
        yield
    finally:
        _tapped.reset(token)


def happens() -> datetime:
    """When what is noted now happened, where nobody says: now, or when it was tapped."""
    return _tapped.get() or now()


def after(latest: datetime | None, present: datetime) -> datetime:
    """The next `noted`: the present, or a tick past `latest` where the clock lags behind it."""
    if latest is not None and present <= latest:
        return latest + TICK
    return present


def to_microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC, exact."""
    return (moment - EPOCH) // TICK


def from_microseconds(count: int) -> datetime:
    return EPOCH + timedelta(microseconds=count)
