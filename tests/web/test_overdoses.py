"""An overdose, as requests: one tap, each step with its true time, its outcome, corrections."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from veille.accounts.models import Role
from veille.care import actions, corrections, facts, naloxone, reads
from veille.care.people import actions as people
from veille.care.people.words import FlagKind
from veille.care.words import CorrectionReason, Intervention, LeavingReason, Outcome, Route
from veille.ledger import clock

from .dispensed import enrol, keep
from .night import (
    HANDLE,
    SITE,
    Night,
    entry_of,
    facts_written,
    form,
    from_page,
    markup,
    said,
    words,
)

BOARD = f"/at/{SITE}/"


def page(name: str, *args: str) -> str:
    return reverse(name, args=[SITE, *args])


def o_clock(**ago: float) -> str:
    """The time of the day so long ago, in Montréal, to the second."""
    with timezone.override("America/Toronto"):
        return timezone.localtime(clock.now() - timedelta(**ago)).strftime("%H:%M:%S")


def test_one_tap_opens_the_timeline_and_a_second_tap_leads_to_the_same(night: Night):
    visit = night.seat("2", "Renard")
    ali, noor = night.on_board(Role.PEER), night.on_board(Role.NURSE)
    first = ali.post(page("visit-overdose", visit), form())
    written = facts_written()
    second = noor.post(page("visit-overdose", visit), form())
    (overdose,) = reads.open_overdoses(SITE)
    timeline = page("overdose", overdose.id)
    assert first.headers["HX-Redirect"] == second.headers["HX-Redirect"] == timeline
    assert (facts_written(), overdose.seat) == (written, "2")
    assert "Overdose · seat 2" in words(ali.get(timeline))
    assert night.client().post(page("visit-overdose", visit), form()).url == timeline


def test_a_step_tapped_while_the_overdose_waited_in_the_page_finds_it_by_its_visit(night: Night):
    visit, overdose = night.overdose()
    client = night.client(Role.PEER, **from_page(BOARD))
    address = page("visit-overdose-step", visit)
    assert client.post(address, form(what="oxygen")).status_code == 200
    assert [step["what"] for step in reads.overdose(overdose).steps] == ["oxygen"]
    actions.end_overdose(by=night.by(), overdose=overdose, outcome=Outcome.RECOVERED)
    written = facts_written()
    answer = client.post(address, form(what="breaths"))
    assert answer.status_code == 409
    assert "No overdose of this visitor is open any more" in words(answer)
    assert facts_written() == written


def test_an_open_overdose_shows_on_every_page_of_its_site(night: Night):
    night.overdose("3", "Renard")
    client = night.client()
    for address in (BOARD, page("day"), page("arrival")):
        assert "Overdose · seat 3 · Renard" in words(client.get(address)), address


def test_each_step_is_one_tap_with_its_own_time(night: Night):
    _visit, overdose = night.overdose()
    client = night.client(Role.PEER, **from_page(page("overdose", overdose)))
    for what in ("stimulation", "oxygen", "breaths", "called_911", "ambulance"):
        answer = client.post(page("overdose-step", overdose), form(what=what))
        assert answer.status_code == 200
        assert "<html" not in answer.content.decode()
    dose = form(what="naloxone", dose="1", product="IM:0.4")
    answer = client.post(page("overdose-step", overdose), dose)
    assert "Naloxone 0.4 mg IM" in words(answer).replace("\u00a0", " ")
    assert "Naloxone · dose 2" in words(answer)
    row = reads.overdose(overdose)
    assert [step["what"] for step in row.steps] == [
        "stimulation",
        "oxygen",
        "breaths",
        "called_911",
        "ambulance",
        "naloxone",
    ]
    assert [step["at"] for step in row.steps] == sorted(step["at"] for step in row.steps)


def test_one_dose_given_is_never_two_doses_recorded(night: Night):
    _visit, overdose = night.overdose()
    address = page("overdose-step", overdose)
    ali = night.client(Role.PEER, **from_page(page("overdose", overdose)))
    noor = night.client(Role.NURSE, **from_page(page("overdose", overdose)))
    dose = {"what": "naloxone", "dose": "1", "product": "IM:0.4"}
    assert ali.post(address, form(**dose)).status_code == 200
    refused = noor.post(address, form(**dose))
    assert refused.status_code == 409
    assert "Ali Peer recorded dose 1" in words(refused)
    assert "tap dose 2" in words(refused)
    assert noor.post(address, form(**dose | {"dose": "2"})).status_code == 200
    assert reads.overdose(overdose).doses == 2


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"what": "naloxone"}, "Which naloxone was given"),
        ({"what": "naloxone", "product": "IM:40"}, "between 0 and 10 mg"),
        ({"what": "naloxone", "product": "IM:-1"}, "between 0 and 10 mg"),
        ({"what": "naloxone", "product": "IM:nan"}, "between 0 and 10 mg"),
        ({"what": "naloxone", "product": "IM:much"}, "no longer offered"),
        ({"what": "naloxone", "product": "0.4"}, "no longer offered"),
        ({"what": "prayer"}, "no longer offered"),
        ({}, "Choose one."),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_nothing_is_written(
    night: Night, told: dict[str, str], sentence: str
):
    _visit, overdose = night.overdose()
    before = facts_written()
    client = night.client(Role.PEER, **from_page(page("overdose", overdose)))
    answer = client.post(page("overdose-step", overdose), form(**told))
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert facts_written() == before


def test_an_earlier_step_is_filled_in_with_its_true_time(night: Night):
    with clock.pretending(clock.now() - timedelta(minutes=20)):
        _visit, overdose = night.overdose()
        visit = reads.overdose(overdose).visit
    told = form(what="naloxone", route="IN", dose_mg="4", at=o_clock(minutes=10), note="left side")
    answer = night.client().post(page("overdose-earlier", overdose), told)
    assert (answer.url, said(answer)) == (page("overdose", overdose), "Added.")
    (step,) = reads.overdose(overdose).steps
    assert step["at"][11:16] == (clock.now() - timedelta(minutes=10)).strftime("%H:%M")
    shown = words(night.client().get(page("visit", visit)))
    assert "Naloxone 4 mg nasal" in shown.replace("\u00a0", " ")
    assert "left side" in shown
    assert "entered at" in shown


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"what": "oxygen", "at": ""}, "Enter the time when it was done."),
        ({"what": "oxygen", "minutes": 60}, "That is before the visitor arrived"),
        ({"what": "oxygen", "minutes": -30}, "That time has not come yet."),
        ({"what": "oxygen", "route": "IM"}, "Only naloxone has a route and a dose."),
        ({"what": "naloxone"}, "Say how the naloxone was given"),
    ],
)
def test_an_earlier_step_that_cannot_be_is_refused(
    night: Night, told: dict[str, Any], sentence: str
):
    _visit, overdose = night.overdose()
    before = facts_written()
    when = o_clock(minutes=told.pop("minutes", 0))
    answer = night.client().post(page("overdose-earlier", overdose), form(**{"at": when} | told))
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert facts_written() == before


def test_the_outcome_closes_the_timeline(night: Night):
    _visit, overdose = night.overdose("1", "Renard")
    client = night.client()
    unanswered = client.post(page("overdose-end", overdose), form())
    assert (unanswered.status_code, "Choose one." in words(unanswered)) == (422, True)
    closed = client.post(page("overdose-end", overdose), form(outcome="declined"))
    assert (closed.url, said(closed)) == (BOARD, "The overdose is closed.")
    shown = words(client.get(page("overdose", overdose)))
    assert "recovered, declined the ambulance" in shown
    assert "tap when started" not in shown
    late = client.post(page("overdose-step", overdose), form(what="oxygen"))
    assert "was closed at" in said(late)


def test_an_overdose_is_filled_in_after_the_visit_within_its_times(night: Night):
    now = clock.now()
    with clock.pretending(now - timedelta(minutes=40)):
        visit = night.seat("1", "Renard")
    with clock.pretending(now - timedelta(minutes=10)):
        actions.leave(by=night.by(), visit=visit, consumed=True)
    client = night.client()
    address = page("visit-overdose-earlier", visit)
    refused = client.post(address, form(at=o_clock(minutes=5)))
    assert (refused.status_code, "The visit ended at" in words(refused)) == (422, True), words(
        refused
    )
    found = client.post(address, form(at=o_clock(minutes=30), signs=["blue", "unresponsive"]))
    (overdose,) = reads.overdoses_of([visit])
    assert found.url == page("overdose", overdose.id)
    assert overdose.signs == ["blue", "unresponsive"]


def test_a_visit_may_have_any_number_of_overdoses(night: Night):
    visit, overdose = night.overdose()
    client = night.client()
    for _again in range(2):
        client.post(page("overdose-end", overdose), form(outcome="recovered"))
        client.post(page("visit-overdose", visit), form())
        (row,) = reads.open_overdoses(SITE)
        overdose = row.id
    assert len(reads.overdoses_of([visit])) == 3


# Corrections


def test_a_correction_shows_what_was_said_before_by_whom_and_why(night: Night):
    visit, overdose = night.overdose("1", "Renard")
    actions.intervene(
        by=night.by(), overdose=overdose, what=Intervention.NALOXONE, route=Route.IM, dose_mg=8.0
    )
    entry = entry_of(overdose, facts.Intervened).id
    client = night.client(Role.PEER)
    asked = words(client.get(page("entry-correct", entry)))
    assert "Nothing is erased" in asked
    told = form(what="naloxone", route="IM", dose_mg="0.8", why="typed", note="decimal point")
    answer = client.post(page("entry-correct", entry), told)
    assert answer.url == page("overdose", overdose)
    assert "What it said before stays visible." in said(answer)
    html = client.get(page("overdose", overdose)).content.decode().replace("\u00a0", " ")
    assert "<del>Naloxone 8 mg IM</del>" in html
    assert "Naloxone 0.8 mg IM" in html
    shown = words(html)
    assert "corrected by Ali Peer on" in shown
    assert "a typing or tapping mistake" in shown
    assert "decimal point" in shown
    assert "1 corrected" in words(client.get(page("visit", visit)))


@pytest.mark.parametrize(
    ("told", "status", "sentence"),
    [
        ({"why": ""}, 422, "Choose one."),
        ({}, 422, "Nothing was changed."),
        ({"substances": []}, 422, "Choose at least one substance, or “not known”."),
        ({"minutes": -30}, 422, "That time has not come yet."),
        ({"mode": "oral"}, 302, ""),
    ],
)
def test_a_correction_needs_a_reason_and_a_change(
    night: Night, told: dict[str, Any], status: int, sentence: str
):
    visit = night.arrive()
    entry = entry_of(visit, facts.Arrived).id
    before = facts_written()
    as_it_is = {"why": "time", "mode": "injection", "substances": "down"}
    if "minutes" in told:
        told = {"at": o_clock(minutes=told["minutes"])}
    answer = night.client().post(page("entry-correct", entry), form(**as_it_is | told))
    assert (answer.status_code, sentence in words(answer)) == (status, True)
    assert facts_written() == before + (status == 302)


def test_a_correction_of_the_time_keeps_the_words(night: Night):
    now = clock.now()
    with clock.pretending(now - timedelta(minutes=30)):
        visit = night.arrive()
    entry = entry_of(visit, facts.Arrived).id
    told = form(why="time", mode="injection", substances="down", at=o_clock(minutes=45))
    assert night.client().post(page("entry-correct", entry), told).status_code == 302
    row = reads.visit(visit)
    assert (row.mode, row.substances) == ("injection", ["down"])
    assert abs(row.arrived_at - (now - timedelta(minutes=45))) < timedelta(minutes=1)


def test_a_nurse_strikes_out_what_did_not_happen_and_a_peer_cannot(night: Night):
    _visit, overdose = night.overdose()
    actions.intervene(by=night.by(), overdose=overdose, what=Intervention.OXYGEN)
    entry = entry_of(overdose, facts.Intervened).id
    peer, nurse = night.client(Role.PEER), night.client(Role.NURSE)
    assert "Strike it out" not in words(peer.get(page("entry-correct", entry)))
    assert peer.post(page("entry-strike", entry), form(why="typed")).status_code == 403
    without = nurse.post(page("entry-strike", entry), form())
    assert "Say why" in said(without)
    assert reads.overdose(overdose).steps != []
    struck = nurse.post(page("entry-strike", entry), form(why="typed"))
    assert "It stays visible" in said(struck)
    assert reads.overdose(overdose).steps == []
    shown = nurse.get(page("overdose", overdose)).content.decode()
    assert "<del>Oxygen</del>" in shown
    assert "struck out by Noor Nurse" in words(shown)


def test_an_arrival_that_did_not_happen_takes_the_visit_off_the_board(night: Night):
    visit = night.arrive("Renard")
    entry = entry_of(visit, facts.Arrived).id
    answer = night.client(Role.NURSE).post(page("entry-strike", entry), form(why="person"))
    assert answer.url == BOARD
    assert "Nobody is waiting" in words(night.client().get(BOARD))


def test_what_was_struck_or_forgotten_is_never_shown_as_if_it_stood(night: Night):
    visit = night.arrive(HANDLE)
    actions.leave(by=night.by(), visit=visit, consumed=False, reason=LeavingReason.ASKED)
    entry = entry_of(visit, facts.Left)
    corrections.strike(by=night.by(), entry_id=entry.id, why=CorrectionReason.PERSON)
    assert reads.visit(visit).stage == "waiting"
    assert HANDLE in words(night.client().get(BOARD))


def test_a_death_is_counted_since_the_opening(night: Night):
    _visit, overdose = night.overdose()
    client = night.client()
    assert "0 deaths since opening" in words(client.get(BOARD))
    actions.end_overdose(by=night.by(), overdose=overdose, outcome=Outcome.DIED)
    assert "1 death since opening" in words(client.get(BOARD))


def test_undo_is_offered_to_whoever_took_the_step_and_to_nobody_else(night: Night):
    _visit, overdose = night.overdose("1")
    actions.intervene(by=night.by(Role.PEER), overdose=overdose, what=Intervention.OXYGEN)
    page = f"/at/{SITE}/overdoses/{overdose}/"
    entry = entry_of(overdose, facts.Intervened)
    undo = f"/entries/{entry.id}/undo/"
    assert undo in night.client(Role.PEER).get(page).content.decode()
    assert undo not in night.client(Role.NURSE).get(page).content.decode()


class TestVitalSigns:
    def test_are_added_to_the_timeline_from_one_sheet(self, night: Night):
        _visit, overdose = night.overdose("1")
        client = night.client()
        assert page("overdose-vitals", overdose) in words_and_links(client, overdose)
        told = form(breaths="6", spo2="82", consciousness="pain", glucose="4.5")
        client.post(page("overdose-vitals", overdose), told)
        shown = words(client.get(page("overdose", overdose)))
        assert "6 breaths a minute · SpO₂ 82 % · responds to pain · glucose 4.5 mmol/L" in shown

    def test_a_slip_is_a_sentence_and_keeps_what_was_typed(self, night: Night):
        _visit, overdose = night.overdose("1")
        answer = night.client().post(page("overdose-vitals", overdose), form(spo2="820"))
        assert answer.status_code == 422
        assert "SpO₂ lies between 20 and 100" in words(answer)
        assert 'value="820"' in answer.content.decode()


class TestTheSheetForParamedics:
    def test_tells_what_happened_in_both_languages_and_names_nobody(self, night: Night):
        _visit, overdose = night.overdose("1", HANDLE)
        actions.intervene(
            by=night.by(),
            overdose=overdose,
            what=Intervention.NALOXONE,
            route=Route.IN,
            dose_mg=4.0,
            note="said by her friend Zoé",
        )
        actions.measure(by=night.by(), overdose=overdose, breaths=6)
        shown = words(night.client().get(page("overdose-paramedics", overdose)))
        for told in ("6 breaths a minute", "6 respirations par minute", "Naloxone 4", "1 dose"):
            assert told in shown, told
        for named in (HANDLE, "Zoé", "Noor Nurse"):
            assert named not in shown.replace("Ali Peer", ""), named

    def test_what_was_struck_out_is_not_on_it(self, night: Night):
        _visit, overdose = night.overdose("1")
        actions.measure(by=night.by(), overdose=overdose, breaths=61)
        entry = entry_of(overdose, facts.VitalsMeasured)
        corrections.strike(by=night.by(), entry_id=entry.id, why=CorrectionReason.TYPED)
        assert "61" not in words(night.client().get(page("overdose-paramedics", overdose)))


def words_and_links(client: Any, overdose: str) -> str:
    return client.get(page("overdose", overdose)).content.decode()


def test_what_is_known_of_the_visitor_stands_beside_their_overdose_and_their_dose(night: Night):
    person = night.welcome()
    keep(night)
    course = enrol(night, person).id
    visit = night.arrive(person=person)
    overdose = actions.find_overdose(by=night.by(), visit=visit).id
    by = night.by()
    people.raise_flag(by=by, place=SITE, person=person, kind=FlagKind.ALLERGY, note="latex")
    client = night.client(Role.NURSE)
    for address in (page("overdose", overdose), page("safer-supply-dose", course)):
        assert "llergy" in words(client.get(address)), address
        assert "latex" in words(client.get(address)), address
    assert "recent overdose" not in words(client.get(page("overdose", overdose)))


class TestNaloxone:
    def test_a_dose_sooner_than_the_interval_is_recorded_at_once_and_a_line_offers_to_undo_it(
        self, night: Night
    ):
        _visit, overdose = night.overdose()
        noor = night.client(Role.NURSE, **from_page(page("overdose", overdose)))
        address = page("overdose-step", overdose)
        first = noor.post(address, form(what="naloxone", dose="1", product="IM:0.4"))
        assert "2 minutes after a dose, count the breaths again" in words(first)
        assert 'id="dose-early"' not in first.content.decode()
        with clock.pretending(clock.now() + timedelta(seconds=75)):
            second = noor.post(address, form(what="naloxone", dose="2", product="IN:4"))
        assert "Dose 2 is recorded, 1:15 min after the one before" in words(second)
        undo = page("entry-undo", entry_of(overdose, facts.Intervened).id)
        assert undo in second.content.decode().partition('id="dose-early"')[2]
        assert 'value="IN:4" checked' in second.content.decode()
        assert reads.overdose(overdose).doses == 2

    def test_after_the_interval_the_breaths_are_counted_and_then_the_dose_is_offered(
        self, night: Night
    ):
        with clock.pretending(clock.now() - timedelta(minutes=4)):
            _visit, overdose = night.overdose()
            by = night.by()
            actions.intervene(
                by=by,
                overdose=overdose,
                what=Intervention.NALOXONE,
                route=Route.IM,
                dose_mg=0.4,
            )
        noor = night.client(Role.NURSE)
        due = markup(noor.get(page("overdose", overdose)))
        assert '<span class="mark long">Count the breaths again.' in due
        actions.measure(by=by, overdose=overdose, breaths=6)
        assert "6 breaths a minute at" in words(noor.get(page("overdose", overdose)))

    def test_the_medical_lead_says_what_each_site_keeps_and_how_long_to_wait(
        self, night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        product = (
            '[[products]]\nroute = "IM"\ndose_mg = {}\ninterval_seconds = 150\nsites = ["{}"]\n'
            '[products.source]\nfr = "Notre protocole"\nen = "Our protocol"\n'
        )
        own = tmp_path / "naloxone.toml"
        own.write_text(
            'approved_by = "Dr. Roy"\napproved_on = "2026-11-01"\n'
            + product.format(0.8, SITE)
            + product.format(0.4, "elsewhere")
        )
        monkeypatch.setenv(naloxone.VARIABLE, str(own))
        _visit, overdose = night.overdose()
        shown = night.client().get(page("overdose", overdose))
        assert "Interval: 2:30 min. Our protocol. Approved by Dr. Roy, 2026-11-01." in (
            words(shown).replace("\u00a0", " ")
        )
        assert ("IM:0.8" in (drawn := shown.content.decode()), "IM:0.4" in drawn) == (True, False)
        own.write_text("products = []")
        os.utime(own, (0, 0))
        assert naloxone.values(naloxone.kept_at(SITE).products) == ["IM:0.4", "IN:4"]

    def test_a_product_and_another_route_or_dose_are_never_both_taken(self, night: Night):
        with clock.pretending(clock.now() - timedelta(minutes=20)):
            _visit, overdose = night.overdose()
        address = page("overdose-earlier", overdose)
        told = {"what": "naloxone", "product": "IN:4", "at": o_clock(minutes=10)}
        both = night.client().post(address, form(**told, route="IM"))
        assert "Choose the product, or another one" in words(both)
        night.client().post(address, form(**told))
        (step,) = reads.overdose(overdose).steps
        assert (step["what"], step["route"]) == ("naloxone", "IN")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"dose_mg": "0.4"}, "Say how the naloxone was given"),
        ({"route": "IM", "dose_mg": "40"}, "between 0 and 10 mg"),
        ({"route": "IM", "dose_mg": "much"}, "not a number of milligrams"),
    ],
)
def test_another_naloxone_that_cannot_be_is_refused(
    night: Night, told: dict[str, str], sentence: str
):
    with clock.pretending(clock.now() - timedelta(minutes=20)):
        _visit, overdose = night.overdose()
    before = facts_written()
    told = form(what="naloxone", at=o_clock(minutes=10), **told)
    assert sentence in words(night.client().post(page("overdose-earlier", overdose), told))
    assert facts_written() == before
