"""Packaged places with everything held constant: how far each moves in twenty years.

    python -m tests.foresight.steady     prints it for three seeds

docs/foresight.md tells what that prints; test_balance.py holds the first seed to it.
"""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np

from veille.foresight.engine.simulation import Result, simulate
from veille.foresight.model.people import populate
from veille.foresight.study.place_file import names, read_place

from .places import central

START, YEARS, PEOPLE = date(2026, 1, 1), 20, 20_000
#: Years that are compared: the second to the sixth, and the last five.
FIRST, LAST = slice(12, 72), slice(180, 240)
SEED, SEEDS = 31, (31, 131, 231)
TOLD = ("expected_deaths", "hcv_days", "hiv_days")


@cache
def steady(name: str, seed: int = SEED) -> Result:
    """Twenty years of a place in which neither supply nor services change; each with luck of its
    own, so that their mean is five times as certain."""
    place, _sources = read_place(name)
    now = replace(place, fentanyl=((START, place.fentanyl[-1][1]),))
    p = central().replaced(supply_log_sd=1e-9, batch_log_sd=1e-9)
    seed += names().index(name)
    people = populate(now, seed, PEOPLE)
    return simulate(people, now, [], p, START, days=int(YEARS * 365.25), seed=seed, threads=2)


def moved(name: str, outcome: str, seed: int = SEED) -> float:
    """The late years over the early ones."""
    monthly = steady(name, seed).monthly[outcome].sum(axis=1)
    return float(monthly[LAST].sum() / monthly[FIRST].sum())


if __name__ == "__main__":
    print("The last five of twenty years over the second to the sixth:")
    for outcome in TOLD:
        ratios = np.array([[moved(name, outcome, seed) for name in names()] for seed in SEEDS])
        chance = np.sqrt(ratios.var(axis=0, ddof=1).mean())
        print(f"{outcome}: mean {ratios.mean():.3f}; chance moves a place by {chance:.3f}")
        for seed, row in zip(SEEDS, ratios, strict=True):
            of = ", ".join(f"{name} {each:.3f}" for name, each in zip(names(), row, strict=True))
            print(f"  seed {seed}: mean {row.mean():.3f}; {of}")
