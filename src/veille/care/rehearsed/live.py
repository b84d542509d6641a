"""Goes on from what is on the floor now, in real time, at a busy evening's pace.

People use a demo while it plays, and come first: a visit that somebody else moved lately is
theirs, and so is an overdose that somebody else opened. Whatever is refused is taken calmly;
the play looks at the floor again and goes on.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import connection

from veille.care import reads
from veille.care.area import OVERDOSE
from veille.care.state import Overdose
from veille.care.tables import VisitRow
from veille.care.words import LeavingReason, Mode, Outcome, Stage, Substance
from veille.ledger import clock, recording
from veille.ledger.refusal import Refused
from veille.ledger.replay import fold
from veille.ledger.vault import vault
from veille.rehearsal.draws import minutes
from veille.rehearsal.extra import Extra, declared
from veille.rehearsal.staff import Worker

from . import nights
from .network import PLACES, Place
from .people import Visitor
from .play import SETTLING_MINUTES, Guest, Play

logger = logging.getLogger(__name__)

#: A visit that a person moved, or an overdose in which they took part, is theirs for so long.
PERSON_KEEPS = timedelta(minutes=10)
#: Nobody is truly on the floor for longer: the demo was stopped meanwhile.
FAR_TOO_LONG = timedelta(hours=2)
LONGEST_SHIFT = timedelta(hours=8)
#: How often the floor is read again, for what people did.
LOOK_ROUND_EVERY = timedelta(seconds=20)
#: Silence after which the machine has slept: what was planned is void.
ASLEEP = timedelta(minutes=5)
#: How long a move waits at least that is due when the play begins.
FIRST_MOVES = (0.1, 2.0, 0.7)
#: A floor with fewer than this share of the seats taken that a busy evening has is filled.
TOO_EMPTY = 0.5
FILLED_AFTER = timedelta(seconds=3)
#: Minutes that visitors have been in the seats of a floor that is filled.
SEATED_SINCE_MINUTES = (2.0, 12.0, 6.0)
#: Minutes from the last step of an overdose to its end, where it was never closed.
FORGOTTEN_END_MINUTES = (4.0, 12.0, 8.0)
#: Seconds at most between two looks at what is due; and after an error.
WAIT_SECONDS = 1.0
PAUSE_SECONDS = 5.0


def play_live(
    stop: threading.Event,
    *,
    seed: int,
    staff: Sequence[Worker],
    places: Sequence[Place] = PLACES,
    extras: Sequence[type[Extra]] | None = None,
) -> None:
    """Play until `stop` is set. For a thread of its own; never raises. `places`: the sites that are
    of this node; `extras`: all that are declared, where none are named."""
    playing = declared() if extras is None else extras
    live = Live(seed=seed, staff=staff, extras=playing, places=places)
    found = ""
    try:
        while not stop.is_set():
            try:
                live.tick()
                pause = WAIT_SECONDS
            except Exception as error:  # a full disk, say: the site works on, and so does the play
                if repr(error) != found:
                    logger.exception("The rehearsal stumbled; it looks round and goes on.")
                    found = repr(error)
                connection.close()
                live.start_over()
                pause = PAUSE_SECONDS
            stop.wait(pause)
    finally:
        connection.close()


class Live(Play):
    """A play that follows the wall clock, among people."""

    def __init__(
        self,
        *,
        seed: int,
        staff: Sequence[Worker],
        extras: Sequence[type[Extra]],
        places: Sequence[Place] = PLACES,
    ) -> None:
        super().__init__(
            seed=seed, turn=f"live {clock.now().isoformat()}", staff=staff, extras=extras
        )
        self._places = places
        self._last_tick = clock.now()
        self.start_over()

    def start_over(self) -> None:
        """Forget every plan; the floor is read again, and what is found there goes on."""
        self.clear_plans()
        self.guests.clear()
        self.crew.on_duty.clear()
        for queue in self.waiting.values():
            queue.clear()
        self.plan(clock.now(), self._take_over)

    def _take_over(self) -> None:
        """Go on from the floor as it is; where the demo stood still, it is filled first."""
        self._look_round()
        now = clock.now()
        for place in self._places:
            # After those have left who, as the look round found, left long ago.
            self.plan(now + FILLED_AFTER, partial(self._fill, place))
            gap = nights.busy_gap(place, self.rng, taken=0)
            self.plan(now + gap, partial(self.keep_busy, place))
            self._begin_shift(place)

    def _begin_shift(self, place: Place) -> None:
        """A demo is open day and night: what else a shift does is planned a shift at a time."""
        now = clock.now()
        self.plan(now + LONGEST_SHIFT, partial(self._begin_shift, place))
        for extra in self.extras:
            extra.opens(place, now, now + LONGEST_SHIFT)
        for extra in self.extras:
            extra.goes_live()

    def tick(self) -> None:
        """Take every step that is due. A refused one is left; the next look round mends it."""
        if clock.now() - self._last_tick > ASLEEP:
            self.start_over()
        self._last_tick = clock.now()
        while (at := self.next_at()) is not None and at <= clock.now():
            try:
                self.take_step()
            except Refused as refused:
                logger.debug("Refused: %s", refused.sentence)

    # What is so is in the ledger: others write there too.

    def taken_seats(self, site: str) -> set[str]:
        rows = VisitRow.objects.filter(site=site).exclude(stage=Stage.LEFT).exclude(seat="")
        return set(rows.values_list("seat", flat=True))

    def person_of(self, visitor: Visitor) -> str:
        if not visitor.person:
            known = vault().find(visitor.handle)
            visitor.person = known[0] if known else ""
        return visitor.person

    def carry_out(self, guest: Guest, move: Callable[[Guest], None]) -> None:
        try:
            move(guest)
        except Refused:
            self._drop(guest)
            raise

    def is_ours(self, guest: Guest) -> bool:
        row = VisitRow.objects.filter(pk=guest.visit).first()
        where_it_was = row is not None and (row.stage, row.seat) == (guest.stage, guest.seat)
        if row is None or not where_it_was or self._in_a_persons_hands(guest.visit):
            self._drop(guest)
            return False
        guest.version = row.version
        return True

    def _drop(self, guest: Guest) -> None:
        """Plan nothing more for this visit until the floor is read again."""
        self._leave_queue(guest)
        if self.guests.get(guest.visit) is guest:
            del self.guests[guest.visit]

    def _in_a_persons_hands(self, visit: str) -> bool:
        """Whether somebody moved it lately, or opened an overdose that is open still."""
        overdose = reads.open_overdose_of(visit)
        if overdose is not None:
            opener = recording.entries(overdose)[0].by
            if opener not in self.crew.accounts or self._touched(overdose):
                return True
        return self._touched(visit)

    def _touched(self, about: str) -> bool:
        """Whether a person wrote something about it lately."""
        lately = clock.now() - PERSON_KEEPS
        for entry in recording.entries(about):
            last = entry.latest or entry
            if last.noted > lately and last.by not in self.crew.accounts:
                return True
        return False

    # Looking round.

    def _look_round(self) -> None:
        """Read the floor: staff on duty, and visits that somebody began, moved or left behind."""
        self.plan(clock.now() + LOOK_ROUND_EVERY, self._look_round)
        for place in self._places:
            self._see_duty(place)
            for row in reads.on_floor(place.slug):
                guest = self.guests.get(row.id)
                if guest is not None and guest.version == row.version:
                    continue
                if guest is not None:
                    self._drop(guest)
                if not self._in_a_persons_hands(row.id):
                    self._adopt(row)

    def _see_duty(self, place: Place) -> None:
        """Let shifts change: those whose shift is over go, and others come."""
        now = clock.now()
        for duty in reads.on_duty(place.slug):
            worker = self.crew.take_over(place.slug, duty.account)
            if worker is not None and now - duty.began_at > LONGEST_SHIFT:
                self.crew.end_shift([worker], at=duty.began_at + LONGEST_SHIFT)
        if not self.crew.on_duty.get(place.slug):
            self.crew.begin_shift(place.slug)

    def _adopt(self, row: VisitRow) -> None:
        """Take a visit over where it stands, and plan what comes next."""
        substances = {Substance(name) for name in row.substances}
        guest = Guest(
            row.id,
            row.site,
            Mode(row.mode),
            bool(nights.OPIOIDS & substances),
            Stage(row.stage),
            row.stage_since,
            row.seat,
            row.version,
            consumed=row.seated_at is not None,
            person=row.person,
        )
        self.guests[row.id] = guest
        now = clock.now()
        soon = now + minutes(self.rng, FIRST_MOVES)
        open_one = reads.open_overdose_of(row.id)
        if open_one is not None:
            self._end_what_was_open(guest, open_one, soon)
        elif now - row.stage_since > FAR_TOO_LONG:
            self.plan_for(guest, now, self._end_long_ago)
        elif guest.stage is Stage.WAITING:
            self.plan_for(guest, soon, self.queue)
        elif guest.stage is Stage.SEATED:
            finished = guest.since + minutes(self.rng, nights.SEAT_MINUTES)
            self.plan_for(guest, max(soon, finished), self.finish)
        else:
            rested = guest.since + minutes(self.rng, nights.AFTERCARE_MINUTES)
            self.plan_for(guest, max(soon, rested), self.leave)

    def _end_what_was_open(self, guest: Guest, overdose: str, soon: datetime) -> None:
        """Close an overdose of the play's own that it did not see to its end."""
        state: Overdose | None = fold(OVERDOSE, overdose, recording.entries(overdose))
        assert state is not None
        guest.overdosed = True
        last = max([state.found_at, *(step.at for step in state.steps)])
        ended = last + minutes(self.rng, FORGOTTEN_END_MINUTES)
        end = partial(self.end_overdose, overdose=overdose, outcome=Outcome.RECOVERED)
        if clock.now() - last > FAR_TOO_LONG:
            self.plan_for(guest, soon, partial(end, at=ended))
            self.plan_for(guest, soon, self._end_long_ago)
        else:
            self.plan_for(guest, max(soon, ended), end)

    def _end_long_ago(self, guest: Guest) -> None:
        """Fill in afterwards that somebody left, while the demo stood still."""
        spread = {
            Stage.WAITING: nights.PATIENCE_MINUTES,
            Stage.SEATED: nights.SEAT_MINUTES,
            Stage.AFTERCARE: nights.AFTERCARE_MINUTES,
        }[guest.stage]
        left = guest.since + minutes(self.rng, spread)
        ended = [row.ended_at for row in reads.overdoses_of([guest.visit]) if row.ended_at]
        at = max([left, *(moment + minutes(self.rng, SETTLING_MINUTES) for moment in ended)])
        self.leave(guest, reason=LeavingReason.CLOSING, at=min(at, clock.now()))

    def _fill(self, place: Place) -> None:
        """Where the demo stood still, the room is empty: fill in who came in the meantime."""
        wanted = nights.busy_seats(place)
        if len(self.taken_seats(place.slug)) >= wanted * TOO_EMPTY:
            return
        for _ in range(round(wanted)):
            try:
                self._fill_one_seat(place)
            except Refused as refused:
                logger.debug("Refused: %s", refused.sentence)

    def _fill_one_seat(self, place: Place) -> None:
        seated = clock.now() - minutes(self.rng, SEATED_SINCE_MINUTES)
        guest = self.bring(place, at=seated - minutes(self.rng, nights.CALLED_MINUTES))
        seat = self.free_seat(guest)
        if seat is None:
            self.queue(guest)
        else:
            self.give_seat(guest, seat=seat, at=seated)
