"""Splitting, sharing, assistance by somebody who is not staff; one episode counts once."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from veille.care import actions, corrections, facts, reads
from veille.care.tables import VisitRow
from veille.care.words import Assistant, CorrectionReason, LeavingReason, Sharing, Substance
from veille.ledger import clock, replay
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed, Refused

from .scene import SITE, ago, arrive, everything, leave, visit_in

pytestmark = pytest.mark.usefixtures("site")


def assist(visit: Any, **other: Any) -> Any:
    return actions.assist(by="anna", visit=visit.id, **{"assistant": Assistant.VISITOR, **other})


def episodes() -> int:
    return reads.episodes(SITE, ago(24 * 60), clock.now() + timedelta(days=1))


def test_an_arrival_says_whether_something_is_split_or_shared() -> None:
    """Whom nobody asked has said neither."""
    assert arrive().sharing is Sharing.UNTOLD
    assert arrive(sharing=Sharing.SPLITTING).sharing is Sharing.SPLITTING
    assert arrive(sharing=Sharing.NONE).sharing is Sharing.NONE
    assert list(VisitRow.objects.order_by("arrived_at").values_list("sharing", flat=True)) == [
        Sharing.UNTOLD,
        Sharing.SPLITTING,
        Sharing.NONE,
    ]


def test_an_arrival_written_before_anybody_asked_reads_as_neither() -> None:
    old = msgspec.json.decode(
        b'{"person":"","mode":"injection","substances":["down"]}', type=facts.Arrived
    )
    assert old.sharing is Sharing.NONE


@pytest.mark.parametrize(
    ("stage", "may"), [("waiting", False), ("seated", True), ("aftercare", False), ("left", False)]
)
def test_assistance_is_given_at_a_seat(stage: str, may: bool) -> None:
    visit = visit_in(stage)
    before = everything()
    if may:
        assisted = assist(visit)
        assert [one.assistant for one in assisted.assisted] == [Assistant.VISITOR]
        assert assisted.version == visit.version  # nobody's tap is stale for it
        assert reads.visit(visit.id).assisted == "visitor"
        return
    with pytest.raises(Refused):
        assist(visit)
    assert everything() == before


def test_it_can_be_filled_in_with_its_true_time_and_no_other() -> None:
    visit = visit_in("left", minutes=60)  # at the seat from 54 minutes ago, gone 20 minutes ago
    assist(visit, at=ago(40), assistant=Assistant.PEER)
    assert reads.visit(visit.id).assisted == "peer"
    for wrong in (ago(57), ago(10)):
        with pytest.raises(Malformed):
            assist(visit, at=wrong)
    with pytest.raises(Refused):
        assist(visit_in("left without"), at=ago(30))


def test_a_seat_is_not_corrected_to_after_the_assistance() -> None:
    visit = visit_in("seated")
    assist(visit, at=ago(40))
    with pytest.raises(Malformed):
        corrections.correct(
            by="luc", entry_id=entries(visit.id)[1].id, why=CorrectionReason.TIME, at=ago(30)
        )


def test_one_episode_counts_once_whatever_the_drugs_and_the_seats() -> None:
    many = arrive(substances=[Substance.DOWN, Substance.COCAINE, Substance.BENZODIAZEPINE])
    actions.seat(by="anna", visit=many.id, seat="1")
    actions.seat(by="anna", visit=many.id, seat="2")
    assert episodes() == 0  # still there
    leave(many)
    assert episodes() == 1
    shared = [arrive(sharing=Sharing.SHARING) for _ in range(2)]
    for number, visit in enumerate(shared, 1):
        actions.seat(by="anna", visit=visit.id, seat=str(number))
        leave(visit)
    assert episodes() == 3  # each who consumed, once
    leave(visit_in("seated"), consumed=False, reason=LeavingReason.MIND)
    assert episodes() == 3


def test_a_seat_taken_again_after_resting_is_another_episode() -> None:
    again = visit_in("aftercare")
    actions.seat(by="anna", visit=again.id, seat="2")
    leave(again)
    assert episodes() == 2
    by_the_waiting_room = visit_in("aftercare")
    actions.send_back(by="anna", visit=by_the_waiting_room.id)
    actions.seat(by="anna", visit=by_the_waiting_room.id, seat="1")
    leave(by_the_waiting_room)
    assert episodes() == 4
    sent_back = visit_in("seated")  # to wait: nothing was consumed at that seat
    actions.send_back(by="anna", visit=sent_back.id)
    actions.seat(by="anna", visit=sent_back.id, seat="1")
    leave(sent_back)
    assert episodes() == 5
    before = everything()
    replay.rebuild()
    assert everything() == before
