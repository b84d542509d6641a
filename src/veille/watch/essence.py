"""ESSENCE's detectors for days: EWMA, adaptive regression, and the switch between them.

Burkom et al. 2020. Numbers are those of pynssp 0.1.0 (CDC), which leans on day-of-week regression
where it explains the baseline (adjusted R² of 0.60 or more) and on EWMA elsewhere. As there,
EWMA's baseline reaches `baseline` + 1 days, and the least standard error of the regression is
taken one degree of freedom too far.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from veille.tabular import Message

from .block import Answers, Block
from .dates import DAYS_A_WEEK
from .reasons import BASELINE_MISSING, FINE, NO_HISTORY, NOW_MISSING
from .settings import A_SHARE, Settings, at_least, check

_SHORTEST_BASELINE = 11
_ALERT, _WARNING = 0.01, 0.05
_GOOD_FIT = 0.60
#: Monday is 0; 1970-01-01 was a Thursday.
_THURSDAY = 3
_SUNDAY = 6
_TERMS = 8  # one, time, six days of the week
_LEAST_FREEDOM = 3


@dataclass(frozen=True, kw_only=True)
class Essence(Settings):
    """Settings of `essence`; defaults are ESSENCE's."""

    method: Literal["switch", "ewma", "regression"] = "switch"
    baseline: int = 28
    guardband: int = 2
    w1: float = 0.4
    w2: float = 0.9

    def check(self) -> None:
        super().check()
        check(
            self.baseline >= 2 * DAYS_A_WEEK and self.baseline % DAYS_A_WEEK == 0,
            "baseline",
            self.baseline,
            Message(
                "it is two weeks or more, in whole weeks",
                "il faut deux semaines ou plus, entières",
            ),
        )
        check(self.guardband >= 0, "guardband", self.guardband, at_least(0))
        for name, weight in (("w1", self.w1), ("w2", self.w2)):
            check(0 < weight < 1, name, weight, A_SHARE)


def first_row(settings: Essence, _frequency: int) -> int:
    return _SHORTEST_BASELINE + settings.guardband


@dataclass
class _Found:
    """What a detector finds for all days; a row a series."""

    expected: np.ndarray
    statistic: np.ndarray
    p: np.ndarray
    bound: np.ndarray
    fit: np.ndarray
    sigma: np.ndarray

    @classmethod
    def nothing(cls, shape: tuple[int, ...]) -> "_Found":
        return cls(*(np.full(shape, np.nan) for _field in range(6)))


def detect(block: Block, settings: Essence) -> Answers:
    y = block.counts
    ewma = _ewma(y, settings) if settings.method != "regression" else None
    regression = _regression(y, block.days, settings) if settings.method != "ewma" else None
    if ewma is None or regression is None:
        found = regression if ewma is None else ewma
        assert found is not None
        by_regression = np.full(y.shape, ewma is None)
    else:
        by_regression = regression.fit >= _GOOD_FIT
        found = _Found(
            *(
                np.where(by_regression, getattr(regression, name), getattr(ewma, name))
                for name in ("expected", "statistic", "p", "bound", "fit", "sigma")
            )
        )
    weeks = block.weeks
    p = found.p[:, weeks]
    why = np.full(p.shape, FINE)
    why[:, weeks < first_row(settings, block.frequency)] = NO_HISTORY
    unknown = np.isnan(p) & (why == FINE)
    why[unknown] = BASELINE_MISSING
    why[unknown & np.isnan(y[:, weeks])] = NOW_MISSING
    with np.errstate(invalid="ignore"):
        alarm = np.where(p < _ALERT, 1.0, 0.0)
        colour = np.select([p < _ALERT, p < _WARNING, p >= _WARNING], [3.0, 2.0, 1.0], 0.0)
    return Answers(
        expected=found.expected[:, weeks],
        bound=found.bound[:, weeks],
        alarm=alarm,
        why=why,
        extra={
            "statistic": found.statistic[:, weeks],
            "pvalue": p,
            #: 3 red, 2 yellow, 1 blue, 0 grey.
            "colour": colour,
            "by_regression": np.where(np.isnan(p), np.nan, by_regression[:, weeks] * 1.0),
            "adjusted_r_squared": found.fit[:, weeks],
            "sigma": found.sigma[:, weeks],
        },
    )


