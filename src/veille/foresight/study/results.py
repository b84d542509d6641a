"""What a study found: scenarios beside their baseline, person by person in the same luck."""

from dataclasses import dataclass

import polars as pl

from .. import evidence
from ..model.outcomes import GROUPS, group_labels
from .decision import acceptability, frontier, net_benefit
from .estimates import Estimate, estimates, without_chance
from .measures import (
    DEATHS,
    EXPECTED_DEATHS,
    LIFETIME_COST,
    LIFETIME_QALYS,
    MEASURES,
    PERSON_DAYS,
    TOOK_UP,
)
from .sensitivity import LEAST_DRAWS, drawn, sensitivity, worth_of_each
from .study import BASELINE, TOGETHER, WITHOUT, Study

#: What a health system is asked to pay for one QALY, in Canadian dollars: the threshold at which
#: Enns et al. 2015 report supervised sites in Toronto and Ottawa.
THRESHOLD_CAD_PER_QALY = 50_000
MONTHS_A_QUARTER = 3
DAYS_A_YEAR = 365.25
#: Deaths averted in a group are told for so many years that its people live.
PER_PERSON_YEARS = 1000
#: Rows of a piece that are of everybody; the others are of a group.
EVERYBODY = "everybody"
DIMENSIONS = ("age", "gender", "housing", "mode")
_RUN = ["draw", "replicate"]


@dataclass(frozen=True)
class Counted:
    """What the pieces counted, of simulated people.

    - `rows`: scenario, draw, replicate, month, dimension, group, and a column for each measure. Of
      everybody each month; of a group (its dimension is not `EVERYBODY`) over all months, in
      month 0
    - `dead`: scenario, draw, replicate, person: those whom an overdose killed
    """

    rows: pl.DataFrame
    dead: pl.DataFrame
    clamps: int
    person_days: int


@dataclass(frozen=True)
class Results:
    """Polars frames; numbers are of the place's whole population, over all years. Intervals have
    the columns of `estimates`: mean, error, low, quarter, middle, three_quarters, high.

    - `table`: scenario, outcome → the number; with `more_` before them, the same columns of the
      difference from the baseline, paired run by run; `share`: that difference over the baseline
    - `over_time`: scenario, when (a quarter's number from 0) → overdose deaths in the quarter
    - `averted`: scenario, when → overdose deaths averted since the start, expected ones
    - `by_group`: scenario, dimension, group → expected overdose deaths averted per 1,000
      person-years of the group in the baseline; `people` on average in it, and `deaths`, the
      baseline's per 1,000.
      A person is counted in the group that they are in at the time
    - `by_person`: scenario → `spared` and `lost`: people dead of overdose in the baseline alone,
      and in the scenario alone
    - `plane`: scenario, draw → `qalys` and `cost` beyond the baseline's, over lifetimes
    - `worth`: scenario → `cost_per_qaly` (null unless both grow, by more than the error of their
      means), and shares of draws:
      `saves_both` (cheaper and more QALYs), `worth_it` (at the threshold). All are null where
      `other_people`: a scenario that changes who takes up drugs has other people's lives in its
      QALYs and costs, and no ratio of them says whether it is worth its price
    - `acceptability`: price of a QALY, scenario → `share` of draws in which it is worth most, of
      the baseline and all that are compared and have the same people; `frontier`: price → the
      scenario worth most on average, and `evpi`: see `decision`
    - `hangs_on`: scenario, parameter → expected overdose deaths averted in the fifths of the draws
      in which it is lowest (`low`) and highest (`high`), `prcc`, `prcc_low` and `prcc_high`, and
      `evppi`, dollars, of the choice between the scenario and nothing new at the threshold (null
      where `other_people`): see `sensitivity`. Empty of few draws, and of a posterior
    - `order`: scenario → `alone`, `last`: expected overdose deaths averted by itself, and
      added to all the others
    """

    study: Study
    draws: int
    replicates: int
    clamps: int
    person_days: int
    table: pl.DataFrame
    over_time: pl.DataFrame
    averted: pl.DataFrame
    by_group: pl.DataFrame
    by_person: pl.DataFrame
    plane: pl.DataFrame
    worth: pl.DataFrame
    acceptability: pl.DataFrame
    frontier: pl.DataFrame
    hangs_on: pl.DataFrame
    order: pl.DataFrame

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        kept = (
            "table",
            "over_time",
            "averted",
            "by_group",
            "by_person",
            "plane",
            "worth",
            "acceptability",
            "frontier",
            "hangs_on",
            "order",
        )
        return {name: getattr(self, name) for name in kept}

    def found(self, scenario: str, outcome: str) -> Estimate:
        """The whole period's number."""
        return self._told(scenario, outcome, "")

    def more(self, scenario: str, outcome: str) -> Estimate:
        """The difference from the baseline."""
        return self._told(scenario, outcome, "more_")

    def _told(self, scenario: str, outcome: str, which: str) -> Estimate:
        row = self.table.filter(scenario=scenario, outcome=outcome)
        return Estimate(*row.select(which + name for name in Estimate._fields).row(0))


