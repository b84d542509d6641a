"""Kulldorff's space–time scan: where, and since when, are there more cases than chance allows?

Circles about places by distance, windows of days; the likeliest cluster, and a p-value by
simulation that allows for all that was looked at. `poisson` takes the places' populations,
`permutation` nothing (the days and places of the cases themselves), `bernoulli` the trials
(positives among tests). Clusters and points are for epidemiologists.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from . import cylinders

Model = Literal["poisson", "permutation", "bernoulli"]
_MODELS = {
    "poisson": cylinders.POISSON,
    "permutation": cylinders.PERMUTATION,
    "bernoulli": cylinders.BERNOULLI,
}
#: Ratios this close to the observed one count as reached.
_SLACK = 1e-9
_TOO_LARGE, _SEEN = -2, -1


@dataclass(frozen=True)
class Cluster:
    """Places within a circle, the first and last day (from 0), and how unlikely it is."""

    center: int
    places: tuple[int, ...]
    first_day: int
    last_day: int
    observed: int
    expected: float
    llr: float
    relative_risk: float
    #: Share of simulations with as large a ratio anywhere; None without simulations.
    p: float | None = None


@dataclass(frozen=True)
class Scan:
    """All of a scan: the best cylinder of each circle, and the clusters without overlap."""

    zones: tuple[Cluster, ...]
    clusters: tuple[Cluster, ...]
    cylinders: int
    #: Cylinders with the same ratio as the best.
    tied: int
    replicates: int

    @property
    def most_likely(self) -> Cluster | None:
        return self.clusters[0] if self.clusters else None


def scan(
    xy: np.ndarray,
    counts: np.ndarray,
    model: Model,
    *,
    population: np.ndarray | None = None,
    trials: np.ndarray | None = None,
    largest_share: float = 0.5,
    longest_window: int = 7,
    prospective: bool = True,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 2,
) -> Scan:
    """Scan `counts` (places × days) at coordinates `xy` (places × 2).

    `largest_share` of the population (cases of a permutation scan, trials of a Bernoulli one) fits
    in a circle; `prospective` windows end on the last day.
    """
    counts = np.ascontiguousarray(counts, float)
    _check(xy, counts, model, population, trials)
    cases = counts.sum()
    measure, at_stake, weight = _measure(counts, model, population, trials)
    circles = _Circles.about(np.asarray(xy, float), weight, largest_share)
    by_zone = np.array([measure[list(places)].sum(axis=0) for places in circles.places])
    summed = np.concatenate([np.zeros((len(by_zone), 1)), by_zone.cumsum(axis=1)], axis=1)
    call = _Call(circles, summed, cases, at_stake, _MODELS[model], longest_window, prospective)
    best, first, last, _largest = call.run(counts)
    simulated = (
        _simulated(call, counts, model, population, trials, replicates, seed, threads)
        if replicates and cases
        else np.empty(0)
    )
    zones = [
        _cluster(circles, zone, counts, summed, call, (best[zone], first[zone], last[zone]))
        for zone in range(len(best))
    ]
    return Scan(
        zones=tuple(zones),
        clusters=tuple(_apart(zones, simulated, replicates)),
        cylinders=len(zones) * _windows(counts.shape[1], longest_window, prospective),
        tied=int(np.sum(best >= best.max() - _SLACK)) - 1 if len(best) and best.max() > 0 else 0,
        replicates=replicates,
    )


def _check(
    xy: np.ndarray,
    counts: np.ndarray,
    model: str,
    population: np.ndarray | None,
    trials: np.ndarray | None,
) -> None:
    if model not in _MODELS:
        raise ValueError(f"There is no model {model}; there are {', '.join(_MODELS)}.")
    if np.shape(xy) != (len(counts), 2):
        raise ValueError("Each place has two coordinates and a row of counts.")
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError("A scan needs every count, none of them negative; leave out those days.")
    if model == "poisson" and (population is None or not (np.asarray(population) > 0).all()):
        raise ValueError("A Poisson scan needs the population of each place, above zero.")
    if model == "bernoulli" and (trials is None or (np.asarray(trials) < counts).any()):
        raise ValueError("A Bernoulli scan needs the trials, no fewer than the counts.")


def _measure(
    counts: np.ndarray, model: str, population: np.ndarray | None, trials: np.ndarray | None
) -> tuple[np.ndarray, float, np.ndarray]:
    """Expected cases (or trials) of each place and day, their sum, and each place's weight."""
    cases = counts.sum()
    if model == "poisson":
        people = np.asarray(population, float)
        share = people / people.sum()
        days = counts.shape[1]
        return np.repeat(cases * share[:, None] / days, days, axis=1), cases, people
    if model == "permutation":
        by_place, by_day = counts.sum(axis=1), counts.sum(axis=0)
        return np.outer(by_place, by_day) / max(cases, 1), cases, by_place
    tested = np.asarray(trials, float)
    return tested, float(tested.sum()), tested.sum(axis=1)


