"""A death is a fact of the person: it closes what is open; struck out, all is as before."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation

from veille.care import actions, corrections, reads
from veille.care.facts import PersonDied
from veille.care.people import actions as people
from veille.care.people import deaths
from veille.care.people import reads as people_reads
from veille.care.people.words import RestrictionKind
from veille.care.referrals import reads as referral_reads
from veille.care.referrals.words import Status as Course
from veille.care.safer_supply import actions as supply
from veille.care.safer_supply import reads as supply_reads
from veille.care.safer_supply.words import Status
from veille.care.words import CorrectionReason, HeardOfDeath, LeavingReason, Mode, Substance
from veille.ledger import clock, replay
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused

from .referrals import scene as referring
from .safer_supply import scene as dosing
from .scene import SITE, ago, arrive, everything, leave, welcome

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def died(person: str, **told: object) -> None:
    deaths.note_death(
        by="noor", place=SITE, person=person, **{"heard": HeardOfDeath.FAMILY, **told}
    )


def site_date(days: int = 0) -> date:
    """The site's date in so many days."""
    return clock.now().astimezone(dosing.ZONE).date() + timedelta(days=days)


def take_back(person: str) -> None:
    deaths.take_death_back(by="noor", person=person, why=CorrectionReason.PERSON)


def visited(handle: str = "lynx") -> str:
    person = welcome(handle)
    leave(arrive(person), consumed=False, reason=LeavingReason.MIND)
    return person


def test_news_of_the_death_of_somebody_who_sits_in_the_room_is_asked_about():
    person = welcome("lynx")
    visit = arrive(person)
    with pytest.raises(Refused, match="is at the site now"):
        died(person)
    assert reads.death_of(person) is None
    leave(visit, consumed=False, reason=LeavingReason.MIND)
    died(person)
    assert reads.death_of(person) is not None


def test_who_dies_at_the_site_is_there():
    person = welcome("lynx")
    arrive(person)
    died(person, heard=HeardOfDeath.HERE)
    assert reads.death_of(person) is not None


class TestWhatItCloses:
    def test_an_enrolment_stops_and_no_dose_is_due_or_given(self):
        dosing.keep()
        enrolled = dosing.enrol()
        with dosing.on(1):
            dosing.give(enrolled)
        with dosing.on(2):
            died(enrolled.person, day=date(2027, 3, 11))
            assert supply_reads.enrolment(enrolled.id).status == Status.STOPPED
            assert supply_reads.todays(reads.site(SITE), dosing.site_day(2)) == []
            with pytest.raises(Refused, match="this visitor died"):
                dosing.give(enrolled)
        with dosing.on(6):
            day = dosing.site_day(2)
            assert supply_reads.doses_missed(SITE, day.ends, dosing.moment(6)) == 0

    def test_days_between_the_death_and_the_news_are_not_missed(self):
        dosing.keep()
        enrolled = dosing.enrol()
        with dosing.on(0):
            dosing.give(enrolled)
        with dosing.on(9):
            before = supply_reads.doses_missed(SITE, dosing.moment(0, 0), dosing.moment(9))
            died(enrolled.person, day=date(2027, 3, 10))
            after = supply_reads.doses_missed(SITE, dosing.moment(0, 0), dosing.moment(9))
        assert (before, after) == (8, 0)

    def test_a_referral_and_its_appointment_are_closed(self):
        person = visited()
        place = referring.place()
        made = referring.make(
            referring.offer(person=person), place, appointment=clock.now() + timedelta(days=2)
        )
        died(person)
        row = referral_reads.referral(made.id)
        assert (row.status, row.open) == (Course.CLOSED, False)
        assert list(referral_reads.to_follow(SITE)) == []
        with pytest.raises(Refused, match="this visitor died"):
            referring.offer(person=person)

    def test_a_restriction_ends(self):
        person = visited()
        people.restrict(
            by="maude",
            place=SITE,
            person=person,
            kind=RestrictionKind.THREATS,
            until=clock.now() + timedelta(days=20),
            note="threats",
        )
        died(person)
        assert people_reads.in_force(SITE, clock.now()) == []

    def test_nobody_is_let_in_enrolled_or_counted_as_here_by_that_name(self):
        person = visited()
        died(person)
        with pytest.raises(Refused, match="anonymous"):
            arrive(person)
        assert reads.open_visit_of(person) is None

    def test_a_visit_from_before_can_still_be_entered(self):
        person = welcome("lynx", at=ago(600))
        died(person)
        assert arrive(person, at=ago(300)).person == person

    def test_an_overdose_is_answered_whatever_was_noted(self):
        person = welcome()
        visit = arrive(person)
        died(person, heard=HeardOfDeath.HERE)
        assert actions.find_overdose(by="luc", visit=visit.id).visit == visit.id

    def test_somebody_anonymous_comes_in_as_ever(self):
        died(visited())
        assert arrive().person == ""


