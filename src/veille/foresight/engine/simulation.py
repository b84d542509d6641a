"""A run: week by week; within a week people are independent, on any number of threads.

What people make of a week (seats taken, places in programmes, prevalence) acts on the next one. All
tallies are whole numbers, so that their sums do not depend on threads or on blocks of people.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import numpy as np

from ..evidence import Parameters
from ..model.balance import Balance, newcomers, settled
from ..model.levers import WEEK_DAYS, Lever
from ..model.life import YEAR_DAYS
from ..model.outcomes import COLUMNS, GROUPS, OUTCOMES
from ..model.people import People
from ..model.person import FAR_DAY
from ..model.place import Place
from ..model.supply import MARKETS
from ..model.world import WORLD, given, joining_ratio
from ..streams import JOINING, table_of_uniforms
from .stocks import EXPECTED, THOUSANDTHS
from .weeks import CLAMPS, PERSON_DAYS, QUIET, TALLY, WEEK, begin, join, live, refresh


@dataclass(frozen=True)
class Result:
    """What came out. `monthly[name]` has shape (months, GROUPS); `person[name]` one value each.

    People are numbered as in `People`, then those who joined, in order: the same number is the
    same person in every scenario. `clamps` counts days on which a chance was cut to 1.
    """

    months: list[date]
    monthly: dict[str, np.ndarray]
    person: dict[str, np.ndarray]
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
    run = _Run(people, place, levers, parameters, start, days, seed, threads, skip)
    size = block or -(-len(run.records) // threads)
    with ThreadPoolExecutor(threads) if threads > 1 else nullcontext() as pool:
        for week in range(run.weeks):
            run.week(week, size, pool)
            if progress:
                progress(week + 1, run.weeks)
    return run.result(perf_counter() - began)


class _Run:
    """The arrays of one run."""

    def __init__(
        self,
        people: People,
        place: Place,
        levers: Sequence[Lever],
        parameters: Parameters,
        start: date,
        days: int,
        seed: int,
        threads: int,
        skip: bool,
    ) -> None:
        self.days, self.weeks, self.threads, self.skip = days, -(-days // WEEK_DAYS), threads, skip
        self.seed = np.uint64(seed)
        settled_people, balance = settled(people, place, parameters, start, seed)
        self.p = balance.record(parameters)
        self.world = given(place, levers, parameters, start, self.weeks, seed, len(people))
        joined = _joined_by(people, place, levers, parameters, balance, start, self.weeks, seed)
        late = newcomers(people, place, balance, len(people), int(joined[-1]))
        self.present = np.concatenate([[0], len(people) + joined])
        self.records = np.concatenate([settled_people, late])
        self.quiet = np.zeros(len(self.records), QUIET)
        self.months, self.month_of = _months(start, self.weeks * WEEK_DAYS)
        self.counted = np.zeros((len(self.months), GROUPS, COLUMNS), np.int64)
        self.tallies = np.zeros(threads, TALLY)
        self.now = np.zeros(1, WEEK)
        self.ceiling = np.zeros(len(place.areas), WORLD)
        self.rises = np.zeros((len(place.areas), MARKETS))

    def week(self, number: int, size: int, pool: ThreadPoolExecutor | None) -> None:
        """Live one week, `size` people at a time."""
        day = number * WEEK_DAYS
        months = self.month_of[day : min(day + WEEK_DAYS, self.days)]
        first_days = int(np.sum(months == months[0]))
        for name, value in (
            ("day", day),
            ("length", len(months)),
            ("first_days", first_days),
            ("seed", self.seed),
            ("skip", self.skip),
        ):
            self.now[name] = value
        before, present = int(self.present[number]), int(self.present[number + 1])
        world = self.world[number]
        self._blocks(join, [(before, present)], world, 0)
        rose = begin(
            self.now,
            world,
            _numbers(world),
            _numbers(self.ceiling),
            self.rises,
            self.tallies,
            self.p,
        )
        blocks = [(start, min(start + size, present)) for start in range(0, present, size)]
        for work in (refresh, live) if rose else (live,):
            if pool is None:
                self._blocks(work, blocks, world, 0)
                continue
            shares = [
                pool.submit(self._blocks, work, blocks[thread :: self.threads], world, thread)
                for thread in range(self.threads)
            ]
            for share in shares:
                share.result()
        past = day + len(months)
        if past == self.days or self.month_of[past] != months[0]:
            self._close_month(int(months[0]))

    def _blocks(
        self,
        work: Callable[..., None],
        blocks: list[tuple[int, int]],
        world: np.ndarray,
        thread: int,
    ) -> None:
        for first, past in blocks:
            work(
                first,
                past,
                self.now,
                self.records,
                self.quiet,
                world,
                self.ceiling,
                self.tallies,
                self.p,
                thread,
            )

    def _close_month(self, month: int) -> None:
        """Take what threads counted of a month, and of the next one's first days."""
        now = self.tallies["now"]
        self.counted[month] += now[:, 0].sum(axis=0)
        if month + 1 < len(self.months):
            self.counted[month + 1] += now[:, 1].sum(axis=0)
        now[:] = 0

    def result(self, seconds: float) -> Result:
        tally = self.counted
        for event in EXPECTED:
            tally[:, :, event] = (tally[:, :, event] + THOUSANDTHS // 2) // THOUSANDTHS
        last = self.month_of[self.days - 1] + 1
        person = {
            name: self.records[name].copy()
            for name in (
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
            )
        }
        counters = self.tallies["counters"].sum(axis=0)
        return Result(
            months=self.months[:last],
            monthly={name: tally[:last, :, found.column] for name, found in OUTCOMES.items()},
            person=person,
            days=self.days,
            clamps=int(counters[CLAMPS]),
            person_days=int(counters[PERSON_DAYS]),
            seconds=seconds,
        )


def _numbers(world: np.ndarray) -> np.ndarray:
    """The same memory as plain numbers, one more axis: the fields."""
    return world.view(np.float64).reshape(*world.shape, -1)


def _months(start: date, days: int) -> tuple[list[date], np.ndarray]:
    """The first day of each month that the run touches, and each day's month, shape (days,)."""
    first = np.datetime64(start, "M")
    month_of = (np.datetime64(start, "D") + np.arange(days)).astype("datetime64[M]") - first
    numbers = month_of.astype(np.int64)
    months: list[date] = (first + np.arange(numbers[-1] + 1)).astype("datetime64[D]").tolist()
    return months, numbers


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
