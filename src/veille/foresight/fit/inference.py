"""Fits a place's supply, and the few parameters that deaths say most of, to its monthly deaths.

The log of a month's deaths is close to linear in that month's log supply and in the parameters'
logs. Each round simulates members, reads the slopes off all of their months together (least
squares), and conditions the Gaussian prior on the deaths under those slopes; the next members come
from there. Five rounds of forty runs do. Libraries for likelihood-free inference (pyABC, sbi) want
tens of thousands of runs for ninety unknowns. What comes out is Gaussian: it sees no second mode.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from ..engine.simulation import simulate
from ..evidence import Evidence
from ..model.levers import Lever
from ..model.people import populate
from ..model.place import Place
from ..study.posterior import OVERDISPERSION, Member, Posterior, middle, months_on

#: Moved by the fit; the other parameters of a member are one draw of the evidence.
FREE = ("fentanyl_ratio", "fatality_unaided", "fatality_naloxone", "agonist_ratio")
#: After each round but two the slopes are read anew, about where the last one ended. After the last
#: but one each member's supply is raised or lowered by what its own deaths lack in all.
ROUNDS = 5
#: Of the log supply before deaths are seen: its level on the first day, and its step a month.
LEVEL_SD, STEP_SD = 0.7, 0.15
#: Spread of the first round's supply about the place's own, to read slopes from.
FIRST_LEVEL_SD, FIRST_STEP_SD = 0.3, 0.05


def fit(
    place: Place,
    months: Sequence[date],
    deaths: Sequence[int],
    evidence: Evidence,
    *,
    levers: Sequence[Lever] = (),
    people: int = 20_000,
    members: int = 60,
    seed: int = 1,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Posterior:
    """Fit to deaths by month (no gaps). `progress(done, all)` hears of runs.

    `levers` are what was really done in those months, beyond `place.services`.
    """
    random = np.random.default_rng(seed)
    drawn = [evidence.values(number, seed) for number in range(members)]
    free = np.log([[values[name] for name in FREE] for values in drawn])
    centre, spread = free.mean(axis=0), free.std(axis=0)
    before = _Gaussian.walk(len(months), LEVEL_SD, STEP_SD, centre, spread)
    first = _Gaussian.walk(len(months), FIRST_LEVEL_SD, FIRST_STEP_SD, centre, spread)
    seen, scale = np.asarray(deaths), people / place.population
    everyone = populate(place, seed, people)
    days = (months_on(months[-1], 1) - months[0]).days
    middles = [middle(month) for month in months]
    done = 0

    def run(number: int, supply: np.ndarray, free: np.ndarray) -> np.ndarray:
        knots = tuple(zip(middles, supply, strict=True))
        here = replace(place, supply_log=knots, counted=None)
        values = drawn[number].replaced(**_values(free))
        result = simulate(everyone, here, levers, values, months[0], days, seed + number)
        return np.asarray(result.monthly["overdose_deaths"].sum(axis=1) / scale)

    def runs(states: np.ndarray) -> np.ndarray:
        nonlocal done
        fitted = []
        with ThreadPoolExecutor(threads) as pool:
            cut = len(months)
            for one in pool.map(lambda n: run(n, states[n, :cut], states[n, cut:]), range(members)):
                fitted.append(one)
                done += 1
                if progress:
                    progress(done, members * ROUNDS)
        return np.array(fitted)

    states = first.draws(members, random)
    for _ in range(ROUNDS - 2):
        # Half a death of those simulated: so the mean log of a small sample's count is right.
        slopes = _slopes(states, np.log(runs(states) + 0.5 / scale), len(months))
        after = before.given(np.log(seen + 0.5), slopes, OVERDISPERSION / (seen + 0.5))
        states = after.draws(members, random)
        # A member's other parameters raise or lower all of its months: its supply makes up for it.
        states[:, : len(months)] -= slopes.own[:, None] / slopes.supply
    states[:, : len(months)] += _missing(runs(states), seen, random)[:, None] / slopes.supply
    fitted = runs(states)
    cut = len(months)
    return Posterior(
        place=place.slug,
        evidence=evidence.hash,
        seed=seed,
        months=tuple(months),
        deaths=tuple(int(count) for count in seen),
        members=tuple(
            Member(n, _values(state[cut:]), tuple(map(float, state[:cut])))
            for n, state in enumerate(states)
        ),
        fitted=tuple(tuple(map(float, one)) for one in fitted),
        scale=scale,
        prior_sd=before.spreads(cut),
        posterior_sd=after.spreads(cut),
    )


def _missing(fitted: np.ndarray, seen: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Log of the deaths in all over each member's, shape (members,), with counts' own chance."""
    deaths = max(float(seen.sum()), 1.0)
    chance = random.normal(0, np.sqrt(OVERDISPERSION / deaths), len(fitted))
    return np.asarray(np.log(deaths / np.maximum(fitted.sum(axis=1), 1.0)) + chance)


