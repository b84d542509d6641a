"""The naloxone that a site keeps: products, each with its route, its dose and its interval.

Read from `naloxone.toml`, or from the file of the network's medical lead; anew where it changed.
"""

import logging
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

VARIABLE = "VEILLE_NALOXONE"
_PACKAGED = Path(__file__).with_name("naloxone.toml")
_log = logging.getLogger("veille.naloxone")


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an interval comes from, in both languages."""

    fr: Annotated[str, msgspec.Meta(min_length=3)]
    en: Annotated[str, msgspec.Meta(min_length=3)]


class Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`route` is a word of `words.Route`. After `interval_seconds` the breaths are counted again.
    `sites`: those that keep it, by their short names; empty where all do."""

    route: Literal["IM", "IN", "IV", "SC"]
    dose_mg: Annotated[float, msgspec.Meta(gt=0, le=10)]
    interval_seconds: Annotated[int, msgspec.Meta(ge=30, le=1800)]
    source: Source
    sites: tuple[str, ...] = ()


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`approved_by` is empty where no medical lead has put their name under the intervals."""

    products: Annotated[tuple[Product, ...], msgspec.Meta(min_length=1)]
    approved_by: str = ""
    approved_on: str = ""

    def product(self, route: str, dose_mg: float | None) -> Product:
        """The product of this route and dose; of what is kept here no more, the first one."""
        same = (p for p in self.products if (p.route, p.dose_mg) == (route, dose_mg))
        return next(same, self.products[0])


def kept_at(site: str) -> Kept:
    """What is kept at a site, the product of a first dose first. Where the network's file names
    none for the site, all of it."""
    kept = _kept()
    here = tuple(p for p in kept.products if not p.sites or site in p.sites)
    return msgspec.structs.replace(kept, products=here or kept.products)


def read(path: Path) -> Kept:
    """Raises OSError, or ValueError (msgspec says what is wrong, and where)."""
    return msgspec.toml.decode(path.read_bytes(), type=Kept)


def _kept() -> Kept:
    own = os.environ.get(VARIABLE, "")
    if not own:
        return _read_now(_PACKAGED)
    try:
        return _read_now(Path(own))
    except (OSError, ValueError) as why:
        # It was right at the start. An overdose is answered all the same.
        _log.error("%s cannot be read, and the packaged products stand: %r", own, why)
        return _read_now(_PACKAGED)


def _read_now(path: Path) -> Kept:
    return _read(path, path.stat().st_mtime_ns)


@lru_cache
def _read(path: Path, _changed: int) -> Kept:
    return read(path)


def values(products: Sequence[Product]) -> list[str]:
    """What a form sends for each of these products."""
    return [f"{p.route}:{p.dose_mg:g}" for p in products]
