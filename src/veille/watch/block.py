"""Series side by side: what a detector takes, and what it gives."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Block:
    """Some series with the same dates.

    `counts` has a row a series and a column a date, NaN where a count is missing; `weeks` are the
    columns to judge, counted from 0.
    """

    days: np.ndarray
    counts: np.ndarray
    weeks: np.ndarray
    frequency: int
    by_date: bool = True
    compatible: bool = False
    exposure: np.ndarray | None = None
    #: The mean that the caller gives, or the trials; shaped as counts.
    mean: np.ndarray | None = None
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)

    def log_exposure(self) -> np.ndarray:
        """Its logarithm; NaN where it is missing or not above zero."""
        if self.exposure is None:
            return np.full(self.counts.shape, np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: np.ndarray = np.log(self.exposure)
        found[~np.isfinite(found)] = np.nan
        return found

    def each(self, one: Callable[[int], None]) -> None:
        """Call `one` for every series, on all threads: compiled code does not hold the lock."""
        many = range(len(self.counts))
        if self.threads <= 1 or len(many) <= 1:
            for at in many:
                one(at)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            for _done in pool.map(one, many):
                pass

    def judged(self) -> np.ndarray:
        """The counts of the weeks to judge."""
        found: np.ndarray = self.counts[:, self.weeks]
        return found


@dataclass(frozen=True, kw_only=True)
class Answers:
    """A row a series and a column a week judged; NaN where there is none to give."""

    bound: np.ndarray
    #: 1, 0, or NaN where the method itself has no answer.
    alarm: np.ndarray
    expected: np.ndarray | None = None
    #: Numbers of reasons.py.
    why: np.ndarray | None = None
    extra: dict[str, np.ndarray] = field(default_factory=dict)
