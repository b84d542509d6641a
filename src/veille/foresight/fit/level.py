"""Sets a place's drug supply so that it has the deaths that were counted there in a year.

One number a place, with the central parameters: the log hazard of its supply, kept in its file as
`supply_log`. It takes up whatever the margins and the evidence leave open, how many people there
are first of all. A draw of the parameters begins from it and moves on until it has these deaths too
(`engine.burn_in`); a fit to the course of deaths over months is `inference.py`.

    python -m veille.foresight.fit.level       prints the number of each packaged place
"""

from dataclasses import replace
from datetime import date

from scipy.optimize import brentq

from ..engine.burn_in import burnt_in
from ..evidence import Parameters, load
from ..model.people import populate
from ..model.place import Place
from ..study.counted import published
from ..study.place_file import read_place

_PEOPLE, _SEED = 40_000, 3
_LOWEST, _HIGHEST = -5.0, 5.0


def expected_deaths(place: Place, p: Parameters, on: date, people: int = _PEOPLE) -> float:
    """Overdose deaths a year of the whole place in its steady state, by the rates of a day."""
    bare = replace(place, counted=None)
    _records, balance = burnt_in(populate(bare, _SEED, people), bare, p, on, _SEED)
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
