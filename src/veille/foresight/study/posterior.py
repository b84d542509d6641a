"""What is known of a place after its deaths were seen: members, each a history that is possible."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from ..evidence import Evidence, EvidenceFault, Parameters
from ..model.place import Place

#: Deaths vary more than Poisson counts by this factor of their variance.
OVERDISPERSION = 1.5


@dataclass(frozen=True)
class Member:
    """One possible history: its draw of the evidence, its own values of FREE, its log supply."""

    draw: int
    values: Mapping[str, float]
    supply_log: tuple[float, ...]


@dataclass(frozen=True)
class Posterior:
    """What is known after the deaths. `months[i]` is the month of `supply_log[i]` of each member.

    `fitted` are the members' deaths a month, shape (members, months), of the whole place; `deaths`
    those seen; `scale` the share of the place's people that a member simulates.
    """

    place: str
    evidence: str
    seed: int
    months: tuple[date, ...]
    deaths: tuple[int, ...]
    members: tuple[Member, ...]
    fitted: tuple[tuple[float, ...], ...]
    scale: float
    prior_sd: Mapping[str, float]
    posterior_sd: Mapping[str, float]

    def member(self, number: int, place: Place, evidence: Evidence) -> tuple[Place, Parameters]:
        """Place and parameters of a member. Raises `EvidenceFault` for other evidence."""
        if evidence.hash != self.evidence:
            raise EvidenceFault(
                "the fit was made with other evidence; nothing was lost: fit again, then run"
            )
        one = self.members[number % len(self.members)]
        knots = tuple(zip(map(middle, self.months), one.supply_log, strict=True))
        values = evidence.values(one.draw, self.seed).replaced(**one.values)
        return replace(place, supply_log=knots, counted=None), values

    def extended(self, months: int) -> "Posterior":
        """The same, with so many further months: each member's supply walks on at its own pace."""
        random = np.random.default_rng([self.seed, months])
        known = np.array([member.supply_log for member in self.members])
        step = float(np.sqrt(np.mean(np.diff(known.mean(axis=0)) ** 2)))
        walks = known[:, -1:] + np.cumsum(random.normal(0, step, (len(known), months)), axis=1)
        later = tuple(months_on(self.months[-1], n + 1) for n in range(months))
        members = tuple(
            replace(member, supply_log=member.supply_log + tuple(map(float, walk)))
            for member, walk in zip(self.members, walks, strict=True)
        )
        return replace(self, months=self.months + later, members=members)

    def coverage(self, level: float = 0.95) -> float:
        """Share of months whose deaths lie in the interval of members and of counts' own chance."""
        random = np.random.default_rng(self.seed)
        fitted = np.maximum(np.array(self.fitted), 0.1)
        drawn = random.negative_binomial(
            fitted / (OVERDISPERSION - 1), 1 / OVERDISPERSION, (50, *fitted.shape)
        ).reshape(-1, fitted.shape[1])
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
        seen = np.array(self.deaths)
        return float(np.mean((low <= seen) & (seen <= high)))

    def effective_members(self) -> float:
        """How many equally likely members these are worth: 1 / Σ w², by the deaths' chance.

        A member's deaths are a sample as well, the fewer people it has the rougher.
        """
        fitted, seen = np.maximum(np.array(self.fitted), 0.1), np.array(self.deaths)
        variance = OVERDISPERSION / (seen + 0.5) + 1 / (self.scale * (fitted + 0.5))
        squares = (np.log(seen + 0.5) - np.log(fitted + 0.5)) ** 2 / variance
        log_weights = -(squares + np.log(variance)).sum(axis=1) / 2
        weights = np.exp(log_weights - log_weights.max())
        return float(weights.sum() ** 2 / (weights**2).sum())

    def unidentified(self) -> list[str]:
        """What the deaths say little of: its spread after is over nine tenths of that before."""
        return [name for name, sd in self.prior_sd.items() if self.posterior_sd[name] > 0.9 * sd]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), default=str))

    @classmethod
    def read(cls, path: Path) -> "Posterior":
        """As `write` wrote it. Raises ValueError or KeyError for anything else."""
        raw = json.loads(path.read_text())
        raw["months"] = tuple(date.fromisoformat(month) for month in raw["months"])
        raw["deaths"] = tuple(raw["deaths"])
        raw["fitted"] = tuple(map(tuple, raw["fitted"]))
        raw["members"] = tuple(
            Member(one["draw"], one["values"], tuple(one["supply_log"])) for one in raw["members"]
        )
        return cls(**raw)


def middle(month: date) -> date:
    return month + timedelta(days=14)


def months_on(month: date, count: int) -> date:
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)
