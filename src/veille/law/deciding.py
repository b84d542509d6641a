"""One case against the rules of one day, each rule with why it applied or not."""

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import msgspec

from .answer import GRAVITY, Answer, Considered, End, Outcome, Reference, Words, weakest
from .books import Book, Day, Member, Rule, Table, every_name, name_of, scope_of
from .case import Case
from .conditions import Seen, holds
from .figures import amount_in, with_figures
from .text import NOWHERE
from .words import date_words, filled, label, listed, say, sentences, years_words


@dataclass
class Verdict:
    """Of one substance: the rule that decides, or why none does."""

    name: str
    outcome: Outcome
    rule: Rule | None = None
    why: Words | None = None
    ends: tuple[End, ...] = ()


@dataclass(frozen=True)
class Found:
    """What asking the rules of a day found of one substance.

    `open_rules`: those that may hold, milder than `holding`, each with what is open. `unlisted`:
    a table of amounts that lists others. `purity_is_open`: the purity is not known, and makes no
    difference.
    """

    holding: Rule | None = None
    open_rules: tuple[tuple[Rule, Words], ...] = ()
    unlisted: Table | None = None
    purity_is_open: bool = False
    is_mixed: bool = False


@dataclass
class Notes:
    """What was considered, by rule: each once, with the substances it was considered for."""

    of: dict[tuple[str, Reference, Words], list[str]] = field(default_factory=dict)

    def add(self, key: str, reference: Reference, why: Words, name: str) -> None:
        names = self.of.setdefault((key, reference, why), [])
        if name and name not in names:
            names.append(name)

    def told(self) -> tuple[Considered, ...]:
        return tuple(Considered(*found, tuple(names)) for found, names in self.of.items())


def decide(seen: Seen, day: Day, book: Book) -> Answer:
    return decided(seen, day, book)[0]


