"""How probable it is that each substance is in a sample, with an interval.

    estimate = interpret(substance="fentanyl", results=[Result(Method.STRIP, positive=False,
                         least_share=0.0002)], local=Counts(12, 40), others=[Counts(300, 420)])
    estimate.low, estimate.median, estimate.high

The model, in the order in which it is thought:

1. *How common it is here.* Of this site’s last 90 days and of the other sites of the network, in
   samples sold as the same: positives among those tested. The shares of sites come from one beta
   distribution (its mean and spread unknown), so a site with few samples leans on the network.
2. *What positives of an imperfect test say of presence.* share = presence × sensitivity
   + (1 − presence) × (1 − specificity); both are uncertain.
3. *How often the test errs.* Published studies differ by more than their intervals say: each has a
   sensitivity of its own around an unknown mean (on the logit scale), and so has this site.
4. *How much is in it.* Where the substance is there, its share of the mass varies (lognormal). A
   test sees nothing below its limit, which lot and dilution set, and errs above it now and then.
   All tests of one sample look at the same share: what is too weak for one is too weak for others.
   That is their dependence. Two strips of one kind also share what confuses them.

Each draw of the uncertain quantities gives one probability; the interval holds 90 % of them. With
the model’s own data it covers 90 % (tests/supply/test_calibration.py; `benchmarks supply`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, log10
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, expit, ndtr

from .limits import USUAL_MG_PER_ML, Limits, Study, limits
from .records import Method
from .sight import least_share_percent

Array = npt.NDArray[np.float64]

#: Draws of the uncertain quantities; the interval’s ends are sure to about half a point.
DRAWS = 4_000
LEVEL = 0.90
#: Of any rate before its studies: most tests are good, and none is known to be.
_LOGIT_MEAN, _LOGIT_SPREAD = log(0.85 / 0.15), 1.2
#: How much studies differ, at most thinkable: half-normal, on the logit scale.
_BETWEEN = 0.8
#: A test turns from blind to seeing over about a factor of two around its limit.
_SLOPE_LOG10 = 0.15
#: 90th percentile of a normal, to read a spread from a published p90.
_Z90 = 1.2815515655446004
#: Where no share is known: 2 %, and anything from a twentieth to twenty times that.
_ANY_SHARE = (0.02, 0.2)
#: How far the second strip of one kind errs with the first: assumed.
_TOGETHER = 0.5
#: Sensitivity and specificity of a laboratory: assumed, since studies take it for the truth.
_LABORATORY = (0.995, 0.9999)
#: Shares of the mass at which what a test sees is added up: quantiles of the lognormal.
_NODES = 33


@dataclass(frozen=True, kw_only=True)
class Result:
    """One test’s answer: whether it saw the target. `least_share` is what it can see, of the mass;
    None takes the method’s own."""

    method: Method
    positive: bool
    least_share: float | None = None


@dataclass(frozen=True)
class Counts:
    """Positives among those tested, of samples sold as the same; not done is not tested."""

    positive: int
    tested: int

    def __post_init__(self) -> None:
        if not 0 <= self.positive <= self.tested:
            raise ValueError(f"{self.positive} positive of {self.tested} tested")


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """`prior` is the median before any test of this sample. `draws` are the probabilities, one a
    draw, in no order."""

    substance: str
    median: float
    low: float
    high: float
    prior: float
    draws: Array

    def as_json(self) -> dict[str, Any]:
        return {
            "substance": self.substance,
            "probability": round(self.median, 4),
            "interval": [round(self.low, 4), round(self.high, 4)],
            "level": LEVEL,
            "before_testing": round(self.prior, 4),
        }


def interpret(
    *,
    substance: str,
    results: Sequence[Result],
    local: Counts | None = None,
    others: Sequence[Counts] = (),
    counted_by: Method = Method.STRIP,
    known: Limits | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Estimate:
    """The probability that a substance is in a sample, from its tests and from what is common.

    `local` and `others` are counts by the method `counted_by`: this site’s, and each other site’s.
    The same arguments give the same numbers.
    """
    known = known or limits()
    chance = np.random.default_rng(seed)
    common = share_draws(local or Counts(0, 0), others, draws, chance)
    methods = {counted_by, *(each.method for each in results)}
    errs = {
        method: error_draws(_studies(known, method, substance), method, draws, chance)
        for method in sorted(methods)
    }
    seen = seen_by(substance, known)
    usual = _usual_share(known, counted_by, substance)
    counting = errs[counted_by]
    presence, valid = presence_of(common, counting[0] * seen(usual), counting[1])
    probability = posterior(
        presence[valid],
        results,
        {m: (a[valid], b[valid]) for m, (a, b) in errs.items()},
        substance,
        known,
    )
    low, median, high = np.quantile(probability, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    return Estimate(
        substance=substance,
        median=float(median),
        low=float(low),
        high=float(high),
        prior=float(np.median(presence[valid])),
        draws=probability,
    )


def posterior(
    presence: Array,
    results: Sequence[Result],
    errs: dict[Method, tuple[Array, Array]],
    substance: str,
    known: Limits,
) -> Array:
    """One probability for each draw of presence, sensitivities and specificities."""
    weights, shares = _share_nodes(substance, known)
    there = np.broadcast_to(weights, (len(presence), _NODES)).copy()
    absent = np.ones(len(presence))
    before: dict[Method, bool] = {}
    for result in results:
        sensitivity, specificity = errs[result.method]
        least = result.least_share
        if least is None:
            least = _usual_share(known, result.method, substance)
        sees = _sees(shares, least) if least > 0 else np.ones(_NODES)
        hit = sensitivity[:, None] * sees[None, :]
        false = 1 - specificity
        if result.method in before:
            hit = _again(hit, before[result.method])
            false = _again(false, before[result.method])
        there *= hit if result.positive else 1 - hit
        absent *= false if result.positive else 1 - false
        before[result.method] = result.positive
    likely = presence * there.sum(axis=1)
    found: Array = likely / (likely + (1 - presence) * absent)
    return found


def _again(chance: Array, positive_before: bool) -> Array:
    """The chance of a positive when one of the same kind was read before: what confused that one,
    or hid from it, does so again."""
    return _TOGETHER * float(positive_before) + (1 - _TOGETHER) * chance


# How much of it is there, and what a test sees of that


def seen_by(substance: str, known: Limits) -> "_SeenBy":
    return _SeenBy(*_share_nodes(substance, known))


@dataclass(frozen=True)
class _SeenBy:
    weights: Array
    shares: Array

    def __call__(self, least: float) -> float:
        """The part of samples that hold the substance in which there is enough of it to be seen."""
        return 1.0 if least <= 0 else float(self.weights @ _sees(self.shares, least))


def _share_nodes(substance: str, known: Limits) -> tuple[Array, Array]:
    median, p90 = known.shares.get(substance, _ANY_SHARE)
    spread = (log10(p90) - log10(median)) / _Z90
    points, weights = _hermite()
    return weights, log10(median) + spread * points


@lru_cache(maxsize=1)
def _hermite() -> tuple[Array, Array]:
    points, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return points, weights / weights.sum()


def _sees(log10_shares: Array, least: float) -> Array:
    found: Array = ndtr((log10_shares - log10(least)) / _SLOPE_LOG10)
    return found


def _usual_share(known: Limits, method: Method, substance: str) -> float:
    test = known.test(method, substance)
    if test is None:
        return 0.0
    if test.least_share is not None:
        return test.least_share
    assert test.limit_ng_per_ml is not None
    least_percent = least_share_percent(
        limit_ng_per_ml=test.limit_ng_per_ml, sample_mg_per_ml=USUAL_MG_PER_ML
    )
    return least_percent / 100


# How often tests err


_Study = tuple[int, int, int, int]


def _studies(known: Limits, method: Method, substance: str) -> tuple[_Study, ...]:
    """(found, positives, cleared, negatives) of each study, with the sensitivity freed of what was
    too weak to be seen: that is counted by the share of the mass.

    A rate that nobody published for this substance is taken from the same method’s other
    substances: they differ among themselves, and that much is unknown.
    """
    mine = [_freed(study, substance, method, known) for study in _of(known, method, substance)]
    others = [
        _freed(study, test.target, method, known)
        for test in known.tests.values()
        if test.method is method and test.target != substance
        for study in test.studies
    ]
    hits = [each for each in mine if each[1]] or [each for each in others if each[1]]
    clears = [each for each in mine if each[3]] or [each for each in others if each[3]]
    return (
        *((found, positives, 0, 0) for found, positives, _, _ in hits),
        *((0, 0, cleared, negatives) for _, _, cleared, negatives in clears),
    )


def _of(known: Limits, method: Method, substance: str) -> tuple[Study, ...]:
    test = known.test(method, substance)
    return test.studies if test else ()


def _freed(study: Study, target: str, method: Method, known: Limits) -> _Study:
    enough = seen_by(target, known)(_usual_share(known, method, target))
    strong = max(study.found, round(study.positives * enough))
    return study.found, min(study.positives, strong), study.cleared, study.negatives


def error_draws(
    studies: Sequence[_Study],
    method: Method,
    draws: int,
    chance: np.random.Generator,
) -> tuple[Array, Array]:
    """Draws of the sensitivity (of what is strong enough) and of the specificity, here."""
    if method is Method.LABORATORY:
        sensitivity, specificity = _LABORATORY
        return np.full(draws, sensitivity), np.full(draws, specificity)
    hits = tuple((found, positives) for found, positives, _, _ in studies if positives)
    clears = tuple((cleared, negatives) for _, _, cleared, negatives in studies if negatives)
    return rate_draws(hits, draws, chance), rate_draws(clears, draws, chance)


def rate_draws(
    studies: tuple[tuple[int, int], ...], draws: int, chance: np.random.Generator
) -> Array:
    """Draws of a rate in a new setting, from (successes, trials) of some studies: each study has a
    rate of its own, normal on the logit scale around a mean, both mean and spread unknown."""
    means, spreads, weight = _rate_grid(studies)
    at = chance.choice(len(weight), size=draws, p=weight)
    # Between the points of the grid, every value is as likely as its point.
    mean = means[at] + chance.uniform(-0.5, 0.5, draws) * _STEP_MEAN
    spread = np.abs(spreads[at] + chance.uniform(-0.5, 0.5, draws) * _STEP_SPREAD)
    found: Array = expit(mean + spread * chance.standard_normal(draws))
    return found


_STEP_MEAN, _STEP_SPREAD = 0.1, 0.08


@lru_cache(maxsize=512)
def _rate_grid(studies: tuple[tuple[int, int], ...]) -> tuple[Array, Array, Array]:
    mean = np.arange(-6, 8, _STEP_MEAN)
    spread = np.arange(_STEP_SPREAD / 2, 2.6, _STEP_SPREAD)
    means, spreads = (each.ravel() for each in np.meshgrid(mean, spread, indexing="ij"))
    logs = -0.5 * ((means - _LOGIT_MEAN) / _LOGIT_SPREAD) ** 2 - 0.5 * (spreads / _BETWEEN) ** 2
    points, weights = _hermite()
    for successes, trials in studies:
        rate = means[:, None] + spreads[:, None] * points[None, :]
        # log of rate^s (1 − rate)^f, without overflow at either end
        log_likely = -successes * np.logaddexp(0, -rate) - (trials - successes) * np.logaddexp(
            0, rate
        )
        most = log_likely.max(axis=1, keepdims=True)
        logs += most[:, 0] + np.log(np.exp(log_likely - most) @ weights)
    weight = np.exp(logs - logs.max())
    return means, spreads, weight / weight.sum()


# How common it is


#: Means and sizes of the beta distribution from which the sites’ shares come.
_MEAN_GRID = (np.arange(100) + 0.5) / 100
_SIZE_GRID = np.array([2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])


def share_draws(
    local: Counts, others: Sequence[Counts], draws: int, chance: np.random.Generator
) -> Array:
    """Draws of the share of positives at this site: a beta-binomial, partially pooled with the
    network’s other sites. With no counts at all, any share is as likely as another."""
    mean, size = (each.ravel() for each in np.meshgrid(_MEAN_GRID, _SIZE_GRID, indexing="ij"))
    a, b = mean * size, (1 - mean) * size
    logs = np.zeros(len(a))
    for counts in (local, *others):
        if counts.tested:
            logs += betaln(a + counts.positive, b + counts.tested - counts.positive) - betaln(a, b)
    weight = np.exp(logs - logs.max())
    at = chance.choice(len(weight), size=draws, p=weight / weight.sum())
    found: Array = chance.beta(a[at] + local.positive, b[at] + local.tested - local.positive)
    return found


def presence_of(
    share: Array, sensitivity: Array, specificity: Array
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Presence from the share of positives (Rogan & Gladen 1978), and which draws can be so: a
    share below the false positives, or above the sensitivity, contradicts its draw."""
    false = 1 - specificity
    apart = sensitivity - false
    valid = (apart > 0) & (share >= false) & (share <= sensitivity)
    if not valid.any():
        # The counts contradict every draw: presence lies at the nearer end.
        presence = np.clip((share - false) / np.where(apart > 0, apart, np.inf), 0, 1)
        return presence, np.ones(len(share), dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(valid, (share - false) / apart, 0.0), valid
