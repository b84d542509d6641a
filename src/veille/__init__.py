"""Veille: a public-health response to the overdose crisis, as software."""

__version__ = "0.2.0"
