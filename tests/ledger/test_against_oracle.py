"""Any history, on either database, reads as the oracle says: appended, late, corrected, struck,
forgotten, broken off by a crash, rebuilt."""

import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from veille.care import facts
from veille.care.area import PERSON, VISIT
from veille.care.tables import PersonRow, VisitRow
from veille.care.words import LeavingReason, Mode, Substance
from veille.ledger import chain, clock, replay, store, transfer
from veille.ledger.facts import Body, Fact
from veille.ledger.ids import new_id
from veille.ledger.nodes import begin_node
from veille.ledger.recording import Pen, recording
from veille.ledger.vault import vault

from .. import databases
from .elsewhere import Elsewhere, Said, arrival, export_of
from .oracle import Oracle

ZONES = [UTC, ZoneInfo("America/Toronto"), ZoneInfo("Asia/Kolkata")]
MOVES: list[Body] = [
    facts.Seated("1"),
    facts.Seated("2"),
    facts.SentToAftercare(),
    facts.SentBack(),
    facts.Left(True),
    facts.Left(False, LeavingReason.WAIT),
]
ARRIVALS = [
    facts.Arrived("", Mode.INJECTION, (Substance.DOWN,)),
    facts.Arrived("", Mode.INHALATION, (Substance.CRACK, Substance.OTHER)),
]
#: What another node says: kinds that this Veille knows, and one that it does not.
ABROAD: list[tuple[str, dict[str, Any]]] = [
    (body.kind, msgspec.to_builtins(body)) for body in [*MOVES, *ARRIVALS]
] + [("care.visit.levitated", {"metres": 2}), ("care.visit.seated", {"seat": 7})]

numbers = st.integers(0, 7)
earlier = st.tuples(st.integers(0, 7_200), st.sampled_from(ZONES))


class _Crash(Exception):
    """The process ended here."""


def _back(moment: tuple[int, Any]) -> datetime:
    seconds, zone = moment
    return (clock.now() - timedelta(seconds=seconds)).astimezone(zone)


