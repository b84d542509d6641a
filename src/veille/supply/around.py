"""What is around: of the samples of finished weeks, what was found in what was sold as what.

Samples are not people: their counts are said as they are, for the whole network, with how many
were tested. Pure: the page gives the readings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .naming import keys_of, sold_as
from .proportions import Share, wilson

#: Finished weeks that the page looks back on, and the weeks before them that it compares with.
WEEKS = 4
#: Groups that the page has a card for, in its order.
GROUPS = ("opioid", "stimulant", "benzodiazepine", "other")
_DAYS = 7


@dataclass(frozen=True)
class StripReading:
    """One strip that said positive or negative; `day` is when its sample was taken in."""

    day: date
    expected: str
    strip: str
    positive: bool


@dataclass(frozen=True)
class Line:
    """One strip in one group: the share of those tested, now and in the weeks before."""

    strip: str
    now: Share
    before: Share

    @property
    def first_seen(self) -> bool:
        """Whether it was positive now, and never before among at least one tested."""
        return self.now.positive > 0 and self.before.positive == 0 and self.before.tested > 0


@dataclass(frozen=True)
class Card:
    group: str
    samples: int
    lines: tuple[Line, ...]


def last_finished(today: date, weeks: int = WEEKS) -> tuple[date, date]:
    """From the first day to the day after the last of the last `weeks` finished weeks; a week
    begins on Monday."""
    ends = today - timedelta(days=today.weekday())
    return ends - timedelta(days=_DAYS * weeks), ends


def cards(
    readings: Iterable[StripReading], samples: Mapping[str, int], *, begins: date, ends: date
) -> list[Card]:
    """A card for each group that something was sold as. `readings` reach back as far before
    `begins` as the comparison goes; `samples` counts the samples of the period by what they were
    sold as, in the words of the bench."""
    counted: dict[tuple[str, str, bool], list[int]] = {}
    for one in readings:
        if one.day >= ends:
            continue
        key = _group(one.expected), one.strip, one.day >= begins
        tally = counted.setdefault(key, [0, 0])
        tally[0] += one.positive
        tally[1] += 1
    taken: dict[str, int] = {}
    for expected, number in samples.items():
        taken[_group(expected)] = taken.get(_group(expected), 0) + number
    found = []
    for group in GROUPS:
        strips = {strip for of, strip, _now in counted if of == group}
        lines = [
            Line(
                strip=strip,
                now=wilson(*counted.get((group, strip, True), [0, 0])),
                before=wilson(*counted.get((group, strip, False), [0, 0])),
            )
            for strip in strips
        ]
        shown = [line for line in lines if line.now.tested]
        if taken.get(group):
            shown.sort(key=lambda line: (-(line.now.value or 0), line.strip))
            found.append(Card(group, taken[group], tuple(shown)))
    return found


def _group(expected: str) -> str:
    group = sold_as(keys_of(expected))
    return group if group in GROUPS else "other"
