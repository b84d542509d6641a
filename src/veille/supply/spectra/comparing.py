"""What explains a spectrum: references by non-negative least squares, few of them, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr
from scipy.optimize import nnls

from .library import Library, derivative, without_baseline
from .reading import GRID, STEP, Array, Spectrum

#: References that the prefilter lets through at first, and for each look at the residual.
_FIRST, _MORE, _LOOKS = 40, 25, 3
#: A reference may lie off by so many wavenumbers, either way.
_SHIFT = 2.0
#: Neighbouring points say the same: so many of them count as one measurement.
_POINTS_AS_ONE = 4
#: Of each reference: a weight and a shift.
_PARAMETERS = 2
#: An ATR crystal weakens high wavenumbers as (1000 / wavenumber) to a power between these; one
#: power holds for a whole spectrum.
_POWERS = (0.0, 0.25, 0.5, 0.75, 1.0)
#: How many of the weakest are tried before one is left out.
_TRIED = 3
#: A weight below this part of all is none, while references are chosen.
_TRACE = 0.004
#: A reference contributes at least this part of what is left unexplained (sums of squares): what
#: no library holds leaves much, beside which a weak component is there all the same.
_STANDS_OUT = 0.25
#: Of what a reference contributes, at least this part must be there once the others are taken away:
#: one that only borrows from an unknown has bands where there are none.
_THERE = 0.6
#: A reference that explains less of the absorbance than this is none.
LEAST_WEIGHT = 0.04
#: Of the derivative’s sum of squares, unexplained: more than noise and shifts leave.
UNEXPLAINED = 0.06


@dataclass(frozen=True)
class Part:
    """`weight` is its part of the explained absorbance, 0 to 1; of absorbance, not of mass."""

    name: str
    weight: float


@dataclass(frozen=True)
class Comparison:
    """`residual` is what no reference explains, on GRID; `left` its part of the structure (sum of
    squares of the derivative), and `unexplained` whether that is more than noise leaves."""

    parts: Sequence[Part]
    residual: Array
    left: float
    unexplained: bool


def compare(spectrum: Spectrum, library: Library) -> Comparison:
    """Raises NotASpectrum for a spectrum that does not reach over the grid or holds no numbers."""
    bands = without_baseline(spectrum.on_grid())
    if not len(library.names):
        return Comparison((), bands, 1.0, unexplained=True)
    target = np.asarray(derivative(bands), dtype=float)
    chosen = _prefilter(target, library)
    atoms = _bent_as(target, library, chosen)
    kept = _that_are_there(atoms, _eliminated(atoms, target), target, bands)
    weights, left_over = atoms.fitted(kept, target)
    total = sum(weights.values()) or 1.0
    parts = [
        Part(library.names[r], w / total) for r, w in weights.items() if w / total >= LEAST_WEIGHT
    ]
    left = float(left_over @ left_over / (target @ target))
    residual = np.cumsum(left_over) * STEP
    return Comparison(
        tuple(sorted(parts, key=lambda part: -part.weight)), residual, left, left > UNEXPLAINED
    )


def _prefilter(target: Array, library: Library) -> list[int]:
    """References whose derivative points the same way as the spectrum’s; then as what those that
    fit leave over, so that a weak component is not hidden by a strong one."""
    chosen: list[int] = []
    rest = target
    for look in range(_LOOKS):
        likeness = library.derivatives @ rest.astype(np.float32)
        likeness[chosen] = -np.inf
        count = min(_FIRST if look == 0 else _MORE, len(likeness))
        chosen += np.argpartition(-likeness, count - 1)[:count].tolist()
        if look + 1 < _LOOKS:
            basis = library.derivatives[chosen].astype(float).T
            weights, _ = nnls(basis, target)
            rest = target - basis @ weights
    weights, _ = nnls(library.derivatives[chosen].astype(float).T, target)
    return [chosen[at] for at in np.flatnonzero(weights > _TRACE * weights.sum())]


class _Atoms:
    """Each chosen reference as several columns: as it is and moved to either side, bent as an ATR
    crystal bends by one power; their non-negative mixtures are everything in between."""

    def __init__(self, library: Library, chosen: Sequence[int], power: float) -> None:
        spectra = library.spectra[list(chosen)].astype(float)
        slope = ((1_000 / GRID) ** power)[None, :]
        variants = [_moved(spectra, shift) * slope for shift in (-_SHIFT, 0.0, _SHIFT)]
        self._each = len(variants)
        self._plain = np.stack(variants, axis=1)
        self._columns = derivative(self._plain).astype(float)
        self._place = {reference: at for at, reference in enumerate(chosen)}
        self.references = list(chosen)

    def matrix(self, kept: Sequence[int]) -> Array:
        rows = self._columns[[self._place[r] for r in kept]]
        return rows.reshape(-1, rows.shape[-1]).T

    def columns_of(self, kept: Sequence[int]) -> list[int]:
        """Where their columns stand in the matrix of all."""
        starts = [self._place[reference] * self._each for reference in kept]
        return [at for start in starts for at in range(start, start + self._each)]

    def weights(self, kept: Sequence[int], coefficients: Array) -> dict[int, float]:
        by_reference = coefficients.reshape(len(kept), self._each).sum(axis=1)
        return dict(zip(kept, by_reference.tolist(), strict=True))

    def fitted(self, kept: Sequence[int], target: Array) -> tuple[dict[int, float], Array]:
        if not kept:
            return {}, target
        matrix = self.matrix(kept)
        coefficients, _ = nnls(matrix, target)
        return self.weights(kept, coefficients), target - matrix @ coefficients

    def contributions(self, kept: Sequence[int], target: Array) -> Array:
        """The absorbance of each reference, a row each, where all of `kept` are fitted."""
        coefficients, _ = nnls(self.matrix(kept), target)
        plain = self._plain[[self._place[r] for r in kept]]
        found: Array = np.einsum("ij,ijk->ik", coefficients.reshape(len(kept), -1), plain)
        return found


def _bent_as(target: Array, library: Library, chosen: Sequence[int]) -> _Atoms:
    """The references, bent by the power by which they explain the most."""
    tried = [_Atoms(library, chosen, power) for power in _POWERS]
    return min(tried, key=lambda atoms: _Fit(atoms, target).of(atoms.references)[0])


def _that_are_there(
    atoms: _Atoms, kept: Sequence[int], target: Array, bands: Array
) -> Sequence[int]:
    """Without those that the spectrum itself denies, the least there first. What no library holds
    adds to a spectrum and takes nothing away: where the others leave less than a reference’s
    bands, the reference is not there."""
    left = list(kept)
    while len(left) > 1:
        each = atoms.contributions(left, target)
        rest = bands - each.sum(axis=0)
        rest -= np.median(rest)
        there = np.clip((each + rest) / np.maximum(each, 1e-6), 0.0, 1.0)
        part = (there * each**2).sum(axis=1) / np.maximum((each**2).sum(axis=1), 1e-15)
        weakest = int(np.argmin(part))
        if part[weakest] >= _THERE:
            break
        del left[weakest]
    return left


def _moved(spectra: Array, shift: float) -> Array:
    if not shift:
        return spectra
    points = round(shift / STEP)
    return np.roll(spectra, points, axis=1)


def _eliminated(atoms: _Atoms, target: Array) -> list[int]:
    """References that stay: one after another is left out, the least missed first, as long as BIC
    falls."""
    fit = _Fit(atoms, target)
    rss, weights = fit.of(atoms.references)
    current = [r for r, weight in weights.items() if weight > _TRACE * sum(weights.values())]
    rss, weights = fit.of(current)
    size = len(target) / _POINTS_AS_ONE
    price = _PARAMETERS * np.log(size)
    while len(current) > 1:
        least = sorted(current, key=weights.__getitem__)[:_TRIED]
        tried = [(fit.of([r for r in current if r != out]), out) for out in least]
        (new_rss, new_weights), out = min(tried, key=lambda each: each[0][0])
        if size * np.log(new_rss / rss) > price:
            break
        current.remove(out)
        rss, weights = new_rss, new_weights
    return _standing_out(fit, current)


def _standing_out(fit: "_Fit", current: list[int]) -> list[int]:
    """Without those that the residual drowns: where something is left that no reference explains,
    weak ones only borrow from it."""
    while len(current) > 1:
        rss, _ = fit.of(current)
        energies = fit.energies(current)
        weakest = min(current, key=energies.__getitem__)
        if energies[weakest] >= _STANDS_OUT * rss:
            break
        current.remove(weakest)
    return current


class _Fit:
    """Fits of any of the references: by QR, that of a much smaller problem, again and again."""

    def __init__(self, atoms: _Atoms, target: Array) -> None:
        self._atoms = atoms
        q, self._r = qr(atoms.matrix(atoms.references), mode="economic")
        self._seen = q.T @ target
        self._beyond = float(target @ target - self._seen @ self._seen)

    def of(self, kept: Sequence[int]) -> tuple[float, dict[int, float]]:
        """The sum of squares that is left, and the weight of each reference."""
        coefficients, norm = nnls(self._r[:, self._atoms.columns_of(kept)], self._seen)
        return max(norm**2 + self._beyond, 1e-15), self._atoms.weights(kept, coefficients)

    def energies(self, kept: Sequence[int]) -> dict[int, float]:
        """The sum of squares of what each reference contributes."""
        columns = self._r[:, self._atoms.columns_of(kept)]
        coefficients, _ = nnls(columns, self._seen)
        parts = (columns * coefficients).reshape(len(columns), len(kept), -1).sum(axis=2)
        return dict(zip(kept, (parts**2).sum(axis=0).tolist(), strict=True))
