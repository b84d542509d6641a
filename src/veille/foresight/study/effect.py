"""Whether every lever of a study does something: one that changes nothing is no answer."""

import numpy as np

from .. import evidence
from ..engine.simulation import Result, simulate
from ..model.levers import Lever
from ..model.people import populate
from .study import BASELINE, WITHOUT, Faulty, Scenario, Study

#: Enough that a lever which does anything does it to somebody.
_PEOPLE, _DRAWS, _DAYS = 4_000, 3, 730
_PLACES = {
    "agonist_capacity": "more places than anybody asks for: pull agonist_access, agonist_demand or "
    "agonist_retention",
    "safer_supply_capacity": "more places than anybody asks for, or none",
    "treatment_beds": "more beds than anybody asks for, or none",
    "commission": "it hears only who is not charged: add decriminalization",
    "homes": "nobody in the place is without a home",
}
_ELSE = "the place does so already, or it reaches nobody"


def check_effects(study: Study) -> None:
    """Raises `Faulty`: a line for each lever without which its scenario has the same counts, in
    every draw that is tried."""
    faults: list[str] = []
    everywhere = set(study.scenario(BASELINE).levers)
    tried: dict[tuple[tuple[Lever, ...], int], Result] = {}
    for scenario in study.scenarios[1:]:
        if scenario.key.startswith(WITHOUT):
            continue
        for lever in dict.fromkeys(scenario.levers):
            if lever not in everywhere and _is_idle(study, scenario, lever, tried):
                why = _PLACES.get(lever.kind, _ELSE)
                faults.append(
                    f"{study.key}: scenarios.{scenario.key}: {lever.kind} = {lever.level:g} "
                    f"changes nothing in {_DRAWS} draws: {why}"
                )
    if faults:
        raise Faulty(list(dict.fromkeys(faults)))


def _is_idle(
    study: Study,
    scenario: Scenario,
    lever: Lever,
    tried: dict[tuple[tuple[Lever, ...], int], Result],
) -> bool:
    others = tuple(each for each in scenario.levers if each != lever)
    return all(
        _same(_run(study, scenario.levers, draw, tried), _run(study, others, draw, tried))
        for draw in range(_DRAWS)
    )


def _run(
    study: Study,
    levers: tuple[Lever, ...],
    draw: int,
    tried: dict[tuple[tuple[Lever, ...], int], Result],
) -> Result:
    if (levers, draw) not in tried:
        people = populate(study.place, study.seed, min(study.people, _PEOPLE))
        p = evidence.load().values(draw, study.seed)
        tried[levers, draw] = simulate(
            people, study.place, levers, p, study.start, _days(study), study.seed + draw
        )
    return tried[levers, draw]


def _days(study: Study) -> int:
    """Until two years after the last lever began, as far as the study goes."""
    starts = [lever.start for each in study.scenarios for lever in each.levers if lever.start]
    last = max(starts, default=study.start)
    return min(study.days, max((last - study.start).days, 0) + _DAYS)


def _same(one: Result, other: Result) -> bool:
    return all(np.array_equal(one.monthly[name], other.monthly[name]) for name in one.monthly)
