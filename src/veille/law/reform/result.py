"""What is shown of a reform’s effect, in one language: the same in the terminal and the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from veille.reports.tables import Table

from ..books import every_book
from ..words import label
from .cases import Read
from .effect import DIMENSIONS, Effect, group_name
from .phrases import Phrases
from .population import Population


@dataclass(frozen=True)
class Result:
    """An effect, and where its cases are from: a file, or made up. `on`: all were asked as of that
    day; `command` gives the same again."""

    effect: Effect
    read: Read | None
    population: Population | None
    on: date | None
    command: str

    def note(self, say: Phrases) -> Iterator[str]:
        """What must be known before the figures are read."""
        effect = self.effect
        if self.read is not None:
            yield say("from_file", cases=say.count(effect.count), name=self.read.name)
        else:
            yield say("made_up_band")
        if self.on:
            yield say("on_day", day=self.on.isoformat())
        others = effect.count - effect.reached
        places = ", ".join(say.of(every_book()[code].name) for code in effect.reform.changed)
        if not effect.reached:
            yield say("none_reached", places=places)
            return
        if others:
            yield say("not_reached", cases=say.count(others))
        last = effect.cases["date"].max()
        begins = effect.reform.begins
        if isinstance(last, date) and last < begins:
            yield say("before_begins", day=begins.isoformat())

    def headline(self, say: Phrases) -> str:
        effect = self.effect
        return say(
            "changed_by_chance" if self.population else "changed_line",
            changed=say.count(effect.changed.height),
            cases=say.count(effect.reached),
            share=say.percent(effect.share),
            error=say.percent(effect.error),
        )

    def by_chance(self, say: Phrases) -> str:
        return say("by_chance", error=say.percent(self.effect.error)) if self.population else ""


def outcome(key: str, say: Phrases) -> str:
    return say.of(label("outcome", key))


def outcomes(effect: Effect, say: Phrases) -> Table:
    rows = [
        (outcome(row["outcome"], say), say.count(row["before"]), say.count(row["after"]))
        for row in effect.outcomes.iter_rows(named=True)
    ]
    return Table.of((say("outcome"), say("from_"), say("to")), rows, say("outcomes"))


def moves(effect: Effect, say: Phrases) -> Table:
    rows = [
        (
            outcome(row["before"], say),
            outcome(row["after"], say),
            say.count(row["cases"]),
            say.percent(row["cases"] / effect.reached),
        )
        for row in effect.moves.iter_rows(named=True)
    ]
    head = (say("from_"), say("to"), say("cases"), say("share"))
    return Table(head, rows, named=say("moves"), words=2)


def dimensions(effect: Effect) -> list[str]:
    """Those that tell anything: with one jurisdiction, there is nothing to compare."""
    several = effect.cases["jurisdiction"].n_unique() > 1 if effect.reached else False
    return [each for each in DIMENSIONS if each != "jurisdiction" or several]


def by_group(effect: Effect, dimension: str, say: Phrases) -> Table:
    rows = [
        (
            say.of(group_name(dimension, row["group"])),
            say.count(row["cases"]),
            say.count(row["changed"]),
            say.percent(row["changed"] / row["cases"]),
            say.count(row["milder"]),
            say.count(row["graver"]),
        )
        for row in effect.by(dimension).iter_rows(named=True)
    ]
    head = tuple(
        say(each) for each in (dimension, "cases", "changed", "share", "milder_head", "graver_head")
    )
    return Table.of(head, rows, say(f"by_{dimension}"), say(f"by_{dimension}"))


def shares(effect: Effect, say: Phrases) -> pl.DataFrame:
    """[dimension, group, share, label]: of each group the percentage that is answered otherwise."""
    rows = [
        {
            "dimension": say(f"by_{dimension}"),
            "group": say.of(group_name(dimension, row["group"])),
            "share": 100 * row["changed"] / row["cases"],
            "label": say.percent(row["changed"] / row["cases"]),
        }
        for dimension in dimensions(effect)
        for row in effect.by(dimension).iter_rows(named=True)
    ]
    return pl.DataFrame(rows)


def left_out(read: Read, say: Phrases) -> str:
    if read.left_out:
        return say(
            "left_out_more",
            rows=say.count(read.faulty + read.left_out),
            faulty=say.count(read.faulty),
            others=say.count(read.left_out),
        )
    return say("left_out", rows=say.count(read.faulty))


def faults(read: Read, say: Phrases) -> Table:
    rows = [
        (
            say.typeset(each.message.in_words(say.language)),
            each.heading,
            say.count(each.count),
            ", ".join(map(str, each.rows)) + (" …" if each.count > len(each.rows) else ""),
        )
        for each in read.faults
    ]
    head = (say("reason"), say("column"), say("how_many"), say("rows"))
    return Table(head, rows, named=say("reason"), words=2)


def assumed(read: Read, say: Phrases, given: dict[str, str]) -> str:
    taken = ", ".join(
        f"{name} = {given[name]} ({say.count(count)})"
        for name, count in (read.assumed or {}).items()
    )
    return say("assumed", what=taken) if taken else ""
