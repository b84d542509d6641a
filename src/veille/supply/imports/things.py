"""Other programmes’ samples and months, declared: what is said of them, what they fill."""

from collections.abc import Iterator

from veille.ledger.areas import Row, Table, Thing

from ..words import Instrument, Seen
from . import facts, state, tables


def _tests(sample: state.ImportedSample) -> Iterator[Row]:
    for strip in sample.strips:
        yield {
            "sample": sample.id,
            "at": sample.at,
            "instrument": Instrument.STRIP.value,
            "substance": strip.strip.value,
            "seen": strip.seen.value,
            "abundance": "",
            "share_percent": None,
            "how": "",
        }
    for one in sample.named:
        yield {
            "sample": sample.id,
            "at": sample.at,
            "instrument": one.instrument.value,
            "substance": one.substance,
            "seen": Seen.POSITIVE.value,
            "abundance": one.abundance.value,
            "share_percent": one.share_percent,
            "how": one.how,
        }


def _counts(month: state.ImportedMonth) -> Iterator[Row]:
    for one in month.counted:
        yield {
            "month_read": month.id,
            "source": month.source,
            "month": month.month,
            "substance": one.substance,
            "positive": one.positive,
            "tested": month.tested,
        }


def _instruments(sample: state.ImportedSample) -> str:
    return " ".join(one.value for one in sample.instruments)


IMPORTED_SAMPLE = Thing(
    "supply.imported_sample",
    facts,
    state.ImportedSample,
    state.fold_sample,
    tables=(
        Table(tables.ImportedSampleRow, also={"instruments": _instruments}),
        Table(tables.ImportedTestRow, _tests, key="sample"),
    ),
)
IMPORTED_MONTH = Thing(
    "supply.imported_month",
    facts,
    state.ImportedMonth,
    state.fold_month,
    tables=(Table(tables.ImportedMonthRow, _counts, key="month_read"),),
)
