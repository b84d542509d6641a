"""What lies after a study's last day: the years that people have left, and what they cost.

A death that is averted gives years that a study of three or ten years mostly cuts off; Canada's
guideline (CADTH, Guidelines for the Economic Evaluation of Health Technologies, 4th ed., 2017) asks
for a horizon long enough for all that differs. So everybody who lives on is followed, on average
and year by year, until nobody is left: with the deaths of people who use drugs by age and sex (the
life table of the evidence times their ratio), the overdose deaths of the place as it was before
anything changed, and its rate of leaving, after which no overdose is counted.

Nothing that a scenario pulled goes on after the last day. Costs are those that hang on a person and
last: agonist treatment as the place has it, HIV, hepatitis C, a lasting injury.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engine.simulation import Result
from ..evidence import Parameters
from ..model.life import WEEKS_A_YEAR, YEAR_DAYS
from ..model.person import NOBODY_YET, Cause, Gender, Hcv, Hiv
from ..model.place import Place

#: Nobody is followed beyond this age.
_OLDEST_YEARS = 100
_REFERENCE_AGE = 40.0
_Each = NDArray[np.float64]


@dataclass(frozen=True)
class Later:
    """Sums over the people simulated, discounted to the study's first day."""

    qalys: float
    cost: float
    life_years: float


def later(run: Result, place: Place, p: Parameters) -> Later:
    """Of all who are not dead: those who left are followed from the day on which they did.

    People are followed by kind: those of one age in years, sex and state have the same years left.
    """
    person = run.person
    alive = ~np.isin(person["cause"], (Cause.OVERDOSE, Cause.OTHER))
    here = person["died"][alive] == NOBODY_YET
    day = np.where(here, run.days, person["died"][alive])
    age = np.round((day / 7 - person["born"][alive]) / WEEKS_A_YEAR)
    states = [person[name][alive] for name in ("hcv", "hiv", "injured")]
    kinds = np.stack([age, person["gender"][alive] == Gender.WOMAN, here, *states])
    of, which = np.unique(kinds, axis=1, return_inverse=True)
    of_day = (1 + p["discount_year"]) ** (-day / YEAR_DAYS)
    worth = np.asarray(np.bincount(which.ravel(), of_day), float)
    return Later(*map(float, _left(of, worth, run.place, place, p)))


def _left(
    kinds: NDArray[np.generic],
    worth: _Each,
    rates: Mapping[str, float],
    place: Place,
    p: Parameters,
) -> _Each:
    """QALYs, cost and life-years of `kinds` [age, woman, here, hcv, hiv, injured], shape (6, n),
    of each as many as `worth`, a year at a time."""
    age, women, stays, hcv, hiv, injured = kinds.astype(float)
    lives = np.ones(len(age))
    infected, untreated = hiv != Hiv.NONE, (hiv == Hiv.UNTREATED).astype(float)
    chronic = (hcv == Hcv.CHRONIC).astype(float)
    by_year = (1 + p["discount_year"]) ** -0.5
    sums = np.zeros(3)
    while (age < _OLDEST_YEARS).any():
        middle = age + 0.5
        other = _other_deaths(middle, women, place, p)
        dies = other + untreated * p["untreated_hiv_death_year"]
        dies += stays * rates["overdose_deaths_year"]
        lived = lives * -np.expm1(-dies) / np.maximum(dies, 1e-12) * (age < _OLDEST_YEARS)
        now = worth * by_year * lived
        weight = _weight(stays, chronic, infected, injured, place, p)
        sums += np.array(
            [
                (now * weight).sum(),
                (now * _cost(stays, chronic, infected - untreated, injured, place, p)).sum(),
                now.sum(),
            ]
        )
        lives = lives * np.exp(-dies)
        stays = stays * np.exp(-_leaving(middle, women, rates, place, p))
        chronic = chronic * np.exp(-p["hcv_treatment_year"])
        untreated = untreated * np.exp(-p["hiv_treatment_year"])
        worth = worth / (1 + p["discount_year"])
        age = age + 1
    return sums


def _other_deaths(age: _Each, women: _Each, place: Place, p: Parameters) -> _Each:
    """A year, causes other than overdose, as `model.life` has them; homes as in the place."""
    hazard = p["death_at_40_year"] * np.exp(p["death_age_slope"] * (age - _REFERENCE_AGE))
    by_sex = np.where(women == 1, p["women_death_ratio"], 1.0)
    homes = 1 + place.unhoused * (p["unhoused_death_ratio"] - 1)
    return np.asarray(hazard * by_sex * p["other_death_ratio"] * homes)


def _leaving(
    age: _Each,
    women: _Each,
    rates: Mapping[str, float],
    place: Place,
    p: Parameters,
) -> _Each:
    """A year, as `model.life` has it."""
    mean = rates["here_mean_age"]
    outgrown = np.maximum(age - mean, 0) * rates["here_leaving_slope"]
    beyond = _other_deaths(age, women, place, p) - _other_deaths(
        np.full_like(age, mean), women, place, p
    )
    return np.asarray(np.maximum(outgrown - beyond, 0.0))


def _weight(
    stays: _Each,
    chronic: _Each,
    infected: NDArray[np.bool_],
    injured: _Each,
    place: Place,
    p: Parameters,
) -> _Each:
    """What a year is worth: of who stays as the place has it on average, else of who stopped."""
    uses = place.on_agonist * p["weight_treated"] + (1 - place.on_agonist) * p["weight_using"]
    average = place.stopped * p["weight_stopped"] + (1 - place.stopped) * uses
    average *= 1 - place.unhoused * (1 - p["weight_unhoused"])
    weight = stays * average + (1 - stays) * p["weight_stopped"]
    weight = weight * (1 - chronic * (1 - p["weight_hcv"]))
    weight = weight * np.where(infected, p["weight_hiv"], 1.0)
    return np.asarray(weight * np.where(injured == 1, p["weight_injured"], 1.0))


def _cost(
    stays: _Each,
    chronic: _Each,
    treated: _Each,
    injured: _Each,
    place: Place,
    p: Parameters,
) -> _Each:
    """CAD a year."""
    agonist = (1 - place.stopped) * (1 - place.stimulants) * place.on_agonist
    cured = chronic * -np.expm1(-p["hcv_treatment_year"])
    return np.asarray(
        stays * agonist * p["cost_agonist_year"]
        + treated * p["cost_hiv_year"]
        + cured * p["cost_hcv_treatment"]
        + injured * p["cost_injury_year"]
    )
