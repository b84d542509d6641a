"""What the crew says of its stops: verbs × what is so, late arrival, corrections; on both
databases."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from veille.care import actions as floor
from veille.care import corrections
from veille.care.outreach import actions, facts, reads
from veille.care.outreach.facts import Span
from veille.care.outreach.state import Stop
from veille.care.outreach.tables import OutingRow, StopRow
from veille.care.outreach.words import Cancelled
from veille.care.reads import site as site_row
from veille.care.words import CorrectionReason, Mode, Substance
from veille.ledger import clock, replay, store
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated

from .scene import EVENING, FIRST, SPRING, TRUCK, at

DAY = EVENING.date()
CREW = {"by": "dany", "day": DAY}

#: Brings the first stop to a state, before 22:30.
STATES: dict[str, Callable[[str], Any]] = {
    "planned": lambda _stop: None,
    "late": lambda stop: actions.delay(stop=stop, minutes=15, **CREW),
    "cancelled": lambda stop: actions.cancel(stop=stop, why=Cancelled.WEATHER, **CREW),
    "moved": lambda stop: actions.move(stop=stop, corner="Berri / Ontario", **CREW),
    "here": lambda stop: actions.reach(stop=stop, **CREW),
    "gone": lambda stop: [actions.reach(stop=stop, **CREW), actions.depart(stop=stop, **CREW)],
}
VERBS: dict[str, Callable[[str], Any]] = {
    "we are here": lambda stop: actions.reach(stop=stop, **CREW),
    "late": lambda stop: actions.delay(stop=stop, minutes=30, **CREW),
    "cancel": lambda stop: actions.cancel(stop=stop, why=Cancelled.STAFF, **CREW),
    "move": lambda stop: actions.move(stop=stop, corner="Berri / Ontario", **CREW),
    "as planned": lambda stop: actions.restore(stop=stop, **CREW),
    "leaving": lambda stop: actions.depart(stop=stop, **CREW),
}
#: What may be done: in which state, with which verb.
ALLOWED = {
    "planned": {"we are here", "late", "cancel", "move"},
    "late": {"we are here", "late", "cancel", "move", "as planned"},
    "cancelled": {"we are here", "as planned"},
    "moved": {"we are here", "late", "cancel", "move", "as planned"},
    "here": {"move", "leaving"},
    "gone": set(),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_a_verb_is_allowed_by_what_is_so(stops: list[Stop], state: str, verb: str) -> None:
    with clock.pretending(at(22, 20)):
        STATES[state](stops[0].id)
        before = written()
        if verb in ALLOWED[state]:
            VERBS[verb](stops[0].id)
            assert written() == before + 1
        else:
            with pytest.raises(Refused):
                VERBS[verb](stops[0].id)
            assert written() == before


def written() -> int:
    with store.cursor() as cursor:
        return store.count(cursor)


def told(hour: int, minute: int = 0) -> tuple[str, str]:
    """Where the truck is and where it goes next, at that hour of the night."""
    found = reads.truck(site_row(TRUCK), at(hour, minute))
    return (found.here.corner if found.here else ""), (found.next.corner if found.next else "")


def test_the_public_is_told_what_the_crew_said(stops: list[Stop]) -> None:
    first, second, last = (stop.id for stop in stops)
    with clock.pretending(at(22, 5)):
        actions.reach(stop=first, **CREW)
    with clock.pretending(at(23, 20)):
        actions.depart(stop=first, **CREW)
        actions.delay(stop=second, minutes=30, **CREW)
        actions.move(stop=second, corner="Ontario / De Lorimier", **CREW)
        actions.cancel(stop=last, why=Cancelled.BREAKDOWN, **CREW)
    assert told(22, 4) == ("", "Berri / Sainte-Catherine")
    assert told(22, 5) == ("Berri / Sainte-Catherine", "Ontario / De Lorimier")
    assert told(23, 25) == ("", "Ontario / De Lorimier")
    assert told(0, 14) == ("", "Ontario / De Lorimier")
    assert told(0, 15) == ("Ontario / De Lorimier", "Berri / Sainte-Catherine")
    off = reads.truck(site_row(TRUCK), at(23, 30)).off
    assert [(o.stop.id, o.outing and o.outing.cancelled) for o in off] == [
        (last, Cancelled.BREAKDOWN)
    ]


def test_who_comes_to_the_next_stop_has_left_the_one_before(stops: list[Stop]) -> None:
    with clock.pretending(at(22)):
        actions.reach(stop=stops[0].id, **CREW)
    with clock.pretending(at(23, 25)):
        actions.reach(stop=stops[1].id, **CREW)
    left = OutingRow.objects.get(stop=stops[0].id)
    assert left.departed_at == at(23, 25)
    assert told(23, 26) == ("Ontario / Papineau", "Atwater / Sainte-Catherine")


def test_the_rest_of_the_night_is_cancelled_at_once_and_no_other_night(stops: list[Stop]) -> None:
    with clock.pretending(at(23, 35)):
        actions.cancel(stop=stops[1].id, why=Cancelled.BREAKDOWN, rest=True, **CREW)
    assert OutingRow.objects.filter(cancelled="breakdown").count() == 2
    assert told(23, 36) == ("", "Berri / Sainte-Catherine")
    assert not OutingRow.objects.filter(stop=stops[0].id).exists()


REFUSED: dict[str, Callable[[str], Any]] = {
    "hours before its time": lambda stop: in_pretence(at(18), actions.reach, stop),
    "after its end": lambda stop: in_pretence(at(23, 30), actions.reach, stop),
    "on a date without it": lambda stop: actions.reach(
        by="dany", stop=stop, day=FIRST - timedelta(days=1)
    ),
    "later than it lasts": lambda stop: actions.delay(stop=stop, minutes=90, **CREW),
    "not late at all": lambda stop: actions.delay(stop=stop, minutes=0, **CREW),
    "moved to nowhere": lambda stop: actions.move(stop=stop, corner=" ", **CREW),
    "moved to a whole story": lambda stop: actions.move(stop=stop, corner="x" * 81, **CREW),
    "no such stop": lambda _stop: actions.reach(stop=new_id(), **CREW),
    "no identity": lambda _stop: actions.reach(stop="1", **CREW),
}


def in_pretence(moment: datetime, verb: Callable[..., Any], stop: str) -> Any:
    with clock.pretending(moment):
        return verb(stop=stop, **CREW)


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_cannot_be_so_is_refused(stops: list[Stop], wrong: str) -> None:
    before = written()
    with clock.pretending(at(22, 20)), pytest.raises(Refused):
        REFUSED[wrong](stops[0].id)
    assert written() == before


def test_a_form_sent_twice_is_one_fact(stops: list[Stop]) -> None:
    submission = new_id()
    with clock.pretending(at(22, 1)):
        actions.delay(stop=stops[0].id, minutes=15, submission=submission, **CREW)
        with pytest.raises(Repeated):
            actions.delay(stop=stops[0].id, minutes=15, submission=submission, **CREW)


def test_an_arrival_filled_in_afterwards_counts_from_its_true_time(stops: list[Stop]) -> None:
    with clock.pretending(at(23)):
        actions.reach(stop=stops[0].id, at=at(22, 10), **CREW)
    assert told(22, 9)[0] == ""
    assert told(22, 10)[0] == "Berri / Sainte-Catherine"


def test_words_about_one_stop_fold_by_the_time_they_were_true(stops: list[Stop]) -> None:
    with clock.pretending(at(23)):
        actions.delay(stop=stops[1].id, minutes=30, at=at(22, 50), **CREW)
        outing = actions.delay(stop=stops[1].id, minutes=15, at=at(22, 40), **CREW)
    assert outing.late_minutes == 30


def test_an_entry_is_corrected_and_breaks_no_rule(stops: list[Stop]) -> None:
    with clock.pretending(at(22, 5)):
        outing = actions.reach(stop=stops[0].id, **CREW)
        actions.depart(stop=stops[0].id, **CREW)
    with clock.pretending(at(23)):
        reached, departed = entries(outing.id)
        why = CorrectionReason.TIME
        corrections.correct(by="isa", entry_id=departed.id, why=why, at=at(22, 45))
        with pytest.raises(Malformed):
            corrections.correct(by="isa", entry_id=reached.id, why=why, at=at(22, 50))
        with pytest.raises(Malformed):
            corrections.strike(by="isa", entry_id=reached.id, why=why)
        corrections.strike(by="isa", entry_id=departed.id, why=why)
    assert reads.truck(site_row(TRUCK), at(22, 50)).here is not None


def test_a_struck_cancellation_never_was(stops: list[Stop]) -> None:
    with clock.pretending(at(22, 5)):
        outing = actions.cancel(stop=stops[0].id, why=Cancelled.OTHER, **CREW)
        (wrong,) = entries(outing.id)
        corrections.strike(by="isa", entry_id=wrong.id, why=CorrectionReason.TYPED)
    assert not OutingRow.objects.exists()
    assert told(22, 30)[0] == "Berri / Sainte-Catherine"


# The schedule.


def plan(begins: int, ends: int, weekdays: Any = range(7), **other: Any) -> Stop:
    return actions.plan_stop(
        **{
            "by": "isa",
            "place": TRUCK,
            "corner": "Peel / Notre-Dame",
            "first": FIRST,
            "span": Span(begins, ends),
            "weekdays": weekdays,
            **other,
        }
    )


WRONG: dict[str, dict[str, Any]] = {
    "over another stop": {"begins": 23 * 60, "ends": 23 * 60 + 40},
    "around another stop": {"begins": 21 * 60, "ends": 4 * 60},
    "over the one after midnight": {"begins": 60, "ends": 80, "weekdays": [2]},
    "over the night of the day before": {"begins": 7 * 60, "ends": 22 * 60 + 1, "weekdays": [0]},
    "on no day": {"begins": 300, "ends": 330, "weekdays": []},
    "on an eighth day": {"begins": 300, "ends": 330, "weekdays": [7]},
    "at no corner": {"begins": 300, "ends": 330, "corner": "  "},
    "at no time": {"begins": 300, "ends": 1440},
    "in one language": {"begins": 300, "ends": 330, "place_fr": "devant la bibliothèque"},
    "at no site": {"begins": 300, "ends": 330, "place": "nowhere"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_stop_that_cannot_be_is_not_planned(stops: list[Stop], wrong: str) -> None:
    before = written()
    with pytest.raises(Refused):
        plan(**WRONG[wrong])
    assert written() == before
    assert StopRow.objects.count() == 3


def test_stops_may_touch_and_share_hours_on_other_days(stops: list[Stop]) -> None:
    plan(23 * 60 + 30, 23 * 60 + 45)
    actions.end_stop(by="isa", stop=stops[0].id, last=DAY)
    plan(22 * 60, 22 * 60 + 30, first=DAY + timedelta(days=1))
    assert StopRow.objects.count() == 5


def test_an_ended_stop_stays_in_the_past_and_leaves_the_future(stops: list[Stop]) -> None:
    actions.end_stop(by="isa", stop=stops[0].id, last=DAY)
    assert told(22, 30)[0] == "Berri / Sainte-Catherine"
    tomorrow = at(22, 30) + timedelta(days=1)
    assert reads.truck(site_row(TRUCK), tomorrow).here is None
    with pytest.raises(Malformed):
        actions.end_stop(by="isa", stop=stops[1].id, last=FIRST - timedelta(days=2))


def test_a_stop_of_which_something_was_said_is_ended_not_struck(stops: list[Stop]) -> None:
    with clock.pretending(at(22, 1)):
        actions.reach(stop=stops[0].id, **CREW)
    for stop, holds in ((stops[0], True), (stops[1], False)):
        (planned,) = entries(stop.id)
        if holds:
            with pytest.raises(Refused):
                corrections.strike(by="isa", entry_id=planned.id, why=CorrectionReason.TYPED)
        else:
            corrections.strike(by="isa", entry_id=planned.id, why=CorrectionReason.TYPED)
    assert {row.id for row in StopRow.objects.all()} == {stops[0].id, stops[2].id}


def test_a_corrected_corner_still_fits(stops: list[Stop]) -> None:
    (planned,) = entries(stops[0].id)
    body = facts.StopPlanned("Berri / Maisonneuve", Span(22 * 60, 60), tuple(range(7)), FIRST)
    with pytest.raises(Refused):
        corrections.correct(by="isa", entry_id=planned.id, why=CorrectionReason.TYPED, body=body)
    body = facts.StopPlanned("Berri / Maisonneuve", stops[0].span, stops[0].weekdays, FIRST)
    corrections.correct(by="isa", entry_id=planned.id, why=CorrectionReason.TYPED, body=body)
    assert told(22, 30)[0] == "Berri / Maisonneuve"


def test_tables_are_what_the_facts_say(stops: list[Stop]) -> None:
    with clock.pretending(at(22, 20)):
        for verb in ("late", "move", "we are here", "leaving"):
            VERBS[verb](stops[0].id)
    before = [list(model.objects.order_by("pk").values()) for model in (StopRow, OutingRow)]
    replay.rebuild()
    assert before == [list(m.objects.order_by("pk").values()) for m in (StopRow, OutingRow)]


# What the report asks.


def arrive(moment: datetime) -> None:
    with clock.pretending(moment):
        floor.arrive(by="dany", place=TRUCK, mode=Mode.INJECTION, substances=[Substance.DOWN])


def test_visits_are_counted_at_the_stop_where_the_truck_stood(stops: list[Stop]) -> None:
    with clock.pretending(at(21, 50)):
        actions.reach(stop=stops[0].id, **CREW)
        arrive(at(21, 55))
    for moment in (at(22, 10), at(23, 29)):
        arrive(moment)
    with clock.pretending(at(23, 30)):
        actions.depart(stop=stops[0].id, **CREW)
    arrive(at(23, 40))
    with clock.pretending(at(23, 41)):
        actions.delay(stop=stops[1].id, minutes=30, **CREW)
        arrive(at(23, 50))
    arrive(at(1, 0))
    counted = reads.visits_by_stop(TRUCK, at(12), at(6))
    assert counted == {"Berri / Sainte-Catherine": 3, "": 2, "Ontario / Papineau": 1}
    assert reads.visits_by_stop(TRUCK, at(23), at(23, 35)) == {"Berri / Sainte-Catherine": 1}


def test_hours_open_are_those_of_the_stops_as_they_came(stops: list[Stop]) -> None:
    """Three stops make 4.5 hours; on the night of the spring change the last is an hour shorter."""
    full = reads.hours_open(TRUCK, at(12), at(6))
    assert full == {n: 4.5 if n == DAY.weekday() else 0.0 for n in range(7)}
    with clock.pretending(at(22, 20)):
        actions.reach(stop=stops[0].id, **CREW)
        actions.delay(stop=stops[1].id, minutes=30, **CREW)
        actions.cancel(stop=stops[2].id, why=Cancelled.WEATHER, **CREW)
    assert reads.hours_open(TRUCK, at(12), at(6))[DAY.weekday()] == pytest.approx(70 / 60 + 1)
    spring = EVENING.replace(day=7, hour=12)
    assert spring.date() == SPRING
    assert reads.hours_open(TRUCK, spring, spring + timedelta(days=1))[5] == 3.5
    assert reads.hours_open(TRUCK, at(22, 30), at(22, 45))[DAY.weekday()] == 0.25


def test_the_stop_at_a_moment(stops: list[Stop]) -> None:
    found = reads.stop_at(TRUCK, at(0, 30))
    assert found is not None
    assert (found.stop.id, found.day) == (stops[1].id, DAY)
    assert reads.stop_at(TRUCK, at(4)) is None
    with pytest.raises(Absent):
        reads.stop_at("nowhere", at(4))
