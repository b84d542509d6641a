"""What a decision between scenarios rests on: which is worth most, how surely, and what it would
be worth to know.

Net benefit of a draw is λ · QALYs − cost, both beyond the baseline's, at λ dollars a QALY; the
baseline is an option too, of net benefit 0. The acceptability of an option is the share of draws
in which it is worth most (van Hout et al., Health Economics 1994;3:309, doi
10.1002/hec.4730030505); the frontier follows the option of the highest mean (Fenwick, Claxton &
Sculpher, Health Economics 2001;10:779, doi 10.1002/hec.635). The expected value of perfect
information is what a decision would gain, on average, if the parameters were known before it:
E[max] − max E (Claxton, J Health Econ 1999;18:341, doi 10.1016/S0167-6296(98)00039-3).
"""

import numpy as np
import polars as pl

from .study import BASELINE

#: Dollars a QALY.
PRICES = tuple(range(0, 200_001, 10_000))


def acceptability(plane: pl.DataFrame, options: list[str]) -> pl.DataFrame:
    """Of a `plane` [scenario, draw, qalys, cost]: for each price and option (the baseline first),
    `share` of draws in which it is worth most. Ties go to the one named first."""
    keys = [BASELINE, *options]
    rows = []
    for price in PRICES:
        benefit = net_benefit(plane, options, price)
        shares = np.bincount(benefit.argmax(axis=1), minlength=len(keys)) / len(benefit)
        rows += [(price, key, float(each)) for key, each in zip(keys, shares, strict=True)]
    return pl.DataFrame(
        rows, schema={"price": pl.Int64, "scenario": pl.String, "share": pl.Float64}, orient="row"
    )


def frontier(plane: pl.DataFrame, options: list[str]) -> pl.DataFrame:
    """For each price: the `scenario` worth most on average, the `share` of draws in which it is,
    and `evpi`, the dollars that knowing the parameters would be worth to this one decision."""
    keys = [BASELINE, *options]
    rows = []
    for price in PRICES:
        benefit = net_benefit(plane, options, price)
        means = benefit.mean(axis=0)
        best = int(means.argmax())
        share = float((benefit.argmax(axis=1) == best).mean())
        knowing = float(benefit.max(axis=1).mean() - means[best])
        rows.append((price, keys[best], share, knowing))
    return pl.DataFrame(
        rows,
        schema={
            "price": pl.Int64,
            "scenario": pl.String,
            "share": pl.Float64,
            "evpi": pl.Float64,
        },
        orient="row",
    )


def net_benefit(plane: pl.DataFrame, options: list[str], price: int) -> np.ndarray:
    """Shape (draws, 1 + options): the baseline's is 0."""
    columns = [
        plane.filter(scenario=key)
        .sort("draw")
        .select(pl.col("qalys") * price - pl.col("cost"))
        .to_series()
        .to_numpy()
        for key in options
    ]
    draws = plane["draw"].n_unique()
    return np.column_stack([np.zeros(draws), *columns])
