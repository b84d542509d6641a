"""Reference outputs of R and Python packages, where `shared/golden` stands beside the checkout."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

FIRST = Path(__file__).resolve().parents[3] / "shared" / "golden"
GOLDEN = FIRST / "watch"
HERE = GOLDEN.exists()
needs_golden = pytest.mark.skipif(
    not HERE, reason="shared/golden is not beside this checkout: nothing to compare with"
)

METHODS = {
    "farringtonFlexible": "farrington-flexible",
    "farrington": "farrington",
    "earsC": "ears",
    "algo.cusum": "cusum",
    "algo.glrnb": "glr",
    "algo.outbreakP": "outbreakp",
}
#: Numbers of golden that R gives and a detector here keeps among its details.
FITTED = 1e-6
EXACT = 1e-9
#: R's bounds above this are compared by their alarm only.
ABSURD = 1e9


@dataclass(frozen=True)
class Case:
    """One call of R, with what came out."""

    row: dict[str, Any]
    snake: dict[str, str]

    @property
    def id(self) -> str:
        return self.row["id"]

    @property
    def method(self) -> str:
        return METHODS[self.row["method"]]

    @property
    def tolerance(self) -> float:
        fitted = self.method.startswith("farrington") or self.method == "glr"
        return FITTED if fitted or self.row["parameters"].get("m") == "glm" else EXACT

    def settings(self) -> dict[str, object]:
        given = self.row["parameters"].items()
        found = {self.snake[key]: value for key, value in given if value is not None}
        found["range_start"], found["range_end"] = self.row["call"]["range"]
        if str(found.get("mu0", "")).startswith("fitted"):
            found |= {"mu0": "fitted", "s": 1, "trend": True}
        elif found.get("mu0") == "column mu0":
            found["mu0"] = "column"
        return found

    def frame(self) -> pl.DataFrame:
        frame = read(GOLDEN / "input" / self.row["call"]["input"])
        if self.settings().get("mu0") == "column":
            start, end = self.row["call"]["range"]
            mean = np.full(frame.height, np.nan)
            mean[start - 1 : end] = self.answer()["mu0"].to_numpy()
            frame = frame.with_columns(mu0=pl.Series(mean, nan_to_null=True))
        return frame

    def call(self) -> dict[str, Any]:
        call = self.row["call"]
        return {
            "frequency": call["frequency"],
            "time": "date" if call.get("epoch_as_date", True) else "row",
        }

    def answer(self) -> pl.DataFrame:
        return read(GOLDEN / self.row["output"][0])


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, try_parse_dates=True, infer_schema_length=None, null_values=["NA"])


def rows(*methods: str) -> list[dict[str, Any]]:
    """The rows of cases.json whose method begins so; none where there is no golden."""
    if not HERE:
        return []
    told = json.loads((GOLDEN / "cases.json").read_text())
    return [row for row in told["cases"] if row["method"].startswith(methods)]


def cases() -> list[Case]:
    """The cases of detectors."""
    if not HERE:
        return []
    snake = json.loads((GOLDEN / "cases.json").read_text())["snake_case"]
    return [Case(row, snake) for row in rows(*METHODS) if row["method"] in METHODS]


def numbers(column: pl.Series) -> np.ndarray:
    """As numbers, NaN where empty or infinite: nothing here answers with an infinity."""
    found = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.where(np.isinf(found), np.nan, found)


def difference(ours: pl.Series, theirs: pl.Series) -> float:
    """The largest |ours − R| / max(1, |R|); infinite where one is empty and the other is not."""
    a, b = numbers(ours), numbers(theirs)
    if len(a) != len(b) or (np.isnan(a) != np.isnan(b)).any():
        return float("inf")
    known = ~np.isnan(a)
    apart = np.abs(a - b)[known] / np.maximum(1, np.abs(b[known]))
    return float(apart.max(initial=0))
