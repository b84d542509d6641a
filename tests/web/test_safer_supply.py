"""The pages of safer supply: today's list, a dose, the second signature, the stock, the rules."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from veille.accounts.models import Account, Role
from veille.care import corrections
from veille.care import reads as floor
from veille.care.safer_supply import balance, facts, reads
from veille.care.safer_supply.pages.room import ROOM
from veille.care.safer_supply.state import Enrolment
from veille.care.safer_supply.tables import CountRow
from veille.care.safer_supply.words import product_words
from veille.ledger import clock
from veille.ledger.recording import entries

from .dispensed import BOTTLE, TABLET, dispensed, enrol, give, keep
from .night import HANDLE, PASSWORD, SITE, TRUCK, Night, facts_written, form, said, words

REVIEW = (clock.now() + timedelta(days=20)).date().isoformat()
PRESCRIBED = {
    "product": TABLET.key,
    "dose_mg": "16",
    "doses_a_day": "2",
    "carried": "1",
    "prescriber": "Dre Roy",
    "review_on": REVIEW,
}


def page(name: str, *args: str, slug: str = SITE) -> str:
    return reverse(f"safer-supply{name}", args=[slug, *args])


@pytest.fixture
def course(night: Night) -> Enrolment:
    """Somebody who is enrolled; the site asks for no second signature."""
    keep(night)
    return enrol(night, night.welcome())


def today(course: Enrolment) -> reads.Given:
    return reads.given_on(course.id, floor.day_of(floor.site(SITE)))


# Finding and enrolling.


def test_a_handle_leads_to_the_enrolment_and_no_list_of_handles_exists(
    night: Night, course: Enrolment
):
    client = night.client(Role.NURSE)
    found = client.post(page("-find"), form(handle="f trem 1988"))
    assert found.url == page("-enrolment", course.id)
    night.welcome("Renard")
    assert "Renard" not in words(client.get(page("")))
    stranger = client.post(page("-find"), form(handle="Renard"))
    assert "Not enrolled" in words(client.get(stranger.url))
    assert "Nobody is known" in words(client.post(page("-find"), form(handle="Nuage")))


def test_two_people_with_one_handle_are_told_apart(night: Night, course: Enrolment):
    night.welcome(HANDLE)
    which = words(night.client(Role.NURSE).post(page("-find"), form(handle=HANDLE)))
    assert "hydromorphone 8 mg, tablet" in which.replace("\u00a0", " ")
    assert "not enrolled" in which


def test_a_prescription_is_written_down_as_it_came(night: Night):
    keep(night)
    person = night.welcome()
    client = night.client(Role.NURSE)
    answer = client.post(page("-enrol", person), form(**PRESCRIBED))
    (row,) = reads.enrolments_of(person)
    assert answer.url == page("-enrolment", row.id)
    assert (row.dose_ug, row.doses_a_day, row.most_ug, row.carried) == (16_000, 2, 32_000, 1)
    shown = words(client.get(answer.url)).replace("\u00a0", " ")
    assert "16 mg (2 tablets)" in shown
    assert "Dre Roy" in shown


WRONG = [
    ({"dose_mg": ""}, "Enter the amount"),
    ({"dose_mg": "beaucoup"}, "is not a number of milligrams"),
    ({"dose_mg": "12"}, "nothing is split"),
    ({"doses_a_day": "deux"}, "is not a whole number"),
    ({"review_on": "soon"}, "not a date"),
    ({"review_on": "2020-01-01"}, "next review"),
    ({"prescriber": " "}, "who prescribed"),
    ({"product": "cocaine"}, "no longer offered"),
    ({"product": ""}, "Choose a product"),
    ({"at": "25:00"}, "not a time"),
]


@pytest.mark.parametrize(("wrong", "says"), WRONG, ids=[str(case[0]) for case in WRONG])
def test_a_prescription_with_a_slip_is_explained_and_kept(
    night: Night, wrong: dict[str, str], says: str
):
    keep(night)
    person = night.welcome()
    before = facts_written()
    answer = night.client(Role.NURSE).post(page("-enrol", person), form(**PRESCRIBED | wrong))
    assert answer.status_code == 422
    assert says in words(answer)
    if "prescriber" not in wrong:
        assert "Dre Roy" in answer.content.decode()
    assert facts_written() == before


# Giving.


def test_the_prescribed_dose_is_one_look_and_one_tap(night: Night, course: Enrolment):
    client = night.client(Role.NURSE)
    listed = words(client.get(page(""))).replace("\u00a0", " ")
    assert "Give 16 mg…" in listed
    assert "0 of 2 given" in listed
    sheet = client.get(page("-dose", course.id))
    assert '<p class="dose-mg">16\u00a0mg</p>' in sheet.content.decode()
    answer = client.post(page("-dose", course.id), form(nth="1"))
    assert answer.url == page("")
    assert "16 mg recorded" in said(answer).replace("\u00a0", " ")
    assert today(course).doses == 1
    assert "1 of 2 given" in words(client.get(page("")))


def test_a_dose_over_the_prescribed_one_is_answered_with_what_to_do(
    night: Night, course: Enrolment
):
    before = facts_written()
    answer = night.client(Role.NURSE).post(page("-dose", course.id), form(mg="24"))
    assert answer.status_code == 422
    told = words(answer).replace("\u00a0", " ")
    assert "24 mg is more than the dose that is prescribed (16 mg)" in told
    assert "ask the prescriber, record the changed prescription" in told
    assert 'value="24"' in answer.content.decode()
    assert facts_written() == before


def test_the_same_in_french(night: Night, course: Enrolment):
    answer = night.client(Role.NURSE, "fr").post(page("-dose", course.id), form(mg="24"))
    told = words(answer).replace("\u00a0", " ")
    assert "24 mg dépasse la dose prescrite (16 mg)" in told


def test_two_who_give_the_same_dose_are_told(night: Night, course: Enrolment):
    give(night, course.id)
    answer = night.client(Role.COORDINATOR).post(page("-dose", course.id), form(nth="1"))
    assert "Noor Nurse recorded dose 1" in words(answer)
    assert today(course).doses == 1


def test_doses_are_carried_away_and_filled_in_afterwards(night: Night, course: Enrolment):
    client = night.client(Role.NURSE)
    client.post(page("-dose", course.id), form(way="carried", mg="8", doses="1", note="for later"))
    (dose,) = reads.doses_of_day([course.id], floor.day_of(floor.site(SITE)))
    assert (dose.way, dose.net_ug) == ("carried", 8_000)
    assert "for later" in words(client.get(page("-enrolment", course.id)))


def test_why_none_was_given_stands_on_the_list(night: Night, course: Enrolment):
    client = night.client(Role.NURSE)
    client.post(page("-not-given", course.id), form(why="sedated"))
    listed = words(client.get(page("")))
    assert "too sedated to be given it" in listed
    assert "had their dose, or it is said why not" in listed
    tomorrow = (date.today() + timedelta(days=3)).isoformat()
    late = client.post(page("-not-given", course.id), form(why="ill", day=tomorrow))
    assert "has not come yet" in words(late)


def test_what_came_back_is_asked_of_a_dose_of_this_site(night: Night, course: Enrolment):
    dose = give(night, course.id)
    client = night.client(Role.NURSE)
    assert client.get(page("-back", dose.id, slug=TRUCK)).status_code == 404
    too_much = client.post(page("-back", dose.id), form(units="3", fate="wasted"))
    assert "3 tablets came back of 2 tablets" in words(too_much)
    client.post(page("-back", dose.id), form(units="1", fate="restocked"))
    assert balance.there(SITE, TABLET.key) == 59


VERBS: list[tuple[str, dict[str, str], str]] = [
    ("-pause", {"why": "hospital"}, "Paused: in hospital"),
    ("-stop", {"why": "moved", "decided_by": "person"}, "Stopped: moved away; decided by"),
    ("-review", {"prescriber": "Dr Tremblay", "review_on": REVIEW}, "Seen by the prescriber"),
    ("-change", PRESCRIBED | {"dose_mg": "24", "most_mg": "40"}, "24 mg, 2 doses a day"),
]


@pytest.mark.parametrize(("name", "told", "says"), VERBS, ids=[verb[0] for verb in VERBS])
def test_each_verb_of_a_course_shows_on_its_page(
    night: Night, course: Enrolment, name: str, told: dict[str, str], says: str
):
    client = night.client(Role.NURSE)
    assert client.get(page(name, course.id)).status_code == 200
    answer = client.post(page(name, course.id), form(**told))
    assert says in words(client.get(answer.url)).replace("\u00a0", " ")


def test_a_paused_course_offers_no_dose_until_it_is_resumed(night: Night, course: Enrolment):
    client = night.client(Role.NURSE)
    client.post(page("-pause", course.id), form(why="away"))
    assert "Give " not in words(client.get(page("-enrolment", course.id)))
    refused = client.post(page("-dose", course.id), form())
    assert "Doses are paused" in words(refused)
    client.post(page("-resume", course.id), form())
    assert "Give " in words(client.get(page("-enrolment", course.id)))


def test_a_visit_has_a_door_for_who_is_enrolled(night: Night, course: Enrolment):
    visit = floor.visit(night.arrive(person=course.person))
    (door,) = ROOM.doors(floor.site(SITE), visit)
    assert door.address == page("-enrolment", course.id)
    client = night.client(Role.NURSE)
    assert door.address in client.get(reverse("visit", args=[SITE, visit.id])).content.decode()
    dose = give(night, course.id)
    assert "16 mg" in words(client.get(reverse("visit", args=[SITE, visit.id]))).replace(
        "\u00a0", " "
    )
    assert list(ROOM.things_of_visit(visit.id)) == [dose.id]
    anonymous = floor.visit(night.arrive())
    assert list(ROOM.doors(floor.site(SITE), anonymous)) == []
    peer = night.client(Role.PEER).get(reverse("visit", args=[SITE, visit.id])).content.decode()
    assert door.address not in peer


# Corrections.


def test_a_dose_is_corrected_on_the_page_that_all_entries_share(night: Night, course: Enrolment):
    dose = give(night, course.id)
    (entry,) = entries(dose.id)
    address = reverse("entry-correct", args=[SITE, entry.id])
    client = night.client(Role.NURSE)
    assert "hydromorphone" in words(client.get(address))
    answer = client.post(address, form(why="typed", units="1", doses="1", way="witnessed"))
    assert answer.url == page("-enrolment", course.id)
    assert today(course).ug == 8_000
    over = client.post(address, form(why="typed", units="9", doses="1", way="witnessed"))
    assert "more than the dose" in words(over)


def test_every_entry_has_words_and_those_that_a_person_wrote_can_be_corrected(night: Night):
    dispensed(night, night.welcome())
    kinds = {
        value
        for value in vars(facts).values()
        if isinstance(value, type) and getattr(value, "kind", "").startswith(ROOM.prefix)
    }
    assert kinds - {kind for kind, row in ROOM.kinds.items() if row.asks is not None} == {
        facts.RulesSet,
        facts.ProductListed,
        facts.ProductRetired,
    }
    register = words(night.client(Role.AUDITOR).get("/register/?kind="))
    assert "hydromorphone" in register


# The second signature.


def _unsigned(night: Night, **rules: bool) -> tuple[Enrolment, str]:
    keep(night, two_sign=True, **rules)
    course = enrol(night, night.welcome())
    return course, give(night, course.id).unsigned[0].entry


def test_a_colleague_signs_on_their_own_screen(night: Night):
    course, entry = _unsigned(night)
    client = night.client(Role.PEER)
    assert "Sign…" in words(client.get(page("")))
    assert "Sign as Ali Peer" in words(client.get(page("-sign", entry)))
    answer = client.post(page("-sign", entry), form())
    assert said(answer) == "Signed by Ali Peer."
    assert entries(reads.doses_of_day([course.id], floor.day_of(floor.site(SITE)))[0].id)[
        -1
    ].by == (night.by(Role.PEER))


def test_a_colleague_signs_on_this_screen_and_nobody_changes_places(night: Night):
    _course, entry = _unsigned(night)
    client = night.client(Role.NURSE)
    assert "A colleague signs here" in words(client.get(page("-sign", entry)))
    before = facts_written()
    for name, password in (("maude", "wrong"), ("noor", PASSWORD), ("kim", PASSWORD), ("", "")):
        answer = client.post(page("-sign", entry), form(name=name, password=password))
        assert answer.status_code == 422, name
        assert facts_written() == before
    answer = client.post(page("-sign", entry), form(name="maude", password=PASSWORD))
    assert said(answer) == "Signed by Maude Coordinator."
    assert "Noor" in words(client.get(page("")))


def test_whoever_does_not_work_here_does_not_sign_here(night: Night):
    _course, entry = _unsigned(night)
    Account.objects.filter(role=Role.COORDINATOR).update(sites=[TRUCK])
    answer = night.client(Role.NURSE).post(
        page("-sign", entry), form(name="maude", password=PASSWORD)
    )
    assert "do not work here" in words(answer)


def test_wrong_passwords_lock_a_name_as_they_do_when_signing_in(night: Night):
    _course, entry = _unsigned(night)
    client = night.client(Role.NURSE)
    for _ in range(6):
        answer = client.post(page("-sign", entry), form(name="maude", password="guess"))
    assert answer.status_code == 429
    right = client.post(page("-sign", entry), form(name="maude", password=PASSWORD))
    assert right.status_code == 429
    assert reads.unsigned_doses(SITE)


def test_a_site_may_keep_the_second_signature_to_nurses(night: Night):
    _course, entry = _unsigned(night, peers_sign=False)
    answer = night.client(Role.PEER).post(page("-sign", entry), form())
    assert "a nurse or the coordinator" in words(answer)


def test_what_waits_at_another_site_is_not_signed_here(night: Night):
    _course, entry = _unsigned(night)
    assert night.client(Role.PEER).get(page("-sign", entry, slug=TRUCK)).status_code == 404


# The stock.


def test_a_count_that_holds_says_so(night: Night, course: Enrolment):
    give(night, course.id)
    client = night.client(Role.NURSE)
    sheet = words(client.get(page("-count")))
    assert "58" not in sheet
    answer = client.post(page("-count"), form(product=TABLET.key, units="58"))
    assert said(answer) == "Counted: to the unit what the book says."
    assert "reconciles" in words(client.get(page("-stock")))


def test_a_difference_is_shown_since_when_and_explained_and_stays(night: Night, course: Enrolment):
    client = night.client(Role.NURSE)
    answer = client.post(page("-count"), form(product=TABLET.key, units="58"))
    assert "2 tablets fewer than the book" in said(answer)
    for name in ("", "-stock"):
        shown = words(client.get(page(name)))
        assert "does not reconcile: 2 tablets fewer than the book, since" in shown
    (count,) = CountRow.objects.values_list("id", flat=True)
    explained = client.post(page("-explain", count), form(why="broken", note="fell"))
    assert said(explained) == "Noted. The difference stays in sight."
    shown = words(client.get(page("-stock")))
    assert "does not reconcile: 2" not in shown
    assert "-2 broken or spilled" in shown
    again = client.post(page("-explain", count), form(why="lost"))
    assert "explained already" in words(again)


def test_what_comes_in_is_written_with_its_lot(night: Night, course: Enrolment):
    client = night.client(Role.NURSE)
    told = {"product": TABLET.key, "what": "received", "units": "1 000", "lot": "AB-12"}
    client.post(page("-move"), form(**told))
    assert balance.there(SITE, TABLET.key) == 1_060
    assert "lot AB-12" in words(client.get(page("-stock")))
    for wrong, says in (
        ({"units": ""}, "Enter a whole number"),
        ({"units": "many"}, "is not a whole number"),
        ({"lot": "?"}, "not a lot number"),
        ({"what": "wasted", "units": "2000"}, "Count the stock"),
        ({"what": ""}, "Choose one."),
    ):
        answer = client.post(page("-move"), form(**told | wrong))
        assert (answer.status_code, says in words(answer)) == (422, True), wrong
    assert balance.there(SITE, TABLET.key) == 1_060


def test_a_delivery_goes_on_to_the_second_signature(night: Night):
    keep(night, two_sign=True)
    told = {"product": TABLET.key, "what": "received", "units": "10"}
    answer = night.client(Role.NURSE).post(page("-move"), form(**told))
    assert "/sign/" in answer.url


# The rules.


def test_the_coordinator_sets_the_rules_and_lists_products(night: Night):
    client = night.client(Role.COORDINATOR)
    assert "keeps no product yet" in words(client.get(page("")))
    client.post(page("-rules"), form(peers_sign="on", missed_days="5"))
    rules = reads.rules(SITE)
    assert (rules.two_sign, rules.peers_sign, rules.missed_days) == (False, True, 5)
    client.post(page("-list"), form(drug="methadone", unit="liquid", strength_mg="0,4"))
    (row,) = reads.products(SITE)
    assert row.strength_ug == 400
    twice = client.post(page("-list"), form(drug="methadone", unit="liquid", strength_mg="0.4"))
    assert "keeps that product already" in words(twice)
    client.post(page("-retire", row.id), form())
    assert "kept no longer" in words(client.get(page("-rules")))
    for wrong in ("", "x", "99"):
        assert client.post(page("-rules"), form(missed_days=wrong)).status_code == 422


def test_an_auditor_reads_the_rules_and_finds_no_button(night: Night):
    keep(night)
    client = night.client(Role.AUDITOR)
    shown = words(client.get(page("-rules")))
    assert "Save the rules" not in shown
    assert "Add a product" not in shown
    assert "Count…" not in words(client.get(page("-stock")))


# Days gone by.


def test_a_missed_day_shows_on_the_list_and_the_third_sends_to_the_prescriber(night: Night):
    """Enrolled some hours ago; the pages are looked at days later."""
    keep(night)
    course = enrol(night, night.welcome())
    for days, says in ((1, "1 day missed"), (5, "3 days without: prescriber first")):
        with clock.pretending(clock.now() + timedelta(days=days)):
            client = night.client(Role.NURSE)
            shown = words(client.get(page("")))
            assert says in shown, (days, shown)
            refused = client.post(page("-dose", course.id), form())
            assert (refused.status_code == 422) == (days == 5)


def test_the_calendar_has_four_weeks(night: Night, course: Enrolment):
    give(night, course.id)
    shown = night.client(Role.NURSE).get(page("-enrolment", course.id)).content.decode()
    calendar = shown.split('<ol class="calendar">')[1].split("</ol>")[0]
    assert calendar.count("<li>") == 28


def test_a_product_written_by_a_later_version_is_shown_by_its_key(night: Night, course: Enrolment):
    assert product_words("ketamine-spray-50") == "ketamine-spray-50"
    assert (
        product_words(BOTTLE.key).replace("\u00a0", " ") == "methadone 0.4 mg, single-dose bottle"
    )


def test_what_is_forgotten_leaves_the_list_and_the_stock_as_it_was(night: Night, course: Enrolment):
    give(night, course.id, note="slept well")
    corrections.forget(by=night.by(), person=course.person)
    client = night.client(Role.NURSE)
    assert HANDLE not in words(client.get(page("")))
    shown = words(client.get(page("-enrolment", course.id)))
    assert "slept well" not in shown
    assert "Dre Roy" not in shown
    assert client.get(page("-person", course.person)).status_code == 404
    assert balance.there(SITE, TABLET.key) == 58
    assert "forgotten" in shown
