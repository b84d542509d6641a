"""Plays past days up to a moment, so that its floor is populated: who waits, who has a seat,
who rests, each with the time that has truly passed.

The last two hours are a busy evening's at every site, whatever the hour: a demo is looked at
in the morning too. Before that, sites keep their hours.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from veille.care.words import LeavingReason
from veille.ledger import clock, store
from veille.ledger.recording import batch
from veille.rehearsal.extra import Extra, declared
from veille.rehearsal.staff import Worker
from veille.rehearsal.zone import ZONE

from . import clusters, network, nights
from .network import PLACES, Place
from .play import Guest, Play

#: How long before the end the sites are busy, whatever the hour.
RUN_UP = timedelta(hours=2)
#: Nobody is let in this shortly before closing.
LAST_ENTRY = timedelta(minutes=30)
#: Staff come before the doors open, and stay until the room is empty.
BEFORE_OPENING = timedelta(minutes=15)
AFTER_CLOSING = timedelta(minutes=75)
LONGEST_SHIFT = timedelta(hours=8)
HANDING_OVER = timedelta(minutes=15)
ONE_DAY = timedelta(days=1)
#: Steps between two reports of progress.
_REPORT_EVERY = 50
#: What of a demo's playing the commissions' work before its first day takes, about.
_EARLIER_SHARE = 0.4


@dataclass(frozen=True)
class Played:
    """What a play did, and how fast. `seconds` are of this machine, not of the play."""

    facts: int
    seconds: float

    @property
    def facts_a_second(self) -> float:
        return self.facts / max(self.seconds, 1e-9)


def first_moment(until: datetime, days: float) -> datetime:
    """When a play of so many days begins. The node must have begun by then, on its clock."""
    return until - timedelta(days=days)


def play_past(
    *,
    seed: int,
    days: int,
    until: datetime,
    staff: Sequence[Worker],
    earlier: timedelta = timedelta(0),
    progress: Callable[[float], None] = lambda _share: None,
) -> Played:
    """Open the network where it is not open, and play `days` days that end at `until`.

    `earlier`: how long the commissions have been at work when the sites' first day begins. One
    commit a day, and one for all that came before. The same arguments play the same happenings.
    `progress` is called with the share done, from 0 to 1. Times of facts follow the play: the
    local node must not have written anything later than its beginning.
    """
    began = time.perf_counter()
    with store.cursor() as cursor:
        before = store.count(cursor)
    first = first_moment(until, days)
    earlier_share = _EARLIER_SHARE if earlier else 0.0

    def reached(at: datetime) -> None:
        if at < first and earlier:
            progress(earlier_share * (1 - (first - at) / earlier))
        else:
            progress(earlier_share + (1 - earlier_share) * (at - first) / (until - first))

    past = Past(seed=seed, first=first, until=until, staff=staff, extras=declared())
    with clock.pretending(first - earlier), batch():
        for extra in past.extras:
            extra.plays_past(first - earlier, until)
        past.run(first, reached)
    with clock.pretending(first), batch():
        network.set_up(by=staff[0].account)
        for extra in past.extras:
            extra.set_up(staff[0].account)
    for day in range(days):
        with batch():
            past.run(min(first + ONE_DAY * (day + 1), until), reached)
    with store.cursor() as cursor:
        facts = store.count(cursor) - before
    progress(1.0)
    return Played(facts, time.perf_counter() - began)


class Past(Play):
    """A play that follows its own clock, alone on the floor."""

    def __init__(
        self,
        *,
        seed: int,
        first: datetime,
        until: datetime,
        staff: Sequence[Worker],
        extras: Sequence[type[Extra]],
    ) -> None:
        super().__init__(seed=seed, turn="past", staff=staff, extras=extras)
        self._first, self._until = first, until
        self._busy_from = max(first, until - RUN_UP)
        self._clusters = clusters.planned(first, until)
        for place in PLACES:
            self._plan_days(place)
            self.plan(self._busy_from, partial(self.keep_busy, place))

    def run(self, until: datetime, reached: Callable[[datetime], None]) -> None:
        """Take every step up to `until`, each at its own hour; `reached` is told how far it is."""
        steps = 0
        while (at := self.next_at()) is not None and at < until:
            with clock.pretending(at):
                self.take_step()
            steps += 1
            if steps % _REPORT_EVERY == 0:
                reached(at)

    def will_overdose(self, guest: Guest) -> bool:
        drawn = super().will_overdose(guest)
        now = clock.now()
        cluster = next((c for c in self._clusters if c.goes_round(guest.site, now)), None)
        if drawn or not guest.opioid or cluster is None:
            return drawn
        if self.aside.random() >= clusters.STRUCK_SHARE:
            return False
        cluster.left -= 1
        return True

    def _plan_days(self, place: Place) -> None:
        for opens, closes in self._openings(place):
            self._plan_shifts(place, opens, closes)
            for extra in self.extras:
                extra.opens(place, opens, closes)
            self.plan(closes, partial(self._close, place))
        day = self._first.astimezone(ZONE).date() - ONE_DAY
        while day <= self._until.astimezone(ZONE).date():
            last_entry = nights.opening(place, day)[1] - LAST_ENTRY
            for at in nights.arrivals(place, day, self.rng):
                if self._first <= at < min(self._busy_from, last_entry):
                    self.plan(at, partial(self.let_in, place))
            day += ONE_DAY

    def _openings(self, place: Place) -> list[tuple[datetime, datetime]]:
        """When the site is open between beginning and end; the last hours always."""
        day = self._first.astimezone(ZONE).date() - ONE_DAY
        spans = [(self._busy_from, self._until + LONGEST_SHIFT)]
        while day <= self._until.astimezone(ZONE).date():
            opens, closes = nights.opening(place, day)
            if closes > self._first and opens < self._until:
                spans.append((max(opens, self._first), closes))
            day += ONE_DAY
        merged: list[tuple[datetime, datetime]] = []
        for opens, closes in sorted(spans):
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
            else:
                merged.append((opens, closes))
        return merged

    def _plan_shifts(self, place: Place, opens: datetime, closes: datetime) -> None:
        begins = max(opens - BEFORE_OPENING, self._first)
        while begins < closes:
            ends = begins + LONGEST_SHIFT + HANDING_OVER
            # A short rest of the opening is not worth another shift.
            if closes + AFTER_CLOSING - ends < LONGEST_SHIFT / 4:
                ends = closes + AFTER_CLOSING
            self.plan(begins, partial(self._begin_shift, place, ends))
            begins = ends - HANDING_OVER
            if ends == closes + AFTER_CLOSING:
                break

    def _begin_shift(self, place: Place, ends: datetime) -> None:
        came = self.crew.begin_shift(place.slug)
        self.plan(ends, partial(self.crew.end_shift, came))

    def _close(self, place: Place) -> None:
        """Those who still wait at closing time go without."""
        for guest in [g for g in self.guests.values() if g.site == place.slug]:
            if guest in self.waiting[place.slug]:
                self.leave(guest, reason=LeavingReason.CLOSING)
