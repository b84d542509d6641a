"""Services and referrals, by their pages: what is shown, sent, refused, printed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.care.facts import Arrived
from veille.care.referrals import actions, facts, reads
from veille.care.referrals.pages.card_words import FURTHER
from veille.care.referrals.tables import DestinationRow, GivenRow, ReferralRow
from veille.care.referrals.words import Language, Need, Status, Way
from veille.hours import Hours, Span
from veille.ledger import clock

from .night import HANDLE, SITE, TRUCK, Night, entry_of, facts_written, form, said, words
from .referred import listed

TORONTO = ZoneInfo("America/Toronto")


def at(name: str, *parts: str) -> str:
    return reverse(name, args=[SITE, *parts])


def local(moment: datetime) -> str:
    """As the device's picker sends it."""
    return moment.astimezone(TORONTO).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def visit(night: Night) -> str:
    """Somebody known came in two hours ago."""
    return night.arrive(HANDLE, at=clock.now() - timedelta(hours=2))


def offered(night: Night, visit: str, **other: Any) -> str:
    told = {"need": Need.HOUSING, "accepted": True, **other}
    return actions.offer(by=night.by(), place=SITE, visit=visit, **told).id


def made(night: Night, visit: str, **other: Any) -> str:
    """Offered an hour ago, and made to a place."""
    referral = offered(night, visit, at=clock.now() - timedelta(hours=1))
    told = {"destination": listed(night), "way": Way.PHONE, **other}
    actions.make(by=night.by(), referral=referral, **told)
    return referral


# From the offer to its end.


def test_a_referral_from_the_visit_to_its_end(night: Night, visit: str) -> None:
    to, client = listed(night), night.client(Role.PEER)
    assert at("visit-referral", visit) in client.get(at("visit", visit)).content.decode()
    answer = client.post(at("visit-referral", visit), form(need="housing", answer="yes"))
    row = ReferralRow.objects.get()
    assert answer.url == at("referral-make", row.id)
    assert "Le Havre" in words(client.get(answer.url))
    soon = clock.now() + timedelta(days=2)
    told = form(destination=to, way="phone", appointment=local(soon), seen=row.version)
    answer = client.post(answer.url, told)
    assert (answer.status_code, answer.url) == (302, at("referral", row.id))
    page = words(client.get(answer.url))
    assert "Referral made to Le Havre" in page
    assert "514-555-0101" in page
    for verb, status in (("attend", Status.ATTENDED), ("close", Status.CLOSED)):
        told = form(seen=reads.referral(row.id).version, reason="completed")
        assert client.post(at("referral-step", row.id, verb), told).status_code == 302
        assert reads.referral(row.id).status == status
    assert "Referral: they went" in words(client.get(at("visit", visit)))
    assert HANDLE in words(client.get(at("referrals") + "?ended=1"))


def test_an_offer_that_is_declined_or_waits_for_its_answer(night: Night, visit: str) -> None:
    client = night.client()
    for answer, status in (("no", "declined"), ("later", "offered")):
        sent = client.post(at("visit-referral", visit), form(need="legal", answer=answer))
        row = ReferralRow.objects.latest("offered_at")
        assert (row.status, sent.url) == (status, at("referral", row.id))
    page = words(client.get(at("visit-referral", visit)))
    assert "Open already: legal help (offered)" in page


def test_a_referral_for_somebody_who_is_not_here(night: Night, visit: str) -> None:
    client = night.client()
    assert HANDLE in words(client.get(at("referral-new")))
    found = client.post(at("referral-new"), form(handle=HANDLE.lower()))
    person = person_of(visit)
    assert found.url == at("person-referral", person)
    client.post(found.url, form(need="income", answer="later"))
    assert ReferralRow.objects.get().person == person
    night.welcome(HANDLE)  # somebody else with the same handle
    assert "Several people chose" in words(client.post(at("referral-new"), form(handle=HANDLE)))
    answer = client.post(at("referral-new"), form(handle="Nobody"))
    assert answer.status_code == 422
    assert "Nobody is known by “Nobody”." in words(answer)


def person_of(visit: str) -> str:
    return str(entry_of(visit, Arrived).body.person)


