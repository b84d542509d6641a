"""A frame read as series: its columns as numbers, and what is wrong with dates and counts."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from veille.numbers import LARGEST_EXACT
from veille.tabular import Message

from . import dates
from .refusal import WrongInput

DATE, COUNT, EXPOSURE, MEAN, SERIES = "date", "count", "population", "mu0", "series"


class Unreadable(WrongInput):
    """The frame cannot be read as series; the text is one sentence."""


@dataclass(frozen=True)
class Rows:
    """One column an array; series lie one after the other, of `starts[i]:starts[i + 1]`."""

    days: np.ndarray
    counts: np.ndarray
    exposure: np.ndarray | None
    mean: np.ndarray | None
    starts: np.ndarray


def read(frame: pl.DataFrame, *also: str) -> tuple[pl.Series | None, Rows]:
    """The names of the series, and their rows; `also` are columns that are needed beside date and
    count. Raises Unreadable."""
    lacking = [name for name in (DATE, COUNT, *also) if name not in frame.columns]
    if lacking:
        here = ", ".join(frame.columns)
        raise Unreadable(
            f"There is no column {' or '.join(lacking)}; there are {here}.",
            f"Il n’y a pas de colonne {' ou '.join(lacking)}; il y a {here}.",
        )
    names = None
    starts = np.array([0, frame.height] if frame.height else [0])
    if SERIES in frame.columns and frame.height:
        runs = frame[SERIES].rle_id()
        if int(runs[-1]) + 1 != frame[SERIES].n_unique():
            frame = frame.sort(SERIES, maintain_order=True)
            runs = frame[SERIES].rle_id()
        changes = np.flatnonzero(np.diff(runs.to_numpy())) + 1
        starts = np.concatenate([[0], changes, [frame.height]])
        names = frame[SERIES].gather(starts[:-1].tolist())
    elif SERIES in frame.columns:
        names = frame[SERIES]
    return names, Rows(
        days=_days(frame[DATE]),
        counts=_numbers(frame[COUNT]),
        exposure=_numbers(frame[EXPOSURE]) if EXPOSURE in frame.columns else None,
        mean=_numbers(frame[MEAN]) if MEAN in frame.columns else None,
        starts=starts,
    )


def _days(column: pl.Series) -> np.ndarray:
    if column.dtype == pl.String:
        try:
            column = column.str.to_date("%Y-%m-%d", strict=True)
        except pl.exceptions.PolarsError:
            wrong = column.filter(column.str.to_date("%Y-%m-%d", strict=False).is_null())
            raise Unreadable(
                f"Dates are written as 2026-01-31; “{wrong[0]}” is not one. "
                "veille watch import reads other ways of writing them.",
                f"Les dates s’écrivent 2026-01-31; « {wrong[0]} » n’en est pas une. "
                "veille watch import lit d’autres façons de les écrire.",
            ) from None
    elif column.dtype != pl.Date:
        if not column.dtype.is_temporal() or column.dtype in {pl.Time, pl.Duration}:
            raise Unreadable(
                f"The column date holds {column.dtype}, no dates.",
                f"La colonne date contient {column.dtype}, et non des dates.",
            )
        column = column.cast(pl.Date)
    if column.null_count():
        raise Unreadable(
            f"{column.null_count()} rows have no date.",
            f"Lignes sans date : {column.null_count()}.",
        )
    return dates.days_of(column.to_numpy())


def _numbers(column: pl.Series) -> np.ndarray:
    """As numbers, NaN where one is missing."""
    if column.dtype == pl.String:
        found = column.str.strip_chars().replace("", None).cast(pl.Float64, strict=False)
        wrong = column.filter(found.is_null() & (column.str.strip_chars() != ""))
        if len(wrong):
            raise Unreadable(
                f"“{wrong[0]}” in the column {column.name} is no number; a missing count is empty.",
                f"« {wrong[0]} », dans la colonne {column.name}, n’est pas un nombre; un nombre "
                "qui manque reste vide.",
            )
        column = found
    elif not column.dtype.is_numeric() and column.dtype != pl.Null:
        raise Unreadable(
            f"The column {column.name} holds {column.dtype}, no numbers.",
            f"La colonne {column.name} contient {column.dtype}, et non des nombres.",
        )
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy().copy()


_STEPS_FR = {"day": "jour", "week": "semaine", "month": "mois"}


def wrong_dates(
    days: np.ndarray,
    frequency: int | None,
    *,
    method: str,
    frequencies: Collection[int],
    by_date: bool,
) -> Message | None:
    """What is wrong with the days of a series for a method that takes these frequencies."""
    if len(days) < 2:
        if len(days):
            return Message("It has one row.", "Elle n’a qu’une ligne.")
        return Message("It is empty.", "Elle est vide.")
    steps = np.diff(days)
    if (steps == 0).any():
        day = dates.date_of(days[1:][steps == 0][0])
        return Message(f"{day} occurs twice.", f"{day} y figure deux fois.")
    if (steps < 0).any():
        at = int(np.argmax(steps < 0))
        later, earlier = dates.date_of(days[at + 1]), dates.date_of(days[at])
        return Message(f"{later} comes after {earlier}.", f"{later} vient après {earlier}.")
    if frequency is None:
        return Message(
            "Its dates are not a day, a week or a month apart.",
            "Ses dates ne se suivent pas de jour en jour, de semaine en semaine ou de mois en "
            "mois.",
        )
    step = dates.STEPS[frequency]
    step_fr = _STEPS_FR[step]
    if frequency not in frequencies:
        return Message(
            f"{method} is for days, and its dates are a {step} apart.",
            f"{method} juge des jours, et ses dates se suivent de {step_fr} en {step_fr}.",
        )
    if by_date and dates.all_days(days, frequency) is None:
        return Message(
            f"Its dates are not a {step} apart.",
            f"Ses dates ne se suivent pas de {step_fr} en {step_fr}.",
        )
    return None


def wrong_counts(counts: np.ndarray, exposure: np.ndarray | None) -> dict[int, Message]:
    """What is wrong with which row of `counts`, or of what they are out of."""
    wrong: dict[int, Message] = {}
    with np.errstate(invalid="ignore"):
        bad = (
            (counts < 0)
            | (counts > LARGEST_EXACT)
            | (counts != np.floor(counts)) & ~np.isnan(counts)
        )
    for at in np.flatnonzero(bad.any(axis=1)).tolist():
        wrong[at] = _why_no_count(counts[at][bad[at]][0])
    if exposure is not None:
        for at in np.flatnonzero((exposure > LARGEST_EXACT).any(axis=1)).tolist():
            wrong.setdefault(at, _TOO_MANY)
    for at in np.flatnonzero(np.isnan(counts).all(axis=1)).tolist():
        wrong[at] = Message("All its counts are missing.", "Tous ses nombres manquent.")
    return wrong


_TOO_MANY = Message(
    f"A population is above {LARGEST_EXACT}: it is no longer exact.",
    f"Une population dépasse {LARGEST_EXACT} : elle n’est plus exacte.",
)


def _why_no_count(value: float) -> Message:
    if value < 0:
        return Message(
            f"A count is {value:g}, which is negative.", f"Un nombre est négatif : {value:g}."
        )
    if value > LARGEST_EXACT:
        return Message(
            f"A count is {value:g}: a count above {LARGEST_EXACT} is no longer exact.",
            f"Un nombre vaut {value:g} : au-delà de {LARGEST_EXACT}, un décompte n’est plus exact.",
        )
    return Message(
        f"A count is {value:g}, which is no whole number.",
        f"Un nombre n’est pas entier : {value:g}.",
    )
