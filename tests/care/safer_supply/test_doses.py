"""Doses: what the prescription lets be given, what was missed, who signs."""

from datetime import date
from typing import Any

import msgspec
import pytest

from veille.care import actions as floor_actions
from veille.care import corrections
from veille.care import reads as floor
from veille.care.corrections import forget
from veille.care.facts import Seat
from veille.care.safer_supply import actions, reads, stock
from veille.care.safer_supply.facts import Plan
from veille.care.safer_supply.state import Enrolment
from veille.care.safer_supply.words import (
    Decider,
    Fate,
    PauseReason,
    Status,
    StopReason,
    Way,
    Why,
)
from veille.care.words import CorrectionReason, Mode, SiteKind, Substance
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.ledger.vault import vault

from ..scene import SITE, everything, welcome
from .scene import (
    REVIEW,
    TABLET,
    TWICE,
    VIAL,
    carry,
    enrol,
    give,
    keep,
    moment,
    on,
    site_day,
    there,
)

pytestmark = pytest.mark.usefixtures("site")
TYPED = CorrectionReason.TYPED


def facts_written() -> int:
    return len(everything()[0])


# Enrolling.


def test_a_person_is_enrolled_by_what_the_prescriber_wrote() -> None:
    keep()
    told = enrol(note="begins slowly")
    row = reads.enrolment(told.id)
    assert (row.status, row.dose_ug, row.doses_a_day, row.most_ug) == ("active", 16_000, 2, 32_000)
    assert vault().open(told.person, told.prescriber) == "Dre Roy, 81234"
    assert [e.id for e in reads.enrolments_of(told.person)] == [told.id]


PLANS: list[tuple[str, dict[str, Any]]] = [
    ("half a tablet", {"dose_ug": 12_000}),
    ("half a tablet more in the day", {"most_ug": 20_000}),
    ("no dose", {"doses_a_day": 0}),
    ("more doses than hours", {"doses_a_day": 13}),
    ("less for a day than one dose", {"most_ug": 8_000}),
    ("more for a day than all doses", {"most_ug": 40_000}),
    ("more carried than given", {"carried": 3}),
    ("every no days", {"every_days": 0}),
    ("a rule of months", {"missed_days": 31}),
    ("ten times a slip of the finger", {"dose_ug": 2_008_000, "most_ug": 2_008_000}),
]


@pytest.mark.parametrize("change", [p[1] for p in PLANS], ids=[p[0] for p in PLANS])
def test_a_prescription_that_cannot_be_followed_is_refused(change: dict[str, Any]) -> None:
    keep()
    person = welcome()
    before = facts_written()
    with pytest.raises(Malformed):
        enrol(msgspec.structs.replace(TWICE, **change), person=person)
    assert facts_written() == before


ENROLMENTS: list[tuple[str, dict[str, Any]]] = [
    ("a product that the site does not keep", {"plan": Plan(VIAL, 50_000, 1, 50_000)}),
    ("nobody who prescribed", {"prescriber": " "}),
    ("a review that is past", {"review_on": date(2027, 3, 8)}),
    ("a review in two years", {"review_on": date(2029, 3, 8)}),
    ("nobody who is known", {"person": "0" * 32}),
]


@pytest.mark.parametrize("told", [e[1] for e in ENROLMENTS], ids=[e[0] for e in ENROLMENTS])
def test_an_enrolment_needs_what_a_prescription_has(told: dict[str, Any]) -> None:
    keep()
    person = welcome()
    before = facts_written()
    with pytest.raises(Refused):
        enrol(**{"person": person, **told})
    assert facts_written() == before


def test_nobody_is_enrolled_twice_for_one_product() -> None:
    keep(TABLET, VIAL)
    first = enrol()
    with pytest.raises(Refused, match="already"):
        enrol(person=first.person)
    enrol(Plan(VIAL, 50_000, 1, 50_000), person=first.person)
    with on(1):
        actions.stop(by="noor", place=SITE, enrolment=first.id, why=StopReason.ASKED,
                     decided_by=Decider.PERSON)  # fmt: skip
    assert enrol(person=first.person, day=2).status is Status.ACTIVE


def test_mg_are_kept_exactly_and_written_as_people_write_them() -> None:
    assert actions.plan(TABLET, dose_mg=16, doses_a_day=3).most_ug == 48_000
    small = msgspec.structs.replace(TABLET, strength_ug=400)
    assert actions.plan(small, dose_mg=0.4, doses_a_day=1).dose_ug == 400
    for wrong in (0, -8, 0.0001, float("nan"), float("inf")):
        with pytest.raises(Malformed):
            actions.plan(TABLET, dose_mg=wrong, doses_a_day=1)


# Giving.


