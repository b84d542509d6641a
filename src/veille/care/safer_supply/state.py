"""What is so now: pure folds to a site's Rules, a Kept product, an Enrolment, a Dose, a movement
of the stock, a Count.

What happened first goes by `at`; a signature is of what an entry said when it was given, and so
goes by the order in which things were noted.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter

import msgspec

from veille.care.state import OfPerson
from veille.ledger.facts import Entry, Sealed
from veille.ledger.states import Plain, State, by_time, first, last, of, said_last, state_of

from . import facts
from .facts import Plan, Product
from .words import Explanation, Fate, Move, Status, Way, Why

#: A span of time; its end is None where it still goes on.
Span = tuple[datetime, datetime | None]


class Rules(Plain, frozen=True, kw_only=True):
    """How one site keeps safer supply."""

    two_sign: bool
    peers_sign: bool
    missed_days: int


class Kept(Plain, frozen=True, kw_only=True):
    """A product that a site keeps, or kept."""

    product: Product
    listed_at: datetime
    retired: bool


class Enrolment(OfPerson, frozen=True, kw_only=True):
    """One person's prescription of one product, and its course.

    `plans` are what was prescribed, each from when on; `spans` when it was under way. Missed
    days before `seen_at` count no more.
    """

    plans: tuple[tuple[datetime, Plan], ...]
    spans: tuple[Span, ...]
    status: Status
    since: datetime
    why: str
    seen_at: datetime
    review_on: date
    prescriber: Sealed
    begun_at = property(attrgetter("at"))

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


class Dose(OfPerson, frozen=True, kw_only=True):
    """One hand-out, or a dose that was not given (`why` says it). Units are whole."""

    enrolment: str
    visit: str = ""
    product: Product | None = None
    units: int = 0
    doses: int = 0
    way: Way | None = None
    why: Why | None = None
    parts: tuple[Part, ...] = ()
    unsigned: tuple[Unsigned, ...] = ()
    given_at = property(attrgetter("at"))
    given_by = property(attrgetter("by"))

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


class Movement(State, frozen=True, kw_only=True):
    product: Product
    what: Move
    units: int
    lot: str
    unsigned: tuple[Unsigned, ...]


class Count(State, frozen=True, kw_only=True):
    product: Product
    units: int
    unsigned: tuple[Unsigned, ...]
    explanation: Explanation | None
    counted_at = property(attrgetter("at"))
    counted_by = property(attrgetter("by"))


_SIGNATURES = (facts.DoseSigned, facts.StockSigned, facts.CountSigned)

fold_rules = said_last(Rules, facts.RulesSet)


def fold_kept(_about: str, entries: Sequence[Entry], version: int) -> Kept | None:
    kept: Kept | None = None
    for entry, body in of(entries, facts.ProductListed, facts.ProductRetired):
        if isinstance(body, facts.ProductListed):
            since = kept.listed_at if kept else entry.at
            kept = state_of(Kept, entry, version, listed_at=since, retired=False)
        elif kept is not None:
            kept = msgspec.structs.replace(kept, retired=True)
    return kept


def fold_enrolment(_about: str, entries: Sequence[Entry], version: int) -> Enrolment | None:
    found = first(entries, facts.Enrolled)
    if found is None:
        return None
    begun, enrolled = found
    plans = [(begun.at, enrolled.plan)]
    spans: list[Span] = [(begun.at, None)]
    status, since, why, seen = Status.ACTIVE, begun.at, "", begun.at
    review_on, prescriber = enrolled.review_on, enrolled.prescriber
    for entry in by_time(entries):
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
    return state_of(
        Enrolment,
        begun,
        version,
        plans=tuple(plans),
        spans=tuple(spans),
        status=status,
        since=since,
        why=why,
        seen_at=seen,
        review_on=review_on,
        prescriber=prescriber,
    )


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


def fold_dose(_about: str, entries: Sequence[Entry], version: int) -> Dose | None:
    found = first(entries, facts.Dispensed, facts.NotTaken)
    if found is None:
        return None
    parts = [
        Part(entry=entry.id, units=body.units, fate=body.fate, at=entry.at)
        for entry, body in of(entries, facts.PartBack)
    ]
    return state_of(Dose, found[0], version, parts=tuple(parts), unsigned=_unsigned(entries))


def fold_movement(_about: str, entries: Sequence[Entry], version: int) -> Movement | None:
    moved = first(entries, facts.StockMoved)
    return state_of(Movement, moved[0], version, unsigned=_unsigned(entries)) if moved else None


def fold_count(_about: str, entries: Sequence[Entry], version: int) -> Count | None:
    counted, explained = first(entries, facts.Counted), last(entries, facts.Explained)
    if counted is None:
        return None
    explanation = explained[1].why if explained else None
    unsigned = _unsigned(entries)
    return state_of(Count, counted[0], version, unsigned=unsigned, explanation=explanation)
