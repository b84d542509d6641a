"""Nowcasts of a line list with known delays: Lawless 1994, and Bayesian ones without a trend.

Höhle and an der Heiden 2014 (doi 10.1111/biom.12194). Counts of the last days are completed by
the hazard of delays, read from a triangle. Where R's surveillance::nowcast slips, `compatible`
does the same: it drops the first term of Lawless's variance (2.16), does not norm the truncated
normal, and reads limits from a support that may hold too little.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special, stats

from .triangle import Triangle

Window = Literal["rows", "diagonal"]


@dataclass(frozen=True)
class Hazards:
    """n(x): reported with delay x; N(x): reported by x; over the periods that can tell both."""

    at: np.ndarray
    by: np.ndarray

    @classmethod
    def of(cls, triangle: Triangle, window: int | None = None, cut: Window = "rows") -> "Hazards":
        """`window`: only the last so many periods; cut in rows, or along the diagonal."""
        now, longest = triangle.periods - 1, triangle.delays - 1
        back = now if window is None else window
        cells = np.nan_to_num(triangle.cells)
        at, by = np.zeros(longest + 1), np.zeros(longest + 1)
        for delay in range(longest + 1):
            first = max(0, now - back - (delay if cut == "diagonal" else 0))
            rows = cells[first : now - delay + 1]
            at[delay], by[delay] = rows[:, delay].sum(), rows[:, : delay + 1].sum()
        return cls(at, by)


@dataclass(frozen=True)
class Nowcast:
    """A row a period. `pmf` has a column for each possible final count, from 0."""

    known: np.ndarray
    share_known: np.ndarray
    expected: np.ndarray
    variance: np.ndarray
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    pmf: np.ndarray
    #: Share known by each delay.
    cumulative_share: np.ndarray

    @property
    def pmf_mean(self) -> np.ndarray:
        return np.asarray(self.pmf @ np.arange(self.pmf.shape[1]) / self.pmf.sum(axis=1))


def _limits(pmf: np.ndarray, alpha: float) -> tuple[np.ndarray, ...]:
    """Median and limits; where the support ends before one, R gives 0 there."""
    grown = pmf.cumsum(axis=1)
    return tuple(
        np.where((grown > level).any(axis=1), (grown > level).argmax(axis=1), 0)
        for level in (0.5, alpha / 2, 1 - alpha / 2)
    )


def lawless(
    triangle: Triangle,
    *,
    window: int | None = None,
    cut: Window = "rows",
    alpha: float = 0.05,
    largest: int = 3000,
    compatible: bool = False,
) -> Nowcast:
    """Known / share known, with a truncated normal about it."""
    hazards = Hazards.of(triangle, window, cut)
    now, longest = triangle.periods - 1, triangle.delays - 1
    hazard = np.divide(hazards.at, hazards.by, out=np.zeros(longest + 1), where=hazards.by > 0)
    hazard[0] = 1
    known = triangle.known()
    share, spread = np.ones(now + 1), np.zeros(now + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = hazard / (hazards.by * (1 - hazard))
    for period in range(max(0, now - longest), now + 1):
        later = slice(now - period + 1, longest + 1)
        share[period] = np.prod(1 - hazard[later])
        spread[period] = share[period] ** 2 * np.nansum(terms[later])
    first = (
        np.divide(known * (known + 1), share**4, where=share > 0, out=np.zeros(now + 1)) * spread
    )
    second = np.divide(known * (1 - share), share**2, where=share > 0, out=np.zeros(now + 1))
    whole = first + second
    used = second if compatible else whole
    expected = np.divide(known, share, where=share > 0, out=np.zeros(now + 1))
    support = np.arange(largest + 1)
    pmf = np.zeros((now + 1, largest + 1))
    for period in range(now + 1):
        if not compatible and known[period] == 0 and 0 < share[period] < 1:
            # Nothing is known yet: R says 0 … 0. With a flat prior what comes is geometric.
            pmf[period] = stats.geom.pmf(support + 1, share[period])
        elif used[period] > 0:
            pmf[period] = _about(
                expected[period], used[period], known[period], support, compatible=compatible
            )
        else:
            pmf[period, round(expected[period])] = 1
    median, low, high = _limits(pmf, alpha)
    return Nowcast(
        known,
        share,
        expected,
        used if compatible else whole,
        median,
        low,
        high,
        pmf,
        share[::-1][: longest + 1],
    )


def _about(
    expected: float, variance: float, known: float, support: np.ndarray, *, compatible: bool
) -> np.ndarray:
    """A normal from what is known on; R leaves it without its norm."""
    law = stats.norm(expected, np.sqrt(variance))
    if compatible:
        above = 1 - law.cdf(known)
        grown = np.where(support < known, 0, law.cdf(support) / above)
        return np.asarray(np.diff(grown, prepend=0))
    inside = np.diff(law.cdf(np.append(support - 0.5, support[-1] + 0.5)))
    inside[support < known] = 0
    if not inside.sum():
        inside[min(int(expected), support[-1])] = 1
    return np.asarray(inside / inside.sum())


@dataclass(frozen=True)
class _Dirichlet:
    """A generalized Dirichlet posterior of delays, from the longest to the second shortest."""

    alpha: np.ndarray
    beta: np.ndarray

    def mean(self) -> np.ndarray:
        """Mean shares of delays, from the longest to the shortest."""
        part = self.alpha / (self.alpha + self.beta)
        left = np.concatenate([[1], np.cumprod(1 - part)])
        return np.append(part * left[:-1], left[-1])

    def draw(self, samples: int, stream: np.random.Generator) -> np.ndarray:
        """Shares of delays from the shortest to the longest, a row a sample."""
        part = stream.beta(self.alpha, self.beta, (samples, len(self.alpha)))
        left = np.concatenate([np.ones((samples, 1)), np.cumprod(1 - part, axis=1)], axis=1)
        return np.column_stack([part * left[:, :-1], left[:, -1]])[:, ::-1]


def _posterior(hazards: Hazards, kappa: float, *, truncated: bool) -> _Dirichlet:
    longest = len(hazards.at) - 1
    prior = np.full(longest, kappa)
    prior_rest = kappa * np.arange(longest, 0, -1)
    at = hazards.at[::-1][:longest]
    if truncated:
        rest = (hazards.by - hazards.at)[::-1][:longest]
    else:
        rest = np.array([hazards.at[: longest - step].sum() for step in range(longest)])
    return _Dirichlet(prior + at, prior_rest + rest)


def sampled(
    triangle: Triangle,
    *,
    truncated: bool = True,
    window: int | None = None,
    alpha: float = 0.05,
    largest: int = 3000,
    kappa: float = 0.1,
    prior_mean: float = 50.0,
    prior_variance: float = 3000.0,
    samples: int = 1000,
    seed: int = 1,
) -> Nowcast:
    """Delays drawn from their posterior, counts by a negative binomial prior of each period.

    `truncated` allows for delays that were too long to be seen yet.
    """
    posterior = _posterior(Hazards.of(triangle, window), kappa, truncated=truncated)
    draws = posterior.draw(samples, np.random.default_rng(seed)).cumsum(axis=1).clip(max=1.0)
    size = _size(prior_mean, prior_variance)
    known = triangle.known().astype(int)
    last = triangle.last_delay()
    support = np.arange(largest + 1)
    pmf = np.zeros((len(known), largest + 1))
    prior = stats.nbinom.logpmf(support, size, size / (size + prior_mean))
    for period, count in enumerate(known):
        if period < len(known) - triangle.delays:
            pmf[period, count] = 1
            continue
        share = draws[:, last[period]][:, None]
        reachable = support[count:]
        with np.errstate(divide="ignore", invalid="ignore"):
            log_rest = np.where(reachable > count, (reachable - count) * np.log1p(-share), 0)
            logs = (
                prior[count:]
                + special.gammaln(reachable + 1)
                - special.gammaln(reachable - count + 1)
                + log_rest
            )
        logs -= logs.max(axis=1, keepdims=True)
        likely = np.exp(logs)
        pmf[period, count:] = (likely / likely.sum(axis=1, keepdims=True)).mean(axis=0)
    grown = np.cumsum(posterior.mean()[::-1])
    return _of_pmf(known, pmf, grown[last], grown, alpha)


def beta_negative_binomial(
    triangle: Triangle,
    *,
    window: int | None = None,
    alpha: float = 0.05,
    largest: int = 3000,
    kappa: float = 0.1,
) -> Nowcast:
    """The closed form without truncation: what is still to come is beta-negative binomial."""
    posterior = _posterior(Hazards.of(triangle, window), kappa, truncated=False)
    weights = np.append(posterior.alpha, posterior.beta[-1])[::-1]
    grown = weights.cumsum()
    known = triangle.known().astype(int)
    last = triangle.last_delay()
    pmf = np.zeros((len(known), largest + 1))
    for period, count in enumerate(known):
        if last[period] == triangle.delays - 1:
            pmf[period, count] = 1
            continue
        more = np.arange(largest + 1 - count)
        a, b, n = grown[last[period]], grown[-1] - grown[last[period]], count + 1
        pmf[period, count:] = np.exp(
            special.gammaln(n + a)
            + special.gammaln(more + b)
            + special.gammaln(n + more)
            + special.gammaln(a + b)
            - special.gammaln(n + more + a + b)
            - special.gammaln(n)
            - special.gammaln(more + 1)
            - special.gammaln(a)
            - special.gammaln(b)
        )
    share = grown / grown[-1]
    return _of_pmf(known, pmf, share[last], share, alpha)


def _of_pmf(
    known: np.ndarray, pmf: np.ndarray, share: np.ndarray, cumulative: np.ndarray, alpha: float
) -> Nowcast:
    at = np.arange(pmf.shape[1])
    mean = pmf @ at
    variance = pmf @ at**2 - mean**2
    median, low, high = _limits(pmf, alpha)
    return Nowcast(known, share, mean, variance, median, low, high, pmf, cumulative)


def _size(mean: float, variance: float) -> float:
    """The size of a negative binomial with this mean and variance."""
    if variance <= mean:
        raise ValueError("The prior's variance is above its mean.")
    return mean**2 / (variance - mean)
