"""CUSUM of counts (Rossi, Lampugnani and Marchi 1999): small excesses that last add up.

Counts become nearly normal by one of seven transformations; what lies above `k` is summed, and the
sum alarms from `h` on. After a missing row R's sum stays missing to the end; here it waits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from . import poisson, recursions
from .block import Answers, Block
from .reasons import FINE, NO_FIT, NOW_MISSING
from .settings import A_MEAN, ABOVE_ZERO, Settings, check

#: Of anscombe2nd: the second-order term of the transformation's mean.
_SECOND = 9
_MEAN_OF_GLM_NEEDS = 4
#: Down to here R's table of a special function has a step of 0.01.
_FINE_TABLE = -10
Hypergeometric = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Cusum(Settings):
    """Settings of `cusum`; defaults are R's."""

    k: float = 1.04
    h: float = 2.26
    #: The mean; none: that of the rows before the range; glm: a yearly wave fitted to them.
    m: float | Literal["glm"] | None = None
    trans: Literal[
        "standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin", "anscombeNegBin", "none"
    ] = "standard"
    #: Of the negative binomial transformations: variance = m + alpha m².
    alpha: float = 0.1

    def check(self) -> None:
        super().check()
        check(self.h > 0, "h", self.h, ABOVE_ZERO)
        check(self.alpha > 0, "alpha", self.alpha, ABOVE_ZERO)
        given = isinstance(self.m, float)
        check(not given or self.m > 0, "m", self.m, A_MEAN)  # type: ignore[operator]


def first_row(settings: Cusum, frequency: int) -> int:
    """Rows before the range say what the mean is: a year of them, if not said otherwise."""
    return 0 if isinstance(settings.m, float) else frequency


def detect(block: Block, settings: Cusum) -> Answers:
    counts = block.judged()
    means = np.empty(counts.shape)
    why = np.full(counts.shape, FINE)
    for at, y in enumerate(block.counts):
        means[at], fine = _mean(y, block, settings)
        if not fine:
            why[at] = NO_FIT
    special_function = _tabled if block.compatible else _hypergeometric
    standard = _standard(counts, means, settings, special_function)
    standard[why == NO_FIT] = np.nan
    total, alarm = np.empty(counts.shape), np.empty(counts.shape)

    def one(at: int) -> None:
        recursions.cusum(
            standard[at], settings.k, settings.h, block.compatible, total[at], alarm[at]
        )

    block.each(one)
    before = np.column_stack([np.zeros(len(total)), total[:, :-1]])
    bound = _bound(means, before, total, settings)
    bound = np.maximum(bound, 0)
    if block.compatible:
        bound[np.isnan(bound)] = 0
        total = np.where(np.isnan(alarm), np.nan, total)
    else:
        missing = np.isnan(counts)
        why[missing & (why == FINE)] = NOW_MISSING
        bound[missing] = np.nan
    return Answers(
        expected=means, bound=bound, alarm=alarm, why=why, extra={"m": means, "cusum": total}
    )


def _mean(y: np.ndarray, block: Block, settings: Cusum) -> tuple[np.ndarray, bool]:
    """The mean of each week judged, and whether there is one."""
    weeks = block.weeks
    if isinstance(settings.m, float):
        return np.full(len(weeks), settings.m), True
    before = y[: weeks[0]]
    if not block.compatible or settings.m == "glm":
        known = ~np.isnan(before)
    else:
        known = np.ones(len(before), bool)
    if settings.m == "glm":
        rows = np.arange(len(y))
        design = poisson.seasons(rows, block.frequency, 1, trend=False)
        if known.sum() < _MEAN_OF_GLM_NEEDS or not before[known].any():
            return np.full(len(weeks), np.nan), False
        try:
            fitted = poisson.fit(design[: weeks[0]][known], before[known])
        except poisson.NoFit:
            return np.full(len(weeks), np.nan), False
        return fitted.predict(design[weeks]), True
    mean = float(before[known].mean()) if known.any() else np.nan
    # Nothing but zeros before: every transformation divides by the mean.
    fine = mean > 0 or (settings.trans == "none" and mean == 0)
    return np.full(len(weeks), mean), fine


def _standard(
    x: np.ndarray, m: np.ndarray, settings: Cusum, hypergeometric: Hypergeometric
) -> np.ndarray:
    a = settings.alpha
    with np.errstate(invalid="ignore", divide="ignore"):
        match settings.trans:
            case "rossi":
                return np.asarray((x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m)))
            case "standard":
                return np.asarray((x - m) / np.sqrt(m))
            case "anscombe":
                return np.asarray(1.5 * (x ** (2 / 3) - m ** (2 / 3)) / m ** (1 / 6))
            case "anscombe2nd":
                center = m ** (2 / 3) - m ** (-1 / 3) / _SECOND
                return np.asarray((x ** (2 / 3) - center) / (2 / 3 * m ** (1 / 6)))
            case "pearsonNegBin":
                return np.asarray((x - m) / np.sqrt(m + a * m**2))
            case "anscombeNegBin":
                moved, center = (
                    1.5 * each ** (2 / 3) * hypergeometric(-a * each) for each in (x, m)
                )
                return np.asarray((moved - center) / (m + a * m**2) ** (1 / 6))
            case "none":
                return x.copy()


def _hypergeometric(z: np.ndarray) -> np.ndarray:
    """₂F₁(1/3, 2/3; 5/3; z)."""
    found: np.ndarray = special.hyp2f1(1 / 3, 2 / 3, 5 / 3, z)
    return found


def _tabled(z: np.ndarray) -> np.ndarray:
    """The same by R's table: ten digits, the nearest hundredth down to −10, then straight lines."""
    fine = np.round(_hypergeometric(np.round(z, 2)), 10)
    low, high = np.floor(z), np.floor(z) + 1
    at_low, at_high = np.round(_hypergeometric(low), 10), np.round(_hypergeometric(high), 10)
    return np.where(z >= _FINE_TABLE, fine, at_low + (at_high - at_low) * (z - low))


def _bound(m: np.ndarray, before: np.ndarray, total: np.ndarray, settings: Cusum) -> np.ndarray:
    """The count at which the sum reaches h; for two transformations R gives what is left of h."""
    left = settings.h + settings.k - before
    root = np.sqrt(m)
    with np.errstate(invalid="ignore"):
        match settings.trans:
            case "rossi":
                return np.asarray(
                    2 * root * left + 5 * m - 2 * np.sqrt(4 * m**2 + 2 * m**1.5 * left)
                )
            case "standard":
                return np.asarray(np.ceil(root * left + m))
            case "anscombe":
                return np.asarray(np.maximum(2 / 3 * m ** (1 / 6) * left + m ** (2 / 3), 0) ** 1.5)
            case "anscombe2nd":
                # R's bound has m^(1/3) where its statistic has m^(−1/3).
                center = m ** (2 / 3) - m ** (1 / 3) / _SECOND
                return np.asarray(np.maximum(2 / 3 * m ** (1 / 6) * left + center, 0) ** 1.5)
            case "pearsonNegBin":
                return np.asarray(np.sqrt(m + settings.alpha * m**2) * left + m)
            case _:
                return np.asarray(settings.h - total)
