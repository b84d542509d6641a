"""Farrington's algorithm for every week of one series, compiled; see farrington.py."""

from math import exp, inf, isnan, log, nan, sqrt

import numpy as np

from . import fitting
from .compiling import compiled
from .fitting import COEFFICIENT, MEAN_T, MU, OFFSET, OMEGA, START, Y_LOG_Y, T, W, Y
from .reasons import (
    FINE,
    NO_EXPOSURE,
    NO_FIT,
    NO_HISTORY,
    NOW_MISSING,
    RECENT_MISSING,
    TOO_FEW_CASES,
    TOO_WIDE,
)
from .tails import at_least, bound, normal_above

#: Columns of the answer, a row a week.
(
    EXPECTED,
    BOUND,
    ALARM,
    SCORE,
    P_VALUE,
    TREND,
    SLOPE,
    PHI,
    MEAN_QUANTILE,
    QUANTILE,
    MEDIAN,
    WHY,
) = range(12)
ANSWERS = 12
DELTA, NB_PLUGIN, MUAN = range(3)
#: Positions among the numbers that a call takes.
(ALPHA, Z, WEIGHTS_THRESHOLD, POWER, FEWEST_CASES, RECENT_WEEKS) = range(6)
NUMBERS = 6
(METHOD, ORIGINAL, COMPATIBLE, REWEIGHT, WITH_TREND, LEVELS, STEPS, SHIFTED) = range(8)
FLAGS = 8
#: A mean fitted to fewer cases than this has no standard error to speak of (see farrington.py).
FEW_CASES = 5


@compiled
def _two_steps(rows, level, n, levels, with_trend, flags, weights_threshold, at_level):
    """Fit, weigh outbreaks in the past down, fit again.

    Gives (converged, slope, spread of time, phi, the dispersion of standard errors, whether the
    trend was in, rank).
    """
    for i in range(n):
        rows[OMEGA, i] = 1.0
    trend = with_trend
    converged, slope, spread, rank = fitting.fit(
        rows, level, n, levels, trend, flags[STEPS], at_level
    )
    if not converged and trend:
        trend = False
        converged, slope, spread, rank = fitting.fit(
            rows, level, n, levels, trend, flags[STEPS], at_level
        )
    if not converged or n <= rank:
        return False, slope, spread, nan, nan, trend, rank
    raw = fitting.dispersion(rows, n, rank, W)
    phi = max(raw, 1.0)
    if not flags[REWEIGHT]:
        return True, slope, spread, phi, raw, trend, rank
    total = 0.0
    for i in range(n):
        g = level[i]
        leverage = 1.0 / at_level[fitting.WEIGHT, g]
        if trend and spread > 0.0:
            from_mean = rows[T, i] - at_level[MEAN_T, g]
            leverage += from_mean * from_mean / spread
        leverage *= rows[W, i]
        mu = rows[MU, i]
        residual = 1.5 * (rows[Y, i] ** (2.0 / 3.0) * mu ** (-1.0 / 6.0) - sqrt(mu))
        free = phi * (1.0 - leverage)
        residual = residual / sqrt(free) if free > 1e-14 else 0.0
        if residual > weights_threshold:
            rows[OMEGA, i] = 1.0 / (residual * residual)
            total += rows[OMEGA, i]
        else:
            rows[OMEGA, i] = 1.0
            total += 1.0
    for i in range(n):
        rows[OMEGA, i] *= n / total
    converged, slope, spread, rank = fitting.fit(
        rows, level, n, levels, trend, flags[STEPS], at_level
    )
    if isnan(slope):
        return False, slope, spread, nan, nan, trend, rank
    raw = fitting.dispersion(rows, n, rank, W)
    phi = max(raw, 1.0)
    # R overwrites the working weights with omega before it takes the standard errors.
    errors = fitting.dispersion(rows, n, rank, OMEGA) if flags[COMPATIBLE] else raw
    return True, slope, spread, phi, errors, trend, rank


@compiled
def _predict(rows, level, n, spread, slope, trend, at, now_level, offset, at_level):
    """The linear predictor of now, and its variance in units of the dispersion."""
    eta = at_level[COEFFICIENT, now_level] + offset
    variance = 1.0 / at_level[fitting.WEIGHT, now_level]
    if trend and spread > 0.0:
        eta += slope * at
        from_mean = at - at_level[MEAN_T, now_level]
        variance += from_mean * from_mean / spread
    return eta, variance


