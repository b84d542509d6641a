"""Likelihood-ratio CUSUM (Höhle and Paul 2008): has the mean changed, and since when?

`theta` says the shift on the log scale; without one the ratio is maximized over the shift too
(generalized). Counts are Poisson, or negative binomial with `alpha`. After an alarm it starts anew.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from veille.tabular import Message

from . import poisson, recursions
from .block import Answers, Block
from .reasons import FINE, NO_FIT
from .settings import A_MEAN, ABOVE_ZERO, Settings, WrongSetting, at_least, check

_FIT_NEEDS = 4


@dataclass(frozen=True, kw_only=True)
class Glr(Settings):
    """Settings of `glr`; defaults are R's, except that the shift of an epidemic is not offered."""

    c_arl: float = 5.0
    #: The mean in control; column: the file's column mu0; none: fitted to the rows before.
    mu0: float | Literal["column", "fitted"] | None = None
    #: Of a fitted mean: waves a year, and a trend.
    s: int = 1
    trend: bool = False
    alpha: float = 0.0
    mtilde: int = 1
    #: Weeks that a change may lie back; −1: any number.
    m: int = -1
    change: Literal["intercept"] = "intercept"
    theta: float | None = None
    dir: Literal["inc", "dec"] = "inc"
    ret: Literal["value", "cases"] = "value"
    x_max: int = 10_000

    def check(self) -> None:
        super().check()
        check(self.c_arl > 0, "c_arl", self.c_arl, ABOVE_ZERO)
        check(self.alpha >= 0, "alpha", self.alpha, at_least(0))
        check(self.mtilde >= 1, "mtilde", self.mtilde, at_least(1))
        check(
            self.m == -1 or self.m >= self.mtilde,
            "m",
            self.m,
            Message("it is −1, or at least mtilde", "il faut −1, ou au moins mtilde"),
        )
        check(self.theta is None or self.theta > 0, "theta", self.theta, ABOVE_ZERO)
        check(self.s >= 0, "s", self.s, at_least(0))
        given = isinstance(self.mu0, float)
        check(not given or self.mu0 > 0, "mu0", self.mu0, A_MEAN)  # type: ignore[operator]


def first_row(settings: Glr, frequency: int) -> int:
    return 0 if isinstance(settings.mu0, float) or settings.mu0 == "column" else frequency


def detect(block: Block, settings: Glr) -> Answers:
    counts = block.judged().copy()
    means, why = _means(block, settings)
    bound, alarm = np.empty(counts.shape), np.empty(counts.shape)
    theta = np.nan if settings.theta is None else settings.theta
    # R's window of a Poisson mean asks for one week more than mtilde says.
    one_more = block.compatible and settings.m > 0 and settings.alpha == 0
    least = settings.mtilde + one_more

    def one(at: int) -> None:
        reasons = np.empty(len(block.weeks), np.int64)
        recursions.likelihood_ratio(
            counts[at],
            means[at],
            settings.alpha,
            theta,
            settings.c_arl,
            least,
            settings.m,
            1 if settings.dir == "inc" else -1,
            settings.ret == "cases",
            float(settings.x_max),
            bound[at],
            alarm[at],
            reasons,
        )
        why[at] = np.where(why[at] == FINE, reasons, why[at])

    block.each(one)
    return Answers(expected=means, bound=bound, alarm=alarm, why=why, extra={"mu0": means})


def _means(block: Block, settings: Glr) -> tuple[np.ndarray, np.ndarray]:
    shape = len(block.counts), len(block.weeks)
    why = np.full(shape, FINE)
    if isinstance(settings.mu0, float):
        return np.full(shape, settings.mu0), why
    if settings.mu0 == "column":
        if block.mean is None:
            raise WrongSetting(
                "mu0=column needs a column mu0 in the file.",
                "mu0=column demande une colonne mu0 dans le fichier.",
            )
        means = block.mean[:, block.weeks].copy()
        means[~(means > 0)] = np.nan
        why[np.isnan(means)] = NO_FIT
        return means, why
    means = np.full(shape, np.nan)
    rows = np.arange(1, block.counts.shape[1] + 1)
    design = poisson.seasons(rows, block.frequency, settings.s, settings.trend)
    before = block.weeks[0]
    for at, y in enumerate(block.counts):
        known = ~np.isnan(y[:before])
        if known.sum() < design.shape[1] + _FIT_NEEDS or not y[:before][known].any():
            why[at] = NO_FIT
            continue
        try:
            fitted = poisson.fit(design[:before][known], y[:before][known], settings.alpha)
        except poisson.NoFit:
            why[at] = NO_FIT
            continue
        means[at] = fitted.predict(design[block.weeks])
    return means, why
