"""A reader with a solver: everything that left the house for a period and its parts, as one system.

Shares nothing with the code that withholds. What a reader knows: which tables there are and how
their numbers hang together, over sites and over time; every number that was published; that a
withheld one is one at least.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from veille.care.report.tables import Report, Table
from veille.disclosure import NETWORK, SMALLEST, Published, Shape

#: Which number, where, of which period.
Number = tuple[str, str, str]
MOST_OF_ALL = 1e6
#: “Known before” in February may be new in January: a month's are no part of the quarter's.
NO_PART_OVER_TIME = "people.first"


def all_of(whole: Published) -> Iterator[Published]:
    yield whole
    for part in whole.shorter:
        yield from all_of(part)


@dataclass
class Reader:
    """Rows of a linear programme over the withheld numbers, and how far each can be told."""

    whole: Published
    #: Sees the noughts, and no other number.
    noughts_only: bool = False
    column: dict[Number, int] = field(default_factory=dict)
    equal: list[tuple[dict[int, int], int]] = field(default_factory=list)
    at_least: list[tuple[dict[int, int], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._published: dict[Number, int] = {}
        for each in all_of(self.whole):
            report = each.report
            for table in report.tables:
                if table.leaves:
                    for name in table.names:
                        for place in report.places:
                            value = report.number(name, place)
                            away = value > 0 if self.noughts_only else (name, place) in each.gone
                            number = (name, place, report.period.name)
                            if away:
                                self.column[number] = len(self.column)
                            else:
                                self._published[number] = value
        for each in all_of(self.whole):
            for table in each.report.tables:
                if table.leaves:
                    self._within(each.report, table)
                    self._over_time(each, table)

    def small(self) -> list[tuple[Number, int]]:
        """The withheld counts below ten, with what they are in truth."""
        truth = {each.report.period.name: each.report for each in all_of(self.whole)}
        told = [(n, truth[n[2]].number(n[0], n[1])) for n in self.column]
        return [(n, value) for n, value in told if value < SMALLEST]

    def can_be(self, number: Number) -> range:
        """What a withheld count can be, of 1 to 9."""
        least, most = self.range_of(number)
        return range(least, min(most, SMALLEST - 1) + 1)

    def range_of(self, number: Number) -> tuple[int, int]:
        """The least and the most that a withheld number can be, rounded inwards."""
        aim = np.zeros(len(self.column))
        ends = []
        for sign in (1, -1):
            aim[self.column[number]] = sign
            found = linprog(aim, **self._rows, bounds=(1, MOST_OF_ALL), method="highs")
            assert found.status == 0, (number, found.message)
            ends.append(found.fun * sign)
        return int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))

    @cached_property
    def _rows(self) -> dict[str, Any]:
        equal, right = self._matrix(self.equal)
        least, end = self._matrix(self.at_least)
        return {"A_eq": equal, "b_eq": -right, "A_ub": -least, "b_ub": end}

    def _matrix(self, rows: list[tuple[dict[int, int], int]]) -> tuple[Any, np.ndarray]:
        made = [
            csr_array(
                (list(row.values()), ([0] * len(row), list(row))),
                shape=(1, len(self.column)),
                dtype=float,
            )
            for row, _known in rows
        ]
        return vstack(made).tocsr(), np.array([known for _row, known in rows], dtype=float)

    def _rule(self, factors: dict[Number, int], *, equal: bool) -> None:
        row = {self.column[n]: f for n, f in factors.items() if n in self.column}
        known = sum(f * self._published[n] for n, f in factors.items() if n not in self.column)
        if row:
            (self.equal if equal else self.at_least).append((row, known))

    def _parts(self, whole: Number, parts: list[Number], *, add_up: bool) -> None:
        self._rule({**dict.fromkeys(parts, 1), whole: -1}, equal=add_up)
        if not add_up:
            for part in parts:
                self._rule({whole: 1, part: -1}, equal=False)

    def _within(self, report: Report, table: Table) -> None:
        when = report.period.name
        for name in table.names:
            if NETWORK in report.places:
                sites = [(name, site.slug, when) for site in report.sites]
                self._parts((name, NETWORK, when), sites, add_up=table.adds_up)
        for place in report.places:
            rows, whole = [(n, place, when) for n in table.names], (table.whole, place, when)
            if table.shape is Shape.PARTS:
                self._parts(whole, rows, add_up=True)
            elif table.shape is not Shape.ALONE:
                for row in rows:
                    self._rule({whole: 1, row: -1}, equal=False)

    def _over_time(self, each: Published, table: Table) -> None:
        if not each.shorter or table.key == NO_PART_OVER_TIME or table.key == "enrolled":
            return
        for name in table.names:
            for place in each.report.places:
                parts = [(name, place, part.report.period.name) for part in each.shorter]
                whole = (name, place, each.report.period.name)
                self._parts(whole, parts, add_up=table.adds_up)
