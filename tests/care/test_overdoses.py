"""Overdoses: a timeline that one tap opens, each step with its own time, filled in at any time."""

from typing import Any

import pytest

from veille.care import actions, reads
from veille.care.tables import OverdoseRow
from veille.care.words import Intervention, Outcome, Route, Sign
from veille.ledger.ids import new_id
from veille.ledger.refusal import Absent, Malformed, Refused

from .scene import ago, arrive, end, everything, find, give, visit_in

pytestmark = pytest.mark.usefixtures("site")


def test_one_tap_from_the_seat_opens_a_timeline() -> None:
    overdose = find(visit_in("seated"), signs=[Sign.BLUE, Sign.BLUE, Sign.NO_BREATHING])
    assert (overdose.seat, overdose.signs) == ("1", (Sign.BLUE, Sign.NO_BREATHING))
    assert [row.id for row in reads.open_overdoses("cactus")] == [overdose.id]


def test_each_step_has_its_own_time_and_the_outcome_closes_it() -> None:
    overdose = find(visit_in("seated"), at=ago(10))
    for minutes, what in [(9, Intervention.STIMULATION), (8, Intervention.OXYGEN)]:
        actions.intervene(by="luc", overdose=overdose.id, what=what, at=ago(minutes))
    give(overdose, 1, at=ago(7))
    give(overdose, 2, at=ago(4), route=Route.IN, dose_mg=4)
    actions.intervene(by="luc", overdose=overdose.id, what=Intervention.CALLED_911)
    closed = end(overdose, outcome=Outcome.DECLINED)
    assert [step.what for step in closed.steps] == [
        "stimulation",
        "oxygen",
        "naloxone",
        "naloxone",
        "called_911",
    ]
    assert [step.dose for step in closed.steps] == [None, None, 1, 2, None]
    row = OverdoseRow.objects.get()
    assert (row.doses, row.outcome, row.ended_at) == (2, "declined", closed.ended_at)
    assert [step["dose"] for step in row.steps] == [None, None, 1, 2, None]
    assert reads.open_overdoses("cactus") == []
    with pytest.raises(Refused):
        end(overdose)


def test_doses_are_numbered_by_their_time() -> None:
    """A dose that is entered late does not number two doses alike."""
    overdose = find(visit_in("seated"), at=ago(10))
    give(overdose, 1, at=ago(3))
    late = give(overdose, at=ago(8), dose_mg=0.8)
    assert [(step.dose, step.dose_mg) for step in late.steps] == [(1, 0.8), (2, 0.4)]


def test_two_who_tap_one_dose_record_one() -> None:
    overdose = find(visit_in("seated"))
    give(overdose, 1)
    before = everything()
    with pytest.raises(Refused, match="1"):
        give(overdose, 1)
    assert everything() == before
    assert give(overdose, 2).doses == 2


MISDOSED: list[dict[str, Any]] = [
    {"route": None},
    {"dose_mg": 0},
    {"dose_mg": -0.4},
    {"dose_mg": 10.01},
    {"dose_mg": float("nan")},
    {"dose_mg": float("inf")},
    {"what": Intervention.OXYGEN, "dose_mg": None},
    {"what": Intervention.OXYGEN, "route": None},
]


@pytest.mark.parametrize("said", MISDOSED)
def test_a_dose_that_cannot_be_is_refused(said: dict[str, Any]) -> None:
    overdose = find(visit_in("seated"))
    before = everything()
    whole = {"what": Intervention.NALOXONE, "route": Route.IM, "dose_mg": 0.4, **said}
    with pytest.raises(Malformed):
        actions.intervene(by="luc", overdose=overdose.id, **whole)
    assert everything() == before


@pytest.mark.parametrize(
    ("minutes", "allowed"), [(70, False), (59, True), (21, True), (10, False), (None, False)]
)
def test_an_overdose_is_filled_in_afterwards_within_the_visit(
    minutes: float | None, allowed: bool
) -> None:
    """The visit lasted from 60 to 20 minutes ago."""
    visit = visit_in("left")
    before = everything()
    at = None if minutes is None else ago(minutes)
    if not allowed:
        with pytest.raises(Malformed):
            find(visit, at=at)
        assert everything() == before
        return
    overdose = find(visit, at=at)
    assert overdose.found_at == at
    assert end(overdose, at=ago(20.5)).outcome == Outcome.RECOVERED


@pytest.mark.parametrize(
    ("minutes", "allowed"), [(61, False), (45, True), (29, False), (10, False), (None, False)]
)
def test_naloxone_is_given_before_the_end(minutes: float | None, allowed: bool) -> None:
    """The visit lasted from 60 to 20 minutes ago, its overdose from 50 to 30 minutes ago."""
    overdose = find(visit_in("left"), at=ago(50))
    end(overdose, at=ago(30))
    before = everything()
    at = None if minutes is None else ago(minutes)
    if allowed:
        assert give(overdose, at=at).doses == 1
    else:
        with pytest.raises(Refused):
            give(overdose, at=at)
        assert everything() == before


def test_nothing_is_given_after_the_visit_while_the_timeline_is_open() -> None:
    overdose = find(visit_in("left"), at=ago(50))
    with pytest.raises(Malformed):
        give(overdose)
    assert give(overdose, at=ago(40)).doses == 1


def test_the_end_is_not_before_the_last_step() -> None:
    overdose = find(visit_in("seated"), at=ago(20))
    give(overdose, at=ago(5))
    with pytest.raises(Malformed):
        end(overdose, at=ago(6))
    assert reads.overdose(overdose.id).outcome == ""


def test_a_visit_may_have_any_number_one_at_a_time() -> None:
    visit = visit_in("seated")
    first = find(visit)
    with pytest.raises(Refused):
        find(visit)
    end(first)
    second = find(visit)
    end(second)
    assert reads.overdose_ids_of(visit.id) == [first.id, second.id]
    assert [row.id for row in reads.overdoses_of([visit.id])] == [first.id, second.id]


def test_a_visitor_leaves_no_earlier_than_their_overdose_ended() -> None:
    visit = visit_in("seated")
    end(find(visit, at=ago(10)), at=ago(5))
    with pytest.raises(Malformed):
        actions.leave(by="luc", visit=visit.id, consumed=True, at=ago(6))
    assert actions.leave(by="luc", visit=visit.id, consumed=True, at=ago(4)).stage == "left"


def test_an_overdose_in_the_waiting_room_has_no_seat() -> None:
    assert find(arrive()).seat == ""


def test_what_is_not_here_is_absent() -> None:
    for do in (
        lambda id: actions.find_overdose(by="luc", visit=id),
        lambda id: actions.end_overdose(by="luc", overdose=id, outcome=Outcome.RECOVERED),
        lambda id: actions.intervene(by="luc", overdose=id, what=Intervention.OXYGEN),
        reads.overdose,
        reads.visit,
    ):
        with pytest.raises(Absent):
            do(new_id())
