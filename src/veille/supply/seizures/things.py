"""Seizures, declared: what is said of them, what they fill."""

from collections.abc import Iterator

from veille.ledger.areas import Row, Table, Thing

from . import facts, state, tables


def _amounts(seizure: state.Seizure) -> Iterator[Row]:
    for one in seizure.amounts:
        yield {
            "seizure": seizure.id,
            "at": seizure.at,
            "substance": one.substance,
            "grams": one.grams,
            "units": one.units,
        }


SEIZURE = Thing(
    "supply.seizure",
    facts,
    state.Seizure,
    state.fold_seizure,
    tables=(Table(tables.SeizureRow), Table(tables.SeizedRow, _amounts, key="seizure")),
)
