"""Writing facts: the one road into the ledger.

    with recording(by=account, place="cactus", form=form) as pen:
        visit = pen.state(VISIT, visit_id)      # what is so now, under the write lock
        policies.may_be_seated(visit, seat)     # raises Refused: nothing is written
        return pen.note(VISIT, visit_id, Seated(seat=seat))

Leaving the block commits; what was noted is then on the disk. Raising inside it writes
nothing at all.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from . import clock, store
from .areas import Change, Thing, registry
from .chain import Head, hash_of
from .facts import (
    NO_BODY,
    Body,
    Corrected,
    Entry,
    Fact,
    Forgotten,
    Sealed,
    Struck,
    changes_between,
    encode_body,
)
from .ids import check_id, new_id, new_ids
from .refusal import Absent, Malformed, Repeated, check_text
from .replay import entries_of, fold
from .tables import refill, refill_many
from .vault import vault

S = TypeVar("S")
#: A NUL in JSON; not a backslash that somebody wrote before “u0000”, which stands there doubled.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

#: Writers of one process queue here, in turn, instead of polling the database's lock.
_turn = threading.RLock()
_in_batch: ContextVar[bool] = ContextVar("in_batch", default=False)


@contextmanager
def batch() -> Iterator[None]:
    """One commit for every recording inside the block (rehearsing past days, say).

    Nothing in it is durable before the block ends; the vault's keys are, just before its facts.
    """
    with _turn, vault().undoing(), store.writing(), vault().flushing_once():
        token = _in_batch.set(True)
        try:
            yield
        finally:
            _in_batch.reset(token)


@contextmanager
def recording(*, by: str, place: str = "", submission: str | None = None) -> Iterator["Pen"]:
    """Open the ledger for writing, alone, in one transaction.

    `by` is the account that says it, `place` where, `submission` the identity of what was sent in:
    it stands beside the first fact, so that what is sent twice is one fact. Raises Repeated for
    the second one, DiskFull where there is no room. Returns, at the block's end, after the commit.
    """
    inside = _in_batch.get()
    with (
        nullcontext() if inside else _turn,
        vault().undoing(),
        store.writing(durable=not inside) as cursor,
    ):
        yield Pen(cursor, by, place, submission)


#: What is noted of many things at once: about which, what, and when it happened; None where nobody
#: knows, which is then now.
Note = tuple[str, Body, datetime | None]


class Noted(Enum):
    """What became of a note of something that may have been here already."""

    NEW = "new"
    CHANGED = "changed"
    HERE = "here"


def _said(facts: Iterable[Fact], body: Body, at: datetime | None) -> bool:
    """Whether the last fact of that kind says the same, of the same time where it is known."""
    same = [fact for fact in facts if fact.kind == body.kind]
    last = max(same, key=lambda fact: fact.order, default=None)
    if last is None or bytes(last.body) != encode_body(body):
        return False
    return at is None or last.at == at


def _entry_of(fact: Fact, body: Body) -> Entry:
    """A fact of this node that nothing corrects, with its body in hand."""
    return Entry(
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


class Reader:
    """What is known of things, folded from their facts."""

    def __init__(self, cursor: store.Cursor) -> None:
        self._cursor = cursor
        self._facts: dict[str, list[Fact]] = {}
        self._entries: dict[str, list[Entry]] = {}
        #: By thing and identity: notes on an anonymous visit ask for a person of its identity.
        self._states: dict[tuple[str, str], Any] = {}

    def entries(self, about: str) -> list[Entry]:
        """Every entry about one thing, this recording's own included."""
        if about not in self._entries:
            self._entries[about] = entries_of(self._load(about), registry.decoders)
        return self._entries[about]

    def _load(self, about: str) -> list[Fact]:
        facts = self._facts.get(about)
        if facts is None:
            facts = self._facts[about] = store.facts_about(self._cursor, about)
        return facts

    def state(self, thing: Thing[S], about: str) -> S | None:
        """What is so now of `about`; None where nothing is known of it."""
        key = (thing.name, about)
        if key not in self._states:
            self._states[key] = fold(thing, about, self.entries(about))
        state: S | None = self._states[key]
        return state

    def words_key(self, about: str) -> str:
        """Whose key seals what is written about a thing; its own, where nothing is left of it."""
        thing = registry.thing_of(self.entries(about))
        state = None if thing is None else self.state(thing, about)
        return about if thing is None or state is None else thing.words_key(self, state)


