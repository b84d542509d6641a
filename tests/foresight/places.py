"""A place for tests: all its margins are made up; nothing here is a figure of a real place."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from veille.foresight import evidence
from veille.foresight.engine.simulation import Result, simulate
from veille.foresight.evidence import Parameters
from veille.foresight.model import people
from veille.foresight.model.balance import settled
from veille.foresight.model.levers import Lever
from veille.foresight.model.people import People
from veille.foresight.model.place import Place

START = date(2026, 1, 5)
YEAR = 364
PEOPLE = 4000
SERVICES = (
    Lever("agonist_capacity", 5000),
    Lever("naloxone_kits", 500),
    Lever("needle_exchange", 0.5),
    Lever("treatment_beds", 100),
    Lever("fixed_sites", 1),
)

PLACE = Place(
    slug="rehearsal",
    name_en="A place",
    name_fr="Un lieu",
    population=10_000,
    mean_age=40,
    age_sd=11,
    women=0.33,
    other_gender=0.02,
    unhoused=0.25,
    opioids=0.45,
    stimulants=0.2,
    injecting=0.35,
    smoking=0.5,
    uses_a_day=3,
    alone=0.5,
    stopped=0.1,
    on_agonist=0.2,
    on_safer=0.0,
    hcv=0.5,
    hiv=0.06,
    hiv_treated=0.8,
    with_record=0.4,
    police_year=0.4,
    site_reach=0.15,
    truck_reach=0.05,
    fentanyl=((START, 0.8),),
    services=SERVICES,
)


@cache
def central() -> Parameters:
    return evidence.load().values()


@cache
def some(n: int = PEOPLE, seed: int = 1) -> People:
    return people.populate(PLACE, seed, n)


@cache
def of_the_place() -> np.ndarray:
    """Parameters as compiled code reads them, with what the place makes of them."""
    _records, balance = settled(some(), PLACE, central(), START, 7)
    return balance.record(central())


def run(
    *levers: Lever,
    place: Place = PLACE,
    of: People | None = None,
    p: Parameters | None = None,
    days: int = YEAR,
    seed: int = 7,
    **told: Any,
) -> Result:
    """A run of the tests' people, a year where nothing else is said."""
    return simulate(
        of or some(), place, levers, p or central(), START, days=days, seed=seed, **told
    )


def bare(**changed: Any) -> Place:
    """The place with no services, changed as told."""
    return replace(PLACE, services=(), **changed)


def total(result: Result, name: str) -> int:
    return int(result.monthly[name].sum())
