"""Non-negative mixtures of references beside one spectrum, and which references may be left out.

Where all is explained, least squares. Where something is in the sample that no library holds, what
stands above the references counts less and less, and what stands below them in full: a substance
adds to a spectrum and takes nothing away (a one-sided Huber loss, by reweighting).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.polynomial.legendre import legvander
from scipy.optimize import minimize_scalar, nnls

from .library import Library
from .reading import GRID, Array

#: A reference may lie off by a point of the grid (2 per cm), either way.
_MOVED = 3
#: A baseline is smooth: a polynomial with so many coefficients, taken away from all alike.
_SMOOTH: Array = np.linalg.qr(legvander(np.linspace(-1, 1, len(GRID)), 7))[0]
#: An ATR crystal weakens high wavenumbers as (1000 / wavenumber) to a power up to this.
LARGEST_POWER = 1.3
#: Noise beyond which what stands above the references counts less.
_BEYOND = 3.0
#: As noise counts at least this part of the spectrum’s height: references differ by as much.
_LEAST_NOISE = 0.003
_TIMES, _ENOUGH = 5, 1e-3
#: How many of the weakest are tried before one is left out.
_TRIED = 4

#: What is left where so many of the references are kept, and each one’s weight.
Fit = Callable[[Sequence[int]], tuple[float, Array]]


def without_smooth(rows: Array) -> Array:
    """Without what a baseline explains. Linear: that of a mixture is the mixture of those."""
    taken: Array = rows - (rows @ _SMOOTH) @ _SMOOTH.T
    return taken


def noise_of(absorbance: Array) -> float:
    """The standard deviation of white noise, from third differences, in which bands are little."""
    third = np.abs(np.diff(absorbance, 3))
    return float(np.median(third) / 0.6745 / np.sqrt(20))


@dataclass
class Measured:
    """A spectrum to be explained, its height one, and the references to do it with."""

    absorbance: Array
    library: Library
    noise: float = field(init=False)
    bands: Array = field(init=False)
    structure: float = field(init=False)
    _families: dict[int, list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        height = max(float(np.ptp(self.absorbance)), 1e-12)
        self.absorbance = (self.absorbance - self.absorbance.min()) / height
        self.noise = noise_of(self.absorbance)
        self.bands = without_smooth(self.absorbance)
        self.structure = max(float(self.bands @ self.bands), 1e-15)

    def atoms(self, kept: Sequence[int], power: float) -> Array:
        """References × (to the left, as it is, to the right) × GRID, bent as by an ATR crystal."""
        rows = self.library.absorbance[list(kept)].astype(float)
        left = np.concatenate([rows[:, :1], rows[:, :-1]], axis=1)
        right = np.concatenate([rows[:, 1:], rows[:, -1:]], axis=1)
        moved: Array = np.stack([left, rows, right], axis=1) * (1_000 / GRID) ** power
        return moved

    def fitted(self, kept: Sequence[int], power: float) -> tuple[float, Array, Array]:
        """By least squares: their sum, each reference’s weight, and what is left on GRID."""
        matrix = without_smooth(self.atoms(kept, power)).reshape(-1, len(GRID)).T
        coefficients, norm = nnls(matrix, self.bands, maxiter=10 * matrix.shape[1])
        weights = coefficients.reshape(len(kept), _MOVED).sum(axis=1)
        return norm**2, weights, self.bands - matrix @ coefficients

    def best_power(self, kept: Sequence[int], near: float, within: float) -> float:
        low, high = max(0.0, near - within), min(LARGEST_POWER, near + within)
        found = minimize_scalar(
            lambda power: self.fitted(kept, power)[0],
            bounds=(low, high),
            method="bounded",
            options={"xatol": within / 50},
        )
        return float(found.x)

    def unexplained(self, squares: float) -> float:
        """The part of the spectrum’s structure that is left, beyond noise."""
        return max(squares - len(GRID) * self.noise**2, 0.0) / self.structure

    def family(self, reference: int, alike: float, most: int) -> list[int]:
        """Those most like a reference, at most so many, by the cosine of derivatives."""
        if reference not in self._families:
            self.look_up([reference])
        likeness = self.library.derivatives[self._families[reference]]
        near = likeness @ self.library.derivatives[reference]
        return [
            other
            for other, cosine in zip(self._families[reference][:most], near, strict=False)
            if cosine >= alike
        ]

    def look_up(self, references: Sequence[int], most: int = 6) -> None:
        new = [each for each in references if each not in self._families]
        if not new:
            return
        likeness = self.library.derivatives[new] @ self.library.derivatives.T
        count = min(most + 1, likeness.shape[1])
        for row, reference in zip(likeness, new, strict=True):
            best = np.argpartition(-row, count - 1)[:count]
            ordered = best[np.argsort(-row[best])].tolist()
            self._families[reference] = [other for other in ordered if other != reference][:most]


def least_squares(measured: Measured, kept: Sequence[int], power: float) -> Fit:
    """Fits of any of `kept` (by position): by QR, that of a much smaller problem, each time."""
    matrix = without_smooth(measured.atoms(kept, power)).reshape(-1, len(GRID)).T
    q, r = np.linalg.qr(matrix)
    seen = q.T @ measured.bands
    beyond = max(measured.structure - float(seen @ seen), 1e-15)

    def fit(positions: Sequence[int]) -> tuple[float, Array]:
        columns = [_MOVED * at + side for at in positions for side in range(_MOVED)]
        coefficients, norm = nnls(r[:, columns], seen, maxiter=10 * len(columns))
        return norm**2 + beyond, coefficients.reshape(len(positions), _MOVED).sum(axis=1)

    return fit


class OneSided:
    """Fits where what stands above the references counts less. `counted` begins as the last fit of
    all left it."""

    def __init__(self, measured: Measured, kept: Sequence[int], power: float) -> None:
        self._atoms = measured.atoms(kept, power)
        self._target = measured.absorbance
        self._most = _BEYOND * max(measured.noise, _LEAST_NOISE)
        self._counted = np.ones(len(GRID))
        self.rest = measured.bands

    def begin(self, positions: Sequence[int]) -> tuple[float, Array]:
        loss, weights, self.rest, self._counted = self._solved(positions)
        return loss, weights

    def fit(self, positions: Sequence[int]) -> tuple[float, Array]:
        loss, weights, _rest, _counted = self._solved(positions)
        return loss, weights

    def _solved(self, positions: Sequence[int]) -> tuple[float, Array, Array, Array]:
        matrix = self._atoms[list(positions)].reshape(-1, len(GRID)).T
        counted, before = self._counted, np.inf
        for _time in range(_TIMES):
            root = np.sqrt(counted)
            q, r = np.linalg.qr(_SMOOTH * root[:, None])
            columns, target = matrix * root[:, None], self._target * root
            columns, seen = columns - q @ (q.T @ columns), target - q @ (q.T @ target)
            coefficients, _norm = nnls(columns, seen, maxiter=10 * columns.shape[1])
            rest = self._target - matrix @ coefficients
            rest -= _SMOOTH @ np.linalg.solve(r, q.T @ (rest * root))
            above = rest > self._most
            counted = np.where(above, self._most / np.maximum(rest, 1e-12), 1.0)
            loss = float(np.where(above, 2 * self._most * rest - self._most**2, rest**2).sum())
            if abs(before - loss) < _ENOUGH * loss:
                break
            before = loss
        weights = coefficients.reshape(len(positions), _MOVED).sum(axis=1)
        return max(loss, 1e-15), weights, rest, counted


def eliminated(fit: Fit, kept: Sequence[int], points: float, price: float) -> list[int]:
    """Those of `kept` that stay: one after another is left out, the least missed first, as long as
    `points` × log of what is left rises by less than the price of a reference (BIC)."""
    positions = list(range(len(kept)))
    left, weights = fit(positions)
    while len(positions) > 1:
        tried = []
        for at in np.argsort(weights)[:_TRIED]:
            others = [each for each in positions if each != positions[at]]
            tried.append((*fit(others), others))
        more, new_weights, others = min(tried, key=lambda each: each[0])
        if points * np.log(more / left) > price:
            break
        positions, left, weights = others, more, new_weights
    return [kept[at] for at in positions]
