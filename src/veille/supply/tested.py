"""In how many samples a substance was found, of those in which something could have seen it."""

from collections.abc import Iterable
from datetime import date

from .naming import group_of, sold_as
from .proportions import Share, wilson
from .records import Method, Outcome, Sample


def share_tested(
    samples: Iterable[Sample], substance: str, group: str, *, since: date, until: date
) -> Share:
    """Of the samples of these days (both included) that were sold as a group: how many held a
    substance, of those that something looked at which could have named it.

    That is a laboratory, whose word goes before a strip’s, or a strip for it. What another
    instrument named counts; that it named nothing does not, for it sees only what is much.
    """
    positive = tested = 0
    for sample in samples:
        if sample.collected is None or not since <= sample.collected <= until:
            continue
        if sold_as(sample.expected) != group:
            continue
        seen = _holds(sample, substance)
        if seen is not None:
            tested += 1
            positive += seen
    return wilson(positive, tested)


def _holds(sample: Sample, substance: str) -> bool | None:
    """Whether it held it; None where nothing that could see it looked."""
    named = any(substance in (c.substance, group_of(c.substance)) for c in sample.components)
    if named or Method.LABORATORY in sample.methods:
        return named
    outcomes = {sample.read_by_strip(target) for target in (substance, group_of(substance))}
    if Outcome.POSITIVE in outcomes:
        return True
    return False if Outcome.NEGATIVE in outcomes else None
