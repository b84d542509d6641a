"""The rules of each jurisdiction, ready to be asked: a `Day` for each stretch without a change."""

import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from .amounts import millionths
from .answer import GRAVITY, Reference, Words
from .case import Measure
from .load import FOLDER, Text, Unsound, texts
from .text import (
    Amounts,
    CommissionDecision,
    Comparison,
    Dated,
    Event,
    Membership,
    Record,
    Version,
    Youth,
)

Limits = dict[Measure, int]


@dataclass(frozen=True)
class Table:
    """Amounts to measure against, on one day, in millionths."""

    of: dict[str, Limits]
    together: frozenset[str]
    in_all: Limits
    reference: Reference


@dataclass(frozen=True)
class Rule:
    """A version of a rule that is in force, with its reference looked up."""

    key: str
    says: Version
    reference: Reference
    limits: tuple[tuple[Comparison, Table], ...] = ()


@dataclass(frozen=True)
class Member:
    schedule: str
    key: str
    reference: Reference


@dataclass(frozen=True)
class Day:
    """What is in force from `begins` until the next change. Deciding rules: the mildest first."""

    begins: date
    deciding: tuple[Rule, ...]
    adding: tuple[Rule, ...]
    members: dict[str, Member]
    youth_under: int
    record: tuple[Record, Reference, str] | None
    scope: Reference
    scope_key: str


@dataclass(frozen=True)
class Book:
    """One jurisdiction with what it lies within, its own rules first."""

    code: str
    name: Words
    time_zone: str
    texts: tuple[Text, ...]
    changes: tuple[date, ...]
    days: tuple[Day, ...]
    events: tuple[tuple[Event, Reference], ...] = ()
    commission: dict[str, list[tuple[CommissionDecision, Reference]]] = field(default_factory=dict)

    def on(self, day: date) -> Day | None:
        """None before the first rule."""
        at = bisect_right(self.changes, day)
        return self.days[at - 1] if at else None


def codes() -> tuple[str, ...]:
    return tuple(sorted(_books()))


def book(code: str) -> Book:
    """Raises KeyError for a jurisdiction that has no file."""
    return _books()[code]


def every_book() -> dict[str, Book]:
    return _books()


@cache
def _books() -> dict[str, Book]:
    read = texts()
    unnamed = {
        name for text in read.values() for entry in text.schedule for name in entry.substances
    } - set(substances())
    if unnamed:
        raise Unsound(f"substances.toml: has no words for {', '.join(sorted(unnamed))}")
    return {code: bound(text, read) for code, text in read.items()}


@cache
def _substances() -> tuple[dict[str, Words], dict[str, str]]:
    said = tomllib.loads((FOLDER / "substances.toml").read_text(encoding="utf-8"))
    names = {key: Words(each["en"], each["fr"]) for key, each in said.items()}
    aliases = {alias: key for key, each in said.items() for alias in each.get("also", ())}
    return names, aliases


def substances() -> dict[str, Words]:
    """Every substance that some schedule knows, by its name in a case."""
    return _substances()[0]


@lru_cache(maxsize=4_096)  # names come from the public too
def canonical(name: str) -> str:
    """The name under which the rules know it: “Crack cocaine” → crack."""
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    return _substances()[1].get(plain, plain)


def bound(text: Text, others: dict[str, Text]) -> Book:
    """A rule file with what it lies within, cut into days."""
    within = text.jurisdiction.within
    chain = (text, *((others[within],) if within else ()))
    dated = [each for one in chain for each in _dated(one)]
    first = min(each.begins for one in chain for versions in one.rules.values()
                for each in versions)  # fmt: skip
    changes = sorted({
        day for each in dated for day in (each.begins, each.until) if day and day >= first
    })  # fmt: skip
    return Book(
        code=text.jurisdiction.code,
        name=text.jurisdiction.name,
        time_zone=text.jurisdiction.time_zone,
        texts=chain,
        changes=tuple(changes),
        days=tuple(_day(day, chain) for day in changes),
        events=tuple((each, _cite(each, one)) for one in chain for each in one.no_effect),
        commission={key: [(each, _cite(each, text)) for each in versions]
                    for key, versions in text.commission.items()},
    )  # fmt: skip


def _dated(text: Text) -> list[Dated]:
    rules = [each for versions in text.rules.values() for each in versions]
    amounts = [each for tables in text.amounts.values() for each in tables]
    return [*rules, *amounts, *text.schedule, *text.youth, *text.record]


def _cite(entry: Dated | Event, text: Text) -> Reference:
    act = text.references[entry.reference]
    section = Words(entry.section, entry.section_fr or entry.section)
    return Reference(act.act, section, act.date, act.link, entry.verified)


def _holds(entry: Dated, day: date) -> bool:
    return entry.begins <= day and (entry.until is None or day < entry.until)


def _day(day: date, chain: tuple[Text, ...]) -> Day:
    rules = [
        Rule(f"{text.jurisdiction.code}/{name}", version, _cite(version, text),
             tuple((how, _table(key, text, day)) for how, key in version.limits))
        for text in chain for name, versions in text.rules.items()
        for version in versions if _holds(version, day)
    ]  # fmt: skip
    deciding = [rule for rule in rules if rule.says.outcome]
    deciding.sort(key=lambda rule: GRAVITY.index(rule.says.outcome or "offence"))
    members: dict[str, Member] = {}
    for text in reversed(chain):  # a narrower jurisdiction speaks last
        for entry in text.schedule:
            if _holds(entry, day):
                members.update(dict.fromkeys(entry.substances, _member(entry, text)))
    scope = next(text for text in chain if text.jurisdiction.scope)
    under: list[Youth] = [y for text in chain for y in text.youth if _holds(y, day)]
    records = [(each, _cite(each, text), f"{text.jurisdiction.code}/record")
               for text in chain for each in text.record if _holds(each, day)]  # fmt: skip
    return Day(
        begins=day,
        deciding=tuple(deciding),
        adding=tuple(rule for rule in rules if not rule.says.outcome),
        members=members,
        youth_under=under[0].under if under else 0,
        record=records[0] if records else None,
        scope=scope_of(scope),
        scope_key=f"{scope.jurisdiction.code}/scope",
    )


def scope_of(text: Text) -> Reference:
    said = text.jurisdiction
    act = text.references[said.scope]
    section = Words(said.scope_section, said.scope_section_fr or said.scope_section)
    return Reference(act.act, section, act.date, act.link, said.scope_verified)


def _member(entry: Membership, text: Text) -> Member:
    return Member(entry.schedule, f"{text.jurisdiction.code}/schedule", _cite(entry, text))


def _table(key: str, text: Text, day: date) -> Table:
    said: Amounts = next(each for each in text.amounts[key] if _holds(each, day))
    return Table(
        {name: _limits(limits) for name, limits in said.of.items()},
        frozenset(said.together),
        _limits(said.in_all),
        _cite(said, text),
    )


def _limits(said: dict[Measure, Decimal]) -> Limits:
    return {measure: millionths(value) for measure, value in said.items()}
