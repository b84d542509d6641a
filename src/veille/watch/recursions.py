"""Detectors that walk along a series, compiled: EARS, CUSUM, likelihood ratios, outbreakP."""

from math import exp, inf, isnan, log, nan, sqrt

import numpy as np

from .compiling import compiled
from .reasons import BASELINE_MISSING, FINE, NO_HISTORY, NO_SPREAD, NOW_MISSING, TOO_LARGE

C1, C2, C3 = 1, 2, 3
_GAP = 2
NEWTON_STEPS = 50


@compiled
def _mean_and_sd(y, first, last):
    """Of y[first:last]; NaN where one is missing."""
    n = last - first
    total = 0.0
    for i in range(first, last):
        total += y[i]
    mean = total / n
    squares = 0.0
    for i in range(first, last):
        squares += (y[i] - mean) * (y[i] - mean)
    return mean, sqrt(squares / (n - 1))


@compiled
def _excess(y, k, baseline, least_sd, compatible):
    """max(0, C2 − 1) of a day; of a day above a baseline that never varies, without limit."""
    mean, sd = _mean_and_sd(y, k - _GAP - baseline, k - _GAP)
    sd = max(sd, least_sd)
    above = y[k] - mean
    if sd == 0.0:
        if above > 0.0:
            return inf
        return (nan if above == 0.0 else 0.0) if compatible else 0.0
    over = above / sd - 1.0
    return over if isnan(over) or over > 0.0 else 0.0


@compiled
def ears(counts, weeks, method, baseline, least_sd, z, compatible, expected, bound, alarm, why):
    """EARS for rows of `counts`; see ears.py."""
    gap = 0 if method == C1 else _GAP
    before = baseline + gap + (2 if method == C3 else 0)
    for s in range(len(counts)):
        y = counts[s]
        for j in range(len(weeks)):
            k = weeks[j]
            alarm[s, j] = 0.0
            expected[s, j] = nan
            bound[s, j] = nan
            why[s, j] = FINE
            if k < before:
                why[s, j] = NO_HISTORY
                continue
            mean, sd = _mean_and_sd(y, k - gap - baseline, k - gap)
            sd = max(sd, least_sd)
            if isnan(mean):
                why[s, j] = BASELINE_MISSING
                continue
            if method == C3:
                lags = _excess(y, k - 1, baseline, least_sd, compatible) + _excess(
                    y, k - 2, baseline, least_sd, compatible
                )
                if isnan(lags):
                    why[s, j] = NO_SPREAD if not isnan(y[k - 1] + y[k - 2]) else BASELINE_MISSING
                    if not isnan(_mean_and_sd(y, k - before, k)[0]):
                        why[s, j] = NO_SPREAD
                    continue
                if sd == 0.0 and compatible and lags == inf:
                    why[s, j] = NO_SPREAD
                    continue
                scale = 1.0 if sd == 0.0 and not compatible else sd
                limit = max(0.0, y[k] + scale * (z - lags))
            else:
                limit = mean + z * sd
            if isnan(y[k]):
                why[s, j] = NOW_MISSING
                if method == C3:
                    continue
            expected[s, j] = mean
            bound[s, j] = limit
            if y[k] > limit:
                alarm[s, j] = 1.0


@compiled
def cusum(z, k, h, compatible, total, alarm):
    """Sums of what lies above `k`; an alarm from `h` on. NaN in z: R's sum never comes back."""
    now = 0.0
    for t in range(len(z)):
        if isnan(z[t]):
            if compatible:
                now = nan
            total[t] = now
            alarm[t] = nan if compatible else 0.0
            continue
        if isnan(now):
            total[t] = nan
            alarm[t] = nan
            continue
        now = max(0.0, now + z[t] - k)
        total[t] = now
        alarm[t] = 1.0 if now >= h else 0.0