def decided(seen: Seen, day: Day, book: Book) -> tuple[Answer, Verdict, Words]:
    """The answer, the verdict on the substance that it hangs on, and why that is so."""
    day = _with_derivatives(seen, day)
    applied, rejected = Notes(), Notes()
    verdicts = [_of_substance(name, seen, day, applied, rejected) for name in seen.amounts]
    gravest = max((v.outcome for v in verdicts), key=GRAVITY.index)
    deciding = [v for v in verdicts if v.outcome == gravest]
    first = max(deciding, key=lambda v: weight_of(v, day))
    texts = _texts(verdicts, gravest, day)
    added = _added(deciding, gravest, seen, day, applied, rejected)
    texts += [text_of(rule, name, day) for rule, name in added]
    found = applied.told()
    says = [v.rule.says for v in deciding if v.rule]
    says_more = [*says, *(rule.says for rule, _name in added)]
    member = day.members.get(first.name)
    source = weakest(found)
    youth = day.youth_since <= seen.age < day.youth_under
    end = [filled(say("youth"), age=str(day.youth_under))] if youth else []
    end += [say("unverified")] if source == "recalled" else []
    fines = [each.fine for each in says_more if each.fine]
    heaviest = max(deciding, key=lambda v: _maximum(v, day))
    max_years = _maximum(heaviest, day) if gravest == "offence" else Decimal(0)
    answer = Answer(
        outcome=gravest,
        section=first.rule.reference.section.en if first.rule else None,
        grade=grade_of(first) if gravest != "undetermined" else None,
        schedule=schedule_of(member) if gravest != "undetermined" else None,
        max_years=max_years or None,
        maximum=_maximum_words(heaviest, max_years, day) if max_years else None,
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
    return answer, first, why_of(first, day)


def why_of(verdict: Verdict, day: Day) -> Words:
    """What the rule that decides says; else why none does."""
    if verdict.rule is None:
        assert verdict.why is not None
        return verdict.why
    return text_of(verdict.rule, verdict.name, day)


def outside_time(book: Book) -> Answer:
    """Of a day before the first rule."""
    scope = scope_of(next(text for text in book.texts if text.jurisdiction.scope))
    why = filled(say("before_first"), place=book.name, first=date_words(book.changes[0]))
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


def _of_substance(name: str, seen: Seen, day: Day, applied: Notes, rejected: Notes) -> Verdict:
    if name not in day.members:
        return verdict_of(name, Found(), day, applied)
    holding: Rule | None = None
    open_rules: list[tuple[Rule, Words]] = []
    unlisted: Table | None = None
    asked = [(rule, *holds(rule, name, seen, day)) for rule in day.deciding]
    overridden = {key for rule, truth, _why in asked if truth for key in rule.overrides}
    for rule, truth, why in asked:
        if truth is False:
            rejected.add(rule.key, rule.reference, why, name)
            unlisted = unlisted or lists_others(rule, name)
        elif rule.key in overridden:
            rejected.add(rule.key, rule.reference, say("overridden"), name)
        elif holding is None:
            if truth is None:
                open_rules.append((rule, why))
            else:
                holding = rule
        else:
            rejected.add(rule.key, rule.reference, say("a_milder_one_decides"), name)
    purity_is_open = holding is not None and _purity_is_open(holding, name, seen)
    found = Found(holding, tuple(open_rules), unlisted, purity_is_open, name in seen.mixed)
    return verdict_of(name, found, day, applied)


def verdict_of(name: str, found: Found, day: Day, applied: Notes) -> Verdict:
    """What follows for one substance from what was found of it; notes what was applied."""
    if name not in day.members:
        why = _outside(name)
        applied.add(day.scope_key, day.scope, why, name)
        return Verdict(name, "undetermined", why=why)
    holding, open_rules = found.holding, found.open_rules
    possible = [rule for rule, _why in open_rules] + ([holding] if holding else [])
    if (open_rules and len({rule.says.outcome for rule in possible}) > 1) or (
        open_rules and not holding
    ):
        for rule, why in open_rules:
            applied.add(rule.key, rule.reference, why, name)
        ends = _ends(possible, holding, name, day)
        return Verdict(name, "undetermined", why=open_rules[0][1], ends=ends)
    if holding is None:
        return _uncovered(name, found.unlisted, day, applied)
    applied.add(holding.key, holding.reference, text_of(holding, name, day), name)
    note_amounts(holding, name, applied)
    member = day.members[name]
    by_schedule = holding.says.schedules or holding.says.max_years
    if by_schedule or member.reference.source == "recalled":
        _note_schedule(name, member, applied)
    outcome = holding.says.outcome or "offence"
    if found.purity_is_open:
        what = holding.reference.section
        ends = tuple(End(outcome, what, say(key)) for key in ("if_weak", "if_pure"))
        return Verdict(name, outcome, holding, say("purity_same"), ends=ends)
    why_more = say("asserted_derivative") if member.asserted else None
    if found.is_mixed and any(holding.limits):
        why_more = say("mixture_weighed_whole")
    return Verdict(name, outcome, holding, why_more)


def _outside(name: str) -> Words:
    """Why nothing can be told of a name: it means several things, is like another, or unknown."""
    found = every_name().find(name)
    if found.readings:
        return filled(
            say("asked_back" if len(found.readings) > 1 else "asked_back_one"),
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


def note_amounts(rule: Rule, name: str, applied: Notes) -> None:
    """The table that a rule measures by, where it stands elsewhere: its source counts too."""
    for _how, table in rule.limits:
        if table.reference != rule.reference:
            key = "amount_of_table" if table.sum_of_fractions is None else "sum_of_table"
            why = filled(say(key), amount=amount_in(table, name))
            applied.add(f"{rule.key}/amounts", table.reference, why, name)


def _note_schedule(name: str, member: Member, applied: Notes) -> None:
    words = {"asserted": "in_schedule_asserted", NOWHERE: "in_no_schedule"}
    key = "asserted" if member.asserted else member.schedule
    why = filled(
        say(words.get(key, "in_schedule")), substance=name_of(name), schedule=member.schedule
    )
    reference = member.reference
    if member.asserted and reference.source != "recalled":
        reference = msgspec.structs.replace(reference, source="recalled")
    applied.add(member.key, reference, why, name)


def schedule_of(member: Member | None) -> str | None:
    return None if member is None or member.schedule == NOWHERE else member.schedule


def grade_of(verdict: Verdict) -> Words | None:
    grade = verdict.rule.grade if verdict.rule else None
    return Words(grade.en, grade.fr) if grade else None


def weight_of(verdict: Verdict, day: Day) -> tuple[int, Decimal]:
    """Which of several verdicts of one outcome is graver: its grade, then its maximum."""
    grade = verdict.rule.grade if verdict.rule else None
    return (grade.rank if grade else 0), _maximum(verdict, day)


def _uncovered(name: str, unlisted: Table | None, day: Day, applied: Notes) -> Verdict:
    why = filled(say("no_amount_listed" if unlisted else "uncovered"), substance=name_of(name))
    applied.add(day.scope_key, unlisted.reference if unlisted else day.scope, why, name)
    return Verdict(name, "undetermined", why=why)


def lists_others(rule: Rule, name: str) -> Table | None:
    """A table of amounts that the rule measures by, where it has none for this substance."""
    for _how, table in rule.limits:
        if not table.together and table.sum_of_fractions is None and name not in table.of:
            return table
    return None


def _ends(possible: list[Rule], holding: Rule | None, name: str, day: Day) -> tuple[End, ...]:
    """The mildest and the gravest of what it may be; one of them may be that no rule covers it."""
    ends = [
        End(rule.says.outcome or "offence", rule.reference.section, text_of(rule, name, day))
        for rule in possible
    ]
    if holding is None and len({end.outcome for end in ends}) == 1:
        nothing = filled(say("uncovered"), substance=name_of(name))
        ends.append(End("undetermined", day.scope.section, nothing))
    ends.sort(key=lambda end: GRAVITY.index(end.outcome))
    return (ends[0], ends[-1])


def _purity_is_open(rule: Rule, name: str, seen: Seen) -> bool:
    amount = seen.amounts[name]["grams_active"]
    return is_measured_by_purity(rule, name) and amount[0] != amount[1]


def is_measured_by_purity(rule: Rule, name: str) -> bool:
    return any(set(table.of.get(name, ())) == {"grams_active"} for _how, table in rule.limits)


def _added(
    deciding: list[Verdict],
    outcome: Outcome,
    seen: Seen,
    day: Day,
    applied: Notes,
    rejected: Notes,
) -> list[tuple[Rule, str]]:
    """The rules that add to a decision of this outcome, each with the first substance that it
    adds to."""
    held: dict[str, tuple[Rule, str]] = {}
    asked = [
        (rule, verdict, *holds(rule, verdict.name, seen, day))
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
            applied.add(rule.key, rule.reference, text_of(rule, verdict.name, day), verdict.name)
            note_amounts(rule, verdict.name, applied)
            held.setdefault(rule.key, (rule, verdict.name))
        else:
            rejected.add(rule.key, rule.reference, why, verdict.name)
    return list(held.values())


def _maximum(verdict: Verdict, day: Day) -> Decimal:
    """Years; 0 where none is known."""
    if verdict.rule is None:
        return Decimal(0)
    years, member = verdict.rule.says.max_years, day.members[verdict.name]
    return years.get(member.schedule, Decimal(0))


def _maximum_words(verdict: Verdict, years: Decimal, day: Day) -> Words:
    """As the act words it; else in years, or in months where it is less than one."""
    assert verdict.rule is not None
    said = verdict.rule.says.maximum.get(day.members[verdict.name].schedule)
    return said or years_words(years)


def _texts(verdicts: list[Verdict], gravest: Outcome, day: Day) -> list[Words]:
    """What is said of each substance; with its name, where different things are said."""
    said: dict[Words, list[str]] = {}
    for verdict in sorted(verdicts, key=lambda v: -GRAVITY.index(v.outcome)):
        words = text_of(verdict.rule, verdict.name, day) if verdict.rule else None
        parts = [each for each in (words, verdict.why) if each]
        said.setdefault(sentences(parts), []).append(verdict.name)
    if len(said) == 1:
        return list(said)
    return [
        filled(say("of_each"), what=listed([name_of(n) for n in names]), text=text)
        for text, names in said.items()
    ]


def text_of(rule: Rule, name: str, day: Day) -> Words:
    member = day.members.get(name)
    maximum = rule.says.maximum.get(member.schedule) if member else None
    values: dict[str, Words | str] = {"schedule": member.schedule} if member else {}
    if maximum is not None:
        values["maximum"] = maximum
    return with_figures(rule, name, values)


def _one_of(values: list[bool]) -> bool | None:
    return any(values) if values else None
