"""Enrolling and giving: what a prescription lets be given."""

from datetime import date
from typing import Any

import msgspec
import pytest

from veille.care import actions as floor_actions
from veille.care.corrections import forget
from veille.care.facts import Seat
from veille.care.safer_supply import actions, reads, stock
from veille.care.safer_supply.facts import Plan
from veille.care.safer_supply.words import (
    Decider,
    Fate,
    PauseReason,
    Status,
    StopReason,
    Way,
)
from veille.care.words import Mode, SiteKind, Substance
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed, Refused, Repeated
from veille.ledger.vault import vault

from ..scene import SITE, welcome
from .scene import (
    REVIEW,
    TABLET,
    TWICE,
    VIAL,
    carry,
    enrol,
    facts_written,
    give,
    keep,
    moment,
    on,
    site_day,
    there,
)

pytestmark = pytest.mark.usefixtures("site")


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
        actions.stop(
            by="noor",
            place=SITE,
            enrolment=first.id,
            why=StopReason.ASKED,
            decided_by=Decider.PERSON,
        )
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
        floor_actions.open_site(
            by="a",
            slug="truck",
            name="Truck",
            kind=SiteKind.TRUCK,
            seats=[Seat("1", Mode.INJECTION)],
        )
        stock.list_product(by="a", place="truck", drug=TABLET.drug, unit=TABLET.form, strength_mg=8)
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
            actions.stop(
                by="noor",
                place=SITE,
                enrolment=told.id,
                why=StopReason.MOVED,
                decided_by=Decider.BOTH,
            )
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
    submission = new_id()
    with on(1):
        give(told, nth=1, submission=submission)
        with pytest.raises(Repeated):
            give(told, nth=1, submission=submission)
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
            by="noor",
            place=SITE,
            enrolment=told.id,
            plan=more,
            review_on=REVIEW,
            prescriber="Dre Roy",
            at=moment(2, 12),
        )
        with pytest.raises(Refused, match="prescribed"):
            give(told, mg=24, at=moment(2, 11))
        assert give(told).units == 3
        with pytest.raises(Malformed):
            actions.pause(
                by="noor", place=SITE, enrolment=told.id, why=PauseReason.AWAY, at=moment(0, 8)
            )
    assert (now.plan_at(moment(2, 11)), now.plan) == (TWICE, more)


def test_a_dose_of_a_visitor_who_is_here_stands_on_their_visit() -> None:
    keep()
    told = enrol()
    with on(1):
        visit = floor_actions.arrive(
            by="noor",
            place=SITE,
            person=told.person,
            mode=Mode.INJECTION,
            substances=[Substance.DOWN],
        )
        dose = give(told)
    assert reads.things_of_visit(visit.id) == [dose.id]
    assert reads.things_of_person(told.person) == [told.id, dose.id]


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


def test_what_a_dose_costs_does_not_grow_with_the_days_behind_it() -> None:
    """Each thing that is folded holds its own few entries, however long somebody is enrolled."""
    keep(units=1000)
    told = enrol()
    for day in range(1, 12):
        with on(day):
            dose = give(told)
    assert [len(entries(dose.id)), len(entries(told.id))] == [1, 1]