class Histories(RuleBasedStateMachine):
    """A ledger beside its oracle. `templates` and `vendor` are set by the test below."""

    templates: databases.Templates
    vendor: str

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="veille-history-"))
        self._installed = databases.installation(self.folder)
        self._installed.__enter__()
        if self.vendor == "sqlite":
            self.database = self.templates.sqlite(self.folder / "veille.sqlite3")
        else:
            self.database = self.templates.postgresql()
        databases.point_at(self.database)
        self.node = begin_node("here").id
        self.oracle = Oracle()
        self.visits: list[str] = []
        self.handles: dict[str, str] = {}
        self.forgotten: set[str] = set()
        self.abroad = [Elsewhere(), Elsewhere()]
        self.taken_in = [0, 0]
        with store.cursor() as cursor:
            (began,) = store.in_chain_order(cursor)
        self._hear(began)

    def teardown(self) -> None:
        vault().close()
        connection.close()
        if self.vendor == "postgresql":
            self.templates.drop(self.database)
        self._installed.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    def _hear(self, fact: Fact, at: datetime | None = None, body: Body | None = None) -> None:
        """Tell the oracle of a fact written here; what was asked for is not read back. Where no
        time was given it is the wall clock's, however far ahead other nodes have noted; or just
        after what is known of the same thing, where a node that is ahead said it."""
        assert at or fact.at <= min(max(clock.now(), self._just_after(fact)), fact.noted)
        told = msgspec.to_builtins(body) if body else msgspec.json.decode(fact.body)
        self.oracle.hear(
            Said(
                fact.id,
                fact.node,
                fact.seq,
                body.kind if body else fact.kind,
                fact.about,
                at.astimezone(UTC) if at else fact.at,
                fact.noted,
                fact.by,
                MappingProxyType(told),
            ),
        )

    def _just_after(self, fact: Fact) -> datetime:
        with store.cursor() as cursor:
            others = [f for f in store.facts_about(cursor, fact.about) if f.id != fact.id]
        return max((min(f.at, f.noted) for f in others), default=clock.EPOCH) + clock.TICK

    def _last(self, pen: Pen, about: str) -> Fact:
        facts_here = store.facts_about(pen._cursor, about)
        return max((f for f in facts_here if f.node == self.node), key=lambda f: f.seq)

    def _visit(self, number: int) -> str:
        return self.visits[number % len(self.visits)]

    @rule(bodies=st.lists(st.sampled_from(ARRIVALS), min_size=1, max_size=3), moment=earlier)
    def arrive(self, bodies: list[facts.Arrived], moment: tuple[int, Any]) -> None:
        """Several visitors in one recording."""
        at = _back(moment)
        written = []
        with recording(by="anna", place="here") as pen:
            for body in bodies:
                visit = new_id()
                pen.note(VISIT, visit, body, at=at)
                written.append((self._last(pen, visit), body))
        for fact, body in written:
            self.visits.append(fact.about)
            self._hear(fact, at, body)

    @precondition(lambda self: self.visits)
    @rule(
        number=numbers,
        body=st.sampled_from(MOVES),
        moment=st.none() | earlier,
        look_first=st.booleans(),
    )
    def move(
        self, number: int, body: Body, moment: tuple[int, Any] | None, look_first: bool
    ) -> None:
        visit = self._visit(number)
        at = _back(moment) if moment else None
        with recording(by="luc", place="here") as pen:
            if look_first:
                pen.state(VISIT, visit)
            if self.oracle.visit(visit) is None:
                pen.append(visit, body, at=at)
                replay.refold(pen._cursor, visit)
            else:
                pen.note(VISIT, visit, body, at=at)
            fact = self._last(pen, visit)
        self._hear(fact, at, body)

    @rule(word=st.sampled_from(["Renée", "lynx", "Lynx"]))
    def welcome(self, word: str) -> None:
        person = new_id()
        with recording(by="anna", place="here") as pen:
            body = facts.PersonWelcomed(vault().seal(person, word))
            pen.note(PERSON, person, body)
            vault().know(person, word)
            fact = self._last(pen, person)
        self.handles[person] = word
        self._hear(fact, None, body)

    @precondition(lambda self: set(self.handles) - self.forgotten)
    @rule(number=numbers)
    def forget(self, number: int) -> None:
        known = sorted(set(self.handles) - self.forgotten)
        person = known[number % len(known)]
        with recording(by="anna", place="here") as pen:
            pen.forget(person)
            fact = self._last(pen, person)
        self.forgotten.add(person)
        self._hear(fact)

    @precondition(lambda self: self.oracle.abouts("care.visit."))
    @rule(
        number=numbers,
        entry=numbers,
        body=st.sampled_from([*MOVES, *ARRIVALS]),
        moment=earlier,
        strike=st.booleans(),
        look_first=st.booleans(),
    )
    def amend(
        self,
        number: int,
        entry: int,
        body: Body,
        moment: tuple[int, Any],
        strike: bool,
        look_first: bool,
    ) -> None:
        """Correct an entry's time, and its words where `body` is of its kind; or strike it."""
        here = self.oracle.abouts("care.visit.")
        visit, at = here[number % len(here)], _back(moment)
        with recording(by="luc", place="here") as pen:
            if look_first:
                pen.state(VISIT, visit)
            entries = pen.entries(visit)
            target = entries[entry % len(entries)]
            said: dict[str, Any] = {"fact": target.id, "why": "typed"}
            if strike:
                pen.strike(target, why="typed")
            else:
                fits = body if body.kind == target.kind else None
                pen.correct(target, why="typed", at=at, body=fits)
                said |= {"at": at.isoformat(), "body": fits and msgspec.to_builtins(fits)}
            fact = self._last(pen, visit)
        self.oracle.hear(
            Said(
                fact.id,
                fact.node,
                fact.seq,
                fact.kind,
                visit,
                fact.at,
                fact.noted,
                "luc",
                MappingProxyType(said),
            ),
        )

    @precondition(lambda self: self.visits)
    @rule(
        which=st.integers(0, 1),
        number=numbers,
        body=st.sampled_from(ABROAD),
        moment=earlier,
        skew_minutes=st.integers(-90, 55),
    )
    def say_elsewhere(
        self,
        which: int,
        number: int,
        body: tuple[str, dict[str, Any]],
        moment: tuple[int, Any],
        skew_minutes: int,
    ) -> None:
        """Another node, whose clock is wrong, writes about a visit (or a new one)."""
        visits = [*self.visits, new_id()]
        visit = visits[number % len(visits)]
        if visit not in self.visits:
            body = (ARRIVALS[0].kind, arrival())
            self.visits.append(visit)
        noted = clock.now() + timedelta(minutes=skew_minutes)
        self.abroad[which].say(*body[:1], visit, body[1], noted=noted, at=_back(moment))

    @precondition(lambda self: self.oracle.abouts("care.visit."))
    @rule(which=st.integers(0, 1), number=numbers, strike=st.booleans(), moment=earlier)
    def amend_elsewhere(
        self, which: int, number: int, strike: bool, moment: tuple[int, Any]
    ) -> None:
        """Another node corrects what was written here, or by the third one, unseen here."""
        targets = [
            f
            for f in [*self.oracle.facts.values(), *self.abroad[1 - which].facts]
            if f.kind.startswith("care.visit.")
        ]
        target = targets[number % len(targets)]
        body: dict[str, Any] = {"fact": target.id, "why": "time"}
        kind = "ledger.entry.struck"
        if not strike:
            kind, body = "ledger.entry.corrected", {**body, "at": _back(moment).isoformat()}
        self.abroad[which].say(kind, target.about, body, noted=clock.now() - timedelta(hours=1))

    @rule(which=st.integers(0, 1), cut=numbers, other_first=st.booleans())
    def take_in(self, which: int, cut: int, other_first: bool) -> None:
        """Facts of another node arrive, up to any point; those already here come again."""
        node = self.abroad[which]
        upto = min(len(node.facts), self.taken_in[which] + cut)
        other = self.abroad[1 - which].facts[: self.taken_in[1 - which]]
        some = node.facts[:upto]
        done = transfer.take_in(export_of([*other, *some] if other_first else [*some, *other]))
        assert done.new == max(0, upto - self.taken_in[which])
        assert done.known == len(other) + min(upto, self.taken_in[which])
        self.taken_in[which] = max(upto, self.taken_in[which])
        for said in some:
            self.oracle.hear(said)

    @rule(body=st.sampled_from(ARRIVALS), reopen=st.booleans())
    def crash(self, body: facts.Arrived, reopen: bool) -> None:
        """What was noted in a recording that breaks off was never written."""
        with suppress(_Crash), recording(by="anna", place="here") as pen:
            pen.note(VISIT, new_id(), body)
            raise _Crash
        if reopen:
            connection.close()

    @rule()
    def rebuild(self) -> None:
        before = self._rows()
        replay.rebuild()
        assert self._rows() == before

    def _rows(self) -> list[dict[str, Any]]:
        return [
            *VisitRow.objects.order_by("id").values(),
            *PersonRow.objects.order_by("id").values(),
        ]

    @invariant()
    def facts_are_the_oracles(self) -> None:
        with store.cursor() as cursor:
            here = list(store.in_chain_order(cursor))
        assert chain.verify(here).fault is None
        for fact in here:
            said = self.oracle.facts[fact.id]
            assert (fact.node, fact.seq, fact.kind, fact.about, fact.at, fact.noted, fact.by) == (
                said.node,
                said.seq,
                said.kind,
                said.about,
                said.at,
                said.noted,
                said.by,
            )
        assert len(here) == len(self.oracle.facts)
        mine = [fact for fact in here if fact.node == self.node]
        assert [fact.seq for fact in mine] == list(range(1, len(mine) + 1))

    @invariant()
    def read_tables_are_the_oracles_folds(self) -> None:
        rows = {row["id"]: row for row in VisitRow.objects.values()}
        for visit in self.oracle.visits():
            row = rows.pop(visit["id"])
            assert {column: row[column] for column in visit} == visit
        assert rows == {}
        people = {row["id"]: row for row in PersonRow.objects.values()}
        for person in self.oracle.people():
            row = people.pop(person["id"])
            assert {column: row[column] for column in person} == person
        assert people == {}

    @invariant()
    def only_the_forgotten_are_unreadable(self) -> None:
        for row in PersonRow.objects.all():
            word = self.handles[row.id]
            gone = row.id in self.forgotten
            assert vault().open(row.id, row.handle) == (None if gone else word)
            assert (row.id in vault().find(word)) is not gone
        assert PersonRow.objects.count() == len(self.handles)


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle reads any history: what may be said of a visit is asked by other tests."""
    monkeypatch.setitem(vars(VISIT), "holds", lambda _pen, _change: None)
    monkeypatch.setitem(vars(PERSON), "holds", lambda _pen, _change: None)


@pytest.mark.parametrize(
    ("vendor", "histories"),
    [("sqlite", 20), pytest.param("postgresql", 8, marks=pytest.mark.postgresql)],
)
def test_any_history_reads_as_the_oracle_says(
    vendor: str, histories: int, templates: databases.Templates
) -> None:
    class OnThis(Histories):
        pass

    OnThis.templates, OnThis.vendor = templates, vendor
    run(
        OnThis,
        settings=settings(
            max_examples=histories,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