class TestTakingItBack:
    def test_everything_is_open_again_as_it_was(self):
        dosing.keep()
        enrolled = dosing.enrol()
        with dosing.on(1):
            referral = referring.offer(person=enrolled.person)
            people.restrict(
                by="maude",
                place=SITE,
                person=enrolled.person,
                kind=RestrictionKind.THREATS,
                until=clock.now() + timedelta(days=20),
                note="threats",
            )
            died(enrolled.person)
            take_back(enrolled.person)
            assert supply_reads.enrolment(enrolled.id).status == Status.ACTIVE
            assert referral_reads.referral(referral.id).status == Course.OFFERED
            assert len(people_reads.in_force(SITE, dosing.moment(2))) == 1
            assert dosing.give(enrolled).units == 2
        assert reads.death_of(enrolled.person) is None
        assert not reads.person(enrolled.person).died

    def test_what_was_stopped_by_hand_before_stays_stopped(self):
        dosing.keep()
        enrolled = dosing.enrol()
        with dosing.on(1):
            supply.stop(
                by="noor",
                place=SITE,
                enrolment=enrolled.id,
                why="moved",
                decided_by="person",
            )
            died(enrolled.person)
            take_back(enrolled.person)
        assert supply_reads.enrolment(enrolled.id).status == Status.STOPPED

    def test_the_history_keeps_that_it_was_said_and_struck(self):
        person = visited()
        died(person, note="her sister called")
        take_back(person)
        said = [e for e in entries(person) if isinstance(e.body, PersonDied)]
        assert [entry.struck for entry in said] == [True]
        died(person)
        assert reads.person(person).died

    def test_a_correction_of_the_struck_entry_lets_it_stand_again_and_closes_anew(self):
        person = visited()
        referral = referring.offer(person=person)
        died(person)
        entry = reads.death_of(person).entry
        take_back(person)
        corrections.correct(by="noor", entry_id=entry, why=CorrectionReason.TOLD)
        assert not referral_reads.referral(referral.id).open

    def test_a_rebuild_finds_the_same(self):
        person = visited()
        referring.offer(person=person)
        died(person)
        before = everything()
        replay.rebuild()
        assert everything() == before
        assert reads.death_of(person).heard == HeardOfDeath.FAMILY


class TestWhatCannotBe:
    @pytest.mark.parametrize("days", [1, 400])
    def test_a_day_that_has_not_come_or_lies_before_the_last_visit(self, days: int):
        person = visited()
        today = site_date()
        for day in (today + timedelta(days=days + 1), today - timedelta(days=days + 1)):
            before = everything()
            with pytest.raises(Malformed):
                died(person, day=day)
            assert everything() == before

    def test_nobody_dies_twice_and_nobody_unknown(self):
        person = visited()
        died(person)
        with pytest.raises(Refused, match="already"):
            died(person)
        with pytest.raises(Absent):
            died("0" * 32)
        with pytest.raises(Refused):
            take_back(visited("ours"))

    def test_one_who_was_forgotten_has_no_more_facts(self):
        person = visited()
        corrections.forget(by="nora", person=person)
        with pytest.raises(Absent):
            died(person)


def test_the_month_counts_a_death_by_its_day_and_by_when_it_was_heard_of_where_none_is_known():
    known, unknown, late = visited("a lynx"), visited("a fox"), visited("an owl")
    now = clock.now()
    died(known, day=site_date())
    died(unknown)
    assert people_reads.deaths(SITE, ago(2 * 24 * 60), now + timedelta(days=2)) == 2
    assert people_reads.deaths(SITE, ago(9 * 24 * 60), ago(2 * 24 * 60)) == 0
    tomorrow = site_date(1)
    with clock.pretending(now + timedelta(days=60)):
        died(late, day=tomorrow)
    assert people_reads.deaths(SITE, ago(2 * 24 * 60), now + timedelta(days=3)) == 3
    take_back(late)
    assert people_reads.deaths(SITE, ago(2 * 24 * 60), now + timedelta(days=90)) == 2


def test_a_visit_entered_afterwards_cannot_lie_after_the_death():
    person = visited()
    died(person)
    with pytest.raises(Refused):
        actions.arrive(
            by="anna",
            place=SITE,
            person=person,
            mode=Mode.INJECTION,
            substances=[Substance.DOWN],
            at=clock.now(),
        )
