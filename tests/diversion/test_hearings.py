"""Hearings: free times, whole panels, conflicts, nobody in two places, time limits of their own."""

from datetime import datetime, timedelta

import pytest

from veille.diversion import actions, commissions, decisions, hearings, reads
from veille.diversion.facts import Panelist
from veille.diversion.panel import choose, is_whole
from veille.diversion.slots import slots
from veille.diversion.words import (
    Deadline,
    LateReason,
    MoveReason,
    Profession,
    Status,
)
from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused

from . import scene
from .scene import MONTREAL, acknowledged, appointment, notified, scheduled

pytestmark = pytest.mark.usefixtures("there")

LAW, HEALTH, SOCIAL = Profession.LEGAL, Profession.HEALTH, Profession.SOCIAL


def _panel(*professions: Profession) -> list[Panelist]:
    return [Panelist(f"{n}", one) for n, one in enumerate(professions)]


def first_slots(count: int) -> list[datetime]:
    """The first times at which hearings are held."""
    found = slots(scene.DETAILS, scene.START, scene.START + 7 * scene.A_DAY)
    return sorted({slot.at for slot in found})[:count]


@pytest.mark.parametrize(
    ("professions", "whole"),
    [
        ((LAW, HEALTH, SOCIAL), True),
        ((LAW, HEALTH, HEALTH), True),
        ((LAW, SOCIAL, SOCIAL), True),
        ((LAW, LAW, SOCIAL), False),
        ((HEALTH, HEALTH, SOCIAL), False),
        ((LAW, HEALTH), False),
        ((LAW, HEALTH, SOCIAL, SOCIAL), False),
        ((), False),
    ],
)
def test_a_panel_is_one_of_law_and_two_of_health_or_social_work(
    professions: tuple[Profession, ...], whole: bool
) -> None:
    assert is_whole(_panel(*professions)) is whole
    assert not is_whole([Panelist("same", one) for one in professions])


def test_the_least_busy_who_are_free_are_chosen() -> None:
    free = [*_panel(LAW, LAW, HEALTH, SOCIAL, SOCIAL)]
    chosen = choose(free, {"0": 3, "2": 2, "3": 1}, but=["4"])
    assert [one.account for one in chosen] == ["1", "3", "2"]
    assert choose(free[:4], {}, but=["2"]) == ()


def test_hearings_keep_to_the_wall_clock_when_the_clocks_change() -> None:
    """In Montréal the clocks went forward on 8 March 2026."""
    since = datetime(2026, 3, 6, tzinfo=scene.START.tzinfo)
    zone = reads.zone_of(MONTREAL)
    found = {
        s.at.astimezone(zone).hour for s in slots(scene.DETAILS, since, since + 5 * scene.A_DAY)
    }
    assert found == {9, 10, 11}


def test_the_first_free_hearing_is_given_with_a_whole_panel_in_a_free_room() -> None:
    cases = [scheduled() for _ in range(3)]
    first, second = first_slots(2)
    assert [appointment(case) for case in cases] == [first, first, second]
    rooms = [case.appointment.room for case in cases if case.appointment]
    assert rooms == ["A", "B", "A"]
    assert all(is_whole(case.panel) for case in cases)
    together = [one.account for case in cases[:2] for one in case.panel]
    assert len(set(together)) == 6
    row = reads.case(cases[0].id)
    assert (row.appointment_at, row.room, row.status) == (first, "A", "scheduled")


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [(-48, "that is past"), (0.5, "No hearings are held at"), (24 * 5 + 2, "No hearings are held")],
)
def test_a_hearing_is_fixed_for_a_time_to_come_in_a_session(hours: float, sentence: str) -> None:
    case = acknowledged()
    before = scene.written()
    with pytest.raises(Malformed, match=sentence):
        actions.schedule(by="clerk", case=case.id, appointment=scene.START + timedelta(hours=hours))
    assert scene.written() == before


def test_nobody_sits_on_two_hearings_at_once() -> None:
    (first,) = first_slots(1)
    panel = ("ana", "bo", "chi")
    actions.schedule(by="clerk", case=acknowledged().id, appointment=first, panel=panel)
    other = acknowledged()
    with pytest.raises(Refused, match="another hearing at that time"):
        actions.schedule(by="clerk", case=other.id, appointment=first, panel=("dan", "eve", "chi"))
    free = actions.schedule(
        by="clerk", case=other.id, appointment=first, panel=("dan", "eve", "fay")
    )
    with pytest.raises(Refused, match="another hearing at that time"):
        actions.seat(by="clerk", case=free.id, panel=("dan", "bo", "fay"))
    with pytest.raises(Refused, match="another hearing at that time"):
        actions.step_out(by="clerk", case=free.id, account="eve", replacement="bo")
    with pytest.raises(Refused, match="No room is free"):
        actions.schedule(by="clerk", case=acknowledged().id, appointment=first)


