"""Time limits: from when they run, what keeps them, and that a decision waits for a reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from veille.diversion import actions, decisions, follow_up, reads
from veille.diversion.deadlines import Times, limits
from veille.diversion.words import (
    Authority,
    Deadline,
    DecisionKind,
    LateReason,
    NoticeBy,
    Status,
    Treatment,
)
from veille.ledger import clock
from veille.ledger.refusal import Refused

from . import scene
from .scene import HOUR, MONTREAL

FOUND = datetime(2026, 3, 2, 12, tzinfo=UTC)


#: In hours.
MINUTE = 1 / 60


def after(hours: float) -> datetime:
    return FOUND + timedelta(hours=hours)


def times(**told: Any) -> Times:
    whole: dict[str, Any] = {
        "status": Status.RECEIVED,
        "authority": Authority.POLICE,
        "found_at": FOUND,
        "received_at": after(3),
        "acknowledged_at": None,
        "heard_at": None,
        "decided_until": None,
        "decided_at": None,
        "rule": "",
        "treatment": Treatment.NONE,
        "attended_at": None,
        "reported_at": None,
        "destroy_on": None,
        "explained": {},
    }
    return Times(**{**whole, **told})


#: What is so of a case → hours from the finding at which each limit is due.
DUE: list[tuple[dict[str, Any], dict[str, float]]] = [
    ({}, {"report": 36, "acknowledgement": 36, "appearance": 72}),
    ({"received_at": after(36)}, {"report": 36, "acknowledgement": 36, "appearance": 72}),
    ({"received_at": after(40)}, {"report": 36, "acknowledgement": 76, "appearance": 72}),
    (
        {"authority": Authority.COURT, "received_at": after(500)},
        {"acknowledgement": 536, "appearance": 572},
    ),
    (
        {"status": Status.ASSESSED, "heard_at": after(50)},
        {"report": 36, "acknowledgement": 36, "appearance": 72},
    ),
    (
        {"status": Status.CLOSED, "destroy_on": after(240).date()},
        {"report": 36, "acknowledgement": 36, "record": 256 - MINUTE},
    ),
    (
        {"status": Status.FINED, "heard_at": after(50), "decided_until": after(240).date()},
        {"report": 36, "acknowledgement": 36, "appearance": 72, "due": 256 - MINUTE},
    ),
    (
        {
            "status": Status.SUSPENDED,
            "heard_at": after(50),
            "decided_until": after(240).date(),
            "decided_at": after(50),
            "rule": "suspension-first",
        },
        {"report": 36, "acknowledgement": 36, "appearance": 72, "suspension": 256 - MINUTE},
    ),
]


@pytest.mark.parametrize(("told", "due"), DUE)
def test_each_limit_runs_from_where_the_law_counts(
    told: dict[str, Any], due: dict[str, float]
) -> None:
    """Days end in Montréal, 4 hours after midnight in UTC once the clocks went forward."""
    found = {one.deadline.value: one for one in limits(times(**told), "PT", "America/Toronto")}
    hours = {key: (one.due - FOUND) / HOUR for key, one in found.items()}
    assert hours == pytest.approx(due)
    assert found["acknowledgement"].basis is not None
    assert found["acknowledgement"].basis.source == "primary"


@pytest.mark.parametrize(
    ("status", "deadline", "set_by"),
    [
        (Status.FINED, Deadline.DUE, "panel"),
        (Status.MEASURED, Deadline.DUE, "panel"),
        (Status.SUSPENDED, Deadline.SUSPENSION, ""),
        (Status.PRESENTING, Deadline.SUSPENSION, ""),
        (Status.CLOSED, Deadline.RECORD, "commission"),
    ],
)
def test_a_day_that_no_law_names_says_whose_word_it_is(
    status: Status, deadline: Deadline, set_by: str
) -> None:
    day = after(240).date()
    told = times(
        status=status,
        heard_at=after(50),
        decided_until=day,
        decided_at=after(50),
        rule="suspension-first" if status is Status.SUSPENDED else "suspended-with-presentations",
        destroy_on=day,
    )
    *_others, last = limits(told, "PT", "America/Toronto")
    assert (last.deadline, last.set_by) == (deadline, set_by)
    assert (last.basis is None) == bool(set_by)


def test_a_limit_is_passed_once_its_time_is_over_and_what_it_asks_is_not_done() -> None:
    (_report, late, _appearance) = limits(times(acknowledged_at=after(37)), "PT", "America/Toronto")
    (_report, kept, _appearance) = limits(times(acknowledged_at=after(36)), "PT", "America/Toronto")
    assert late.passed(after(38))
    assert late.needs_reason(after(38))
    assert not kept.passed(after(1000))
    why = {"acknowledgement": "other"}
    (_r, said, _a) = limits(
        times(acknowledged_at=after(37), explained=why), "PT", "America/Toronto"
    )
    assert said.passed(after(38))
    assert not said.needs_reason(after(38))


def test_a_law_without_limits_has_none() -> None:
    assert list(limits(times(), "CA-QC", "America/Toronto")) == []


@pytest.mark.usefixtures("there")
def test_a_decision_waits_until_somebody_says_why_a_limit_was_not_kept() -> None:
    case = scene.receive(found_at=scene.START - HOUR).case
    with clock.pretending(scene.START + 40 * HOUR):
        actions.acknowledge(by="clerk", case=case)
        fixed = actions.schedule(by="clerk", case=case)
        actions.notify(by="clerk", case=case, way=NoticeBy.MAIL)
    with clock.pretending(scene.appointment(fixed) + HOUR):
        decisions.hear(by="ana", case=case)
        decisions.assess(by="ana", case=case, dependent=True)
        before = scene.written()
        with pytest.raises(Refused, match="the referral is acknowledged, by Tuesday"):
            decisions.decide(by="ana", case=case, decision=DecisionKind.WARNING)
        assert scene.written() == before
        (due,) = reads.deadlines(MONTREAL, clock.now())
        assert (due.limit.deadline, due.needs_reason) == (Deadline.ACKNOWLEDGEMENT, True)
        actions.explain(
            by="clerk", case=case, deadline=Deadline.ACKNOWLEDGEMENT, why=LateReason.COMMISSION
        )
        assert reads.deadlines(MONTREAL, clock.now()) == []
        done = decisions.decide(by="ana", case=case, decision=DecisionKind.WARNING)
    assert done.status is Status.DECIDED


@pytest.mark.usefixtures("there")
def test_who_did_not_appear_is_the_reason_why_they_appear_late() -> None:
    once = scene.missed(found_at=scene.START - HOUR)
    assert once.explained == {Deadline.APPEARANCE: LateReason.PERSON}


@pytest.mark.usefixtures("there")
def test_the_docket_has_each_limit_days_before_and_the_first_due_first() -> None:
    soon = scene.receive(found_at=scene.START - 30 * HOUR)
    later = scene.receive(found_at=scene.START - HOUR)
    suspended = scene.decide(scene.assessed(), DecisionKind.PROVISIONAL_SUSPENSION, months=1)
    found = [(due.case.id, due.limit.deadline.value) for due in reads.deadlines(MONTREAL, FOUND)]
    assert found == [
        (soon.case, "acknowledgement"),
        (later.case, "acknowledgement"),
        (soon.case, "appearance"),
        (later.case, "appearance"),
    ]
    (ends,) = [one for one in reads.limits(reads.case(suspended.id)) if one.met_at is None]
    assert ends.deadline is Deadline.SUSPENSION
    with clock.pretending(ends.due - 5 * scene.A_DAY):
        due = reads.deadlines(MONTREAL, clock.now())
    assert (suspended.id, Deadline.SUSPENSION) in {(d.case.id, d.limit.deadline) for d in due}


@pytest.mark.usefixtures("there")
def test_a_record_falls_due_on_its_date() -> None:
    closed = scene.case_in(Status.CLOSED)
    assert closed.destroy_on is not None
    on = datetime.combine(closed.destroy_on, scene.START.timetz())
    assert reads.deadlines(MONTREAL, on - 8 * scene.A_DAY) == []
    (due,) = reads.deadlines(MONTREAL, on - 3 * scene.A_DAY)
    assert (due.case.id, due.limit.deadline, due.passed) == (closed.id, Deadline.RECORD, False)
    with clock.pretending(on):
        follow_up.destroy(by="clerk", case=closed.id)
        assert reads.deadlines(MONTREAL, on) == []
