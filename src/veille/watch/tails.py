"""Tails and quantiles of counts, compiled: Poisson and negative binomial by summing their terms.

SciPy's negative binomial never returns from means of 1e17 on; the sums here stop where a term no
longer changes the total, and a spread beyond what can be summed uses the normal approximation.
"""

from math import erfc, exp, inf, isnan, lgamma, log, nan, sqrt

import numpy as np

from .compiling import compiled

#: A term this small beside the sum no longer changes it.
_NEGLIGIBLE = 1e-17
#: Standard deviation from which on the normal approximation stands in for the sum.
WIDEST_SUM = 2e5
_ROOT_2 = sqrt(2.0)


@compiled
def normal_above(z):
    """P(Z > z) of a standard normal Z."""
    return 0.5 * erfc(z / _ROOT_2)


@compiled
def _log_term(x, mean, phi):
    """log P(X = x): negative binomial of this mean and variance phi × mean, Poisson if phi is 1."""
    if phi > 1.0:
        size = mean / (phi - 1.0)
        return (
            lgamma(x + size)
            - lgamma(size)
            - lgamma(x + 1.0)
            - size * log(phi)
            + x * log((phi - 1.0) / phi)
        )
    return x * log(mean) - mean - lgamma(x + 1.0)


@compiled
def at_least(x, mean, phi):
    """P(X ≥ x) for X of this mean and variance phi × mean (phi at least 1)."""
    if isnan(x) or isnan(mean) or isnan(phi):
        return nan
    if x <= 0.0:
        return 1.0
    if mean <= 0.0:
        return 0.0
    spread = sqrt(mean * phi)
    if spread > WIDEST_SUM:
        return normal_above((x - 0.5 - mean) / spread)
    size = mean / (phi - 1.0) if phi > 1.0 else inf
    if x > mean:
        term = exp(_log_term(x, mean, phi))
        total, at = 0.0, x
        while term > _NEGLIGIBLE * total and term > 0.0:
            total += term
            if phi > 1.0:
                term *= (at + size) / (at + 1.0) * ((phi - 1.0) / phi)
            else:
                term *= mean / (at + 1.0)
            at += 1.0
        return total
    at = x - 1.0
    term = exp(_log_term(at, mean, phi))
    total = 0.0
    while at >= 0.0 and term > _NEGLIGIBLE * total and term > 0.0:
        total += term
        if at == 0.0:
            break
        if phi > 1.0:
            term *= at / (at - 1.0 + size) * (phi / (phi - 1.0))
        else:
            term *= at / mean
        at -= 1.0
    return max(0.0, 1.0 - total)


@compiled
def bound(alpha, z_alpha, mean, phi):
    """The smallest x with P(X ≤ x) ≥ 1 − alpha; `z_alpha` is the normal's quantile at 1 − alpha."""
    if isnan(mean) or mean == inf or isnan(phi):
        return nan
    if mean <= 0.0:
        return 0.0
    spread = sqrt(mean * phi)
    skew = (2.0 * phi - 1.0) / spread
    guess = np.floor(mean + spread * (z_alpha + skew * (z_alpha * z_alpha - 1.0) / 6.0) + 0.5)
    if spread > WIDEST_SUM:
        return max(0.0, guess)
    x = max(0.0, guess)
    above = at_least(x + 1.0, mean, phi)
    slack = 1.0 + 64.0 * 2.220446049250313e-16
    if above <= alpha * slack:
        while x > 0.0:
            more = at_least(x, mean, phi) if above < 1e-9 else above + exp(_log_term(x, mean, phi))
            if more > alpha * slack:
                return x
            above = more
            x -= 1.0
        return 0.0
    while above > alpha * slack:
        x += 1.0
        above = (
            above - exp(_log_term(x, mean, phi)) if above > 1e-9 else at_least(x + 1.0, mean, phi)
        )
    return x
