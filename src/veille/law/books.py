"""The rules of each jurisdiction, ready to be asked: a `Day` for each stretch without a change."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

from veille.substances import Names, names
from veille.substances import substances as dictionary

from .amounts import millionths
from .answer import GRAVITY, Reference, Words
from .case import Declared, Measure
from .load import Text, Unsound, chain_of, declared_by, read_folder, texts
from .text import (
    HELP_WITH,
    NOWHERE,
    Amounts,
    Beyond,
    CommissionDecision,
    Comparison,
    Dated,
    Event,
    Grade,
    Help,
    Item,
    Listing,
    Membership,
    Record,
    Version,
    Youth,
)

Limits = dict[Measure, int]


@dataclass(frozen=True)
class Table:
    """Amounts to measure against, on one day, in millionths. Fields as in `text.Amounts`."""

    of: dict[str, Limits]
    together: frozenset[str]
    in_all: Limits
    reference: Reference
    sum_of_fractions: Fraction | None = None
    kinds_from: int = 0
    passed_by_all: bool = False
    active_if_known: bool = False
    counted_in: Words | None = None


@dataclass(frozen=True)
class Rule:
    """A version of a rule that is in force, with its reference looked up."""

    key: str
    says: Version
    reference: Reference
    limits: tuple[tuple[Comparison, Table], ...] = ()
    overrides: frozenset[str] = frozenset()
    grade: Grade | None = None


@dataclass(frozen=True)
class Member:
    """A substance in a schedule. `reaches`: derivatives, analogues …, as far as its item says."""

    schedule: str
    key: str
    reference: Reference
    reaches: tuple[str, ...] = ()
    asserted: bool = False


@dataclass(frozen=True)
class Day:
    """What is in force from `begins` until the next change. Deciding rules: the mildest first."""

    begins: date
    deciding: tuple[Rule, ...]
    adding: tuple[Rule, ...]
    members: dict[str, Member]
    youth_under: int
    youth_since: int
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
    declared: Declared = field(default_factory=Declared)
    record: tuple[Record, Reference, str] | None = None
    events: tuple[tuple[Event, Reference], ...] = ()
    commission: dict[str, list[tuple[CommissionDecision, Reference]]] = field(default_factory=dict)

    def on(self, day: date) -> Day | None:
        """None before the first rule."""
        at = bisect_right(self.changes, day)
        return self.days[at - 1] if at else None

    def help_on(self, day: date) -> list[tuple[Help, Reference]]:
        """What a person can do there on that day, in the order in which they need it."""
        found: dict[str, list[tuple[Help, Reference]]] = {}
        for text in self.texts:  # a narrower jurisdiction speaks first, and then alone
            said = [each for each in text.help if each.holds_on(day)]
            for kind in {each.kind for each in said} - set(found):
                found[kind] = [(each, cite(each, text)) for each in said if each.kind == kind]
        return [each for kind in HELP_WITH for each in found.get(kind, ())]

    def beyond_on(self, day: date) -> list[tuple[Beyond, Reference]]:
        """What a large amount may be taken as a sign of there on that day; the narrowest
        jurisdiction that speaks of it speaks alone."""
        for text in self.texts:
            said = [each for each in text.beyond if each.holds_on(day)]
            if said:
                return [(each, cite(each, text)) for each in said]
        return []

    @property
    def checked(self) -> date | None:
        """The day by which all that holds here was compared with its sources, as far as the files
        say it."""
        days = [each.jurisdiction.checked for each in self.texts if each.jurisdiction.checked]
        return min(days, default=None)


def codes() -> tuple[str, ...]:
    return tuple(sorted(_books()))


def book(code: str) -> Book:
    """Raises KeyError for a jurisdiction that has no file."""
    return _books()[code]


def every_book() -> dict[str, Book]:
    return _books()


def known() -> dict[str, Declared]:
    """Every jurisdiction that has rules, with the places and circumstances that it speaks of."""
    return {code: each.declared for code, each in _books().items()}


def declared_words(group: str) -> dict[str, Words]:
    """The words of the places or circumstances ("place", "circumstance") that the files declare."""
    return {
        name: words
        for text in _texts().values()
        for name, words in getattr(text, f"{group}s").items()
    }


#: Folders of a user's own, read after those that come with Veille.
_folders: list[Path] = []
#: What forgets that the rules were other ones.
on_change: list[Callable[[], object]] = []


def read_rules(folder: Path) -> list[str]:
    """Reads the rule files of a user's own folder too; one for a jurisdiction that Veille has
    stands in place of Veille's. A sentence for each file that could not be read."""
    _read, faults = read_folder(folder, _texts())
    _folders.append(folder)
    _forget()
    return [str(fault) for fault in faults]


def every_text() -> dict[str, Text]:
    """Every rule file that is read here, by its jurisdiction."""
    return _texts()


