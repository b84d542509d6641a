"""The board as its template needs it, and the words that other pages share with it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.html import escape

from veille.accounts.access import can_open
from veille.accounts.models import Role
from veille.ledger import clock
from veille.ui.names import handle_of, names
from veille.ui.rooms import all_bands
from veille.ui.words import minutes_since, words_of

from .. import reads
from ..tables import DutyRow, OverdoseRow, PersonRow, SiteRow, VisitRow
from ..words import Assistant, Help, Intervention, Mode, Route, Sharing, Stage, Substance
from .rooms import Alert, alerts_of, rooms

#: After this long the aftercare room is shown as long; most overdoses show within it.
AFTERCARE_MINUTES = 30
WAITING_MINUTES = 20
_STEPS_ON_CARD = 3
#: Stand in a kept card where its position in the queue and its seat to come go, which shift
#: whenever somebody else moves: words that nobody can write into a handle.
POSITION, SEAT = (f"@{secrets.token_hex(12)}@" for _ in range(2))


@dataclass
class Card:
    """One visitor on the board. What is in words is worked out when a drawing asks for it: most
    cards' drawings are kept, and ask for nothing but `shows`."""

    visit: VisitRow
    #: None for somebody anonymous.
    person: PersonRow | None
    overdose: OverdoseRow | None
    site: SiteRow
    now: datetime
    alerts: Sequence[Alert] = ()
    #: In the waiting room's order, from 1; 0 elsewhere.
    position: int = 0
    suggested_seat: str = ""

    @cached_property
    def shows(self) -> str:
        """Differs where the card's drawing would: what it is kept by."""
        overdose = f"{self.overdose.id} {self.overdose.version}" if self.overdose else ""
        handle = f"{self.person.handle} {self.person.forgotten}" if self.person else ""
        visit = f"{self.visit.id} {self.visit.version} {self.visit.assisted}"
        visit += "".join(alert.words for alert in self.alerts)
        return f"{visit}|{handle}|{self.minutes}|{overdose}|{bool(self.suggested_seat)}"

    @property
    def shifts(self) -> dict[str, str]:
        return {POSITION: str(self.position), SEAT: escape(self.suggested_seat)}

    @cached_property
    def minutes(self) -> int:
        return minutes_since(self.visit.stage_since, self.now)

    @property
    def long(self) -> bool:
        limit = {
            Stage.SEATED: self.site.seat_minutes,
            Stage.AFTERCARE: AFTERCARE_MINUTES,
            Stage.WAITING: WAITING_MINUTES,
        }[Stage(self.visit.stage)]
        return self.minutes >= limit

    @cached_property
    def handle(self) -> str:
        return handle_of(self.visit.person, self.person.handle if self.person else None)

    @property
    def mode(self) -> str:
        return words_of([self.visit.mode], Mode)

    @property
    def substances(self) -> str:
        return words_of(self.visit.substances, Substance)

    @property
    def help(self) -> str:
        return words_of(self.visit.help, Help)

    @property
    def assisted(self) -> str:
        return words_of([self.visit.assisted], Assistant) if self.visit.assisted else ""

    @property
    def sharing(self) -> str:
        shared = self.visit.sharing not in (Sharing.NONE, Sharing.UNTOLD)
        return words_of([self.visit.sharing], Sharing) if shared else ""

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """The last ones of an open overdose."""
        steps = self.overdose.steps[-_STEPS_ON_CARD:] if self.overdose else []
        return [step_words(step) for step in steps]

    @cached_property
    def address(self) -> str:
        """The address of the visit's page; its verbs stand below it."""
        return reverse("visit", args=[self.site.slug, self.visit.id])


@dataclass(frozen=True)
class SeatCard:
    number: str
    mode: str
    card: Card | None

    @property
    def shows(self) -> str:
        return f"{self.number}|{self.mode}|{self.card.shows if self.card else ''}"

    @property
    def shifts(self) -> dict[str, str]:
        return {}


def handles_of(visits: Iterable[VisitRow]) -> dict[str, str]:
    """The handle of each visit, by the visit's identity."""
    visits = list(visits)
    people = reads.people({visit.person for visit in visits if visit.person})
    return {
        visit.id: handle_of(
            visit.person, people[visit.person].handle if visit.person in people else None
        )
        for visit in visits
    }


