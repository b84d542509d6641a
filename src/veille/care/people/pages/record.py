"""All that is held about one visitor: what a page shows them, and a file that they take away.

Staff are named by their role: their names are no part of what is held about the visitor.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from veille.accounts.models import Account, Role
from veille.care import reads
from veille.care.pages.objects import can_read
from veille.care.pages.rooms import rooms
from veille.care.records import records_of
from veille.care.tables import PersonRow, VisitRow
from veille.care.words import Gender, HeardOf
from veille.ledger.facts import Entry, Unknown
from veille.ledger.recording import entries, words_key
from veille.ledger.vault import vault
from veille.ui.history import Line, in_words, lines
from veille.ui.names import handle_of
from veille.ui.words import words_of

from .. import reads as people
from ..words import Opened

#: Names a body's field that is sealed.
_SEALED = ("note", "handle")
FORMAT = "veille-held/1"


@dataclass(frozen=True)
class Part:
    """What is held of one visit, or of one other thing."""

    #: None for what belongs to no visit.
    visit: VisitRow | None
    lines: list[Line]


@dataclass(frozen=True)
class Look:
    """Somebody looked at what is held."""

    at: Any
    role: str
    what: str


@dataclass(frozen=True)
class Held:
    person: PersonRow
    handle: str
    welcome: list[Line]
    visits: list[Part]
    others: list[Line]
    looks: list[Look]
    #: How many entries and visits are of sites where the reader does not work: not shown.
    elsewhere: int = 0

    @property
    def entries(self) -> int:
        return len(self.welcome) + len(self.others) + sum(len(part.lines) for part in self.visits)


def held_about(person: PersonRow, reader: Account) -> Held:
    """Everything that was written where `reader` works, the latest visit first."""
    roles = roles_of_accounts()
    all_visits = reads.visits_of(person.id)
    visits = [visit for visit in all_visits if reader.works_at(visit.site)]
    hidden = len(all_visits) - len(visits)
    of_visit = things_of_visits(visits)
    belonging = {thing for things in things_of_visits(all_visits).values() for thing in things}
    looked = {row.id for row in people.openings_of(person.id)}
    alone = [
        thing
        for room in rooms()
        for thing in room.things_of_person(person.id)
        if thing not in belonging and thing not in looked
    ]

    def written(things: list[str]) -> list[Line]:
        nonlocal hidden
        everything = [line for thing in dict.fromkeys(things) for line in lines_of(thing)]
        found = [line for line in everything if can_read(reader, line.entry.place)]
        hidden += len(everything) - len(found)
        return [
            _by_role(line, roles)
            for line in sorted(found, key=lambda line: (line.at, line.entry.noted))
        ]

    records = list(reads.people(records_of(person.id)).values())
    welcome = written([one.id for one in records])
    parts = [Part(visit, written([visit.id, *of_visit[visit.id]])) for visit in visits]
    others = written(alone)
    return Held(
        person=person,
        handle=", ".join(handle_of(one.id, one.handle) for one in records),
        welcome=welcome,
        visits=parts,
        others=others,
        looks=[
            Look(row.at, roles.get(row.by, ""), words_of([row.what], Opened))
            for row in people.openings_of(person.id)
        ],
        elsewhere=hidden,
    )


def _by_role(line: Line, roles: dict[str, str]) -> Line:
    latest = [line.entry.latest] if line.entry.latest else []
    changes = [*line.entry.earlier, *latest][1:]
    before = [
        replace(each, by=roles.get(change.by, ""))
        for each, change in zip(line.before, changes, strict=True)
    ]
    return replace(line, by=roles.get(line.entry.by, ""), before=before)


def things_of_visits(visits: list[VisitRow]) -> dict[str, list[str]]:
    """What belongs to each visit: its overdoses, and what the rooms say of it."""
    of_visit: dict[str, list[str]] = {visit.id: [] for visit in visits}
    for overdose in reads.overdoses_of(of_visit):
        of_visit[overdose.visit].append(overdose.id)
    for visit in visits:
        for room in rooms():
            of_visit[visit.id] += room.things_of_visit(visit.id)
    return of_visit


def lines_of(thing: str) -> list[Line]:
    """One thing's history, its words opened."""
    history = entries(thing)
    return lines(history, words_key(thing)) if history else []


def roles_of_accounts() -> dict[str, str]:
    """Account to its role, in the reader's language."""
    words = {role: str(label) for role, label in Role.choices}
    accounts = Account.objects.values_list("id", "role")
    return {id: words.get(role, role) for id, role in accounts}


def told_on_first_visit(person: PersonRow) -> list[tuple[str, str]]:
    """What a visitor told when they first came, as pairs of words; nothing once forgotten."""
    if person.forgotten:
        return []
    postal = {"none": _("no fixed address"), "unknown": _("not known")}
    return [
        (_("Heard of the site from"), words_of([person.heard_of], HeardOf)),
        (_("Gender"), words_of([person.gender], Gender)),
        (_("Year of birth"), str(person.birth_year or _("not told"))),
        (_("Beginning of the postal code"), postal.get(person.postal, person.postal)),
    ]


def as_file(held: Held) -> dict[str, Any]:
    """The same, to be read by another system: every entry with its opened words."""
    everything = [*held.welcome, *held.others]
    everything += [line for part in held.visits for line in part.lines]
    return {
        "format": FORMAT,
        "handle": held.handle,
        "entries": list(_entries(everything)),
        "entries_of_sites_not_read": held.elsewhere,
        "looked_at_by": [
            {"at": look.at.isoformat(), "role": look.role, "what": look.what} for look in held.looks
        ],
    }


def _entries(lines: list[Line]) -> Iterator[dict[str, Any]]:
    for line in sorted(lines, key=lambda line: (line.at, line.entry.noted)):
        entry = line.entry
        earlier = [
            {
                "at": before.at.isoformat(),
                "words": before.words,
                "changed": before.noted.isoformat(),
                "changed_by_role": before.by,
                "why": before.why,
                "note": before.note,
            }
            for before in line.before
        ]
        yield {
            "at": entry.at.isoformat(),
            "noted": entry.noted.isoformat(),
            "site": entry.place,
            "kind": entry.kind,
            "words": in_words(entry.body),
            "note": line.note,
            "struck_out": entry.struck,
            "said": _said(entry),
            "by_role": line.by,
            "earlier": earlier,
        }


def _said(entry: Entry) -> dict[str, Any]:
    """The fields of a body, its sealed words opened."""
    if isinstance(entry.body, Unknown):
        return {}
    fields: dict[str, Any] = msgspec.to_builtins(entry.body)
    key = words_key(entry.about)
    for name in _SEALED:
        if fields.get(name):
            fields[name] = vault().open(key, fields[name])
    return fields
