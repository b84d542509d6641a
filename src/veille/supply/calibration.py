"""Whether the intervals of `interpretation` hold what they promise: worlds are drawn from the
model itself, dependent tests included, and in each the true probability is known."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from . import interpretation as model
from .interpretation import Counts, Result, interpret
from .limits import Limits, Study, Test, limits
from .records import Method

#: Of each made-up study, and of each made-up site.
_STUDY_SAMPLES, _SITE_SAMPLES = 120, 60
_METHODS = (Method.STRIP, Method.STRIP, Method.FTIR)


@dataclass(frozen=True)
class Coverage:
    """In how many of the worlds the interval held the true probability."""

    held: int
    worlds: int

    @property
    def share(self) -> float:
        return self.held / self.worlds

    @property
    def standard_error(self) -> float:
        return float(np.sqrt(self.share * (1 - self.share) / self.worlds))


def coverage(worlds: int, *, draws: int = 1_000, seed: int | tuple[int, int] = 1) -> Coverage:
    """Simulation-based calibration: two strips and FTIR on a sample, two studies of each method,
    this site and four others."""
    chance = np.random.default_rng(seed)
    held = sum(_held(chance, draws) for _ in range(worlds))
    return Coverage(held, worlds)


def _held(chance: np.random.Generator, draws: int) -> bool:
    world = _world(chance)
    while world is None:
        world = _world(chance)
    known, results, sites, truth = world
    estimate = interpret(
        substance="made_up",
        results=results,
        local=sites[0],
        others=sites[1:],
        known=known,
        draws=draws,
        seed=int(chance.integers(2**31)),
    )
    return bool(estimate.low <= truth <= estimate.high)


def _world(
    chance: np.random.Generator,
) -> tuple[Limits, list[Result], list[Counts], float] | None:
    """Everything that is not known, drawn; then what would be seen of it. None where it contradicts
    itself (fewer positives than false positives)."""
    shares = {"made_up": (float(10 ** chance.uniform(-2.5, -0.7)), 0.0)}
    shares["made_up"] = (shares["made_up"][0], min(0.9, shares["made_up"][0] * 5))
    least = {Method.STRIP: 0.0005, Method.FTIR: 0.05}
    bare = Limits(
        {(m, "made_up"): Test(method=m, target="made_up", least_share=s) for m, s in least.items()},
        shares,
    )
    seen = model.seen_by("made_up", bare)
    errs, tests = {}, {}
    for method in (Method.STRIP, Method.FTIR):
        hits, clears = _rates(chance), _rates(chance)
        strong = round(_STUDY_SAMPLES * seen(least[method]))
        studies = tuple(
            _study(chance, hit, clear, strong)
            for hit, clear in zip(hits[1:], clears[1:], strict=True)
        )
        errs[method] = np.array([hits[0]]), np.array([clears[0]])
        tests[method, "made_up"] = Test(
            method=method, target="made_up", studies=studies, least_share=least[method]
        )
    known = Limits(tests, shares)
    mean, size = chance.uniform(), chance.choice(model._SIZE_GRID)
    positives = chance.beta(mean * size, (1 - mean) * size, 5)
    sites = [
        Counts(int(chance.binomial(_SITE_SAMPLES, share)), _SITE_SAMPLES) for share in positives
    ]
    presence, valid = model.presence_of(
        positives[:1], errs[Method.STRIP][0] * seen(least[Method.STRIP]), errs[Method.STRIP][1]
    )
    false = 1 - errs[Method.STRIP][1][0]
    most = errs[Method.STRIP][0][0] * seen(least[Method.STRIP])
    if not (valid[0] and false <= positives[0] <= most):
        return None
    results = _tested(chance, float(presence[0]), errs, known, least)
    truth = model.posterior(presence, results, errs, "made_up", known)
    return known, results, sites, float(truth[0])


def _rates(chance: np.random.Generator) -> list[float]:
    """The rate here, and those of two studies."""
    mean = chance.normal(model._LOGIT_MEAN, model._LOGIT_SPREAD)
    spread = abs(chance.normal(0, model._BETWEEN))
    return [float(expit(mean + spread * chance.standard_normal())) for _ in range(3)]


def _study(chance: np.random.Generator, hit: float, clear: float, strong: int) -> Study:
    found = chance.binomial(strong, hit)
    cleared = chance.binomial(_STUDY_SAMPLES, clear)
    return Study(
        sensitivity=found / _STUDY_SAMPLES,
        specificity=cleared / _STUDY_SAMPLES,
        positives=_STUDY_SAMPLES,
        negatives=_STUDY_SAMPLES,
    )


def _tested(
    chance: np.random.Generator,
    presence: float,
    errs: dict[Method, tuple[model.Array, model.Array]],
    known: Limits,
    least: dict[Method, float],
) -> list[Result]:
    """One sample, tested: its share of the mass is the same for every test."""
    there = chance.uniform() < presence
    weights, shares = model._share_nodes("made_up", known)
    share = shares[chance.choice(len(shares), p=weights)]
    before: dict[Method, bool] = {}
    results = []
    for method in _METHODS:
        sensitivity, specificity = (float(each[0]) for each in errs[method])
        sees = float(model._sees(np.array([share]), least[method])[0])
        odds = np.array([sensitivity * sees if there else 1 - specificity])
        if method in before:
            odds = model._again(odds, before[method])
        positive = bool(chance.uniform() < odds[0])
        before[method] = positive
        results.append(Result(method=method, positive=positive, least_share=least[method]))
    return results


def published_again() -> dict[str, tuple[float, float]]:
    """What the model says of the published comparison of benzodiazepine strips and FTIR, beside
    what was published: sensitivity of the strip, of FTIR, of either (390 positives)."""
    known, chance = limits(), np.random.default_rng(1)
    weights, shares = model._share_nodes("benzodiazepine", known)
    sees = {}
    for method in (Method.STRIP, Method.FTIR):
        hit, _ = model.error_draws(
            model._studies(known, method, "benzodiazepine"), method, model.DRAWS, chance
        )
        least = model._usual_share(known, method, "benzodiazepine")
        sees[method] = np.median(hit) * model._sees(shares, least)
    either = 1 - (1 - sees[Method.STRIP]) * (1 - sees[Method.FTIR])
    return {
        "strip": (float(weights @ sees[Method.STRIP]), 0.67),
        "FTIR": (float(weights @ sees[Method.FTIR]), 0.26),
        "either": (float(weights @ either), 0.75),
    }
