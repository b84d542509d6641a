"""What explains a spectrum: few references by non-negative least squares, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import nnls

from .fitting import Fit, Measured, OneSided, eliminated, least_squares
from .library import Library, derivative, without_baseline
from .reading import GRID, Array, Spectrum

#: References that the prefilter lets through at first, and for each look at the residual.
_FIRST, _MORE, _LOOKS = 40, 25, 3
_MORE_LATER = 12
#: At most so many are fitted together, each with as many of its family; in the second search fewer.
_TOGETHER, _FAMILY, _FEW = 25, 6, 4
_MOST_BESIDE_UNKNOWN, _TRIED_BESIDE_UNKNOWN = 12, 20
#: The cosine of derivatives from which references are of one family.
_ALIKE = 0.7
#: Of each reference: a weight and a shift.
_PARAMETERS = 2
#: Beside something unknown, what is left varies as bands do: a band’s width is one measurement.
_BAND = 13.0
#: A weight below these parts of all is none, while references are looked for; and a main one.
_TRACE, _SMALL, _MAIN = 0.002, 0.01, 0.04
#: A reference that explains less of the absorbance than this is none.
_LEAST_WEIGHT, _LEAST_BESIDE_UNKNOWN = 0.03, 0.05
#: Of the structure (sum of squares without the baseline), left unexplained beyond noise: more than
#: shifts and a crystal leave.
_UNEXPLAINED = 0.004
#: An infrared spectrum shows five or six components, and water: more than that only make up for
#: something else.
_MOST_COMPONENTS = 7
#: From here no search goes on: something is there that no library holds.
_FAR_FROM_EXPLAINED = 0.02
#: What is left, in variances of the noise, where the search began in a wrong place.
_NOT_ONLY_NOISE = 1.35
_STARTS = np.arange(0.0, 1.21, 0.08)
#: Two references are told apart where BIC differs by more: “strong” after Kass and Raftery, 1995.
_TOLD_APART = 6.0


@dataclass(frozen=True)
class Part:
    """`weight` is its part of the explained absorbance, 0 to 1; of absorbance, not of mass.
    `or_else` are references that explain as much in its place: it is one of them."""

    name: str
    weight: float
    or_else: Sequence[str] = ()


@dataclass(frozen=True)
class Comparison:
    """`bands` is the spectrum on GRID without its baseline, its height one; `residual` what of it
    no reference explains, and `unexplained` whether that is more than noise and shifts leave."""

    parts: Sequence[Part]
    bands: Array
    residual: Array
    unexplained: bool


@dataclass(frozen=True)
class _Found:
    kept: list[int]
    power: float
    squares: float
    weights: Array
    rest: Array


def compare(spectrum: Spectrum, library: Library) -> Comparison:
    """Raises NotASpectrum for a spectrum that does not reach over the grid or holds no numbers."""
    absorbance = spectrum.on_grid()
    measured = Measured(absorbance, library)
    if not len(library.names):
        return Comparison((), measured.bands, measured.bands, unexplained=True)
    price = _PARAMETERS * np.log(len(GRID))
    # One of many that could have been picked: the extended BIC (Chen and Chen, 2008).
    dear = price + 2 * np.log(len(library.names))
    bands = without_baseline(absorbance)
    candidates = _prefilter(np.asarray(derivative(bands), dtype=float), library)
    found = _searched_again(measured, _begun(measured, candidates, dear), dear)
    heavy = np.count_nonzero(found.weights >= _LEAST_WEIGHT * found.weights.sum())
    if measured.unexplained(found.squares) > _UNEXPLAINED or heavy > _MOST_COMPONENTS:
        return _beside_unknown(measured, found, price)
    fit = _swap_fit(measured, found.power)
    return Comparison(
        _parts(measured, found.kept, found.weights, fit, len(GRID), _LEAST_WEIGHT),
        measured.bands,
        found.rest,
        unexplained=False,
    )


def _prefilter(target: Array, library: Library) -> list[int]:
    """References whose derivative points the same way as the spectrum’s; then as what those that
    fit leave over, so that a weak component is not hidden by a strong one."""
    chosen: list[int] = []
    rest = target
    for look in range(_LOOKS):
        likeness = library.derivatives @ rest.astype(np.float32)
        likeness[chosen] = -np.inf
        count = min(_FIRST if look == 0 else _MORE, len(likeness) - len(chosen))
        if count < 1:
            break
        chosen += np.argpartition(-likeness, count - 1)[:count].tolist()
        basis = library.derivatives[chosen].astype(float).T
        weights, _ = nnls(basis, target, maxiter=10 * len(chosen))
        rest = target - basis @ weights
    return [chosen[at] for at in np.flatnonzero(weights > 0)] or chosen[:1]


def _begun(measured: Measured, candidates: list[int], price: float) -> _Found:
    tried = [(measured.fitted(candidates, power), power) for power in (0, 0.25, 0.5, 0.75, 1.0)]
    (_squares, weights, _rest), power = min(tried, key=lambda each: each[0][0])
    return _searched(measured, _above(candidates, weights, _SMALL), power, price)


def _searched_again(measured: Measured, found: _Found, price: float) -> _Found:
    """From the main references once more where noise alone is not what is left: a bend that was
    mistaken at first is made up for by references that are not there."""
    cost = measured.noise**2 * price
    for _time in range(2):
        only_noise = found.squares <= _NOT_ONLY_NOISE * len(GRID) * measured.noise**2
        if only_noise or measured.unexplained(found.squares) > _UNEXPLAINED:
            break
        main = _above(found.kept, found.weights, _MAIN)
        wide = _with_families(measured, main, _FEW)
        power = min((measured.fitted(wide, each)[0], each) for each in _STARTS)[1]
        again = _searched(measured, main, power, price)
        if again.squares + cost * len(again.kept) >= found.squares + cost * len(found.kept):
            break
        found = again
    return found


def _searched(measured: Measured, kept: list[int], power: float, price: float) -> _Found:
    """With their families and what the residual looks like, the bend fitted in between; then
    without those that BIC can do without, each the best of its family."""
    for look in range(_LOOKS):
        power = measured.best_power(kept, power, 0.2)
        candidates = _with_families(measured, kept, _FAMILY)
        squares, weights, rest = measured.fitted(candidates, power)
        if look + 1 < _LOOKS:
            straight = np.asarray(derivative(rest / (1_000 / GRID) ** power), dtype=np.float32)
            alike = measured.library.derivatives @ straight
            more = np.argsort(-alike)[:_MORE_LATER].tolist()
            candidates = list(dict.fromkeys(candidates + more))
            squares, weights, rest = measured.fitted(candidates, power)
        kept = _above(candidates, weights, _TRACE, _TOGETHER)
        kept = eliminated(least_squares(measured, kept, power), kept, len(GRID), price)
        if look and measured.unexplained(squares) > _FAR_FROM_EXPLAINED:
            return _Found(kept, power, *measured.fitted(kept, power))
    kept, power = _best_of_families(measured, kept, measured.best_power(kept, power, 0.1))
    kept = eliminated(least_squares(measured, kept, power), kept, len(GRID), price)
    power = measured.best_power(kept, power, 0.05)
    return _Found(kept, power, *measured.fitted(kept, power))


def _best_of_families(measured: Measured, kept: list[int], power: float) -> tuple[list[int], float]:
    """Each in turn in place of one of its family, as long as that explains more."""
    for _time in range(3):
        before = kept
        kept = _swapped(measured, kept, _swap_fit(measured, power))
        if kept == before:
            break
        power = measured.best_power(kept, power, 0.05)
    return kept, power


def _beside_unknown(measured: Measured, found: _Found, price: float) -> Comparison:
    """Where something is there that no library holds: what the references explain from below."""
    points = (GRID[-1] - GRID[0]) / _BAND / 2
    order = np.argsort(-found.weights)[:_MOST_BESIDE_UNKNOWN]
    candidates = _with_families(measured, [found.kept[at] for at in order], _FEW)
    _loss, weights = OneSided(measured, candidates, found.power).begin(range(len(candidates)))
    kept = _above(candidates, weights, _TRACE, _TRIED_BESIDE_UNKNOWN)
    fits = OneSided(measured, kept, found.power)
    fits.begin(range(len(kept)))
    kept = eliminated(fits.fit, kept, points, price)
    fit = _one_sided(measured, kept, found.power)
    better = _swapped(measured, kept, fit)
    if better != kept:
        kept, fit = better, _one_sided(measured, better, found.power)
    last = OneSided(measured, kept, found.power)
    _loss, weights = last.begin(range(len(kept)))
    parts = _parts(measured, kept, weights, fit, points, _LEAST_BESIDE_UNKNOWN)
    return Comparison(parts, measured.bands, last.rest, unexplained=True)


def _one_sided(measured: Measured, kept: list[int], power: float) -> Fit:
    """Fits of references and their families by number, not by position."""
    every = _with_families(measured, kept, _FAMILY)
    place = {reference: at for at, reference in enumerate(every)}
    fits = OneSided(measured, every, power)
    fits.begin([place[each] for each in kept])
    seen: dict[tuple[int, ...], tuple[float, Array]] = {}

    def fit(references: Sequence[int]) -> tuple[float, Array]:
        key = tuple(references)
        if key not in seen:
            seen[key] = fits.fit([place[each] for each in references])
        return seen[key]

    return fit


def _swap_fit(measured: Measured, power: float) -> Fit:
    """Fits by number, by least squares."""
    return lambda references: measured.fitted(references, power)[:2]


def _swapped(measured: Measured, kept: list[int], fit: Fit) -> list[int]:
    least = fit(kept)[0]
    for at in range(len(kept)):
        for other in measured.family(kept[at], _ALIKE, _FAMILY):
            if other not in kept:
                tried = [*kept[:at], other, *kept[at + 1 :]]
                squares = fit(tried)[0]
                if squares < least:
                    kept, least = tried, squares
    return kept


def _parts(
    measured: Measured,
    kept: list[int],
    weights: Array,
    fit: Fit,
    points: float,
    least: float,
) -> tuple[Part, ...]:
    """The heaviest first, each with those of its family that explain about as much in its place."""
    names = measured.library.names
    total, base = float(weights.sum()) or 1.0, fit(kept)[0]
    found = []
    for at, weight in enumerate(weights / total):
        if weight < least:
            continue
        part = Part(names[kept[at]], float(weight))
        others = []
        for other in measured.family(kept[at], _ALIKE, _FAMILY):
            if other not in kept:
                squares = fit([*kept[:at], other, *kept[at + 1 :]])[0]
                if points * np.log(squares / base) < _TOLD_APART:
                    others.append(names[other])
        found.append(replace(part, or_else=tuple(others)))
    return tuple(sorted(found, key=lambda part: -part.weight))


def _above(kept: Sequence[int], weights: Array, part: float, most: int = 0) -> list[int]:
    """Those that weigh more than this part of all, the heaviest alone where that is none; at most
    so many."""
    order = np.argsort(-weights)
    heavy = [kept[at] for at in order if weights[at] > part * weights.sum()]
    return (heavy or [kept[order[0]]])[: most or None]


def _with_families(measured: Measured, kept: Sequence[int], most: int) -> list[int]:
    measured.look_up(kept)
    every = [*kept]
    for each in kept:
        every += measured.family(each, _ALIKE, most)
    return list(dict.fromkeys(every))
