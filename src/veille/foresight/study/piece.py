"""From one run of the model to what a piece keeps of it."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .. import evidence
from ..engine.simulation import simulate
from ..model.outcomes import GROUPS, group_labels
from ..model.people import populate
from ..model.person import Cause
from .costs import accounts
from .job import Job, Piece
from .later import later
from .measures import (
    COST,
    LIFE_YEARS,
    LIFETIME_COST,
    LIFETIME_QALYS,
    LIFETIME_YEARS,
    OVERDOSE_PLACES,
    OVERDOSES,
    QALYS,
    cost_of,
)
from .results import DIMENSIONS, EVERYBODY

#: Of one outcome, shape (months, GROUPS).
_Counts = NDArray[np.int64]
_Monthly = NDArray[np.float64]


def simulate_piece(job: Job) -> Piece:
    """Simulate a job and count it, on the thread that calls."""
    people = populate(job.place, job.seed, job.people)
    drawn = evidence.load().values(job.parameters_draw, job.parameters_seed)
    parameters = drawn.replaced(**dict(job.fitted))
    run = simulate(people, job.place, job.levers, parameters, job.start, job.days, job.seed)
    paid = accounts(run, job.place, job.levers, parameters, job.start, job.people)
    outcomes: dict[str, _Counts] = {
        **run.monthly,
        OVERDOSES: np.sum([run.monthly[name] for name in OVERDOSE_PLACES], axis=0),
    }
    money = {
        COST: np.sum([*paid.costs.values()], axis=0),
        **{cost_of(payer): column for payer, column in paid.costs.items()},
        QALYS: paid.qalys,
        LIFE_YEARS: paid.life_years,
    }
    after = later(run, job.place, parameters)
    for of_study, lifetime, left in (
        (COST, LIFETIME_COST, after.cost),
        (QALYS, LIFETIME_QALYS, after.qalys),
        (LIFE_YEARS, LIFETIME_YEARS, after.life_years),
    ):
        money[lifetime] = money[of_study].copy()
        money[lifetime][-1] += left
    return Piece(
        counts=pl.concat([_of_everybody(outcomes, money), _of_groups(outcomes)], how="diagonal"),
        dead=pl.DataFrame({"person": np.flatnonzero(run.person["cause"] == Cause.OVERDOSE)}),
        clamps=run.clamps,
        person_days=run.person_days,
    )


def _of_everybody(outcomes: dict[str, _Counts], money: dict[str, _Monthly]) -> pl.DataFrame:
    """A row for each month."""
    counts = {name: counts.sum(axis=1).astype(float) for name, counts in outcomes.items()}
    months = np.arange(len(money[COST]), dtype=np.int32)
    return pl.DataFrame({"month": months, **counts, **money}).with_columns(
        dimension=pl.lit(EVERYBODY), group=pl.lit("")
    )


def _of_groups(outcomes: dict[str, _Counts]) -> pl.DataFrame:
    """A row for each group of each dimension, over all months. Money has no groups."""
    whole = {name: counts.sum(axis=0).astype(float) for name, counts in outcomes.items()}
    labels = pl.DataFrame([group_labels(number) for number in range(GROUPS)])
    cells = pl.concat([labels, pl.DataFrame(whole)], how="horizontal")
    return pl.concat(
        cells.group_by(group=dimension, maintain_order=True)
        .agg(pl.col(*whole).sum())
        .with_columns(dimension=pl.lit(dimension), month=pl.lit(0, pl.Int32))
        for dimension in DIMENSIONS
    )
