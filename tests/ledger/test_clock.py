"""The hybrid clock: order holds whatever the clock on the wall does."""

from datetime import UTC, datetime, timedelta

import pytest

from veille.care import facts
from veille.care.area import VISIT
from veille.care.tables import VisitRow
from veille.ledger import clock, transfer
from veille.ledger.models import Node
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed

from .elsewhere import ARRIVED, Elsewhere, arrival, export_of
from .scene import all_facts, arrive, rows, verdict

HOUR = timedelta(hours=1)


def test_facts_keep_their_order_where_the_clock_is_set_back(node_on_either: Node) -> None:
    before = clock.now()
    visit = arrive()
    with clock.pretending(before - HOUR), recording(by="anna", place="here") as pen:
        pen.note(VISIT, visit, facts.Seated("1"))
        pen.note(VISIT, visit, facts.SentToAftercare())
    with clock.pretending(before - 2 * HOUR), recording(by="anna", place="here") as pen:
        state = pen.note(VISIT, visit, facts.Left(True))
    noted = [fact.noted for fact in all_facts()]
    assert noted == sorted(set(noted))
    assert noted[-1] - noted[1] < timedelta(milliseconds=1)
    assert state.stage == "left"
    assert state.seated_at is not None
    assert verdict().sound


@pytest.mark.parametrize(
    ("ahead", "taken"),
    [
        (timedelta(seconds=90), True),
        (timedelta(minutes=3), False),
        (timedelta(days=400), False),
    ],
)
def test_a_time_in_the_future_is_refused(node: Node, ahead: timedelta, taken: bool) -> None:
    """Two minutes are allowed: a tablet's clock never agrees with the node's to the second."""
    if taken:
        arrive(at=clock.now() + ahead)
    else:
        with pytest.raises(Malformed, match="not come yet"):
            arrive(at=clock.now() + ahead)
    assert VisitRow.objects.count() == taken


def test_a_time_decades_back_is_a_slip_of_the_year(node: Node) -> None:
    with pytest.raises(Malformed, match="decades ago"):
        arrive(at=datetime(1970, 1, 1, tzinfo=UTC))
    assert not VisitRow.objects.exists()


def test_what_a_tablet_dates_ahead_happened_when_it_was_noted(node: Node) -> None:
    """Else the next move, which the node dates, would seem to come before it."""
    arrive(at=clock.now() + timedelta(seconds=90))
    fact = all_facts()[-1]
    assert fact.at <= fact.noted


def test_a_correction_to_a_time_in_the_future_is_refused(node: Node) -> None:
    visit = arrive()
    with recording(by="anna") as pen, pytest.raises(Malformed):
        pen.correct(pen.entries(visit)[0], why="time", at=clock.now() + HOUR)
    assert len(all_facts()) == 2


def test_the_clock_stays_past_what_came_in(node_on_either: Node) -> None:
    there = Elsewhere()
    said = there.say(ARRIVED, "a" * 32, arrival(), noted=clock.now() + HOUR)
    transfer.take_in(export_of(there.facts))
    arrive()
    mine = next(fact for fact in reversed(all_facts()) if fact.node != there.node)
    assert mine.noted == said.noted + clock.TICK


def test_times_of_treatment_are_the_wall_clocks_after_a_node_50_minutes_fast(
    node_on_either: Node,
) -> None:
    """What was seen to fail: each time was 50 minutes wrong, and the true one was refused."""
    there = Elsewhere()
    there.say(ARRIVED, "a" * 32, arrival(), noted=clock.now() + timedelta(minutes=50))
    transfer.take_in(export_of(there.facts))
    before = clock.now()
    visit = arrive()
    with recording(by="anna", place="here") as pen:
        state = pen.note(VISIT, visit, facts.Seated("1"))
    assert before <= state.arrived_at <= (state.seated_at or before) <= clock.now()
    with recording(by="anna", place="here") as pen:
        pen.note(VISIT, visit, facts.Left(True), at=clock.now())
    assert all_facts()[-1].noted > clock.now() + timedelta(minutes=49)


def test_a_moment_given_is_kept_to_the_second_after_such_an_import(node: Node) -> None:
    there = Elsewhere()
    there.say(ARRIVED, "a" * 32, arrival(), noted=clock.now() + timedelta(minutes=50))
    transfer.take_in(export_of(there.facts))
    true = clock.now()
    visit = arrive(at=true)
    assert VisitRow.objects.get(pk=visit).arrived_at == true


def test_facts_from_a_clock_far_ahead_are_refused(node_on_either: Node) -> None:
    there = Elsewhere()
    there.say(ARRIVED, "a" * 32, arrival(), noted=clock.now())
    there.say(ARRIVED, "b" * 32, arrival(), noted=clock.now() + timedelta(days=2))
    before = clock.now()
    done = transfer.take_in(export_of(there.facts))
    assert "line 3" in str(done.quarantined[0])
    assert len(rows()) == done.new == 1
    arrive()
    assert all_facts()[-1].noted - before < HOUR
