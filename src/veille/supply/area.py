"""Drug checking, declared: samples and lots of strips, what is said of them, what they fill."""

from collections.abc import Iterator

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables


def _sample(sample: state.Sample) -> Iterator[Row]:
    yield {
        "id": sample.id,
        "site": sample.site,
        "at": sample.at,
        "by": sample.by,
        "version": sample.version,
        "rehearsal": sample.rehearsal,
        "label": sample.label,
        "expected": sample.expected,
        "after_overdose": sample.after_overdose,
        "begun_at": sample.begun_at,
        "technician": sample.technician,
        "learnt_at": sample.learnt_at,
        "given_at": sample.given_at,
        "laboratory_waits": sample.waits_for_laboratory,
    }


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


def _lot(lot: state.Lot) -> Iterator[Row]:
    yield {
        "id": lot.id,
        "site": lot.site,
        "at": lot.at,
        "by": lot.by,
        "version": lot.version,
        "rehearsal": lot.rehearsal,
        "strip": lot.strip.value,
        "brand": lot.brand,
        "number": lot.number,
        "expires": lot.expires,
        "limit_ng_per_ml": lot.limit_ng_per_ml,
        "proven_at": lot.proven_at,
        "stopped_at": lot.stopped_at,
    }


SAMPLE: Thing[state.Sample] = Thing(
    "supply.sample",
    (
        facts.SampleTaken,
        facts.BenchBegan,
        facts.StripRead,
        facts.SpectrumRead,
        facts.LabAnswered,
        facts.MaterialMoved,
        facts.ResultGiven,
    ),
    state.fold_sample,
    (
        Table(tables.SampleRow, _sample),
        Table(tables.StripRow, _strips, key="sample"),
        Table(tables.FoundRow, _found, key="sample"),
    ),
)
LOT: Thing[state.Lot] = Thing(
    "supply.lot",
    (facts.LotReceived, facts.LotControlled, facts.LotStopped),
    state.fold_lot,
    (Table(tables.LotRow, _lot),),
)
AREA = Area("supply", (SAMPLE, LOT))