@dataclass(frozen=True)
class Floor:
    """What the ledger says of a site's floor now, in nobody's words yet."""

    site: SiteRow
    now: datetime
    day: reads.Day
    visits: Sequence[VisitRow]
    people: Mapping[str, PersonRow]
    overdoses: Sequence[OverdoseRow]
    counts: reads.DayCounts
    duty: Sequence[DutyRow]


def floor_of(site: SiteRow) -> Floor:
    now = clock.now()
    day = reads.day_of(site, now)
    visits = reads.on_floor(site.slug)
    return Floor(
        site,
        now,
        day,
        visits,
        people=reads.people({visit.person for visit in visits if visit.person}),
        overdoses=reads.open_overdoses(site.slug),
        counts=reads.day_counts(site, day),
        duty=reads.on_duty(site.slug),
    )


def board(floor: Floor, role: str | None) -> dict[str, Any]:
    """Everything that the board shows, in the language that is active."""
    site, now, visits = floor.site, floor.now, floor.visits
    overdose_of = {row.visit: row for row in floor.overdoses}
    alerts = alerts_of(site, floor.people)
    cards = {
        v.id: Card(
            v,
            floor.people.get(v.person),
            overdose_of.get(v.id),
            site,
            now,
            alerts.get(v.person, ()),
        )
        for v in visits
    }
    at_seat = {v.seat: cards[v.id] for v in visits if v.stage == Stage.SEATED}
    mode_words = {mode: words_of([mode], Mode) for mode in {s["mode"] for s in site.seats}}
    seats = [
        SeatCard(s["number"], mode_words[s["mode"]], at_seat.get(s["number"])) for s in site.seats
    ]
    known = {s["number"] for s in site.seats}
    free = [s for s in site.seats if s["number"] not in at_seat]
    waiting = _with_seats([cards[v.id] for v in visits if v.stage == Stage.WAITING], free)
    by_mode = {mode: sum(s["mode"] == mode for s in site.seats) for mode in Mode.values}
    return {
        "site": site,
        "now": now,
        "day": floor.day,
        "waiting": waiting,
        "seats": seats,
        "position": POSITION,
        "seat_to_come": SEAT,
        "taken": len(at_seat),
        "seat_kinds": tuple((mode_words[m], n) for m, n in by_mode.items() if n),
        "aftercare": [cards[v.id] for v in visits if v.stage == Stage.AFTERCARE],
        "unplaced": [card for number, card in at_seat.items() if number not in known],
        "overdoses": [
            (row, cards[row.visit].handle) for row in floor.overdoses if row.visit in cards
        ],
        "counts": floor.counts,
        "duty": duty_names(floor.duty),
        "said_bands": all_bands(),
        "strips": [strip for room in rooms() if (strip := room.strip(site, now))],
        "change": can_open(role, "visit-seat", change=True),
    }


def _with_seats(waiting: list[Card], free: list[dict[str, str]]) -> list[Card]:
    """Each waiting visitor with their position, and the seat that is theirs if all sit down now,
    in order."""
    left = list(free)
    for position, card in enumerate(waiting, 1):
        card.position = position
        smokes = card.visit.mode == Mode.INHALATION
        fitting = [s for s in left if (s["mode"] == Mode.INHALATION) == smokes]
        if not fitting and not smokes:
            fitting = left
        if fitting:
            seat = fitting[0]
            left.remove(seat)
            card.suggested_seat = seat["number"]
    return waiting


def step_words(step: dict[str, Any]) -> dict[str, Any]:
    return {
        "what": words_of([step["what"]], Intervention),
        "at": datetime.fromisoformat(step["at"]),
        "route": words_of([step["route"]], Route) if step["route"] else "",
        "dose": step["dose"],
    }


def open_overdoses(slug: str) -> list[tuple[OverdoseRow, str]]:
    """Each open overdose of the site with the visitor's handle."""
    rows = reads.open_overdoses(slug)
    handles = handles_of(reads.visits([row.visit for row in rows]))
    return [(row, handles.get(row.visit, "")) for row in rows]


def duty_names(duties: Iterable[DutyRow]) -> tuple[str, ...]:
    """Who is on duty, as “name, role”."""
    roles = dict(Role.choices)
    return tuple(
        ", ".join(filter(None, (names().get(row.account), str(roles.get(row.role, row.role)))))
        for row in duties
    )