def test_a_place_that_is_closed_then_is_refused_with_what_to_do(night: Night, visit: str) -> None:
    """The form comes back with its words, and with the next opening and another place."""
    monday = Hours((Span(0, 9 * 60, 12 * 60),))
    closed, _other = listed(night, "Bureau", monday), listed(night, "Le Phare")
    referral = offered(night, visit)
    saturday = clock.now() + timedelta(days=1)
    while saturday.astimezone(TORONTO).weekday() != 5:
        saturday += timedelta(days=1)
    before = facts_written()
    told = form(destination=closed, way="phone", appointment=local(saturday), note="le chien")
    answer = night.client(language="fr").post(at("referral-make", referral), told)
    page = words(answer)
    assert (answer.status_code, facts_written()) == (422, before)
    assert "Bureau est fermé le samedi" in page
    assert "la prochaine ouverture est le lundi" in page
    assert "09:00" in page
    assert "Le Phare" in page
    assert "le chien" in page
    assert "Rien n’a été écrit." in page


def test_a_place_closed_for_good_meanwhile_is_refused_with_the_others(
    night: Night, visit: str
) -> None:
    gone, _other = listed(night), listed(night, "Le Phare")
    referral = offered(night, visit)
    by = night.by(Role.COORDINATOR)
    actions.close_destination(by=by, place=SITE, destination=gone)
    answer = night.client().post(at("referral-make", referral), form(destination=gone, way="phone"))
    assert answer.status_code == 422
    assert "Le Havre is closed for good since" in words(answer)
    assert "the directory also has: Le Phare." in words(answer)


WRONG = [
    ("visit-referral", {}, "Choose one."),
    ("visit-referral", {"need": "moon"}, "no longer offered"),
    ("referral-make", {"way": "phone"}, "Choose a place."),
    ("referral-make", {"destination": "0" * 32, "way": "phone"}, "That place is not in the"),
    ("referral-make", {"appointment": "soon"}, "That is not a date and an hour."),
    ("visit-services", {"count": "0", "service": "food"}, "1 to 500 times"),
    ("visit-services", {"count": "many", "service": "food"}, "“many” is not a whole number"),
    ("visit-services", {"count": "2"}, "Choose one."),
    ("visit-services", {"count": "1", "service": "food", "note": "x" * 2001}, "at most 2000"),
]


@pytest.mark.parametrize(("name", "sent", "sentence"), WRONG)
def test_what_was_filled_in_wrongly_is_said_and_writes_nothing(
    night: Night, visit: str, name: str, sent: dict[str, str], sentence: str
) -> None:
    listed(night)
    part = offered(night, visit) if name == "referral-make" else visit
    before = facts_written()
    answer = night.client().post(at(name, part), form(**sent))
    assert (answer.status_code, facts_written()) == (422, before)
    assert sentence in words(answer)


def test_a_tap_on_a_stale_page_is_told_who_was_first(night: Night, visit: str) -> None:
    referral = made(night, visit)
    seen = reads.referral(referral).version
    actions.attend(by=night.by(Role.PEER), referral=referral)
    answer = night.client().post(at("referral-step", referral, "miss"), form(seen=seen))
    assert answer.status_code == 422
    assert "Ali Peer changed this meanwhile" in words(answer)
    # The form now knows what it shows; the verb is no longer possible, and says what is.
    again = night.client().post(
        at("referral-step", referral, "miss"), form(seen=reads.referral(referral).version)
    )
    assert "What can be done now: “Close”" in words(again)


@pytest.mark.parametrize("verb", ["make", "fly", "offer"])
def test_a_step_that_does_not_exist_is_not_found(night: Night, visit: str, verb: str) -> None:
    referral = made(night, visit)
    assert night.client().get(at("referral-step", referral, verb)).status_code == 404


def test_a_step_can_be_filled_in_with_its_day_and_a_note(night: Night, visit: str) -> None:
    referral = made(night, visit, at=clock.now() - timedelta(minutes=40))
    when = clock.now() - timedelta(minutes=20)
    told = form(at=local(when), note="was glad")
    night.client().post(at("referral-step", referral, "attend"), told)
    row = reads.referral(referral)
    assert row.attended_at == when.replace(second=0, microsecond=0)
    assert "was glad" in words(night.client().get(at("referral", referral)))


def test_a_referral_of_another_site_is_not_shown(night: Night) -> None:
    visit = night.arrive(place=TRUCK)
    referral = actions.offer(by=night.by(), place=TRUCK, visit=visit, need=Need.LEGAL).id
    for name in ("referral", "referral-make", "referral-card"):
        assert night.client().get(at(name, referral)).status_code == 404
    assert night.client().get(at("visit-referral", visit)).status_code == 404
    assert night.client().get(at("visit-services", visit)).status_code == 404


# The list, and waiting times.