@compiled
def _without_errors_of_few_cases(rows, level, n, now_level, offset, gamma_quantiles):
    """The upper limit of a mean with fewer than FEW_CASES cases in its windows; else −1.

    Cases / exposure with Jeffreys' prior: the quantile of a gamma of shape cases + ½ over the
    windows' exposure, in place of a normal limit on the logarithm, which has none to give.
    """
    cases = 0.0
    exposure = 0.0
    for i in range(n):
        if level[i] == now_level:
            cases += rows[Y, i]
            exposure += exp(rows[OFFSET, i])
    if cases >= FEW_CASES or exposure <= 0.0:
        return -1.0
    return gamma_quantiles[int(cases)] / exposure * exp(offset)


@compiled
def series(
    y,
    log_exposure,
    weeks,
    starts,
    plan_rows,
    plan_level,
    plan_t,
    plan_now,
    numbers,
    flags,
    t_limits,
    gamma_quantiles,
    most_rows,
    answers,
):
    """Fill `answers` for `weeks` of one series.

    `y` holds NaN where a count is missing; `log_exposure` is zeros without an offset. Of week j
    the baseline is plan_rows[starts[j]:starts[j + 1]] with their levels and times; none where the
    history is too short.
    """
    rows = np.empty((fitting.SCRATCH_ROWS, most_rows))
    level = np.empty(most_rows, np.int64)
    levels = flags[LEVELS]
    at_level = np.zeros((fitting.LEVEL_ROWS, levels))
    original = flags[ORIGINAL] != 0
    compatible = flags[COMPATIBLE] != 0
    z = numbers[Z]
    for j in range(len(weeks)):
        k = weeks[j]
        for c in range(ANSWERS):
            answers[j, c] = nan
        answers[j, ALARM] = 0.0
        answers[j, WHY] = FINE
        first = starts[j]
        last = starts[j + 1]
        if last <= first:
            answers[j, WHY] = NO_HISTORY
            continue
        n = 0
        origin = 0.0
        largest = 0.0
        for i in range(first, last):
            row = plan_rows[i]
            count = y[row]
            if isnan(count) or isnan(log_exposure[row]):
                continue
            if n == 0:
                origin = plan_t[i]
            rows[Y, n] = count
            rows[T, n] = plan_t[i]
            rows[OFFSET, n] = log_exposure[row]
            rows[START, n] = log(count + 0.1)
            rows[Y_LOG_Y, n] = count * log(count) if count > 0.0 else 0.0
            level[n] = plan_level[i]
            largest = max(largest, count)
            n += 1
        now_level = levels - 1
        present = False
        for i in range(n):
            if level[i] == now_level:
                present = True
                break
        if n < 2 or not present:
            answers[j, WHY] = NO_HISTORY
            continue
        offset = log_exposure[k]
        if isnan(offset):
            answers[j, WHY] = NO_EXPOSURE
            continue
        at = plan_now[j]
        if flags[SHIFTED]:
            at -= origin  # R counts now from the first present week, the baseline from the first
        observed = y[k]
        recent = 0.0
        missing = False
        for i in range(k - int(numbers[RECENT_WEEKS]) + 1, k + 1):
            if i < 0 or isnan(y[i]):
                missing = True
            else:
                recent += y[i]
        enough = recent >= numbers[FEWEST_CASES]
        if missing and (compatible or not enough):
            answers[j, WHY] = RECENT_MISSING
        elif not enough:
            answers[j, WHY] = TOO_FEW_CASES
        if isnan(observed):
            answers[j, WHY] = NOW_MISSING

        trend = flags[WITH_TREND] != 0
        done, slope, spread, phi, errors, trend, rank = _two_steps(
            rows, level, n, levels, trend, flags, numbers[WEIGHTS_THRESHOLD], at_level
        )
        if not done:
            answers[j, WHY] = NO_FIT
            if compatible and not original:
                answers[j, EXPECTED] = 0.0
                answers[j, ALARM] = nan
            continue
        if original:
            errors = phi
        eta, variance = _predict(
            rows, level, n, spread, slope, trend, at, now_level, offset, at_level
        )
        if trend:
            keep = spread > 0.0 and exp(eta) <= largest
            if keep:
                # The slope is tested with the dispersion that R's summary has.
                tested = fitting.dispersion(rows, n, rank, W) if original else errors
                keep = abs(slope) / sqrt(tested / spread) > t_limits[n - rank]
            if not keep:
                trend = False
                done, slope, spread, phi, errors, _off, rank = _two_steps(
                    rows, level, n, levels, False, flags, numbers[WEIGHTS_THRESHOLD], at_level
                )
                if not done:
                    answers[j, WHY] = NO_FIT
                    if compatible and not original:
                        answers[j, EXPECTED] = 0.0
                        answers[j, ALARM] = nan
                    continue
                if original:
                    errors = phi
                eta, variance = _predict(
                    rows, level, n, spread, slope, trend, at, now_level, offset, at_level
                )
        se = sqrt(errors * variance)
        mu = exp(eta)
        answers[j, TREND] = 1.0 if trend else 0.0
        if trend:
            answers[j, SLOPE] = slope
        answers[j, PHI] = phi

        if flags[METHOD] == DELTA:
            _delta(answers, j, mu, se * mu, phi, z, numbers[POWER], observed, original)
            score = (observed - mu) / (answers[j, BOUND] - mu)
        else:
            if flags[METHOD] == NB_PLUGIN:
                quantile = mu
            else:
                quantile = exp(eta + z * se)
                if not compatible:
                    few = _without_errors_of_few_cases(
                        rows, level, n, now_level, offset, gamma_quantiles
                    )
                    if few >= 0.0:
                        quantile = few
            answers[j, MEAN_QUANTILE] = quantile
            if quantile < inf:
                answers[j, BOUND] = bound(numbers[ALPHA], z, quantile, phi)
                answers[j, P_VALUE] = at_least(observed, quantile, phi)
            center = eta if compatible else mu
            score = (observed - center) / (answers[j, BOUND] - center)
        answers[j, SCORE] = score
        answers[j, EXPECTED] = mu
        if isnan(answers[j, BOUND]):
            answers[j, EXPECTED] = nan
            if answers[j, WHY] == FINE:
                answers[j, WHY] = TOO_WIDE
        if original:
            _judge_original(answers, j, observed, compatible)
        elif answers[j, WHY] != FINE:
            if answers[j, WHY] != TOO_WIDE:
                answers[j, BOUND] = nan
                answers[j, EXPECTED] = nan
        elif observed != 0.0:
            above = score > 1.0 if compatible else observed > answers[j, BOUND]
            answers[j, ALARM] = 1.0 if above else 0.0


