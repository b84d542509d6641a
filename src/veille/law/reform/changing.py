"""One change of a reform, made in the rules of a jurisdiction as their file has them.

What is changed remembers its line in the reform’s file, so that what turns out to be unsound is
told there, and not in a rule file that its author never opened.
"""

import copy
import difflib
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from .. import lines
from ..answer import Words
from ..load import Unsound

Entry = dict[str, Any]

#: What a change may be of → the table of a rule file.
TARGETS = {"rule": "rules", "amounts": "amounts", "schedule": "schedule"}
VERBS = ("set", "add", "drop", "times")
#: A list that says nothing where it is empty: then the rule holds for all.
FOR_ALL = {
    "places": Words("places", "tous les lieux"),
    "substances": Words("substances", "toutes les substances"),
    "schedules": Words("schedules", "toutes les annexes"),
    "any_of": Words("circumstances", "toutes les circonstances"),
    "together": Words("substances", "toutes les substances"),
}
_KINDS = {
    "rule": Words("rule", "de règle"),
    "amounts": Words("table of amounts", "de tableau de quantités"),
    "schedule": Words("schedule", "d’annexe"),
}
_LIKE = 0.5


class Rules:
    """What the file of one jurisdiction says, while it is changed."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said = copy.deepcopy(said)
        #: Entry (by identity) → key → the reform’s line that gave it; "" is the entry itself.
        self._marks: dict[int, dict[str, int]] = {}

    def mark(self, entry: Entry, key: str, line: int) -> None:
        self._marks.setdefault(id(entry), {})[key] = line

    def copied(self, entry: Entry) -> Entry:
        made = copy.deepcopy(entry)
        if id(entry) in self._marks:
            self._marks[id(made)] = dict(self._marks[id(entry)])
        return made

    def line_of(self, path: lines.Path) -> int | None:
        """The reform’s line that a path comes from; None where it comes from the rule file."""
        touched = dict(self._touched())
        for length in range(len(path), 0, -1):
            if path[:length] in touched:
                return touched[path[:length]]
        inside = [line for each, line in touched.items() if each[: len(path)] == path]
        return min(inside, default=None)

    def _touched(self) -> Iterator[tuple[lines.Path, int]]:
        for path, entry in self._entries():
            for key, line in self._marks.get(id(entry), {}).items():
                yield ((*path, key) if key else path), line

    def _entries(self) -> Iterator[tuple[lines.Path, Entry]]:
        for table, inside in self.said.items():
            named = inside.items() if isinstance(inside, dict) else [(None, inside)]
            for name, entries in named:
                path: lines.Path = (table,) if name is None else (table, name)
                if isinstance(entries, dict):
                    yield path, entries
                elif isinstance(entries, list):
                    yield from (
                        ((*path, n), each)
                        for n, each in enumerate(entries)
                        if isinstance(each, dict)
                    )


class Change:
    """One [[change]] of a reform: what it is of, on which days, and what it does."""

    def __init__(self, file: str, found: dict[lines.Path, int], number: int, said: Entry) -> None:
        self._file, self._lines, self._number, self._said = file, found, number, said
        self.line = self.line_at()
        self._check()

    def line_at(self, *keys: str) -> int:
        return lines.line_at(self._lines, ("change", self._number, *keys))

    def refuse(self, en: str, fr: str, *keys: str) -> NoReturn:
        where = f"{self._file}:{self.line_at(*keys)}"
        raise Unsound(f"{where}: {en}", f"{where}\u00a0: {fr}")

    def _check(self) -> None:
        said = self._said
        known = ("jurisdiction", *TARGETS, "from", "until", *VERBS, "remove")
        for key in said:
            if key not in known:
                close = closest(key, known)
                self.refuse(
                    f"a change has no key {key}{close.en}",
                    f"un changement n’a pas de clé {key}{close.fr}",
                    key,
                )
        if not isinstance(said.get("jurisdiction"), str):
            self.refuse(
                'says no jurisdiction: jurisdiction = "CA-BC"',
                'n’indique pas de juridiction\u00a0: jurisdiction = "CA-BC"',
                "jurisdiction",
            )
        targets = [each for each in TARGETS if each in said]
        if len(targets) != 1:
            every = ", ".join(TARGETS)
            self.refuse(
                f"a change is of one of {every}; this names {len(targets)}",
                f"un changement vise un seul de {every}\u202f; celui-ci en nomme {len(targets)}",
            )
        self.target = targets[0]
        if not isinstance(said[self.target], str):
            self.refuse(
                f"{self.target} is a name in quotation marks",
                f"{self.target} est un nom entre guillemets",
                self.target,
            )
        for key in ("from", "until"):
            if key in said and type(said[key]) is not date:
                self.refuse(
                    f"{key} is no day; write {key} = 2027-01-01",
                    f"{key} n’est pas un jour\u202f; écrivez {key} = 2027-01-01",
                    key,
                )
        if "remove" in said and said["remove"] is not True:
            self.refuse("remove is true, or left out", "remove est true, ou absent", "remove")
        verbs = [each for each in VERBS if each in said]
        if not verbs and "remove" not in said:
            every = ", ".join(VERBS)
            self.refuse(
                f"says nothing to do: give {every} or remove",
                f"ne dit pas quoi faire\u00a0: donnez {every} ou remove",
            )
        if verbs and "remove" in said:
            self.refuse(
                "what is removed cannot be changed too",
                "ce qui est retiré ne peut pas aussi être modifié",
                "remove",
            )
        for verb in verbs:
            if not isinstance(said[verb], dict):
                self.refuse(
                    f"{verb} is a table: {verb} = {{ … }}",
                    f"{verb} est une table\u00a0: {verb} = {{ … }}",
                    verb,
                )

    @property
    def jurisdiction(self) -> str:
        return str(self._said["jurisdiction"])

    @property
    def begins(self) -> date:
        begins: date = self._said.get("from", date.min)
        return begins

    @property
    def until(self) -> date:
        until: date = self._said.get("until", date.max)
        return until

    def make(self, rules: Rules) -> None:
        """Raises Unsound where there is nothing to change, or nothing would be changed."""
        entries = self._found(rules)
        kept: list[Entry] = []
        touched = 0
        for entry in entries:
            for piece in self._cut(rules, entry):
                if not self._is_meant(piece):
                    kept.append(piece)
                    continue
                touched += 1
                if not self._said.get("remove"):
                    self._apply(rules, piece)
                    kept.append(piece)
        if not touched:
            until = self._said.get("until")
            self.refuse(
                f"changes nothing: no version of {self._name} is in force from {self.begins}"
                + (f" until {until}" if until else ""),
                f"ne change rien\u00a0: aucune version de {self._name} n’est en vigueur à partir "
                f"du {self.begins}" + (f" jusqu’au {until}" if until else ""),
                "from",
            )
        entries[:] = kept
        if not entries:
            del rules.said[TARGETS[self.target]][self._name]

    @property
    def _name(self) -> str:
        return str(self._said[self.target])

    def _found(self, rules: Rules) -> list[Entry]:
        inside = rules.said.get(TARGETS[self.target], {})
        of_schedules = self.target == "schedule"
        names = {each["schedule"] for each in inside} if of_schedules else set(inside)
        if self._name not in names:
            close = closest(self._name, names)
            some = names and not close.en
            there = ", ".join(sorted(names))
            self.refuse(
                f"{self.jurisdiction} has no {_KINDS[self.target].en} {self._name}{close.en}"
                + (f"; there are {there}" if some else ""),
                f"{self.jurisdiction} n’a pas {_KINDS[self.target].fr} {self._name}{close.fr}"
                + (f"\u202f; il y a {there}" if some else ""),
                self.target,
            )
        found: list[Entry] = inside if self.target == "schedule" else inside[self._name]
        return found

    def _is_meant(self, entry: Entry) -> bool:
        if self.target == "schedule" and entry["schedule"] != self._name:
            return False
        begins, until = entry["from"], entry.get("until", date.max)
        return bool(self.begins <= begins and until <= self.until)

    def _cut(self, rules: Rules, entry: Entry) -> Iterator[Entry]:
        """A version in the pieces before, within and after the days of the change."""
        if self.target == "schedule" and entry["schedule"] != self._name:
            yield entry
            return
        begins, until = entry["from"], entry.get("until", date.max)
        days = [each for each in (self.begins, self.until) if begins < each < until]
        for start, end in zip([begins, *days], [*days, until], strict=True):
            piece = rules.copied(entry) if days else entry
            piece["from"] = start
            if end != date.max:
                piece["until"] = end
            yield piece

    def _apply(self, rules: Rules, entry: Entry) -> None:
        for verb in VERBS:
            for key, value in self._said.get(verb, {}).items():
                before = copy.deepcopy(entry.get(key))
                getattr(self, f"_{verb}")(entry, key, value)
                if entry.get(key) == before:
                    self.refuse(
                        f"changes nothing: {key} of {self._name} is already so",
                        f"ne change rien\u00a0: {key} de {self._name} est déjà ainsi",
                        verb,
                    )
                rules.mark(entry, key, self.line_at(verb, key))
        rules.mark(entry, "", self.line)

    def _set(self, entry: Entry, key: str, value: Any) -> None:
        entry[key] = _merged(entry.get(key), value)

    def _add(self, entry: Entry, key: str, value: Any) -> None:
        if not isinstance(value, list) or not isinstance(entry.get(key, []), list):
            self.refuse(
                f"add takes a list, to a list: add = {{ {key} = [ … ] }}",
                f"add prend une liste, pour une liste\u00a0: add = {{ {key} = [ … ] }}",
                "add",
            )
        there = entry.get(key, [])
        if not there and key in FOR_ALL:
            self.refuse(
                f"{self._name} names no {key}, and so holds for all {FOR_ALL[key].en}: adding one "
                f"would leave out all others. Write set = {{ {key} = [ … ] }} if that is meant",
                f"{self._name} ne nomme pas de {key}, et vaut donc pour {FOR_ALL[key].fr}\u00a0: "
                "en ajouter un exclurait tout le reste. Écrivez set = "
                f"{{ {key} = [ … ] }} si c’est voulu",
                "add",
            )
        entry[key] = [*there, *(each for each in value if each not in there)]

    def _drop(self, entry: Entry, key: str, value: Any) -> None:
        if value is True:
            entry.pop(key, None)
            return
        there = entry.get(key, [])
        if not isinstance(value, list) or not isinstance(there, list | dict):
            self.refuse(
                f"drop takes a list of what goes, or true for all: drop = {{ {key} = [ … ] }}",
                "drop prend la liste de ce qui part, ou true pour tout\u00a0: drop = "
                f"{{ {key} = [ … ] }}",
                "drop",
            )
        missing = [str(each) for each in value if each not in there]
        if missing:
            what = ", ".join(missing)
            self.refuse(
                f"{what} is not in {key} of {self._name}",
                f"{what} n’est pas dans {key} de {self._name}",
                "drop",
            )
        if isinstance(there, dict):
            entry[key] = {each: kept for each, kept in there.items() if each not in value}
            return
        entry[key] = [each for each in there if each not in value]
        if not entry[key] and key in FOR_ALL:
            self.refuse(
                f"drops the last of {key}, and {self._name} would hold for all "
                f"{FOR_ALL[key].en}. Write remove = true to end it",
                f"retire le dernier de {key}, et {self._name} vaudrait pour {FOR_ALL[key].fr}. "
                "Écrivez remove = true pour y mettre fin",
                "drop",
            )

    def _times(self, entry: Entry, key: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.refuse(
                f"times takes a number: times = {{ {key} = 1.5 }}",
                f"times prend un nombre\u00a0: times = {{ {key} = 1.5 }}",
                "times",
            )
        if key not in entry:
            self.refuse(
                f"{self._name} has no {key} of its own to multiply",
                f"{self._name} n’a pas de {key} à lui que l’on puisse multiplier",
                "times",
            )
        entry[key] = self._multiplied(entry[key], Decimal(value))

    def _multiplied(self, value: Any, factor: Decimal) -> Any:
        if isinstance(value, dict):
            return {key: self._multiplied(each, factor) for key, each in value.items()}
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.refuse(
                f"times multiplies numbers, and {value!r} is none",
                f"times multiplie des nombres, et {value!r} n’en est pas un",
                "times",
            )
        made = (Decimal(value) * factor).normalize()
        return int(made) if isinstance(value, int) and made == int(made) else made


def _merged(before: Any, value: Any) -> Any:
    """A table set within a table leaves the rest of it as it is."""
    if isinstance(before, dict) and isinstance(value, dict):
        return {**before, **{key: _merged(before.get(key), each) for key, each in value.items()}}
    return value


def closest(name: str, names: Iterable[str]) -> Words:
    """A question after the name that is most like it; empty where none is."""
    close = difflib.get_close_matches(name, list(names), 1, _LIKE)
    if not close:
        return Words("", "")
    return Words(f"; did you mean {close[0]}?", f"\u202f; vouliez-vous dire {close[0]}\u202f?")
