"""One stretch of days without a change, and the answers to all cases that fall into it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..answer import GRAVITY, SOURCES, Words, weakest
from ..books import Book, Day, Rule
from ..deciding import (
    Found,
    Notes,
    Verdict,
    is_measured_by_purity,
    lists_others,
    note_amounts,
    verdict_of,
    weight_of,
    why_of,
)
from ..words import say
from .asking import Asking, Part
from .measures import NO, OPEN, PURITY, UNSURE, YES, Bools, Ints, Truths

#: Rules of a day are told apart by the bits of a whole number.
MOST_RULES = 62

Fine = tuple[Decimal, Decimal, str]


@dataclass(frozen=True)
class Kind:
    """A verdict on a substance, with what the answer takes from it."""

    verdict: Verdict
    day: Day
    weight: tuple[int, Decimal]
    source: int

    @property
    def gravity(self) -> int:
        return GRAVITY.index(self.verdict.outcome)

    @property
    def rule(self) -> Rule | None:
        return self.verdict.rule

    @property
    def why(self) -> Words:
        return why_of(self.verdict, self.day)


@dataclass(frozen=True)
class Answers:
    """One element a case. `kind` and `ends` are of the law’s `kinds`, `fine` and `referred` of its
    `fines` and `referrals`; −1 where nothing is said, as in `seized`."""

    kind: Ints
    ends: Ints
    outcome: Ints
    source: Ints
    is_youth: Bools
    must_consider: Bools
    seized: Ints
    referred: Ints
    fine: Ints
    max_years: NDArray[np.float64]
    too_large: Bools


class Law:
    """Jurisdictions that can be asked: those that are in force here, or as a reform has them."""

    def __init__(self, books: dict[str, Book]) -> None:
        self.books = books
        self.kinds: list[Kind] = []
        self.fines: list[Fine] = []
        self.referrals: list[str] = []
        self._kind_of: dict[tuple[object, ...], int] = {}

    def answers(self, part: Part, day: Day) -> Answers:
        """Of all cases of one stretch of days."""
        asking = Asking(part, day)
        numbers, kind = self._verdicts(part, day, asking)
        kinds = [self.kinds[each] for each in numbers]
        starts, case = part.starts, part.case
        gravity = np.array([each.gravity for each in kinds])[kind]
        gravest = np.maximum.reduceat(gravity, starts)
        deciding: Bools = gravity == gravest[case]
        order = {weight: n for n, weight in enumerate(sorted({each.weight for each in kinds}))}
        weight = np.array([order[each.weight] for each in kinds])[kind]
        first = _first_most(np.where(deciding, weight, -1), starts, case)
        source = np.maximum.reduceat(np.array([each.source for each in kinds])[kind], starts)
        with_ends = np.array([bool(each.verdict.ends) for each in kinds])[kind]
        ends = _first(deciding & with_ends, starts, case)
        added = _added(part, day, asking, gravest, deciding, kinds, kind)
        years = np.array([float(each.weight[1]) for each in kinds])[kind]
        most_years = np.maximum.reduceat(np.where(deciding, years, 0.0), starts)
        is_told = (gravest == GRAVITY.index("offence")) & (most_years > 0)
        says = _Says([each.rule for each in kinds], kind, deciding, part, added)
        number = np.array(numbers)[kind]
        return Answers(
            kind=number[first],
            ends=np.where(ends >= 0, number[np.maximum(ends, 0)], -1),
            outcome=gravest,
            source=np.maximum(source, added.source),
            is_youth=(part.age >= day.youth_since) & (part.age < day.youth_under),
            must_consider=says.must_consider(),
            seized=says.seized(),
            referred=says.referred(self.referrals),
            fine=says.fine(self.fines),
            max_years=np.where(is_told, most_years, np.nan),
            too_large=asking.too_large,
        )

    def _verdicts(self, part: Part, day: Day, asking: Asking) -> tuple[list[int], Ints]:
        """The numbers of the kinds that there are, and which of these each row has."""
        rules = day.deciding
        rows, name = len(part.case), part.name
        asked = [asking.holds(rule) for rule in rules]
        overridden = _overridden(rules, [truth for truth, _why in asked])
        holding = np.full(rows, -1, np.int64)
        unlisted, first_open = holding.copy(), holding.copy()
        opens, first_why = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
        for at, (rule, (truth, why)) in enumerate(zip(rules, asked, strict=True)):
            if rule.limits:
                listing = np.array([lists_others(rule, each) is not None for each in part.names])
                unlisted[(truth == NO) & (unlisted < 0) & listing[name]] = at
            may: Bools = (truth != NO) & (holding < 0)
            if rule.key in overridden:
                may &= ~overridden[rule.key]
            is_open = may & (truth == OPEN)
            if is_open.any():
                new = is_open & (first_open < 0)
                first_open[new], first_why[new] = at, why[new]
                opens[is_open] |= 1 << at
            holding[may & (truth == YES)] = at
        known = np.array([each is not None for each in asking.members])[name]
        pure = self._purity_is_open(part, rules, holding)
        # A row's numbers in one: rows that are alike have the same verdict.
        sets, opened = np.unique(opens, return_inverse=True)
        code = name.copy()
        for column, size in (
            (holding + 1, len(rules) + 1),
            (opened, len(sets)),
            (first_why, UNSURE + 1),
            (np.where((holding < 0) & (opens == 0), unlisted, -1) + 1, len(rules) + 1),
            (pure, 2),
            (part.is_mixed, 2),
        ):
            code = code * size + np.where(known, column, 0)
        _codes, alike, kind = np.unique(code, return_index=True, return_inverse=True)
        columns = (holding, opens, first_why, unlisted, pure, part.is_mixed)
        alike_rows = zip(name[alike].tolist(), *(c[alike].tolist() for c in columns), strict=True)
        return [self._kind(day, part.names[at], *found) for at, *found in alike_rows], kind

    @staticmethod
    def _purity_is_open(part: Part, rules: Sequence[Rule], holding: Ints) -> Bools:
        counts = np.array(
            [[is_measured_by_purity(rule, each) for each in part.names] for rule in rules]
            + [[False] * len(part.names)],
            np.bool_,
        )
        low, high = part.amounts.low["grams_active"], part.amounts.high["grams_active"]
        open_purity: Bools = counts[holding, part.name] & (low != high)
        return open_purity

    def _kind(
        self,
        day: Day,
        name: str,
        holding: int,
        opens: int,
        why: int,
        unlisted: int,
        pure: bool,
        mixed: bool,
    ) -> int:
        key = (id(day), name, holding, opens, why, unlisted, pure, mixed)
        kept = self._kind_of.get(key)
        if kept is not None:
            return kept
        rules = day.deciding
        open_rules = [rule for at, rule in enumerate(rules) if opens >> at & 1]
        # Only of the first is it told what is open.
        words = [(why == UNSURE and rule.says.unsure) or _why(why) for rule in open_rules]
        listed = lists_others(rules[unlisted], name) if unlisted >= 0 else None
        found = Found(
            rules[holding] if holding >= 0 else None,
            tuple(zip(open_rules, words, strict=True)),
            listed,
            pure,
            mixed,
        )
        notes = Notes()
        verdict = verdict_of(name, found, day, notes)
        source = SOURCES.index(weakest(notes.told()))
        self.kinds.append(Kind(verdict, day, weight_of(verdict, day), source))
        self._kind_of[key] = len(self.kinds) - 1
        return self._kind_of[key]


@dataclass(frozen=True)
class _Added:
    """Sets of rules that add, and which of them each case has, with its least checked source."""

    sets: list[tuple[Rule, ...]]
    which: Ints
    source: Ints


def _added(
    part: Part,
    day: Day,
    asking: Asking,
    gravest: Ints,
    deciding: Bools,
    kinds: list[Kind],
    kind: Ints,
) -> _Added:
    """The rules that add to a decision, of each case as bits."""
    set_aside: dict[str, Bools] = {}
    for key in {key for each in kinds if each.rule for key in each.rule.overrides}:
        overrides = np.array([bool(each.rule and key in each.rule.overrides) for each in kinds])
        set_aside[key] = np.logical_or.reduceat(deciding & overrides[kind], part.starts)
    hold: list[Bools] = []
    for rule in day.adding:
        after: Bools = np.isin(gravest, [GRAVITY.index(each) for each in rule.says.after])
        if not after.any():
            hold.append(after)
            continue
        truth, _why = asking.holds(rule)
        yes = (truth == YES) & deciding & after[part.case]
        hold.append(np.logical_or.reduceat(yes, part.starts))
        for key in rule.overrides if hold[-1].any() else ():
            set_aside[key] = hold[-1] | set_aside.get(key, np.zeros_like(after))
    bits = np.zeros(len(gravest), np.int64)
    for at, (rule, held) in enumerate(zip(day.adding, hold, strict=True)):
        if rule.key in set_aside:
            held = held & ~set_aside[rule.key]
        bits[held] |= 1 << at
    sets, which = np.unique(bits, return_inverse=True)
    rules = [
        tuple(rule for at, rule in enumerate(day.adding) if each >> at & 1)
        for each in sets.tolist()
    ]
    sources = np.array([_source_of(each) for each in rules])[which]
    return _Added(rules, which, sources)


def _why(what: int) -> Words:
    return say("purity_unknown" if what == PURITY else "weight_unknown")


def _source_of(rules: Iterable[Rule]) -> int:
    notes = Notes()
    for rule in rules:
        notes.add(rule.key, rule.reference, rule.says.text, "")
        note_amounts(rule, "", notes)
    told = notes.told()
    return SOURCES.index(weakest(told)) if told else 0


@dataclass(frozen=True)
class _Says:
    """What the rules that apply to each case say, those that decide before those that add."""

    rules: list[Rule | None]
    kind: Ints
    deciding: Bools
    part: Part
    added: _Added

    def must_consider(self) -> Bools:
        def says(rule: Rule | None) -> bool:
            return bool(rule and rule.says.police_must_consider_alternatives)

        own = np.array([says(each) for each in self.rules])[self.kind] & self.deciding
        more = np.array([any(map(says, each)) for each in self.added.sets])[self.added.which]
        both: Bools = np.logical_or.reduceat(own, self.part.starts) | more
        return both

    def seized(self) -> Ints:
        def says(rule: Rule | None) -> int:
            return -1 if rule is None or rule.says.seized is None else int(rule.says.seized)

        own = np.where(self.deciding, np.array([says(each) for each in self.rules])[self.kind], -1)
        more = np.array([max(map(says, each), default=-1) for each in self.added.sets])
        both: Ints = np.maximum(np.maximum.reduceat(own, self.part.starts), more[self.added.which])
        return both

    def referred(self, referrals: list[str]) -> Ints:
        def says(rule: Rule | None) -> int:
            said = rule.says.referred_to if rule else None
            return -1 if said is None else _number(referrals, said)

        own = np.where(self.deciding, np.array([says(each) for each in self.rules])[self.kind], -1)
        row = _first(own >= 0, self.part.starts, self.part.case)
        more = np.array(
            [next((n for n in map(says, each) if n >= 0), -1) for each in self.added.sets]
        )
        return np.where(row >= 0, own[np.maximum(row, 0)], more[self.added.which])

    def fine(self, fines: list[Fine]) -> Ints:
        """The highest of what is given."""

        def most(fine: Fine | None) -> float:
            return -1.0 if fine is None else float(fine[1])

        def number(fine: Fine | None) -> int:
            return -1 if fine is None else _number(fines, fine)

        own = [each.says.fine if each else None for each in self.rules]
        added = [
            max((each.says.fine for each in rules), key=most, default=None)
            for rules in self.added.sets
        ]
        high = np.where(self.deciding, np.array([most(each) for each in own])[self.kind], -2.0)
        row = _first_most(high, self.part.starts, self.part.case)
        more_high = np.array([most(each) for each in added])[self.added.which]
        more = np.array([number(each) for each in added])[self.added.which]
        mine = np.array([number(each) for each in own])[self.kind[row]]
        return np.where(more_high > high[row], more, mine)


def _overridden(rules: Sequence[Rule], truths: Sequence[Truths]) -> dict[str, Bools]:
    """Of each rule that another sets aside: the rows where it does."""
    found: dict[str, Bools] = {}
    for rule, truth in zip(rules, truths, strict=True):
        for key in rule.overrides:
            held: Bools = truth == YES
            found[key] = found[key] | held if key in found else held
    return found


def _first_most(value: NDArray[np.generic], starts: Ints, case: Ints) -> Ints:
    """Of each case, the first of its rows that has the most."""
    most = np.maximum.reduceat(value, starts)
    return _first(value == most[case], starts, case)


def _first(wanted: Bools, starts: Ints, case: Ints) -> Ints:
    """Of each case, the first of its rows that is wanted; −1 where none is."""
    rows = len(case)
    first = np.minimum.reduceat(np.where(wanted, np.arange(rows), rows), starts)
    return np.where(first < rows, first, -1)


def _number(values: list[Any], value: object) -> int:
    """The place of a value in a list, which it joins if it is new."""
    if value not in values:
        values.append(value)
    return values.index(value)
