"""Shares by exact tests: positives among those tested, this period beside what came before.

What was not tested is in no denominator. The detector `share` pools the last `baseline` rows and
asks by Fisher's exact test whether this row's share is larger.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from .block import Answers, Block
from .reasons import (
    BASELINE_MISSING,
    FINE,
    MORE_THAN_ALL,
    NO_EXPOSURE,
    NO_HISTORY,
    NOW_MISSING,
    TOO_MANY_TESTED,
)
from .settings import A_SHARE, Settings, at_least, check

#: Outcomes this much more likely still count as no more likely, as in R.
_SLACK = 1 + 1e-7
#: Fisher's test sums a term for each of those tested now: beyond so many, now and before, it takes
#: seconds a row, and no sample is that large.
MOST_TESTED = 1_000_000


@dataclass(frozen=True)
class OneShare:
    """`x` of `n` beside a stated share `p0`, with the limits of the share."""

    x: int
    n: int
    p0: float
    level: float = 0.95

    def p_greater(self) -> float:
        return float(stats.binom.sf(self.x - 1, self.n, self.p0))

    def p_less(self) -> float:
        return float(stats.binom.cdf(self.x, self.n, self.p0))

    def mid_p_greater(self) -> float:
        half = stats.binom.pmf(self.x, self.n, self.p0) / 2
        return float(stats.binom.sf(self.x, self.n, self.p0) + half)

    def p_two_sided(self) -> float:
        """Of all outcomes that are no more likely than this one."""
        likely = stats.binom.pmf(np.arange(self.n + 1), self.n, self.p0)
        if self.p0 in {0, 1}:
            return float(self.x == self.n * self.p0)
        mean = self.n * self.p0
        if self.x == mean:
            return 1.0
        at = np.arange(self.n + 1)
        far = at >= np.ceil(mean) if self.x < mean else at <= np.floor(mean)
        count = int(np.sum(far & (likely <= likely[self.x] * _SLACK)))
        if self.x < mean:
            return float(
                stats.binom.cdf(self.x, self.n, self.p0)
                + stats.binom.sf(self.n - count, self.n, self.p0)
            )
        return float(
            stats.binom.cdf(count - 1, self.n, self.p0)
            + stats.binom.sf(self.x - 1, self.n, self.p0)
        )

    def exact(self) -> tuple[float, float]:
        """Clopper and Pearson's limits."""
        tail = (1 - self.level) / 2
        return self._low(tail), self._high(tail)

    def exact_low_one_sided(self) -> float:
        return self._low(1 - self.level)

    def _low(self, tail: float) -> float:
        return float(stats.beta.ppf(tail, self.x, self.n - self.x + 1)) if self.x else 0.0

    def _high(self, tail: float) -> float:
        return float(stats.beta.isf(tail, self.x + 1, self.n - self.x)) if self.x < self.n else 1.0

    def wilson(self, *, corrected: bool = False) -> tuple[float, float]:
        """Wilson's limits; corrected as R's prop.test is, by min(½, |x − n p0|)."""
        z = stats.norm.isf((1 - self.level) / 2)
        away = min(0.5, abs(self.x - self.n * self.p0)) if corrected else 0.0
        center = z * z / (2 * self.n)

        def limit(share: float, side: int) -> float:
            root = z * np.sqrt(share * (1 - share) / self.n + z * z / (4 * self.n**2))
            return float((share + center + side * root) / (1 + 2 * center))

        low, high = (self.x - away) / self.n, (self.x + away) / self.n
        return limit(low, -1) if low > 0 else 0.0, limit(high, 1) if high < 1 else 1.0


