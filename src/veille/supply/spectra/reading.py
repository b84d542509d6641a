"""Spectra from files: JCAMP-DX and Bruker OPUS."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from veille.tabular import Message

Array = npt.NDArray[np.float64]

#: The grid on which spectra are compared: the fingerprint region, in wavenumbers (1/cm).
FIRST, LAST, STEP = 650.0, 1850.0, 2.0
GRID: Array = np.arange(FIRST, LAST + STEP / 2, STEP)
#: A spectrum must cover so much of the grid.
_LEAST_COVERED = 0.95
_OPUS = (".0", ".1", ".2", ".3", ".opus")
_SMALLEST_TRANSMITTANCE = 1e-4


class NotASpectrum(ValueError):
    """A file that cannot be compared; `message` says what is wrong, in both languages."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.message = Message(en, fr)

    def in_words(self, language: str) -> str:
        return self.message.in_words(language)


@dataclass(frozen=True)
class Spectrum:
    """`absorbance` at each of `wavenumbers` (1/cm), which rise."""

    name: str
    wavenumbers: Array
    absorbance: Array

    def on_grid(self) -> Array:
        """The absorbance on GRID. Raises NotASpectrum where it does not reach over it, or holds
        what is no number."""
        if len(self.wavenumbers) < 2 or len(self.wavenumbers) != len(self.absorbance):
            raise NotASpectrum(
                f"{self.name} holds no spectrum.", f"{self.name} ne contient aucun spectre."
            )
        if not (np.isfinite(self.absorbance).all() and np.isfinite(self.wavenumbers).all()):
            raise NotASpectrum(
                f"{self.name} holds points that are no numbers: measure it again.",
                f"{self.name} contient des points qui ne sont pas des nombres : refaites la "
                "mesure.",
            )
        low, high = float(self.wavenumbers.min()), float(self.wavenumbers.max())
        covered = (min(high, LAST) - max(low, FIRST)) / (LAST - FIRST)
        if covered < _LEAST_COVERED:
            raise NotASpectrum(
                f"{self.name} reaches from {low:.0f} to {high:.0f} per cm; {FIRST:.0f} to "
                f"{LAST:.0f} are needed.",
                f"{self.name} va de {low:.0f} à {high:.0f} par cm; il faut de {FIRST:.0f} à "
                f"{LAST:.0f}.",
            )
        order = np.argsort(self.wavenumbers)
        return np.interp(GRID, self.wavenumbers[order], self.absorbance[order])


def read_spectrum(path: Path) -> Spectrum:
    """A JCAMP-DX (.dx, .jdx) or Bruker OPUS (.0 …) file. Raises NotASpectrum."""
    try:
        if path.suffix.lower() in _OPUS:
            return _opus(path)
        return _jcamp(path)
    except NotASpectrum:
        raise
    except Exception as error:  # readers of others raise anything on a file cut short
        raise NotASpectrum(
            f"{path.name} cannot be read as a spectrum: {error}",
            f"{path.name} ne se lit pas comme un spectre : {error}",
        ) from None


def _jcamp(path: Path) -> Spectrum:
    import jcamp

    found: dict[str, Any] = jcamp.readfile(str(path))
    x, y = found.get("x"), found.get("y")
    if x is None or y is None or len(x) < 2:
        raise NotASpectrum(
            f"{path.name} holds no spectrum.", f"{path.name} ne contient aucun spectre."
        )
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if "MICROMETER" in str(found.get("xunits", "")).upper():
        x = 1e4 / x
    if "TRANSMITTANCE" in str(found.get("yunits", "")).upper():
        percent = 100.0 if np.nanmax(y) > 2 else 1.0
        y = -np.log10(np.clip(y / percent, _SMALLEST_TRANSMITTANCE, None))
    order = np.argsort(x)
    return Spectrum(str(found.get("title", path.stem)).strip() or path.stem, x[order], y[order])


def _opus(path: Path) -> Spectrum:
    from brukeropus import read_opus

    opened = read_opus(str(path))
    data = getattr(opened, "a", None)
    if data is None:
        raise NotASpectrum(
            f"{path.name} holds no absorbance spectrum.",
            f"{path.name} ne contient aucun spectre d’absorbance.",
        )
    x, y = np.asarray(data.x, dtype=float), np.asarray(data.y, dtype=float).ravel()
    order = np.argsort(x)
    return Spectrum(path.stem, x[order], y[order])