def test_those_that_wait_too_long_stand_first(night: Night, visit: str) -> None:
    old = offered(night, visit)
    assert "waits" not in words(night.client().get(at("referrals")))
    with clock.pretending(clock.now() + timedelta(days=4, hours=1)):
        offered(night, night.arrive("Renard"))
        told = words(night.client().get(at("referrals")))
        assert [row.id for row in reads.waits_too_long(SITE)] == [old]
        assert told.index("Waiting too long") < told.index(HANDLE) < told.index("Renard")
        assert told.count("waits 4 days") == 1
        assert "offered and not made after 3 days" in told
        assert "no news 7 days after" in told


def test_waiting_times_have_their_numbers_under_the_picture(night: Night, visit: str) -> None:
    empty = words(night.client().get(at("referral-waits")))
    assert "No referral was made yet" in empty
    referral = made(night, visit, at=clock.now() - timedelta(minutes=30))
    assert "<figure" not in night.client().get(at("referral-waits")).content.decode()
    actions.attend(by=night.by(), referral=referral)
    page = night.client().get(at("referral-waits")).content.decode()
    assert "<figure" in page
    assert "Le Havre 1 1 0 0.0 0.0" in words(page)
    place = reads.referral(referral).destination
    assert "1 referral made" in words(night.client().get(at("destination", place)))


# The card.


def test_the_card_names_nobody_and_no_site_unless_the_visitor_wishes(
    night: Night, visit: str
) -> None:
    referral = made(night, visit, appointment=clock.now() + timedelta(days=3))
    client = night.client(language="fr")
    card = slip(client.get(at("referral-card", referral)))
    assert "Le Havre" in card
    assert "514-555-0101" in card
    assert "Sonnez deux fois." in card
    assert HANDLE not in card
    assert "CACTUS" not in card
    assert "Veille" not in card
    asked = {"language": "en", "handle": "on", "sender": "on"}
    card = slip(client.get(at("referral-card", referral), asked))
    assert f"For: {HANDLE}" in card
    assert "From: CACTUS" in card
    assert "Ring twice." in card
    assert "Spoken there: French" in card


def test_a_card_without_an_appointment_has_the_hours(night: Night, visit: str) -> None:
    card = slip(night.client().get(at("referral-card", made(night, visit))))
    assert "Without an appointment" in card
    assert "Monday to Sunday 24 h" in card


@pytest.mark.parametrize("language", sorted(FURTHER))
def test_the_card_speaks_the_visitors_language(night: Night, visit: str, language: str) -> None:
    fixed = FURTHER[language]
    client, asked = night.client(), {"language": language, "handle": "on", "sender": "on"}
    at_once = client.get(at("referral-card", made(night, visit)), asked)
    html, card = at_once.content.decode(), slip(at_once)
    assert f'<article class="slip" lang="{language}" dir="{fixed.dir}">' in html
    for told in (
        fixed.walk_in,
        fixed.phone,
        fixed.span % {"first": fixed.days[0], "last": fixed.days[6]},
        fixed.who % {"who": HANDLE},
        fixed.spoken % {"spoken": fixed.languages["fr"]},
    ):
        assert told in card, told
    later = made(night, visit, appointment=datetime(2027, 1, 11, 14, 30, tzinfo=UTC))
    answer = client.get(at("referral-card", later), asked)
    assert f"{fixed.days[0]} 2027-01-11 09:30" in slip(answer)
    # Between Arabic letters a date would be turned round by the browser.
    assert '<bdi dir="ltr">2027-01-11</bdi>' in answer.content.decode()


def test_each_language_of_the_card_has_every_word() -> None:
    """What is missing or too much is refused when the file is read; here, what may be empty."""
    assert {"es", "ht", "ar"} <= FURTHER.keys()
    for language, fixed in FURTHER.items():
        assert len(set(fixed.days)) == 7, language
        assert fixed.languages.keys() == set(Language.values), language
        assert all(
            [fixed.own_name, fixed.and_, fixed.walk_in, fixed.phone, *fixed.languages.values()]
        ), language
        for text, holds in ((fixed.who, "who"), (fixed.spoken, "spoken"), (fixed.sender, "sender")):
            assert text % {holds: "X"} != text, language
        assert fixed.dir == ("rtl" if language == "ar" else "ltr")


def test_there_is_no_card_before_there_is_a_place(night: Night, visit: str) -> None:
    answer = night.client().get(at("referral-card", offered(night, visit)))
    assert answer.status_code == 409
    assert "There is no card yet" in words(answer)


