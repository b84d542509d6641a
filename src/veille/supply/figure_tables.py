"""What is seen of the supply as tables for a program: numbers as numbers, substances by their keys,
shares from 0 to 1 with Wilson’s 95 % interval. The names of columns and of substances are English
whatever the page’s language."""

from collections.abc import Callable, Iterable

from .proportions import Share
from .seeing import View

Row = tuple[object, ...]
_SHARE = ("positive", "tested", "share", "low", "high")
_PLACES = 6


def _cells(share: Share) -> Row:
    value = None if share.value is None else round(share.value, _PLACES)
    return (
        share.positive,
        share.tested,
        value,
        round(share.low, _PLACES),
        round(share.high, _PLACES),
    )


def _found(view: View) -> Iterable[Row]:
    for line in view.found:
        yield line.group, line.substance, line.by.value, *_cells(line.share)


def _months(view: View) -> Iterable[Row]:
    for line in view.months:
        times = round(line.jump.times, _PLACES) if line.jump else None
        yield f"{line.month:%Y-%m}", line.substance, *_cells(line.share), line.samples, times


def _firsts(view: View) -> Iterable[Row]:
    for line in view.firsts:
        yield line.on.isoformat(), line.substance, line.group, line.samples


def _together(view: View) -> Iterable[Row]:
    for line in view.together:
        yield line.one, line.other, *_cells(line.share)


def _strengths(view: View) -> Iterable[Row]:
    for line in view.strengths:
        p90 = None if line.p90 is None else round(line.p90, _PLACES)
        yield f"{line.month:%Y-%m}", line.substance, line.samples, round(line.median, _PLACES), p90


#: By the key of the picture: its columns, its rows. `by` is what looked: a strip, or an instrument;
#: `testing_times` how many times as much was tested as in the month before, where that jumped;
#: `share`, `median` and `p90` of strengths are of the mass.
TABLES: dict[str, tuple[tuple[str, ...], Callable[[View], Iterable[Row]]]] = {
    "found": (("sold_as", "substance", "by", *_SHARE), _found),
    "months": (("month", "substance", *_SHARE, "samples", "testing_times"), _months),
    "firsts": (("day", "substance", "sold_as", "samples_since"), _firsts),
    "together": (("substance", "with", *_SHARE), _together),
    "strengths": (("month", "substance", "samples", "median", "p90"), _strengths),
}
