"""Whoever opens something of a visitor's record is in the register, and on a page of their own."""

import csv
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.care import actions as floor_actions
from veille.care import mistaken_visits
from veille.care import reads as floor
from veille.care.people import actions, reads
from veille.care.people.facts import PageOpened
from veille.care.people.tables import OpeningRow
from veille.care.people.words import Opened
from veille.care.tables import PersonRow
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import DiskFull
from veille.ui.addresses import find_objects, shown_records
from veille.web.urls import urlpatterns

from .night import HANDLE, SITE, Night, form, words
from .peopled import restrict
from .places import places_of

#: What stands for somebody's record in an address, and yet is not noted when it is opened.
NOT_NOTED = {
    "arrival-known": "noted by the view, which shows it by a handle as well",
    "person-flag": "a form: their handle, and nothing that was written",
    "flag-lower": "said at every door, and on the page that led here",
    "person-death": "a form: their handle, and nothing that was written",
    "person-restrict": "a form: their handle, and nothing that was written",
    "person-forget": "a form: their handle, and how many visits",
    "person-alive": "changes only",
    "person-same": "a form: their handle, and who else is known by one that is typed",
    "same-part": "a form: two handles, and nothing that was written",
    "visit-reassign": "a form: a handle, and who is known by one that is typed",
    "visit-reassign-anonymous": "a form: a handle, and nothing that was written",
    "person-emergency": "changes only",
    "person-referral": "a form: their handle, and nothing that was written",
    "referral-step": "changes only, from the page of the referral",
    "visit-seat": "a form of the floor: their handle",
    "visit-leave": "a form of the floor: their handle",
    "visit-assistance": "a form of the floor: their handle",
    "visit-note": "a form of the floor: their handle",
    "visit-overdose-earlier": "a form of the floor",
    "visit-aftercare": "changes only",
    "visit-waiting": "changes only",
    "visit-overdose": "changes only",
    "visit-overdose-step": "changes only",
    "visit-referral": "a form: their handle, and nothing that was written",
    "carry-card": "a form: their handle, and whether they have a card",
    "carry-card-end": "a form: nothing of them",
    "equipment-visit": "a form: nothing of them",
    "equipment-undo": "changes only",
}


@pytest.fixture
def gone(night: Night) -> str:
    """A visitor who was here and left; returns the visit."""
    visit = night.seat("1", HANDLE)
    floor_actions.leave(by=night.by(), visit=visit, consumed=True)
    return visit


def whats(person: str) -> set[str]:
    return set(OpeningRow.objects.filter(person=person).values_list("what", flat=True))


def test_every_word_that_an_address_says_it_shows_is_one_that_people_read():
    assert set(shown_records().values()) <= set(Opened.values)


def test_every_address_of_somebodys_record_notes_who_opens_it_or_says_why_not(night: Night):
    visit, overdose = night.overdose("1", HANDLE)
    places = {name: str(value) for name, value in places_of(night, visit, overdose).items()}
    silent = set()
    for pattern in urlpatterns:
        names = [n for n in pattern.pattern.converters if n not in ("slug", "commission")]
        if "slug" not in pattern.pattern.converters or pattern.name in shown_records():
            continue
        kwargs = {name: places[name] for name in names}
        request: Any = SimpleNamespace(
            here=floor.site(SITE),
            user=night.staff[Role.COORDINATOR],
            resolver_match=SimpleNamespace(kwargs=kwargs),
        )
        objects = dict(kwargs)
        find_objects(request, objects)
        if any(
            getattr(thing, "person", isinstance(thing, PersonRow)) for thing in objects.values()
        ):
            silent.add(pattern.name)
    assert silent == set(NOT_NOTED)


def test_the_arrival_the_door_a_restriction_and_a_past_visit_are_noted(night: Night, gone: str):
    person = floor.visit(gone).person
    nurse = night.client(Role.NURSE)
    nurse.get(reverse("visit", args=[SITE, gone]))
    assert whats(person) == {"visit"}
    nurse.post(reverse("arrival", args=[SITE]), form(handle=HANDLE))
    assert whats(person) == {"visit", "arrival"}
    restriction = restrict(night, person)
    nurse.get(reverse("person-door", args=[SITE, person]))
    nurse.get(reverse("restriction", args=[SITE, restriction]))
    assert whats(person) == {"visit", "arrival", "door", "restriction"}


def test_a_visit_that_goes_on_is_noted_for_whoever_is_not_on_duty(night: Night):
    visit = night.seat("1", HANDLE)
    person = floor.visit(visit).person
    nurse = night.by(Role.NURSE)
    floor_actions.begin_duty(by=nurse, place=SITE, account=nurse, role=Role.NURSE)
    night.client(Role.NURSE).get(reverse("visit", args=[SITE, visit]))
    assert whats(person) == set()
    night.client(Role.COORDINATOR).get(reverse("visit", args=[SITE, visit]))
    assert whats(person) == {"visit"}