@dataclass(frozen=True)
class TwoShares:
    """x1 of n1 now beside x0 of n0 before."""

    x1: int
    n1: int
    x0: int
    n0: int

    def fisher_greater(self) -> float:
        """P(as many or more of the positives are from now), all margins given."""
        return float(stats.hypergeom.sf(self.x1 - 1, self.n1 + self.n0, self.x1 + self.x0, self.n1))

    def fisher_two_sided(self) -> float:
        positives, low = self.x1 + self.x0, max(0, self.x1 + self.x0 - self.n0)
        at = np.arange(low, min(positives, self.n1) + 1)
        likely = stats.hypergeom.pmf(at, self.n1 + self.n0, positives, self.n1)
        return float(min(1.0, likely[likely <= likely[self.x1 - low] * _SLACK].sum()))

    def odds_ratio(self) -> float:
        """The conditional one of greatest likelihood, as Fisher's test in R has it."""
        table = [[self.x1, self.n1 - self.x1], [self.x0, self.n0 - self.x0]]
        return float(stats.contingency.odds_ratio(table, kind="conditional").statistic)

    def prop_two_sided(self) -> float:
        """Pearson's χ² without a correction for continuity."""
        share = (self.x1 + self.x0) / (self.n1 + self.n0)
        if share in {0, 1}:
            return float("nan")
        gap = self.x1 / self.n1 - self.x0 / self.n0
        statistic = gap**2 / (share * (1 - share) * (1 / self.n1 + 1 / self.n0))
        return float(stats.chi2.sf(statistic, 1))

    def rate_greater(self) -> float:
        """Of Poisson counts with exposures n1 and n0: is the rate now larger? (Conditional.)"""
        return float(stats.binom.sf(self.x1 - 1, self.x1 + self.x0, self.n1 / (self.n1 + self.n0)))


@dataclass(frozen=True, kw_only=True)
class Share(Settings):
    """Settings of `share`: `count` positives among `population` tested."""

    baseline: int = 12
    alpha: float = 0.01
    #: A stated share to compare with, in place of the baseline's.
    p0: float | None = None

    def check(self) -> None:
        super().check()
        check(self.baseline >= 1, "baseline", self.baseline, at_least(1))
        check(0 < self.alpha < 1, "alpha", self.alpha, A_SHARE)
        check(self.p0 is None or 0 < self.p0 < 1, "p0", self.p0, A_SHARE)


def first_row(settings: Share, _frequency: int) -> int:
    return 0 if settings.p0 is not None else settings.baseline


def detect(block: Block, settings: Share) -> Answers:
    shape = len(block.counts), len(block.weeks)
    expected, bound = np.full(shape, np.nan), np.full(shape, np.nan)
    alarm, why, p = np.zeros(shape), np.full(shape, FINE), np.full(shape, np.nan)
    tested = block.exposure if block.exposure is not None else np.full(block.counts.shape, np.nan)
    for s in range(shape[0]):
        for j, k in enumerate(block.weeks.tolist()):
            x, n = block.counts[s, k], tested[s, k]
            if np.isnan(x):
                why[s, j] = NOW_MISSING
                continue
            if not n > 0:
                why[s, j] = NO_EXPOSURE
                continue
            if x > n:
                why[s, j] = MORE_THAN_ALL
                continue
            if settings.p0 is not None:
                expected[s, j] = n * settings.p0
                p[s, j] = stats.binom.sf(x - 1, n, settings.p0)
                bound[s, j] = stats.binom.isf(settings.alpha, n, settings.p0)
            elif k < settings.baseline:
                why[s, j] = NO_HISTORY
                continue
            else:
                past = slice(k - settings.baseline, k)
                known = ~np.isnan(block.counts[s, past]) & (tested[s, past] > 0)
                before, of = block.counts[s, past][known].sum(), tested[s, past][known].sum()
                if of == 0:
                    why[s, j] = BASELINE_MISSING
                    continue
                if n + of > MOST_TESTED:
                    why[s, j] = TOO_MANY_TESTED
                    continue
                expected[s, j] = n * before / of
                p[s, j] = stats.hypergeom.sf(x - 1, n + of, x + before, n)
                bound[s, j] = _fisher_bound(n, before, of, settings.alpha)
            if p[s, j] < settings.alpha:
                alarm[s, j] = 1
    return Answers(expected=expected, bound=bound, alarm=alarm, why=why, extra={"pvalue": p})


def _fisher_bound(n: float, before: float, of: float, alpha: float) -> float:
    """The largest count of n that Fisher's test still lets pass: the more there are, the less
    likely, so that it is found by halves whatever the number of those tested."""
    passes, fails = 0, int(n) + 1
    while fails - passes > 1:
        half = (passes + fails) // 2
        if stats.hypergeom.sf(half - 1, n + of, half + before, n) >= alpha:
            passes = half
        else:
            fails = half
    return float(passes)
