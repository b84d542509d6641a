"""Made-up spectra that are hard to tell apart: families of near twins, salts and bases, shifts,
ATR, water, and components that no library holds. For benchmarks and tests."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .library import Library, library_of
from .reading import GRID, Array, Spectrum

#: Beyond the grid on either side, so that shifted bands come in.
_X = np.arange(600.0, 1902.0, 2.0)
FAMILY = 5
_BANDS, _OWN_BANDS = 22, 4
_NOISE = 0.002


@dataclass(frozen=True)
class Mixture:
    """`shares` are of the absorbance; `unknown` is that of what is not in the library."""

    spectrum: Spectrum
    shares: dict[str, float]
    unknown: float


def references(families: int, seed: int) -> list[Spectrum]:
    """Families of five: a base, its salt (bands moved by 8 to 15 per cm), and three near twins
    with most bands in common."""
    chance = np.random.default_rng(seed)
    found = []
    for family in range(families):
        places = chance.uniform(620, 1880, _BANDS)
        heights = chance.gamma(1.2, 0.4, _BANDS) + 0.05
        widths = chance.uniform(4, 14, _BANDS)
        for member in range(FAMILY):
            moved, tall = places.copy(), heights.copy()
            if member == 1:
                some = chance.choice(_BANDS, 8, replace=False)
                moved[some] += chance.choice((-1, 1), 8) * chance.uniform(8, 15, 8)
            if member:
                tall = tall * chance.uniform(0.8, 1.25, _BANDS)
            own = _bands(
                chance.uniform(640, 1860, _OWN_BANDS),
                chance.uniform(0.15, 0.5, _OWN_BANDS),
                chance.uniform(4, 12, _OWN_BANDS),
            )
            y = _bands(moved, tall, widths) + own * (member > 0)
            found.append(Spectrum(f"f{family}.{member}", _X, y / y.max()))
    return found


def water() -> Spectrum:
    y = _bands(np.array([1_640.0, 760.0]), np.array([1.0, 0.5]), np.array([45.0, 110.0]))
    return Spectrum("water", _X, y)


def library_of_families(families: int, seed: int) -> tuple[Library, list[Spectrum]]:
    pure = [*references(families, seed), water()]
    return library_of(pure), pure


def mixture(
    pure: Sequence[Spectrum], strangers: Sequence[Spectrum], chance: np.random.Generator
) -> Mixture:
    """Two to six components, of one family at times; every fifth with a stranger of 10 to 40 %;
    each moved by up to 2 per cm, bent as an ATR crystal bends, on a baseline, damp, with noise."""
    count = int(chance.integers(2, 7))
    chosen = [pure[at] for at in chance.choice(len(pure) - 1, count, replace=False)]
    shares = chance.dirichlet(np.full(count, 1.0))
    unknown = 0.0
    if chance.uniform() < 0.2:
        unknown = float(chance.uniform(0.1, 0.4))
        shares = shares * (1 - unknown)
    parts = [(each.absorbance, share) for each, share in zip(chosen, shares, strict=True)]
    if unknown:
        parts.append((strangers[int(chance.integers(len(strangers)))].absorbance, unknown))
    y = sum((_distorted(a, chance) * share for a, share in parts), np.zeros(len(_X)))
    y = y * (1_000 / _X) ** chance.uniform(0, 1)
    y += chance.uniform(0, 0.1) * water().absorbance
    line = (_X - _X[0]) / (_X[-1] - _X[0])
    y += chance.uniform(0, 0.15) + chance.uniform(-0.1, 0.1) * line + 0.05 * line**2
    y += chance.normal(0, _NOISE, len(_X))
    named = {each.name: float(share) for each, share in zip(chosen, shares, strict=True)}
    return Mixture(Spectrum("mixture", _X, y), named, unknown)


def _distorted(absorbance: Array, chance: np.random.Generator) -> Array:
    return np.interp(_X + chance.uniform(-2, 2), _X, absorbance)


def _bands(places: Array, heights: Array, widths: Array) -> Array:
    """Lorentzian bands."""
    apart = (_X[None, :] - places[:, None]) / widths[:, None]
    found: Array = (heights[:, None] / (1 + apart**2)).sum(axis=0)
    return found


def family_likeness(spectra: Sequence[Spectrum]) -> float:
    """The median cosine of a family’s first member with its twins: on GRID, as absorbance."""
    found = []
    for start in range(0, len(spectra) - FAMILY + 1, FAMILY):
        first, *others = (
            np.interp(GRID, s.wavenumbers, s.absorbance) for s in spectra[start : start + FAMILY]
        )
        found += [float(first @ o / np.sqrt((first @ first) * (o @ o))) for o in others]
    return float(np.median(found))
