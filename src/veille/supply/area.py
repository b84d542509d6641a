"""Drug checking, declared: samples and lots of strips, what is said of them, what they fill."""

from collections.abc import Iterator

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables
from .imports.things import IMPORTED_MONTH, IMPORTED_SAMPLE


def _strips(sample: state.Sample) -> Iterator[Row]:
    for read in sample.strips:
        yield {
            "sample": sample.id,
            "site": sample.site,
            "sampled_at": sample.at,
            "expected": sample.expected,
            "strip": read.strip.value,
            "reading": read.reading.value,
            "lot": read.lot,
            "at": read.at,
        }


def _found(sample: state.Sample) -> Iterator[Row]:
    """Every substance that a spectrum or a laboratory named, as it was named."""
    named = [("ftir", one.substance, one.share_percent, "") for one in sample.components or ()]
    named += [
        (lab.method, one.substance, one.share_percent, one.abundance.value)
        for lab in sample.labs
        for one in lab.findings
    ]
    for method, substance, share, abundance in named:
        yield {
            "sample": sample.id,
            "site": sample.site,
            "sampled_at": sample.at,
            "expected": sample.expected,
            "method": method,
            "substance": substance,
            "share_percent": share,
            "abundance": abundance,
        }


SAMPLE = Thing(
    "supply.sample",
    facts,
    state.Sample,
    state.fold_sample,
    tables=(
        Table(tables.SampleRow, also={"laboratory_waits": "waits_for_laboratory"}),
        Table(tables.StripRow, _strips, key="sample"),
        Table(tables.FoundRow, _found, key="sample"),
    ),
)
LOT = Thing("supply.lot", facts, state.Lot, state.fold_lot, tables=(Table(tables.LotRow),))

AREA = Area("supply", (SAMPLE, LOT, IMPORTED_SAMPLE, IMPORTED_MONTH))