@compiled
def _judge_original(answers, j, observed, compatible):
    """1996: too few cases have the bound 0 in R, and none here."""
    why = answers[j, WHY]
    if why in (TOO_FEW_CASES, TOO_WIDE):
        answers[j, BOUND] = 0.0 if compatible and why == TOO_FEW_CASES else nan
        answers[j, EXPECTED] = nan
    elif why != FINE:
        answers[j, BOUND] = nan
        answers[j, EXPECTED] = nan
    elif answers[j, SCORE] > 1.0:
        answers[j, ALARM] = 1.0


@compiled
def _delta(answers, j, mu, se, phi, z, power, observed, original):
    """Bounds on a power of the count that is nearly normal (Farrington 1996)."""
    tau = phi + se * se / mu
    if power == 1.0:
        sd = sqrt(mu * tau)
    elif power == 0.5:
        sd = sqrt(tau / 4.0)
    else:
        sd = sqrt(4.0 / 9.0 * mu ** (1.0 / 3.0) * tau)
    center = mu**power
    low, high = center - z * sd, center + z * sd
    lower = low ** (1.0 / power) if low >= 0.0 or power == 1.0 else nan
    upper = high ** (1.0 / power) if high >= 0.0 or power == 1.0 else nan
    if not isnan(lower) and lower > upper:
        upper = lower  # a square root's lower end may come out on top once squared
    answers[j, BOUND] = upper
    above = normal_above((observed**power - center) / sd)
    answers[j, P_VALUE] = above
    answers[j, QUANTILE] = 1.0 - above
    answers[j, MEDIAN] = center ** (1.0 / power)
