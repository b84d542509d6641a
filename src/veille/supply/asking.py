"""What is asked of `answering` about a sample of the bench: its tests with their lots, and how
often the same was found in what was sold as the same, here and at the other sites."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from . import policies
from .answering import Asked, Counted, Instrument, LotSaid, Strip
from .naming import keys_of, sold_as
from .records import Method, Outcome
from .state import Lot, Read, Sample
from .words import Reading

#: How far back “how common it is” looks, in days.
COMMON_DAYS = 90

#: (site, sold as, strip, reading) of one strip.
Counting = tuple[str, str, str, str]
_COUNTS = (Reading.POSITIVE.value, Reading.NEGATIVE.value)


def asked_of(
    sample: Sample, lot_of: Callable[[str], Lot | None], counted: Iterable[Counting]
) -> Asked:
    """`counted` are the strips of the last days, those of this sample left out."""
    lots = {read.lot: lot_of(read.lot) for read in sample.strips if read.lot}
    local, others = _counts(sample, counted)
    instruments = []
    if sample.components is not None:
        named = tuple(one.substance for one in sample.components)
        instruments.append(Instrument(Method.FTIR, named))
    if sample.labs:
        found = tuple(one.substance for lab in sample.labs for one in lab.findings)
        instruments.append(Instrument(Method.LABORATORY, found))
    return Asked(
        strips=tuple(_strip(read) for read in sample.strips),
        instruments=tuple(instruments),
        local=local,
        others=others,
        lots=tuple(
            _lot(read, lot) for read in sample.strips if (lot := lots.get(read.lot)) is not None
        ),
    )


def _strip(read: Read) -> Strip:
    return Strip(
        target=read.strip.value,
        outcome=Outcome(read.reading.value),
        mg_per_ml=read.sample_mg_per_ml,
        lot=read.lot,
    )


def _lot(read: Read, lot: Lot) -> LotSaid:
    return LotSaid(
        target=read.strip.value,
        lot=read.lot,
        limit_ng_per_ml=lot.limit_ng_per_ml,
        stopped=policies.is_marked(read, lot),
    )


def _counts(
    sample: Sample, counted: Iterable[Counting]
) -> tuple[dict[str, Counted], dict[str, tuple[Counted, ...]]]:
    """Positives among those tested, of what was sold as the same: this site’s, each other’s."""
    group = sold_as(keys_of(sample.expected))
    tallies: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for site, expected, strip, reading in counted:
        if reading in _COUNTS and sold_as(keys_of(expected)) == group:
            tally = tallies[strip, site]
            tally[0] += reading == Reading.POSITIVE
            tally[1] += 1
    local: dict[str, Counted] = {}
    others: dict[str, tuple[Counted, ...]] = {}
    for (strip, site), tally in sorted(tallies.items()):
        if site == sample.site:
            local[strip] = Counted(*tally)
        else:
            others[strip] = (*others.get(strip, ()), Counted(*tally))
    return local, others
