"""EARS C1, C2, C3 (Hutwagner et al. 2003): a day beside the days just before it.

C1 compares with the last `baseline` days, C2 leaves the last two out, C3 adds what C2 exceeded on
the two days before. A baseline that never varies (weeks of zeros) has no deviation: R then gives
C3 no bound; here a day above such a baseline is an excess without limit, so that the days after it
alarm, and a day at or below it adds nothing.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from . import recursions
from .block import Answers, Block
from .settings import A_SHARE, Settings, at_least, check

_METHODS = {"C1": recursions.C1, "C2": recursions.C2, "C3": recursions.C3}
_ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
#: Rows that a method needs before the first, beside its baseline.
_BEFORE = {"C1": 0, "C2": 2, "C3": 4}
_SHORTEST = 3


@dataclass(frozen=True, kw_only=True)
class Ears(Settings):
    """Settings of `ears`; defaults are R's."""

    method: Literal["C1", "C2", "C3"] = "C1"
    baseline: int = 7
    min_sigma: float = 0.0
    #: 0.001, of C3 0.025, if not said.
    alpha: float | None = None

    @property
    def tail(self) -> float:
        return _ALPHA[self.method] if self.alpha is None else self.alpha

    def check(self) -> None:
        super().check()
        check(self.baseline >= _SHORTEST, "baseline", self.baseline, at_least(_SHORTEST))
        check(self.min_sigma >= 0, "min_sigma", self.min_sigma, at_least(0))
        check(0 < self.tail < 1, "alpha", self.tail, A_SHARE)


def first_row(settings: Ears, _frequency: int) -> int:
    return settings.baseline + _BEFORE[settings.method]


def detect(block: Block, settings: Ears) -> Answers:
    shape = len(block.counts), len(block.weeks)
    expected, bound, alarm = np.empty(shape), np.empty(shape), np.empty(shape)
    why = np.empty(shape, np.int64)
    recursions.ears(
        block.counts,
        block.weeks,
        _METHODS[settings.method],
        settings.baseline,
        settings.min_sigma,
        float(stats.norm.isf(settings.tail)),
        block.compatible,
        expected,
        bound,
        alarm,
        why,
    )
    if block.compatible:  # R's alarm of a missing day, or without a bound, is empty
        alarm[np.isnan(bound) | np.isnan(block.judged())] = np.nan
    return Answers(expected=expected, bound=bound, alarm=alarm, why=why)
