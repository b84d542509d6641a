"""One road in: a form is one fact, a refusal writes nothing, a batch is one commit."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from veille.care import facts
from veille.care.area import VISIT
from veille.ledger import clock, store, transfer
from veille.ledger import recording as road
from veille.ledger.clock import now
from veille.ledger.ids import check_id, new_id
from veille.ledger.models import Node
from veille.ledger.nodes import begin_node, local_node
from veille.ledger.recording import batch, recording
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated

from ..waiting import LONGEST_SECONDS
from .elsewhere import ARRIVED as ELSEWHERE_ARRIVED
from .elsewhere import Elsewhere, arrival, export_of
from .scene import ARRIVED, all_facts, arrive, rows, verdict


def test_a_submission_that_comes_twice_is_one_fact(node_on_either: Node) -> None:
    submission = new_id()
    arrive(submission=submission)
    before, tables = all_facts(), rows()
    with pytest.raises(Repeated):
        arrive(submission=submission)
    assert (all_facts(), rows()) == (before, tables)
    assert before[-1].id != submission


def test_a_submission_sent_by_the_version_before_is_not_saved_again(node: Node) -> None:
    """Its identity was that of its fact: the tablet sends it again after the upgrade."""
    arrive()
    with pytest.raises(Repeated):
        arrive(submission=all_facts()[-1].id)


def test_a_fact_of_another_node_is_no_submission_of_ours(node_on_either: Node) -> None:
    """What was seen to fail: one identity used twice kept every import out."""
    submission, there = new_id(), Elsewhere()
    arrive(submission=submission)
    there.say(ELSEWHERE_ARRIVED, new_id(), arrival(), noted=now(), id=submission)
    done = transfer.take_in(export_of(there.facts))
    assert done.new == 1
    other = new_id()
    there.say(ELSEWHERE_ARRIVED, new_id(), arrival(), noted=now(), id=other)
    transfer.take_in(export_of(there.facts))
    arrive(submission=other)
    assert len(rows()) == 4


def test_identities_made_within_a_millisecond_are_in_order() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert [check_id(id) for id in made] == made


def test_a_submission_that_comes_twice_at_once_is_one_fact(node_on_either: Node) -> None:
    submission, repeated = new_id(), []
    ready = threading.Barrier(4, timeout=LONGEST_SECONDS)

    def send() -> None:
        ready.wait()
        try:
            arrive(submission=submission)
        except Repeated as refusal:
            repeated.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(repeated) == 3
    assert len(rows()) == 1


@pytest.mark.parametrize("submission", ["", "1", "x" * 32, "0" * 31, "0" * 33, "A" * 32, "'; --"])
def test_what_is_no_submissions_identity_is_refused(node: Node, submission: str) -> None:
    with pytest.raises(Malformed):
        arrive(submission=submission)
    assert len(all_facts()) == 1


def test_a_refusal_writes_nothing_at_all(node_on_either: Node) -> None:
    visit = new_id()
    with suppress(Refused), recording(by="anna", place="here") as pen:
        pen.note(VISIT, visit, ARRIVED)
        pen.note(VISIT, visit, facts.Seated("1"))
        raise Refused("no")
    assert (len(all_facts()), rows()) == (1, [])
    arrive()
    assert verdict().sound


def test_a_batch_is_one_commit(node_on_either: Node) -> None:
    seen: list[int] = []

    def look() -> None:
        with store.cursor() as cursor:
            seen.append(store.count(cursor))
        connection.close()

    with batch():
        arrive()
        arrive()
        other = threading.Thread(target=look)
        other.start()
        other.join()
    assert seen == [1]
    assert len(all_facts()) == 3


def test_a_refusal_inside_a_batch_leaves_the_rest(node_on_either: Node) -> None:
    with batch():
        first = arrive()
        with suppress(Refused), recording(by="anna", place="here") as pen:
            pen.note(VISIT, new_id(), ARRIVED)
            raise Refused("no")
        second = arrive()
    assert [row["id"] for row in rows()] == [first, second]
    assert verdict().heads[node_on_either.id].seq == 3
    assert verdict().sound


def test_a_batch_that_breaks_off_wrote_nothing(node_on_either: Node) -> None:
    with suppress(ZeroDivisionError), batch():
        arrive()
        raise ZeroDivisionError
    assert (len(all_facts()), rows()) == (1, [])
    arrive()
    assert verdict().sound


def test_a_recording_sees_what_it_wrote(node: Node) -> None:
    visit = new_id()
    with recording(by="anna", place="here") as pen:
        assert pen.state(VISIT, visit) is None
        pen.note(VISIT, visit, ARRIVED)
        pen.note(VISIT, visit, facts.Seated("1"))
        state = pen.state(VISIT, visit)
        assert state is not None
        assert (state.stage, state.seat, len(pen.entries(visit))) == ("seated", "1", 2)


def test_a_correction_is_of_its_entrys_kind(node: Node) -> None:
    visit = arrive()
    with pytest.raises(ValueError, match=r"care\.visit\.left"), recording(by="anna") as pen:
        pen.correct(pen.entries(visit)[0], why="typed", body=facts.Left(True))
    assert len(all_facts()) == 2


def test_an_entry_is_found_by_its_identity(node: Node) -> None:
    visit = arrive()
    fact = all_facts()[-1]
    assert road.entry(fact.id) == road.entries(visit)[0]
    with pytest.raises(Absent):
        road.entry(new_id())
    with pytest.raises(Malformed):
        road.entry("../../etc/passwd")


def test_a_database_without_identity_says_what_to_do(either: str) -> None:
    with pytest.raises(Refused, match="veille init"):
        arrive()
    assert all_facts() == []


def test_a_node_begins_whole_or_not_at_all(sqlite: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store, "insert_own", crash)
    with pytest.raises(ZeroDivisionError):
        begin_node("half")
    assert local_node() is None


def test_identities_sort_by_the_time_they_were_made() -> None:
    made = []
    for _ in range(3):
        made += [check_id(new_id()) for _ in range(100)]
        threading.Event().wait(0.002)
    assert len(set(made)) == 300
    assert made[0] < made[150] < made[299]
    assert {id[12] for id in made} == {"7"}
    assert {id[16] for id in made} <= set("89ab")


def test_what_a_page_kept_through_a_cut_happened_when_it_was_tapped(node_on_either: Node) -> None:
    then = now() - timedelta(minutes=10)
    with clock.tapped(then):
        arrive()
    fact = all_facts()[-1]
    assert fact.at == then
    assert fact.noted > then


@pytest.mark.parametrize("off", [timedelta(hours=1), -timedelta(days=2)])
def test_a_tap_of_a_time_to_come_or_of_long_ago_happens_now(node: Node, off: timedelta) -> None:
    before = now()
    with clock.tapped(before + off):
        arrive()
    assert before <= all_facts()[-1].at <= now()


def test_taps_kept_in_order_stay_in_order(node_on_either: Node) -> None:
    """Two taps of one moment on one thing: the second happened after the first."""
    then = now() - timedelta(minutes=10)
    id = new_id()
    for _ in range(2):
        with clock.tapped(then), recording(by="anna", place="here") as pen:
            pen.append(id, ARRIVED)
    first, second = all_facts()[-2:]
    assert first.at == then < second.at