def test_the_prescribed_dose_leaves_the_stock() -> None:
    keep()
    told = enrol()
    with on(1):
        dose = give(told)
    assert (dose.units, dose.net_ug, dose.way) == (2, 16_000, Way.WITNESSED)
    assert there() == 98
    assert reads.given_on(told.id, site_day(1)).doses == 1


#: Doses of the day so far, then what is asked for; the words of the answer.
OVER: list[tuple[str, list[dict[str, Any]], dict[str, Any], str]] = [
    ("more than one dose", [], {"mg": 24}, "24.mg is more than .*16.mg.* ask the prescriber"),
    ("a third of two", [{}, {"way": Way.CARRIED}], {}, "2 of 2 doses .* 0 can still"),
    ("more carried than may be", [{"way": Way.CARRIED}], {"way": Way.CARRIED}, "before your eyes"),
    ("two at once before one's eyes", [], {"doses": 2}, "One dose at a time"),
    ("no dose", [], {"doses": 0}, "how many"),
    ("half a tablet", [], {"mg": 12}, "nothing is split"),
    ("nothing", [], {"mg": 0}, "not an amount"),
]


@pytest.mark.parametrize(
    ("so_far", "asked", "says"), [case[1:] for case in OVER], ids=[case[0] for case in OVER]
)
def test_a_dose_over_the_prescribed_one_is_refused_with_what_to_do(
    so_far: list[dict[str, Any]], asked: dict[str, Any], says: str
) -> None:
    keep()
    told = enrol()
    with on(1):
        for one in so_far:
            give(told, **one)
        before = facts_written()
        with pytest.raises(Refused, match=says):
            give(told, **asked)
    assert facts_written() == before


def test_the_most_for_a_day_says_what_is_left() -> None:
    keep()
    told = enrol(msgspec.structs.replace(TWICE, most_ug=24_000, carried=0))
    with on(1):
        give(told)
        with pytest.raises(Refused, match=r"16.mg were given .* 24.mg, so 8.mg are left"):
            give(told)
        assert give(told, mg=8).net_ug == 8_000


def test_the_day_counts_at_every_site_of_the_node() -> None:
    keep()
    told = enrol()
    with on(0, 8):
        floor_actions.open_site(by="a", slug="truck", name="Truck", kind=SiteKind.TRUCK,
                                seats=[Seat("1", Mode.INJECTION)])  # fmt: skip
        stock.list_product(by="a", place="truck", drug=TABLET.drug, unit=TABLET.form,
                           strength_mg=8)  # fmt: skip
        stock.count_stock(by="a", place="truck", product=TABLET, units=10)
    with on(1):
        give(told)
        actions.dispense(by="luc", place="truck", enrolment=told.id)
        with pytest.raises(Refused, match="2 of 2"):
            give(told)
    assert (there(), reads.given_on(told.id, site_day(1)).doses) == (98, 2)


def test_a_day_turns_in_the_morning_and_the_night_belongs_to_the_one_before() -> None:
    keep()
    told = enrol()
    with on(1, 23):
        give(told)
    with on(2, 6.9):
        carry(told)
    with on(2, 6.95), pytest.raises(Refused):
        give(told)
    with on(2, 7):
        give(told)


def test_no_more_is_handed_out_than_there_is() -> None:
    keep(units=3)
    told = enrol()
    with on(1):
        give(told)
        before = facts_written()
        with pytest.raises(Refused, match=r"there are 1 tablet, and this takes 2 tablets"):
            give(told)
        assert facts_written() == before
        assert give(told, mg=8).units == 1


@pytest.mark.parametrize("state", ["paused", "stopped", "review past", "forgotten", "not begun"])
def test_when_no_dose_is_given(state: str) -> None:
    keep()
    told = enrol(review_on=date(2027, 3, 11))
    with on(1):
        if state == "paused":
            actions.pause(by="noor", place=SITE, enrolment=told.id, why=PauseReason.HOSPITAL)
        elif state == "stopped":
            actions.stop(by="noor", place=SITE, enrolment=told.id, why=StopReason.MOVED,
                         decided_by=Decider.BOTH)  # fmt: skip
        elif state == "forgotten":
            forget(by="noor", person=told.person)
    at = moment(0, 8.5) if state == "not begun" else None
    with on(3 if state == "review past" else 2):
        before = facts_written()
        with pytest.raises(Refused):
            give(told, at=at)
        assert facts_written() == before


def test_a_dose_of_before_the_pause_can_still_be_filled_in() -> None:
    keep()
    told = enrol()
    with on(1, 15):
        actions.pause(by="noor", place=SITE, enrolment=told.id, why=PauseReason.AWAY)
        assert give(told, at=moment(1, 12)).at == moment(1, 12)
        with pytest.raises(Refused, match="paused"):
            give(told)
    with on(2):
        resumed = actions.resume(by="noor", place=SITE, enrolment=told.id)
        give(told)
    assert resumed.status is Status.ACTIVE
    assert [end is None for _begin, end in resumed.spans] == [False, True]


