"""Drug checking, declared: samples and lots of strips, what is said of them, what they fill."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from veille.ledger.areas import Area, Change, Row, Table, Thing
from veille.ledger.facts import Entry
from veille.ledger.recording import Pen
from veille.ledger.refusal import Refused

from . import facts, policies, state, tables
from .imports.things import IMPORTED_MONTH, IMPORTED_SAMPLE
from .seizures.things import SEIZURE
from .words import Instrument


def _of(sample: state.Sample) -> Row:
    """The columns of `tables.OfSampleRow`."""
    return {
        "sample": sample.id,
        "site": sample.site,
        "sampled_at": sample.at,
        "expected": sample.expected,
    }


def _strips(sample: state.Sample) -> Iterator[Row]:
    for read in sample.strips:
        yield {
            **_of(sample),
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
            **_of(sample),
            "method": method,
            "substance": substance,
            "share_percent": share,
            "abundance": abundance,
        }


def _sample_holds(_pen: Pen, change: Change[state.Sample]) -> None:
    """What was written of a sample can be, be it the first word or a correction."""
    if change.leaves_followers:
        raise Refused(
            _("Tests of this sample stand. Strike them out first, then that it was taken in.")
        )
    match change.entry.body:
        case facts.SampleTaken(received_mg=mg, expected=expected):
            policies.check_sold_as(expected)
            policies.check_received(mg)
        case facts.SpectrumRead(components=named, unexplained_percent=rest):
            policies.check_named_once(one.substance for one in named)
            policies.check_shares([one.share_percent for one in named], rest)
        case facts.LabAnswered(findings=found):
            policies.check_named_once(one.substance for one in found)
            policies.check_shares([one.share_percent for one in found])
        case facts.ResultGiven(decisions=decisions):
            policies.check_decisions(decisions)
        case facts.MaterialMoved(mg=mg):
            policies.check_moved(mg)
    if change.now is not None:
        policies.check_material(change.now)
        for at in _dated(change.now, change.entry):
            policies.check_dates(change.now, at)


def _dated(sample: state.Sample, entry: Entry) -> Iterator[datetime]:
    """When it happened of which an entry is; where that is when the sample came in, when each of
    its tests was done."""
    if entry.struck:
        return
    if not isinstance(entry.body, facts.SampleTaken):
        yield entry.at
        return
    yield from (read.at for read in sample.strips)
    yield from (lab.at for lab in sample.labs)
    yield from (at for at in (sample.spectrum_at, sample.given_at) if at is not None)


def _instruments(sample: state.Sample) -> str:
    looked = {Instrument.FTIR: sample.components is not None, Instrument.LABORATORY: sample.labs}
    return " ".join(name.value for name, it in looked.items() if it)


SAMPLE = Thing(
    "supply.sample",
    facts,
    state.Sample,
    state.fold_sample,
    tables=(
        Table(
            tables.SampleRow,
            also={"laboratory_waits": "waits_for_laboratory", "instruments": _instruments},
        ),
        Table(tables.StripRow, _strips, key="sample"),
        Table(tables.FoundRow, _found, key="sample"),
    ),
    holds=_sample_holds,
)


def _lot_holds(_pen: Pen, change: Change[state.Lot]) -> None:
    if change.leaves_followers:
        raise Refused(_("Controls of this lot stand. Strike them out first, then the lot."))
    body = change.entry.body
    if (
        change.amended
        and change.now is None
        and tables.StripRow.objects.filter(lot=change.entry.about).exists()
    ):
        raise Refused(_("Strips of this lot were read. Stop it, or correct what is wrong of it."))
    if isinstance(body, facts.LotReceived) and change.now is not None:
        policies.check_lot(body)
        others = tables.LotRow.objects.filter(site=change.now.site, strip=body.strip.value)
        policies.check_lot_is_new(body, others.exclude(id=change.now.id), again=True)


LOT = Thing(
    "supply.lot",
    facts,
    state.Lot,
    state.fold_lot,
    tables=(Table(tables.LotRow),),
    holds=_lot_holds,
)

AREA = Area("supply", (SAMPLE, LOT, IMPORTED_SAMPLE, IMPORTED_MONTH, SEIZURE))
