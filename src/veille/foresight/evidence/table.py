"""Every number of the model, with where it comes from: one table, `evidence.toml`."""

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from scipy.special import ndtri

from ..streams import table_of_uniforms

#: A 95 % interval is so many standard deviations wide.
_INTERVAL_SDS = 2 * 1.959964


class Kind(StrEnum):
    """How an uncertain value is drawn between draws of a study."""

    RATE = "rate"
    RATIO = "ratio"
    SHARE = "share"
    DAYS = "days"
    SPREAD = "spread"
    FIXED = "fixed"


class EvidenceFault(ValueError):
    """An entry of the table cannot be used; says which and why."""


@dataclass(frozen=True)
class Beside:
    """A published value of the same thing that the model does not use."""

    what: str
    value: float
    source: str
    url: str
    not_used: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Entry:
    """One parameter. `definition` holds the denominator, `interval` what low and high are."""

    name: str
    part: str
    value: float
    low: float
    high: float
    interval: str
    kind: Kind
    unit: str
    definition: str
    population: str
    source: str = ""
    url: str = ""
    assumption: bool = False
    why: str = ""
    beside: tuple[Beside, ...] = ()

    def drawn(self, u: float) -> float:
        """The value at quantile `u` in (0, 1): see the head of `evidence.toml`."""
        if self.kind is Kind.FIXED or self.low == self.high:
            return self.value
        if self.kind is Kind.SPREAD:
            return _triangular(u, self.low, self.value, self.high)
        to, back = (_logit, _expit) if self.kind is Kind.SHARE else (math.log, math.exp)
        low, middle, high = (to(_inside(x, self.kind)) for x in (self.low, self.value, self.high))
        if self.assumption:
            return back(_triangular(u, low, middle, high))
        return back(middle + float(ndtri(u)) * (high - low) / _INTERVAL_SDS)


@dataclass(frozen=True)
class Parameters:
    """One value for every entry: the central ones, or one draw of all that are uncertain."""

    values: Mapping[str, float]
    draw: int | None

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def replaced(self, **values: float) -> "Parameters":
        """The same with some values changed. Raises `EvidenceFault` for an unknown name."""
        unknown = [name for name in values if name not in self.values]
        if unknown:
            raise EvidenceFault(f"evidence.toml: there is no entry {unknown[0]!r}")
        return Parameters({**self.values, **values}, self.draw)

    def record(self) -> np.ndarray:
        """As one NumPy record, shape (1,), which compiled code reads by field name."""
        made = np.zeros(1, np.dtype([(name, np.float64) for name in sorted(self.values)]))
        for name, value in self.values.items():
            made[name] = value
        return made


@dataclass(frozen=True)
class Evidence:
    entries: Mapping[str, Entry]
    hash: str = field(repr=False)

    def values(self, draw: int | None = None, seed: int = 0) -> Parameters:
        """Central values (None), or draw number `draw`: the same for the same (draw, seed)."""
        if draw is None:
            return Parameters({name: entry.value for name, entry in self.entries.items()}, None)
        names = {name: _number_of(name) for name in self.entries}
        drawn = table_of_uniforms(seed, list(names.values()), draw, 0, 1)[:, 0]
        pairs = zip(self.entries.items(), drawn, strict=True)
        return Parameters({name: entry.drawn(float(u)) for (name, entry), u in pairs}, draw)


@cache
def load() -> Evidence:
    """The table that comes with Veille."""
    text = resources.files(__package__).joinpath("evidence.toml").read_text("utf-8")
    return parse(text)


def parse(text: str) -> Evidence:
    """Read a table. Raises `EvidenceFault`: one line with the entry and what is wrong."""
    entries = {name: _entry(name, raw) for name, raw in tomllib.loads(text).items()}
    return Evidence(entries, hashlib.sha256(text.encode()).hexdigest())


def _entry(name: str, raw: Mapping[str, Any]) -> Entry:
    try:
        beside = tuple(Beside(**one) for one in raw.get("beside", ()))
        kind = Kind(raw["kind"])
        entry = Entry(name, **{**raw, "kind": kind, "beside": beside})
    except (TypeError, ValueError, KeyError) as fault:
        raise EvidenceFault(f"evidence.toml: {name}: {fault}") from None
    if not entry.low <= entry.value <= entry.high:
        raise EvidenceFault(f"evidence.toml: {name}: the value lies outside its interval")
    if entry.assumption == bool(entry.source and entry.url):
        raise EvidenceFault(
            f"evidence.toml: {name}: needs a source with its url, or assumption = true and why"
        )
    if entry.assumption and not entry.why:
        raise EvidenceFault(f"evidence.toml: {name}: an assumption says why it is one")
    return entry


def _number_of(name: str) -> int:
    """A stream of its own for each entry: a new entry leaves the draws of the others alone."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def _triangular(u: float, low: float, middle: float, high: float) -> float:
    if high == low:
        return middle
    split = (middle - low) / (high - low)
    if u < split:
        return low + math.sqrt(u * (high - low) * (middle - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - middle))


_SMALLEST_SHARE = 1e-4


def _inside(value: float, kind: Kind) -> float:
    if kind is Kind.SHARE:
        return min(max(value, _SMALLEST_SHARE), 1 - _SMALLEST_SHARE)
    return value


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))