def test_who_gives_the_same_dose_second_is_told_what_the_first_did() -> None:
    keep()
    told = enrol()
    form = new_id()
    with on(1):
        give(told, nth=1, form=form)
        with pytest.raises(Repeated):
            give(told, nth=1, form=form)
        with pytest.raises(Refused, match="recorded dose 1"):
            give(told, nth=1)
        give(told, nth=2)
    assert there() == 96


def test_a_changed_prescription_holds_from_its_time_on() -> None:
    keep()
    told = enrol()
    more = msgspec.structs.replace(TWICE, dose_ug=24_000, most_ug=48_000)
    with on(2):
        now = actions.change_prescription(
            by="noor", place=SITE, enrolment=told.id, plan=more, review_on=REVIEW,
            prescriber="Dre Roy", at=moment(2, 12),
        )  # fmt: skip
        with pytest.raises(Refused, match="prescribed"):
            give(told, mg=24, at=moment(2, 11))
        assert give(told).units == 3
        with pytest.raises(Malformed):
            actions.pause(by="noor", place=SITE, enrolment=told.id, why=PauseReason.AWAY,
                          at=moment(0, 8))  # fmt: skip
    assert (now.plan_at(moment(2, 11)), now.plan) == (TWICE, more)


def test_a_dose_of_a_visitor_who_is_here_stands_on_their_visit() -> None:
    keep()
    told = enrol()
    with on(1):
        visit = floor_actions.arrive(by="noor", place=SITE, person=told.person,
                                     mode=Mode.INJECTION, substances=[Substance.DOWN])  # fmt: skip
        dose = give(told)
    assert reads.things_of_visit(visit.id) == [dose.id]
    assert reads.things_of_person(told.person) == [told.id, dose.id]


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


@pytest.mark.parametrize(("missed", "rule", "given"), [
    (2, 3, True), (3, 3, False), (7, 3, False), (1, 1, False), (20, 0, True)])  # fmt: skip
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
        actions.review(by="noor", place=SITE, enrolment=told.id, review_on=REVIEW,
                       prescriber="Dre Roy")  # fmt: skip
        give(told)


def test_a_dose_had_elsewhere_breaks_the_run_and_a_reason_alone_does_not() -> None:
    keep()
    told = enrol()
    with on(0):
        give(told)
    with on(4):
        actions.not_given(by="noor", place=SITE, enrolment=told.id, why=Why.AHEAD,
                          day=date(2027, 3, 12))  # fmt: skip
        with pytest.raises(Refused):
            give(told)
        actions.not_given(by="noor", place=SITE, enrolment=told.id, why=Why.ELSEWHERE,
                          day=date(2027, 3, 10))  # fmt: skip
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
        actions.stop(by="noor", place=SITE, enrolment=gone.id, why=StopReason.GONE,
                     decided_by=Decider.SITE)  # fmt: skip
        forget(by="noor", person=forgotten.person)
    with on(1):
        (one,) = reads.todays(floor.site(SITE), site_day(1))
        assert (one.enrolment.id, one.done) == (due.id, False)
        give(due)
        carry(due)
        (one,) = reads.todays(floor.site(SITE), site_day(1))
        assert one.done


# What comes back.


def test_what_comes_back_can_be_given_again_and_only_unopened_units_go_into_the_stock() -> None:
    keep()
    told = enrol()
    with on(1):
        dose = give(told)
        back = {"by": "noor", "place": SITE, "dose": dose.id}
        actions.take_back(**back, units=1, fate=Fate.WASTED)
        assert there() == 98
        now = actions.take_back(**back, units=1, fate=Fate.RESTOCKED)
        assert (there(), now.net_units, now.counts) == (99, 0, False)
        with pytest.raises(Malformed, match="3 tablets came back of 2"):
            actions.take_back(**back, units=1, fate=Fate.WASTED)
        with pytest.raises(Malformed):
            actions.take_back(**back, units=0, fate=Fate.WASTED)
        assert reads.given_on(told.id, site_day(1)).doses == 0
        give(told)
        give(told)


# Second signatures.


def test_a_dose_waits_for_a_second_person() -> None:
    keep(two_sign=True)
    told = enrol()
    with on(1):
        dose = give(told)
        (waiting,) = dose.unsigned
        assert [row.id for row in reads.unsigned_doses(SITE)] == [dose.id]
        for by, role in (("noor", "nurse"), ("ali", "auditor"), ("luc", "administrator")):
            with pytest.raises(Refused):
                stock.sign(by=by, role=role, entry=waiting.entry)
        signed = stock.sign(by="ali", role="peer", entry=waiting.entry)
        assert signed.unsigned == ()
        with pytest.raises(Refused, match="waits for no signature"):
            stock.sign(by="maude", role="coordinator", entry=waiting.entry)
    assert reads.unsigned_doses(SITE) == []


