"""What keeps a place's viruses what they are: who comes makes up for infections, cures and deaths.

Prevalence, incidence and treatment are published, each by somebody else, and do not balance by
themselves. None of them is bent to the others: nobody has measured which viruses people bring who
come to a place, and how many of them do is what keeps its prevalence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..compiler import compiled
from ..evidence import Parameters
from .balance import Balance, gone_a_year
from .life import YEAR_DAYS
from .people import People, viruses_anew
from .person import Hcv, Hiv, Mode, Where
from .virus import hcv_hazard, hiv_hazard

#: What people who smoke have of their injecting years hangs on who comes, and the other way round.
_ROUNDS = 3


@dataclass(frozen=True)
class _Entry:
    """`values` are derived ones (`balance.DERIVED`); `hcv` and `hiv` the shares of who smokes."""

    values: Mapping[str, float]
    hcv: float
    hiv: float


def with_viruses(
    people: People, records: np.ndarray, world: np.ndarray, p: Parameters, balance: Balance
) -> Balance:
    """Gives `records` the viruses of their place, in a `world` of shape (areas,), and the balance
    what those who come bring."""
    hcv, hiv = 0.0, 0.0
    for _ in range(_ROUNDS):
        viruses_anew(people, records, hcv, hiv)
        found = _entry(people, records, world, p, balance)
        hcv, hiv = found.hcv, found.hiv
        balance = replace(balance, values={**balance.values, **found.values})
    return balance


def _entry(
    people: People, records: np.ndarray, world: np.ndarray, p: Parameters, balance: Balance
) -> _Entry:
    gone = gone_a_year(records, world, p, balance)
    caught = np.zeros((2, len(records)))
    _infections(records, _with_force(records, world, p), balance.record(p), caught)
    chronic, untreated = records["hcv"] == Hcv.CHRONIC, records["hiv"] == Hiv.UNTREATED
    infected = records["hiv"] != Hiv.NONE
    injects = records["mode"] == Mode.INJECTING
    more_hcv = caught[0].sum() * (1 - p["hcv_clearance"]) - chronic.sum() * p["hcv_treatment_year"]
    keeps_hcv = 1 - _part(more_hcv, gone[chronic].sum())
    keeps_hiv = 1 - _part(caught[1].sum(), gone[infected].sum())
    begun = untreated.sum() * p["hiv_treatment_year"]
    treated = gone[infected & ~untreated].sum() - begun
    values = {
        "here_keeps_hcv": keeps_hcv,
        "here_brings_hcv": _part(-more_hcv, gone[injects & ~chronic].sum()),
        "here_keeps_hiv": keeps_hiv,
        "here_comes_treated": _part(treated, keeps_hiv * gone[infected].sum()),
    }
    # Of those who smoke: what comes with people who injected, against what goes.
    moves = balance.values["here_to_injecting_year"]
    turnover = float(gone.mean())
    lost_hcv = p["hcv_treatment_year"] + (1 - keeps_hcv) * turnover
    lost_hiv = (1 - keeps_hiv) * turnover
    return _Entry(
        values,
        hcv=people.place.hcv * moves / max(moves + lost_hcv, 1e-12),
        hiv=people.place.hiv * moves / max(moves + lost_hiv, 1e-12),
    )


def _part(of: float, all_: float) -> float:
    """A share from 0 to 1."""
    return float(min(max(of / max(all_, 1e-12), 0.0), 1.0))


def _with_force(records: np.ndarray, world: np.ndarray, p: Parameters) -> np.ndarray:
    """The world as these people's viruses make it (as `engine.feedback` does each week)."""
    made = world.copy()
    injects = (records["mode"] == Mode.INJECTING) & (records["using"] == 1)
    injects &= records["where"] == Where.COMMUNITY
    untreated = records["hiv"] == Hiv.UNTREATED
    infectious = untreated + (records["hiv"] == Hiv.TREATED) * p["treated_hiv_ratio"]
    for area in range(len(world)):
        here = injects & (records["area"] == area)
        many = max(int(here.sum()), 1)
        chronic = (records["hcv"][here] == Hcv.CHRONIC).sum() / many
        w = made[area]
        w["hcv_force"] = p["hcv_per_share"] * chronic * w["hcv_share_ratio"]
        w["hiv_force"] = p["hiv_per_share"] * infectious[here].sum() / many * w["hiv_share_ratio"]
    return made


@compiled
def _infections(people, world, ps, caught):
    """A year, of each person."""
    p = ps[0]
    for i in range(len(people)):
        person = people[i]
        w = world[person.area]
        caught[0, i] = hcv_hazard(person, w, p) * YEAR_DAYS
        caught[1, i] = hiv_hazard(person, w, p) * YEAR_DAYS