def test_what_was_not_shown_is_not_noted(night: Night, gone: str):
    person = floor.visit(gone).person
    assert (
        night.client(Role.PEER).get(reverse("person-held", args=[SITE, person])).status_code == 403
    )
    night.client(None).get(reverse("person", args=[SITE, person]))
    assert whats(person) == set()


def test_on_a_full_disk_the_record_opens_all_the_same(
    night: Night, gone: str, monkeypatch: pytest.MonkeyPatch
):
    def full(**_told: object) -> None:
        raise DiskFull

    monkeypatch.setattr(actions, "open_page", full)
    answer = night.client(Role.NURSE).get(reverse("visit", args=[SITE, gone]))
    assert (answer.status_code, HANDLE in words(answer)) == (200, True)


class TestThePage:
    def test_a_coordinator_reads_who_looked_and_who_had_no_visit_then(
        self, night: Night, gone: str
    ):
        person = floor.visit(gone).person
        other = night.welcome("F-BOUC-1990")
        night.client(Role.NURSE).get(reverse("person", args=[SITE, person]))
        night.client(Role.PEER).get(reverse("person", args=[SITE, other]))
        shown = words(night.client(Role.COORDINATOR).get(reverse("people-looked", args=[SITE])))
        by_colleague = shown.split("By colleague")[1].split("the latest first")[0]
        assert "nurse 1 1 0" in by_colleague
        assert "peer worker 1 1 1" in by_colleague
        assert HANDLE not in shown

    def test_it_is_asked_of_one_colleague_or_of_looks_without_a_visit(
        self, night: Night, gone: str
    ):
        person = floor.visit(gone).person
        night.client(Role.NURSE).get(reverse("person", args=[SITE, person]))
        address = reverse("people-looked", args=[SITE])
        marie = night.client(Role.COORDINATOR)
        assert "Nobody looked" in words(marie.get(address, {"by": night.by(Role.PEER)}))
        assert "Nobody looked" in words(marie.get(address, {"apart": "1"}))
        assert "Nobody looked" not in words(marie.get(address, {"by": night.by(Role.NURSE)}))

    def test_a_look_for_a_visit_that_was_somebody_elses_had_its_reason(
        self, night: Night, gone: str
    ):
        person = floor.visit(gone).person
        night.client(Role.NURSE).get(reverse("person", args=[SITE, person]))
        mistaken_visits.give_visit(by=night.by(), visit=gone, person=night.welcome("lièvre"))
        assert floor.visit(gone).person != person
        address = reverse("people-looked", args=[SITE])
        shown = words(night.client(Role.COORDINATOR).get(address, {"apart": "1"}))
        assert "Nobody looked" in shown

    def test_a_file_holds_every_line(self, night: Night, gone: str):
        person = floor.visit(gone).person
        night.client(Role.NURSE).get(reverse("person", args=[SITE, person]))
        answer = night.client(Role.AUDITOR).get(reverse("people-looked-file", args=[SITE]))
        (row,) = csv.DictReader(answer.content.decode().splitlines())
        assert (row["account"], row["what"], row["visitor"], row["visit_within_a_day"]) == (
            night.by(Role.NURSE),
            "page",
            person,
            "1",
        )

    @pytest.mark.parametrize("role", [Role.PEER, Role.NURSE, Role.ADMINISTRATOR])
    def test_nobody_else_reads_it(self, night: Night, role: str):
        for name in ("people-looked", "people-looked-file"):
            assert night.client(role).get(reverse(name, args=[SITE])).status_code == 403


def test_a_look_is_once_in_a_quarter_of_an_hour_and_again_after(night: Night, gone: str):
    person, by = floor.visit(gone).person, night.by(Role.NURSE)
    told = {"by": by, "place": SITE, "person": person, "what": Opened.VISIT}
    assert actions.open_page(**told) is not None
    assert actions.open_page(**told) is None
    OpeningRow.objects.update(at=clock.now() - timedelta(minutes=16))
    assert actions.open_page(**told) is not None


def test_a_look_is_a_fact_in_the_chain_and_nobody_corrects_it(night: Night, gone: str):
    person = floor.visit(gone).person
    night.client(Role.NURSE).get(reverse("visit", args=[SITE, gone]))
    (look,) = reads.openings_of(person)
    (entry,) = entries(look.id)
    assert (entry.kind, entry.by) == (PageOpened.kind, night.by(Role.NURSE))
    answer = night.client(Role.COORDINATOR).get(reverse("entry-correct", args=[SITE, entry.id]))
    assert answer.status_code == 404
