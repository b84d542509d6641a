"""Which parameters an answer hangs on, told from the draws of a study: no further run is needed.

- *Tornado*: what an outcome is on average in the fifth of the draws in which a parameter is lowest,
  and in the fifth in which it is highest; all other parameters vary as they do. So it holds what
  goes together with the parameter, and no range is chosen by hand.
- *PRCC*: the rank correlation of a parameter and the outcome that the other parameters told here
  leave (Marino et al., J Theor Biol 2008;254:178, doi 10.1016/j.jtbi.2008.04.011).
- *EVPPI*: what a decision would gain on average if this one parameter were known before it. Net
  benefit is regressed on the parameter (Strong, Oakley & Brennan, Med Decis Making 2014;34:311, doi
  10.1177/0272989X13505910). A regression on few draws finds something in noise as well: what it
  finds once the parameter is shuffled is taken off.

There are more parameters than draws, mostly. Told are those whose rank correlation with the outcome
is larger than noise would make any of so many (Bonferroni, 5 %), at most one for every `DRAWS_EACH`
draws; the others are not shown to have no effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from ..evidence import Evidence
from .estimates import COVERAGE

DRAWS_EACH = 6
MOST_TOLD = 12
#: Fewer draws than this tell nothing of single parameters.
LEAST_DRAWS = 40
_FIFTH = 5
_SHUFFLES, _SEED = 40, 20_260_101
_DEGREE = 2
#: The chance that noise alone has any parameter told.
_FALSE = 0.05

_Values = NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """`values` has shape (draws, names): those of the evidence that vary."""

    names: tuple[str, ...]
    values: _Values


def drawn(evidence: Evidence, seed: int, draws: Sequence[int]) -> Drawn:
    """The parameters of a study's draws, as its pieces had them."""
    names = tuple(name for name, each in evidence.entries.items() if each.low < each.high)
    found = [evidence.values(draw, seed) for draw in draws]
    values = np.array([[each[name] for name in names] for each in found])
    varies = np.ptp(values, axis=0) > 0
    kept = tuple(name for name, one in zip(names, varies, strict=True) if one)
    return Drawn(kept, values[:, varies])


def sensitivity(parameters: Drawn, outcome: _Values) -> pl.DataFrame:
    """Of an `outcome`, shape (draws,): the parameters told, those it hangs on most first, with
    `parameter`, `low` and `high` (means of the outcome in the lowest and highest fifth of draws),
    `prcc`, `prcc_low` and `prcc_high` (95 %). Empty below LEAST_DRAWS."""
    told = _told(parameters, outcome)
    names = ("low", "high", "prcc", "prcc_low", "prcc_high")
    schema = {"parameter": pl.String, **dict.fromkeys(names, pl.Float64)}
    if not told:
        return pl.DataFrame(schema=schema)
    y = rankdata(outcome)
    x = np.apply_along_axis(rankdata, 0, parameters.values[:, told])
    partial = _partial(x, y)
    half = norm.ppf((1 + COVERAGE) / 2) / np.sqrt(max(len(outcome) - len(told) - 2, 1))
    rows = []
    for place, column in enumerate(told):
        order = np.argsort(parameters.values[:, column], kind="stable")
        fifth = max(len(order) // _FIFTH, 1)
        z = np.arctanh(np.clip(partial[place], -0.999999, 0.999999))
        rows.append(
            (
                parameters.names[column],
                float(outcome[order[:fifth]].mean()),
                float(outcome[order[-fifth:]].mean()),
                float(partial[place]),
                float(np.tanh(z - half)),
                float(np.tanh(z + half)),
            )
        )
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        (pl.col("high") - pl.col("low")).abs(), descending=True
    )


def worth_of_each(parameters: Drawn, told: list[str], benefit: _Values) -> pl.DataFrame:
    """`parameter` and `evppi`, dollars, of a decision with net benefits `benefit`, shape (draws,
    options); what noise alone would show is taken off."""
    luck = np.random.default_rng(_SEED)
    best = benefit.mean(axis=0).max()
    rows = []
    for name in told:
        x = rankdata(parameters.values[:, parameters.names.index(name)])
        noise = [_gain(luck.permutation(x), benefit, best) for _ in range(_SHUFFLES)]
        rows.append((name, max(float(_gain(x, benefit, best) - np.mean(noise)), 0.0)))
    schema = {"parameter": pl.String, "evppi": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("evppi", descending=True)


def _told(parameters: Drawn, outcome: _Values) -> list[int]:
    """Columns of the parameters with the largest rank correlations."""
    draws = len(outcome)
    if draws < LEAST_DRAWS or np.ptp(outcome) == 0:
        return []
    x = np.apply_along_axis(rankdata, 0, parameters.values)
    y = rankdata(outcome)
    with_y = np.corrcoef(np.column_stack([x, y]), rowvar=False)[:-1, -1]
    beyond_noise = np.tanh(norm.ppf(1 - _FALSE / (2 * len(with_y))) / np.sqrt(draws - 3))
    order = np.argsort(-np.abs(with_y), kind="stable")[: min(draws // DRAWS_EACH, MOST_TOLD)]
    return [int(each) for each in order if abs(with_y[each]) > beyond_noise]


def _partial(x: _Values, y: _Values) -> _Values:
    """Of each column of `x` with `y`, the other columns held fast."""
    inverse = np.linalg.pinv(np.corrcoef(np.column_stack([x, y]), rowvar=False))
    size = np.sqrt(np.diag(inverse))
    return np.asarray(-inverse[:-1, -1] / (size[:-1] * size[-1]))


def _gain(x: _Values, benefit: _Values, best: float) -> float:
    """What knowing x would gain: the mean of the best option by a regression on it."""
    scaled = 2 * (x - x.mean()) / np.ptp(x)
    basis = np.vander(scaled, _DEGREE + 1)
    fitted = basis @ np.linalg.lstsq(basis, benefit, rcond=None)[0]
    return float(fitted.max(axis=1).mean() - best)
