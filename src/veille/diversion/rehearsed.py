"""Two dissuasion commissions, Montréal and Laval: a year of cases, then today's docket, live.

A case goes on by how it stands, not by what was planned long ago, so that people at a demo
may do the next step themselves. At the end of the past some cases are left in each state, and
near each time limit, for people to go on with (`rehearsed_fates.STAGED`).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from veille.law import Decision as Allowed
from veille.ledger import clock
from veille.ledger.refusal import Refused
from veille.rehearsal.extra import Extra
from veille.rehearsal.zone import ZONE

from . import actions, decisions, follow_up, intake, lookups, reads, rehearsed_files
from . import rehearsed_fates as fates
from .cases import times_of
from .deadlines import BLOCKS_DECISION, limits
from .rehearsed_commissions import CLERK, COURT, DETAILS, MONTREAL, POLICE, House, service
from .rehearsed_fates import Fate
from .state import Case
from .tables import CaseRow
from .words import (
    Authority,
    ClosingReason,
    ContactBy,
    DecisionKind,
    LateReason,
    Measure,
    MoveReason,
    NoticeBy,
    OwnUse,
    Profession,
    Status,
    Treatment,
)

#: Live: hours to the first referral, and between two, fewest and most. More than the rate, so that
#: something moves; fewer than the hearings that can be held.
FIRST_LIVE_HOURS = (0.1, 0.5)
LIVE_HOURS = (1.0, 4.0)
#: Cases found as it goes live that go on though nobody does anything.
_GO_ON_ALONE = (
    Status.NOTIFIED,
    Status.SUSPENDED,
    Status.PRESENTING,
    Status.FINED,
    Status.MEASURED,
    Status.DECIDED,
    Status.FULFILLED,
)
#: A hearing that nobody entered is entered by the play this long after it was to begin.
LEFT_TO_PEOPLE = timedelta(minutes=75)
FINE_DAYS = 30
HOUR = timedelta(hours=1)
#: Days from the finding to the referral, fewest and most. Assumed: a court decides first.
FOUND_DAYS = {Authority.POLICE: (0.04, 0.85), Authority.COURT: (20.0, 90.0)}
#: People who choose a contact; who say that it was for their own use. Assumed.
CONTACT_SHARE = 0.7
SAID_SHARE = 0.8
#: Presentations that are kept. Assumed.
PRESENTS = 0.93
#: Referrals that are acknowledged as they arrive; the others wait for a clerk. Assumed.
AT_ONCE_SHARE = 0.8


class Diversion(Extra):
    """The commissions' part in a play."""

    name = "diversion"

    def __init__(self, play: Any, seed: str) -> None:
        super().__init__(play, seed)
        self._house = House(play.staff, self.rng)
        self._fates: dict[str, Fate] = {}
        self._number = 0

    def plays_past(self, first: datetime, until: datetime) -> None:
        if not self._house.is_staffed:
            return
        self._house.open()
        rng = self.rng
        for slug in DETAILS:
            a_day = fates.a_year_of(slug) / fates.DAYS_A_YEAR
            at = first + timedelta(days=rng.expovariate(a_day))
            while at < until - timedelta(hours=12):
                self.later(at, partial(self._receive, slug, fates.drawn(rng, slug)))
                at += timedelta(days=rng.expovariate(a_day))
        for days, fate in fates.STAGED:
            at = until - timedelta(days=days)
            if at > first:
                self.later(at, partial(self._receive, MONTREAL, fate))

    def goes_live(self) -> None:
        """Hearings that nobody enters are entered, what was decided runs its course, referrals go
        on coming, and those that came while it played live go on."""
        if not self._house.is_staffed or not reads.commissions():
            return
        self._number = self._number or CaseRow.objects.count()
        found = [row.id for slug in DETAILS for row in reads.cases(slug, *_GO_ON_ALONE)]
        for id in dict.fromkeys([*found, *self._fates]):
            self._go_on(reads.state(id))
        self._live(FIRST_LIVE_HOURS)

    def _live(self, hours: tuple[float, float]) -> None:
        self.later(clock.now() + timedelta(hours=self.rng.uniform(*hours)), self._next_live)

    def _next_live(self) -> None:
        self._live(LIVE_HOURS)
        self._receive(MONTREAL, fates.drawn(self.rng, MONTREAL))

    # A case.

    def _receive(self, slug: str, fate: Fate) -> None:
        rng = self.rng
        self._number += 1
        name, age = fates.somebody(rng, self._number)
        authority = fates.authority(rng)
        if fate.stops is not None:
            authority = Authority.POLICE
        sender = POLICE if authority is Authority.POLICE else COURT
        days = rng.uniform(*FOUND_DAYS[authority])
        contact = rng.random() < CONTACT_SHARE
        now = clock.now()
        receipt = intake.receive(
            by=self._house.by(slug, sender),
            authority=authority,
            service=service(slug, sender),
            reference=f"{now:%y%m%d-%H%M}-{self._number}",
            found_at=now - timedelta(days=days),
            where=rng.choice(fates.STREETS),
            seized=fate.seizes or fates.seizure(rng),
            name=fate.called or name,
            age_years=fates.SHARED_AGE if fate.called else age,
            language=fates.language(rng),
            domicile=rng.choice(fates.POSTAL[slug]),
            contact_by=ContactBy.PHONE if contact else ContactBy.NONE,
            contact=f"514-555-01{rng.randint(10, 99)}" if contact else "",
            own_use=OwnUse.SAID if rng.random() < SAID_SHARE else OwnUse.UNSAID,
        )
        self._fates[receipt.case] = fate
        if fate.called:  # a clerk looks whether somebody of this name was here before
            lookups.find(
                by=self.by(receipt.commission),
                commission=receipt.commission,
                name=fate.called,
                birth_year=now.year - fates.SHARED_AGE,
            )
        self._go_on(reads.state(receipt.case))

    def _fate(self, case: Case) -> Fate:
        """A case's fate: drawn when it came. One found here waits for people once it was heard."""
        known = self._fates.get(case.id)
        if known is not None:
            return known
        drawn = fates.drawn(Random(case.id), case.commission)  # noqa: S311  (a play, no secret)
        decided = case.decision.kind if case.decision else drawn.decision
        return replace(drawn, misses=0, stops=Status.HEARD, decision=decided)

    def _go_on(self, case: Case) -> None:
        """Plan what comes next for a case, by where it stands."""
        fate = self._fate(case)
        if rehearsed_files.plan(self, case, fate):
            return
        step = _NEXT.get(case.status)
        if step is not None and case.status is not fate.stops:
            step(self, case, fate)

    def then(self, at: datetime, case: Case, do: Callable[..., Case]) -> None:
        """Do it then, and go on from there. Where somebody else moved the case meanwhile, the
        action refuses, by the version that was seen."""
        self.later(at, lambda: self._go_on(do(case=case.id, seen=case.version)))

    def by(self, commission: str, does: str = CLERK) -> str:
        """The account of somebody who does this there."""
        return self._house.by(commission, does)

    def lawyer_of(self, case: Case) -> str:
        """The jurist of the panel that hears the case; before one is seated, any of the house."""
        anybody = self.by(case.commission, Profession.LEGAL.value)
        of_panel = (one for one in case.panel if one.profession is Profession.LEGAL)
        return next((one.account for one in of_panel), anybody)

    def _at_work(self, hours: float) -> datetime:
        """A working hour, so many hours from now at the earliest."""
        at = clock.now() + timedelta(hours=hours)
        local = at.astimezone(ZONE)
        if local.weekday() < 5 and 8 <= local.hour < 16:
            return at
        day = local.date() if local.hour < 8 else local.date() + timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return _at(day, self.rng.uniform(8.1, 10.5))

    def _days_after(self, since: datetime | None, days: float) -> datetime:
        """A working hour, so many days after that: an hour from now at the earliest."""
        at = (since or clock.now()) + timedelta(days=days)
        return self._at_work(max(1.0, (at - clock.now()) / HOUR))

    def _received(self, case: Case, fate: Fate) -> None:
        by = self._house.by(case.commission)
        at_once = self.rng.random() < AT_ONCE_SHARE or fate.stops is not None
        at_once = at_once and case.status is Status.RECEIVED
        soon = clock.now() + timedelta(minutes=1)
        at = soon if at_once else self._at_work(self.rng.uniform(0.5, 6))
        if fate.stops in (Status.YOUTH, Status.DESTROYED):
            self.then(at, case, partial(follow_up.to_youth_path, by=by))
            return
        self.then(at, case, partial(actions.acknowledge, by=by))

    def _acknowledged(self, case: Case, fate: Fate) -> None:
        """Whoever is acknowledged at once is given an appointment at once."""
        at_once = case.since - case.received_at < HOUR and not fate.moves_to
        soon = clock.now() + timedelta(minutes=1)
        at = soon if at_once else self._at_work(self.rng.uniform(0.1, 1.0))
        by = self._house.by(case.commission)
        if fate.moves_to and not case.came_from:
            home = self.rng.choice(fates.POSTAL[fate.moves_to])
            moves = partial(actions.transfer, by=by, to=fate.moves_to, domicile=home)
            self.then(at, case, moves)
            return
        self.then(at, case, partial(self._schedule, case.commission, fate, by))

    def _schedule(self, here: str, fate: Fate, by: str, **seen: Any) -> Case:
        """The first free hearing; before those who sign in at the demo, where it is theirs.
        `seen`: the case, and the version of it that was seen."""
        if fate.shown:
            shown = [w.account for w in self._house.sitting(here) if w.signs_in]
            with suppress(Refused):  # one of them hears another case then
                return actions.schedule(by=by, panel=shown, **seen)
        return actions.schedule(by=by, **seen)

    def _scheduled(self, case: Case, fate: Fate) -> None:
        by = self._house.by(case.commission)
        at = clock.now() + timedelta(minutes=self.rng.uniform(4, 40))
        if fate.moved and case.status is Status.SCHEDULED and not case.missed:
            why = self.rng.choice((MoveReason.PERSON, MoveReason.PERSON, MoveReason.PANEL))
            self.then(at, case, partial(actions.reschedule, by=by, why=why))
            return
        is_sent = self.rng.random() < 0.6 and case.contact_by is not ContactBy.NONE
        way = NoticeBy.CONTACT if is_sent else NoticeBy.MAIL
        self.then(at, case, partial(actions.notify, by=by, way=way))

    def _notified(self, case: Case, fate: Fate) -> None:
        assert case.appointment is not None
        at = case.appointment.at + timedelta(minutes=self.rng.uniform(25, 40))
        if at < clock.now() or case.id not in self._fates:
            at = max(case.appointment.at + LEFT_TO_PEOPLE, clock.now())
        by = self._house.by(case.commission)
        verb = actions.miss if case.missed < fate.misses else decisions.hear
        self.then(at, case, partial(verb, by=by))

    def _missed_once(self, case: Case, _fate: Fate) -> None:
        by = self._house.by(case.commission)
        at = self._at_work(self.rng.uniform(2, 30))
        self.then(at, case, partial(actions.schedule, by=by))

    def _missed_twice(self, case: Case, fate: Fate) -> None:
        by = self._house.by(case.commission)
        at = self._at_work(self.rng.uniform(20, 80))
        verb = actions.schedule if fate.found_again else actions.give_up
        self.then(at, case, partial(verb, by=by))

    def _unreachable(self, case: Case, _fate: Fate) -> None:
        at = self._at_work(24 * self.rng.uniform(30, 75))
        self._close(at, case, ClosingReason.UNREACHABLE)

    def _heard(self, case: Case, fate: Fate) -> None:
        at = clock.now() + timedelta(minutes=self.rng.uniform(3, 9))
        by = self.lawyer_of(case)
        assess = partial(decisions.assess, by=by, dependent=fate.dependent, risk=fate.risk)
        self.then(at, case, assess)

    def _assessed(self, case: Case, fate: Fate) -> None:
        if case.treatment.status is fate.leaves:
            return
        at = clock.now() + timedelta(minutes=self.rng.uniform(2, 6))
        by = self.lawyer_of(case)
        if case.treatment.status is Treatment.NONE and (fate.dependent or fate.accepts):
            self.then(at, case, partial(follow_up.offer_treatment, by=by))
        elif case.treatment.status is Treatment.OFFERED:
            verb = follow_up.accept_treatment if fate.accepts else follow_up.decline_treatment
            self.then(at, case, partial(verb, by=by))
        else:
            self.then(at, case, partial(self._decide, case, fate, by))

    def _decide(self, now: Case, fate: Fate, by: str, *, case: str, seen: int) -> Case:
        said = self._house.set_of(now.commission)
        for limit in limits(times_of(now), said.law, said.time_zone):
            if limit.deadline in BLOCKS_DECISION and limit.needs_reason(clock.now()):
                explain = partial(actions.explain, by=by, deadline=limit.deadline)
                seen = explain(case=case, seen=seen, why=LateReason.COMMISSION).version
        entry = _chosen(reads.open_decisions(now, clock.now()), fate)
        measure = fate.measure.value if fate.measure.value in entry.measures else None
        if entry.measures and not entry.presentations:
            measure = measure or entry.measures[0]
        due = clock.now().astimezone(ZONE).date() + timedelta(days=FINE_DAYS)
        dated = bool(entry.euros or (entry.measures and not entry.months))
        return decisions.decide(
            by=by,
            case=case,
            seen=seen,
            decision=DecisionKind(entry.decides[0]),
            months=_within(entry.months, fate.months),
            presentations=fate.presentations if entry.presentations else None,
            measure=Measure(measure) if measure else None,
            measure_months=_within(entry.measure_months, fate.months) if measure else None,
            accepted="accepts_conditions" in entry.all_of or bool(measure and entry.measure_months),
            euros=fate.euros if entry.euros else None,
            due_by=due if dated else None,
            sanction=fates.suspended(entry, fate),
        )

    def _following(self, case: Case, fate: Fate) -> None:
        """A decision's time runs, and treatment beside it: whichever is next."""
        at, does = self._next_due(case, fate)
        if not self._treated(case, fate, at):
            self.then(at, case, partial(does, by=self._house.by(case.commission)))

    def _next_due(self, case: Case, fate: Fate) -> tuple[datetime, Callable[..., Case]]:
        """When what was decided is next to be done, or was not; and the verb that says so."""
        decided, rng = case.decision, self.rng
        assert decided is not None
        over = max(_at(decided.until, 10.0) if decided.until else clock.now(), self._at_work(1))
        if self._relapses(case, fate):
            days = (decided.at - clock.now()) / timedelta(days=1) + fate.relapses_after_days
            return self._at_work(max(0.02, 24 * days)), decisions.resume
        done = case.kept + case.absent
        if case.status is Status.PRESENTING and done < (decided.presentations or 0):
            days = 30 * (decided.months or 1) * (done + 0.9) / (decided.presentations or 1)
            at = self._at_work((decided.at + timedelta(days=days) - clock.now()) / HOUR)
            return at, follow_up.present if rng.random() < PRESENTS else follow_up.absent
        if case.status is Status.FINED and fate.pays:
            return self._at_work(24 * rng.uniform(5, FINE_DAYS - 2)), follow_up.pay
        unkept = case.status is Status.PRESENTING and case.absent
        if unkept and case.absent >= fates.BREACHES and decided.sanction is not None:
            due = clock.now().astimezone(ZONE).date() + timedelta(days=2 * FINE_DAYS)
            is_dated = decided.sanction.months is None
            return self._at_work(1), partial(decisions.revoke, due_by=due if is_dated else None)
        if case.status is Status.FINED or unkept:
            late = over + timedelta(days=rng.uniform(5, 20))
            return late, partial(follow_up.close, reason=ClosingReason.NOT_FULFILLED)
        return over, follow_up.fulfil

    @staticmethod
    def _relapses(case: Case, fate: Fate) -> bool:
        """Whether this suspension is the one that the law puts before the sanction to come."""
        suspended = case.status is Status.SUSPENDED and not case.resumed
        return suspended and fate.decision not in fates.NO_SANCTION

    def _treated(self, case: Case, fate: Fate, before: datetime | None = None) -> bool:
        """Plan the next step of treatment; False where there is none to wait for, or none in
        time."""
        by, rng, care = self._house.by(case.commission), self.rng, case.treatment
        if care.status is fate.leaves:
            return True
        does: Callable[..., Case]
        if care.status is Treatment.ACCEPTED:
            place = rng.choice(reads.treatment_places())
            at = self._at_work(rng.uniform(1, 50))
            does = partial(follow_up.await_treatment, place=place.id)
        elif care.status is Treatment.WAITING:
            said = reads.treatment_place(care.place).wait_days or 7
            does = follow_up.attend_treatment if fate.begins else follow_up.leave_treatment
            at = self._days_after(care.since, said * fate.waits_share)
        elif care.status is Treatment.ATTENDED:
            does = follow_up.complete_treatment if fate.completes else follow_up.leave_treatment
            at = self._days_after(care.since, fate.treated_days)
            report = self._days_after(care.reported_at or care.since, fates.REPORTED_DAYS)
            if report < at:
                at, does = report, partial(follow_up.report_treatment, goes_on=True)
        else:
            return False
        if before is not None and at > before:
            return False
        self.then(at, case, partial(does, by=by))
        return True

    def _done(self, case: Case, fate: Fate) -> None:
        if self._treated(case, fate):
            return
        decided = case.decision
        if decided is not None and not decided.is_final(clock.now().astimezone(ZONE).date()):
            if decided.final_on is not None:
                self.later(_at(decided.final_on, 9.0), lambda: self._go_on(reads.state(case.id)))
            return
        done = case.status is Status.FULFILLED
        reason = ClosingReason.FULFILLED if done else ClosingReason.NOTHING_DUE
        self._close(self._at_work(24 * self.rng.uniform(1, 8)), case, reason)

    def _youth(self, case: Case, fate: Fate) -> None:
        if fate.stops is Status.DESTROYED:
            destroy = partial(follow_up.destroy, by=self._house.by(case.commission))
            self.then(self._at_work(24), case, destroy)

    def _close(self, at: datetime, case: Case, reason: ClosingReason) -> None:
        by = self._house.by(case.commission)
        self.then(at, case, partial(follow_up.close, by=by, reason=reason))