@compiled
def outbreak_p(y, weeks, k, as_cases, most_cases, bound, alarm, why):
    """Frisén's semiparametric ratio: the best rising curve beside a constant; see outbreakp.py.

    Pools adjacent violators as it goes: each block of equal fitted means is a sum and a length.
    """
    n = len(y)
    sums = np.zeros(n + 1)
    lengths = np.zeros(n + 1)
    #: Σ sum × log mean over the blocks below.
    below = np.zeros(n + 1)
    blocks = 0
    total = 0.0
    seen = 0
    j = 0
    for i in range(n):
        while j < len(weeks) and weeks[j] < i:
            j += 1
        wanted = j < len(weeks) and weeks[j] == i
        if isnan(y[i]):
            if wanted:
                bound[j] = nan
                alarm[j] = 0.0
                why[j] = NOW_MISSING
            continue
        if wanted:
            logged = _with_last(sums, lengths, below, blocks, total, seen, y[i])
            alarm[j] = 1.0 if logged > log(k) else 0.0
            why[j] = FINE
            if not as_cases:
                bound[j] = exp(logged)
            elif seen == 0:
                bound[j] = nan
                why[j] = NO_HISTORY
            else:
                bound[j] = _cases(
                    sums, lengths, below, blocks, total, seen, y[i], alarm[j] > 0.0, k, most_cases
                )
                if isnan(bound[j]):
                    why[j] = TOO_LARGE
        total += y[i]
        seen += 1
        block_sum, block_length = y[i], 1.0
        while blocks > 0 and block_sum * lengths[blocks - 1] <= sums[blocks - 1] * block_length:
            blocks -= 1
            block_sum += sums[blocks]
            block_length += lengths[blocks]
        sums[blocks] = block_sum
        lengths[blocks] = block_length
        gain = block_sum * log(block_sum / block_length) if block_sum > 0.0 else 0.0
        below[blocks + 1] = below[blocks] + gain
        blocks += 1


@compiled
def _with_last(sums, lengths, below, blocks, total, seen, last):
    """The logarithm of the ratio if `last` comes after what was seen."""
    block_sum, block_length = last, 1.0
    while blocks > 0 and block_sum * lengths[blocks - 1] <= sums[blocks - 1] * block_length:
        blocks -= 1
        block_sum += sums[blocks]
        block_length += lengths[blocks]
    total += last
    if total == 0.0:
        return 0.0
    gain = block_sum * log(block_sum / block_length) if block_sum > 0.0 else 0.0
    return below[blocks] + gain - total * log(total / (seen + 1.0))


@compiled
def _cases(sums, lengths, below, blocks, total, seen, now, in_alarm, k, most_cases):
    """The fewest cases that raise an alarm, looked for up or down from `now`."""
    at = now
    if in_alarm:
        while at > 0.0:
            at -= 1.0
            if not _with_last(sums, lengths, below, blocks, total, seen, at) > log(k):
                return at + 1.0
        return nan
    while at < most_cases:
        at += 1.0
        if _with_last(sums, lengths, below, blocks, total, seen, at) > log(k):
            return at
    return nan


@compiled
def _ratio(x, mu, size, kappa):
    """log likelihood ratio of a count, mean μ e^κ against μ; `size` is α, 0 for a Poisson."""
    if size == 0.0:
        return kappa * x + (1.0 - exp(kappa)) * mu
    return kappa * x + (x + 1.0 / size) * log((1.0 + size * mu) / (1.0 + size * mu * exp(kappa)))


@compiled
def _best_shift(x, mu, first, last, size, direction):
    """The likeliest κ for x[first:last], in one direction only."""
    cases = 0.0
    means = 0.0
    for i in range(first, last):
        if not isnan(x[i]):
            cases += x[i]
            means += mu[i]
    if cases == 0.0:
        return 0.0 if direction > 0 else -inf
    kappa = log(cases / means)
    if size > 0.0:
        for _step in range(NEWTON_STEPS):
            slope = 0.0
            curve = 0.0
            for i in range(first, last):
                if isnan(x[i]):
                    continue
                moved = size * mu[i] * exp(kappa)
                slope += (x[i] - mu[i] * exp(kappa)) / (1.0 + moved)
                curve += (size * x[i] + 1.0) * mu[i] * exp(kappa) / ((1.0 + moved) * (1.0 + moved))
            if curve <= 0.0:
                break
            step = max(-2.0, min(2.0, slope / curve))
            kappa += step
            if abs(step) < 1e-11:
                break
    return max(0.0, kappa) if direction > 0 else min(0.0, kappa)