def compare(study: Study, counted: Counted) -> Results:
    """Every scenario of a study beside its baseline, in the draws that all of them have."""
    rows = counted.rows.with_columns(pl.col(*MEASURES) * study.weight)
    everybody = rows.filter(dimension=EVERYBODY)
    totals = _long(
        everybody.group_by("scenario", *_RUN, maintain_order=True).agg(pl.col(*MEASURES).sum())
    )
    more = _beyond_baseline(totals, ["outcome"])
    plane = _plane(more)
    worth = _worth(plane, more)
    alike = worth.filter(~pl.col("other_people"))["scenario"].to_list()
    options = [each.key for each in study.shown[1:] if each.key in alike]
    deaths = everybody.select("scenario", *_RUN, "month", value=DEATHS)
    expected = everybody.select("scenario", *_RUN, "month", value=EXPECTED_DEATHS)
    return Results(
        study=study,
        draws=rows["draw"].n_unique(),
        replicates=rows["replicate"].n_unique(),
        clamps=counted.clamps,
        person_days=counted.person_days,
        table=_table(study, totals, more),
        over_time=_over_time(deaths),
        averted=_averted(expected),
        by_group=_by_group(study, rows),
        by_person=_by_person(study, counted.dead),
        plane=plane,
        worth=worth,
        acceptability=acceptability(plane, options),
        frontier=frontier(plane, options),
        hangs_on=_hangs_on(study, more, plane, set(options)),
        order=_order(study, more),
    )


def _long(totals: pl.DataFrame) -> pl.DataFrame:
    return totals.unpivot(
        list(MEASURES), index=["scenario", *_RUN], variable_name="outcome", value_name="value"
    )


