"""A quasi-Poisson regression on seasonal levels and a trend, compiled.

log μ = a(level) + s t + log(exposure). One indicator a level and one column of time make normal
equations shaped like an arrow: a step of iteratively reweighted least squares costs three sums a
level and no matrix. Steps and stopping rule are those of R's `glm`: start at y + 0.1, stop where
the deviance changes by less than 1e-8 of itself and 0.1.
"""

from math import exp

from .compiling import compiled

#: Rows of the scratch: what is kept for each week of a baseline.
Y, T, OFFSET, OMEGA, ETA, MU, W, Z, START, Y_LOG_Y = range(10)
SCRATCH_ROWS = 10
#: Rows of what is kept for each level: its sum of weights, mean time, coefficient.
WEIGHT, MEAN_T, COEFFICIENT = range(3)
LEVEL_ROWS = 3

CLOSE = 1e-8
SMALLEST_MEAN = 2.220446049250313e-16
#: Share of the sum of squares of time below which it says nothing beside the levels.
_ALIASED = 1e-13


@compiled
def fit(rows, level, n, levels, with_trend, most_steps, at_level):
    """Fit the first `n` columns of `rows`; gives (converged, slope, spread of time, rank).

    Writes ETA, MU, W (of the last step, one before the final μ) into `rows`, and weight, mean
    time and coefficient of each level into `at_level`. The slope's variance is 1 / spread of
    time, in units of the dispersion.
    """
    deviance_before = 0.0
    for i in range(n):
        y = rows[Y, i]
        rows[ETA, i] = rows[START, i]
        rows[MU, i] = y + 0.1
        part = rows[Y_LOG_Y, i] - y * rows[START, i] + 0.1
        deviance_before += rows[OMEGA, i] * part
    deviance_before *= 2.0
    slope = 0.0
    spread = 0.0
    rank = 0
    converged = False
    flat = not with_trend
    for i in range(n):
        if rows[OFFSET, i] != 0.0:
            flat = False
            break
    for _step in range(most_steps):
        for g in range(levels):
            at_level[WEIGHT, g] = 0.0
            at_level[MEAN_T, g] = 0.0
            at_level[COEFFICIENT, g] = 0.0
        for i in range(n):
            mu = rows[MU, i]
            w = rows[OMEGA, i] * mu
            z = rows[ETA, i] - rows[OFFSET, i] + (rows[Y, i] - mu) / mu
            rows[W, i] = w
            rows[Z, i] = z
            g = level[i]
            at_level[WEIGHT, g] += w
            at_level[COEFFICIENT, g] += w * z
            at_level[MEAN_T, g] += w * rows[T, i]
        rank = 0
        for g in range(levels):
            if at_level[WEIGHT, g] > 0.0:
                rank += 1
                at_level[COEFFICIENT, g] /= at_level[WEIGHT, g]
                at_level[MEAN_T, g] /= at_level[WEIGHT, g]
        slope = 0.0
        spread = 0.0
        if with_trend:
            together = 0.0
            squares = 0.0
            for i in range(n):
                g = level[i]
                w = rows[W, i]
                from_mean = rows[T, i] - at_level[MEAN_T, g]
                spread += w * from_mean * from_mean
                squares += w * rows[T, i] * rows[T, i]
                together += w * from_mean * (rows[Z, i] - at_level[COEFFICIENT, g])
            if spread > _ALIASED * squares:
                slope = together / spread
                rank += 1
                for g in range(levels):
                    at_level[COEFFICIENT, g] -= slope * at_level[MEAN_T, g]
            else:
                spread = 0.0
        deviance = 0.0
        if flat:
            for g in range(levels):
                at_level[MEAN_T, g] = max(exp(at_level[COEFFICIENT, g]), SMALLEST_MEAN)
            for i in range(n):
                eta = at_level[COEFFICIENT, level[i]]
                mu = at_level[MEAN_T, level[i]]
                rows[ETA, i] = eta
                rows[MU, i] = mu
                y = rows[Y, i]
                deviance += rows[OMEGA, i] * (rows[Y_LOG_Y, i] - y * eta - y + mu)
        else:
            for i in range(n):
                eta = at_level[COEFFICIENT, level[i]] + slope * rows[T, i] + rows[OFFSET, i]
                mu = max(exp(eta), SMALLEST_MEAN)
                rows[ETA, i] = eta
                rows[MU, i] = mu
                y = rows[Y, i]
                deviance += rows[OMEGA, i] * (rows[Y_LOG_Y, i] - y * eta - y + mu)
        deviance *= 2.0
        if not deviance < 1e300:
            return False, slope, spread, rank
        if abs(deviance - deviance_before) / (abs(deviance) + 0.1) < CLOSE:
            converged = True
            break
        deviance_before = deviance
    return converged, slope, spread, rank


@compiled
def dispersion(rows, n, rank, weights):
    """Σ weight × ((y − μ) / μ)² over the degrees of freedom; `weights` names a row of `rows`."""
    total = 0.0
    for i in range(n):
        relative = (rows[Y, i] - rows[MU, i]) / rows[MU, i]
        total += rows[weights, i] * relative * relative
    return total / (n - rank)
