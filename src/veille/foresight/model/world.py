"""What a week is like in each area: services, law, supply; and room for what people make of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import log
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, ndtr

from ..evidence import Parameters
from .levers import LEVERS, WEEK_DAYS, Lever, weekly, weekly_option
from .life import YEAR_DAYS
from .place import Place
from .programmes import MONTH_DAYS
from .supply import weekly_supply

#: What rises the hazards of a person: the bound on quiet days is kept for the highest so far.
RISING = (
    "kits_day",
    "kits_lost_day",
    "homes_day",
    "agonist_pull",
    "agonist_wanted",
    "agonist_leaving",
    "agonist_cut",
    "safer_open",
    "safer_cut",
    "bed_open",
    "hcv_force",
    "hiv_force",
    "police_day",
)
#: What last week's people make of this week.
_FEEDBACK = (
    "kit_share",
    "agonist_open",
    "fixed_inject",
    "fixed_smoke",
    "truck_inject",
    "truck_smoke",
)
#: What levers, law and the place make of it, known from the start.
_GIVEN = (
    "kits_given_day",
    "homes_given_day",
    "agonist_places",
    "agonist_access",
    "safer_places",
    "beds",
    "fixed_sites",
    "fixed_seats",
    "fixed_smoking_seats",
    "fixed_hours",
    "fixed_cover",
    "trucks",
    "truck_seats",
    "truck_smoking_seats",
    "truck_hours",
    "truck_cover",
    "hcv_share_ratio",
    "hiv_share_ratio",
    "checking",
    "checked_ratio",
    "decriminalized",
    "under_threshold",
    "not_charged_age",
    "not_charged_public",
    "commission",
    "called_public",
    "called_private",
    "public_housed",
    "public_unhoused",
    "opioid_supply",
    "stimulant_supply",
    "stimulants_opioid_share",
    "operations",
    "first_operation",
    "people_scale",
)
WORLD = np.dtype([(name, np.float64) for name in (*RISING, *_FEEDBACK, *_GIVEN)])

#: A raised bound leaves room, so that slow growth does not raise it every week.
HEADROOM = 1.15


def given(
    place: Place,
    levers: Sequence[Lever],
    p: Parameters,
    start: date,
    weeks: int,
    seed: int,
    people: int,
) -> np.ndarray:
    """The world before anybody lives in it: array of WORLD, shape (weeks, areas)."""
    world = np.zeros((weeks, len(place.areas)), WORLD)
    for area, column in enumerate(world.T):
        pulled = _Pulled(place, [*place.services, *levers], area, start, weeks)
        scale = people / place.population
        column["people_scale"] = scale
        column["kits_given_day"] = pulled.level("naloxone_kits") * scale / MONTH_DAYS
        column["homes_given_day"] = pulled.level("homes") * scale / MONTH_DAYS
        column["agonist_places"] = pulled.level("agonist_capacity") * scale
        column["agonist_access"] = pulled.level("agonist_access")
        wanted = p["agonist_wanted_share"] * pulled.level("agonist_demand")
        column["agonist_wanted"] = np.minimum(wanted, 1)
        column["agonist_leaving"] = 1 / pulled.level("agonist_retention")
        column["safer_places"] = pulled.level("safer_supply_capacity") * scale
        column["beds"] = pulled.level("treatment_beds") * scale
        _sites(column, pulled, place)
        _law(column, pulled, place, p)
        exchange = pulled.level("needle_exchange")
        column["hcv_share_ratio"] = p["exchange_hcv_ratio"] ** exchange
        column["hiv_share_ratio"] = p["exchange_hiv_ratio"] ** exchange
        column["checking"] = pulled.level("drug_checking")
        lower = p["checking_uses_share"] * p["checking_lower_share"]
        column["checked_ratio"] = 1 - lower * (1 - p["checking_lower_ratio"])
        opioids, stimulants = weekly_supply(
            place, p, pulled.level("mail_interdiction"), start, seed
        )
        column["opioid_supply"], column["stimulant_supply"] = opioids, stimulants
        column["stimulants_opioid_share"] = stimulants / (1 + stimulants)
        done = np.floor(np.cumsum(pulled.level("operations")) * WEEK_DAYS / MONTH_DAYS + 1e-9)
        column["operations"] = np.diff(done, prepend=0)
        column["first_operation"] = done - column["operations"]
    return world


def joining_ratio(
    place: Place, levers: Sequence[Lever], p: Parameters, start: date, weeks: int
) -> np.ndarray:
    """Taking up, against the place's usual, shape (weeks,): the lever and softer law's part."""
    ratio = np.zeros(weeks)
    for number, area in enumerate(place.areas):
        pulled = _Pulled(place, [*place.services, *levers], number, start, weeks)
        softer = np.exp(p["softer_law_uptake"] * pulled.level("decriminalization"))
        ratio += area.share * pulled.level("uptake") * softer
    return ratio


class _Pulled:
    """The levers of one area, by week."""

    def __init__(
        self, place: Place, levers: Sequence[Lever], area: int, start: date, weeks: int
    ) -> None:
        here = place.areas[area]
        self._weeks, self._start = weeks, start
        self._levers = [
            replace(lever, level=lever.level * here.share)
            if LEVERS[lever.kind].scales and lever.place is None
            else lever
            for lever in levers
            if lever.place in (None, here.name)
        ]

    def level(self, kind: str) -> np.ndarray:
        return weekly(kind, self._of(kind), self._start, self._weeks)

    def option(self, kind: str, option: str) -> np.ndarray:
        return weekly_option(kind, option, self._of(kind), self._start, self._weeks)

    def _of(self, kind: str) -> list[Lever]:
        return [lever for lever in self._levers if lever.kind == kind]


def _sites(column: Any, pulled: _Pulled, place: Place) -> None:
    column["fixed_sites"] = sites = pulled.level("fixed_sites")
    column["fixed_seats"] = pulled.option("fixed_sites", "seats")
    column["fixed_smoking_seats"] = pulled.option("fixed_sites", "smoking_seats")
    column["fixed_hours"] = pulled.option("fixed_sites", "hours")
    column["fixed_cover"] = 1 - (1 - place.site_reach) ** sites
    column["trucks"] = trucks = pulled.level("mobile_sites")
    column["truck_seats"] = pulled.option("mobile_sites", "seats")
    column["truck_smoking_seats"] = pulled.option("mobile_sites", "smoking_seats")
    column["truck_hours"] = pulled.option("mobile_sites", "hours")
    near_a_truck = 1 - (1 - place.truck_reach) ** trucks
    column["truck_cover"] = near_a_truck * (1 - column["fixed_cover"])


def _law(column: Any, pulled: _Pulled, place: Place, p: Parameters) -> None:
    law = pulled.level("decriminalization")
    policing = pulled.level("possession_policing")
    column["decriminalized"] = law
    grams = pulled.option("decriminalization", "threshold_g")
    spread = (np.log(np.maximum(grams, 1e-9)) - log(p["carried_grams"])) / p["carried_log_sd"]
    column["under_threshold"] = ndtr(spread)
    column["not_charged_age"] = pulled.option("decriminalization", "age")
    column["not_charged_public"] = pulled.option("decriminalization", "public")
    column["commission"] = pulled.level("commission")
    column["police_day"] = place.police_year * policing / YEAR_DAYS
    fear = p["samaritan_uncalled_ratio"] ** pulled.level("good_samaritan")
    fear = fear * p["decriminalized_uncalled_ratio"] ** law
    fear = fear * np.maximum(policing, 0.05) ** p["policing_uncalled_power"]
    called = p["called_share"]
    column["called_public"] = np.clip(1 - (1 - called) * fear, 0, 1)
    column["called_private"] = np.clip(1 - (1 - called * p["called_private_factor"]) * fear, 0, 1)
    housed, unhoused = _public_shares(place.unhoused, p)
    column["public_housed"], column["public_unhoused"] = housed, unhoused


def _public_shares(unhoused: float, p: Parameters) -> tuple[float, float]:
    """Share of overdoses in public with a home and without: their mean is the published share."""

    def shares(log_odds: float) -> tuple[float, float]:
        with_home = expit(log_odds)
        return with_home, expit(log_odds + log(p["unhoused_public_ratio"]))

    def too_high(log_odds: float) -> float:
        with_home, without = shares(log_odds)
        return (1 - unhoused) * with_home + unhoused * without - p["public_share"]

    return shares(brentq(too_high, -20, 20))
