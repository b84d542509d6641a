"""A run, from a place in its steady state: under levers, week by week.

What people make of a week (seats taken, places in programmes, prevalence) acts on the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import numpy as np

from ..evidence import Parameters
from ..model.balance import Balance, newcomers
from ..model.levers import WEEK_DAYS, Lever
from ..model.life import YEAR_DAYS
from ..model.outcomes import OUTCOMES, PARTS
from ..model.people import People
from ..model.person import FAR_DAY
from ..model.place import Place
from ..model.supply import raised
from ..model.world import given, joining_ratio
from ..streams import JOINING, table_of_uniforms
from .burn_in import burnt_in
from .course import Course
from .stocks import EXPECTED, THOUSANDTHS
from .weeks import CLAMPS, PERSON_DAYS

_OF_A_PERSON = (
    "died",
    "cause",
    "joined",
    "overdoses",
    "prison_days",
    "arrests",
    "referrals",
    "hcv",
    "hiv",
    "housed",
    "using",
    "group",
    "born",
    "gender",
    "injured",
)


@dataclass(frozen=True)
class Result:
    """What came out. `monthly[name]` has shape (months, GROUPS); `person[name]` one value each.
    All are whole numbers but `expected_deaths`: of each overdose, the chance that it kills.

    People are numbered as in `People`, then those who joined, in order: the same number is the
    same person in every scenario. `clamps` counts days on which a chance was cut to 1.
    """

    months: list[date]
    monthly: dict[str, np.ndarray]
    person: dict[str, np.ndarray]
    #: What the place's rates are: `balance.DERIVED`, and overdose deaths a year of each person.
    place: Mapping[str, float]
    days: int
    clamps: int
    person_days: int
    seconds: float


class RunFault(ValueError):
    """A run that cannot be; one line says why."""


def simulate(
    people: People,
    place: Place,
    levers: Sequence[Lever],
    parameters: Parameters,
    start: date,
    days: int,
    seed: int,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
    block: int | None = None,
    skip: bool = True,
) -> Result:
    """Run `days` days (the last week may be short of seven) from `start`.

    `progress(done, all)` hears of weeks. `block` is how many people a thread takes at a time and
    `skip` whether quiet days are passed over: neither changes any result. Raises `RunFault`.
    """
    if not 1 <= days < FAR_DAY:
        raise RunFault(f"days: {days} is not from 1 to {FAR_DAY - 1}")
    began = perf_counter()
    records, balance = burnt_in(people, place, parameters, start, seed)
    place = raised(place, balance.supply, start) if place.counted else place
    weeks = -(-days // WEEK_DAYS)
    joined = _joined_by(people, place, levers, parameters, balance, start, weeks, seed)
    late = newcomers(records, balance, balance.record(parameters), people.seed, int(joined[-1]))
    run = Course(
        records=np.concatenate([records, late]),
        present=np.concatenate([[0], len(people) + joined]),
        world=given(place, levers, parameters, start, weeks, seed, len(people)),
        parameters=balance.record(parameters),
        start=start,
        days=days,
        seed=seed,
        threads=threads,
        skip=skip,
    )
    size = block or -(-len(run.records) // threads)
    with ThreadPoolExecutor(threads) if threads > 1 else nullcontext() as pool:
        for week in range(run.weeks):
            run.week(week, size, pool)
            if progress:
                progress(week + 1, run.weeks)
    return _result(run, balance, perf_counter() - began)


def _result(run: Course, balance: Balance, seconds: float) -> Result:
    tally = run.counted
    for event in EXPECTED:
        tally[:, :, event] = (tally[:, :, event] + THOUSANDTHS // 2) // THOUSANDTHS
    last = run.month_of[run.days - 1] + 1
    monthly: dict[str, np.ndarray] = {
        name: tally[:last, :, found.column] for name, found in OUTCOMES.items()
    }
    monthly["expected_deaths"] = monthly["expected_deaths"] / PARTS
    counters = run.tallies["counters"].sum(axis=0)
    return Result(
        months=run.months[:last],
        monthly=monthly,
        person={name: run.records[name].copy() for name in _OF_A_PERSON},
        place={**balance.values, "overdose_deaths_year": balance.deaths_year},
        days=run.days,
        clamps=int(counters[CLAMPS]),
        person_days=int(counters[PERSON_DAYS]),
        seconds=seconds,
    )


def _joined_by(
    people: People,
    place: Place,
    levers: Sequence[Lever],
    p: Parameters,
    balance: Balance,
    start: date,
    weeks: int,
    seed: int,
) -> np.ndarray:
    """How many have joined by each week's first day, shape (weeks,): a Poisson process.

    The n-th comes when the summed rate has reached the sum of n exponential times: in another
    scenario the same person comes, sooner or later.
    """
    ratio = joining_ratio(place, levers, p, start, weeks)
    rate = balance.joining_year * len(people) * WEEK_DAYS / YEAR_DAYS
    reached = np.concatenate([[0.0], np.cumsum(ratio * rate)[:-1]])
    most = int(reached[-1] + 10 * np.sqrt(reached[-1]) + 20)
    waits = -np.log(table_of_uniforms(seed, range(most), 1, JOINING, 1)[:, 0])
    return np.searchsorted(np.cumsum(waits), reached)
