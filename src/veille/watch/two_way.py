"""A Bayesian nowcast for counts that are revised up and down.

Counts known at a delay are overdispersed about N F(d): N the final count, F(d) the share known,
which may exceed one where reports are taken back later. Of each draw:

- F(d) about the chain ladder's share, and a dispersion about what past periods showed;
- N(t) has a negative binomial prior about the mean of the periods before it, as wide as past steps
  from period to period were;
- the likelihood is a quasi-Poisson one: N F(d) / φ(d) of mean, known / φ(d) observed.

The draws are paths, so that sums over periods have limits too.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from .triangle import Triangle

#: Periods before one that say what to expect of it.
_LEVEL_OF = 3
#: A period known to this share tells how counts scatter about their share.
_NEARLY_WHOLE = 0.7
_FINEST_GRID = 1500
_LEAST_DISPERSION = 0.02
#: No draw of a share is below this part of it.
_LEAST_PART = 20.0
#: Cases of evenly spread delays that stand beside those seen at each step.
_PRIOR_CASES = 40.0
#: Prior weight of a dispersion of one, in periods.
_PRIOR_PERIODS = 2.0
_WIDEST_SIZE, _NARROWEST_SIZE = 0.5, 200.0


@dataclass(frozen=True)
class TwoWay:
    """`draws` has a row a draw and a column a period: the final count."""

    known: np.ndarray
    share_known: np.ndarray
    draws: np.ndarray

    def quantile(self, level: float) -> np.ndarray:
        return np.asarray(np.quantile(self.draws, level, axis=0, method="inverted_cdf"))

    def quantiles(self, levels: tuple[float, ...]) -> np.ndarray:
        """A row a period, a column a level."""
        return np.asarray(np.quantile(self.draws, levels, axis=0, method="inverted_cdf").T)

    @property
    def expected(self) -> np.ndarray:
        return np.asarray(self.draws.mean(axis=0))


def two_way(triangle: Triangle, *, draws: int = 400, seed: int = 1) -> TwoWay:
    """Final counts of all periods; of a whole one, what is known."""
    stream = np.random.default_rng(seed)
    grown, last = triangle.cumulative(), triangle.last_delay()
    known = np.maximum(triangle.known(), 0)  # more taken back than was known is a slip of theirs
    shares = _Shares.of(triangle)
    share_known = shares.at[last]
    expected = known / share_known
    scatter, freedom = _scatter(grown, expected, share_known, shares.at)
    size = _steps(expected[share_known >= _NEARLY_WHOLE])
    found = np.zeros((draws, triangle.periods))
    for period in range(triangle.periods):
        delay = last[period]
        if delay == triangle.delays - 1:
            found[:, period] = known[period]
            continue
        share = shares.at[delay]
        values = scatter[delay] * freedom[delay] / stream.chisquare(freedom[delay], draws)
        # Delays vary from period to period as much as counts scatter about them.
        wider = np.maximum(1.0, values / max(share * abs(1 - share), _LEAST_DISPERSION * share))
        certainty = 1 / (shares.relative_variance[delay] * wider)
        drawn = stream.gamma(certainty) * share / certainty
        drawn = np.maximum(drawn, share / _LEAST_PART)
        before = found[:, max(0, period - _LEVEL_OF) : period]
        level = before.mean(axis=1) if period else np.full(draws, max(expected[0], 1.0))
        found[:, period] = _draw(
            known[period], drawn, values / drawn, np.maximum(level, 0.5), size, stream
        )
    return TwoWay(known, share_known, found)


@dataclass(frozen=True)
class _Shares:
    """Share known by each delay, and its variance relative to its square."""

    at: np.ndarray
    relative_variance: np.ndarray

    @classmethod
    def of(cls, triangle: Triangle) -> "_Shares":
        """The chain ladder's, with some cases of evenly spread delays added to every step."""
        grown = triangle.cumulative()
        kept, error = np.ones(triangle.delays), np.zeros(triangle.delays)
        for delay in range(triangle.delays - 1):
            both = ~np.isnan(grown[:, delay + 1])
            before, after = grown[both, delay].sum(), grown[both, delay + 1].sum()
            even = _PRIOR_CASES * (delay + 1) / (delay + 2)
            after = max(after, 0.0) + _PRIOR_CASES
            kept[delay] = (max(before, 0.0) + even) / after
            error[delay] = max(abs(1 - kept[delay]), _LEAST_DISPERSION) / (kept[delay] * after)
        backward = slice(None, None, -1)
        return cls(np.cumprod(kept[backward])[backward], np.cumsum(error[backward])[backward])


