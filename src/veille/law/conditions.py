"""A case as the rules see it, and whether the conditions of one rule hold for a substance."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .amounts import Amount, amount_of, at_most, fractions, less_than, others_in_bag, together
from .answer import Words
from .books import Day, Rule, Table, canonical, name_of
from .case import Case, Measure
from .text import Comparison
from .words import filled, label, listed, say

#: Whether a condition holds; None where the case does not say.
Truth = bool | None


@dataclass(frozen=True)
class Seen:
    """A case as the rules see it: entries of one substance added up, a bag of several weighed once.

    `bags`: the substances of each entry, the first of them as the entry says, and their amount.
    `derivatives`: of what a substance is said to be a derivative.
    """

    age: int
    place: str
    metres_to: dict[str, Decimal]
    circumstances: frozenset[str]
    amounts: dict[str, Amount]
    bags: tuple[tuple[tuple[str, ...], Amount], ...]
    derivatives: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, case: Case) -> "Seen":
        entries: dict[str, list[Amount]] = {}
        bags, derivatives = [], {}
        for entry in case.substances:
            amount = amount_of(entry)
            name, others = canonical(entry.name), map(canonical, entry.mixed_with or ())
            bag = tuple(dict.fromkeys((name, *others)))
            for each in bag:
                part = amount if each == name else others_in_bag(amount)
                entries.setdefault(each, []).append(part)
            bags.append((bag, amount))
            if entry.derivative_of:
                derivatives[name] = canonical(entry.derivative_of)
        amounts = {name: together(each) for name, each in sorted(entries.items())}
        return cls(
            case.age,
            case.place.kind,
            dict(case.place.metres_to),
            frozenset(case.circumstances),
            amounts,
            tuple(bags),
            tuple(sorted(derivatives.items())),
        )

    def together(self, names: frozenset[str]) -> Amount | None:
        """All bags that hold any of these, each weighed once."""
        carried = [
            amount if bag[0] in names else others_in_bag(amount)
            for bag, amount in self.bags
            if not names.isdisjoint(bag)
        ]
        return together(carried) if carried else None

    @property
    def mixed(self) -> frozenset[str]:
        return frozenset(name for bag, _amount in self.bags if len(bag) > 1 for name in bag)


def holds(rule: Rule, name: str, seen: Seen, day: Day) -> tuple[Truth, Words]:
    """All its conditions, and the words for the first that fails, else for one that is open."""
    open_why = None
    for truth, why in _not_met(rule, name, seen, day):
        if truth is False:
            return False, why
        open_why = open_why or why
    open_why = open_why or rule.says.unsure
    return (None, open_why) if open_why else (True, rule.says.text)


def _not_met(rule: Rule, name: str, seen: Seen, day: Day) -> Iterator[tuple[Truth, Words]]:
    """The conditions that fail (False) or that the case leaves open (None); those that hold have
    nothing to say."""
    says, found = rule.says, seen.circumstances
    if says.schedules and day.members[name].schedule not in says.schedules:
        yield False, say("other_schedule")
    if says.substances and name not in says.substances:
        yield False, say("other_substance")
    if says.age_from is not None and seen.age < says.age_from:
        yield False, filled(say("too_young"), age=str(says.age_from))
    if says.age_under is not None and seen.age >= says.age_under:
        yield False, filled(say("too_old"), age=str(says.age_under))
    if (says.places and seen.place not in says.places) or seen.place in says.places_not:
        yield False, say("not_here")
    if says.farther_than:
        far = says.farther_than
        near = [what for what in far.of if seen.metres_to.get(what, far.metres + 1) <= far.metres]
        if near:
            what = listed([label("landmark", each) for each in near])
            yield False, filled(say("too_near"), metres=str(far.metres), what=what)
    for wanted in says.all_of:
        if wanted not in found:
            yield False, filled(say("not_so"), what=label("circumstance", wanted))
    if says.any_of and found.isdisjoint(says.any_of):
        what = listed([label("circumstance", each) for each in says.any_of])
        yield False, filled(say("none_so"), what=what)
    if not found.isdisjoint(says.none_of):
        bars = [label("circumstance", each) for each in says.none_of if each in found]
        yield False, filled(say("barred"), what=listed(bars))
    for how, table in rule.limits:
        truth, why = _measured(how, table, name, seen)
        if truth is not True:
            yield truth, why


def _measured(how: Comparison, table: Table, name: str, seen: Seen) -> tuple[Truth, Words]:
    if table.sum_of_fractions is not None:
        return _measured_by_fractions(how, table, name, seen)
    if table.together:
        amount, limits = seen.together(table.together), table.in_all
        if name not in table.together or amount is None:
            return False, say("other_substance")
    elif name in table.of:
        amount, limits = seen.amounts[name], table.of[name]
    else:
        return False, filled(say("no_amount_listed"), substance=name_of(name))
    if table.active_if_known and "grams" in limits and "grams_active" in limits:
        low, high = amount["grams_active"]
        counted: Measure = "grams_active" if low == high else "grams"
        limits = {counted: limits[counted]}
    compare = at_most if how in ("at_most", "more_than") else less_than
    truth = compare(amount, limits, table.passed_by_all)
    if truth is None:
        return None, say("purity_unknown" if "grams_active" in limits else "weight_unknown")
    over = how in ("more_than", "at_least")
    return truth is not over, say("not_that_much" if over else "too_much")


def _measured_by_fractions(
    how: Comparison, table: Table, name: str, seen: Seen
) -> tuple[Truth, Words]:
    if name not in table.of:
        return False, say("other_substance")
    over = how in ("more_than", "at_least")
    kinds = sum(each in table.of for each in seen.amounts)
    if kinds < table.kinds_from:
        return not over, say("fewer_kinds")
    low, high = fractions(seen.amounts, table.of)
    limit = table.sum_of_fractions or Fraction(1)
    less = how in ("less_than", "at_least")
    if low > limit or (less and low == limit):
        within: Truth = False
    elif high is not None and (high < limit or (not less and high == limit)):
        within = True
    else:
        return None, say("weight_unknown")
    return within is not over, say("not_that_much" if over else "too_much")
