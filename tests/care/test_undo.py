"""Undoing one's own tap: within ten minutes, while nothing rests on it; it is struck, and stays."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from veille.care import actions, corrections, facts
from veille.care.state import Visit
from veille.care.words import Intervention, LeavingReason, Stage
from veille.ledger import clock
from veille.ledger.facts import Entry
from veille.ledger.recording import entries
from veille.ledger.refusal import Refused

from .scene import ago, arrive, everything, find, give, leave, visit_in, welcome

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def last(about: str, body: type = object) -> Entry:
    return [entry for entry in entries(about) if isinstance(entry.body, body)][-1]


def undo(about: str, by: str = "luc", body: type = object) -> Any:
    return corrections.undo(by=by, entry_id=last(about, body).id)


TAPS: list[tuple[str, Callable[[Visit], Any], Stage]] = [
    ("waiting", lambda v: actions.seat(by="luc", visit=v.id, seat="2"), Stage.WAITING),
    ("seated", lambda v: actions.send_to_aftercare(by="luc", visit=v.id), Stage.SEATED),
    ("seated", lambda v: actions.send_back(by="luc", visit=v.id), Stage.SEATED),
    ("seated", lambda v: leave(v), Stage.SEATED),
    ("aftercare", lambda v: leave(v), Stage.AFTERCARE),
]


@pytest.mark.parametrize(("stage", "tap", "before"), TAPS)
def test_a_move_is_undone_and_the_visitor_is_where_they_were(
    stage: str, tap: Callable[[Visit], Any], before: Stage
):
    visit = visit_in(stage)
    tap(visit)
    assert undo(visit.id).stage is before
    assert last(visit.id).struck
    tap(visit)


def test_a_step_of_an_overdose_is_undone_whatever_followed():
    overdose = find(visit_in("seated"))
    given = give(overdose, 1)
    wrong = last(overdose.id).id
    actions.intervene(by="luc", overdose=overdose.id, what=Intervention.OXYGEN)
    assert given.doses == 1
    now = corrections.undo(by="luc", entry_id=wrong)
    assert (now.doses, len(now.steps)) == (0, 1)


def test_an_overdose_opened_by_a_slip_is_undone_while_nothing_was_done_in_it():
    visit = visit_in("seated")
    slip = find(visit)
    assert undo(slip.id) is None
    assert leave(visit).stage is Stage.LEFT
    other = visit_in("waiting", 30)
    real = find(other)
    give(real, 1)
    with pytest.raises(Refused, match="Something else was done"):
        undo(real.id, body=facts.OverdoseFound)


def refused(words: str, tap: Callable[[], Any]) -> None:
    before = everything()
    with pytest.raises(Refused, match=words):
        tap()
    assert everything() == before


def test_a_colleagues_tap_is_theirs_to_undo():
    visit = visit_in("seated")
    leave(visit)
    refused("only they can undo", lambda: undo(visit.id, by="anna"))


def test_after_ten_minutes_it_is_corrected_and_not_undone():
    visit = visit_in("seated")
    leave(visit)
    with clock.pretending(clock.now() + timedelta(minutes=9)):
        assert undo(visit.id).stage is Stage.SEATED
    leave(visit)
    with clock.pretending(clock.now() + timedelta(minutes=20)):
        refused("too long ago", lambda: undo(visit.id))


def test_what_something_rests_on_twice_struck_or_written_by_a_form_is_refused():
    visit = visit_in("waiting")
    actions.seat(by="luc", visit=visit.id, seat="1")
    actions.send_to_aftercare(by="luc", visit=visit.id)
    refused("Something else was done", lambda: undo(visit.id, body=facts.Seated))
    undo(visit.id)
    refused("struck out already", lambda: undo(visit.id, body=facts.SentToAftercare))
    refused("not undone by one tap", lambda: undo(visit.id, by="anna", body=facts.Arrived))


def test_a_seat_that_somebody_took_meanwhile_is_not_given_back():
    visit = visit_in("seated")
    leave(visit)
    other = arrive()
    actions.seat(by="anna", visit=other.id, seat="1")
    refused("Seat 1 is taken", lambda: undo(visit.id))


def test_who_came_back_meanwhile_is_not_in_two_places():
    person = welcome()
    visit = arrive(person, at=ago(30))
    leave(visit, consumed=False, reason=LeavingReason.MIND)
    arrive(person)
    refused("is here already", lambda: undo(visit.id))
