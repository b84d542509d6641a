"""What is so now: pure folds from entries to a Site, a Person, a Visit, an Overdose, a Duty.

Entries come in the order in which they were noted, whatever node noted them; what happened first
is another matter (`ledger.states`).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Any

import msgspec

from veille.ledger.facts import Entry, Forgotten, Sealed
from veille.ledger.states import State, by_time, first, last, of, state_of

from . import facts
from .words import (
    Assistant,
    Company,
    Consciousness,
    Gender,
    HeardOf,
    HeardOfDeath,
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


class OfPerson(State, frozen=True, kw_only=True):
    """A thing of a visitor; `person` is empty where nobody is known."""

    person: str

    @property
    def words_key(self) -> str:
        return self.person or self.id


class OfVisit(OfPerson, frozen=True, kw_only=True):
    """A thing of a visitor, on a visit of theirs; `visit` is empty where it was on none."""

    visit: str

    @property
    def words_key(self) -> str:
        return self.person or self.visit or self.id


class Site(State, frozen=True, kw_only=True):
    slug: str
    name: str
    kind: SiteKind
    time_zone: str
    seats: tuple[facts.Seat, ...]
    day_starts_hour: int
    seat_minutes: int
    least_age: int
    opened_at = property(attrgetter("at"))

    def seat(self, number: str) -> facts.Seat | None:
        return next((seat for seat in self.seats if seat.number == number), None)


#: An hour of UTC that is of the same date, and of the same day of a site, from St. John's to
#: Vancouver.
_WITHIN_A_DAY = time(20, tzinfo=UTC)
#: From there to when that day is over everywhere.
_DAY_IS_OVER = timedelta(hours=16)


class Death(msgspec.Struct, frozen=True):
    """That somebody died: the entry that says so, by whom and at which site it was noted."""

    entry: str
    noted_at: datetime
    noted_by: str
    site: str
    heard: HeardOfDeath
    day: date | None

    @property
    def at(self) -> datetime:
        """When it is counted: within the day of the death, else when the site heard of it."""
        return datetime.combine(self.day, _WITHIN_A_DAY) if self.day else self.noted_at

    @property
    def lived_until(self) -> datetime:
        """What is entered afterwards of a time up to here may have been while they lived."""
        return min(self.noted_at, self.at + _DAY_IS_OVER) if self.day else self.noted_at


class Person(State, frozen=True, kw_only=True):
    handle: Sealed
    heard_of: HeardOf
    postal: str
    gender: Gender
    birth_year: int | None
    forgotten: bool
    death: Death | None
    welcomed_at = property(attrgetter("at"))

    @property
    def died(self) -> bool:
        return self.death is not None


class Same(OfPerson, frozen=True, kw_only=True):
    """Whether two records are of one visitor; `at` and `by` are of who said so last."""

    other: str
    joined: bool
    note: Sealed | None


class Assistance(msgspec.Struct, frozen=True):
    """Who helped a visitor to consume, and when."""

    at: datetime
    assistant: Assistant


class Visit(OfPerson, frozen=True, kw_only=True):
    """One visit. `version` counts what was said of it but for notes and assistance, which move
    nobody: a form that saw another one is stale.

    `episodes` is how often the visitor consumed: once, whatever the substances, the seats and
    those who shared; once more for every seat taken again after resting.
    """

    mode: Mode
    substances: tuple[Substance, ...]
    company: Company
    help: tuple[Help, ...]
    sharing: Sharing
    note: Sealed | None
    stage: Stage
    stage_since: datetime
    moved_by: str
    seat: str = ""
    seated_at: datetime | None = None
    aftercare_at: datetime | None = None
    left_at: datetime | None = None
    consumed: bool | None = None
    reason: LeavingReason | None = None
    assisted: tuple[Assistance, ...] = ()
    #: Whose visit it was said to be before that was corrected.
    mistaken: tuple[str, ...] = ()
    episodes: int = 0
    #: Whose records it stood in before it stood here; empty where it was entered here.
    imported: str = ""
    arrived_at = property(attrgetter("at"))

    @property
    def waited_seconds(self) -> int | None:
        """From the arrival to the first seat; None where there was none yet."""
        if self.seated_at is None:
            return None
        return int((self.seated_at - self.at).total_seconds())


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


class Vitals(msgspec.Struct, frozen=True):
    """Vital signs as they were measured once; see `facts.VitalsMeasured`."""

    at: datetime
    breaths: int | None
    spo2: int | None
    consciousness: Consciousness | None
    gcs: int | None
    oxygen_lpm: float | None
    glucose: float | None


class Overdose(State, frozen=True, kw_only=True):
    visit: str
    seat: str
    signs: tuple[Sign, ...]
    steps: tuple[Step, ...]
    vitals: tuple[Vitals, ...]
    ended_at: datetime | None
    outcome: Outcome | None
    found_at = property(attrgetter("at"))

    @property
    def doses(self) -> int:
        return sum(step.what is Intervention.NALOXONE for step in self.steps)

    def last(self, what: Intervention) -> Step | None:
        return next((step for step in reversed(self.steps) if step.what is what), None)


class Duty(State, frozen=True, kw_only=True):
    account: str
    role: str
    ended_at: datetime | None
    began_at = property(attrgetter("at"))


def fold_site(_about: str, entries: Sequence[Entry], version: int) -> Site | None:
    opened = first(entries, facts.SiteOpened)
    if opened is None:
        return None
    entry, body = opened
    site = state_of(Site, entry, version, kind=body.site_kind)
    for _entry, changed in of(entries, facts.SiteChanged):
        fields = msgspec.structs.asdict(changed).items()
        changes = {name: value for name, value in fields if value is not None}
        site = msgspec.structs.replace(site, **changes)
    return site


def fold_person(_about: str, entries: Sequence[Entry], version: int) -> Person | None:
    welcomed = first(entries, facts.PersonWelcomed)
    if welcomed is None:
        return None
    forgotten = first(entries, Forgotten) is not None
    died = last(entries, facts.PersonDied)
    return state_of(
        Person, welcomed[0], version, forgotten=forgotten, death=_death(*died) if died else None
    )


def _death(entry: Entry, body: facts.PersonDied) -> Death:
    return Death(
        entry=entry.id,
        noted_at=entry.at,
        noted_by=entry.by,
        site=entry.place,
        heard=body.heard,
        day=body.day,
    )


def fold_same(_about: str, entries: Sequence[Entry], version: int) -> Same | None:
    """The last word stands; each names both records, so that either may arrive first."""
    said = last(entries, facts.Joined, facts.Parted)
    if said is None:
        return None
    return state_of(Same, said[0], version, joined=isinstance(said[1], facts.Joined))


def fold_visit(_about: str, entries: Sequence[Entry], version: int) -> Visit | None:
    """A visit from its entries; None before its arrival is known."""
    arrived = first(entries, facts.Arrived)
    if arrived is None:
        return None
    arrival, said = arrived
    now: dict[str, Any] = {"stage": Stage.WAITING, "seat": ""}
    if isinstance(said, facts.VisitImported):
        now = _as_imported(arrival, said)
    moved = arrival
    seatings, rested = 0, False
    # Somebody's note makes nobody's tap stale.
    aside = facts.Noted | facts.Assisted
    notes = sum(1 + len(e.earlier) for e in entries if isinstance(e.body, aside))
    for entry in by_time(entries):
        body = entry.body
        if isinstance(body, facts.Seated):
            seatings += seatings == 0 or rested
            rested = False
            now |= {"stage": Stage.SEATED, "seat": body.seat}
            now.setdefault("seated_at", entry.at)
        elif isinstance(body, facts.SentToAftercare):
            now |= {"stage": Stage.AFTERCARE, "seat": "", "aftercare_at": entry.at}
            rested = True
        elif isinstance(body, facts.SentBack):
            now |= {"stage": Stage.WAITING, "seat": ""}
        elif isinstance(body, facts.Left):
            now |= {"stage": Stage.LEFT, "left_at": entry.at}
            now |= {"consumed": body.consumed, "reason": body.reason}
            now["episodes"] = seatings if body.consumed else 0
        else:
            continue
        moved = entry
        if isinstance(body, facts.Left):
            break
    return state_of(
        Visit,
        arrival,
        version - notes,
        stage_since=moved.at,
        moved_by=moved.by,
        assisted=tuple(Assistance(e.at, b.assistant) for e, b in of(entries, facts.Assisted)),
        mistaken=_mistaken(*arrived),
        **now,
    )


def _mistaken(arrival: Entry, now: facts.Arrived) -> tuple[str, ...]:
    said = (each.body for each in arrival.earlier)
    people = (body.person for body in said if isinstance(body, facts.Arrived))
    return tuple(dict.fromkeys(other for other in people if other not in ("", now.person)))


def _as_imported(entry: Entry, body: facts.VisitImported) -> dict[str, Any]:
    """Nobody of another time is still here: who left at no known time left as they came."""
    return {
        "stage": Stage.LEFT,
        "seat": body.seat,
        "seated_at": body.seated,
        "left_at": body.left or entry.at,
        "consumed": body.consumed,
        "reason": body.reason,
        "episodes": int(body.consumed),
        "imported": body.source,
    }


def fold_overdose(_about: str, entries: Sequence[Entry], version: int) -> Overdose | None:
    """An overdose with its interventions by the time they happened."""
    found = first(entries, facts.OverdoseFound)
    if found is None:
        return None
    steps: list[Step] = []
    doses = 0
    for entry, body in of(entries, facts.Intervened):
        naloxone = body.what is Intervention.NALOXONE
        doses += naloxone
        steps.append(
            Step(
                entry=entry.id,
                what=body.what,
                at=entry.at,
                by=entry.by,
                route=body.route,
                dose_mg=body.dose_mg,
                dose=doses if naloxone else None,
                note=body.note,
                corrected=bool(entry.earlier),
            )
        )
    ended = last(entries, facts.OverdoseEnded)
    return state_of(
        Overdose,
        found[0],
        version,
        steps=tuple(steps),
        vitals=tuple(
            Vitals(entry.at, *(getattr(body, name) for name in Vitals.__struct_fields__[1:]))
            for entry, body in of(entries, facts.VitalsMeasured)
        ),
        ended_at=ended[0].at if ended else None,
        outcome=ended[1].outcome if ended else None,
    )


def fold_duty(_about: str, entries: Sequence[Entry], version: int) -> Duty | None:
    began, ended = first(entries, facts.DutyBegan), first(entries, facts.DutyEnded)
    if began is None:
        return None
    return state_of(Duty, began[0], version, ended_at=ended[0].at if ended else None)
