"""A fixed count in 24 hours, as ODMAP's spike alerts have it: the detector of many services.

Days of a series alarm from `threshold` on; of events with their hours, any 24 hours do.
"""

from dataclasses import dataclass

import numpy as np

from .block import Answers, Block
from .reasons import FINE, NOW_MISSING
from .settings import Settings, at_least, check

DAY_HOURS = 24.0


@dataclass(frozen=True, kw_only=True)
class FixedCount(Settings):
    """Settings of `fixed-count`."""

    threshold: int = 3

    def check(self) -> None:
        super().check()
        check(self.threshold >= 1, "threshold", self.threshold, at_least(1))


def first_row(_settings: FixedCount, _frequency: int) -> int:
    return 0


def detect(block: Block, settings: FixedCount) -> Answers:
    counts = block.judged()
    missing = np.isnan(counts)
    return Answers(
        bound=np.full(counts.shape, float(settings.threshold)),
        alarm=np.where(missing, 0.0, counts >= settings.threshold),
        why=np.where(missing, NOW_MISSING, FINE),
    )


def spikes(hours: np.ndarray, threshold: int, *, window: float = DAY_HOURS) -> np.ndarray:
    """For each event, by its hour in rising order: whether it completes `threshold` in `window`.

    An event exactly `window` hours back no longer counts.
    """
    hours = np.asarray(hours, float)
    if threshold < 1:
        raise ValueError(f"threshold cannot be {threshold}: it is 1 or more.")
    if (np.diff(hours) < 0).any():
        raise ValueError("Events come in the order of their hours.")
    first = np.searchsorted(hours, hours - window, side="right")
    found: np.ndarray = np.arange(len(hours)) - first + 1 >= threshold
    return found