def slip(response: Any) -> str:
    page = response.content.decode()
    return words(page[page.index('<article class="slip"') : page.index("</article>")])


# The directory.

PLACE = {
    "name": "Refuge Boréal",
    "needs": ["housing", "detox"],
    "address": "12, rue du Nord",
    "phone": "514-555-0102",
    "day_0": "9-12, 13-17",
    "day_5": "20 h - 8 h",
    "closed_on": "2026-12-25",
    "booking": ["walk_in"],
    "languages": ["fr", "iu"],
    "note_fr": "Porte bleue",
    "note_en": "Blue door",
}


def test_a_coordinator_keeps_the_directory(night: Night) -> None:
    client = night.client(Role.COORDINATOR)
    answer = client.post(at("destination-new"), form(**PLACE))
    row = DestinationRow.objects.get()
    assert answer.url == at("destination", row.id)
    page = words(client.get(answer.url))
    for told in (
        "Refuge Boréal",
        "09:00-12:00, 13:00-17:00",
        "20:00-08:00",
        "2026-12-25",
        "French, Inuktitut",
        "Blue door",
        "housing or shelter",
    ):
        assert told in page
    asked = words(client.get(at("destination-change", row.id)))
    assert "Porte bleue" in asked
    change = {**PLACE, "phone": "514-555-0103", "seen": row.version}
    assert client.post(at("destination-change", row.id), form(**change)).status_code == 302
    assert reads.destination(row.id).phone == "514-555-0103"
    stale = client.post(at("destination-change", row.id), form(**PLACE, seen=row.version))
    assert "changed this meanwhile" in words(stale)
    assert client.post(at("destination-close", row.id), form(note="burnt")).status_code == 302
    assert "Refuge Boréal" not in words(client.get(at("destinations")))
    assert "Refuge Boréal" in words(client.get(at("destinations") + "?closed=1"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Write the name of the place."),
        ({"needs": []}, "Choose at least one need"),
        ({"day_0": "nine to five"}, "“nine to five” is not an opening time."),
        ({"day_0": "9-12, 11-13"}, "lie over each other"),
        ({"closed_on": "Christmas"}, "“Christmas” is not a date"),
    ],
)
def test_a_place_filled_in_wrongly_keeps_its_words(
    night: Night, change: dict[str, Any], sentence: str
) -> None:
    answer = night.client(Role.COORDINATOR).post(at("destination-new"), form(**PLACE | change))
    assert (answer.status_code, DestinationRow.objects.count()) == (422, 0)
    assert sentence in words(answer)
    assert "12, rue du Nord" in answer.content.decode()


def test_places_are_found_by_need_and_by_words(night: Night) -> None:
    listed(night)
    listed(night, "Clinique Tamarac", needs=(Need.OAT,), address="3, rue du Tamarac")
    client = night.client()
    for asked, found in (
        ("", {"Le Havre", "Clinique Tamarac"}),
        ("?need=oat", {"Clinique Tamarac"}),
        ("?q=TAMARAC", {"Clinique Tamarac"}),
        ("?q=essais", {"Le Havre"}),
        ("?need=oat&q=havre", set()),
        ("?need=moon", set()),
    ):
        page = words(client.get(at("destinations") + asked))
        assert {name for name in ("Le Havre", "Clinique Tamarac") if name in page} == found, asked


@pytest.mark.parametrize("role", [Role.PEER, Role.NURSE, Role.AUDITOR])
def test_who_does_not_keep_the_directory_sees_no_way_to_change_it(night: Night, role: str) -> None:
    place = listed(night)
    client = night.client(role)
    for page in (at("destinations"), at("destination", place), at("services")):
        told = client.get(page).content.decode()
        for name, *parts in (
            ("destination-new",),
            ("destination-change", place),
            ("destination-close", place),
            ("services-list",),
        ):
            assert at(name, *parts) not in told


# Services.


def test_a_service_is_one_tap_during_a_visit(night: Night, visit: str) -> None:
    client, sent = night.client(), form(service="wound")
    page = client.get(at("visit-services", visit)).content.decode()
    assert page.count('name="submission"') > 5  # each tap is a form of its own
    answer = client.post(at("visit-services", visit), sent)
    assert said(answer) == "Noted: wound care."
    client.post(at("visit-services", visit), sent)  # a double tap
    given = GivenRow.objects.get()
    assert (given.visit, given.count) == (visit, 1)
    assert "Service: wound care" in words(client.get(at("visit", visit)))
    assert "wound care" in words(client.get(at("services")))


