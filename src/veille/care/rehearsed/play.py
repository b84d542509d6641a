"""A play: visitors move through the floor, each step an action of `veille.care`.

`Past` and `Live` differ in whose clock they follow and in whether anybody else may move a
visitor meanwhile; the steps are the same.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random

import msgspec

from veille.care import actions, corrections
from veille.care.facts import Arrived
from veille.care.state import Visit
from veille.care.words import CorrectionReason, Intervention, LeavingReason, Mode, Outcome, Stage
from veille.ledger import clock, recording
from veille.rehearsal.draws import draw, minutes
from veille.rehearsal.extra import Extra
from veille.rehearsal.staff import Worker

from . import nights, overdoses
from .crew import Crew
from .network import PLACE, Place
from .people import BROUGHT, People, Visitor, brings

#: Minutes: how long before an arrival or departure was written down it really was.
LATE_MINUTES = (1.0, 7.0, 2.5)
#: Minutes from taking a seat to an overdose: opioids work within minutes. Assumed.
ONSET_MINUTES = (1.0, 12.0, 4.0)
#: Minutes until a note is written or a wrong entry is seen.
AFTERTHOUGHT_MINUTES = (0.5, 3.0, 1.0)
#: Minutes from the end of an overdose to the next move.
SETTLING_MINUTES = (1.0, 4.0, 2.0)
#: Corrections of an arrival that are of what was brought; the others are of the time. Assumed.
TOLD_OTHERWISE_SHARE = 0.5


@dataclass
class Guest:
    """A visit as the play last knew it. `turn` rises with every move: older plans are void."""

    visit: str
    site: str
    mode: Mode
    opioid: bool
    stage: Stage
    since: datetime
    seat: str = ""
    version: int = 1
    consumed: bool = False
    overdosed: bool = False
    #: The visitor's identity in the ledger; empty for somebody anonymous.
    person: str = ""
    turn: int = 0


class Play:
    """The floor of the network, and a heap of what comes next: (time, step)."""

    def __init__(
        self, *, seed: int, turn: str, staff: Sequence[Worker], extras: Sequence[type[Extra]]
    ) -> None:
        self.rng = Random(f"{turn} {seed}")  # noqa: S311  (a play, no secret)
        #: For what was added later: what was drawn before stays as it was.
        self.aside = Random(f"aside {turn} {seed}")  # noqa: S311
        self.people = People(seed)
        self.staff = staff
        sites = [worker for worker in staff if worker.site in PLACE]
        self.crew = Crew(sites, self.rng)
        self.guests: dict[str, Guest] = {}
        self.waiting: dict[str, list[Guest]] = {slug: [] for slug in PLACE}
        self._plans: list[tuple[datetime, int, Callable[[], None]]] = []
        self._planned = 0
        self.extras = [extra(self, f"{turn} {seed}") for extra in extras]

    # What Past and Live do differently.

    def carry_out(self, guest: Guest, move: Callable[[Guest], None]) -> None:
        """Do what was planned for a visitor. Raises Refused where an action was refused."""
        move(guest)

    def is_ours(self, guest: Guest) -> bool:
        """Whether the visit is where the play left it and nobody else has it in hand."""
        return True

    def taken_seats(self, site: str) -> set[str]:
        return {guest.seat for guest in self.guests.values() if guest.site == site and guest.seat}

    def person_of(self, visitor: Visitor) -> str:
        """The visitor's identity in the ledger; empty where they come for the first time."""
        return visitor.person

    # The heap.

    def plan(self, at: datetime, step: Callable[[], None]) -> None:
        self._planned += 1
        heapq.heappush(self._plans, (at, self._planned, step))

    def plan_for(self, guest: Guest, at: datetime, move: Callable[[Guest], None]) -> None:
        """Do `move` then, unless something else moved the visitor first."""
        turn = guest.turn

        def step() -> None:
            current = self.guests.get(guest.visit) is guest and guest.turn == turn
            if current and self.is_ours(guest):
                self.carry_out(guest, move)

        self.plan(at, step)

    def next_at(self) -> datetime | None:
        return self._plans[0][0] if self._plans else None

    def take_step(self) -> None:
        """Do what comes next."""
        _at, _number, step = heapq.heappop(self._plans)
        step()

    def clear_plans(self) -> None:
        self._plans.clear()

    # Coming in.

    def keep_busy(self, place: Place) -> None:
        """Plan the next arrival of a busy evening, then let somebody in."""
        gap = nights.busy_gap(place, self.rng, len(self.taken_seats(place.slug)))
        self.plan(clock.now() + gap, partial(self.keep_busy, place))
        self.let_in(place)

    def let_in(self, place: Place) -> None:
        """Somebody comes through the door."""
        self._expect(self.bring(place))

    def bring(self, place: Place, *, at: datetime | None = None) -> Guest:
        """Register who comes: on a first visit the handle too. `at`, where filled in later."""
        rng = self.rng
        visitor = self.people.comes_to(place, rng, clock.now())
        by = self.crew.someone(place.slug, "peer", "nurse")
        person = ""
        if visitor is not None:
            person = self.person_of(visitor) or self._welcome(visitor, place, by, at)
            if not all(extra.at_the_door(place.slug, person) for extra in self.extras):
                return self.bring(place, at=at)  # somebody else comes behind them
        mode, substances = brings(rng, visitor, place)
        visit = actions.arrive(
            by=by,
            place=place.slug,
            person=person,
            mode=mode,
            substances=substances,
            at=at,
            sharing=draw(self.aside, nights.SHARINGS),
        )
        guest = self._note_guest(visit)
        for extra in self.extras:
            extra.arrived(guest)
        return guest

    def _welcome(self, visitor: Visitor, place: Place, by: str, at: datetime | None) -> str:
        person = actions.welcome(
            by=by,
            place=place.slug,
            handle=visitor.handle,
            agreed=True,
            heard_of=visitor.heard_of,
            postal=visitor.postal,
            gender=visitor.gender,
            birth_year=visitor.birth_year,
            at=at,
        )
        visitor.person = person.id
        return person.id

    def _note_guest(self, visit: Visit) -> Guest:
        opioid = bool(nights.OPIOIDS & set(visit.substances))
        guest = Guest(
            visit.id,
            visit.site,
            visit.mode,
            opioid,
            visit.stage,
            visit.stage_since,
            version=visit.version,
            person=visit.person,
        )
        self.guests[guest.visit] = guest
        return guest

    def _expect(self, guest: Guest) -> None:
        """Plan what a visitor who just came will do."""
        rng, now = self.rng, clock.now()
        if rng.random() < nights.WITHOUT_SHARE:
            gone = now + minutes(rng, nights.WITHOUT_MINUTES)
            reason = draw(rng, nights.WITHOUT_REASONS)
            self.plan_for(guest, gone, partial(self.leave, reason=reason))
            return
        self.plan_for(guest, now + minutes(rng, nights.CALLED_MINUTES), self.queue)
        if rng.random() < nights.CORRECTED_SHARE:
            mended = now + minutes(rng, AFTERTHOUGHT_MINUTES)
            self.plan_for(guest, mended, self.mend)

    def queue(self, guest: Guest) -> None:
        """Ready for a seat; may tire of waiting."""
        self.waiting[guest.site].append(guest)
        tired = clock.now() + minutes(self.rng, nights.PATIENCE_MINUTES)
        self.plan_for(guest, tired, partial(self.leave, reason=LeavingReason.WAIT))
        self.call_next(guest.site)

    def call_next(self, site: str) -> None:
        """Give the free seats to those who wait, in their order."""
        for guest in list(self.waiting[site]):
            seat = self.free_seat(guest)
            if seat is not None and self.is_ours(guest):
                self.carry_out(guest, partial(self.give_seat, seat=seat))

    def free_seat(self, guest: Guest) -> str | None:
        """A free seat built for how they consume; where nobody smokes, any but those for smoke."""
        wanted = Mode.INHALATION if guest.mode is Mode.INHALATION else Mode.INJECTION
        taken = self.taken_seats(guest.site)
        seats = PLACE[guest.site].seats
        free = [s.number for s in seats if s.mode is wanted and s.number not in taken]
        return self.rng.choice(free) if free else None

    # On the floor.

    def give_seat(self, guest: Guest, *, seat: str, at: datetime | None = None) -> None:
        by = self.crew.someone(guest.site, "nurse", "peer")
        visit = actions.seat(by=by, visit=guest.visit, seat=seat, seen=guest.version, at=at)
        self._moved(guest, visit)
        guest.consumed = True
        rng, now = self.rng, clock.now()
        finished = max(guest.since + minutes(rng, nights.SEAT_MINUTES), now)
        if self.will_overdose(guest):
            onset = min(now + minutes(rng, ONSET_MINUTES), finished)
            self.plan_for(guest, onset, self.overdose)
        else:
            self.plan_for(guest, finished, self.finish)

    def will_overdose(self, guest: Guest) -> bool:
        """Drawn as a seat is taken, at the published rate."""
        return self.rng.random() < overdoses.chance(guest.opioid)

    def finish(self, guest: Guest) -> None:
        """Done in the seat: most rest first, some go."""
        if self.rng.random() < nights.AFTERCARE_SHARE:
            self.rest(guest, nights.AFTERCARE_MINUTES)
        else:
            self.leave(guest)

    def rest(self, guest: Guest, spread: tuple[float, float, float]) -> None:
        by = self.crew.someone(guest.site, "peer", "nurse")
        visit = actions.send_to_aftercare(by=by, visit=guest.visit, seen=guest.version)
        self._moved(guest, visit)
        rng, now = self.rng, clock.now()
        again = not guest.overdosed and rng.random() < nights.AGAIN_SHARE
        rested = now + minutes(rng, spread)
        self.plan_for(guest, rested, self.send_back if again else self.leave)
        if rng.random() < nights.NOTE_SHARE / nights.AFTERCARE_SHARE:
            jotted = now + minutes(rng, AFTERTHOUGHT_MINUTES)
            self.plan_for(guest, jotted, self.jot)

    def send_back(self, guest: Guest) -> None:
        by = self.crew.someone(guest.site, "peer", "nurse")
        self._moved(guest, actions.send_back(by=by, visit=guest.visit, seen=guest.version))
        self.queue(guest)

    def leave(
        self, guest: Guest, *, reason: LeavingReason | None = None, at: datetime | None = None
    ) -> None:
        rng, now = self.rng, clock.now()
        # Nobody saw them go, now and then: it is filled in afterwards, with the true time.
        if at is None and not guest.overdosed and rng.random() < nights.LATE_SHARE:
            at = max(now - minutes(rng, LATE_MINUTES), guest.since + clock.TICK)
        visit = actions.leave(
            by=self.crew.someone(guest.site, "peer", "nurse"),
            visit=guest.visit,
            consumed=guest.consumed,
            seen=guest.version,
            at=at,
            reason=None if guest.consumed else reason or LeavingReason.OTHER,
        )
        self._moved(guest, visit)

    def _moved(self, guest: Guest, visit: Visit) -> None:
        """Remember where the visitor is now; somebody else may have their seat soon."""
        freed = guest.seat and guest.seat != visit.seat
        self._leave_queue(guest)
        guest.stage, guest.seat, guest.version = visit.stage, visit.seat, visit.version
        guest.since = visit.stage_since
        guest.turn += 1
        if visit.stage is Stage.LEFT:
            self.guests.pop(guest.visit, None)
            for extra in self.extras:
                extra.left(guest)
        if freed:
            cleaned = clock.now() + minutes(self.rng, nights.CLEANING_MINUTES)
            self.plan(cleaned, partial(self.call_next, guest.site))

    def _leave_queue(self, guest: Guest) -> None:
        if guest in self.waiting[guest.site]:
            self.waiting[guest.site].remove(guest)

    # Overdoses.

    def overdose(self, guest: Guest) -> None:
        """An overdose is found, and answered by its course."""
        found = clock.now()
        course = overdoses.course(self.rng, opioid=guest.opioid, mode=guest.mode)
        by = self.crew.someone(guest.site, "nurse")
        overdose = actions.find_overdose(by=by, visit=guest.visit, signs=course.signs)
        guest.overdosed = True
        for response in course.responses:
            at = found + response.after
            self.plan_for(guest, at, partial(self._respond, overdose.id, response))
        ended = partial(self.end_overdose, overdose=overdose.id, outcome=course.outcome)
        self.plan_for(guest, found + course.ended_after, ended)

    def _respond(self, overdose: str, response: overdoses.Response, guest: Guest) -> None:
        roles = ("nurse",) if response.what is Intervention.NALOXONE else ("nurse", "peer")
        by = self.crew.someone(guest.site, *roles)
        actions.intervene(
            by=by,
            overdose=overdose,
            what=response.what,
            route=response.route,
            dose_mg=response.dose_mg,
        )
        if response.what is Intervention.OXYGEN:
            seen = overdoses.FOUND
            actions.measure(
                by=by,
                overdose=overdose,
                breaths=seen.breaths,
                spo2=seen.spo2,
                consciousness=seen.consciousness,
            )

    def end_overdose(
        self, guest: Guest, *, overdose: str, outcome: Outcome, at: datetime | None = None
    ) -> None:
        by = self.crew.someone(guest.site, "nurse")
        actions.end_overdose(by=by, overdose=overdose, outcome=outcome, at=at)
        for extra in self.extras:
            extra.overdose_ended(guest, overdose)
        then = clock.now() + minutes(self.rng, SETTLING_MINUTES)
        if outcome is Outcome.TRANSPORTED:
            self.plan_for(guest, then, self.leave)
        else:
            spread = nights.AFTER_OVERDOSE_MINUTES
            self.plan_for(guest, then, partial(self.rest, spread=spread))

    # Afterthoughts.

    def jot(self, guest: Guest) -> None:
        """Write something down about the visit."""
        by = self.crew.someone(guest.site, "nurse", "peer")
        note = self.rng.choice(nights.NOTES)
        guest.version = actions.write_note(by=by, visit=guest.visit, note=note).version

    def mend(self, guest: Guest) -> None:
        """Correct the arrival: they came earlier, or bring something else than was written."""
        rng = self.rng
        arrival = next(e for e in recording.entries(guest.visit) if isinstance(e.body, Arrived))
        assert isinstance(arrival.body, Arrived)
        by = self.crew.someone(guest.site, "nurse", "coordinator")
        others = [s for s, _ in BROUGHT[guest.mode] if s != arrival.body.substances]
        if rng.random() < TOLD_OTHERWISE_SHARE:
            body = msgspec.structs.replace(arrival.body, substances=rng.choice(others))
            why, at = CorrectionReason.TOLD, None
        else:
            body, why, at = None, CorrectionReason.TIME, arrival.at - minutes(rng, LATE_MINUTES)
        visit = corrections.correct(by=by, entry_id=arrival.id, why=why, at=at, body=body)
        guest.version = visit.version
