"""Series made for tests: dates at a step, counts as given."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

MONDAY = date(2018, 1, 1)
YEAR_WEEKS = 52


def weeks(counts: Sequence[float | None] | np.ndarray, start: date = MONDAY) -> pl.DataFrame:
    return at_step(counts, 7, start)


def days(counts: Sequence[float | None] | np.ndarray, start: date = MONDAY) -> pl.DataFrame:
    return at_step(counts, 1, start)


def at_step(counts: Sequence[float | None] | np.ndarray, step: int, start: date) -> pl.DataFrame:
    made = [start + timedelta(days=step * row) for row in range(len(counts))]
    return pl.DataFrame({"date": made, "count": list(counts)}, strict=False)


def many(**series: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        [frame.select(pl.lit(name).alias("series"), pl.all()) for name, frame in series.items()],
        how="vertical_relaxed",
    )


def poisson_weeks(years: int, mean: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, YEAR_WEEKS * years).astype(float)
