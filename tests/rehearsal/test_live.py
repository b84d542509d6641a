"""Live play goes on from the floor, keeps a busy pace, and leaves to people what is theirs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError

from veille.care import actions, reads
from veille.care.rehearsed import live as live_module
from veille.care.rehearsed import nights
from veille.care.rehearsed.live import PERSON_KEEPS, Live, play_live
from veille.care.rehearsed.network import Place
from veille.care.tables import DutyRow, OverdoseRow, VisitRow
from veille.care.words import Mode, Outcome, Sign, Stage
from veille.ledger import clock
from veille.ledger.refusal import Refused
from veille.rehearsal.extra import Extra, declared

from . import happenings
from .conftest import SEED, STAFF

#: Somebody at the demo: an account that is not the play's.
PERSON = "f" * 32
STEP = timedelta(seconds=20)
#: At least the longest that anybody stays: seat, and a rest after an overdose.
LONGEST_STAY = timedelta(hours=3)


class FastForward:
    """A live play whose clock a test moves on."""

    def __init__(self, begins: datetime) -> None:
        self.now = begins
        with clock.pretending(begins):
            self.live = Live(seed=SEED, staff=STAFF, extras=declared())

    def go_on(self, time: timedelta) -> Iterator[datetime]:
        """Let `time` pass, a step at a time."""
        until = self.now + time
        while self.now < until:
            self.now += STEP
            with clock.pretending(self.now):
                self.live.tick()
                yield self.now

    def let_pass(self, time: timedelta) -> None:
        for _ in self.go_on(time):
            pass

    @contextmanager
    def present(self) -> Iterator[None]:
        with clock.pretending(self.now):
            yield


@pytest.fixture
def fast(evening: datetime) -> FastForward:
    return FastForward(evening + timedelta(seconds=20))


def _a_seated_visit() -> VisitRow:
    visit = (
        VisitRow.objects.filter(site="cactus", stage=Stage.SEATED).order_by("-seated_at").first()
    )
    assert visit is not None
    return visit


def test_floor_keeps_near_seven_of_ten_seats_and_moves_steadily(fast: FastForward) -> None:
    hours = 2
    fast.let_pass(timedelta(minutes=20))
    before = len(happenings.written())
    taken = [
        VisitRow.objects.filter(site="cactus", stage=Stage.SEATED).count()
        for _ in fast.go_on(timedelta(hours=hours))
    ]
    assert 5.5 <= sum(taken) / len(taken) <= 8.5
    changes = [
        fact
        for fact in happenings.written()[before:]
        if fact.place == "cactus" and fact.kind.startswith("care.")
    ]
    seconds_between = hours * 3600 / len(changes)
    assert 25 <= seconds_between <= 50
    happenings.check_the_floor()


def test_nobody_stays_for_ever(fast: FastForward) -> None:
    fast.let_pass(LONGEST_STAY)
    here = VisitRow.objects.exclude(stage=Stage.LEFT)
    assert all(fast.now - visit.arrived_at < LONGEST_STAY for visit in here)


def test_visit_that_a_person_moved_is_left_to_them_for_a_while(fast: FastForward) -> None:
    fast.let_pass(timedelta(minutes=1))
    visit = _a_seated_visit()
    with fast.present():
        moved = actions.send_back(by=PERSON, visit=visit.id)
    fast.let_pass(PERSON_KEEPS - STEP * 2)
    assert reads.visit(visit.id).version == moved.version
    fast.let_pass(timedelta(minutes=100))
    assert reads.visit(visit.id).stage == Stage.LEFT


def test_visit_that_a_person_let_in_is_left_to_them_for_a_while(fast: FastForward) -> None:
    with fast.present():
        visit = actions.arrive(
            by=PERSON, place="cactus", mode=Mode.INJECTION, substances=_a_seated_visit().substances
        )
    fast.let_pass(PERSON_KEEPS - STEP * 2)
    assert reads.visit(visit.id).stage == Stage.WAITING


def test_overdose_that_a_person_opened_is_never_touched(fast: FastForward) -> None:
    visit = _a_seated_visit()
    with fast.present():
        overdose = actions.find_overdose(by=PERSON, visit=visit.id, signs=[Sign.BLUE])
    fast.let_pass(timedelta(minutes=50))
    row = reads.overdose(overdose.id)
    assert (row.outcome, row.steps) == ("", [])
    assert reads.visit(visit.id).stage == Stage.SEATED


def test_overdose_of_its_own_is_closed_after_a_restart(fast: FastForward) -> None:
    visit = _a_seated_visit()
    with fast.present():
        overdose = actions.find_overdose(by=STAFF[0].account, visit=visit.id)
    again = FastForward(fast.now)
    again.let_pass(timedelta(minutes=100))
    assert reads.overdose(overdose.id).outcome == Outcome.RECOVERED
    assert reads.visit(visit.id).stage == Stage.LEFT


def test_people_who_take_its_seats_do_not_stop_it(fast: FastForward) -> None:
    """Somebody moves every visitor that they can, all the time."""
    refused = 0
    for _ in fast.go_on(timedelta(minutes=40)):
        for row in reads.on_floor("cactus")[:2]:
            try:
                if row.stage == Stage.WAITING:
                    actions.seat(by=PERSON, visit=row.id, seat="1")
                else:
                    actions.leave(by=PERSON, visit=row.id, consumed=True)
            except Refused:
                refused += 1
    assert refused
    happenings.check_the_floor()
    fast.let_pass(timedelta(minutes=30))
    assert VisitRow.objects.filter(site="cactus", stage=Stage.SEATED).count() >= 3


def test_night_that_the_demo_was_stopped_is_filled_in_afterwards(evening: datetime) -> None:
    left_open = set(VisitRow.objects.exclude(stage=Stage.LEFT).values_list("id", flat=True))
    with clock.pretending(evening):
        overdose = actions.find_overdose(by=STAFF[0].account, visit=_a_seated_visit().id)
    morning = FastForward(evening + timedelta(hours=11))
    morning.let_pass(timedelta(minutes=5))
    for visit in VisitRow.objects.filter(id__in=left_open):
        assert visit.stage == Stage.LEFT
        assert visit.left_at is not None
        assert visit.left_at < evening + timedelta(hours=2)
    assert reads.overdose(overdose.id).ended_at < evening + timedelta(hours=1)
    assert VisitRow.objects.filter(site="cactus", stage=Stage.SEATED).count() >= 4
    on_duty = DutyRow.objects.filter(site="cactus", ended_at=None)
    assert on_duty.count() >= 3
    assert all(morning.now - duty.began_at < timedelta(hours=9) for duty in on_duty)
    happenings.check_the_floor()


def test_machine_that_slept_wakes_to_a_floor_in_order(fast: FastForward) -> None:
    fast.let_pass(timedelta(minutes=2))
    fast.now += timedelta(hours=9)
    fast.let_pass(timedelta(minutes=5))
    here = VisitRow.objects.exclude(stage=Stage.LEFT)
    assert all(fast.now - visit.arrived_at < timedelta(hours=1) for visit in here)
    assert not OverdoseRow.objects.filter(outcome="").exists()


def test_thread_plays_until_it_is_told_to_stop_and_survives_errors(
    evening: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(live_module, "PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(live_module, "WAIT_SECONDS", 0.05)
    failures = iter([DatabaseError("disk full")])
    look = Live._look_round

    def stumble(self: Live) -> None:
        for failure in failures:
            raise failure
        look(self)

    monkeypatch.setattr(Live, "_look_round", stumble)
    before = len(happenings.written())
    stop = threading.Event()
    thread = threading.Thread(target=play_live, args=(stop,), kwargs={"seed": SEED, "staff": STAFF})
    thread.start()
    for _ in range(100):
        if len(happenings.written()) > before:
            break
        stop.wait(0.1)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert len(happenings.written()) > before
    assert "stumbled" in caplog.text


def test_what_a_shift_does_beside_the_floor_is_planned_shift_after_shift(
    fast: FastForward, monkeypatch: pytest.MonkeyPatch
):
    told: list[tuple[str, datetime, datetime]] = []

    class Told(Extra):
        def opens(self, place: Place, opens: datetime, closes: datetime) -> None:
            told.append((place.slug, opens, closes))

    fast.live.extras = [Told(fast.live, "told")]
    monkeypatch.setattr(nights, "busy_gap", lambda *_place, **_taken: timedelta(days=2))
    monkeypatch.setattr(nights, "busy_seats", lambda _place: 0)
    for _hours in range(18):
        fast.now += timedelta(hours=1)
        with monkeypatch.context() as awake:
            awake.setattr(live_module, "ASLEEP", timedelta(days=1))
            with fast.present():
                fast.live.tick()
    of_truck = [(opens, closes) for slug, opens, closes in told if slug == "anonyme"]
    assert len(of_truck) == 3
    for (_, closes), (opens, _) in pairwise(of_truck):
        assert timedelta(0) <= opens - closes <= timedelta(hours=1)