def test_a_site_may_keep_the_second_signature_to_nurses() -> None:
    keep(two_sign=True, peers_sign=False)
    told = enrol()
    with on(1):
        (waiting,) = give(told).unsigned
        with pytest.raises(Refused, match="nurse or the coordinator"):
            stock.sign(by="ali", role="peer", entry=waiting.entry)
        stock.sign(by="luc", role="nurse", entry=waiting.entry)


def test_a_site_that_never_chose_asks_for_two_signatures() -> None:
    with on(0, 8):
        stock.list_product(by="a", place=SITE, drug=TABLET.drug, unit=TABLET.form, strength_mg=8)
        assert stock.count_stock(by="a", place=SITE, product=TABLET, units=9).unsigned


def test_what_was_signed_and_then_corrected_is_signed_again() -> None:
    keep(two_sign=True)
    told = enrol()
    with on(1):
        dose = give(told)
        stock.sign(by="ali", role="peer", entry=dose.unsigned[0].entry)
        target = entries(dose.id)[0]
        less = msgspec.structs.replace(target.body, units=1)
        now = corrections.correct(by="ali", entry_id=target.id, why=TYPED, body=less)
        assert [one.by for one in now.unsigned] == ["ali"]
        with pytest.raises(Refused, match="first signature"):
            stock.sign(by="ali", role="peer", entry=target.id)
        # Whoever wrote it first is a second person beside the one who corrected it.
        assert stock.sign(by="noor", role="nurse", entry=target.id).unsigned == ()
    assert there() == 99


# Corrections and forgetting.


def test_a_correction_keeps_to_the_prescription() -> None:
    keep()
    told = enrol()
    with on(1):
        dose = give(told)
        target = entries(dose.id)[0]
        before = facts_written()
        for change in ({"units": 3}, {"units": 0}, {"doses": 3}, {"doses": 0},
                       {"units": 1, "doses": 2, "way": Way.CARRIED}):  # fmt: skip
            body = msgspec.structs.replace(target.body, **change)
            with pytest.raises(Refused):
                corrections.correct(by="noor", entry_id=target.id, why=TYPED, body=body)
        assert facts_written() == before
        body = msgspec.structs.replace(target.body, way=Way.CARRIED)
        corrections.correct(by="noor", entry_id=target.id, why=TYPED, body=body, words="for later")
        assert reads.given_on(told.id, site_day(1)).carried == 1
        assert corrections.strike(by="noor", entry_id=target.id, why=TYPED) is None
    assert there() == 100


def test_an_enrolment_under_which_doses_were_given_is_stopped_not_struck() -> None:
    keep()
    told, unused = enrol(), enrol(handle="renard")
    with on(1):
        give(told)
        with pytest.raises(Refused, match="Stop it"):
            corrections.strike(by="noor", entry_id=entries(told.id)[0].id, why=TYPED)
        assert corrections.strike(by="noor", entry_id=entries(unused.id)[0].id, why=TYPED) is None


def test_forgetting_takes_the_words_and_leaves_what_was_counted() -> None:
    keep()
    told = enrol(note="prefers mornings")
    with on(1):
        give(told, note="slept well")
        forget(by="noor", person=told.person)
    assert vault().open(told.person, told.prescriber) is None
    assert list(reads.doses_dispensed(SITE, moment(0), moment(3)).values()) == [1]
    assert there() == 98
    with on(2), pytest.raises(Absent):
        give(told)
    with on(2):
        actions.stop(by="noor", place=SITE, enrolment=told.id, why=StopReason.ASKED,
                     decided_by=Decider.PERSON)  # fmt: skip


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
        actions.stop(by="noor", place=SITE, enrolment=second.id, why=StopReason.MOVED,
                     decided_by=Decider.PERSON)  # fmt: skip
    span = (site_day(0).begins, site_day(5).ends)
    with on(6):
        assert reads.doses_dispensed(SITE, *span) == {"hydromorphone 8\u00a0mg, tablet": 4}
        assert reads.people_enrolled(SITE, *span) == 2
        # Lynx on days 2, 3 and 5, renard on day 3.
        assert reads.doses_missed(SITE, *span) == 4
        after = (site_day(5).begins, site_day(5).ends)
        assert reads.people_enrolled(SITE, *after) == 1


def test_what_a_dose_costs_does_not_grow_with_the_days_behind_it() -> None:
    """Each thing that is folded holds its own few entries, however long somebody is enrolled."""
    keep(units=1000)
    told = enrol()
    for day in range(1, 12):
        with on(day):
            dose = give(told)
    assert [len(entries(dose.id)), len(entries(told.id))] == [1, 1]
