"""Sets a place's drug supply so that it has the deaths that were counted there in a year.

One number a place: the log hazard of its supply, kept in its file as `supply_log`. It takes up
whatever the margins and the evidence leave open, how many people there are first of all; a fit to
the course of deaths over months is `inference.py`.

    python -m veille.foresight.fit.level       prints the number of each packaged place
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources

from scipy.optimize import brentq

from ..engine.rest import at_rest
from ..evidence import Parameters, load
from ..model.people import populate
from ..model.place import Place
from ..study.place_file import read_place

_PEOPLE, _SEED = 40_000, 3
_LOWEST, _HIGHEST = -5.0, 5.0


@dataclass(frozen=True)
class Published:
    """Deaths of a year about the day `on`, and what was counted."""

    deaths: int
    on: date
    counted: str
    source: str


@cache
def published() -> dict[str, Published]:
    """By place."""
    text = resources.files(__package__).joinpath("published.toml").read_text("utf-8")
    return {name: Published(**found) for name, found in tomllib.loads(text).items()}


def expected_deaths(place: Place, p: Parameters, on: date, people: int = _PEOPLE) -> float:
    """Overdose deaths a year of the whole place at rest, as the rates have them on a day."""
    _records, balance = at_rest(populate(place, _SEED, people), place, p, on, _SEED)
    return balance.deaths_year * place.population


def level(place: Place, deaths: float, on: date, p: Parameters, people: int = _PEOPLE) -> float:
    """The log hazard of the supply at which the place expects so many deaths a year."""

    def missing(supply: float) -> float:
        here = replace(place, supply_log=((on, supply),))
        return expected_deaths(here, p, on, people) - deaths

    return float(brentq(missing, _LOWEST, _HIGHEST, xtol=1e-3))


def main() -> None:
    p = load().values()
    for name, found in published().items():
        place, _sources = read_place(name)
        print(f"{name}: supply_log = [[{found.on}, {level(place, found.deaths, found.on, p):.2f}]]")  # noqa: T201


if __name__ == "__main__":
    main()