@compiled
def _generalized(x, mu, begin, n, least, most, size, direction):
    """The largest ratio over when a change began: at least `least` weeks, at most `most` ago."""
    best = 0.0
    first = begin if most < 0 else max(begin, n - most)
    for start in range(n - least + 1, first - 1, -1):
        kappa = _best_shift(x, mu, start, n + 1, size, direction)
        total = 0.0
        if kappa == -inf:
            for i in range(start, n + 1):
                if not isnan(x[i]):
                    total += mu[i] if size == 0.0 else log(1.0 + size * mu[i]) / size
        else:
            for i in range(start, n + 1):
                if not isnan(x[i]):
                    total += _ratio(x[i], mu[i], size, kappa)
        best = max(best, total)
    return best


@compiled
def likelihood_ratio(
    x, mu, size, theta, limit, least, most, direction, as_cases, most_cases, bound, alarm, why
):
    """(Generalized) likelihood ratio along `x` with means `mu`; starts anew after an alarm.

    `theta` NaN: the shift is unknown. See glr.py.
    """
    begin = 0
    known = not isnan(theta)
    carried = 0.0
    for n in range(len(x)):
        alarm[n] = 0.0
        why[n] = FINE
        if isnan(x[n]) or isnan(mu[n]):
            bound[n] = nan
            why[n] = NOW_MISSING
            continue
        before = carried
        if known:
            carried = max(0.0, carried + _ratio(x[n], mu[n], size, theta))
            value = carried
        else:
            value = _generalized(x, mu, begin, n, least, most, size, direction)
        bound[n] = value
        if value >= limit:
            alarm[n] = 1.0
        if as_cases:
            if known and size == 0.0:
                bound[n] = max(0.0, (limit - before - (1.0 - exp(theta)) * mu[n]) / theta)
            elif known:
                bound[n] = _known_cases(before, mu[n], size, theta, limit, most_cases)
            else:
                bound[n] = _unknown_cases(
                    x, mu, begin, n, least, most, size, direction, limit, most_cases, value >= limit
                )
            if isnan(bound[n]):
                why[n] = TOO_LARGE
        if value >= limit:
            begin = n + 1
            carried = 0.0


@compiled
def _known_cases(before, mu, size, theta, limit, most_cases):
    """The fewest cases at which a known shift's sum reaches the limit: the ratio is a line in x."""
    at_zero = _ratio(0.0, mu, size, theta)
    a_case = _ratio(1.0, mu, size, theta) - at_zero
    cases = np.ceil((limit - before - at_zero) / a_case)
    return cases if 0.0 <= cases <= most_cases else nan


@compiled
def _unknown_cases(x, mu, begin, n, least, most, size, direction, limit, most_cases, in_alarm):
    """The fewest cases (the most, for decreases) at which the ratio reaches the limit."""
    kept = x[n]
    found = nan
    if direction > 0:
        low, high = -1.0, 1.0
        while high <= most_cases:
            x[n] = high
            if _generalized(x, mu, begin, n, least, most, size, direction) >= limit:
                break
            low = high
            high *= 2.0
        if high <= most_cases:
            while high - low > 1.0:
                middle = float(int((low + high) / 2.0))
                x[n] = middle
                if _generalized(x, mu, begin, n, least, most, size, direction) >= limit:
                    high = middle
                else:
                    low = middle
            found = high
    else:
        at = kept
        if in_alarm:
            while at <= most_cases:
                x[n] = at + 1.0
                if _generalized(x, mu, begin, n, least, most, size, direction) < limit:
                    found = at
                    break
                at += 1.0
        else:
            while at > 0.0:
                at -= 1.0
                x[n] = at
                if _generalized(x, mu, begin, n, least, most, size, direction) >= limit:
                    found = at
                    break
    x[n] = kept
    return found
