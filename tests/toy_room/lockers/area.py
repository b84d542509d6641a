"""The lockers, declared."""

from veille.ledger.areas import Area, Change, Table, Thing
from veille.ledger.recording import Pen

from . import facts, policies, state, tables


def _locker_holds(_pen: Pen, change: Change[state.Locker]) -> None:
    if change.now is not None:
        policies.check_locker(change.now)


LOCKER = Thing(
    "care.lockers.locker",
    facts,
    state.Locker,
    state.fold_locker,
    tables=(Table(tables.LockerRow),),
    holds=_locker_holds,
)

AREA = Area("care.lockers", (LOCKER,))
