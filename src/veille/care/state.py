"""What is so now: pure folds from entries to a Site, a Person, a Visit, an Overdose, a Duty.

Entries come in the order in which they were noted, whatever node noted them. What happened
first is another matter: staff fill things in afterwards. So a fold that cares about "then"
goes by `at`, and by the order noted where two things have one time.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import msgspec

from veille.ledger.facts import Entry, Forgotten, Sealed

from . import facts
from .words import (
    Assistant,
    Company,
    Gender,
    HeardOf,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    SiteKind,
    Stage,
    Substance,
)


class Site(msgspec.Struct, frozen=True):
    id: str
    slug: str
    name: str
    kind: SiteKind
    time_zone: str
    seats: tuple[facts.Seat, ...]
    day_starts_hour: int
    seat_minutes: int
    opened_at: datetime
    version: int
    rehearsal: bool

    def seat(self, number: str) -> facts.Seat | None:
        return next((seat for seat in self.seats if seat.number == number), None)


class Person(msgspec.Struct, frozen=True):
    id: str
    welcomed_at: datetime
    handle: Sealed
    heard_of: HeardOf
    postal: str
    gender: Gender
    birth_year: int | None
    forgotten: bool
    rehearsal: bool


class Assistance(msgspec.Struct, frozen=True):
    """Who helped a visitor to consume, and when."""

    at: datetime
    assistant: Assistant


class Visit(msgspec.Struct, frozen=True):
    """One visit. `version` counts what was said of it but for notes and assistance, which move
    nobody: a form that saw another one is stale.

    `episodes` is how often the visitor consumed: once, whatever the substances, the seats and
    those who shared; once more for every seat taken again after resting.
    """

    id: str
    site: str
    person: str
    mode: Mode
    substances: tuple[Substance, ...]
    company: Company
    help: tuple[Help, ...]
    note: Sealed | None
    stage: Stage
    seat: str
    arrived_at: datetime
    stage_since: datetime
    seated_at: datetime | None
    aftercare_at: datetime | None
    left_at: datetime | None
    consumed: bool | None
    reason: LeavingReason | None
    moved_by: str
    version: int
    rehearsal: bool
    sharing: Sharing
    assisted: tuple[Assistance, ...]
    episodes: int

    @property
    def waited_seconds(self) -> int | None:
        """From the arrival to the first seat; None where there was none yet."""
        if self.seated_at is None:
            return None
        return int((self.seated_at - self.arrived_at).total_seconds())

    @property
    def words_key(self) -> str:
        """Whose key seals what is written about this visit."""
        return self.person or self.id


class Step(msgspec.Struct, frozen=True):
    """One intervention. `dose` numbers naloxone doses by their time, from 1."""

    entry: str
    what: Intervention
    at: datetime
    by: str
    route: Route | None
    dose_mg: float | None
    dose: int | None
    note: Sealed | None
    corrected: bool


class Overdose(msgspec.Struct, frozen=True):
    id: str
    site: str
    visit: str
    seat: str
    signs: tuple[Sign, ...]
    found_at: datetime
    found_by: str
    steps: tuple[Step, ...]
    ended_at: datetime | None
    outcome: Outcome | None
    version: int
    rehearsal: bool

    @property
    def doses(self) -> int:
        return sum(step.what is Intervention.NALOXONE for step in self.steps)

    def last(self, what: Intervention) -> Step | None:
        return next((step for step in reversed(self.steps) if step.what is what), None)


class Duty(msgspec.Struct, frozen=True):
    id: str
    site: str
    account: str
    role: str
    began_at: datetime
    ended_at: datetime | None
    rehearsal: bool


_by_time = attrgetter("at")


def fold_site(about: str, entries: Sequence[Entry], said: int) -> Site | None:
    opened = next((e for e in entries if isinstance(e.body, facts.SiteOpened)), None)
    if opened is None:
        return None
    told = opened.body
    assert isinstance(told, facts.SiteOpened)
    name, seats, minutes = told.name, told.seats, told.seat_minutes
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.SiteChanged):
            name = name if body.name is None else body.name
            seats = seats if body.seats is None else body.seats
            minutes = minutes if body.seat_minutes is None else body.seat_minutes
    return Site(
        about, told.slug, name, told.site_kind, told.time_zone, seats, told.day_starts_hour,
        minutes, opened.at, said, opened.rehearsal,
    )  # fmt: skip


def fold_person(about: str, entries: Sequence[Entry], _said: int) -> Person | None:
    forgotten = any(isinstance(entry.body, Forgotten) for entry in entries)
    for entry in entries:
        body = entry.body
        if isinstance(body, facts.PersonWelcomed):
            return Person(
                about, entry.at, body.handle, body.heard_of, body.postal, body.gender,
                body.birth_year, forgotten, entry.rehearsal,
            )  # fmt: skip
    return None


def fold_visit(about: str, entries: Sequence[Entry], said: int) -> Visit | None:
    """A visit from its entries; None before its arrival is known."""
    arrival = next((e for e in entries if isinstance(e.body, facts.Arrived)), None)
    if arrival is None:
        return None
    told = arrival.body
    assert isinstance(told, facts.Arrived)
    stage, since, by, seat = Stage.WAITING, arrival.at, arrival.by, ""
    seated_at = aftercare_at = left_at = None
    consumed = reason = None
    seatings, rested = 0, False
    # Somebody's note makes nobody's tap stale.
    aside = facts.Noted | facts.Assisted
    notes = sum(1 + len(e.earlier) for e in entries if isinstance(e.body, aside))
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.Seated):
            seatings += seatings == 0 or rested
            rested = False
            stage, seat = Stage.SEATED, body.seat
            seated_at = seated_at or entry.at
        elif isinstance(body, facts.SentToAftercare):
            stage, seat, aftercare_at = Stage.AFTERCARE, "", entry.at
            rested = True
        elif isinstance(body, facts.SentBack):
            stage, seat = Stage.WAITING, ""
        elif isinstance(body, facts.Left):
            stage, left_at = Stage.LEFT, entry.at
            consumed, reason = body.consumed, body.reason
        else:
            continue
        since, by = entry.at, entry.by
        if stage is Stage.LEFT:
            break
    return Visit(
        about, arrival.place, told.person, told.mode, told.substances, told.company, told.help,
        told.note, stage, seat, arrival.at, since, seated_at, aftercare_at, left_at, consumed,
        reason, by, said - notes, arrival.rehearsal, told.sharing, _assisted(entries),
        seatings if consumed else 0,
    )  # fmt: skip


def _assisted(entries: Sequence[Entry]) -> tuple[Assistance, ...]:
    return tuple(
        Assistance(entry.at, entry.body.assistant)
        for entry in sorted(entries, key=_by_time)
        if isinstance(entry.body, facts.Assisted)
    )


def fold_overdose(about: str, entries: Sequence[Entry], said: int) -> Overdose | None:
    """An overdose with its interventions by the time they happened."""
    found = next((e for e in entries if isinstance(e.body, facts.OverdoseFound)), None)
    if found is None:
        return None
    told = found.body
    assert isinstance(told, facts.OverdoseFound)
    steps: list[Step] = []
    ended_at, outcome, doses = None, None, 0
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.Intervened):
            naloxone = body.what is Intervention.NALOXONE
            doses += naloxone
            steps.append(
                Step(
                    entry.id, body.what, entry.at, entry.by, body.route, body.dose_mg,
                    doses if naloxone else None, body.note, bool(entry.earlier),
                )
            )  # fmt: skip
        elif isinstance(body, facts.OverdoseEnded):
            ended_at, outcome = entry.at, body.outcome
    return Overdose(
        about, found.place, told.visit, told.seat, told.signs, found.at, found.by, tuple(steps),
        ended_at, outcome, said, found.rehearsal,
    )  # fmt: skip


def fold_duty(about: str, entries: Sequence[Entry], _said: int) -> Duty | None:
    began = next((e for e in entries if isinstance(e.body, facts.DutyBegan)), None)
    if began is None:
        return None
    told = began.body
    assert isinstance(told, facts.DutyBegan)
    ended = next((e for e in entries if isinstance(e.body, facts.DutyEnded)), None)
    return Duty(
        about, began.place, told.account, told.role, began.at,
        ended.at if ended else None, began.rehearsal,
    )  # fmt: skip
