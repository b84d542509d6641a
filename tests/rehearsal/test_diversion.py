"""The rehearsed commissions: a year in which cases come to every state, and a docket to work on."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta

import pytest

from tests import databases
from veille.care.rehearsed.live import Live
from veille.diversion import competence, facts, hearings, namesakes, reads
from veille.diversion import rehearsed_fates as fates
from veille.diversion.course import OPEN
from veille.diversion.rehearsed_commissions import LAVAL, MONTREAL
from veille.diversion.tables import CaseRow
from veille.diversion.words import ContactBy, Deadline, NoticeBy, Status, Treatment
from veille.ledger import clock
from veille.rehearsal.extra import declared

from .commissions import STAFF, commissions_of, played

#: A Thursday, ten in the morning in Montréal.
UNTIL = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)


#: Of the rate, where only the states that cases come to are looked at.
A_PART = 0.15


@pytest.fixture(scope="module")
def year(
    templates: databases.Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[datetime]:
    """A year with a part of the cases, ending at UNTIL; tests may read it."""
    rate = fates.a_year_of
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setattr(fates, "a_year_of", lambda commission: rate(commission) * A_PART)
        stack.enter_context(played(templates, tmp_path_factory.mktemp("year"), UNTIL))
        patch.undo()
        yield UNTIL


def test_cases_stand_in_every_state(year: datetime) -> None:
    assert {row.status for row in CaseRow.objects.all()} == set(Status.values)
    treatments = {row.treatment for row in CaseRow.objects.all()}
    assert treatments == set(Treatment.values)


def test_two_cases_of_one_name_wait_for_a_clerk_to_settle_them(year: datetime) -> None:
    named = [row for row in CaseRow.objects.all() if namesakes.namesakes(reads.state(row.id))]
    assert {row.status for row in named} == {Status.NOTIFIED, Status.DECIDED}
    assert not any(reads.state(row.id).person_told for row in named)


def test_the_new_parts_of_a_file_are_played(year: datetime) -> None:
    """Competence to decide on, an unknown powder, custody, help, appeals, look-ups."""
    cases = [reads.state(row.id) for row in CaseRow.objects.all()]
    assert any(competence.is_open(one, reads.says(one)) for one in cases if one.open)
    assert any(competence.awaits_laboratory(one) for one in cases if one.open)
    assert any(one.custody.where for one in cases)
    assert any(one.help for one in cases)
    decided = [one.decision for one in cases if one.decision]
    assert any(one.waived_on for one in decided)
    assert any(one.appeal_until and not one.waived_on for one in decided)
    assert reads.lookups(MONTREAL)


def test_whoever_assesses_and_decides_sat_on_the_panel(year: datetime) -> None:
    moves = 0
    for row in CaseRow.objects.all():
        panel: set[str] = set()
        for move in reads.state(row.id).moves:
            if isinstance(move.body, facts.HearingHeld):
                panel = {one.account for one in move.body.panel}
            if isinstance(move.body, facts.Assessed | facts.Decided):
                moves += 1
                assert move.by in panel, row.number
    assert moves > 50


def test_a_notice_goes_to_a_contact_only_where_one_was_chosen(year: datetime) -> None:
    ways = [
        (case.contact_by is ContactBy.NONE, move.body.by)
        for case in (reads.state(row.id) for row in CaseRow.objects.all())
        for move in case.moves
        if isinstance(move.body, facts.NoticeIssued)
    ]
    assert (False, NoticeBy.CONTACT) in ways
    assert (True, NoticeBy.CONTACT) not in ways


def test_two_did_not_appear_twice_and_cannot_be_reached(year: datetime) -> None:
    gone = reads.cases(MONTREAL, Status.UNREACHABLE)
    assert len(gone) >= 2
    assert all(row.missed >= 2 for row in gone)


def test_cases_went_from_one_commission_to_the_other(year: datetime) -> None:
    assert reads.cases(LAVAL, Status.TRANSFERRED)[0].came_from == [MONTREAL]
    assert CaseRow.objects.filter(commission=LAVAL, came_from=[MONTREAL]).count() > 1


def test_each_time_limit_is_near_for_somebody(year: datetime) -> None:
    due = {one.limit.deadline for one in reads.deadlines(MONTREAL, year)}
    assert due == set(Deadline) - {Deadline.REPORT}
    assert any(one.needs_reason for one in reads.deadlines(MONTREAL, year))


def test_the_docket_has_hearings_in_the_days_around(year: datetime) -> None:
    first = year.date() - timedelta(days=7)
    with clock.pretending(year):
        days = hearings.docket(MONTREAL, first, 14)
    assert any(day.hearings for day in days if day.day < year.date())
    assert any(day.hearings for day in days if day.day >= year.date())
    assert any(day.free for day in days)


def test_nobody_under_age_comes_before_a_panel_and_nothing_open_is_without_a_next_step(
    year: datetime,
) -> None:
    assert min(row.age_years for row in CaseRow.objects.all()) >= 18
    assert CaseRow.objects.filter(status__in=OPEN).count() > 20


def test_live_a_hearing_that_nobody_enters_is_entered_and_referrals_go_on_coming(
    year: datetime,
) -> None:
    waiting = reads.cases(MONTREAL, Status.NOTIFIED).order_by("appointment_at")[0]
    before = CaseRow.objects.count()
    assert waiting.appointment_at is not None
    now = max(year, waiting.appointment_at) + timedelta(hours=2)
    with clock.pretending(now):
        live = Live(seed=7, staff=STAFF, extras=declared())
        commissions_of(live).goes_live()
    with clock.pretending(now + timedelta(hours=3)):
        while (at := live.next_at()) is not None and at <= clock.now():
            live.take_step()
    assert reads.case(waiting.id).status == Status.HEARD
    assert CaseRow.objects.count() > before


def test_live_what_was_decided_ends_on_its_day_though_nobody_enters_it(year: datetime) -> None:
    suspended = reads.cases(MONTREAL, Status.SUSPENDED).order_by("decided_until")[0]
    assert suspended.decided_until is not None
    over = datetime.combine(suspended.decided_until, time(), UTC) + timedelta(days=4)
    with clock.pretending(year + timedelta(days=2)):
        live = Live(seed=7, staff=STAFF, extras=declared())
        commissions_of(live).goes_live()
    while (at := live.next_at()) is not None and at <= over:
        with clock.pretending(at):
            live.take_step()
    assert reads.case(suspended.id).status in (Status.FULFILLED, Status.CLOSED)
