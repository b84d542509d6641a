"""Two records of one visitor: joined and parted, at the door, on the page, in the counts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from veille.care import actions, corrections, reads
from veille.care.facts import Joined
from veille.care.people import actions as people
from veille.care.people import deaths, records
from veille.care.people import reads as people_reads
from veille.care.people.words import FlagKind, RestrictionKind
from veille.care.records import joined_of, records_of, same_id
from veille.care.referrals import reads as referral_reads
from veille.care.report import floor as report
from veille.care.report.period import Kind, Period
from veille.care.safer_supply import actions as supply
from veille.care.safer_supply import reads as supply_reads
from veille.care.state import fold_same
from veille.care.tables import SameRow
from veille.care.words import CorrectionReason, HeardOfDeath, LeavingReason
from veille.ledger import clock, replay
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault

from .referrals import scene as referring
from .safer_supply import scene as dosing
from .scene import SITE, ago, arrive, everything, leave, welcome

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def join(person: str, other: str, **told: str) -> str:
    return records.join(by="maude", place=SITE, person=person, other=other, **told).id


def part(same: str) -> None:
    records.part(by="maude", place=SITE, same=same)


def visited(handle: str, minutes: float = 60) -> str:
    """Somebody who came and went, `minutes` ago."""
    person = welcome(handle, at=ago(minutes + 1))
    visit = arrive(person, at=ago(minutes))
    leave(visit, consumed=False, reason=LeavingReason.MIND, at=ago(minutes - 1))
    return person


@pytest.fixture
def lynx() -> str:
    return visited("lynx", 90)


@pytest.fixture
def fox() -> str:
    return visited("fox", 60)


def restrict(person: str) -> None:
    people.restrict(
        by="maude",
        place=SITE,
        person=person,
        kind=RestrictionKind.THREATS,
        until=clock.now() + timedelta(days=20),
        note="threats",
    )


class TestJoined:
    def test_the_history_of_one_is_the_history_of_both(self, lynx: str, fox: str):
        referral = referring.offer(person=fox)
        join(lynx, fox)
        assert reads.visit_count_of(lynx) == reads.visit_count_of(fox) == 2
        assert [visit.person for visit in reads.visits_of(lynx)] == [fox, lynx]
        assert reads.last_visit_of(lynx).person == fox
        assert [row.id for row in referral_reads.referrals_of_person(lynx)] == [referral.id]

    def test_nothing_that_was_written_of_either_is_changed(self, lynx: str, fox: str):
        facts, rows = everything()
        join(lynx, fox)
        after, rows_after = everything()
        assert (after[: len(facts)], rows_after) == (facts, rows)
        assert len(after) == len(facts) + 1

    def test_nobody_is_here_twice_by_two_handles(self, lynx: str, fox: str):
        join(lynx, fox)
        visit = arrive(lynx)
        assert reads.open_visit_of(fox) == visit.id
        with pytest.raises(Refused, match="here already"):
            arrive(fox)

    def test_who_is_kept_out_by_one_handle_is_kept_out_by_the_other(self, lynx: str, fox: str):
        restrict(lynx)
        arrival = arrive(fox)
        leave(arrival, consumed=False, reason=LeavingReason.MIND)
        join(lynx, fox)
        with pytest.raises(Refused, match="restriction"):
            arrive(fox)

    def test_a_flag_of_one_is_said_at_the_door_of_both(self, lynx: str, fox: str):
        people.raise_flag(by="noor", place=SITE, person=lynx, kind=FlagKind.SEIZURES)
        join(lynx, fox)
        known = people_reads.known_of(SITE, [fox, lynx], clock.now())
        assert [len(one.flags) for one in known.values()] == [1, 1]

    def test_a_recent_overdose_of_one_is_said_of_both(self, lynx: str, fox: str):
        visit = arrive(fox)
        overdose = actions.find_overdose(by="luc", visit=visit.id)
        actions.end_overdose(by="luc", overdose=overdose.id, outcome="recovered")
        leave(visit, consumed=False, reason=LeavingReason.MIND)
        join(lynx, fox)
        known = people_reads.known_of(SITE, [lynx], clock.now())[lynx]
        assert known.overdose_at == overdose.found_at

    def test_three_records_joined_in_a_row_are_one_visitor(self, lynx: str, fox: str):
        owl = visited("owl", 30)
        join(lynx, fox)
        join(owl, fox)
        assert set(records_of(owl)) == set(records_of(lynx)) == {lynx, fox, owl}
        assert reads.visit_count_of(lynx) == 3
        with pytest.raises(Refused, match="already"):
            join(lynx, owl)

    def test_the_day_and_the_month_count_one_person(self, lynx: str, fox: str):
        site = reads.site(SITE)
        day = reads.Day(ago(200), ago(200), clock.now())
        before = reads.day_counts(site, day).people
        join(lynx, fox)
        assert (before, reads.day_counts(site, day).people) == (2, 1)

    def test_a_month_counts_one_person_with_what_either_record_told(self):
        plain = visited("lynx", 90)
        code = visited("F-TREM-1988", 60)
        join(plain, code)
        site = reads.site(SITE)
        first = clock.now().astimezone(dosing.ZONE).date().replace(day=1)
        period = Period(Kind.MONTH, first, 1)
        arrivals = {plain: report.stored(ago(90)), code: report.stored(ago(60))}
        columns = report.People().columns(arrivals, site, period)
        assert (columns["id"], columns["gender"]) == ([plain], ["F"])
        assert columns["age"] != [None]

    def test_a_rebuild_finds_the_same(self, lynx: str, fox: str):
        same = join(lynx, fox, note="her own words")
        before = list(SameRow.objects.values())
        replay.rebuild()
        assert list(SameRow.objects.values()) == before
        assert [row.id for row in joined_of(fox)] == [same]

    def test_how_it_is_known_is_sealed_and_goes_with_them(self, lynx: str, fox: str):
        same = join(lynx, fox, note="her own words")
        body = entries(same)[0].body
        assert vault().open(body.person, body.note) == "her own words"
        corrections.forget(by="nora", person=fox)
        assert vault().open(body.person, body.note) is None


class TestTwoNodes:
    def test_that_join_the_same_two_say_one_thing_in_whichever_order(self, lynx: str, fox: str):
        assert same_id(lynx, fox) == same_id(fox, lynx)
        same = join(fox, lynx)
        part(same)
        assert join(lynx, fox) == same
        assert SameRow.objects.count() == 1

    def test_a_parting_that_arrives_before_its_joining_is_read(self, lynx: str, fox: str):
        part(join(lynx, fox))
        thing = same_id(lynx, fox)
        alone = [entry for entry in entries(thing) if not isinstance(entry.body, Joined)]
        state = fold_same(thing, alone, 1)
        assert (state.joined, {state.person, state.other}) == (False, {lynx, fox})


class TestParted:
    def test_each_has_again_what_was_written_of_it(self, lynx: str, fox: str):
        restrict(lynx)
        part(join(lynx, fox))
        assert (reads.visit_count_of(lynx), reads.visit_count_of(fox)) == (1, 1)
        assert arrive(fox).person == fox

    def test_it_can_be_joined_anew_and_the_history_shows_all(self, lynx: str, fox: str):
        same = join(lynx, fox)
        part(same)
        with pytest.raises(Refused, match="parted already"):
            part(same)
        join(lynx, fox)
        assert len(entries(same)) == 3
        assert set(people_reads.of_person(fox)) >= {same}

    def test_one_of_a_row_leaves_the_others_joined(self, lynx: str, fox: str):
        owl = visited("owl", 30)
        join(lynx, fox)
        part(join(owl, fox))
        assert (set(records_of(fox)), records_of(owl)) == ({lynx, fox}, (owl,))


class TestWhatCannotBe:
    def test_a_record_is_not_joined_with_itself_or_with_nobody(self, lynx: str):
        with pytest.raises(Malformed, match="same record"):
            join(lynx, lynx)
        with pytest.raises(Absent):
            join(lynx, "0" * 32)
        assert SameRow.objects.count() == 0

    def test_two_who_are_here_at_once_are_not_one(self, lynx: str, fox: str):
        arrive(lynx)
        arrive(fox)
        with pytest.raises(Refused, match="nobody is in two places"):
            join(lynx, fox)

    def test_somebody_forgotten_is_not_joined(self, lynx: str, fox: str):
        corrections.forget(by="nora", person=fox)
        with pytest.raises(Absent):
            join(lynx, fox)

    def test_two_enrolments_for_one_product_would_be_two_days_doses(self):
        dosing.keep()
        one = dosing.enrol()
        other = dosing.enrol(handle="owl")
        with pytest.raises(Refused, match="twice"):
            join(one.person, other.person)
        with dosing.on(1):
            supply.stop(by="noor", place=SITE, enrolment=one.id, why="moved", decided_by="person")
            join(one.person, other.person)
        assert len(supply_reads.enrolments_of(one.person)) == 2


class TestForgettingAndDeath:
    def test_forgetting_one_forgets_both(self, lynx: str, fox: str):
        join(lynx, fox)
        corrections.forget(by="nora", person=lynx)
        assert [reads.person(id).forgotten for id in (lynx, fox)] == [True, True]
        assert [vault().find(handle) for handle in ("lynx", "fox")] == [[], []]

    def test_a_death_is_of_the_person_and_closes_what_is_open_of_both(self, lynx: str, fox: str):
        referral = referring.offer(person=fox)
        join(lynx, fox)
        deaths.note_death(by="noor", place=SITE, person=lynx, heard=HeardOfDeath.FAMILY)
        assert reads.death_of(fox) is not None
        assert not referral_reads.referral(referral.id).open
        with pytest.raises(Refused, match="died"):
            arrive(fox)
        with pytest.raises(Refused, match="already"):
            deaths.note_death(by="noor", place=SITE, person=fox, heard=HeardOfDeath.FAMILY)
        deaths.take_death_back(by="noor", person=fox, why=CorrectionReason.PERSON)
        assert referral_reads.referral(referral.id).open
        assert reads.death_of(lynx) is None

    def test_of_two_records_with_a_death_each_the_report_counts_one(self, lynx: str, fox: str):
        deaths.note_death(by="noor", place=SITE, person=lynx, heard=HeardOfDeath.FAMILY)
        with pytest.raises(Refused, match="not of the other"):
            join(lynx, fox)
        deaths.note_death(by="noor", place=SITE, person=fox, heard=HeardOfDeath.FAMILY)
        join(lynx, fox)
        later = clock.now() + timedelta(days=1)
        assert people_reads.deaths(SITE, ago(60), later) == 1
