"""Farrington's detectors: this week beside the same weeks of past years.

`farrington-flexible` is Noufaily et al. 2013 (doi 10.1002/sim.5595), `farrington` is Farrington
et al. 1996. A quasi-Poisson regression on the weeks about this one in past years, with outbreaks
among them weighed down, says what to expect; the bound is its upper limit.

Where R's `surveillance` slips, the default here does what was meant, and `compatible` what R does:

- After reweighting, R takes the dispersion of standard errors and of the trend's test with weights
  that leave out the fitted means. Here it is Pearson's.
- Where the windows hold fewer than five cases, `muan`'s normal limit of the logarithm explodes:
  no bound, however many cases follow. Here the mean's limit is then the quantile of a gamma
  distribution of shape cases + ½ (Jeffreys).
- R counts the baseline's time from its first week, and now's from the first that is not missing.
- R gives up after 25 steps where a level holds nothing but zeros.
- One missing week among the last four empties R's bound; here only if the others are too few.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from veille.tabular import Message

from . import baselines
from . import farrington_kernel as kernel
from .block import Answers, Block
from .settings import A_SHARE, ABOVE_ZERO, Settings, at_least, check

_STEPS_OF_R = 25
_STEPS = 60
_POWERS = {"2/3": 2.0 / 3.0, "1/2": 0.5, "none": 1.0}
_METHODS = {"delta": kernel.DELTA, "nbPlugin": kernel.NB_PLUGIN, "muan": kernel.MUAN}
_MOST_YEARS = 30
_MOST_LEVELS = 60
_TREND_NEEDS_YEARS = 3
_ORIGINAL_P = 0.05


@dataclass(frozen=True, kw_only=True)
class FarringtonFlexible(Settings):
    """Settings of `farrington-flexible`; defaults are R's."""

    #: Years to look back.
    b: int = 5
    #: Rows on either side of the same time in those years.
    w: int = 3
    reweight: bool = True
    #: Anscombe residuals above this are weighed down.
    weights_threshold: float = 2.58
    alpha: float = 0.05
    trend: bool = True
    p_threshold_trend: float = 0.05
    #: No bound with fewer cases than the first in as many rows as the second, this one included.
    limit54: tuple[int, int] = (5, 4)
    powertrans: Literal["2/3", "1/2", "none"] = "2/3"
    population_offset: bool = False
    #: Seasonal levels a year; 1 leaves only the windows.
    no_periods: int = 1
    #: Rows before this one that are no part of the baseline; as many as w, if not said.
    past_weeks_not_included: int | None = None
    threshold_method: Literal["delta", "nbPlugin", "muan"] = "delta"
    #: Of R; says what R prints, and changes nothing.
    glm_warnings: bool = True

    def check(self) -> None:
        super().check()
        _check_windows(self.b, self.w, self.alpha, self.limit54)
        check(self.weights_threshold > 0, "weights_threshold", self.weights_threshold, ABOVE_ZERO)
        check(
            0 < self.p_threshold_trend <= 1,
            "p_threshold_trend",
            self.p_threshold_trend,
            Message("it is above 0 and at most 1", "il faut plus de 0 et au plus 1"),
        )
        check(
            1 <= self.no_periods <= _MOST_LEVELS,
            "no_periods",
            self.no_periods,
            Message(f"it is from 1 to {_MOST_LEVELS}", f"il faut de 1 à {_MOST_LEVELS}"),
        )
        left_out = self.past_weeks_not_included
        check(
            left_out is None or left_out >= 0,
            "past_weeks_not_included",
            left_out,
            at_least(0),
        )


@dataclass(frozen=True, kw_only=True)
class Farrington(Settings):
    """Settings of `farrington` (1996); defaults are R's. alpha is two-sided here."""

    b: int = 5
    w: int = 3
    reweight: bool = True
    alpha: float = 0.05
    trend: bool = True
    limit54: tuple[int, int] = (5, 4)
    powertrans: Literal["2/3", "1/2", "none"] = "2/3"
    #: R's names of the fit; only the one with the offset differs.
    fit_fun: Literal[
        "algo.farrington.fitGLM.fast",
        "algo.farrington.fitGLM",
        "algo.farrington.fitGLM.populationOffset",
    ] = "algo.farrington.fitGLM.fast"

    @property
    def population_offset(self) -> bool:
        return self.fit_fun.endswith("populationOffset")

    def check(self) -> None:
        super().check()
        _check_windows(self.b, self.w, self.alpha, self.limit54)


