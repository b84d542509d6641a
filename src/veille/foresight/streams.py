"""Chance from counters: the same person meets the same luck on any day, in any order, in every run.

Philox4x32 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC11, doi:10.1145/2063384.2063405, with seven rounds: the fewest that passed all of BigCrush there.
The seed is the key; (who, when, purpose, page) is the counter; there is no state.
"""

from collections.abc import Sequence

import numpy as np

from .compiler import compiled

ROUNDS = 7
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_TO_UNIT = 2.0**-32

#: Purposes of streams that are no purpose of a day (those stand in `purposes.py`, from 1).
DAILY = 0
STARTING = 40
BATCH = 41
WEEKLY_SUPPLY = 42
OPERATION = 43
JOINING = 44
COUNTED = 45


@compiled
def philox(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words (in uint64) for a counter of four and a key of two (uint64 below 2³²)."""
    for _ in range(ROUNDS):
        left = _MULTIPLIER_0 * c0
        right = _MULTIPLIER_1 * c2
        c0 = (right >> _HALF) ^ c1 ^ k0
        c2 = (left >> _HALF) ^ c3 ^ k1
        c1 = right & _LOW
        c3 = left & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@compiled
def words(seed, who, when, purpose, page):
    """Four 32-bit words; `seed` is uint64, the rest are integers from 0 below 2³²."""
    return philox(
        np.uint64(who),
        np.uint64(when),
        np.uint64(purpose),
        np.uint64(page),
        seed & _LOW,
        seed >> _HALF,
    )


@compiled
def unit(word):
    """A 32-bit word as a number in (0, 1)."""
    return (np.float64(np.int64(word)) + 0.5) * _TO_UNIT


@compiled
def uniforms(seed, who, when, purpose, page):
    """Four independent numbers in (0, 1)."""
    a, b, c, d = words(seed, who, when, purpose, page)
    return unit(a), unit(b), unit(c), unit(d)


def table_of_uniforms(
    seed: int, whos: Sequence[int], when: int, purpose: int, pages: int
) -> np.ndarray:
    """Uniforms, shape (len(whos), 4 · pages), for what is drawn once, before any day."""
    return np.asarray(_table(np.uint64(seed), np.asarray(whos, np.int64), when, purpose, pages))


@compiled
def _table(seed, whos, when, purpose, pages):
    drawn = np.empty((len(whos), 4 * pages))
    for row in range(len(whos)):
        for page in range(pages):
            a, b, c, d = uniforms(seed, whos[row], when, purpose, page)
            drawn[row, 4 * page] = a
            drawn[row, 4 * page + 1] = b
            drawn[row, 4 * page + 2] = c
            drawn[row, 4 * page + 3] = d
    return drawn
