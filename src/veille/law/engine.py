"""Asks the rules. Knows what a condition is, and no jurisdiction.

For each substance, the mildest rule whose conditions all hold decides, unless one that holds sets
it aside; over all substances, the gravest of these. Where the case leaves a condition open (a
purity, a weight), and it would make a difference, the answer is undetermined and names both ends.
What is asked once is kept: the answer depends on an amount only through the limits that it lies
between.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor, lcm
from typing import Any

from .amounts import ALL_MEASURES, BOUNDLESS, NOTHING_SAID, Amount, fractions
from .answer import Answer
from .books import Book, Day, Limits, canonical, every_book, on_change
from .case import MILLION, Case, Substance
from .conditions import Seen
from .deciding import decide, outside_time, unknown_place
from .record import as_recorded, with_record

#: Answers kept for one stretch of days; then all are forgotten.
KEPT = 50_000

#: As a decimal: an integer would be made into one for each amount.
IN_A_GRAM = Decimal(MILLION)
#: No circumstance.
NONE: frozenset[str] = frozenset()

Key = tuple[Any, ...]

_keeps: ContextVar[bool] = ContextVar("keeps", default=True)


def assess(case: Case) -> Answer:
    """What the law says of this case. Never raises: what it cannot tell is undetermined."""
    asked = _asked().get(case.jurisdiction)
    return unknown_place(case) if asked is None else asked.answer(case)


def assess_many(cases: Iterable[Case]) -> list[Answer]:
    """`assess` of each, in their order."""
    asked = _asked()
    return [
        asked[case.jurisdiction].answer(case) if case.jurisdiction in asked else unknown_place(case)
        for case in cases
    ]


@contextmanager
def unkept() -> Iterator[None]:
    """Within this, no answer is kept: what the public asks leaves nothing, not even in memory."""
    before = _keeps.set(False)
    try:
        yield
    finally:
        _keeps.reset(before)


def forget_answers() -> None:
    """As in a new process: for what measures the first time."""
    _asked.cache_clear()


@cache
def _asked() -> dict[str, "_Asked"]:
    return {code: _Asked(book) for code, book in every_book().items()}


class _Asked:
    """One jurisdiction, and what it answered before."""

    def __init__(self, book: Book) -> None:
        self._book, self._changes = book, book.changes
        self._days = [_AskedDay(book, day) for day in book.days]

    def answer(self, case: Case) -> Answer:
        at = bisect_right(self._changes, case.date)
        if not at:
            return outside_time(self._book)
        day = self._days[at - 1]
        if case.conviction_date is None:
            return day.answer(case)
        return with_record(day.answer(as_recorded(case, self._book)), case, self._book)


class _AskedDay:
    """One stretch of days. `_key` says all that its rules can tell apart in a case."""

    def __init__(self, book: Book, day: Day) -> None:
        self.day, self._book = day, book
        rules = (*day.deciding, *day.adding)
        says = [rule.says for rule in rules]
        ages = {age for each in says for age in (each.age_from, each.age_under) if age is not None}
        self._ages = sorted(ages | {day.youth_since, day.youth_under})
        self._metres = sorted({each.farther_than.metres for each in says if each.farther_than})
        self._telling = frozenset(c for each in says for c in each.circumstances)
        named = [frozenset(names) for each in says for names in (each.places, each.places_not)]
        # Places that no rule tells apart are one number.
        alike = {kind: tuple(kind in names for names in named) for kind in book.declared.places}
        numbers = {found: n for n, found in enumerate(dict.fromkeys(alike.values()))}
        self._places = {kind: numbers[found] for kind, found in alike.items()}
        #: A place that this regime has no word for is one that none of its rules speaks of.
        self._elsewhere = numbers.get(tuple(False for _names in named), len(numbers))
        self._own: dict[str, set[int]] = {}
        shared: dict[frozenset[str], set[int]] = {}
        sums: list[tuple[dict[str, Limits], set[Fraction]]] = []
        for table in (table for rule in rules for _how, table in rule.limits):
            times = table.sum_of_fractions or 1
            for name, limits in table.of.items():
                own = self._own.setdefault(name, set())
                own.update(floor(limit * times) for limit in limits.values())
            if table.sum_of_fractions is not None:
                same = next((known for of, known in sums if of == table.of), None)
                if same is None:
                    sums.append((table.of, {table.sum_of_fractions}))
                else:
                    same.add(table.sum_of_fractions)
            if table.together:
                shared.setdefault(table.together, set()).update(table.in_all.values())
        self._shared = [(names, sorted(known)) for names, known in shared.items()]
        self._sums = [_Sum(of, numbers) for of, numbers in sums]
        self._known: dict[str, tuple[str, list[int]]] = {}
        self._kept: dict[Key, Answer] = {}

    def answer(self, case: Case) -> Answer:
        key = self._key(case)
        answer = self._kept.get(key)
        if answer is None:
            answer = decide(Seen.of(case), self.day, self._book)
            if _keeps.get():
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                self._kept[key] = answer
        return answer

    def _key(self, case: Case) -> Key:
        place, entries, found = case.place, case.substances, case.circumstances
        near: Key = ()
        if place.metres_to:
            near = tuple(
                sorted(
                    [
                        (what, bisect_left(self._metres, metres))
                        for what, metres in place.metres_to.items()
                    ]
                )
            )
        age = bisect_right(self._ages, case.age)
        where = self._places.get(place.kind, self._elsewhere)
        so = self._telling.intersection(found) if found else NONE
        if len(entries) == 1 and _is_weighed(entries[0]):  # as most cases are
            said = entries[0].name
            name, limits = self._known.get(said) or self._limits(said)
            grams = int(entries[0].grams * IN_A_GRAM)  # type: ignore[operator]
            return (
                age,
                where,
                near,
                so,
                name,
                bisect_left(limits, grams) + bisect_right(limits, grams),
            )
        return (age, where, near, so, *self._several(case))

    def _limits(self, said: str) -> tuple[str, list[int]]:
        """The substance, and every amount at which something changes, alone or with others."""
        known = self._known.get(said)
        if known is None:
            name = canonical(said)
            limits = {0, *self._own.get(name, ())}
            limits.update(*(known for names, known in self._shared if name in names))
            known = (name, sorted(limits))
            if len(self._known) < KEPT:
                self._known[said] = known
        return known

    def _several(self, case: Case) -> Key:
        weighed: dict[str, int] = {}
        limits_of = {}
        known_names = self._known
        for entry in case.substances:
            if not _is_weighed(entry):
                return self._unweighed(case)
            said = entry.name
            name, limits_of[name] = known_names.get(said) or self._limits(said)
            grams = int(entry.grams * IN_A_GRAM)  # type: ignore[operator]
            weighed[name] = weighed[name] + grams if name in weighed else grams
        bands: list[str | int] = []
        for name in sorted(weighed):
            limits, grams = limits_of[name], weighed[name]
            bands += (name, bisect_left(limits, grams) + bisect_right(limits, grams))
        for together, known in self._shared:
            total = sum([grams for name, grams in weighed.items() if name in together])
            bands.append(bisect_left(known, total) + bisect_right(known, total))
        for each in self._sums:
            if not each.names.isdisjoint(weighed):
                bands += each.bands(weighed)
        return tuple(bands)

    def _unweighed(self, case: Case) -> Key:
        seen = Seen.of(case)
        bands: list[Any] = [
            (name, *_bands(amount, self._limits(name)[1])) for name, amount in seen.amounts.items()
        ]
        for together, known in self._shared:
            carried = seen.together(together)
            bands.append(_bands(carried, known) if carried else ())
        bands += [each.bands_of(seen) for each in self._sums]
        return ("unweighed", seen.derivatives, seen.mixed, *bands)


class _Sum:
    """Tables whose fractions are summed over the same amounts: between which of their numbers a
    case lies, and how many kinds it has."""

    def __init__(self, of: dict[str, Limits], numbers: set[Fraction]) -> None:
        self._of, self._numbers = of, sorted(numbers)
        self.names = frozenset(of)
        grams = {name: limits["grams"] for name, limits in of.items() if "grams" in limits}
        whole = lcm(*grams.values()) if grams else 1
        #: So many times its grams, a substance counts in whole numbers.
        self._times = {name: whole // limit for name, limit in grams.items()}
        self._limits = [whole * number for number in self._numbers]

    def bands(self, weighed: dict[str, int]) -> tuple[int, int]:
        kinds = [name for name in weighed if name in self.names]
        total = sum([weighed[name] * self._times.get(name, 0) for name in kinds])
        return len(kinds), bisect_left(self._limits, total) + bisect_right(self._limits, total)

    def bands_of(self, seen: Seen) -> Key:
        low, high = fractions(seen.amounts, self._of)
        kinds = sum(name in self.names for name in seen.amounts)
        ends = (low, Fraction(BOUNDLESS) if high is None else high)
        return (
            kinds,
            *[bisect_left(self._numbers, end) + bisect_right(self._numbers, end) for end in ends],
        )


def _is_weighed(entry: Substance) -> bool:
    """Whether its gross weight is given, and nothing else, and it is alone in its bag."""
    return (
        entry.grams is not None
        and entry.grams_active is entry.pills is entry.units is None
        and entry.mixed_with is None
        and entry.derivative_of is None
    )


on_change.append(forget_answers)


def _bands(amount: Amount, limits: list[int]) -> Key:
    """Between which limits each end of each measure lies; whether nothing is said of it; whether
    it is known exactly."""
    known = [*limits, BOUNDLESS]
    return tuple(
        [
            (
                amount[m] == NOTHING_SAID,
                amount[m][0] == amount[m][1],
                *[bisect_left(known, end) + bisect_right(known, end) for end in amount[m]],
            )
            for m in ALL_MEASURES
        ]
    )
