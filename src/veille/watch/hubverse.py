"""Forecasts for forecast hubs: hubverse's model output (schemas v6), written and checked.

A hub's `tasks.json` says which rounds, task ids and output types it takes; a file is named
`<round>-<team>-<model>.csv`. Nobody else checks such a file in Python: `faults` does.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from .refusal import WrongInput

TASK_IDS = ("reference_date", "target", "horizon", "location", "target_end_date")
_OUTPUT = ("output_type", "output_type_id", "value")
COLUMNS = (*TASK_IDS, *_OUTPUT)
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-([A-Za-z0-9_]+)-([A-Za-z0-9_]+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class NoHub(WrongInput):
    """The folder is no hub, or the forecast does not fit it; the text is one sentence."""


def month_end(reference: date, months: int) -> date:
    """The last day of the month so many after that of the reference date."""
    at = reference.year * 12 + reference.month + months
    return date(at // 12, at % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Hub:
    """The model tasks of a hub's rounds."""

    tasks: tuple[dict[str, Any], ...]

    @classmethod
    def read(cls, folder: Path) -> "Hub":
        file = folder / "hub-config" / "tasks.json"
        if not file.exists():
            raise NoHub(
                f"There is no {file}: {folder} is no hub.",
                f"Il n’y a pas de {file} : {folder} n’est pas un hub.",
            )
        found = json.loads(file.read_text("utf-8"))
        return cls(tuple(task for each in found["rounds"] for task in each["model_tasks"]))

    def faults(self, file: Path) -> tuple[str, ...]:
        """What is wrong with a file of model output; empty where nothing is."""
        name = _NAME.fullmatch(file.stem)
        frame = pl.read_csv(file, infer_schema=False, null_values=["NA", ""])
        found = [] if name else ["name of the file: it is ROUND-TEAM-MODEL"]
        if set(frame.columns) != set(COLUMNS):
            return (*found, f"columns: they are {', '.join(COLUMNS)}")
        if name and frame["reference_date"].unique().to_list() != [name[1]]:
            found.append("round: the file's name and reference_date differ")
        for task in self.tasks:
            found += dict.fromkeys(_of_task(frame, task))
        return tuple(found)


def _of_task(frame: pl.DataFrame, task: dict[str, Any]) -> Iterator[str]:
    for column in TASK_IDS:
        allowed = task["task_ids"][column]
        required = {str(each) for each in allowed["required"] or []}
        known = required | {str(each) for each in allowed["optional"] or []}
        there = set(frame[column].drop_nulls().to_list())
        if there - known or frame[column].null_count():
            yield f"value of {column}: {', '.join(sorted(there - known))} is not asked for"
        if required - there:
            yield f"missing required {column}: {', '.join(sorted(required - there))}"
    if frame.select(pl.struct(*TASK_IDS, *_OUTPUT[:2]).is_duplicated().any()).item():
        yield "double row: a task's output is there twice"
    yield from _ends(frame)
    values = frame["value"].cast(pl.Float64, strict=False)
    if values.null_count() or (values < 0).any() or values.is_nan().any():
        yield "value: it is a number, not below zero"
    for kind in frame["output_type"].unique().drop_nulls().to_list():
        if kind not in task["output_type"]:
            yield f"output_type: {kind} is not asked for"
    yield from _quantiles(frame.with_columns(number=values), task)
    yield from _means(frame)
    yield from _samples(frame.with_columns(number=values), task)


def _ends(frame: pl.DataFrame) -> Iterator[str]:
    for row in frame.select(*TASK_IDS).unique().iter_rows(named=True):
        if not (_DAY.fullmatch(row["reference_date"] or "") and row["horizon"]):
            continue
        end = month_end(date.fromisoformat(row["reference_date"]), int(row["horizon"]))
        if row["target_end_date"] != end.isoformat():
            yield "target_end_date does not follow from reference_date and horizon"
            return


