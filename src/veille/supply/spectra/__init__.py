"""Infrared spectra against a site’s reference folder: what explains one, and what is left over.

    library = read_library(Path("references"))
    found = compare(read_spectrum(Path("sample.dx")), library)
    for part in found.parts: print(part.name, part.weight)
    if found.unexplained: …                       # “something here is not in the library”

Baseline, then a prefilter by the cosine of first derivatives, then non-negative least squares with
backward elimination by BIC, each reference against its near twins, then the residual. Where that
is more than noise, the references are fitted from below: what is unknown adds and takes nothing
away. Weights are of absorbance, not of mass.
"""

from .comparing import Comparison, Part, compare
from .library import Library, kept_library, read_library
from .reading import NotASpectrum, Spectrum, read_spectrum

__all__ = [
    "Comparison",
    "Library",
    "NotASpectrum",
    "Part",
    "Spectrum",
    "compare",
    "kept_library",
    "read_library",
    "read_spectrum",
]
