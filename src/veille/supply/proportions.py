"""Shares of those tested, with intervals; and shares of two periods compared exactly."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Share:
    """`positive` of `tested`, with Wilson’s interval; None where nobody was tested."""

    positive: int
    tested: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        return self.positive / self.tested if self.tested else None


def wilson(positive: int, tested: int, level: float = 0.95) -> Share:
    """The share of those tested (Wilson 1927: 10.1080/01621459.1927.10502953).

    With nobody tested the interval is 0 to 1. Raises ValueError for more positives than tests.
    """
    if not 0 <= positive <= tested:
        raise ValueError(f"{positive} positive of {tested} tested")
    if tested == 0:
        return Share(0, 0, 0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, spread = positive / tested, z * z / tested
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / tested + spread / (4 * tested)) / (1 + spread)
    low = 0.0 if positive == 0 else max(0.0, middle - half)
    high = 1.0 if positive == tested else min(1.0, middle + half)
    return Share(positive, tested, low, high)


@dataclass(frozen=True, slots=True)
class TestingJump:
    """More, or fewer, samples were tested than before: a change of share may come of that."""

    share_tested_before: Share
    share_tested_now: Share

    @property
    def times(self) -> float:
        before, now = self.share_tested_before.value, self.share_tested_now.value
        return (now or 0.0) / before if before else float("inf")


def testing_jump(
    *, tested_before: int, samples_before: int, tested_now: int, samples_now: int
) -> TestingJump | None:
    """Whether the share of samples that were tested at all changed: where the intervals of before
    and now do not meet, and one is at least half as much again as the other."""
    jump = TestingJump(wilson(tested_before, samples_before), wilson(tested_now, samples_now))
    before, now = jump.share_tested_before, jump.share_tested_now
    apart = before.high < now.low or now.high < before.low
    return jump if apart and not 1 / 1.5 < jump.times < 1.5 else None
