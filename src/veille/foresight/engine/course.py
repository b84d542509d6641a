"""The arrays of a run, week by week; within a week people are independent, on any number of
threads. All tallies are whole numbers, so that their sums do not depend on threads or on blocks of
people.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np

from ..model.levers import WEEK_DAYS
from ..model.outcomes import COLUMNS, GROUPS
from ..model.supply import MARKETS
from ..model.world import WORLD
from .weeks import QUIET, TALLY, WEEK, begin, join, live, refresh


class Course:
    """People who live from `start` on. `present[week]` are there as the week begins: those before
    it in `records`; `world` has shape (weeks, areas)."""

    def __init__(
        self,
        records: np.ndarray,
        present: np.ndarray,
        world: np.ndarray,
        parameters: np.ndarray,
        start: date,
        days: int,
        seed: int,
        threads: int = 1,
        skip: bool = True,
    ) -> None:
        self.days, self.weeks, self.threads, self.skip = days, -(-days // WEEK_DAYS), threads, skip
        self.records, self.present, self.world, self.p = records, present, world, parameters
        self.seed = np.uint64(seed)
        self.quiet = np.zeros(len(self.records), QUIET)
        self.months, self.month_of = _months(start, self.weeks * WEEK_DAYS)
        self.counted = np.zeros((len(self.months), GROUPS, COLUMNS), np.int64)
        self.tallies = np.zeros(threads, TALLY)
        self.now = np.zeros(1, WEEK)
        self.ceiling = np.zeros(world.shape[1], WORLD)
        self.rises = np.zeros((world.shape[1], MARKETS))

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
        self.blocks(join, [(before, present)], world, 0)
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
                self.blocks(work, blocks, world, 0)
                continue
            shares = [
                pool.submit(self.blocks, work, blocks[thread :: self.threads], world, thread)
                for thread in range(self.threads)
            ]
            for share in shares:
                share.result()
        past = day + len(months)
        if past == self.days or self.month_of[past] != months[0]:
            self._close_month(int(months[0]))

    def blocks(
        self,
        work: Callable[..., None],
        blocks: list[tuple[int, int]],
        world: np.ndarray,
        thread: int,
    ) -> None:
        """`work` on people of each block, first to before past."""
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
