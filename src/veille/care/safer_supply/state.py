"""What is so now: pure folds to a site's Rules, a Kept product, an Enrolment, a Dose, a movement
of the stock, a Count.

What happened first goes by `at`; a signature is of what an entry said when it was given, and so
goes by the order in which things were noted.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter

import msgspec

from veille.ledger.facts import Body, Entry, Sealed

from . import facts
from .facts import Plan, Product
from .words import Explanation, Fate, Move, Status, Way, Why

#: A span of time; its end is None where it still goes on.
Span = tuple[datetime, datetime | None]


class Rules(msgspec.Struct, frozen=True):
    """How one site keeps safer supply."""

    id: str
    site: str
    two_sign: bool
    peers_sign: bool
    missed_days: int
    rehearsal: bool


class Kept(msgspec.Struct, frozen=True):
    """A product that a site keeps, or kept."""

    id: str
    site: str
    product: Product
    listed_at: datetime
    retired: bool
    rehearsal: bool


class Enrolment(msgspec.Struct, frozen=True):
    """One person's prescription of one product, and its course.

    `plans` are what was prescribed, each from when on; `spans` when it was under way. Missed
    days before `seen_at` count no more.
    """

    id: str
    site: str
    person: str
    plans: tuple[tuple[datetime, Plan], ...]
    spans: tuple[Span, ...]
    status: Status
    since: datetime
    why: str
    begun_at: datetime
    seen_at: datetime
    review_on: date
    prescriber: Sealed
    version: int
    rehearsal: bool

    @property
    def plan(self) -> Plan:
        return self.plans[-1][1]

    def plan_at(self, moment: datetime) -> Plan:
        """What was prescribed then; the first prescription, before it began."""
        return next((plan for at, plan in reversed(self.plans) if at <= moment), self.plans[0][1])

    def under_way_at(self, moment: datetime) -> bool:
        return any(begin <= moment and (end is None or moment < end) for begin, end in self.spans)


class Unsigned(msgspec.Struct, frozen=True):
    """An entry that waits for a second signature. `by` gave the first."""

    entry: str
    by: str


class Part(msgspec.Struct, frozen=True):
    """Units of a dose that came back."""

    entry: str
    units: int
    fate: Fate
    at: datetime


class Dose(msgspec.Struct, frozen=True):
    """One hand-out, or a dose that was not given (`why` says it). Units are whole."""

    id: str
    site: str
    enrolment: str
    person: str
    visit: str
    product: Product | None
    units: int
    doses: int
    way: Way | None
    why: Why | None
    at: datetime
    by: str
    parts: tuple[Part, ...]
    unsigned: tuple[Unsigned, ...]
    version: int
    rehearsal: bool

    @property
    def net_units(self) -> int:
        """What was taken, or carried away, of what was handed out."""
        return max(0, self.units - sum(part.units for part in self.parts))

    @property
    def net_ug(self) -> int:
        return self.net_units * self.product.strength_ug if self.product else 0

    @property
    def counts(self) -> bool:
        """Whether the day was one with a dose, wherever the person had it."""
        return self.net_units > 0 or self.why is Why.ELSEWHERE


class Movement(msgspec.Struct, frozen=True):
    id: str
    site: str
    product: Product
    what: Move
    units: int
    lot: str
    at: datetime
    by: str
    unsigned: tuple[Unsigned, ...]
    version: int
    rehearsal: bool


class Count(msgspec.Struct, frozen=True):
    id: str
    site: str
    product: Product
    units: int
    at: datetime
    by: str
    unsigned: tuple[Unsigned, ...]
    explanation: Explanation | None
    version: int
    rehearsal: bool


_by_time = attrgetter("at")
_SIGNATURES = (facts.DoseSigned, facts.StockSigned, facts.CountSigned)


def fold_rules(about: str, entries: Sequence[Entry], _said: int) -> Rules | None:
    """The rules that were set last."""
    told = [e for e in entries if isinstance(e.body, facts.RulesSet)]
    if not told:
        return None
    last = max(told, key=_by_time)
    body = last.body
    assert isinstance(body, facts.RulesSet)
    return Rules(
        about, last.place, body.two_sign, body.peers_sign, body.missed_days, last.rehearsal
    )


def fold_kept(about: str, entries: Sequence[Entry], _said: int) -> Kept | None:
    kept: Kept | None = None
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.ProductListed):
            first = kept.listed_at if kept else entry.at
            kept = Kept(about, entry.place, body.product, first, False, entry.rehearsal)
        elif isinstance(body, facts.ProductRetired) and kept is not None:
            kept = msgspec.structs.replace(kept, retired=True)
    return kept


def fold_enrolment(about: str, entries: Sequence[Entry], said: int) -> Enrolment | None:
    begun = next((e for e in entries if isinstance(e.body, facts.Enrolled)), None)
    if begun is None:
        return None
    first = begun.body
    assert isinstance(first, facts.Enrolled)
    plans = [(begun.at, first.plan)]
    spans: list[Span] = [(begun.at, None)]
    status, since, why, seen = Status.ACTIVE, begun.at, "", begun.at
    review_on, prescriber = first.review_on, first.prescriber
    for entry in sorted(entries, key=_by_time):
        body, at = entry.body, max(entry.at, begun.at)
        if isinstance(body, facts.PrescriptionChanged):
            plans.append((at, body.plan))
            review_on, prescriber = body.review_on, body.prescriber
        elif isinstance(body, facts.Reviewed):
            review_on, prescriber, seen = body.review_on, body.prescriber, at
        elif isinstance(body, facts.Paused) and status is Status.ACTIVE:
            spans[-1] = (spans[-1][0], at)
            status, since, why = Status.PAUSED, at, body.why.value
        elif isinstance(body, facts.Resumed) and status is Status.PAUSED:
            spans.append((at, None))
            status, since, why, seen = Status.ACTIVE, at, "", at
        elif isinstance(body, facts.Stopped):
            if status is Status.ACTIVE:
                spans[-1] = (spans[-1][0], at)
            status, since, why = Status.STOPPED, at, body.why.value
            break
    return Enrolment(
        about, begun.place, first.person, tuple(plans), tuple(spans), status, since, why,
        begun.at, seen, review_on, prescriber, said, begun.rehearsal,
    )  # fmt: skip


def _unsigned(entries: Iterable[Entry]) -> tuple[Unsigned, ...]:
    """What waits for a second signature. One that was given before a correction is of something
    else, and one by the same person is none."""
    entries = list(entries)
    signed = [(e.body.entry, e.by, e.noted) for e in entries if isinstance(e.body, _SIGNATURES)]
    waiting = []
    for entry in entries:
        if not getattr(entry.body, "two_sign", False):
            continue
        by, said = (
            (entry.latest.by, entry.latest.noted) if entry.latest else (entry.by, entry.noted)
        )
        if not any(
            target == entry.id and signer != by and noted > said for target, signer, noted in signed
        ):
            waiting.append(Unsigned(entry.id, by))
    return tuple(waiting)


def _first(entries: Iterable[Entry], *kinds: type[Body]) -> Entry | None:
    return next((e for e in entries if isinstance(e.body, kinds)), None)


def fold_dose(about: str, entries: Sequence[Entry], said: int) -> Dose | None:
    told = _first(entries, facts.Dispensed, facts.NotTaken)
    if told is None:
        return None
    body = told.body
    if isinstance(body, facts.NotTaken):
        return Dose(
            about, told.place, body.enrolment, body.person, "", None, 0, 0, None, body.why,
            told.at, told.by, (), (), said, told.rehearsal,
        )  # fmt: skip
    assert isinstance(body, facts.Dispensed)
    parts = tuple(
        Part(e.id, e.body.units, e.body.fate, e.at)
        for e in sorted(entries, key=_by_time) if isinstance(e.body, facts.PartBack)
    )  # fmt: skip
    return Dose(
        about, told.place, body.enrolment, body.person, body.visit, body.product, body.units,
        body.doses, body.way, None, told.at, told.by, parts, _unsigned(entries), said,
        told.rehearsal,
    )  # fmt: skip


def fold_movement(about: str, entries: Sequence[Entry], said: int) -> Movement | None:
    moved = _first(entries, facts.StockMoved)
    if moved is None:
        return None
    body = moved.body
    assert isinstance(body, facts.StockMoved)
    return Movement(
        about, moved.place, body.product, body.what, body.units, body.lot, moved.at, moved.by,
        _unsigned(entries), said, moved.rehearsal,
    )  # fmt: skip


def fold_count(about: str, entries: Sequence[Entry], said: int) -> Count | None:
    counted = _first(entries, facts.Counted)
    if counted is None:
        return None
    body = counted.body
    assert isinstance(body, facts.Counted)
    explained = [e.body for e in sorted(entries, key=_by_time)
                 if isinstance(e.body, facts.Explained)]  # fmt: skip
    return Count(
        about, counted.place, body.product, body.units, counted.at, counted.by,
        _unsigned(entries), explained[-1].why if explained else None, said, counted.rehearsal,
    )  # fmt: skip
