"""The conditions of one rule, asked of all cases of a stretch of days at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..amounts import millionths
from ..books import Day, Rule, Table
from ..text import Comparison
from .measures import (
    NO,
    OPEN,
    SETTLED,
    UNSURE,
    WEIGHT,
    YES,
    Amounts,
    Bools,
    Ints,
    Truths,
    fractions_within,
    measured,
)


@dataclass(frozen=True)
class Bags:
    """Entries as they are carried: a case, the substance that it is of, how much. `other_bag` and
    `other_name`: what else a bag holds."""

    case: Ints
    name: Ints
    amounts: Amounts
    other_bag: Ints
    other_name: Ints


@dataclass(frozen=True)
class Part:
    """The cases of one stretch of days.

    One element a case: `age`, `place` (of `places`), `so` by circumstance, `metres` in millionths
    by landmark (BOUND: none). One row for each substance of a case, in the order of cases and
    names: `case`, `name` (of `names`), `amounts`, `is_mixed`; a case's rows begin at `starts`.
    """

    age: Ints
    place: Ints
    places: Sequence[str]
    so: dict[str, Bools]
    metres: dict[str, Ints]
    case: Ints
    name: Ints
    names: list[str]
    amounts: Amounts
    is_mixed: Bools
    bags: Bags

    @cached_property
    def starts(self) -> Ints:
        return np.searchsorted(self.case, np.arange(len(self.age)))

    @cached_property
    def bag_starts(self) -> Ints:
        return np.searchsorted(self.bags.case, np.arange(len(self.age)))

    def together(self, names: frozenset[str]) -> Amounts:
        """Of each case: all bags that hold any of these, each weighed once."""
        wanted = np.array([each in names for each in self.names], np.bool_)
        own = wanted[self.bags.name]
        held = own.copy()
        np.logical_or.at(held, self.bags.other_bag, wanted[self.bags.other_name])
        others = self.bags.amounts.of_others_in_bag()
        low, high = dict(self.bags.amounts.low), dict(self.bags.amounts.high)
        low["grams_active"] = np.where(own, low["grams_active"], others.low["grams_active"])
        high["grams_active"] = np.where(own, high["grams_active"], others.high["grams_active"])
        return Amounts(low, high).summed(self.bag_starts, held)


class Asking:
    """One stretch of days with its cases. `too_large`: cases whose numbers only exact arithmetic
    can compare."""

    def __init__(self, part: Part, day: Day) -> None:
        self._part, self._day = part, day
        self.members = [day.members.get(each) for each in part.names]
        self.too_large = np.zeros(len(part.age), np.bool_)
        self._together: dict[frozenset[str], Amounts] = {}

    def holds(self, rule: Rule) -> tuple[Truths, Truths]:
        """Of each row: whether all conditions hold, and what is open where one is."""
        part = self._part
        rows = len(part.case)
        name, case = self._names(rule), self._cases(rule)
        met = None if name is None else name[part.name]
        if case is not None:
            met = case[part.case] if met is None else met & case[part.case]
        if met is not None and not met.any():
            return np.full(rows, NO, np.int8), np.full(rows, SETTLED, np.int8)
        truth = np.full(rows, YES, np.int8) if met is None else met.astype(np.int8)
        why = np.full(rows, SETTLED, np.int8)
        for how, table in rule.limits:
            found, open_why = self._measured(how, table)
            why = np.where((why == SETTLED) & (found == OPEN), open_why, why)
            truth = np.where((truth == NO) | (found == NO), NO, np.maximum(truth, found))
        if rule.says.unsure:
            why = np.where((truth == YES) & (why == SETTLED), UNSURE, why).astype(np.int8)
            truth = np.where(truth == YES, OPEN, truth).astype(np.int8)
        return truth.astype(np.int8), why.astype(np.int8)

    def _names(self, rule: Rule) -> Bools | None:
        """Which substances the rule speaks of; None: of all."""
        says = rule.says
        if not says.schedules and not says.substances:
            return None
        return np.array(
            [
                (not says.schedules or (member is not None and member.schedule in says.schedules))
                and (not says.substances or name in says.substances)
                for name, member in zip(self._part.names, self.members, strict=True)
            ],
            np.bool_,
        )

    def _cases(self, rule: Rule) -> Bools | None:
        """Which cases the rule speaks of, whatever they carry; None: of all."""
        says, part = rule.says, self._part
        met: list[Bools] = []
        if says.age_from is not None:
            met.append(part.age >= says.age_from)
        if says.age_under is not None:
            met.append(part.age < says.age_under)
        if says.places or says.places_not:
            here = np.array(
                [
                    (not says.places or each in says.places) and each not in says.places_not
                    for each in part.places
                ],
                np.bool_,
            )
            met.append(here[part.place])
        if says.farther_than:
            far = millionths(says.farther_than.metres)
            met += [part.metres[each] > far for each in says.farther_than.of if each in part.metres]
        met += [self._so(each) for each in says.all_of]
        if says.any_of:
            met.append(np.logical_or.reduce([self._so(each) for each in says.any_of]))
        met += [~self._so(each) for each in says.none_of if each in part.so]
        return np.logical_and.reduce(met) if met else None

    def _so(self, circumstance: str) -> Bools:
        found = self._part.so.get(circumstance)
        return np.zeros(len(self._part.age), np.bool_) if found is None else found

    def _measured(self, how: Comparison, table: Table) -> tuple[Truths, Truths]:
        part = self._part
        over = how in ("more_than", "at_least")
        less = how in ("less_than", "at_least")
        if table.sum_of_fractions is not None:
            truth, why = self._by_fractions(table, less, over)
        elif table.together:
            if table.together not in self._together:
                self._together[table.together] = part.together(table.together)
            of_case, why_case = measured(self._together[table.together], table.in_all, table, less)
            here = self._listed(table.together)
            truth = np.where(here, _turned(of_case, over)[part.case], NO)
            why = why_case[part.case]
        else:
            truth = np.full(len(part.case), NO, np.int8)
            why = np.full(len(part.case), SETTLED, np.int8)
            for at, name in enumerate(part.names):
                if name in table.of:
                    rows = np.flatnonzero(part.name == at)
                    found, open_why = measured(part.amounts[rows], table.of[name], table, less)
                    truth[rows], why[rows] = _turned(found, over), open_why
        return truth.astype(np.int8), why

    def _by_fractions(self, table: Table, less: bool, over: bool) -> tuple[Truths, Truths]:
        part = self._part
        of_case, too_large = fractions_within(
            part.amounts, part.names, part.name, part.starts, table, less
        )
        self.too_large |= too_large
        listed = self._listed(frozenset(table.of))
        truth = _turned(of_case, over)[part.case]
        if table.kinds_from:
            kinds = np.add.reduceat(listed.astype(np.int64), part.starts)
            few = (kinds < table.kinds_from)[part.case]
            truth = np.where(few, NO if over else YES, truth)
        truth = np.where(listed, truth, NO).astype(np.int8)
        return truth, np.full(len(truth), WEIGHT, np.int8)

    def _listed(self, names: frozenset[str]) -> Bools:
        listed: Bools = np.array([each in names for each in self._part.names], np.bool_)[
            self._part.name
        ]
        return listed


def _turned(truth: Truths, over: bool) -> Truths:
    """Of “within the limits”, whether it is over them instead."""
    return np.where(truth == OPEN, OPEN, YES - truth).astype(np.int8) if over else truth
