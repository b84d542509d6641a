"""How much a number goes up and down from month to month anyway, so that a change can be told.

Counts of services scatter more than a Poisson law's: the same people come back, a holiday moves a
week. The ratio of the variance to that of Poisson is taken from the earlier months' own steps
(quasi-Poisson, each step by the days of its two months), and a step is clear where chance brings
one as large in fewer than one month out of twenty, by Student's t for as few months as there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

#: Steps from one earlier month to the next without which nothing is said of a change.
STEPS_NEEDED = 5
#: Months that are looked back at.
MONTHS = 25
#: Two-sided 5 % of the normal law.
_Z = 1.959964
#: Numbers are released rounded to ten: so much variance has each number of a step by that alone.
_ROUNDING = 10**2 / 12


@dataclass(frozen=True)
class Counted:
    """A month's number, None where it is withheld or the month is not whole; and its days."""

    number: int | None
    days: int


@dataclass(frozen=True)
class Scatter:
    """`ratio`: the variance against Poisson's, 1 or more. `freedom`: of the t law."""

    ratio: float
    freedom: float

    def size(self, before: Counted, now: Counted) -> float:
        """A step in standard errors; above `clear`, it is one. Raises nothing: unknown is 0."""
        step = _step(before, now)
        if step is None:
            return 0.0
        return sqrt(step.square / max(self.ratio * step.poisson, step.poisson + step.rounding))

    @property
    def clear(self) -> float:
        return t_limit(self.freedom)


@dataclass(frozen=True)
class _Step:
    """The square of a step as if both months had as many days, and its variance by Poisson."""

    square: float
    poisson: float
    rounding: float


def _step(before: Counted, now: Counted) -> _Step | None:
    if before.number is None or now.number is None:
        return None
    share = now.days / (before.days + now.days)
    both = before.number + now.number
    off = now.number - share * both
    # Of `both`, binomially `share` is expected now: the variance is both × share × (1 − share).
    even = share * (1 - share)
    rounding = _ROUNDING * (share**2 + (1 - share) ** 2)
    return _Step(off**2 / even, max(float(both), 1.0), rounding / even)


def scatter(earlier: Sequence[Counted]) -> Scatter | None:
    """From earlier months, the oldest first. None where too few lie side by side."""
    steps = [step for pair in pairwise(earlier) if (step := _step(*pair)) is not None]
    if len(steps) < STEPS_NEEDED:
        return None
    ratio = sum(step.square for step in steps) / sum(step.poisson for step in steps)
    # Steps that share a month are no independent draws: the mean of k squares varies as one of a
    # chi-square with 2k² / (3k − 1) degrees does (von Neumann's successive differences).
    k = len(steps)
    return Scatter(max(1.0, ratio), 2 * k**2 / (3 * k - 1))


def t_limit(freedom: float) -> float:
    """Two-sided 5 % of Student's t (Abramowitz and Stegun 26.7.5; within 0.01 from 3 on)."""
    z = _Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return z + sum(term / freedom**n for n, term in enumerate(terms, 1))