@dataclass(frozen=True)
class _Slopes:
    """log deaths = months + supply · log supply + free · log FREE + own, by least squares."""

    months: np.ndarray
    supply: float
    free: np.ndarray
    own: np.ndarray  # of each member: what its other parameters do to all of its months


def _slopes(states: np.ndarray, logs: np.ndarray, cut: int) -> _Slopes:
    """Read the slopes off all members' months together; `logs` has shape (members, months)."""
    supply, free = states[:, :cut], states[:, cut:]
    within = supply - supply.mean(axis=1, keepdims=True)
    within = within - within.mean(axis=0)
    moved = logs - logs.mean(axis=1, keepdims=True)
    moved = moved - moved.mean(axis=0)
    # Within members, where their own parameters cannot be taken for the supply's doing.
    slope = float(np.clip((within * moved).sum() / (within**2).sum(), 0.3, 1.5))
    rest = (logs - slope * supply).mean(axis=1)
    centred = free - free.mean(axis=0)
    # A ridge of one member's worth: forty members do not carry four slopes without it.
    ridge = np.diag(centred.var(axis=0))
    of_free = np.linalg.solve(centred.T @ centred + ridge, centred.T @ (rest - rest.mean()))
    left = rest - rest.mean() - centred @ of_free
    months = (logs - slope * supply - (free @ of_free)[:, None] - left[:, None]).mean(axis=0)
    return _Slopes(months, slope, of_free, left)


@dataclass(frozen=True)
class _Gaussian:
    """Of log supply by month, then the logs of FREE."""

    mean: np.ndarray
    covariance: np.ndarray

    @classmethod
    def walk(
        cls, months: int, level_sd: float, step_sd: float, centre: np.ndarray, spread: np.ndarray
    ) -> "_Gaussian":
        steps = np.minimum.outer(np.arange(months), np.arange(months)) * step_sd**2
        covariance = np.zeros((months + len(centre), months + len(centre)))
        covariance[:months, :months] = level_sd**2 + steps
        covariance[months:, months:] = np.diag(spread**2)
        return cls(np.concatenate([np.zeros(months), centre]), covariance)

    def given(self, logs: np.ndarray, slopes: _Slopes, variance: np.ndarray) -> "_Gaussian":
        """Conditioned on the log deaths of each month, with errors of that variance."""
        months = len(logs)
        maps = np.hstack([slopes.supply * np.eye(months), np.tile(slopes.free, (months, 1))])
        across = self.covariance @ maps.T
        gain = np.linalg.solve(maps @ across + np.diag(variance), across.T).T
        mean = self.mean + gain @ (logs - slopes.months - maps @ self.mean)
        return _Gaussian(mean, self.covariance - gain @ across.T)

    def draws(self, count: int, random: np.random.Generator) -> np.ndarray:
        """Shape (count, unknowns)."""
        return random.multivariate_normal(self.mean, self.covariance, count, method="eigh")

    def spreads(self, months: int) -> dict[str, float]:
        """Standard deviations: of the mean log supply, of its steps, and of the logs of FREE."""
        of_supply = self.covariance[:months, :months]
        steps = np.diff(np.diff(of_supply, axis=0), axis=1).diagonal()
        return {
            "supply, mean level": float(np.sqrt(of_supply.mean())),
            "supply, step a month": float(np.sqrt(steps.mean())) if months > 1 else 0.0,
            **dict(
                zip(FREE, map(float, np.sqrt(self.covariance.diagonal()[months:])), strict=True)
            ),
        }


def _values(free: np.ndarray) -> dict[str, float]:
    """FREE as the evidence has them; a share stays below 1."""
    most = [np.inf if name.endswith("_ratio") else 0.95 for name in FREE]
    return {
        name: float(min(np.exp(value), bound))
        for name, value, bound in zip(FREE, free, most, strict=True)
    }
