"""Costs by payer and health, from what a run counted: linear in the counts, discounted by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from ..engine.simulation import Result
from ..evidence import Parameters
from ..model.levers import Lever, daily, weekly_option
from ..model.life import YEAR_DAYS
from ..model.outcomes import HEALTH_PER_DAY
from ..model.place import Place
from ..model.programmes import MONTH_DAYS

_WEEK_DAYS = 7


class Payer(StrEnum):
    HEALTH = "health"
    JUSTICE = "justice"
    SOCIAL = "social"
    PERSON = "person"


#: (payer, outcome, entry of the evidence, divisor): outcome × entry / divisor, in CAD.
_PRICES: tuple[tuple[Payer, str, str, float], ...] = (
    (Payer.HEALTH, "kits_given", "cost_kit", 1),
    (Payer.HEALTH, "drug_checks", "cost_check", 1),
    (Payer.HEALTH, "agonist_days", "cost_agonist_year", YEAR_DAYS),
    (Payer.HEALTH, "safer_days", "cost_safer_year", YEAR_DAYS),
    (Payer.HEALTH, "bed_days", "cost_bed_day", 1),
    (Payer.HEALTH, "ambulance_calls", "cost_ambulance", 1),
    (Payer.HEALTH, "hospital_stays", "cost_hospital", 1),
    (Payer.HEALTH, "injured_days", "cost_injury_year", YEAR_DAYS),
    (Payer.HEALTH, "hiv_treated_days", "cost_hiv_year", YEAR_DAYS),
    (Payer.HEALTH, "hcv_cures", "cost_hcv_treatment", 1),
    (Payer.JUSTICE, "police_encounters", "cost_encounter", 1),
    (Payer.JUSTICE, "charges", "cost_charge", 1),
    (Payer.JUSTICE, "prison_days", "cost_prison_day", 1),
    (Payer.JUSTICE, "commission_referrals", "cost_commission", 1),
    (Payer.PERSON, "confiscations", "cost_confiscated", 1),
)


@dataclass(frozen=True)
class Accounts:
    """By month, of the people simulated, discounted to the first day.

    `costs[payer]` in CAD; `qalys` and `life_years` in years; each has shape (months,).
    """

    costs: dict[Payer, np.ndarray]
    qalys: np.ndarray
    life_years: np.ndarray

    @property
    def cost(self) -> float:
        return float(sum(part.sum() for part in self.costs.values()))


def accounts(
    result: Result, place: Place, levers: Sequence[Lever], p: Parameters, start: date, people: int
) -> Accounts:
    """Costs and health of a run of `people` of the place's people under `levers`."""
    counted = {name: by_group.sum(axis=1) for name, by_group in result.monthly.items()}
    costs = {payer: np.zeros(len(result.months)) for payer in Payer}
    for payer, outcome, price, divisor in _PRICES:
        costs[payer] += counted[outcome] * p[price] / divisor
    scale = people / place.population
    days = _month_of_days(result, start)
    services = _services(place, levers, p, start, len(days)) * scale
    for payer, column in zip((Payer.HEALTH, Payer.JUSTICE, Payer.SOCIAL), services, strict=True):
        np.add.at(costs[payer], days, column)
    worth = _worth(result, p)
    return Accounts(
        costs={payer: column * worth for payer, column in costs.items()},
        qalys=counted["health"] * worth / HEALTH_PER_DAY / YEAR_DAYS,
        life_years=counted["person_days"] * worth / YEAR_DAYS,
    )


def _services(
    place: Place, levers: Sequence[Lever], p: Parameters, start: date, days: int
) -> np.ndarray:
    """What is paid whether people come or not: CAD a day of the whole place, shape (3, days)."""
    pulls = [*place.services, *levers]

    def level(kind: str) -> np.ndarray:
        return daily(kind, [pull for pull in pulls if pull.kind == kind], start, days)

    def option(kind: str, name: str) -> np.ndarray:
        of_kind = [pull for pull in pulls if pull.kind == kind]
        weeks = weekly_option(kind, name, of_kind, start, -(-days // _WEEK_DAYS))
        return np.repeat(weeks, _WEEK_DAYS)[:days]

    seat_hours = sum(
        level(kind)
        * (option(kind, "seats") + option(kind, "smoking_seats"))
        * option(kind, "hours")
        for kind in ("fixed_sites", "mobile_sites")
    )
    injecting = place.injecting * place.population
    exchange = level("needle_exchange") * injecting * p["cost_exchange_year"] / YEAR_DAYS
    health = seat_hours * p["cost_seat_hour"] + exchange
    justice = level("operations") * p["cost_operation"] / MONTH_DAYS
    housed = np.cumsum(level("homes") / MONTH_DAYS)
    social = housed * p["cost_home_year"] / YEAR_DAYS
    return np.stack([health, justice, social])


def _month_of_days(result: Result, start: date) -> np.ndarray:
    """The month of each day of the run, shape (days,)."""
    first = np.datetime64(start, "M")
    days = np.datetime64(start, "D") + np.arange(result.days)
    return np.asarray((days.astype("datetime64[M]") - first).astype(np.int64))


def _worth(result: Result, p: Parameters) -> np.ndarray:
    """What one of a month's middle is worth on the first day, shape (months,)."""
    years = (np.arange(len(result.months)) + 0.5) / 12
    return np.asarray((1 + p["discount_year"]) ** -years)
