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

    That is a laboratory, whose word goes before a strip’s; a strip for just this substance (one for
    its class does not tell which it saw); and FTIR where FTIR named it in one of them: then all
    that FTIR was given are counted, not only those in which it found something.
    """
    chosen = [
        sample
        for sample in samples
        if sample.collected is not None
        and since <= sample.collected <= until
        and sold_as(sample.expected) == group
    ]
    methods = {Method.LABORATORY} | {
        component.method
        for sample in chosen
        for component in sample.components
        if _is_of(component.substance, substance)
    }
    answers = [_holds(sample, substance, methods) for sample in chosen]
    seen = [answer for answer in answers if answer is not None]
    return wilson(sum(seen), len(seen))


def _holds(sample: Sample, substance: str, methods: set[Method]) -> bool | None:
    """Whether it held it; None where nothing that could name it looked."""
    named = any(_is_of(component.substance, substance) for component in sample.components)
    if named or Method.LABORATORY in sample.methods:
        return named
    read = sample.read_by_strip(substance)
    if read.counts:
        return read is Outcome.POSITIVE
    return False if methods & sample.methods else None


def _is_of(named: str, substance: str) -> bool:
    """Whether what was named is the substance, or one of the class that it stands for."""
    return substance in (named, group_of(named))
