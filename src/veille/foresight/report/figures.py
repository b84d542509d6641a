"""The report's figures: a picture, what it shows, in what unit, from where, and its numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from veille.reports.pictures import svg
from veille.reports.tables import Table

from ..study.estimates import Estimate
from ..study.measures import EXPECTED_DEATHS, LIFETIME_COST, LIFETIME_QALYS, OVERDOSES
from ..study.results import MONTHS_A_QUARTER, THRESHOLD_CAD_PER_QALY, Results
from ..study.study import BASELINE, TOGETHER
from . import notation, pictures
from .groups import dimension, group
from .phrases import Phrases

#: Its effects by group are of interest to claim C6: whom enforcement falls on.
POLICE = "police-operations"
_QUARTERS_SHOWN = 4


@dataclass(frozen=True)
class Figure:
    """`title` says what is shown, `unit` in what; `note` is a sentence under the picture."""

    title: str
    unit: str
    svg: str
    note: str
    source: str
    numbers: tuple[Table, ...]

    @property
    def captions(self) -> list[str]:
        return [line for line in (self.note, self.source) if line]


def figures(results: Results, say: Phrases) -> Iterator[Figure]:
    found = Figures(results, say)
    yield found.fan()
    yield found.difference()
    yield found.averted()
    yield found.overdoses()
    if results.order.height:
        yield found.order()
    for scenario in (found.focus, POLICE):
        if scenario in found.names and results.by_group.height:
            yield found.groups(scenario)
    if results.hangs_on.filter(scenario=found.focus).height:
        yield found.hangs_on(found.focus)
    if not results.worth["other_people"].all():
        yield found.plane()
        yield found.acceptability()


class Figures:
    """Each picture of a study by itself. `focus`: the scenario that stands beside the baseline;
    where none is named, all services together, or the last one."""

    def __init__(self, results: Results, say: Phrases, focus: str = "") -> None:
        self.results, self.say, self.language = results, say, say.language
        shown = results.study.shown
        self.names = {each.key: say.of(each.name) for each in shown}
        self.compared = [each.key for each in shown[1:]]
        self.focus = focus or (TOGETHER if TOGETHER in self.names else self.compared[-1])
        runs = results.draws * results.replicates
        name = say.of(results.study.name)
        self.bands = say("source", study=name, runs=self.number(runs))
        self.lines = say("source_lines", study=name, runs=self.number(runs))
        self.years = results.study.years

    def fan(self) -> Figure:
        say = self.say
        frame = self._dated(
            self.results.over_time.filter(pl.col("scenario").is_in([BASELINE, self.focus]))
        )
        seen = self._seen()
        names = (self.names[BASELINE], self.names[self.focus])
        drawn = pictures.fans(self._named(frame), names, seen)
        counted = [
            (notation.day(when, self.language), self.number(deaths))
            for when, deaths in seen.iter_rows()
        ]
        numbers = self._series(frame, "fan_unit")
        if counted:
            numbers.append(Table.of((say("when"), say("seen")), counted, say("seen")))
        return Figure(
            say("fan_title", together=_lower(self.names[self.focus])),
            say("fan_unit"),
            svg(drawn, self.language),
            say("seen_note") if counted else "",
            self.bands,
            tuple(numbers),
        )

    def _seen(self) -> pl.DataFrame:
        """Deaths that were counted, by whole quarter of the study: [when, deaths]."""
        study = self.results.study
        first, month = study.start.replace(day=1), pl.col("month")
        since = 12 * (month.dt.year() - first.year) + month.dt.month() - first.month
        return (
            pl.DataFrame(study.seen, {"month": pl.Date, "deaths": pl.Int64}, orient="row")
            .filter(month >= first, month < study.end)
            .group_by(quarter=since // MONTHS_A_QUARTER)
            .agg(when=month.min(), deaths=pl.col("deaths").sum(), months=pl.len())
            .filter(months=MONTHS_A_QUARTER)
            .sort("when")
            .select("when", "deaths")
        )

    def averted(self) -> Figure:
        say = self.say
        shown = self.results.averted.filter(pl.col("scenario").is_in(self.compared))
        frame = self._dated(shown)
        drawn = pictures.small_fans(self._named(frame), self._in_order())
        return Figure(
            say("averted_title"),
            say("averted_unit"),
            svg(drawn, self.language),
            "",
            self.bands,
            tuple(self._series(frame, "averted_title")),
        )

    def difference(self) -> Figure:
        say = self.say
        unit = say("difference_unit", years=self.years)
        return self._forest(EXPECTED_DEATHS, say("difference_title"), unit, say("difference_note"))

    def overdoses(self) -> Figure:
        say = self.say
        unit = say("overdoses_unit", years=self.years)
        return self._forest(OVERDOSES, say("overdoses_title"), unit, say("overdoses_note"))

    def _forest(self, outcome: str, title: str, unit: str, note: str) -> Figure:
        say = self.say
        rows, numbers = [], []
        for key in self.compared:
            fewer = self.results.more(key, outcome).negative
            slack = 2 * (fewer.error or 0.0)
            rows.append(
                {
                    "name": self.names[key],
                    "mean": fewer.mean,
                    "low": fewer.mean if fewer.low is None else fewer.low,
                    "high": fewer.mean if fewer.high is None else fewer.high,
                    "least": fewer.mean - slack,
                    "most": fewer.mean + slack,
                }
            )
            numbers.append((self.names[key], *self._three(fewer)))
        head = (say("scenario"), say("mean"), say("interval"), say("error"))
        return Figure(
            title,
            unit,
            svg(pictures.forest(pl.DataFrame(rows), unit), self.language),
            note,
            self.lines,
            (Table.of(head, numbers, title),),
        )

    def order(self) -> Figure:
        say, frame = self.say, self.results.order
        alone, last = say("alone"), say("last")
        unit = say("order_unit", years=self.years)
        rows = frame.with_columns(
            name=pl.col("scenario").replace_strict(self.names, return_dtype=pl.String)
        )
        together = -self.results.more(TOGETHER, EXPECTED_DEATHS).mean
        lines = [
            (row["name"], self.number(row["alone"]), self.number(row["last"]))
            for row in rows.iter_rows(named=True)
        ]
        added = self.number(float(frame["alone"].sum()))
        lines += [(say("sum"), added, ""), (self.names[TOGETHER], self.number(together), "")]
        return Figure(
            say("order_title"),
            unit,
            svg(pictures.pairs(rows, unit, alone, last), self.language),
            say("order_note", sum=added, together=self.number(together)),
            self.lines,
            (Table.of((say("scenario"), alone, last), lines, say("order_title")),),
        )

    def groups(self, scenario: str) -> Figure:
        say, language = self.say, self.language
        frame = self.results.by_group.filter(scenario=scenario)
        title = say("groups_title", name=_lower(self.names[scenario]))
        rows: list[dict[str, Any]] = []
        numbers = []
        for row in frame.iter_rows(named=True):
            name = group(row["group"], language)
            found = Estimate(row["mean"], row["low"], row["high"], row["error"])
            rows.append(
                {
                    "dimension": dimension(row["dimension"], language),
                    "name": name,
                    "mean": found.mean,
                    "low": found.mean if found.low is None else found.low,
                    "high": found.mean if found.high is None else found.high,
                }
            )
            numbers.append(
                (
                    name,
                    self.number(row["people"]),
                    self.number(row["deaths"]),
                    *self._three(found),
                )
            )
        order = list(dict.fromkeys(row["dimension"] for row in rows))
        unit = say("groups_unit", years=self.years)
        drawn = pictures.groups(pl.DataFrame(rows), order)
        person = self.results.by_person.filter(scenario=scenario).row(0, named=True)
        head = (
            say("group"),
            say("people"),
            say("baseline_rate"),
            say("mean"),
            say("interval"),
            say("error"),
        )
        return Figure(
            title,
            unit,
            svg(drawn, language),
            say(
                "groups_note",
                spared=self.number(person["spared"]),
                lost=self.number(person["lost"]),
            ),
            self.lines,
            (Table.of(head, numbers, title),),
        )

    def hangs_on(self, scenario: str) -> Figure:
        """A tornado from the draws, with rank correlations and what knowing each is worth."""
        say, language = self.say, self.language
        frame = self.results.hangs_on.filter(scenario=scenario)
        rows = frame.select(
            name=pl.col("parameter").str.replace_all("_", " "), alone="low", last="high"
        )
        lowest, highest = say("lowest_fifth"), say("highest_fifth")
        unit = say("order_unit", years=self.years)
        lines = []
        for row in frame.iter_rows(named=True):
            partial = Estimate(row["prcc"], row["prcc_low"], row["prcc_high"], None)
            lines.append(
                (
                    row["parameter"].replace("_", " "),
                    self.number(row["low"]),
                    self.number(row["high"]),
                    notation.number(partial.mean, language, signed=True),
                    notation.interval(partial, language, signed=True),
                    notation.millions(row["evppi"], language),
                )
            )
        head = (
            say("parameter"),
            lowest,
            highest,
            say("prcc"),
            say("interval"),
            say("evppi"),
        )
        title = say("hangs_on_title", name=_lower(self.names[scenario]))
        return Figure(
            title,
            unit,
            svg(pictures.pairs(rows, unit, lowest, highest), language),
            say("hangs_on_note", threshold=notation.money(THRESHOLD_CAD_PER_QALY, language)),
            self.lines.split(".")[0] + ".",
            (Table.of(head, lines, title),),
        )

    def plane(self) -> Figure:
        say = self.say
        alike = self.results.worth.filter(~pl.col("other_people"))["scenario"].to_list()
        compared = [key for key in self.compared if key in alike]
        frame = self.results.plane.filter(pl.col("scenario").is_in(compared))
        named = self._named(frame).select("scenario", "qalys", "cost")
        drawn = pictures.planes(named, _threshold(named), [self.names[key] for key in compared])
        threshold = notation.money(THRESHOLD_CAD_PER_QALY, self.language)
        lines = [
            (
                self.names[key],
                self.number(self.results.more(key, LIFETIME_QALYS).mean),
                notation.millions(
                    self.results.more(key, LIFETIME_COST).mean, self.language, signed=True
                ),
            )
            for key in compared
        ]
        return Figure(
            say("plane_title"),
            say("plane_unit"),
            svg(drawn, self.language),
            say("plane_note", threshold=threshold),
            self.lines.split(".")[0] + ".",
            (Table.of((say("scenario"), say("qalys"), say("cost")), lines, say("plane_title")),),
        )

    def acceptability(self) -> Figure:
        """In how many draws each scenario is worth most, by what a QALY is worth."""
        say, language = self.say, self.language
        frame = self.results.acceptability
        named = [self.names[key] for key in frame["scenario"].unique(maintain_order=True)]
        lines = [
            (
                notation.money(row["price"], language),
                self.names[row["scenario"]],
                notation.percent(row["share"], language),
                notation.millions(row["evpi"], language),
            )
            for row in self.results.frontier.iter_rows(named=True)
        ]
        head = (say("price"), say("worth_most"), say("in_draws"), say("evpi"))
        title = say("acceptability_title")
        return Figure(
            title,
            say("acceptability_unit"),
            svg(pictures.shares(self._named(frame), named), language),
            say("acceptability_note"),
            self.lines.split(".")[0] + ".",
            (Table.of(head, lines, title),),
        )

    def number(self, value: float) -> str:
        return notation.number(value, self.language)

    def _three(self, data: Estimate) -> tuple[str, str, str]:
        return (
            self.number(data.mean),
            notation.interval(data, self.language),
            notation.number(data.error, self.language),
        )

    def _in_order(self) -> list[str]:
        return [self.names[key] for key in self.compared]

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(
            pl.col("scenario").replace_strict(self.names, return_dtype=pl.String)
        )

    def _dated(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A quarter's number as its first day; where one draw has no spread, the mean stands."""
        start = self.results.study.start
        certain = [
            pl.col(name).fill_null(pl.col("mean"))
            for name in ("low", "quarter", "middle", "three_quarters", "high")
        ]
        return frame.with_columns(
            *certain,
            when=pl.lit(start).dt.offset_by(pl.format("{}mo", pl.col("when") * MONTHS_A_QUARTER)),
        )

    def _series(self, frame: pl.DataFrame, title: str) -> list[Table]:
        """The last quarter of each year: all of them lie in the Parquet files."""
        say = self.say
        parts = []
        for key in frame["scenario"].unique(maintain_order=True):
            part = frame.filter(scenario=key)[_QUARTERS_SHOWN - 1 :: _QUARTERS_SHOWN]
            lines = [
                (
                    notation.day(row["when"], self.language),
                    self.number(row["mean"]),
                    notation.interval(
                        Estimate(row["mean"], row["low"], row["high"], None), self.language
                    ),
                )
                for row in part.iter_rows(named=True)
            ]
            head = (say("when"), say("mean"), say("interval"))
            name = self.names[key]
            parts.append(Table.of(head, lines, f"{say(title)}, {name}", over=name))
        return parts


def _threshold(named: pl.DataFrame) -> pl.DataFrame:
    """Two ends, for each scenario, of the line on which a QALY costs the threshold: within the
    square of its points, so that the line does not set the scale."""
    ends = []
    for (scenario,), part in named.group_by("scenario", maintain_order=True):
        reach = [0.0, *part["qalys"]]
        cost = [0.0, *part["cost"]]
        low = max(min(reach), min(cost) / THRESHOLD_CAD_PER_QALY)
        high = min(max(reach), max(cost) / THRESHOLD_CAD_PER_QALY)
        for qalys in (low, high):
            ends.append(
                {"scenario": scenario, "qalys": qalys, "cost": qalys * THRESHOLD_CAD_PER_QALY}
            )
    return pl.DataFrame(ends, schema=named.schema)


def _lower(name: str) -> str:
    """Inside a sentence; a letter that a scenario is called by stays as it is."""
    keeps = name.isupper() or not name[1:2].isalpha()
    return name if keeps else name[:1].lower() + name[1:]
