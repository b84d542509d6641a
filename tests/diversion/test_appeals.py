"""A decision can be appealed for so many working days: until then, and while a court has it, it is
not final."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from veille.diversion import decisions, facts, follow_up, reads
from veille.diversion.commission_state import TreatmentPlace
from veille.diversion.days import months_after, working_days_after
from veille.diversion.pages import words
from veille.diversion.state import Case
from veille.diversion.words import (
    ClosingReason,
    Deadline,
    DecisionKind,
    Measure,
    Ruling,
    Status,
    Treatment,
    Verb,
)
from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused

from . import scene

pytestmark = pytest.mark.usefixtures("there")

SANCTION, WARNING = DecisionKind.SUSPENDED_SANCTION, DecisionKind.WARNING
#: Twenty working days after Monday 2 March 2026.
LAST_DAY = date(2026, 3, 30)


def sanctioned(decision: DecisionKind = SANCTION, **told: object) -> Case:
    return scene.decide(scene.assessed(dependent=True), decision, **told)


def days_later(case: Case, days: float) -> AbstractContextManager[None]:
    return clock.pretending(scene.after(case) + days * scene.A_DAY)


@pytest.mark.parametrize(
    ("day", "count", "holidays", "last"),
    [
        (date(2026, 3, 2), 20, (), LAST_DAY),
        (date(2026, 3, 6), 1, (), date(2026, 3, 9)),
        (date(2026, 3, 7), 1, (), date(2026, 3, 9)),
        (date(2026, 3, 2), 20, (date(2026, 3, 19),), date(2026, 3, 31)),
    ],
)
def test_saturdays_sundays_and_holidays_do_not_count(
    day: date, count: int, holidays: tuple[date, ...], last: date
) -> None:
    assert working_days_after(day, count, holidays) == last


def test_a_sanction_can_be_appealed_and_what_is_none_cannot() -> None:
    assert sanctioned().decision.appeal_until == LAST_DAY
    with clock.pretending(scene.START + scene.A_MONTH):
        suspended = scene.case_in(Status.SUSPENDED)
        assert suspended.decision.appeal_until is None
        with days_later(suspended, 0), pytest.raises(Refused, match="No appeal is open"):
            decisions.appeal(
                by="clerk", case=scene.decide(scene.assessed(), DecisionKind.ACQUITTAL).id
            )


def test_nobody_appeals_after_the_last_day_or_twice() -> None:
    case = sanctioned()
    with days_later(case, 29), pytest.raises(Refused, match="ended on March 30, 2026"):
        decisions.appeal(by="clerk", case=case.id)
    with days_later(case, 27):
        decisions.appeal(by="clerk", case=case.id)
        for verb in (decisions.appeal, decisions.waive_appeal):
            with pytest.raises(Refused, match="entered already"):
                verb(by="clerk", case=case.id)


def test_a_suspended_sanction_runs_from_the_day_on_which_it_is_final() -> None:
    case = sanctioned()
    assert (case.decision.final_on, case.decision.until) == (date(2026, 3, 31), date(2027, 3, 31))
    assert reads.case(case.id).decided_until == date(2027, 3, 31)
    with days_later(case, 1):
        waived = decisions.waive_appeal(by="clerk", case=case.id)
    assert (waived.decision.final_on, waived.decision.until) == (date(2026, 3, 3), date(2027, 3, 3))


def test_while_a_court_has_it_nothing_is_final_and_nothing_ends() -> None:
    case = sanctioned()
    with days_later(case, 3):
        appealed = decisions.appeal(by="clerk", case=case.id)
        assert (appealed.decision.final_on, appealed.decision.until) == (None, None)
        with pytest.raises(Refused, match="before a court"):
            follow_up.fulfil(by="clerk", case=case.id)
        with pytest.raises(Refused, match="before a court"):
            follow_up.close(by="clerk", case=case.id, reason=ClosingReason.NOT_FULFILLED)
    with days_later(case, 90):
        ruled = decisions.rule_on_appeal(by="clerk", case=case.id, ruling=Ruling.UPHELD)
    assert (ruled.status, ruled.decision.final_on) == (Status.PRESENTING, date(2026, 5, 31))
    assert ruled.decision.until == date(2027, 5, 31)


def test_what_the_court_sets_aside_leaves_nothing_to_follow() -> None:
    case = sanctioned()
    with days_later(case, 3):
        with pytest.raises(Refused, match="No appeal is before a court"):
            decisions.rule_on_appeal(by="clerk", case=case.id, ruling=Ruling.SET_ASIDE)
        decisions.appeal(by="clerk", case=case.id)
        ruled = decisions.rule_on_appeal(by="clerk", case=case.id, ruling=Ruling.SET_ASIDE)
        assert (ruled.status, ruled.decision.final_on) == (Status.DECIDED, None)
        closed = follow_up.close(by="clerk", case=case.id, reason=ClosingReason.SET_ASIDE)
    assert closed.status is Status.CLOSED


def test_a_warning_is_not_closed_before_it_is_final() -> None:
    case = sanctioned(WARNING)
    with days_later(case, 5), pytest.raises(Refused, match="appealed until March 30, 2026"):
        follow_up.close(by="clerk", case=case.id, reason=ClosingReason.NOTHING_DUE)
    with days_later(case, 29):
        closed = follow_up.close(by="clerk", case=case.id, reason=ClosingReason.NOTHING_DUE)
    assert closed.status is Status.CLOSED


def test_a_provisional_suspension_is_extended_once_by_a_year_with_reasons() -> None:
    case = scene.decide(scene.assessed(), DecisionKind.PROVISIONAL_SUSPENSION, months=24)
    with days_later(case, 500):
        with pytest.raises(Malformed, match="reasons"):
            decisions.prolong(by="ana", case=case.id, months=6)
        with pytest.raises(Malformed, match="1 to 12 months"):
            decisions.prolong(by="ana", case=case.id, months=13, note="treatment goes on")
        longer = decisions.prolong(by="ana", case=case.id, months=12, note="treatment goes on")
        assert (longer.decision.months, longer.decision.until) == (36, date(2029, 3, 2))
        with pytest.raises(Refused, match="extended already"):
            decisions.prolong(by="ana", case=case.id, months=1, note="again")


def test_a_suspended_sanction_ends_for_repeated_breach_alone() -> None:
    case = sanctioned()
    with days_later(case, 40):
        follow_up.absent(by="clerk", case=case.id, on=date(2026, 4, 6))
        with pytest.raises(Refused, match=r"art\. 19\(1\), 20, 21 and 23\): 1 of 2"):
            decisions.resume(by="ana", case=case.id)
        follow_up.absent(by="clerk", case=case.id, on=date(2026, 4, 10))
        assert decisions.resume(by="ana", case=case.id).status is Status.ASSESSED


@pytest.mark.parametrize("days", [0, 11])
def test_a_presentation_is_missed_between_the_day_on_which_it_is_final_and_today(days: int) -> None:
    case = sanctioned()
    wrong = LAST_DAY + timedelta(days=days)
    with days_later(case, 30), pytest.raises(Malformed, match="between March 31, 2026 and today"):
        follow_up.absent(by="clerk", case=case.id, on=wrong)


@pytest.mark.parametrize("verb", [Verb.PRESENT, Verb.ABSENT, Verb.RESUME, Verb.FULFIL])
def test_nothing_of_a_suspended_sanction_runs_before_it_is_final(verb: Verb) -> None:
    case = sanctioned()
    with days_later(case, 1):
        with pytest.raises(Refused, match="final from March 31, 2026 on"):
            scene.do(verb, case)
        decisions.appeal(by="clerk", case=case.id)
    with days_later(case, 60), pytest.raises(Refused, match="before a court"):
        scene.do(verb, case)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.MEASURED])
def test_what_was_decided_for_a_time_is_not_done_before_it_is_over(status: Status) -> None:
    case = scene.case_in(status)
    until = case.decision.until
    with days_later(case, 0):
        if status is Status.MEASURED:
            decisions.waive_appeal(by="ana", case=case.id)
        with pytest.raises(Refused, match="runs until"):
            follow_up.fulfil(by="clerk", case=case.id)
    with clock.pretending(datetime(until.year, until.month, until.day, 18, tzinfo=UTC)):
        assert follow_up.fulfil(by="clerk", case=case.id).status is Status.FULFILLED


def test_what_is_decided_in_the_evening_is_decided_that_day_where_the_commission_is() -> None:
    case = scene.assessed(dependent=True)
    evening = datetime(2026, 3, 2, 22, tzinfo=ZoneInfo("America/Toronto"))  # the 3rd in UTC
    assert evening > scene.after(case)
    with clock.pretending(evening):
        decisions.decide(
            by="ana",
            case=case.id,
            decision=SANCTION,
            months=12,
            presentations=2,
            sanction=scene.BARRED,
        )
        decisions.waive_appeal(by="ana", case=case.id)
        missed = follow_up.absent(by="clerk", case=case.id)
    assert missed.moves[-1].body.on == date(2026, 3, 2)


def test_a_suspension_that_is_revoked_leads_to_the_sanction_that_was_suspended() -> None:
    case = sanctioned()
    with days_later(case, 40):
        follow_up.absent(by="clerk", case=case.id)
        with pytest.raises(Refused, match="1 of 2"):
            decisions.revoke(by="ana", case=case.id)
        follow_up.absent(by="clerk", case=case.id)
        with pytest.raises(Malformed, match="no day by which it is due"):
            decisions.revoke(by="ana", case=case.id, due_by=date(2026, 12, 1))
        revoked = decisions.revoke(by="ana", case=case.id)
    assert (revoked.status, revoked.decision.until) == (Status.MEASURED, date(2026, 7, 11))
    assert revoked.decision.kind is SANCTION  # as it was decided: the funnel counts it so
    assert reads.case(case.id).decided_until == date(2026, 7, 11)
    told = words.decision(revoked.decision)
    assert "it was revoked, and this applies: other measure, not to go to certain places" in told
    with days_later(case, 41), pytest.raises(Refused, match="runs until July 11, 2026"):
        follow_up.fulfil(by="clerk", case=case.id)
    with days_later(case, 140):
        assert follow_up.fulfil(by="clerk", case=case.id).status is Status.FULFILLED


def test_a_fine_that_was_suspended_is_to_be_paid_by_a_day() -> None:
    fine = facts.Sanction(kind=DecisionKind.FINE, euros=Decimal(40))
    case = scene.decide(
        scene.relapsed(),
        SANCTION,
        presentations=None,
        measure=Measure.PLACE,
        measure_months=3,
        accepted=True,
        sanction=fine,
    )
    with days_later(case, 60):
        with pytest.raises(Malformed, match="by which day"):
            decisions.revoke(by="ana", case=case.id)
        revoked = decisions.revoke(by="ana", case=case.id, due_by=date(2026, 7, 1))
        assert revoked.status is Status.FINED
        assert follow_up.pay(by="clerk", case=case.id).status is Status.FULFILLED


@pytest.mark.parametrize(
    ("sanction", "fault"),
    [
        (None, "Choose which sanction is suspended"),
        (facts.Sanction(kind=DecisionKind.FINE, euros=Decimal(40)), "Choose which sanction"),
        (
            facts.Sanction(kind=DecisionKind.OTHER_MEASURE, measure=Measure.PLACE, months=40),
            "1 to 36 months",
        ),
        (facts.Sanction(kind=DecisionKind.OTHER_MEASURE, months=3), "Choose the measure"),
    ],
)
def test_a_dependent_persons_suspended_sanction_is_one_that_the_law_has(
    sanction: facts.Sanction | None, fault: str
) -> None:
    case = scene.assessed(dependent=True)
    with pytest.raises(Refused, match=fault):
        scene.decide(case, SANCTION, sanction=sanction)


def test_a_treatment_for_which_the_proceeding_is_suspended_is_reported_on_every_three_months(
    there: TreatmentPlace,
) -> None:
    case = scene.treatment_in(Treatment.ATTENDED, there.id)
    case = scene.decide(case, DecisionKind.PROVISIONAL_SUSPENSION)
    begun = case.treatment.attended_at.date()

    def due() -> date:
        limits = reads.limits(reads.case(case.id))
        found = next(one for one in limits if one.deadline is Deadline.TREATMENT)
        assert found.basis.section.en == "art. 12"
        assert found.kept_by == "service"
        return found.due.date()

    assert due() == months_after(begun, 3)
    with days_later(case, 80):
        told = follow_up.report_treatment(by="clerk", case=case.id, goes_on=True)
    assert told.treatment.goes_on
    assert due() == months_after(told.treatment.reported_at.date(), 3)