def forget_rules() -> None:
    """The folders that were read with `read_rules` are as if they had not been."""
    _folders.clear()
    _forget()


def _forget() -> None:
    for forget in (
        _texts.cache_clear,
        _books.cache_clear,
        _names.cache_clear,
        canonical.cache_clear,
        _members_of.clear,
        *on_change,
    ):
        forget()


@cache
def _texts() -> dict[str, Text]:
    read = texts()
    for folder in _folders:
        read = {**read, **read_folder(folder, read)[0]}
    return dict(sorted(read.items()))


@cache
def _books() -> dict[str, Book]:
    read = _texts()
    unnamed = {
        name for text in read.values() for entry in text.schedule for name in entry.substances
    } - set(dictionary())
    if unnamed:
        raise Unsound(f"the dictionary of substances has no words for {', '.join(sorted(unnamed))}")
    return {code: bound(text, read) for code, text in read.items()}


@cache
def _names() -> tuple[Names, dict[str, Words]]:
    """Every name that the dictionary or an act's schedules know, and how each key is written."""
    items = {key: item for text in _texts().values() for key, item in text.items.items()}
    english = [(name, key) for key, item in items.items() for name in (key, *item.en)]
    french = [(name, key) for key, item in items.items() for name in item.fr]
    words = {key: Words(item.en[0], item.fr[0]) for key, item in items.items()}
    words |= {key: Words(each.en, each.fr) for key, each in dictionary().items()}
    return names().extended([*english, *french]), words


@cache
def substances() -> dict[str, Words]:
    """The substances that a form offers, by their name in a case: those of the dictionary."""
    return {key: Words(each.en, each.fr) for key, each in dictionary().items()}


def name_of(key: str) -> Words:
    """As people read it; a name that nobody knows stays as it came."""
    return _names()[1].get(key) or Words(key, key)


def every_name() -> Names:
    """What finds a substance by its name, those of the acts' schedules too."""
    return _names()[0]


@lru_cache(maxsize=8_192)  # names come from the public too
def canonical(name: str) -> str:
    """The name under which the rules know it: “Crack cocaine” → crack. One that is unknown, or
    may mean several things, stays as it came."""
    return _names()[0].key(name) or name.strip()


def bound(text: Text, others: dict[str, Text]) -> Book:
    """A rule file with what it lies within, cut into days."""
    chain = tuple(chain_of(text, others))
    dated = [each for one in chain for each in _dated(one)]
    first = min(
        each.begins for one in chain for versions in one.rules.values() for each in versions
    )
    changes = sorted(
        {day for each in dated for day in (each.begins, each.until) if day and day >= first}
    )
    records = [
        (each, cite(each, one), f"{one.jurisdiction.code}/record")
        for one in chain
        for each in one.record
    ]
    return Book(
        code=text.jurisdiction.code,
        name=text.jurisdiction.name,
        time_zone=text.jurisdiction.time_zone,
        texts=chain,
        changes=tuple(changes),
        days=tuple(_day(day, chain) for day in changes),
        declared=declared_by(chain),
        record=records[-1] if records else None,
        events=tuple((each, cite(each, one)) for one in chain for each in one.no_effect),
        commission={
            key: [(each, cite(each, text)) for each in versions]
            for key, versions in text.commission.items()
        },
    )


def _dated(text: Text) -> list[Dated | Item]:
    rules = [each for versions in text.rules.values() for each in versions]
    amounts = [each for tables in text.amounts.values() for each in tables]
    items = [each for each in text.items.values() if each.begins]
    return [*rules, *amounts, *text.schedule, *text.listing, *text.youth, *text.record, *items]


def cite(entry: Dated | Event, text: Text) -> Reference:
    """Where an entry of this file stands, and how that was checked."""
    act = text.references[entry.reference]
    section = Words(entry.section, entry.section_fr or entry.section)
    own = getattr(entry, "link", "")
    link, french = (own, entry.link_fr) if own else (act.link, act.link_fr)  # type: ignore[union-attr]
    return Reference(act.act, section, act.date, link, entry.source, french)


def _day(day: date, chain: tuple[Text, ...]) -> Day:
    rules = [
        Rule(
            f"{text.jurisdiction.code}/{name}",
            version,
            cite(version, text),
            tuple((how, _table(key, chain, day)) for how, key in version.limits),
            _overridden(version, chain),
            _grade(version, chain),
        )
        for text in chain
        for name, versions in text.rules.items()
        for version in versions
        if version.holds_on(day)
    ]
    deciding = [rule for rule in rules if rule.says.outcome]
    deciding.sort(key=lambda rule: GRAVITY.index(rule.says.outcome or "offence"))
    members: dict[str, Member] = {}
    for text in reversed(chain):  # a narrower jurisdiction speaks last
        members.update(_members(text, day))
    _with_forms(members)
    scope = next(text for text in chain if text.jurisdiction.scope)
    under: list[Youth] = [y for text in chain for y in text.youth if y.holds_on(day)]
    return Day(
        begins=day,
        deciding=tuple(deciding),
        adding=tuple(rule for rule in rules if not rule.says.outcome),
        members=members,
        youth_under=under[0].under if under else 0,
        youth_since=under[0].since if under else 0,
        scope=scope_of(scope),
        scope_key=f"{scope.jurisdiction.code}/scope",
    )


