"""Reads a rule file, and refuses one that could mislead, naming file and line.

Refused: an overlap or a gap in time, an unknown key, a value without its reference, a substance
that no schedule knows, a table of amounts that is not there.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from . import lines
from .text import (
    LISTS,
    NAMED_LISTS,
    Act,
    Amounts,
    CommissionDecision,
    Dated,
    Event,
    Jurisdiction,
    Membership,
    Record,
    Version,
    Youth,
)

FOLDER = resources.files("veille.law")
RULES = FOLDER / "rules"


class Unsound(ValueError):
    """A rule file says something that cannot be so; the message names file and line."""


@dataclass(frozen=True)
class Text:
    """One file, as read. Entries stand in the order of the file."""

    jurisdiction: Jurisdiction
    references: dict[str, Act]
    rules: dict[str, list[Version]] = field(default_factory=dict)
    amounts: dict[str, list[Amounts]] = field(default_factory=dict)
    schedule: list[Membership] = field(default_factory=list)
    youth: list[Youth] = field(default_factory=list)
    record: list[Record] = field(default_factory=list)
    commission: dict[str, list[CommissionDecision]] = field(default_factory=dict)
    no_effect: list[Event] = field(default_factory=list)


def texts() -> dict[str, Text]:
    """Every rule file that comes with Veille, by its jurisdiction; raises Unsound."""
    read: dict[str, Text] = {}
    names = sorted(entry.name for entry in RULES.iterdir() if entry.name.endswith(".toml"))
    # What a file lies within is read before it: "CA.toml" sorts before "CA-BC.toml" by length.
    for name in sorted(names, key=lambda name: (len(name), name)):
        text = load(name, (RULES / name).read_text(encoding="utf-8"), read)
        read[text.jurisdiction.code] = text
    return read


def load(name: str, toml: str, others: dict[str, Text] | None = None) -> Text:
    """One file; `others` are those that it may lie within. Raises Unsound."""
    return _Reader(name, toml, others or {}).text()


class _Reader:
    def __init__(self, name: str, toml: str, others: dict[str, Text]) -> None:
        self._name, self._others = Path(name).name, others
        self._lines = lines.lines_of(toml)
        try:
            self._said = tomllib.loads(toml, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"line (\d+)", str(error))
            raise Unsound(f"{name}:{at[1] if at else 1}: is not TOML: {error}") from None

    def text(self) -> Text:
        known = {"jurisdiction", "references", *NAMED_LISTS, *LISTS}
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
        text = Text(jurisdiction=place, references=references, **named, **plain)
        self._check(text)
        return text

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
        for key in ("reference", "section", "link"):
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
        chain = self._chain(text)
        known = {name for each in chain for entry in each.schedule for name in entry.substances}
        schedules = {entry.schedule for each in chain for entry in each.schedule}
        for key, versions in text.rules.items():
            for n, version in enumerate(versions):
                path: lines.Path = ("rules", key, n)
                self._check_known((*path, "substances"), version.substances, known)
                for name in {*version.schedules, *version.max_years} - schedules:
                    self._refuse((*path, "schedules"), f"there is no schedule {name}")
                if (version.outcome is None) == (not version.after):
                    self._refuse(path, f"{key} says neither or both of outcome and after")
                for comparison, table in version.limits:
                    self._check_covered((*path, comparison), version, table, text)
        for key, tables in text.amounts.items():
            for n, amounts in enumerate(tables):
                self._check_known(("amounts", key, n, "of"), amounts.of, known)
                self._check_known(("amounts", key, n, "together"), amounts.together, known)

    def _check_known(self, path: lines.Path, names: Iterable[str], known: set[str]) -> None:
        for name in names:
            if name not in known:
                self._refuse((*path, name), f"{name} is a substance that no schedule knows")

    def _check_covered(self, path: lines.Path, version: Version, key: str, text: Text) -> None:
        """The table is there on each day on which the rule measures against it."""
        tables = text.amounts.get(key, [])
        if not tables:
            self._refuse(path, f"there is no table of amounts {key}")
        ends = tables[-1].until
        late = ends is not None and (version.until is None or version.until > ends)
        if tables[0].begins > version.begins or late:
            self._refuse(path, f"the amounts {key} do not cover all its days: a gap")

    def _chain(self, text: Text) -> Sequence[Text]:
        within = text.jurisdiction.within
        return [text, *([self._others[within]] if within else [])]

    def _refuse(self, path: lines.Path, what: str) -> NoReturn:
        raise Unsound(f"{self._name}:{lines.line_at(self._lines, path)}: {what}")