def _check_windows(b: int, w: int, alpha: float, limit54: tuple[int, int]) -> None:
    check(
        1 <= b <= _MOST_YEARS,
        "b",
        b,
        Message(f"it is from 1 to {_MOST_YEARS} years", f"il faut de 1 à {_MOST_YEARS} ans"),
    )
    check(w >= 0, "w", w, at_least(0))
    check(0 < alpha < 1, "alpha", alpha, A_SHARE)
    check(
        limit54[0] >= 0 and limit54[1] > 0,
        "limit54",
        limit54,
        Message("cases are 0 or more, rows 1 or more", "0 cas ou plus, 1 ligne ou plus"),
    )


def first_row(settings: FarringtonFlexible | Farrington, frequency: int) -> int:
    """The first row, from 0, that has a whole history."""
    return frequency * settings.b + settings.w


def detect_flexible(block: Block, settings: FarringtonFlexible) -> Answers:
    plan = baselines.flexible(
        block.days,
        block.weeks,
        frequency=block.frequency,
        by_date=block.by_date,
        years=settings.b,
        half_width=settings.w,
        levels=settings.no_periods,
        left_out=settings.w
        if settings.past_weeks_not_included is None
        else settings.past_weeks_not_included,
    )
    flags = np.zeros(kernel.FLAGS, np.int64)
    flags[kernel.METHOD] = _METHODS[settings.threshold_method]
    flags[kernel.LEVELS] = settings.no_periods
    flags[kernel.SHIFTED] = block.compatible and block.by_date
    return _run(
        block,
        plan,
        settings,
        flags,
        tail=settings.alpha,
        weights_threshold=settings.weights_threshold,
        p_trend=settings.p_threshold_trend,
    )


def detect_original(block: Block, settings: Farrington) -> Answers:
    plan = baselines.original(
        block.days,
        block.weeks,
        frequency=block.frequency,
        by_date=block.by_date,
        years=settings.b,
        half_width=settings.w,
        partial=block.compatible,
    )
    flags = np.zeros(kernel.FLAGS, np.int64)
    flags[kernel.METHOD] = kernel.DELTA
    flags[kernel.LEVELS] = 1
    flags[kernel.ORIGINAL] = 1
    return _run(
        block,
        plan,
        settings,
        flags,
        tail=settings.alpha / 2,
        weights_threshold=1.0,
        p_trend=_ORIGINAL_P,
    )


def _run(
    block: Block,
    plan: baselines.Plan,
    settings: FarringtonFlexible | Farrington,
    flags: np.ndarray,
    *,
    tail: float,
    weights_threshold: float,
    p_trend: float,
) -> Answers:
    flags[kernel.COMPATIBLE] = block.compatible
    flags[kernel.REWEIGHT] = settings.reweight
    flags[kernel.WITH_TREND] = settings.trend and settings.b >= _TREND_NEEDS_YEARS
    flags[kernel.STEPS] = _STEPS_OF_R if block.compatible else _STEPS
    numbers = np.zeros(kernel.NUMBERS)
    numbers[kernel.ALPHA] = tail
    numbers[kernel.Z] = stats.norm.isf(tail)
    numbers[kernel.WEIGHTS_THRESHOLD] = weights_threshold
    numbers[kernel.POWER] = _POWERS[settings.powertrans]
    numbers[kernel.FEWEST_CASES], numbers[kernel.RECENT_WEEKS] = settings.limit54
    most = plan.most_rows + 1
    freedom = np.maximum(np.arange(most + 1), 1)
    t_limits = np.zeros(most + 1) if p_trend >= 1 else stats.t.isf(p_trend / 2, freedom)
    gamma = stats.gamma.ppf(1 - tail, np.arange(kernel.FEW_CASES) + 0.5)
    answers = np.empty((len(block.counts), len(plan.weeks), kernel.ANSWERS))
    log_exposure = block.log_exposure() if settings.population_offset else None
    none = np.zeros(block.counts.shape[1])

    def one(at: int) -> None:
        kernel.series(
            block.counts[at],
            none if log_exposure is None else log_exposure[at],
            plan.weeks,
            plan.starts,
            plan.rows,
            plan.level,
            plan.time,
            plan.now,
            numbers,
            flags,
            t_limits,
            gamma,
            most,
            answers[at],
        )

    block.each(one)
    extra = {
        "score": answers[:, :, kernel.SCORE],
        "pvalue": answers[:, :, kernel.P_VALUE],
        "trend": answers[:, :, kernel.TREND],
        "trend_coefficient": answers[:, :, kernel.SLOPE],
        "phi": answers[:, :, kernel.PHI],
        "mean_quantile": answers[:, :, kernel.MEAN_QUANTILE],
        "quantile": answers[:, :, kernel.QUANTILE],
        "median": answers[:, :, kernel.MEDIAN],
    }
    return Answers(
        expected=answers[:, :, kernel.EXPECTED],
        bound=answers[:, :, kernel.BOUND],
        alarm=answers[:, :, kernel.ALARM],
        why=answers[:, :, kernel.WHY].astype(np.int64),
        extra=extra,
    )
