"""Reads a rule file, and refuses one that could mislead, naming file and line.

Refused: an overlap or a gap in time, an unknown key, a value without its reference, a substance
that no schedule knows, a table of amounts that is not there, a place, circumstance or grade that
nothing declares.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from veille import substances

from . import lines
from .answer import Words
from .case import CIRCUMSTANCES, LANDMARKS, PLACE_KINDS, Declared, Measure
from .text import (
    DECLARED,
    LISTS,
    NAMED_LISTS,
    NOWHERE,
    Act,
    Amounts,
    Beyond,
    CommissionDecision,
    Dated,
    Event,
    Grade,
    Help,
    Item,
    Jurisdiction,
    Listing,
    Membership,
    Record,
    Version,
    Youth,
)

FOLDER = resources.files("veille.law")
RULES = FOLDER / "rules"


class Unsound(ValueError):
    """A rule file says something that cannot be so; the message names file and line. What a reform
    is refused for is told in French too."""

    def __init__(self, en: str, fr: str = "") -> None:
        super().__init__(en)
        self.fr = fr or en

    def in_words(self, language: str) -> str:
        return self.fr if language == "fr" else str(self)


@dataclass(frozen=True)
class Text:
    """One file, as read. Entries stand in the order of the file.

    `items`: each substance of the act's schedules with its item, where a file beside this one holds
    them. `file`, `folder`: where it stands.
    """

    jurisdiction: Jurisdiction
    references: dict[str, Act]
    rules: dict[str, list[Version]] = field(default_factory=dict)
    amounts: dict[str, list[Amounts]] = field(default_factory=dict)
    schedule: list[Membership] = field(default_factory=list)
    listing: list[Listing] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    places: dict[str, Words] = field(default_factory=dict)
    circumstances: dict[str, Words] = field(default_factory=dict)
    grades: dict[str, Grade] = field(default_factory=dict)
    youth: list[Youth] = field(default_factory=list)
    record: list[Record] = field(default_factory=list)
    commission: dict[str, list[CommissionDecision]] = field(default_factory=dict)
    no_effect: list[Event] = field(default_factory=list)
    help: list[Help] = field(default_factory=list)
    beyond: list[Beyond] = field(default_factory=list)
    file: str = ""
    folder: Traversable = RULES


#: The file and the line of what a path leads to.
Where = Callable[[lines.Path], str]

#: A file that holds the items of an act's schedules, beside the file of its rules.
ITEMS = "-schedules.toml"


def texts() -> dict[str, Text]:
    """Every rule file that comes with Veille, by its jurisdiction; raises Unsound."""
    read, faults = read_folder(RULES, {})
    if faults:
        raise faults[0]
    return read


def read_folder(
    folder: Traversable, others: dict[str, Text]
) -> tuple[dict[str, Text], list[Unsound]]:
    """The rule files of a folder, and why others of them could not be read.

    What a file lies within is read before it: from this folder or from `others`. One that cannot
    be read stops no other, but those that lie within it.
    """
    read: dict[str, Text] = {}
    faults: list[Unsound] = []
    waiting = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml") and not entry.name.endswith(ITEMS)
    }
    within = {name: _within(toml) for name, toml in waiting.items()}
    while waiting:
        ready = [
            name
            for name in waiting
            if not within[name]
            or within[name] in read
            or (within[name] in others and within[name] not in _codes(waiting))
        ]
        for name in ready or list(waiting):
            try:
                text = load(name, waiting.pop(name), {**others, **read}, folder)
            except Unsound as unsound:
                faults.append(unsound)
            else:
                read[text.jurisdiction.code] = text
    return dict(sorted(read.items())), faults


def _within(toml: str) -> str:
    found = re.search(r'^within = "([^"]+)"', toml, re.M)
    return found[1] if found else ""


def _codes(waiting: dict[str, str]) -> set[str]:
    found = (re.search(r'^code = "([^"]+)"', toml, re.M) for toml in waiting.values())
    return {each[1] for each in found if each}


def load(
    name: str, toml: str, others: dict[str, Text] | None = None, folder: Traversable = RULES
) -> Text:
    """One file; `others` are those that it may lie within. Raises Unsound."""
    found = lines.lines_of(toml)
    said = parsed(name, toml)
    file = Path(name).name
    text = load_said(
        said, lambda path: f"{file}:{lines.line_at(found, path)}", others or {}, folder
    )
    return replace(text, file=file, folder=folder)


def parsed(name: str, toml: str) -> dict[str, Any]:
    """A file as TOML has it, numbers exact. Raises Unsound, with the line."""
    try:
        return tomllib.loads(toml, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        raise Unsound(f"{name}:{at[1] if at else 1}: is not TOML: {error}") from None


def load_said(
    said: dict[str, Any], where: Where, others: dict[str, Text], folder: Traversable = RULES
) -> Text:
    """What a file says, already parsed; `where` tells the file and line of what stands wrong."""
    return _Reader(said, where, others, folder).text()


def chain_of(text: Text, others: dict[str, Text]) -> list[Text]:
    """A file and what it lies within, its own first, to any depth."""
    chain = [text]
    while within := chain[-1].jurisdiction.within:
        chain.append(others[within])
    return chain


def item_keys(items: Sequence[Item]) -> dict[str, Item]:
    """Every substance of an act's schedules by its key: the dictionary's, else made of its name.

    Of several items, that counts which names it most closely, with the names of all; what is only
    named to be left out counts where no item names it.
    """
    found: dict[str, Item] = {}
    for item in items:
        if item.repealed:
            continue
        key = key_of(item)
        before = found.get(key)
        if before is None:
            found[key] = item
        else:
            close, far = sorted((item, before), key=_closeness, reverse=True)
            found[key] = msgspec.structs.replace(
                close, en=(*close.en, *far.en), fr=(*close.fr, *far.fr)
            )
        for name in item.but_not:
            out = msgspec.structs.replace(item, en=(name,), fr=(name,), but_not=(), excluded=True)
            found.setdefault(key_of(out), out)
    return found


def key_of(item: Item) -> str:
    for name in (*item.en, *item.fr):
        if key := substances.names().key(name):
            return key
    return re.sub(r"\W+", "_", item.en[0].lower()).strip("_")


def _closeness(item: Item) -> tuple[bool, int]:
    return (not item.excluded, item.number.count("("))


def _named(text: str) -> set[str]:
    """The places in a text for amounts: {in_all}, {at_most} …"""
    return set(re.findall(r"\{(\w+)\}", text))


def declared_by(chain: Sequence[Text]) -> Declared:
    """The kinds of place and circumstances that a case may name there."""
    return Declared(
        (*PLACE_KINDS, *(name for text in chain for name in text.places)),
        (*CIRCUMSTANCES, *(name for text in chain for name in text.circumstances)),
    )


class _Reader:
    def __init__(
        self, said: dict[str, Any], where: Where, others: dict[str, Text], folder: Traversable
    ) -> None:
        self._said, self._where, self._others, self._folder = said, where, others, folder

    def text(self) -> Text:
        known = {"jurisdiction", "references", "grades", *DECLARED, *NAMED_LISTS, *LISTS}
        for key in self._said:
            if key not in known:
                self._refuse((key,), f"unknown key {key}")
        if "jurisdiction" not in self._said:
            self._refuse((), "says no jurisdiction")
        place = self._read(("jurisdiction",), self._said["jurisdiction"], Jurisdiction)
        references = {
            key: self._read(("references", key), said, Act)
            for key, said in self._said.get("references", {}).items()
        }
        named: dict[str, Any] = {
            table: {
                key: self._entries((table, key), entries, kind)
                for key, entries in self._said.get(table, {}).items()
            }
            for table, kind in NAMED_LISTS.items()
        }
        plain: dict[str, Any] = {
            table: self._entries((table,), self._said.get(table, []), kind)
            for table, kind in LISTS.items()
        }
        declared: dict[str, Any] = {
            table: {
                key: self._read((table, key), said, kind)
                for key, said in self._said.get(table, {}).items()
            }
            for table, kind in (("places", Words), ("circumstances", Words), ("grades", Grade))
        }
        text = Text(
            jurisdiction=place,
            references=references,
            items=self._items(place.items),
            **declared,
            **named,
            **plain,
        )
        self._check(text)
        return text

    def _items(self, name: str) -> dict[str, Item]:
        if not name:
            return {}
        path: lines.Path = ("jurisdiction", "items")
        try:
            read = tomllib.loads((self._folder / name).read_text(encoding="utf-8"))
            return item_keys([msgspec.convert(each, Item) for each in read["item"]])
        except (OSError, KeyError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            self._refuse(path, f"{name} cannot be read: {error}")

    def _entries(self, path: lines.Path, said: Any, kind: Any) -> list[Any]:
        if not isinstance(said, list):
            self._refuse(path, f"is not a list; write [[{'.'.join(map(str, path))}]]")
        return [self._read((*path, n), entry, kind) for n, entry in enumerate(said)]

    def _read(self, path: lines.Path, said: Any, kind: Any) -> Any:
        try:
            read = msgspec.convert(said, kind)
        except msgspec.ValidationError as error:
            what, _, inside = str(error).partition(" - at `$")
            keys = re.findall(r"\.([A-Za-z_]+)", inside)
            unknown = re.search(r"unknown field `([^`]+)`", what)
            more = [*keys, unknown[1]] if unknown else keys
            self._refuse((*path, *more), what[:1].lower() + what[1:] + f" ({'.'.join(more)})")
        for key in ("reference", "section"):
            if getattr(read, key, "-") == "":
                self._refuse((*path, key), f"{key} is empty")
        return read

    def _check(self, text: Text) -> None:
        within = text.jurisdiction.within
        if within and within not in self._others:
            self._refuse(("jurisdiction", "within"), f"lies within {within}, which has no file")
        for path, entry in self._all(text):
            self._check_reference(path, entry.reference, text)
            if isinstance(entry, Dated) and entry.until and entry.until <= entry.begins:
                self._refuse((*path, "until"), "ends before it begins")
            for key in ("link", "link_fr"):
                self._check_link((*path, key), getattr(entry, key, ""))
        for key, act in text.references.items():
            self._check_link(("references", key, "link"), act.link)
            self._check_link(("references", key, "link_fr"), act.link_fr)
        if text.jurisdiction.scope:
            self._check_reference(("jurisdiction", "scope"), text.jurisdiction.scope, text)
        elif not within:
            self._refuse(("jurisdiction",), "has no scope: a reference for what it does not know")
        for table in NAMED_LISTS:
            for key, versions in getattr(text, table).items():
                self._check_time(key, [((table, key, n), v) for n, v in enumerate(versions)])
        for table in ("youth", "record"):
            dated = getattr(text, table)
            self._check_time(table, [((table, n), v) for n, v in enumerate(dated)])
        self._check_membership(text)
        self._check_rules(text)

    @staticmethod
    def _all(text: Text) -> Iterator[tuple[lines.Path, Dated | Event]]:
        for table in NAMED_LISTS:
            for key, entries in getattr(text, table).items():
                yield from (((table, key, n), entry) for n, entry in enumerate(entries))
        for table in LISTS:
            yield from (((table, n), entry) for n, entry in enumerate(getattr(text, table)))

    def _check_reference(self, path: lines.Path, reference: str, text: Text) -> None:
        if reference not in text.references:
            self._refuse((*path, "reference"), f"there is no reference {reference}")

    def _check_link(self, path: lines.Path, link: str) -> None:
        """A bare domain leads to no text: leave it out, or give the page."""
        if link and not re.fullmatch(r"https://[^/]+/.*\w.*", link):
            self._refuse(path, f"{link} is no secure link to a text")

    def _check_time(self, what: str, entries: Iterable[tuple[lines.Path, Dated]]) -> None:
        """One after the other: each begins on the day on which the one before it ends."""
        before: Dated | None = None
        for path, entry in entries:
            if before is not None:
                if before.until is None or entry.begins < before.until:
                    self._refuse((*path, "from"), f"{what} overlaps with its version before")
                elif entry.begins > before.until:
                    gap = f"{before.until} to {entry.begins}"
                    self._refuse((*path, "from"), f"{what} has a gap from {gap}")
            before = entry

    def _check_membership(self, text: Text) -> None:
        by_name: dict[str, list[tuple[lines.Path, Dated]]] = {}
        for n, entry in enumerate(text.schedule):
            for name in entry.substances:
                by_name.setdefault(name, []).append((("schedule", n), entry))
        for name, entries in by_name.items():
            self._check_time(name, sorted(entries, key=lambda each: each[1].begins))

    def _check_rules(self, text: Text) -> None:
        chain = chain_of(text, self._others)
        known = {name for each in chain for entry in each.schedule for name in entry.substances}
        known |= {key for each in chain for key in each.items}
        known |= {key for key, each in substances.substances().items() if each.form_of in known}
        schedules = {entry.schedule for each in chain for entry in each.schedule}
        schedules |= {entry.schedule for each in chain for entry in each.listing}
        schedules |= {NOWHERE} if any(each.items for each in chain) else set()
        for key, versions in text.rules.items():
            for n, version in enumerate(versions):
                path: lines.Path = ("rules", key, n)
                self._check_known((*path, "substances"), version.substances, known)
                for name in {*version.schedules, *version.max_years} - schedules:
                    self._refuse((*path, "schedules"), f"there is no schedule {name}")
                if _named(version.text.en) != _named(version.text.fr):
                    self._refuse((*path, "text"), f"{key} names other amounts in en than in fr")
                if (version.outcome is None) == (not version.after):
                    self._refuse(path, f"{key} says neither or both of outcome and after")
                for comparison, table in version.limits:
                    self._check_covered((*path, comparison), version, table, chain)
                self._check_declared(path, version, chain)
        for key, tables in text.amounts.items():
            for n, amounts in enumerate(tables):
                self._check_known(("amounts", key, n, "of"), amounts.of, known)
                self._check_known(("amounts", key, n, "together"), amounts.together, known)
                for of, limits in (("in_all", amounts.in_all), *amounts.of.items()):
                    self._check_amounts(("amounts", key, n, of), limits)
                if amounts.fractions_of:
                    path = ("amounts", key, n, "fractions_of")
                    self._check_covered(path, amounts, amounts.fractions_of, chain)

    def _check_declared(self, path: lines.Path, version: Version, chain: Sequence[Text]) -> None:
        declared = declared_by(chain)
        rules = {name for each in chain for name in each.rules}
        grades = {name for each in chain for name in each.grades}
        near = version.farther_than.of if version.farther_than else ()
        for key, names, known in (
            ("places", version.places, set(declared.places)),
            ("places_not", version.places_not, set(declared.places)),
            ("farther_than", near, set(LANDMARKS)),
            *(
                (key, getattr(version, key), set(declared.circumstances))
                for key in ("all_of", "any_of", "none_of")
            ),
            ("overrides", version.overrides, rules),
            ("grade", (version.grade,) if version.grade else (), grades),
        ):
            for name in names:
                if name not in known:
                    self._refuse((*path, key), f"{name} is nothing that is declared ({key})")

    def _check_known(self, path: lines.Path, names: Iterable[str], known: set[str]) -> None:
        for name in names:
            if name not in known:
                self._refuse((*path, name), f"{name} is a substance that no schedule knows")

    def _check_amounts(self, path: lines.Path, limits: Mapping[Measure, Decimal]) -> None:
        for measure, value in limits.items():
            if not value.is_finite() or value <= 0:
                self._refuse((*path, measure), f"{value} is no amount; write a number above 0")

    def _check_covered(
        self, path: lines.Path, version: Dated, key: str, chain: Sequence[Text]
    ) -> None:
        """The table is there on each day on which the rule measures against it."""
        tables = next((each.amounts[key] for each in chain if key in each.amounts), [])
        if not tables:
            self._refuse(path, f"there is no table of amounts {key}")
        ends = tables[-1].until
        late = ends is not None and (version.until is None or version.until > ends)
        if tables[0].begins > version.begins or late:
            self._refuse(path, f"the amounts {key} do not cover all its days: a gap")

    def _refuse(self, path: lines.Path, what: str) -> NoReturn:
        raise Unsound(f"{self._where(path)}: {what}")