def _overridden(version: Version, chain: tuple[Text, ...]) -> frozenset[str]:
    return frozenset(
        f"{text.jurisdiction.code}/{name}"
        for name in version.overrides
        for text in chain
        if name in text.rules
    )


def _grade(version: Version, chain: tuple[Text, ...]) -> Grade | None:
    return next(
        (text.grades[version.grade] for text in chain if version.grade in text.grades), None
    )


#: By file and day: the provinces share what the federal act says. The file is kept beside it.
_members_of: dict[tuple[int, date], tuple[Text, dict[str, Member]]] = {}


def _members(text: Text, day: date) -> dict[str, Member]:
    """Who stands in which schedule of one file; what it says itself goes before the listings."""
    kept = _members_of.get((id(text), day))
    if kept is not None:
        return kept[1]
    found: dict[str, Member] = {}
    listings = [each for each in text.listing if each.holds_on(day)]
    for key, item in text.items.items() if listings else ():
        if (item.begins and day < item.begins) or (item.until and day >= item.until):
            continue
        listing = next((each for each in listings if _lists(each, item)), None)
        if listing:
            found[key] = _listed(item, listing, text)
    for entry in text.schedule:
        if entry.holds_on(day):
            for key in entry.substances:
                found[key] = _member(entry, text, text.items.get(key))
    _members_of[id(text), day] = text, found
    return found


def _lists(listing: Listing, item: Item) -> bool:
    if item.schedule != listing.schedule or _within(item, listing.not_items):
        return False
    return not listing.items or _within(item, listing.items)


def _within(item: Item, numbers: tuple[str, ...]) -> bool:
    return any(item.number == each or item.number.startswith(f"{each}(") for each in numbers)


def _listed(item: Item, listing: Listing, text: Text) -> Member:
    act = text.references[listing.reference]
    section = Words(
        f"{listing.section}, item {item.number}",
        f"{listing.section_fr or listing.section}, article {item.number}",
    )
    own = bool(listing.link)
    link, french = (listing.link, listing.link_fr) if own else (act.link, act.link_fr)
    cite = Reference(act.act, section, act.date, link, listing.source, french)
    schedule = NOWHERE if item.excluded else item.schedule
    return Member(schedule, f"{text.jurisdiction.code}/schedule", cite, item.reaches)


def _with_forms(members: dict[str, Member]) -> None:
    """A form of a substance stands where the substance does, unless it is named itself."""
    for key, each in dictionary().items():
        if each.form_of in members:
            members.setdefault(key, members[each.form_of])


def scope_of(text: Text) -> Reference:
    said = text.jurisdiction
    act = text.references[said.scope]
    section = Words(said.scope_section, said.scope_section_fr or said.scope_section)
    return Reference(act.act, section, act.date, act.link, said.scope_source, act.link_fr)


def _member(entry: Membership, text: Text, item: Item | None) -> Member:
    reaches = item.reaches if item else ()
    key = f"{text.jurisdiction.code}/schedule"
    return Member(entry.schedule, key, cite(entry, text), reaches, entry.asserted)


def _table(key: str, chain: tuple[Text, ...], day: date) -> Table:
    text, said = _amounts(key, chain, day)
    own = _amounts(said.fractions_of, chain, day)[1] if said.fractions_of else said
    of = {name: _limits(limits) for name, limits in own.of.items()}
    together = set(said.together)
    for form, each in dictionary().items():
        if each.form_of in of:
            of.setdefault(form, of[each.form_of])
        if each.form_of in together:
            together.add(form)
    return Table(
        of=of,
        together=frozenset(together),
        in_all=_limits(said.in_all),
        reference=cite(said, text),
        sum_of_fractions=None if said.sum_of_fractions is None else Fraction(said.sum_of_fractions),
        kinds_from=said.kinds_from,
        passed_by_all=said.passed_by == "all",
        active_if_known=said.active_if_known,
        counted_in=said.counted_in,
    )


def _amounts(key: str, chain: tuple[Text, ...], day: date) -> tuple[Text, Amounts]:
    text = next(each for each in chain if key in each.amounts)
    return text, next(each for each in text.amounts[key] if each.holds_on(day))


def _limits(said: dict[Measure, Decimal]) -> Limits:
    return {measure: millionths(value) for measure, value in said.items()}
