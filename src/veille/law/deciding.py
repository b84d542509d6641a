"""One case against the rules of one day, each rule with why it applied or not."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec

from .amounts import Amount, amount_of, at_most, fractions, less_than, others_in_bag, together
from .answer import GRAVITY, Answer, Considered, End, Outcome, Reference, Words, weakest
from .books import Book, Day, Member, Rule, Table, canonical, every_name, name_of, scope_of
from .case import Case, Measure
from .figures import amount_in, with_figures
from .text import NOWHERE, Comparison
from .words import filled, label, listed, say, sentences

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


@dataclass
class _Verdict:
    """Of one substance: the rule that decides, or why none does."""

    name: str
    outcome: Outcome
    rule: Rule | None = None
    why: Words | None = None
    ends: tuple[End, ...] = ()


@dataclass
class _Notes:
    """What was considered, by rule: each once, with the substances it was considered for."""

    of: dict[tuple[str, Reference, Words], list[str]] = field(default_factory=dict)

    def add(self, key: str, reference: Reference, why: Words, name: str) -> None:
        names = self.of.setdefault((key, reference, why), [])
        if name and name not in names:
            names.append(name)

    def told(self) -> tuple[Considered, ...]:
        return tuple(Considered(*found, tuple(names)) for found, names in self.of.items())


def decide(seen: Seen, day: Day, book: Book) -> Answer:
    day = _with_derivatives(seen, day)
    applied, rejected = _Notes(), _Notes()
    verdicts = [_of_substance(name, seen, day, applied, rejected) for name in seen.amounts]
    gravest = max((v.outcome for v in verdicts), key=GRAVITY.index)
    deciding = [v for v in verdicts if v.outcome == gravest]
    first = max(deciding, key=lambda v: (_rank(v), _maximum(v, day)))
    texts = _texts(verdicts, gravest, day)
    added = _added(deciding, gravest, seen, day, applied, rejected)
    texts += [_text(rule, name, day) for rule, name in added]
    found = applied.told()
    says = [v.rule.says for v in deciding if v.rule]
    says_more = [*says, *(rule.says for rule, _name in added)]
    member = day.members.get(first.name)
    source = weakest(found)
    youth = seen.age < day.youth_under
    end = [say("youth")] if youth else []
    end += [say("unverified")] if source == "recalled" else []
    fines = [each.fine for each in says_more if each.fine]
    maxima = [_maximum(v, day) for v in deciding]
    return Answer(
        outcome=gravest,
        section=first.rule.reference.section.en if first.rule else None,
        grade=_grade_of(first) if gravest != "undetermined" else None,
        schedule=_schedule_of(member) if gravest != "undetermined" else None,
        max_years=max(maxima) if maxima and max(maxima) > 0 and gravest == "offence" else None,
        police_must_consider_alternatives=any(
            each.police_must_consider_alternatives for each in says_more
        ),
        seized=_one_of([each.seized for each in says_more if each.seized is not None]),
        referred_to=next((each.referred_to for each in says_more if each.referred_to), None),
        youth=youth,
        fine=max(fines, key=lambda fine: fine[1]) if fines else None,
        applied=found,
        rejected=rejected.told(),
        ends=next((v.ends for v in deciding if v.ends), ()),
        source=source,
        text=sentences([*texts, *end, say("no_advice")]),
    )


def outside_time(book: Book) -> Answer:
    """Of a day before the first rule."""
    scope = scope_of(next(text for text in book.texts if text.jurisdiction.scope))
    why = filled(say("before_first"), place=book.name, first=book.changes[0].isoformat())
    return _untold(f"{book.code}/scope", scope, why)


def unknown_place(case: Case) -> Answer:
    """Of a jurisdiction for which there is no file."""
    why = filled(say("no_such_place"), place=case.jurisdiction)
    here = Reference(say("veille"), label("section", "rules"), date(2026, 1, 1), "", "primary")
    return _untold("veille/scope", here, why)


def _untold(key: str, reference: Reference, why: Words) -> Answer:
    unverified = [say("unverified")] if reference.source == "recalled" else []
    return Answer(
        outcome="undetermined",
        applied=(Considered(key, reference, why, ()),),
        rejected=(),
        source=reference.source,
        text=sentences([why, *unverified, say("no_advice")]),
    )


def _with_derivatives(seen: Seen, day: Day) -> Day:
    """The day, with what the case says to be a derivative of something whose item reaches those."""
    more: dict[str, Member] = {}
    for name, parent in seen.derivatives:
        of = day.members.get(parent)
        if name not in day.members and of and {"derivatives", "analogues"} & set(of.reaches):
            more[name] = dataclasses.replace(of, asserted=True)
    return dataclasses.replace(day, members={**day.members, **more}) if more else day


def _of_substance(name: str, seen: Seen, day: Day, applied: _Notes, rejected: _Notes) -> _Verdict:
    if name not in day.members:
        why = _outside(name)
        applied.add(day.scope_key, day.scope, why, name)
        return _Verdict(name, "undetermined", why=why)
    holding: Rule | None = None
    open_rules: list[tuple[Rule, Words]] = []
    unlisted: Table | None = None
    asked = [(rule, *_holds(rule, name, seen, day)) for rule in day.deciding]
    overridden = {key for rule, truth, _why in asked if truth for key in rule.overrides}
    for rule, truth, why in asked:
        if truth is False:
            rejected.add(rule.key, rule.reference, why, name)
            unlisted = unlisted or _lists_others(rule, name)
        elif rule.key in overridden:
            rejected.add(rule.key, rule.reference, say("overridden"), name)
        elif holding is None:
            if truth is None:
                open_rules.append((rule, why))
            else:
                holding = rule
        else:
            rejected.add(rule.key, rule.reference, say("a_milder_one_decides"), name)
    possible = [rule for rule, _why in open_rules] + ([holding] if holding else [])
    if (open_rules and len({rule.says.outcome for rule in possible}) > 1) or (
        open_rules and not holding
    ):
        for rule, why in open_rules:
            applied.add(rule.key, rule.reference, why, name)
        ends = _ends(possible, holding, name, day)
        return _Verdict(name, "undetermined", why=open_rules[0][1], ends=ends)
    if holding is None:
        return _uncovered(name, unlisted, day, applied)
    applied.add(holding.key, holding.reference, _text(holding, name, day), name)
    _note_amounts(holding, name, applied)
    member = day.members[name]
    by_schedule = holding.says.schedules or holding.says.max_years
    if by_schedule or member.reference.source == "recalled":
        _note_schedule(name, member, applied)
    if _purity_is_open(holding, name, seen):
        what = holding.reference.section
        ends = tuple(
            End(holding.says.outcome or "offence", what, say(key)) for key in ("if_weak", "if_pure")
        )
        return _Verdict(
            name, holding.says.outcome or "offence", holding, say("purity_same"), ends=ends
        )
    why_more = say("asserted_derivative") if day.members[name].asserted else None
    if name in seen.mixed and any(holding.limits):
        why_more = say("mixture_weighed_whole")
    return _Verdict(name, holding.says.outcome or "offence", holding, why_more)


def _outside(name: str) -> Words:
    """Why nothing can be told of a name: it means several things, is like another, or unknown."""
    found = every_name().find(name)
    if found.readings:
        return filled(
            say("asked_back"),
            substance=name,
            readings=listed([name_of(each) for each in found.readings]),
        )
    if found.suggestions:
        return filled(
            say("did_you_mean"),
            substance=name,
            names=listed([name_of(each) for each in found.suggestions]),
        )
    return filled(say("outside_table"), substance=name_of(name))


def _note_amounts(rule: Rule, name: str, applied: _Notes) -> None:
    """The table that a rule measures by, where it stands elsewhere: its source counts too."""
    for _how, table in rule.limits:
        if table.reference != rule.reference:
            key = "amount_of_table" if table.sum_of_fractions is None else "sum_of_table"
            why = filled(say(key), amount=amount_in(table, name))
            applied.add(f"{rule.key}/amounts", table.reference, why, name)


def _note_schedule(name: str, member: Member, applied: _Notes) -> None:
    words = {"asserted": "in_schedule_asserted", NOWHERE: "in_no_schedule"}
    key = "asserted" if member.asserted else member.schedule
    why = filled(
        say(words.get(key, "in_schedule")), substance=name_of(name), schedule=member.schedule
    )
    reference = member.reference
    if member.asserted and reference.source != "recalled":
        reference = msgspec.structs.replace(reference, source="recalled")
    applied.add(member.key, reference, why, name)


def _schedule_of(member: Member | None) -> str | None:
    return None if member is None or member.schedule == NOWHERE else member.schedule


def _grade_of(verdict: _Verdict) -> Words | None:
    grade = verdict.rule.grade if verdict.rule else None
    return Words(grade.en, grade.fr) if grade else None


def _rank(verdict: _Verdict) -> int:
    return verdict.rule.grade.rank if verdict.rule and verdict.rule.grade else 0


def _uncovered(name: str, unlisted: Table | None, day: Day, applied: _Notes) -> _Verdict:
    why = filled(say("no_amount_listed" if unlisted else "uncovered"), substance=name_of(name))
    applied.add(day.scope_key, unlisted.reference if unlisted else day.scope, why, name)
    return _Verdict(name, "undetermined", why=why)


def _lists_others(rule: Rule, name: str) -> Table | None:
    """A table of amounts that the rule measures by, where it has none for this substance."""
    for _how, table in rule.limits:
        if not table.together and table.sum_of_fractions is None and name not in table.of:
            return table
    return None


def _ends(possible: list[Rule], holding: Rule | None, name: str, day: Day) -> tuple[End, ...]:
    """The mildest and the gravest of what it may be; one of them may be that no rule covers it."""
    ends = [
        End(rule.says.outcome or "offence", rule.reference.section, _text(rule, name, day))
        for rule in possible
    ]
    if holding is None and len({end.outcome for end in ends}) == 1:
        nothing = filled(say("uncovered"), substance=name_of(name))
        ends.append(End("undetermined", day.scope.section, nothing))
    ends.sort(key=lambda end: GRAVITY.index(end.outcome))
    return (ends[0], ends[-1])


def _purity_is_open(rule: Rule, name: str, seen: Seen) -> bool:
    amount = seen.amounts[name]["grams_active"]
    by_purity = any(set(table.of.get(name, ())) == {"grams_active"} for _how, table in rule.limits)
    return by_purity and amount[0] != amount[1]


def _holds(rule: Rule, name: str, seen: Seen, day: Day) -> tuple[Truth, Words]:
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


def _added(
    deciding: list[_Verdict],
    outcome: Outcome,
    seen: Seen,
    day: Day,
    applied: _Notes,
    rejected: _Notes,
) -> list[tuple[Rule, str]]:
    """The rules that add to a decision of this outcome, each with the first substance that it
    adds to."""
    held: dict[str, tuple[Rule, str]] = {}
    asked = [
        (rule, verdict, *_holds(rule, verdict.name, seen, day))
        for rule in day.adding
        if outcome in rule.says.after
        for verdict in deciding
    ]
    overridden = {key for rule, _verdict, truth, _why in asked if truth for key in rule.overrides}
    overridden |= {key for verdict in deciding if verdict.rule for key in verdict.rule.overrides}
    for rule, verdict, truth, why in asked:
        if rule.key in overridden:
            rejected.add(rule.key, rule.reference, say("overridden"), verdict.name)
        elif truth:
            applied.add(rule.key, rule.reference, _text(rule, verdict.name, day), verdict.name)
            _note_amounts(rule, verdict.name, applied)
            held.setdefault(rule.key, (rule, verdict.name))
        else:
            rejected.add(rule.key, rule.reference, why, verdict.name)
    return list(held.values())


def _maximum(verdict: _Verdict, day: Day) -> Decimal:
    """Years; 0 where none is known."""
    if verdict.rule is None:
        return Decimal(0)
    years, member = verdict.rule.says.max_years, day.members[verdict.name]
    return years.get(member.schedule, Decimal(0))


def _texts(verdicts: list[_Verdict], gravest: Outcome, day: Day) -> list[Words]:
    """What is said of each substance; with its name, where different things are said."""
    said: dict[Words, list[str]] = {}
    for verdict in sorted(verdicts, key=lambda v: -GRAVITY.index(v.outcome)):
        words = _text(verdict.rule, verdict.name, day) if verdict.rule else None
        parts = [each for each in (words, verdict.why) if each]
        said.setdefault(sentences(parts), []).append(verdict.name)
    if len(said) == 1:
        return list(said)
    return [
        filled(say("of_each"), what=listed([name_of(n) for n in names]), text=text)
        for text, names in said.items()
    ]


def _text(rule: Rule, name: str, day: Day) -> Words:
    member = day.members.get(name)
    maximum = rule.says.maximum.get(member.schedule) if member else None
    values: dict[str, Words | str] = {"schedule": member.schedule} if member else {}
    if maximum is not None:
        values["maximum"] = maximum
    return with_figures(rule, name, values)


def _one_of(values: list[bool]) -> bool | None:
    return any(values) if values else None
