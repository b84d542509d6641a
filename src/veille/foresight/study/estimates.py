"""What the numbers of a study say: the mean, what the parameters leave open, and what chance does.

Two things make two runs differ. The parameters are uncertain: another draw of them is another
world. And one world has its luck: other people, other days. The first is what a reader must know;
the second is an error of the computation that more runs make smaller. They are told apart by a
one-way analysis of variance, as O'Hagan, Stevenson & Madan do for simulated patients (Monte Carlo
probabilistic sensitivity analysis for patient level simulation models, Health Economics
2007;16:1009–1023, doi 10.1002/hec.1199).
"""

from typing import NamedTuple

import polars as pl

#: Of the interval that is reported everywhere.
COVERAGE = 0.95
QUANTILES = {
    "low": (1 - COVERAGE) / 2,
    "quarter": 0.25,
    "middle": 0.5,
    "three_quarters": 0.75,
    "high": (1 + COVERAGE) / 2,
}


class Estimate(NamedTuple):
    """`low` to `high`: 95 % interval from the parameters; `error`: the standard error of `mean`
    from chance alone. None where the run cannot tell: one draw has no interval, one replicate no
    error of its own (its interval then holds both)."""

    mean: float
    low: float | None
    high: float | None
    error: float | None

    @property
    def negative(self) -> "Estimate":
        """Of what is fewer, where this is of what is more."""
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return Estimate(-self.mean, low, high, self.error)

    @property
    def is_told_from_zero(self) -> bool:
        """The interval, widened by two standard errors of chance, leaves zero out."""
        if self.low is None or self.high is None:
            return False
        slack = 2 * (self.error or 0.0)
        return self.low - slack > 0 or self.high + slack < 0

    @property
    def nearly_told(self) -> bool:
        """The interval leaves zero out, but by less than chance alone may move its ends."""
        if self.low is None or self.high is None or self.is_told_from_zero:
            return False
        return self.low > 0 or self.high < 0


def estimates(frame: pl.DataFrame, by: list[str], value: str = "value") -> pl.DataFrame:
    """For each `by` of rows [*by, draw, replicate, `value`]: mean, error and the `QUANTILES` of the
    parameters.

    The means of draws are drawn together until their variance is that of the parameters alone:
    their own variance less what chance adds to it. With one replicate they stay as they are.
    """
    return (
        without_chance(frame, by, value)
        .group_by(by, maintain_order=True)
        .agg(
            pl.col("of_draw").mean().alias("mean"),
            (pl.col("within").mean() / pl.col("replicates").first() / pl.len())
            .sqrt()
            .alias("error"),
            *(
                pl.when(pl.len() > 1)
                .then(pl.col("certain").quantile(each, interpolation="linear"))
                .alias(name)
                for name, each in QUANTILES.items()
            ),
        )
    )


def without_chance(frame: pl.DataFrame, by: list[str], value: str = "value") -> pl.DataFrame:
    """For each `by` and draw: `of_draw`, its mean over replicates; `within`, their variance; and
    `certain`, the mean less the spread that chance adds to it."""
    of_draws = frame.group_by([*by, "draw"], maintain_order=True).agg(
        pl.col(value).mean().alias("of_draw"),
        pl.col(value).var().alias("within"),
        pl.len().alias("replicates"),
    )
    by_chance = pl.col("within").mean() / pl.col("replicates").first()
    between = pl.col("of_draw").var()
    kept = (1 - by_chance / between).clip(lower_bound=0).fill_nan(0).fill_null(1).sqrt().over(by)
    centre = pl.col("of_draw").mean().over(by)
    return of_draws.with_columns(certain=centre + kept * (pl.col("of_draw") - centre))
