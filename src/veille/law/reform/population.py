"""A made-up population of people found with drugs, from a seed, with what it takes for granted."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from math import exp, log
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from veille import numbers

from ..answer import Words
from ..books import known, name_of
from ..words import label
from .overlay import Reform
from .phrases import Phrases

#: What a scale shows, in grams.
_LEAST = 0.01
_DECIMALS = 3
_OLDEST = 80
_DAYS_A_YEAR = 365
_ADULT = 18
DEFAULT_SEED = 1


@dataclass(frozen=True)
class Assumption:
    says: Words
    source: str = ""


@dataclass(frozen=True)
class Population:
    """`frame`: as `columnar.FIELDS`; `assumptions` stand beside every result."""

    frame: pl.DataFrame
    assumptions: tuple[Assumption, ...]
    seed: int


@cache
def _data() -> dict[str, Any]:
    file = resources.files(__package__).joinpath("population.toml")
    return tomllib.loads(file.read_text("utf-8"))


def default_size() -> int:
    return int(_data()["size"]["cases"])


def made_up(reform: Reform, *, cases: int | None = None, seed: int = DEFAULT_SEED) -> Population:
    """People in the jurisdictions that a reform changes, on days from its first one on."""
    count = cases or default_size()
    data, chance = _data(), np.random.default_rng(seed)
    jurisdiction = np.array(reform.changed)[chance.integers(len(reform.changed), size=count)]
    days = int(data["days"]["years"]) * _DAYS_A_YEAR
    began = np.datetime64(reform.begins)
    age = _ages(chance, count, data["age"])
    people = pl.DataFrame(
        {
            "case": np.arange(1, count + 1),
            "jurisdiction": jurisdiction,
            "date": began + chance.integers(days, size=count),
            "age": age,
            "place": _drawn(chance, count, data["place"]["shares"]),
        }
    ).with_columns(pl.col("case").cast(pl.String), pl.col("date").cast(pl.Date))
    people = people.with_columns(circumstances=_circumstances(chance, count, data))
    carried = _carried(chance, count, data)
    frame = _known_there(people).join(carried, on="case", how="inner", maintain_order="left")
    return Population(frame, _assumptions(reform, count, seed, age), seed)


def _ages(chance: np.random.Generator, count: int, said: Mapping[str, float]) -> NDArray[np.int64]:
    above = chance.gamma(said["shape"], said["mean_above"] / said["shape"], count)
    years: NDArray[np.int64] = np.minimum(_OLDEST, said["from"] + above).astype(np.int64)
    return years


def _drawn(
    chance: np.random.Generator, count: int, shares: Mapping[str, float]
) -> NDArray[np.str_]:
    names = np.array(list(shares))
    weights = np.array(list(shares.values()))
    return names[chance.choice(len(names), size=count, p=weights / weights.sum())]


def _circumstances(chance: np.random.Generator, count: int, data: Mapping[str, Any]) -> pl.Series:
    shares: dict[str, float] = data["circumstances"]["shares"]
    has = pl.DataFrame({name: chance.random(count) < share for name, share in shares.items()})
    said = [pl.when(pl.col(name)).then(pl.lit(name)) for name in shares]
    return has.select(pl.concat_list(said).list.drop_nulls()).to_series()


def _known_there(people: pl.DataFrame) -> pl.DataFrame:
    """Without a place that a jurisdiction has no word for: there, it is another public one."""
    here = pl.lit(False)
    for code, declared in known().items():
        here |= (pl.col("jurisdiction") == code) & pl.col("place").is_in(declared.places)
    return people.with_columns(
        place=pl.when(here).then(pl.col("place")).otherwise(pl.lit("other_public"))
    )


def _carried(chance: np.random.Generator, count: int, data: Mapping[str, Any]) -> pl.DataFrame:
    """Rows of [case, substance, grams, grams_active], one to three a case."""
    cannabis = chance.random(count) < data["cannabis"]["share"]
    shares = data["several"]["shares"]
    several = np.where(cannabis, 1, 1 + chance.choice(len(shares), size=count, p=shares))
    amount = data["amount"]
    in_all = chance.lognormal(log(median_grams()), amount["spread"], count)
    herb = chance.lognormal(
        log(data["cannabis"]["median_grams"]), data["cannabis"]["spread"], count
    )
    case = np.repeat(np.arange(count), several)
    part = chance.exponential(size=len(case))
    part /= np.add.reduceat(part, np.searchsorted(case, np.arange(count)))[case]
    grams = np.where(cannabis, herb, in_all)[case] * part
    grams = np.maximum(_LEAST, grams.round(_DECIMALS))
    drawn = _drawn(chance, len(case), data["substances"]["shares"])
    substance = np.where(cannabis[case], "cannabis_herb", drawn)
    between: dict[str, Sequence[float]] = data["purity"]["between"]
    least, most = (
        pl.Series(substance).replace_strict(
            {name: ends[at] for name, ends in between.items()}, default=None
        )
        for at in (0, 1)
    )
    is_known = (chance.random(count) < data["purity"]["known"])[case]
    purity = least + (most - least) * pl.Series(chance.random(len(case)))
    pure = pl.select(
        pl.when(pl.Series(is_known)).then((pl.Series(grams) * purity).round(_DECIMALS * 2))
    ).to_series()
    return pl.DataFrame(
        {
            "case": pl.Series(case + 1).cast(pl.String),
            "substance": substance,
            "grams": grams,
            "grams_active": pure,
        }
    )


def median_grams() -> float:
    """Of what is carried in all: so that `share_below` of it weighs less than `grams`."""
    amount = _data()["amount"]
    return float(
        amount["grams"] * exp(-amount["spread"] * NormalDist().inv_cdf(amount["share_below"]))
    )


def _assumptions(
    reform: Reform, count: int, seed: int, age: NDArray[np.int64]
) -> tuple[Assumption, ...]:
    """Every block’s sentence with its own figures in it: none is written twice."""
    drawn: dict[str, Any] = {
        "cases": count,
        "seed": seed,
        "median": round(median_grams(), 2),
        "mean": round(float(age.mean()), 1),
        "youth": Share(float((age < _ADULT).mean())),
        "begins": reform.begins,
    }
    return tuple(
        Assumption(
            Words(*(_filled(block, name, drawn, language) for language in ("en", "fr"))),
            block.get("source", ""),
        )
        for name, block in _data().items()
    )


class Share(float):
    """Of one; written in percent."""


#: The figures of the blocks that are shares.
_SHARES = {"share_below", "share", "known"}
_GROUPS = {"place": "place", "circumstances": "circumstance"}


def _filled(block: Mapping[str, Any], name: str, drawn: Mapping[str, Any], language: str) -> str:
    said = Phrases(language)
    own = {
        key: Share(each) if key in _SHARES else each for key, each in block.items() if key != "says"
    }
    return str(block["says"][language]).format(
        **{key: _written(each, name, said) for key, each in {**own, **drawn}.items()}
    )


def _written(value: Any, name: str, said: Phrases) -> str:
    match value:
        case Share():
            return said.percent(value).replace(".0%", "%").replace(",0\u00a0", "\u00a0")
        case bool() | str():
            return str(value)
        case int():
            return said.count(value)
        case float():
            return numbers.plain(Decimal(str(value)), said.language)
        case date():
            return value.isoformat()
        case dict():
            return ", ".join(f"{_word(k, name, said)} {_of(v, said)}" for k, v in value.items())
        case list():
            parts = enumerate(value, 1)
            return ", ".join(f"{count} ({_of(share, said)})" for count, share in parts)
    raise TypeError(type(value))


def _of(value: Any, said: Phrases) -> str:
    if isinstance(value, list):
        return "–".join(_written(Share(each), "", said) for each in value)
    return _written(Share(value), "", said) if isinstance(value, float) else str(value)


def _word(key: str, block: str, said: Phrases) -> str:
    group = _GROUPS.get(block)
    return said.of(label(group, key) if group else name_of(key))