class Pen(Reader):
    """What may be done inside `recording`."""

    def __init__(self, cursor: store.Cursor, by: str, place: str, submission: str | None) -> None:
        super().__init__(cursor)
        self.by, self.place = by, place
        self._submission = submission
        self._noted: str | None = None
        here = store.local_head(cursor)
        self._head, self._latest, self._rehearsal = here.head, here.latest, here.rehearsal
        if submission is not None and store.submission_came(
            cursor, here.head.node, check_id(submission)
        ):
            raise Repeated(_("This was saved already, a moment ago. Nothing was written twice."))

    def note(self, thing: Thing[S], about: str, body: Body, *, at: datetime | None = None) -> S:
        """Append one fact and fold its thing again; returns the new state.

        `at` is when it happened: now, by the wall clock, where it is not given; `noted` alone
        follows the clocks of other nodes. Raises Refused where `at` lies in the future or decades
        back, or where what must hold of the thing does not hold after it.
        """
        before = self._states.get((thing.name, about))
        fact = self.append(about, body, at=at)
        state = self._fold(thing, about)
        assert state is not None, f"{body.kind} folded to nothing"
        self._check(thing, state, fact, fact.id, late=at is not None)
        refill(self._cursor, thing, about, state, before)
        return state

    def correct(
        self,
        target: Entry,
        *,
        why: str,
        at: datetime | None = None,
        body: Body | None = None,
        note: Sealed | None = None,
    ) -> Any:
        """Say what `target` should have said: another time, another body, or both."""
        if body is not None and body.kind != target.kind:
            raise ValueError(f"a {body.kind} cannot say what a {target.kind} should have said")
        when = None if at is None else self._happened(at, clock.now())
        if body is None:
            return self._amend(target, Corrected(target.id, why, when, note=note))
        known = isinstance(target.body, Body)
        changes = changes_between(target.body, body) if known else body
        raw = msgspec.Raw(msgspec.json.encode(changes)) if changes else NO_BODY
        return self._amend(
            target, Corrected(target.id, why, when, raw, body.version, note, whole=not known)
        )

    def strike(self, target: Entry, *, why: str, note: Sealed | None = None) -> Any:
        """Say that what `target` says did not happen."""
        return self._amend(target, Struck(target.id, why, note))

    def forget(self, person: str) -> None:
        """Destroy a person's key. What was sealed about them is unreadable from here on.

        The key goes with the commit that says so, before anybody is told: where the machine stops
        in between, it goes when the ledger is next opened.
        """
        self.append(person, Forgotten())
        thing = registry.thing_of(self.entries(person))
        if thing is not None:
            refill(self._cursor, thing, person, self._fold(thing, person))
        self.destroy_key(person)

    def destroy_key(self, subject: str) -> None:
        """Destroy a subject's key with the commit of what was noted last, which says why."""
        assert self._noted is not None, "nothing says why"
        vault().destroy_after_commit({subject: self._noted})

    def _amend(self, target: Entry, amendment: Corrected | Struck) -> Any:
        fact = self.append(target.about, amendment)
        thing = registry.thing_of(self.entries(target.about))
        if thing is None:
            return None
        state = self._fold(thing, target.about)
        self._check(thing, state, fact, target.id, late=True)
        refill(self._cursor, thing, target.about, state)
        return state

    def _check(
        self, thing: Thing[S], state: S | None, fact: Fact, entry_id: str, *, late: bool
    ) -> None:
        """See that what must hold of a thing holds after `fact` was written; before its tables
        are filled, so that a check that asks them counts nothing twice."""
        entries = self.entries(fact.about)
        entry = next(entry for entry in entries if entry.id == entry_id)
        amended = entry_id != fact.id
        thing.holds(self, Change(state, entry, entries, amended=amended, late=late))

    def append(self, about: str, body: Body, *, at: datetime | None = None) -> Fact:
        """Append one fact and fold nothing: for what the ledger says of itself."""
        present = clock.now()
        happened = self._now(about, present) if at is None else self._happened(at, present)
        fact = self._next(new_id(), about, body, happened, present)
        store.insert_own(self._cursor, fact, self._submission)
        if about in self._facts:
            self._facts[about].append(fact)
        self._entries.pop(about, None)
        self._states = {key: state for key, state in self._states.items() if key[1] != about}
        self._submission, self._noted = None, fact.id
        return fact

    def _next(self, id: str, about: str, body: Body, happened: datetime, present: datetime) -> Fact:
        """The next fact of this node's chain, not stored yet."""
        noted = clock.after(self._latest, present)
        found = encode_body(body)
        if _NUL.search(found):
            check_text("\0")
        draft = Fact(
            id,
            self._head.node,
            self._head.seq + 1,
            body.kind,
            body.version,
            about,
            self.place,
            happened,
            noted,
            self.by,
            self._rehearsal,
            msgspec.Raw(found),
            "",
        )
        fact = msgspec.structs.replace(draft, hash=hash_of(self._head.hash, draft))
        self._latest = noted
        self._head = Head(fact.node, fact.seq, fact.hash, noted)
        return fact

    def note_new(self, thing: Thing[Any], notes: Sequence[Note]) -> list[Noted]:
        """Note many things at once, each of a thing of its own, and pass over what is here: a
        thing whose last note of that kind says the same, of the same time.

        For what comes from elsewhere in thousands: facts go in by one statement, and a thing of
        which nothing was known is folded from what is in hand. Raises as `note` does; then
        nothing is written.
        """
        abouts = [about for about, _body, _at in notes]
        if len(set(abouts)) < len(abouts):
            raise ValueError("two notes of one thing")
        known = store.facts_about_each(self._cursor, abouts)
        present = clock.now()
        done, facts, fresh = [], [], []
        for id, (about, body, at) in zip(new_ids(len(notes)), notes, strict=True):
            before = known.get(about, ())
            happened = None if at is None else self._happened(at, present)
            if _said(before, body, happened):
                done.append(Noted.HERE)
                continue
            fact = self._next(id, about, body, happened or present, present)
            facts.append(fact)
            if not before:
                self._entries[about] = [_entry_of(fact, body)]
                fresh.append(about)
            else:
                self._entries[about] = entries_of([*before, fact], registry.decoders)
            self._facts.pop(about, None)
            self._check(thing, self._fold(thing, about), fact, fact.id, late=True)
            done.append(Noted.CHANGED if before else Noted.NEW)
        if facts:
            store.insert(self._cursor, facts)
            self._noted = facts[-1].id
        refill_many(self._cursor, thing, [self._states[thing.name, about] for about in fresh])
        for fact in facts:
            if fact.about in known:
                refill(self._cursor, thing, fact.about, self._states[thing.name, fact.about])
        return done

    def _now(self, about: str, present: datetime) -> datetime:
        """When what is noted happened, where nobody says: now, by the wall clock.

        Where this node's clock was set back, a tick past what it noted before, and past what is
        known of the thing: else what is done would seem to come before it, and would be refused.
        What a page kept through a cut happened when it was tapped.
        """
        if (tapped := clock.happens()) < present:
            known = (fact.at for fact in self._load(about))
            return min(present, clock.after(max(known, default=None), tapped))
        if self._latest is None or self._latest < present:
            return present
        known = (min(fact.at, fact.noted) for fact in self._load(about))
        own = store.latest_happened(self._cursor, self._head)
        return clock.after(max((own, *known)), present)

    def _happened(self, at: datetime, present: datetime) -> datetime:
        """`at` in UTC; now, where the clock of a tablet runs a little ahead: nothing happens after
        it is noted, else what follows would seem to come before it."""
        if at > present + clock.AHEAD_ALLOWED:
            raise Malformed(_("That time has not come yet. Enter the time when it happened."))
        if at < present - clock.LONGEST_AGO:
            raise Malformed(_("That is decades ago: look at the year."))
        return min(at.astimezone(UTC), present)

    def _fold(self, thing: Thing[S], about: str) -> S | None:
        state = self._states[thing.name, about] = fold(thing, about, self.entries(about))
        return state


def words_key(about: str) -> str:
    """Whose key seals what is written about a thing."""
    with store.cursor() as cursor:
        return Reader(cursor).words_key(about)


def entry(id: str) -> Entry:
    """One entry with its corrections. Raises Absent where there is none."""
    with store.cursor() as cursor:
        fact = store.fact_by_id(cursor, check_id(id))
        if fact is not None:
            for found in entries_of(store.facts_about(cursor, fact.about), registry.decoders):
                if found.id == id:
                    return found
    raise Absent(_("That entry is not in this ledger. Go back and open the page again."))


def entries(about: str) -> list[Entry]:
    """The history of one thing: every entry about it, in fold order, struck ones too."""
    with store.cursor() as cursor:
        return entries_of(store.facts_about(cursor, about), registry.decoders)