def _beyond_baseline(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Each scenario's `value` less the baseline's of the same run, without the baseline."""
    keys = [*by, *_RUN]
    baseline = rows.filter(scenario=BASELINE).select(*keys, of_baseline="value")
    return (
        rows.filter(pl.col("scenario") != BASELINE)
        .join(baseline, on=keys, maintain_order="left")
        .with_columns(value=pl.col("value") - pl.col("of_baseline"))
    )


def _table(study: Study, totals: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    by = ["scenario", "outcome"]
    found = estimates(totals, by)
    beyond = estimates(more, by).rename(lambda name: name if name in by else f"more_{name}")
    baseline = found.filter(scenario=BASELINE).select("outcome", of_baseline="mean")
    order = pl.DataFrame({"scenario": [each.key for each in study.scenarios]}).join(
        pl.DataFrame({"outcome": list(MEASURES)}), how="cross"
    )
    return (
        order.join(found, on=by, maintain_order="left")
        .join(beyond, on=by, how="left", maintain_order="left")
        .join(baseline, on="outcome", how="left", maintain_order="left")
        .with_columns(
            share=pl.when(pl.col("of_baseline") != 0).then(
                pl.col("more_mean") / pl.col("of_baseline")
            )
        )
        .drop("of_baseline")
    )


def _by_quarter(deaths: pl.DataFrame) -> pl.DataFrame:
    return (
        deaths.with_columns(when=pl.col("month") // MONTHS_A_QUARTER)
        .group_by("scenario", "when", *_RUN, maintain_order=True)
        .agg(pl.col("value").sum())
    )


def _over_time(deaths: pl.DataFrame) -> pl.DataFrame:
    return estimates(_by_quarter(deaths), ["scenario", "when"]).sort("scenario", "when")


def _averted(deaths: pl.DataFrame) -> pl.DataFrame:
    beyond = _beyond_baseline(_by_quarter(deaths), ["when"]).sort("scenario", *_RUN, "when")
    running = beyond.with_columns(value=-pl.col("value").cum_sum().over("scenario", *_RUN))
    return estimates(running, ["scenario", "when"]).sort("scenario", "when")


def _by_group(study: Study, rows: pl.DataFrame) -> pl.DataFrame:
    by = ["dimension", "group"]
    groups = _in_order().join(rows, on=by, maintain_order="left")
    years = pl.col(PERSON_DAYS) / DAYS_A_YEAR
    of_baseline = (
        groups.filter(scenario=BASELINE)
        .group_by(by, maintain_order=True)
        .agg(
            people=years.mean() / study.years,
            deaths=pl.col(EXPECTED_DEATHS).sum() / years.sum() * PER_PERSON_YEARS,
            years=years.mean(),
        )
    )
    beyond = _beyond_baseline(
        groups.select("scenario", *_RUN, *by, value=EXPECTED_DEATHS), by
    ).join(of_baseline, on=by, maintain_order="left")
    averted = beyond.with_columns(
        value=-pl.col("value") * PER_PERSON_YEARS / pl.col("years")
    ).filter(pl.col("years") > 0)
    return of_baseline.drop("years").join(
        estimates(averted, ["scenario", *by]), on=by, maintain_order="left"
    )


def _in_order() -> pl.DataFrame:
    """Every dimension and group, as the model has them."""
    pairs = [pair for number in range(GROUPS) for pair in group_labels(number).items()]
    ordered = sorted(dict.fromkeys(pairs), key=lambda pair: DIMENSIONS.index(pair[0]))
    return pl.DataFrame(ordered, schema=["dimension", "group"], orient="row")


def _by_person(study: Study, dead: pl.DataFrame) -> pl.DataFrame:
    """Averages over runs of who died in one of the two alone."""
    keys = [*_RUN, "person"]
    baseline = dead.filter(scenario=BASELINE).select(keys)
    runs = max(1, baseline.select(_RUN).unique().height)
    parts = []
    for scenario in study.scenarios[1:]:
        here = dead.filter(scenario=scenario.key).select(keys)
        parts.append(
            {
                "scenario": scenario.key,
                "spared": baseline.join(here, on=keys, how="anti").height * study.weight / runs,
                "lost": here.join(baseline, on=keys, how="anti").height * study.weight / runs,
            }
        )
    return pl.DataFrame(
        parts, schema={"scenario": pl.String, "spared": pl.Float64, "lost": pl.Float64}
    )


def _plane(more: pl.DataFrame) -> pl.DataFrame:
    def certain(outcome: str, name: str) -> pl.DataFrame:
        return without_chance(more.filter(outcome=outcome), ["scenario"]).select(
            "scenario", "draw", pl.col("certain").alias(name)
        )

    return certain(LIFETIME_QALYS, "qalys").join(
        certain(LIFETIME_COST, "cost"), on=["scenario", "draw"], maintain_order="left"
    )


def _worth(plane: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    gained, spent = pl.col("qalys"), pl.col("cost")
    both = (gained.mean() > 0) & (spent.mean() > 0) & _told(gained) & _told(spent)
    others = (
        more.filter(outcome=TOOK_UP)
        .group_by("scenario")
        .agg(other_people=(pl.col("value") != 0).any())
    )
    ratios = plane.group_by("scenario", maintain_order=True).agg(
        cost_per_qaly=pl.when(both).then(spent.mean() / gained.mean()),
        saves_both=((gained > 0) & (spent < 0)).mean(),
        worth_it=(gained * THRESHOLD_CAD_PER_QALY > spent).mean(),
    )
    return ratios.join(others, on="scenario", maintain_order="left").with_columns(
        pl.when(~pl.col("other_people")).then(pl.col(name)).alias(name)
        for name in ("cost_per_qaly", "saves_both", "worth_it")
    )


def _hangs_on(
    study: Study, more: pl.DataFrame, plane: pl.DataFrame, alike: set[str]
) -> pl.DataFrame:
    names = ("low", "high", "prcc", "prcc_low", "prcc_high", "evppi")
    schema = {"scenario": pl.String, "parameter": pl.String, **dict.fromkeys(names, pl.Float64)}
    found = [pl.DataFrame(schema=schema)]
    averted = without_chance(more.filter(outcome=EXPECTED_DEATHS), ["scenario"])
    draws = sorted(averted["draw"].unique())
    if study.posterior is not None or len(draws) < LEAST_DRAWS:
        return found[0]
    parameters = drawn(evidence.load(), study.seed, draws)
    for scenario in study.shown[1:]:
        of = averted.filter(scenario=scenario.key).sort("draw")
        told = sensitivity(parameters, -of["certain"].to_numpy())
        if scenario.key in alike:
            benefit = net_benefit(plane, [scenario.key], THRESHOLD_CAD_PER_QALY)
            worth = worth_of_each(parameters, told["parameter"].to_list(), benefit)
            told = told.join(worth, on="parameter", maintain_order="left")
        else:
            told = told.with_columns(evppi=pl.lit(None, pl.Float64))
        found.append(told.select(pl.lit(scenario.key).alias("scenario"), "parameter", *names))
    return pl.concat(found)


def _told(values: pl.Expr) -> pl.Expr:
    """Whether a mean over draws is told from zero: a ratio of what may be chance says nothing."""
    return values.mean().abs() > 2 * (values.var().fill_null(0) / values.len()).sqrt()


def _order(study: Study, more: pl.DataFrame) -> pl.DataFrame:
    schema = {"scenario": pl.String, "alone": pl.Float64, "last": pl.Float64}
    averted = dict(
        more.filter(outcome=EXPECTED_DEATHS)
        .group_by("scenario")
        .agg(-pl.col("value").mean())
        .iter_rows()
    )
    parts = [
        {
            "scenario": key,
            "alone": averted[key],
            "last": averted[TOGETHER] - averted[WITHOUT + key],
        }
        for key in study.components
    ]
    return pl.DataFrame(parts, schema=schema)
