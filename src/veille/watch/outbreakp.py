"""outbreakP (Frisén and Andersson 2009): has a rise begun, whatever its size and shape?

The likelihood of the best curve that never falls, over that of a constant. It needs no baseline
and no parameter but `k`, and it is meant for the onset of one season's epidemic.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from . import recursions
from .block import Answers, Block
from .settings import ABOVE_ZERO, Settings, check


@dataclass(frozen=True, kw_only=True)
class OutbreakP(Settings):
    """Settings of `outbreakp`; defaults are R's."""

    k: float = 100.0
    #: The statistic as the bound, or the fewest cases that would alarm.
    ret: Literal["value", "cases"] = "value"
    max_upperbound_cases: int = 100_000

    def check(self) -> None:
        super().check()
        check(self.k > 0, "k", self.k, ABOVE_ZERO)
        check(
            self.max_upperbound_cases > 0,
            "max_upperbound_cases",
            self.max_upperbound_cases,
            ABOVE_ZERO,
        )


def first_row(_settings: OutbreakP, _frequency: int) -> int:
    return 1


def detect(block: Block, settings: OutbreakP) -> Answers:
    shape = len(block.counts), len(block.weeks)
    bound, alarm, why = np.empty(shape), np.empty(shape), np.empty(shape, np.int64)

    def one(at: int) -> None:
        recursions.outbreak_p(
            block.counts[at],
            block.weeks,
            settings.k,
            settings.ret == "cases",
            float(settings.max_upperbound_cases),
            bound[at],
            alarm[at],
            why[at],
        )

    block.each(one)
    return Answers(bound=bound, alarm=alarm, why=why)
