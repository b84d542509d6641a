"""Carry cards, declared."""

from veille.ledger.areas import Area, Table, Thing

from . import facts, state, tables

CARD = Thing("care.carry.card", facts, state.Card, state.fold_card, tables=(Table(tables.CardRow),))
READING = Thing(
    "care.carry.reading",
    facts,
    state.Reading,
    state.fold_reading,
    tables=(Table(tables.ReadingRow),),
)

AREA = Area("care.carry", (CARD, READING))
