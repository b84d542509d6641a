"""Reads a reform: a TOML file that is laid over the rules, and refused where it could mislead."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec

from .. import lines
from ..answer import Words
from ..books import Book, Rule, bound, codes, every_book, every_text
from ..load import Text, Unsound, chain_of, load_said, parsed
from .changing import Change, Entry, Rules, closest

#: The reforms that come with Veille.
EXAMPLES = resources.files("veille.law.reform") / "examples"
#: What a reform may give anew: tables of a rule file.
NEW = ("references", "grades", "rules", "amounts", "schedule", "listing", "youth")
_KNOWN = ("reform", "change", "new")
_OF_REFORM = ("name", "says", "sources")


@dataclass(frozen=True)
class Reform:
    """The rules as they would be. `changed`: the jurisdictions whose own rules are other ones;
    `begins`: the first day on which anything is."""

    key: str
    name: Words
    says: Words | None
    sources: tuple[str, ...]
    toml: str
    changed: tuple[str, ...]
    texts: dict[str, Text]

    @cached_property
    def books(self) -> dict[str, Book]:
        """Every jurisdiction; those that the reform does not reach are as in force."""
        reached = self.reached
        return {
            code: bound(text, self.texts) if code in reached else every_book()[code]
            for code, text in self.texts.items()
        }

    @property
    def reached(self) -> tuple[str, ...]:
        """The jurisdictions that are changed, and those that lie within them."""
        return tuple(
            code
            for code, text in self.texts.items()
            if any(each.jurisdiction.code in self.changed for each in chain_of(text, self.texts))
        )

    @cached_property
    def begins(self) -> date:
        return min(
            day
            for code in self.changed
            for day in {*self.books[code].changes, *every_book()[code].changes}
            if _on(self.books[code], day) != _on(every_book()[code], day)
        )


def names() -> list[str]:
    """Of the reforms that come with Veille."""
    return sorted(each.name.removesuffix(".toml") for each in EXAMPLES.iterdir() if _is(each))


def load_example(name: str) -> Reform:
    """One that comes with Veille. Raises KeyError."""
    if name not in names():
        raise KeyError(name)
    return read(f"{name}.toml", (EXAMPLES / f"{name}.toml").read_text("utf-8"))


def load(path: Path) -> Reform:
    """Raises Unsound with file, line and reason; OSError where it cannot be read."""
    raw = path.read_bytes()
    try:
        toml = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        where = f"{path.name}:{line}"
        raise Unsound(
            f"{where}: is not UTF-8; save it as UTF-8",
            f"{where}\u00a0: n’est pas en UTF-8\u202f; enregistrez-le en UTF-8",
        ) from None
    return read(path.name, toml)


def read(name: str, toml: str) -> Reform:
    """A reform from its text; `name` is its file’s. Raises Unsound."""
    return _Overlay(name, toml).reform()


def _is(file: Traversable) -> bool:
    return file.name.endswith(".toml")


def _on(book: Book, day: date) -> tuple[object, ...]:
    """What holds on a day, whenever its words began."""
    found = book.on(day)
    if found is None:
        return ()
    rules = [content_of(rule) for rule in (*found.deciding, *found.adding)]
    members = {name: member.schedule for name, member in found.members.items()}
    return (rules, members, found.youth_since, found.youth_under)


def content_of(rule: Rule) -> tuple[object, ...]:
    """A rule without its days: what two versions are compared by."""
    says = msgspec.structs.replace(rule.says, begins=date.min, until=None)
    limits = [(how, replace(table, reference=rule.reference)) for how, table in rule.limits]
    return (rule.key, says, limits, rule.overrides, rule.grade)


class _Overlay:
    def __init__(self, name: str, toml: str) -> None:
        self._name, self._toml = name, toml
        self._lines = lines.lines_of(toml)
        self._said = parsed(name, toml)

    def reform(self) -> Reform:
        said = self._said
        for key in said:
            if key not in _KNOWN:
                close = closest(key, _KNOWN)
                raise self._fault(
                    f"a reform has no {key}{close.en}",
                    f"une réforme n’a pas de {key}{close.fr}",
                    key,
                )
        head = said.get("reform", {})
        for key in head if isinstance(head, dict) else ():
            if key not in _OF_REFORM:
                close = closest(key, _OF_REFORM)
                raise self._fault(
                    f"[reform] has no {key}{close.en}",
                    f"[reform] n’a pas de {key}{close.fr}",
                    "reform",
                    key,
                )
        if not isinstance(head, dict) or "name" not in head:
            raise self._fault(
                'says no name: [reform] with name = "…", or { en = "…", fr = "…" }',
                'n’a pas de nom\u00a0: [reform] avec name = "…", ou { en = "…", fr = "…" }',
            )
        changed = self._changed()
        texts = self._texts(changed)
        reform = Reform(
            key=self._name.removesuffix(".toml"),
            name=self._words(head["name"], "name"),
            says=self._words(head["says"], "says") if "says" in head else None,
            sources=self._sources(head.get("sources", [])),
            toml=self._toml,
            changed=tuple(sorted(changed)),
            texts=texts,
        )
        self._check_effect(reform)
        return reform

    def _fault(self, en: str, fr: str, *path: str | int) -> Unsound:
        where = f"{self._name}:{lines.line_at(self._lines, path)}"
        return Unsound(f"{where}: {en}", f"{where}\u00a0: {fr}")

    def _words(self, said: Any, key: str) -> Words:
        if isinstance(said, str) and said.strip():
            return Words(said, said)
        if isinstance(said, dict) and {*said} == {"en", "fr"} and all(map(_is_text, said.values())):
            return Words(**said)
        raise self._fault(
            f'{key} is a text, or {{ en = "…", fr = "…" }}',
            f'{key} est un texte, ou {{ en = "…", fr = "…" }}',
            "reform",
            key,
        )

    def _sources(self, said: Any) -> tuple[str, ...]:
        if not isinstance(said, list) or not all(map(_is_text, said)):
            raise self._fault(
                'sources is a list of texts: ["https://…"]',
                'sources est une liste de textes\u00a0: ["https://…"]',
                "reform",
                "sources",
            )
        return tuple(said)

    def _changed(self) -> dict[str, Rules]:
        """Every jurisdiction that is named, with its rules as changed."""
        found: dict[str, Rules] = {}
        new, changes = self._said.get("new", {}), self._said.get("change", [])
        if not isinstance(changes, list) or not all(isinstance(each, dict) for each in changes):
            raise self._fault(
                "changes are written [[change]], each its own",
                "les changements s’écrivent [[change]], chacun à part",
                "change",
            )
        if not isinstance(new, dict) or not all(isinstance(each, dict) for each in new.values()):
            raise self._fault(
                "what is new is written [[new.CA-BC.rules.name]]",
                "ce qui est nouveau s’écrit [[new.CA-BC.rules.nom]]",
                "new",
            )
        if not new and not changes:
            raise self._fault(
                "changes nothing: it has no [[change]] and no [new.…]",
                "ne change rien\u00a0: il n’a ni [[change]] ni [new.…]",
            )
        for code, tables in new.items():
            rules = found.setdefault(code, self._rules(code, "new", code))
            self._add(rules, code, tables)
        for number, said in enumerate(changes):
            change = Change(self._name, self._lines, number, said)
            code = change.jurisdiction
            if code not in found:
                found[code] = self._rules(code, "change", number, "jurisdiction")
            change.make(found[code])
        return found

    def _rules(self, code: str, *path: str | int) -> Rules:
        if code not in every_text():
            # Codes are too short, and too alike, for a guess at which was meant.
            there = ", ".join(codes())
            raise self._fault(
                f"there are no rules for {code}; there are {there}",
                f"il n’y a pas de règles pour {code}\u202f; il y a {there}",
                *path,
            )
        return _in_force(code)

    def _add(self, rules: Rules, code: str, tables: Entry) -> None:
        for table, inside in tables.items():
            path = ("new", code, table)
            if table not in NEW:
                close = closest(table, NEW)
                raise self._fault(
                    f"new.{code} has no {table}{close.en}",
                    f"new.{code} n’a pas de {table}{close.fr}",
                    *path,
                )
            if isinstance(inside, list):
                for n, entry in enumerate(inside):
                    rules.mark(entry, "", lines.line_at(self._lines, (*path, n)))
                rules.said.setdefault(table, []).extend(inside)
                continue
            there = rules.said.setdefault(table, {})
            for name, entries in inside.items() if isinstance(inside, dict) else ():
                if name in there:
                    raise self._fault(
                        f"{code} has {table}.{name} already: change it with [[change]], or give "
                        "the new one another name",
                        f"{code} a déjà {table}.{name}\u00a0: modifiez-le avec [[change]], ou "
                        "donnez un autre nom au nouveau",
                        *path,
                        name,
                    )
                there[name] = entries
                for n, entry in enumerate(entries if isinstance(entries, list) else [entries]):
                    self._mark(rules, entry, (*path, name, n))

    def _mark(self, rules: Rules, entry: Any, path: lines.Path) -> None:
        if isinstance(entry, dict):
            rules.mark(entry, "", lines.line_at(self._lines, path))
            for key in entry:
                rules.mark(entry, key, lines.line_at(self._lines, (*path, key)))

    def _texts(self, changed: dict[str, Rules]) -> dict[str, Text]:
        """Every text, the changed ones and those within them read anew: all checks hold."""
        texts = dict(every_text())
        for code in sorted(texts, key=lambda each: len(chain_of(texts[each], texts))):
            if code in changed:
                texts[code] = self._read(code, changed[code], texts)
            elif any(each.jurisdiction.code in changed for each in chain_of(texts[code], texts)):
                self._read(code, _in_force(code), texts)
        return texts

    def _read(self, code: str, rules: Rules, texts: dict[str, Text]) -> Text:
        before = every_text()[code]
        base = lines.lines_of(_toml_of(before))

        def where(path: lines.Path) -> str:
            line = rules.line_of(path)
            if line is None:
                return f"{self._name}: after this reform, {before.file}:{lines.line_at(base, path)}"
            return f"{self._name}:{line}"

        return load_said(rules.said, where, texts, before.folder)

    def _check_effect(self, reform: Reform) -> None:
        try:
            _begins = reform.begins
        except ValueError:
            raise self._fault(
                "changes nothing: on every day, all rules are as they were",
                "ne change rien\u00a0: chaque jour, toutes les règles sont ce qu’elles étaient",
            ) from None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _in_force(code: str) -> Rules:
    return Rules(parsed(code, _toml_of(every_text()[code])))


def _toml_of(text: Text) -> str:
    """The rule file of a jurisdiction, as it is written."""
    return (text.folder / text.file).read_text(encoding="utf-8")
