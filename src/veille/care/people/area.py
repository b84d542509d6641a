"""The room of people, declared: flags, restrictions, the door, who opened a page."""

from veille.ledger.areas import Area, Change, Table, Thing
from veille.ledger.recording import Pen

from . import facts, policies, state, tables


def _flag_holds(_pen: Pen, change: Change[state.Flag]) -> None:
    if change.now is not None:
        policies.check_flag(change.now)


def _restriction_holds(_pen: Pen, change: Change[state.Restriction]) -> None:
    if change.now is not None:
        policies.check_restriction(change.now)


FLAG = Thing(
    "care.people.flag",
    facts,
    state.Flag,
    state.fold_flag,
    tables=(Table(tables.FlagRow),),
    holds=_flag_holds,
)
RESTRICTION = Thing(
    "care.people.restriction",
    facts,
    state.Restriction,
    state.fold_restriction,
    tables=(Table(tables.RestrictionRow),),
    holds=_restriction_holds,
)
DOOR = Thing(
    "care.people.door", facts, state.Door, state.fold_door, tables=(Table(tables.DoorRow),)
)
OPENING = Thing(
    "care.people.page",
    facts,
    state.Opening,
    state.fold_opening,
    tables=(Table(tables.OpeningRow),),
)

AREA = Area("care.people", (FLAG, RESTRICTION, DOOR, OPENING))