def _scatter(
    grown: np.ndarray, expected: np.ndarray, share_known: np.ndarray, share: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Variance of what is known at each delay per case in the end, and its degrees of freedom."""
    whole = (share_known >= _NEARLY_WHOLE) & (expected > 0)
    final = expected[whole]
    found, freedom = np.zeros(len(share)), np.zeros(len(share))
    for delay, reached in enumerate(share):
        known = grown[whole, delay]
        there = ~np.isnan(known)
        # Without more scatter than that of chance a share of N is binomial.
        chance = reached * (1 - reached) if 0 < reached < 1 else abs(reached - 1) * reached
        chance = max(chance, _LEAST_DISPERSION * reached)
        squares = (known[there] - final[there] * reached) ** 2 / final[there]
        freedom[delay] = max(there.sum() - 1, 0) + _PRIOR_PERIODS
        found[delay] = max((squares.sum() + _PRIOR_PERIODS * chance) / freedom[delay], chance / 2)
    return found, freedom


def _steps(counts: np.ndarray) -> float:
    """The size k of steps from period to period: variance m + m² / k about the level m before."""
    if len(counts) <= _LEVEL_OF + 1:
        return 1.0
    level = np.array([counts[at - _LEVEL_OF : at].mean() for at in range(_LEVEL_OF, len(counts))])
    errors = (counts[_LEVEL_OF:] - level) ** 2 - np.maximum(level, 0.5)
    k = float(np.sum(level**2) / max(errors.sum(), 1e-9))
    return float(np.clip(k, _WIDEST_SIZE, _NARROWEST_SIZE))


def _draw(
    known: float,
    share: np.ndarray,
    dispersion: np.ndarray,
    level: np.ndarray,
    size: float,
    stream: np.random.Generator,
) -> np.ndarray:
    """One final count a draw, from a grid."""
    most = max(known / share.min(), known, np.quantile(level, 0.95) * (1 + 6 / np.sqrt(size)), 10)
    top = 1.3 * most + 10
    points = int(min(top, _FINEST_GRID)) + 1
    at = np.unique(np.rint(np.linspace(0, top, points)))
    mean = at[None, :] * share[:, None] / dispersion[:, None]
    prior = (
        special.gammaln(at + size)
        - special.gammaln(at + 1)
        + at * np.log(level[:, None] / (level[:, None] + size))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = known / dispersion[:, None] * np.log(mean) - mean
    fits = np.where(np.isnan(fits), 0.0, fits) if known == 0 else fits
    logs = prior + fits
    logs -= logs.max(axis=1, keepdims=True)
    grown = np.exp(logs).cumsum(axis=1)
    picked = (grown < (stream.random(len(share)) * grown[:, -1])[:, None]).sum(axis=1)
    return np.asarray(at[np.minimum(picked, len(at) - 1)])


def with_inquiries(
    known: int, pending: int, *, confirmed: int, closed: int, draws: int = 4000, seed: int = 1
) -> np.ndarray:
    """Final counts where `pending` reports are still under inquiry.

    Of `closed` inquiries in the past, `confirmed` ended as a case; the share has Jeffreys' prior.
    """
    if min(known, pending, confirmed, closed) < 0 or confirmed > closed:
        raise ValueError("Counts are not negative, and no more are confirmed than closed.")
    stream = np.random.default_rng(seed)
    share = stream.beta(confirmed + 0.5, closed - confirmed + 0.5, draws)
    return np.asarray(known + stream.binomial(pending, share))
