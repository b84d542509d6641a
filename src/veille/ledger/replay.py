"""From stored facts to entries, from entries to states, from states to read tables."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
from django.db import transaction

from . import store
from .areas import Registry, Thing, registry
from .facts import (
    NO_BODY,
    Body,
    Corrected,
    Decoders,
    Entry,
    Fact,
    Forgotten,
    Struck,
    Unknown,
    Wording,
    merged,
)
from .tables import clear, refill, refill_many, remove_strangers
from .vault import vault

S = TypeVar("S")


def entries_of(facts: Iterable[Fact], decoders: Decoders) -> list[Entry]:
    """Facts about one thing as entries, in fold order, with every correction applied.

    Corrections themselves do not come out: they are in `earlier` and `latest` of what they
    correct. One whose target has not arrived waits: the target's arrival folds again.
    """
    ordered = sorted(facts, key=lambda fact: fact.order)
    entries: dict[str, Entry] = {}
    corrections: list[tuple[Fact, Corrected | Struck]] = []
    for fact in ordered:
        body = _decode(decoders, fact.kind, fact.v, fact.body)
        if isinstance(body, (Corrected, Struck)):
            corrections.append((fact, body))
        else:
            entries[fact.id] = Entry(
                fact.id,
                fact.node,
                fact.seq,
                fact.kind,
                fact.about,
                fact.place,
                fact.at,
                fact.noted,
                fact.by,
                fact.rehearsal,
                body,
            )
    if corrections:
        said = {fact.id: _Said(fact, decoders) for fact in ordered if fact.id in entries}
        for fact, correction in corrections:
            target = entries.get(correction.fact)
            if target is not None:
                entries[target.id] = _corrected(target, fact, correction, said[target.id])
    return list(entries.values())


def _decode(decoders: Decoders, kind: str, version: int, json: msgspec.Raw) -> Body | Unknown:
    """A body that does not fit its own type, or that an upgrade stumbles over, is kept as
    unknown: one bad fact from elsewhere must not keep a site from opening."""
    try:
        return decoders.decode(kind, version, json)
    except Exception:
        return Unknown(bytes(json))


class _Said:
    """What an entry says, as JSON: what was stored, and every correction merged over it."""

    def __init__(self, fact: Fact, decoders: Decoders) -> None:
        self._fact, self._decoders = fact, decoders
        self._version = fact.v
        self._now: dict[str, Any] | None = None

    def after(self, correction: Corrected) -> Body | Unknown:
        """What it says with one more correction."""
        try:
            self._now = self._merged(correction, msgspec.json.decode(correction.changes))
        except Exception:  # of a version that is not known here, or misshapen: kept as it came
            return Unknown(bytes(correction.changes))
        kind, json = self._fact.kind, msgspec.Raw(msgspec.json.encode(self._now))
        return _decode(self._decoders, kind, self._version, json)

    def _merged(self, correction: Corrected, changes: dict[str, Any]) -> dict[str, Any]:
        kind, upgraded = self._fact.kind, self._decoders.upgraded
        stored: dict[str, Any] = msgspec.json.decode(self._fact.body)
        now = stored if self._now is None else self._now
        if correction.whole:
            # What is not there was set to its usual value, or is not known to whoever wrote it:
            # then it is not known here either.
            known = self._decoders.fields(kind)
            self._version = correction.v
            return {name: value for name, value in now.items() if name not in known} | changes
        if correction.v > self._version:
            now = upgraded(kind, now, self._version, correction.v)
            self._version = correction.v
        elif correction.v < self._version:
            # Written without knowledge of the newer version: what it changed, as that one has it.
            before = upgraded(kind, stored, self._fact.v, correction.v)
            after = merged(before, changes)
            steps = correction.v, self._version
            before, after = upgraded(kind, before, *steps), upgraded(kind, after, *steps)
            changes = {n: v for n, v in after.items() if n not in before or before[n] != v}
        return merged(now, changes)


def _corrected(target: Entry, fact: Fact, correction: Corrected | Struck, said: _Said) -> Entry:
    before = target.latest or Wording(target.at, target.body, target.by, target.noted)
    earlier = (*target.earlier, before)
    if isinstance(correction, Struck):
        latest = Wording(target.at, None, fact.by, fact.noted, correction.why, correction.note)
        return msgspec.structs.replace(target, earlier=earlier, latest=latest, struck=True)
    at = correction.at or target.at
    body = target.body if correction.changes == NO_BODY else said.after(correction)
    latest = Wording(at, body, fact.by, fact.noted, correction.why, correction.note)
    return msgspec.structs.replace(
        target, at=at, body=body, earlier=earlier, latest=latest, struck=False
    )


def fold(thing: Thing[S], about: str, entries: Sequence[Entry]) -> S | None:
    """What is so now of one thing."""
    standing = [entry for entry in entries if not entry.struck]
    said = sum(1 + len(entry.earlier) for entry in entries)
    return thing.fold(about, standing, said) if standing else None


def refold(cursor: store.Cursor, about: str, areas: Registry = registry) -> None:
    """Fold everything known about one thing again, and fill its tables."""
    entries = entries_of(store.facts_about(cursor, about), areas.decoders)
    thing = areas.thing_of(entries)
    if thing is not None:
        refill(cursor, thing, about, fold(thing, about, entries))


class Refolded(NamedTuple):
    """What folding some things made: how many stand, from how many facts; and those that could not
    be folded, which have no rows: no page is broken by a fact."""

    things: int
    facts: int
    broken: list[str]


def refold_many(
    cursor: store.Cursor, abouts: Sequence[str], areas: Registry = registry
) -> Refolded:
    """Fold everything known about some things again, and fill their tables."""
    try:
        with transaction.atomic():
            return _refold_all(cursor, abouts, areas)
    except Exception:  # whatever another node wrote: then each by itself
        done = [_refold_one(cursor, about, areas) for about in abouts]
    return Refolded(
        sum(one.things for one in done),
        sum(one.facts for one in done),
        [about for one in done for about in one.broken],
    )


def _refold_one(cursor: store.Cursor, about: str, areas: Registry) -> Refolded:
    try:
        with transaction.atomic():
            return _refold_all(cursor, [about], areas)
    except Exception:
        return Refolded(0, len(store.facts_about(cursor, about)), [about])


def _refold_all(cursor: store.Cursor, abouts: Sequence[str], areas: Registry) -> Refolded:
    known: dict[Thing[Any], list[str]] = {}
    states: dict[Thing[Any], list[Any]] = {}
    count = 0
    for about, facts in store.facts_about_each(cursor, abouts).items():
        count += len(facts)
        entries = entries_of(facts, areas.decoders)
        thing = areas.thing_of(entries)
        if thing is not None:
            known.setdefault(thing, []).append(about)
            state = fold(thing, about, entries)
            if state is not None:
                states.setdefault(thing, []).append(state)
    for thing, its in known.items():
        clear(cursor, thing, its)
        refill_many(cursor, thing, states.get(thing, []))
    return Refolded(sum(map(len, states.values())), count, [])


#: Things that a rebuild folds at once: others wait for the database no longer than for so many.
PAGE = 500


def rebuild(
    areas: Registry = registry, progress: Callable[[int], None] = lambda count: None
) -> int:
    """Fill every read table anew from the facts, page by page: others read and write meanwhile.

    `progress` is called with the number of facts folded since the last call. Returns how
    many things were folded. Keys of people who were forgotten are destroyed again.
    """
    things, last = 0, ""
    while True:
        with store.writing(durable=False) as cursor:
            abouts = store.abouts_after(cursor, last, PAGE)
            if not abouts:
                break
            done = refold_many(cursor, abouts, areas)
        things, last = things + done.things, abouts[-1]
        progress(done.facts)
    with store.writing(durable=False) as cursor:
        for thing in areas.things():
            remove_strangers(cursor, thing)
        vault().destroy_after_commit(store.first_of_kind(cursor, Forgotten.kind))
    return things


def destroy_what_waits() -> None:
    """Destroy the keys that were to go with a commit just before the machine stopped; keep those
    whose commit never came."""
    waiting = vault().waiting()
    if not waiting:
        return
    with store.cursor() as cursor:
        said = store.hashes(cursor, list(waiting.values()))
    vault().keep(subject for subject, fact in waiting.items() if fact not in said)
    vault().destroy_all(subject for subject, fact in waiting.items() if fact in said)
