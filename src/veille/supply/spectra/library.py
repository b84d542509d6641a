"""A site’s reference spectra, made ready to be compared with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.signal import savgol_filter

from .reading import GRID, STEP, Array, NotASpectrum, Spectrum, read_spectrum

_ENDINGS = {".dx", ".jdx", ".jcm", ".0", ".opus"}
#: Points of the polynomial that smooths and differentiates at once.
_WINDOW, _DEGREE = 7, 2
#: Whittaker’s stiffness for a spectrum of 601 points: bends over some hundred wavenumbers.
_STIFFNESS, _ASYMMETRY = 1e5, 1e-3


@dataclass(frozen=True)
class Library:
    """References on GRID: as they were measured, and with their baselines taken away; one row
    each."""

    names: Sequence[str]
    absorbance: npt.NDArray[np.float32]
    spectra: npt.NDArray[np.float32]
    #: Files that are no references, and why.
    left_out: Sequence[tuple[str, NotASpectrum]] = ()

    @cached_property
    def derivatives(self) -> npt.NDArray[np.float32]:
        """First derivatives, each of length one."""
        found = derivative(self.spectra)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return (found / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def library_of(references: Iterable[Spectrum]) -> Library:
    names, measured, rows, left_out = [], [], [], []
    for each in references:
        try:
            absorbance = each.on_grid()
        except NotASpectrum as why:
            left_out.append((each.name, why))
            continue
        names.append(each.name)
        measured.append(absorbance / max(float(np.ptp(absorbance)), 1e-12))
        rows.append(without_baseline(absorbance))
    return Library(names, _rows(measured), _rows(rows), left_out)


def _rows(rows: Sequence[Array]) -> npt.NDArray[np.float32]:
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(GRID))


def read_library(folder: Path) -> Library:
    """Every spectrum of a folder and of those inside it. A broken file is left out and named."""
    found: list[Spectrum] = []
    broken: list[tuple[str, NotASpectrum]] = []
    for path in _files(folder):
        try:
            found.append(read_spectrum(path))
        except NotASpectrum as why:
            broken.append((path.name, why))
    library = library_of(found)
    return replace(library, left_out=[*broken, *library.left_out])


def kept_library(folder: Path) -> Library:
    """`read_library`, read once in a process as long as no spectrum of the folder changes; empty
    where there is no folder."""
    stats = ((path, path.stat()) for path in _files(folder))
    return _kept(folder, tuple((path, at.st_mtime_ns, at.st_size) for path, at in stats))


@lru_cache(maxsize=1)
def _kept(folder: Path, _seen: tuple[tuple[Path, int, int], ...]) -> Library:
    return read_library(folder)


def _files(folder: Path) -> list[Path]:
    every = sorted(folder.rglob("*"))
    return [path for path in every if path.suffix.lower() in _ENDINGS and path.is_file()]


def without_baseline(absorbance: Array) -> Array:
    """Asymmetric least squares (Eilers; by pybaselines), and the strongest band at one."""
    from pybaselines.whittaker import asls

    bands: Array = absorbance - asls(absorbance, lam=_STIFFNESS, p=_ASYMMETRY)[0]
    most = float(bands.max())
    return bands / most if most > 0 else bands


def derivative(spectra: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    found: npt.NDArray[np.floating] = savgol_filter(
        spectra, _WINDOW, _DEGREE, deriv=1, delta=STEP, axis=-1
    )
    return found
