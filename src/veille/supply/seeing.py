"""What was found in what was sold as what: shares of those tested, over time and together.

    view = seen(samples, group="opioid")
    view.found      # sold as → found, with how many were tested
    view.months     # the same over time; a jump in testing is said as such
    view.firsts, view.together, view.strengths

Pure. A share is of the samples that a method looked into: what was not tested is no negative. A
strip counts for what it looks for, FTIR and the laboratory for what they name; they are not mixed,
since they do not see the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from statistics import median, quantiles

from .naming import sold_as
from .proportions import Share, TestingJump, testing_jump, wilson
from .records import Method, Outcome, Sample

#: Sold as anything.
ALL = "all"
#: What a group may be asked for.
GROUPS = (ALL, "opioid", "stimulant", "benzodiazepine", "other")
#: Fewer samples with a share than that give no 90th percentile.
LEAST_FOR_P90 = 10
#: So many lines of “sold as → found”, and of pairs, are shown; a CSV has all.
SHOWN = 25


@dataclass(frozen=True)
class Found:
    """`by` is the method: a strip, or what names substances (FTIR and the laboratory together)."""

    group: str
    substance: str
    by: Method
    share: Share


@dataclass(frozen=True)
class Month:
    """One method’s share of one substance in a month, and whether testing changed since the month
    before."""

    month: date
    substance: str
    by: Method
    share: Share
    samples: int
    jump: TestingJump | None


@dataclass(frozen=True)
class First:
    """When a substance was found first, in what it was sold as, and in how many samples since."""

    substance: str
    on: date
    group: str
    samples: int


@dataclass(frozen=True)
class Pair:
    """Two substances in one sample: in how many of those that hold the first the second is too."""

    one: str
    other: str
    share: Share


@dataclass(frozen=True)
class Strength:
    """Shares of the mass in a month, 0 to 1; `p90` is None where there are too few."""

    month: date
    substance: str
    samples: int
    median: float
    p90: float | None


@dataclass(frozen=True)
class View:
    samples: int
    found: tuple[Found, ...]
    months: tuple[Month, ...]
    firsts: tuple[First, ...]
    together: tuple[Pair, ...]
    strengths: tuple[Strength, ...]


def seen(samples: Sequence[Sample], group: str = ALL, since: date = date.min) -> View:
    """Everything of the samples of a group from a day on; those without a day stay out of what is
    over time. `samples` reach back as far as is known: what was found before is not found first.
    """
    of_group = [each for each in samples if group in (ALL, _group(each))]
    chosen = [each for each in of_group if each.collected is None or each.collected >= since]
    dated = [each for each in chosen if each.collected is not None]
    ever = [each for each in of_group if each.collected is not None]
    return View(
        samples=len(chosen),
        found=tuple(_found(chosen)),
        months=tuple(_months(dated)),
        firsts=tuple(line for line in _firsts(ever) if line.on >= since),
        together=tuple(_together(chosen)),
        strengths=tuple(_strengths(dated)),
    )


def _group(sample: Sample) -> str:
    group = sold_as(sample.expected)
    return group if group in GROUPS else "other"


def _named(sample: Sample) -> set[str]:
    """What FTIR or the laboratory named."""
    return {each.substance for each in sample.components}


def _was_looked_into(sample: Sample) -> bool:
    return bool(sample.methods & {Method.FTIR, Method.LABORATORY})


def _by_strip(sample: Sample) -> Iterator[tuple[str, bool]]:
    """(what a strip looks for, whether it saw it), of strips that said one or the other."""
    for target in dict.fromkeys(reading.target for reading in sample.readings):
        outcome = sample.read_by_strip(target)
        if outcome.counts:
            yield target, outcome is Outcome.POSITIVE


def _found(samples: Iterable[Sample]) -> list[Found]:
    strips: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    named: dict[tuple[str, str], int] = defaultdict(int)
    looked: dict[str, int] = defaultdict(int)
    for sample in samples:
        group = _group(sample)
        for target, positive in _by_strip(sample):
            tally = strips[group, target]
            tally[0] += int(positive)
            tally[1] += 1
        if _was_looked_into(sample):
            looked[group] += 1
            for substance in _named(sample):
                named[group, substance] += 1
    lines = [
        Found(group, target, Method.STRIP, wilson(*tally))
        for (group, target), tally in strips.items()
    ]
    lines += [
        Found(group, substance, Method.LABORATORY, wilson(count, looked[group]))
        for (group, substance), count in named.items()
    ]
    return sorted(
        lines, key=lambda line: (GROUPS.index(line.group), -line.share.positive, line.substance)
    )


def _months(samples: Iterable[Sample]) -> list[Month]:
    taken: dict[date, int] = defaultdict(int)
    strips: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for sample in samples:
        month = _month(sample)
        taken[month] += 1
        for target, positive in _by_strip(sample):
            tally = strips[target, month]
            tally[0] += int(positive)
            tally[1] += 1
    lines = []
    before: tuple[str, int, int] | None = None
    for (target, month), (found, tested) in sorted(strips.items()):
        jump = None
        if before is not None and before[0] == target:
            jump = testing_jump(
                tested_before=before[1],
                samples_before=before[2],
                tested_now=tested,
                samples_now=taken[month],
            )
        share = wilson(found, tested)
        lines.append(Month(month, target, Method.STRIP, share, taken[month], jump))
        before = target, tested, taken[month]
    return lines


def _month(sample: Sample) -> date:
    assert sample.collected is not None
    return sample.collected.replace(day=1)


def _firsts(samples: Iterable[Sample]) -> list[First]:
    """The latest first. What a strip sees is a class, and counts by its own name."""
    first: dict[str, Sample] = {}
    count: dict[str, int] = defaultdict(int)
    for sample in samples:
        saw = {target for target, positive in _by_strip(sample) if positive}
        for substance in _named(sample) | saw:
            count[substance] += 1
            known = first.get(substance)
            if known is None or _day(sample) < _day(known):
                first[substance] = sample
    lines = [
        First(substance, _day(sample), _group(sample), count[substance])
        for substance, sample in first.items()
    ]
    return sorted(lines, key=lambda line: (-line.on.toordinal(), line.substance))


def _day(sample: Sample) -> date:
    assert sample.collected is not None
    return sample.collected


def _together(samples: Iterable[Sample]) -> list[Pair]:
    alone: dict[str, int] = defaultdict(int)
    both: dict[tuple[str, str], int] = defaultdict(int)
    for sample in samples:
        names = sorted(_named(sample))
        for name in names:
            alone[name] += 1
        for pair in combinations(names, 2):
            both[pair] += 1
    lines = []
    for (one, other), count in both.items():
        # The rarer one is first: what it comes with says more of it.
        rare, common = (one, other) if alone[one] <= alone[other] else (other, one)
        lines.append(Pair(rare, common, wilson(count, alone[rare])))
    return sorted(lines, key=lambda line: (-line.share.positive, line.one, line.other))


def _strengths(samples: Iterable[Sample]) -> list[Strength]:
    shares: dict[tuple[str, date], list[float]] = defaultdict(list)
    for sample in samples:
        for each in sample.components:
            if each.share is not None:
                shares[each.substance, _month(sample)].append(each.share)
    return [
        Strength(month, substance, len(of), median(of), _p90(of))
        for (substance, month), of in sorted(shares.items())
    ]


def _p90(shares: Sequence[float]) -> float | None:
    return quantiles(shares, n=10)[-1] if len(shares) >= LEAST_FOR_P90 else None
