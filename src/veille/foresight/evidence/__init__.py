"""Every number of the model, with where it comes from."""

from .table import Beside, Entry, Evidence, EvidenceFault, Kind, Parameters, load, parse

__all__ = [
    "Beside",
    "Entry",
    "Evidence",
    "EvidenceFault",
    "Kind",
    "Parameters",
    "load",
    "parse",
]
