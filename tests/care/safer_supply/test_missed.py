"""Missed days follow from the doses there are; what a month counts."""

from datetime import date

import msgspec
import pytest

from veille.care import reads as floor
from veille.care.corrections import forget
from veille.care.safer_supply import actions, reads
from veille.care.safer_supply.state import Enrolment
from veille.care.safer_supply.words import (
    Decider,
    PauseReason,
    StopReason,
    Why,
)
from veille.ledger.refusal import Refused

from ..scene import SITE
from .scene import (
    REVIEW,
    TWICE,
    carry,
    enrol,
    facts_written,
    give,
    keep,
    moment,
    on,
    site_day,
)

pytestmark = pytest.mark.usefixtures("site")


# Missed doses.


def test_a_day_without_a_dose_is_missed_once_it_has_ended() -> None:
    keep()
    told = enrol()
    with on(0):
        give(told)
    with on(2):
        days = reads.calendar(floor.site(SITE), reads.enrolment(told.id), moment(0))
        assert [day.missed for day in days] == [False, True, False]
        assert [t.missed_before for t in reads.todays(floor.site(SITE), site_day(2))] == [1]
        give(told, at=moment(1))
        days = reads.calendar(floor.site(SITE), reads.enrolment(told.id), moment(0))
        assert [day.missed for day in days] == [False, False, False]


def _miss(told: Enrolment, days: int) -> None:
    with on(0):
        give(told)
    with on(days + 1):
        give(told)


@pytest.mark.parametrize(
    ("missed", "rule", "given"),
    [(2, 3, True), (3, 3, False), (7, 3, False), (1, 1, False), (20, 0, True)],
)
def test_after_so_many_missed_days_the_prescriber_sees_the_person_first(
    missed: int, rule: int, given: bool
) -> None:
    keep()
    told = enrol(msgspec.structs.replace(TWICE, missed_days=rule))
    if given:
        _miss(told, missed)
        return
    with pytest.raises(Refused, match="prescriber sees"):
        _miss(told, missed)
    with on(missed + 1):
        actions.review(
            by="noor", place=SITE, enrolment=told.id, review_on=REVIEW, prescriber="Dre Roy"
        )
        give(told)


def test_a_dose_had_elsewhere_breaks_the_run_and_a_reason_alone_does_not() -> None:
    keep()
    told = enrol()
    with on(0):
        give(told)
    with on(4):
        actions.not_given(
            by="noor", place=SITE, enrolment=told.id, why=Why.AHEAD, day=date(2027, 3, 12)
        )
        with pytest.raises(Refused):
            give(told)
        actions.not_given(
            by="noor", place=SITE, enrolment=told.id, why=Why.ELSEWHERE, day=date(2027, 3, 10)
        )
        give(told)


def test_days_of_a_pause_are_not_missed() -> None:
    keep()
    told = enrol()
    with on(0):
        give(told)
    with on(1, 9):
        actions.pause(by="noor", place=SITE, enrolment=told.id, why=PauseReason.DETAINED)
    with on(6, 9):
        actions.resume(by="noor", place=SITE, enrolment=told.id)
    with on(7):
        days = reads.calendar(floor.site(SITE), reads.enrolment(told.id), moment(0))
        assert [n for n, day in enumerate(days) if day.missed] == [6]
        give(told)


def test_a_patch_of_every_third_day_is_due_on_every_third_day() -> None:
    keep()
    told = enrol(msgspec.structs.replace(TWICE, every_days=3, doses_a_day=1, most_ug=16_000))
    with on(7):
        days = reads.calendar(floor.site(SITE), reads.enrolment(told.id), moment(0))
        assert [n for n, day in enumerate(days) if day.due] == [0, 3, 6]
        assert reads.todays(floor.site(SITE), site_day(7)) == []


def test_why_a_dose_was_not_given_is_said_once_and_never_of_a_day_with_a_dose() -> None:
    keep()
    told = enrol()
    why = {"by": "noor", "place": SITE, "enrolment": told.id, "why": Why.NO_SHOW}
    with on(2):
        give(told)
        dose = actions.not_given(**why, day=date(2027, 3, 10))
        assert site_day(1).begins < dose.at < site_day(1).ends
        before = facts_written()
        for day in (None, date(2027, 3, 10), date(2027, 3, 12), date(2027, 3, 8)):
            with pytest.raises(Refused):
                actions.not_given(**why, day=day)
        assert facts_written() == before


def test_the_list_of_today_holds_who_is_due_and_nobody_else() -> None:
    keep()
    due, paused, gone, forgotten = (enrol(handle=h) for h in ("lynx", "renard", "ours", "loup"))
    with on(1, 9):
        actions.pause(by="noor", place=SITE, enrolment=paused.id, why=PauseReason.ASKED)
        actions.stop(
            by="noor", place=SITE, enrolment=gone.id, why=StopReason.GONE, decided_by=Decider.SITE
        )
        forget(by="noor", person=forgotten.person)
    with on(1):
        (one,) = reads.todays(floor.site(SITE), site_day(1))
        assert (one.enrolment.id, one.done) == (due.id, False)
        give(due)
        carry(due)
        (one,) = reads.todays(floor.site(SITE), site_day(1))
        assert one.done


# The month.


def test_the_month_counts_doses_people_and_missed_days() -> None:
    keep()
    first = enrol()
    for day in (0, 1):
        with on(day):
            give(first)
    second = enrol(handle="renard", day=2)
    with on(2):
        carry(second)
    with on(4):
        give(first)
    with on(4):
        actions.stop(
            by="noor",
            place=SITE,
            enrolment=second.id,
            why=StopReason.MOVED,
            decided_by=Decider.PERSON,
        )
    span = (site_day(0).begins, site_day(5).ends)
    with on(6):
        assert reads.doses_dispensed(SITE, *span) == {"hydromorphone 8\u00a0mg, tablet": 4}
        assert reads.people_enrolled(SITE, *span) == 2
        # Lynx on days 2, 3 and 5, renard on day 3.
        assert reads.doses_missed(SITE, *span) == 4
        after = (site_day(5).begins, site_day(5).ends)
        assert reads.people_enrolled(SITE, *after) == 1