@dataclass(frozen=True)
class _Circles:
    order: np.ndarray
    zone_at: np.ndarray
    places: tuple[tuple[int, ...], ...]
    centers: tuple[int, ...]

    @classmethod
    def about(cls, xy: np.ndarray, weight: np.ndarray, largest_share: float) -> "_Circles":
        apart = np.hypot(*(xy[:, None, axis] - xy[None, :, axis] for axis in (0, 1)))
        order = np.argsort(apart, axis=1, kind="stable").astype(np.int64)
        zone_at = np.full(order.shape, _SEEN, np.int64)
        limit = largest_share * weight.sum() * (1 + 1e-12)
        seen: dict[tuple[int, ...], int] = {}
        centers = []
        for center, near in enumerate(order):
            within = 0.0
            for k, place in enumerate(near):
                within += weight[place]
                if within > limit:
                    zone_at[center, k] = _TOO_LARGE
                    break
                places = tuple(sorted(near[: k + 1].tolist()))
                if places not in seen:
                    seen[places] = zone_at[center, k] = len(seen)
                    centers.append(center)
        return cls(order, zone_at, tuple(seen), tuple(centers))


@dataclass(frozen=True)
class _Call:
    circles: _Circles
    summed: np.ndarray
    cases: float
    at_stake: float
    model: int
    longest: int
    prospective: bool

    def run(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        many = len(self.circles.places)
        best, first, last = np.zeros(many), np.zeros(many, np.int64), np.zeros(many, np.int64)
        largest = cylinders.best_of_zones(
            counts,
            self.circles.order,
            self.circles.zone_at,
            self.summed,
            float(self.cases),
            float(self.at_stake),
            self.model,
            self.longest,
            self.prospective,
            best,
            first,
            last,
        )
        return best, first, last, largest


def _simulated(
    call: _Call,
    counts: np.ndarray,
    model: str,
    population: np.ndarray | None,
    trials: np.ndarray | None,
    replicates: int,
    seed: int,
    threads: int,
) -> np.ndarray:
    """The largest ratio of each simulation under chance alone."""
    draw = _chance(counts, model, population, trials)

    def some(stream: np.random.Generator, many: int) -> list[float]:
        return [call.run(draw(stream))[3] for _replicate in range(many)]

    streams = np.random.default_rng(seed).spawn(max(threads, 1))
    shares = [len(part) for part in np.array_split(np.arange(replicates), len(streams))]
    with ThreadPoolExecutor(len(streams)) as pool:
        return np.concatenate(list(pool.map(some, streams, shares)))


def _chance(
    counts: np.ndarray, model: str, population: np.ndarray | None, trials: np.ndarray | None
) -> Callable[[np.random.Generator], np.ndarray]:
    places, days = counts.shape
    cases = int(counts.sum())
    if model == "poisson":
        people = np.asarray(population, float)
        share = np.repeat(people / people.sum() / days, days)
        return lambda stream: stream.multinomial(cases, share).reshape(places, days).astype(float)
    if model == "permutation":
        at, when = (
            np.repeat(each.ravel(), counts.ravel().astype(int)) for each in np.indices(counts.shape)
        )

        def shuffled(stream: np.random.Generator) -> np.ndarray:
            drawn = np.bincount(at * days + stream.permutation(when), minlength=places * days)
            return drawn.reshape(places, days).astype(float)

        return shuffled
    tested = np.asarray(trials).astype(int).ravel()

    def positives(stream: np.random.Generator) -> np.ndarray:
        drawn = stream.multivariate_hypergeometric(tested, cases, method="marginals")
        return drawn.reshape(places, days).astype(float)

    return positives


def _cluster(
    circles: _Circles,
    zone: int,
    counts: np.ndarray,
    summed: np.ndarray,
    call: _Call,
    best: tuple[float, int, int],
) -> Cluster:
    ratio, first, last = best
    places = circles.places[zone]
    observed = float(counts[list(places), first : last + 1].sum())
    measure = float(summed[zone, last + 1] - summed[zone, first])
    expected = (
        measure * call.cases / call.at_stake if call.model == cylinders.BERNOULLI else measure
    )
    outside = call.cases - observed
    rest = call.cases - expected
    risk = 1.0
    if expected > 0:
        around = outside / rest if rest > 0 else 0.0
        risk = observed / expected / around if around > 0 else float("inf")
    return Cluster(
        center=circles.centers[zone],
        places=places,
        first_day=int(first),
        last_day=int(last),
        observed=int(observed),
        expected=float(expected),
        llr=float(ratio),
        relative_risk=float(risk),
    )


def _apart(zones: list[Cluster], simulated: np.ndarray, replicates: int) -> list[Cluster]:
    """Clusters by falling ratio, none of which shares a place with one before it."""
    taken: set[int] = set()
    found = []
    for zone in sorted(zones, key=lambda zone: -zone.llr):
        if zone.llr <= 0 or taken & set(zone.places):
            continue
        taken |= set(zone.places)
        reached = int(np.sum(simulated >= zone.llr - _SLACK))
        p = (1 + reached) / (1 + replicates) if len(simulated) else None
        found.append(Cluster(**{**zone.__dict__, "p": p}))
    return found


def _windows(days: int, longest: int, prospective: bool) -> int:
    if prospective:
        return min(longest, days)
    return sum(min(longest, last + 1) for last in range(days))