def test_several_at_once_for_whoever_came_by(night: Night) -> None:
    client = night.client()
    client.post(at("services"), form(service="food", count="12", note="soup"))
    client.post(at("services"), form(service="food"))
    assert sorted(row.count for row in GivenRow.objects.all()) == [1, 12]
    page = words(client.get(at("services")))
    assert "13 services given today" in page
    assert "food and drink × 12" in page


def test_a_tap_that_says_nothing_is_refused(night: Night) -> None:
    for sent in ({}, {"service": "massage"}):
        answer = night.client().post(at("services"), form(**sent), follow=True)
        assert "Not saved:" in words(answer)
    assert not GivenRow.objects.exists()


def test_a_site_chooses_its_services_and_names_its_own(night: Night, visit: str) -> None:
    client = night.client(Role.COORDINATOR)
    told = form(offered=["food", "shower"], new_fr="Coiffure", new_en="Haircut")
    assert client.post(at("services-list"), told).status_code == 302
    assert "Haircut" in words(night.client().get(at("visit-services", visit)))
    assert "Coiffure" in words(night.client(language="fr").get(at("visit-services", visit)))
    own = actions.own_key("Coiffure")
    night.client().post(at("visit-services", visit), form(service=own))
    seen = reads.services(SITE).version  # type: ignore[union-attr]
    client.post(at("services-list"), form(offered=["food"], seen=seen))
    assert "Haircut" not in words(night.client().get(at("visit-services", visit))).split("Given")[0]
    assert "Service: Haircut" in words(night.client().get(at("visit", visit)))
    for wrong, sentence in (
        ({"offered": []}, "Choose at least one service"),
        ({"offered": ["food"], "new_fr": "Massage"}, "Write both."),
        ({"offered": ["food"], "seen": "1"}, "changed this meanwhile"),
    ):
        answer = client.post(at("services-list"), form(**wrong))
        assert answer.status_code == 422
        assert sentence in words(answer)


# Corrections.


def correct(night: Night, entry: str, **change: Any) -> Any:
    address = reverse("entry-correct", args=[SITE, entry])
    return night.client(Role.COORDINATOR).post(address, form(why="typed", at="", **change))


def test_entries_of_this_room_are_corrected_by_the_common_page(night: Night, visit: str) -> None:
    referral = made(night, visit)
    other = listed(night, "Le Phare")
    entry = entry_of(referral, facts.Made).id
    page = night.client().get(reverse("entry-correct", args=[SITE, entry]))
    assert "Le Havre" in words(page)
    soon = clock.now() + timedelta(days=2)
    told = {"destination": other, "way": "accompanied", "appointment": local(soon)}
    answer = correct(night, entry, **told, words="with the dog")
    assert answer.url == at("referral", referral)
    row = reads.referral(referral)
    assert (row.destination, row.way) == (other, "accompanied")
    page_now = words(night.client().get(at("referral", referral)))
    assert "Le Phare" in page_now
    assert "with the dog" in page_now
    answer = correct(night, entry_of(referral, facts.Offered).id, need="detox", words="")
    assert "does not list Le Phare for detox" in words(answer)


def test_a_service_is_corrected_on_the_page_of_its_visit(night: Night, visit: str) -> None:
    given = actions.give_service(by=night.by(), place=SITE, visit=visit, service="food")
    entry = entry_of(given.id, facts.ServiceGiven).id
    answer = correct(night, entry, service="shower", count="2", words="")
    assert answer.url == at("visit", visit)
    page = words(night.client().get(answer.url))
    assert "Service: shower × 2" in page
    assert "Service: food and drink" in page  # what it said before stays
    strike = reverse("entry-strike", args=[SITE, entry])
    answer = night.client(Role.NURSE).post(strike, form(why="typed"))
    assert answer.status_code == 302
    assert reads.given_in_visit(visit) == []


def test_a_closing_is_struck_out_and_the_place_is_open_again(night: Night) -> None:
    place = listed(night)
    by = night.by(Role.COORDINATOR)
    actions.close_destination(by=by, place=SITE, destination=place)
    entry = entry_of(place, facts.DestinationClosed).id
    page = night.client(Role.COORDINATOR).get(at("destination", place)).content.decode()
    assert reverse("entry-correct", args=[SITE, entry]) in page
    night.client(Role.COORDINATOR).post(
        reverse("entry-strike", args=[SITE, entry]), form(why="typed")
    )
    assert reads.destination(place).closed_at is None