def _ewma(y: np.ndarray, settings: Essence) -> _Found:
    found = _Found.nothing(y.shape)
    if y.shape[1] == 0:
        return found
    start = first_row(settings, 0)
    weights = np.array([settings.w1, settings.w2])
    smooth = np.repeat(y[:, :1], 2, axis=1)
    rest = 1 - weights
    for i in range(1, y.shape[1]):
        now = y[:, i : i + 1]
        before = smooth
        smooth = np.where(np.isnan(now), before, weights * now + rest * before)
        smooth = np.where(np.isnan(smooth), now, smooth)
        if i < start:
            continue
        last = i - settings.guardband - 1
        baseline = y[:, max(0, last - settings.baseline) : last + 1]
        n = baseline.shape[1]
        expected = baseline.mean(axis=1)
        spread = baseline.std(axis=1, ddof=1)
        correction = np.sqrt(
            weights / (2 - weights)
            + 1 / n
            - 2 * rest ** (settings.guardband + 1) * (1 - rest**n) / n
        )
        limit = np.round(stats.t.ppf(1 - _ALERT, n - 1), 5)
        warning = np.round(stats.t.ppf(1 - _WARNING / 2, n - 1), 5)
        least = weights / warning * (1 + 0.5 * rest**2)
        constant = (0.1289 - (0.2414 - 0.1826 * rest**4) * np.log(10 * 0.05)) * (weights / warning)
        sigma = np.maximum(least, spread[:, None] * correction + constant)
        statistic = (smooth - expected[:, None]) / sigma
        over = np.abs(statistic) > limit
        edge = expected[:, None] + np.sign(statistic) * limit * sigma
        smooth = np.where(over, edge, smooth)
        p = 1 - stats.t.cdf(statistic, n - 1)
        first = p[:, 0] < p[:, 1]
        found.expected[:, i] = expected
        found.statistic[:, i] = np.where(first, statistic[:, 0], statistic[:, 1])
        found.p[:, i] = np.where(first, p[:, 0], p[:, 1])
        needed = (
            expected[:, None] + stats.t.ppf(1 - _ALERT, n - 1) * sigma - rest * before
        ) / weights
        found.bound[:, i] = np.maximum(needed.min(axis=1), 0)
    missing = np.isnan(y) | np.isnan(found.p)
    found.p[missing] = np.nan
    found.bound[missing] = np.nan
    found.expected[missing] = np.nan
    found.statistic[missing] = np.nan
    return found


def _regression(y: np.ndarray, days: np.ndarray, settings: Essence) -> _Found:
    found = _Found.nothing(y.shape)
    weekday = (days + _THURSDAY) % DAYS_A_WEEK
    freedom = np.arange(1, settings.baseline - _LEAST_FREEDOM + 1)
    least = 1.01 / np.round(stats.t.ppf(1 - _WARNING, freedom), 5)
    for i in range(first_row(settings, 0), y.shape[1]):
        last = i - settings.guardband - 1
        first = max(0, last + 1 - settings.baseline)
        n = last + 1 - first
        baseline = y[:, first : last + 1].T
        design = _design(np.arange(1, n + 1), weekday[first : last + 1])
        whole = ~np.isnan(baseline).any(axis=0)
        if not whole.any():
            continue
        beta, *_rest = np.linalg.lstsq(design, baseline[:, whole])
        residuals = np.sum((baseline[:, whole] - design @ beta) ** 2, axis=0)
        total = np.sum((baseline[:, whole] - baseline[:, whole].mean(axis=0)) ** 2, axis=0)
        left = n - _TERMS
        with np.errstate(invalid="ignore", divide="ignore"):
            fit = np.where(total > 0, 1 - (n - 1) / left * (residuals / total), 0)
        factor = np.sqrt((n + 7) * (n - 4) / (n * (n - 7)))
        sigma = np.maximum(np.sqrt(residuals / left) * factor, least[left])
        now = _design(np.array([n + settings.guardband + 1]), weekday[i : i + 1])
        expected = np.maximum((now @ beta)[0], 0)
        statistic = (y[whole, i] - expected) / sigma
        found.expected[whole, i] = expected
        found.statistic[whole, i] = statistic
        found.p[whole, i] = 1 - stats.t.cdf(statistic, left)
        found.bound[whole, i] = expected + stats.t.ppf(1 - _ALERT, left) * sigma
        found.fit[whole, i] = fit
        found.sigma[whole, i] = sigma
    return found


def _design(time: np.ndarray, weekday: np.ndarray) -> np.ndarray:
    return np.column_stack(
        [np.ones(len(time)), time, *((weekday == day) * 1.0 for day in range(_SUNDAY))]
    )
