"""Chain ladder: each delay multiplies what was known before; Mack's standard errors beside it.

`filled` is the variant of the R package baselinenowcast, which adds 1 − F before it divides by F:
a period with no case yet may still get some, (x + 1 − F) / F.
"""

from dataclasses import dataclass

import numpy as np

from .triangle import Triangle, WrongTriangle, upward_only


@dataclass(frozen=True)
class ChainLadder:
    """What the triangle says of delays, and so of unfinished periods."""

    #: Known at the next delay per one known at this one; one fewer than delays.
    factors: np.ndarray
    #: Mack's σ² of each factor; NaN where one row alone tells it.
    sigma2: np.ndarray
    #: Share known by each delay.
    cumulative_share: np.ndarray
    known: np.ndarray
    share_known: np.ndarray
    expected: np.ndarray

    @property
    def share(self) -> np.ndarray:
        """Share that becomes known at each delay; below zero where counts are taken back."""
        return np.asarray(np.diff(self.cumulative_share, prepend=0))


def chain_ladder(triangle: Triangle) -> ChainLadder:
    grown = triangle.cumulative()
    factors, sigma2 = np.ones(triangle.delays - 1), np.full(triangle.delays - 1, np.nan)
    for delay in range(triangle.delays - 1):
        both = ~np.isnan(grown[:, delay + 1])
        before, after = grown[both, delay], grown[both, delay + 1]
        if not before.sum():
            raise WrongTriangle(f"Nothing was known at delay {delay} of any period: no factor.")
        factors[delay] = after.sum() / before.sum()
        some = before != 0
        if both.sum() > 1:
            apart = before[some] * (after[some] / before[some] - factors[delay]) ** 2
            sigma2[delay] = apart.sum() / (both.sum() - 1)
    share = np.append(1 / np.cumprod(factors[::-1])[::-1], 1.0)
    known = triangle.known()
    share_known = share[triangle.last_delay()]
    return ChainLadder(factors, sigma2, share, known, share_known, known / share_known)


@dataclass(frozen=True)
class Mack:
    """Chain ladder with Mack's (1993) standard errors, as the package chainladder has them."""

    factors: np.ndarray
    sigma: np.ndarray
    expected: np.ndarray
    standard_error: np.ndarray
    total: float
    total_standard_error: float


def mack(cumulative: np.ndarray) -> Mack:
    """Of cumulative counts, periods × delays, NaN where not yet; a zero leaves its row out."""
    grown = np.where(cumulative == 0, np.nan, cumulative.astype(float))
    delays = grown.shape[1]
    factors, sigma2, weights = (
        np.ones(delays - 1),
        np.full(delays - 1, np.nan),
        np.zeros(delays - 1),
    )
    for delay in range(delays - 1):
        both = ~np.isnan(grown[:, delay]) & ~np.isnan(grown[:, delay + 1])
        before, after = grown[both, delay], grown[both, delay + 1]
        weights[delay] = before.sum()
        factors[delay] = after.sum() / weights[delay]
        if both.sum() > 1:
            apart = before * (after / before - factors[delay]) ** 2
            sigma2[delay] = apart.sum() / (both.sum() - 1)
    sigma2 = _continued(sigma2)
    last = (~np.isnan(grown)).sum(axis=1) - 1
    filled = grown.copy()
    for delay in range(delays - 1):
        open_ = np.isnan(filled[:, delay + 1])
        filled[open_, delay + 1] = filled[open_, delay] * factors[delay]
    expected = filled[:, -1]
    ratio = sigma2 / factors**2
    error2 = np.zeros(len(grown))
    for row, at in enumerate(last):
        steps = range(at, delays - 1)
        error2[row] = expected[row] ** 2 * sum(
            ratio[step] * (1 / filled[row, step] + 1 / weights[step]) for step in steps
        )
    total2 = 0.0
    for row, at in enumerate(last):
        later = np.nansum(expected[row + 1 :])
        shared = sum(2 * ratio[step] / weights[step] for step in range(at, delays - 1))
        total2 += np.nan_to_num(error2[row]) + np.nan_to_num(expected[row]) * later * shared
    return Mack(
        factors,
        np.sqrt(sigma2),
        expected,
        np.sqrt(error2),
        float(np.nansum(expected)),
        float(np.sqrt(total2)),
    )


def _continued(sigma2: np.ndarray) -> np.ndarray:
    """A σ² that no two rows tell lies on the line through the logarithms of the others' σ."""
    found = ~np.isnan(sigma2) & (sigma2 > 0)
    if found.all() or found.sum() < 2:
        return np.asarray(np.nan_to_num(sigma2))
    at = np.arange(len(sigma2), dtype=float)
    slope, intercept = np.polyfit(at[found], np.log(np.sqrt(sigma2[found])), 1)
    return np.asarray(np.where(np.isnan(sigma2), np.exp(intercept + slope * at) ** 2, sigma2))


@dataclass(frozen=True)
class Filled:
    """A triangle with its open cells filled, and the shares that filled them."""

    cells: np.ndarray
    share: np.ndarray

    @property
    def total(self) -> np.ndarray:
        return np.asarray(self.cells.sum(axis=1))


def filled(
    triangle: Triangle, *, of_last: int | None = None, move_negatives: bool = False
) -> Filled:
    """Fill the triangle by the delays of its last `of_last` periods, (x + 1 − F) / F.

    `move_negatives` takes corrections downward from the delays before them first; unfinished
    periods then come out too high, since theirs have not been taken back yet.
    """
    cells = triangle.cells.copy()
    if move_negatives:
        for row in cells:
            known = ~np.isnan(row)
            row[known] = upward_only(row[known])
    share = chain_ladder(Triangle(cells).last(min(of_last or len(cells), len(cells)))).share
    reached = np.cumsum(share)
    for delay in range(1, cells.shape[1]):
        open_ = np.isnan(cells[:, delay])
        so_far = cells[open_, :delay].sum(axis=1)
        total = (so_far + 1 - reached[delay - 1]) / reached[delay - 1]
        cells[open_, delay] = share[delay] * total
    return Filled(cells, share)