_NEXT: dict[Status, Callable[[Diversion, Case, Fate], None]] = {
    Status.RECEIVED: Diversion._received,
    Status.ACKNOWLEDGED: Diversion._acknowledged,
    Status.SCHEDULED: Diversion._scheduled,
    Status.RESCHEDULED: Diversion._scheduled,
    Status.NOTIFIED: Diversion._notified,
    Status.MISSED_ONCE: Diversion._missed_once,
    Status.MISSED_TWICE: Diversion._missed_twice,
    Status.UNREACHABLE: Diversion._unreachable,
    Status.TRANSFERRED: Diversion._received,
    Status.HEARD: Diversion._heard,
    Status.ASSESSED: Diversion._assessed,
    Status.SUSPENDED: Diversion._following,
    Status.PRESENTING: Diversion._following,
    Status.FINED: Diversion._following,
    Status.MEASURED: Diversion._following,
    Status.DECIDED: Diversion._done,
    Status.FULFILLED: Diversion._done,
    Status.YOUTH: Diversion._youth,
}


def _chosen(open_now: Sequence[Allowed], fate: Fate) -> Allowed:
    """The law's entry for what is to become of somebody; else what the law prescribes, else the
    warning."""
    of_kind = [one for one in open_now if fate.decision.value in one.decides]
    fitting = [one for one in of_kind if fate.measure.value in one.measures] or of_kind
    prescribed = [one for one in open_now if one.shall]
    warnings = [one for one in open_now if "warning" in one.decides]
    return [*fitting, *prescribed, *warnings][0]


def _within(bounds: tuple[int, int] | None, months: int) -> int | None:
    return None if bounds is None else min(max(months, bounds[0]), bounds[1])


def _at(day: date, hour: float) -> datetime:
    """That hour of a day on the wall clock of Montréal."""
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hour)


EXTRA = Diversion
