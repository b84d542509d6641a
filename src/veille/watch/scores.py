"""How good a forecast was: interval, quantile and weighted interval scores, CRPS, log score.

Lower is better for all of them. WIS as Bracher et al. 2021 (doi 10.1371/journal.pcbi.1008618).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats


def interval_score(
    observed: np.ndarray, low: np.ndarray, high: np.ndarray, alpha: float
) -> np.ndarray:
    """Width of the central 1 − alpha interval, and 2 / alpha for each unit outside it."""
    observed, low, high = (np.asarray(each, float) for each in (observed, low, high))
    return np.asarray(
        high
        - low
        + 2 / alpha * np.maximum(low - observed, 0)
        + 2 / alpha * np.maximum(observed - high, 0)
    )


def quantile_score(observed: np.ndarray, quantile: np.ndarray, level: float) -> np.ndarray:
    """The pinball loss."""
    gap = np.asarray(observed, float) - np.asarray(quantile, float)
    return np.asarray(np.maximum(level * gap, (level - 1) * gap))


@dataclass(frozen=True)
class Weighted:
    """WIS and what it is made of."""

    wis: np.ndarray
    dispersion: np.ndarray
    underprediction: np.ndarray
    overprediction: np.ndarray


def wis(observed: np.ndarray, quantiles: np.ndarray, levels: Sequence[float]) -> Weighted:
    """Of quantiles at `levels` (the last axis), symmetric about a median."""
    levels_ = np.asarray(levels, float)
    order = np.argsort(levels_)
    levels_, quantiles = levels_[order], np.asarray(quantiles, float)[..., order]
    observed = np.asarray(observed, float)
    pairs = len(levels_) // 2
    if len(levels_) % 2 == 0 or not np.allclose(levels_ + levels_[::-1], 1):
        raise ValueError("Levels are symmetric about a median, 0.5.")
    median = quantiles[..., pairs]
    spread = np.zeros_like(median)
    under = 0.5 * np.maximum(observed - median, 0)
    over = 0.5 * np.maximum(median - observed, 0)
    for pair in range(pairs):
        alpha = 2 * levels_[pair]
        low, high = quantiles[..., pair], quantiles[..., -1 - pair]
        spread = spread + alpha / 2 * (high - low)
        under = under + np.maximum(observed - high, 0)
        over = over + np.maximum(low - observed, 0)
    share = pairs + 0.5
    spread, under, over = spread / share, under / share, over / share
    return Weighted(spread + under + over, spread, under, over)


def crps_members(observed: np.ndarray, members: np.ndarray, *, fair: bool = False) -> np.ndarray:
    """Of an ensemble (the last axis); `fair` as if it had no end of members."""
    members = np.sort(np.asarray(members, float), axis=-1)
    many = members.shape[-1]
    away = np.abs(members - np.asarray(observed, float)[..., None]).mean(axis=-1)
    weights = 2 * np.arange(1, many + 1) - many - 1
    apart = 2 * (members * weights).sum(axis=-1)
    return np.asarray(away - apart / (2 * many * (many - 1 if fair else many)))


def crps_normal(observed: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
    z = (np.asarray(observed, float) - mean) / sd
    return np.asarray(
        sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    )


def crps_poisson(observed: np.ndarray, mean: np.ndarray) -> np.ndarray:
    y, at = np.asarray(observed, float), np.floor(observed)
    return np.asarray(
        (y - mean) * (2 * stats.poisson.cdf(at, mean) - 1)
        + 2 * mean * stats.poisson.pmf(at, mean)
        - mean * (special.ive(0, 2 * mean) + special.ive(1, 2 * mean))
    )


def crps_negative_binomial(observed: np.ndarray, size: np.ndarray, mean: np.ndarray) -> np.ndarray:
    y, p = np.asarray(observed, float), size / (size + mean)
    apart = special.hyp2f1(size + 1, 0.5, 2, -4 * (1 - p) / p**2)
    return np.asarray(
        y * (2 * stats.nbinom.cdf(y, size, p) - 1)
        - size * (1 - p) / p**2 * (p * (2 * stats.nbinom.cdf(y - 1, size + 1, p) - 1) + apart)
    )


def log_score_negative_binomial(
    observed: np.ndarray, size: np.ndarray, mean: np.ndarray
) -> np.ndarray:
    return np.asarray(-stats.nbinom.logpmf(observed, size, size / (size + mean)))


def covered(observed: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Whether the interval held what came."""
    return np.asarray((np.asarray(low) <= observed) & (observed <= np.asarray(high)))