def _quantiles(frame: pl.DataFrame, task: dict[str, Any]) -> Iterator[str]:
    found = frame.filter(pl.col("output_type") == "quantile")
    asked = task["output_type"].get("quantile")
    if not asked:
        return
    levels = [f"{level:g}" for level in asked["output_type_id"]["required"]]
    wrong = set(found["output_type_id"].drop_nulls().to_list()) - set(levels)
    if wrong:
        yield f"quantile level: {', '.join(sorted(wrong))} is not asked for as written"
    for _task, rows in found.group_by(*TASK_IDS, maintain_order=True):
        there = rows["output_type_id"].to_list()
        if set(levels) - set(there) and not wrong:
            yield f"missing quantile level {', '.join(sorted(set(levels) - set(there)))}"
        ordered = rows.with_columns(level=pl.col("output_type_id").cast(pl.Float64, strict=False))
        if (ordered.sort("level")["number"].diff().drop_nulls() < 0).any():
            yield "quantiles fall as their levels rise"


def _means(frame: pl.DataFrame) -> Iterator[str]:
    if frame.filter(pl.col("output_type") == "mean")["output_type_id"].drop_nulls().len():
        yield "mean with an output_type_id: it is empty"


def _samples(frame: pl.DataFrame, task: dict[str, Any]) -> Iterator[str]:
    found = frame.filter(pl.col("output_type") == "sample")
    asked = task["output_type"].get("sample")
    if not found.height or not asked:
        return
    rules = asked["output_type_id_params"]
    if asked["value"]["type"] == "integer" and (found["number"] % 1 != 0).any():
        yield "sample not whole: its value is a whole number"
    counts = found.group_by(*TASK_IDS).len()["len"]
    if (counts < rules["min_samples_per_task"]).any() or (
        counts > rules["max_samples_per_task"]
    ).any():
        yield (
            f"number of samples: {rules['min_samples_per_task']} to "
            f"{rules['max_samples_per_task']} a task"
        )
    together = rules.get("compound_taskid_set") or TASK_IDS
    whole = found.group_by(*together, maintain_order=True).agg(pl.col("horizon").n_unique())
    for row in whole.iter_rows(named=True):
        of = found.filter(pl.all_horizontal(pl.col(name) == row[name] for name in together))
        spans = of.group_by("output_type_id").agg(pl.col("horizon").n_unique())
        if (spans["horizon"] != row["horizon"]).any():
            yield "sample not whole: one of them lacks a horizon"
            return


def rows_of(
    reference: date,
    target: str,
    location: str,
    quantiles: Sequence[Sequence[float]],
    levels: Sequence[float],
    *,
    first_horizon: int = 0,
) -> pl.DataFrame:
    """Model output of quantiles, horizons × levels, of months from `first_horizon` on."""
    made = [
        {
            "reference_date": reference.isoformat(),
            "target": target,
            "horizon": str(horizon),
            "location": location,
            "target_end_date": month_end(reference, horizon).isoformat(),
            "output_type": "quantile",
            "output_type_id": f"{level:g}",
            "value": float(value),
        }
        for horizon, row in enumerate(quantiles, first_horizon)
        for level, value in zip(levels, sorted(row), strict=True)
    ]
    return pl.DataFrame(made).select(COLUMNS)


def write(frame: pl.DataFrame, folder: Path, team: str, model: str) -> Path:
    """Write a round's file into a hub, or any folder; its path. Raises NoHub for a bad name."""
    (reference,) = frame["reference_date"].unique().to_list()
    name = f"{reference}-{team}-{model}"
    if not _NAME.fullmatch(name):
        raise NoHub(
            "Team and model are of letters, digits and _, and no hyphen.",
            "L’équipe et le modèle s’écrivent en lettres, chiffres et _, sans trait d’union.",
        )
    into = folder / "model-output" / f"{team}-{model}"
    into.mkdir(parents=True, exist_ok=True)
    frame.write_csv(into / f"{name}.csv", null_value="NA")
    return into / f"{name}.csv"