def test_a_panel_of_the_wrong_make_or_from_elsewhere_is_refused() -> None:
    case = scheduled()
    for panel, sentence in (
        (("ana", "dan", "chi"), "one from law, two"),
        (("ana", "bo", "bo"), "three different people"),
        (("lou", "bo", "chi"), "no member of this commission"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.seat(by="clerk", case=case.id, panel=panel)


def test_who_steps_out_for_a_conflict_sits_on_the_case_no_more() -> None:
    case = scheduled()
    out = case.panel[0].account
    after = actions.step_out(by="clerk", case=case.id, account=out, replacement="gus")
    assert "gus" in {one.account for one in after.panel}
    assert hearings.panels_of([case.id])[case.id][0].account == "gus"
    with pytest.raises(Refused, match="stepped out of this case"):
        actions.seat(by="clerk", case=case.id, panel=(out, "bo", "chi"))
    moved = actions.reschedule(by="clerk", case=case.id, why=MoveReason.PERSON)
    assert out not in {one.account for one in moved.panel}


def test_without_quorum_nobody_is_heard_and_nothing_is_decided() -> None:
    case = notified()
    out = case.panel[0].account
    actions.step_out(by="clerk", case=case.id, account=out)
    with pytest.raises(Refused, match="A panel is three"):
        scene.at_hearing(case, lambda: decisions.hear(by="ana", case=case.id))
    judged = scene.assessed()
    with clock.pretending(scene.after(judged)):
        with pytest.raises(Refused, match="nobody can come in after the hearing"):
            actions.step_out(
                by="clerk", case=judged.id, account=judged.panel[0].account, replacement="gus"
            )
        actions.step_out(by="clerk", case=judged.id, account=judged.panel[0].account)
        with pytest.raises(Refused, match="there is no quorum"):
            decisions.decide(by="bo", case=judged.id, decision=scene.DecisionKind.ACQUITTAL)
        again = actions.reschedule(by="clerk", case=judged.id, why=MoveReason.PANEL)
    assert (again.status, again.heard_at, again.assessment) == (Status.RESCHEDULED, None, None)


def test_a_hearing_is_not_held_nor_missed_before_its_time() -> None:
    tomorrow = first_slots(5)[-1]
    fixed = actions.schedule(by="clerk", case=acknowledged().id, appointment=tomorrow)
    case = scene.notify(fixed)
    with pytest.raises(Malformed, match="cannot have been held yet"):
        scene.at_hearing(case, lambda: decisions.hear(by="ana", case=case.id), -3)
    with pytest.raises(Malformed, match="nobody can have missed it yet"):
        scene.at_hearing(case, lambda: actions.miss(by="clerk", case=case.id), -0.1)


def test_a_member_sits_from_the_first_day_to_the_day_before_the_last() -> None:
    row = reads.is_member(MONTREAL, "ana", scene.START.date())
    assert row is not None
    commissions.end_member(by="coord", member=row.id, until=scene.START.date())
    assert reads.is_member(MONTREAL, "ana", scene.START.date()) is None
    assert "ana" not in {one.account for one in scheduled().panel}
    with pytest.raises(Refused, match="ends by then already"):
        commissions.end_member(by="coord", member=row.id, until=scene.START.date())


def test_where_no_hearing_is_free_in_time_the_reason_stands_with_it() -> None:
    """Found on a Friday evening three days ago: the first hearing is later than 72 hours."""
    late = actions.schedule(
        by="clerk", case=acknowledged(found_at=scene.START - 71 * scene.HOUR).id
    )
    assert late.explained == {Deadline.APPEARANCE: LateReason.NO_SLOT}
    chosen = acknowledged(found_at=scene.START - 71 * scene.HOUR)
    ninth = first_slots(9)[-1]
    unexplained = actions.schedule(by="clerk", case=chosen.id, appointment=ninth)
    assert unexplained.explained == {}
    due = {(d.case.id, d.limit.deadline) for d in reads.deadlines(MONTREAL, ninth)}
    assert (chosen.id, Deadline.APPEARANCE) in due
    assert (late.id, Deadline.APPEARANCE) not in due


def test_the_docket_shows_hearings_and_what_is_free_by_day() -> None:
    case = scheduled()
    today, tomorrow = hearings.docket(MONTREAL, scene.START.date(), 2)
    assert [row.id for row in today.hearings] == [case.id]
    # Two rooms, four times a day; two panels for seven members, of whom three are taken once.
    assert len(today.free) == 7
    assert len(tomorrow.free) == 8
    mine = case.panel[0].account
    assert [r.id for r in hearings.hearings_of(mine, MONTREAL, scene.START.date())] == [case.id]
    with clock.pretending(scene.START + 4 * scene.HOUR):
        (later,) = hearings.docket(MONTREAL, scene.START.date(), 1)
    assert [slot.at for slot in later.free] == [first_slots(4)[-1]] * 2


def test_two_commissions_hear_at_the_same_time() -> None:
    here = scheduled()
    there = actions.schedule(by="clerk", case=acknowledged(domicile="Laval").id)
    assert appointment(here) == appointment(there)
    assert {one.account for one in there.panel} == set(scene.MEMBERS[scene.LAVAL])
