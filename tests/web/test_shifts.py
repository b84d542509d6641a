"""The shift's page: notes that go by themselves, incidents, debriefs, the day's sheet."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.care import reads as floor
from veille.care.shifts import actions, facts, reads
from veille.care.shifts.tables import DebriefRow, IncidentRow, NoteRow
from veille.care.shifts.words import IncidentKind, Service
from veille.ledger import clock
from veille.ledger.vault import vault
from veille.web import chores

from .night import HANDLE, SITE, TRUCK, Night, entry_of, facts_written, form, said, words

SHIFT = f"/at/{SITE}/shift/"
BOARD = f"/at/{SITE}/"


def page(name: str, *args: str) -> str:
    return reverse(name, args=[SITE, *args])


def incident(night: Night, what: IncidentKind = IncidentKind.THREATS, **told: Any) -> str:
    return actions.happened(by=night.by(), place=SITE, what=what, **told).id


class TestHandingOver:
    def test_what_one_shift_writes_the_next_one_reads(self, night: Night):
        night.client().post(page("shift-note"), form(note="the fridge hums", hours="24"))
        seen = words(night.client(Role.NURSE).get(SHIFT))
        assert ("the fridge hums" in seen, "Ali Peer" in seen) == (True, True)
        assert "the fridge hums" not in words(night.client().get(f"/at/{TRUCK}/shift/"))

    def test_it_is_gone_when_its_time_is_up_and_the_page_has_destroyed_its_key(self, night: Night):
        note = actions.hand_over(by=night.by(), place=SITE, note="the fridge hums", hours=12)
        with clock.pretending(clock.now() + timedelta(hours=12)):
            client = night.client(Role.NURSE)
            entry = entry_of(note.id, facts.NoteLeft)
            corrects = client.get(page("entry-correct", entry.id))
            assert "hums" not in corrects.content.decode()  # nothing was purged yet
            assert vault().keyed([note.id]) == [note.id]
            assert "hums" not in words(client.get(SHIFT))
            assert vault().keyed([note.id]) == []

    @pytest.fixture
    def no_backup(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A backup is made by a process of its own: tests/cli/test_backups.py."""
        monkeypatch.setattr(chores, "back_up", lambda: None)

    @pytest.mark.usefixtures("no_backup")
    def test_the_server_purges_by_itself(self, night: Night):
        note = actions.hand_over(by=night.by(), place=SITE, note="x", hours=1)
        with clock.pretending(clock.now() + timedelta(hours=2)):
            chores.run()
        assert vault().keyed([note.id]) == []

    @pytest.mark.usefixtures("no_backup")
    def test_a_chore_that_fails_is_logged_and_does_not_stop_the_server(
        self, night: Night, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ):
        def fails() -> None:
            raise RuntimeError("no disk")

        monkeypatch.setattr(chores, "purge", fails)
        chores.run()
        assert "a chore failed" in caplog.text

    def test_chores_go_on_until_the_server_stops(self, monkeypatch: pytest.MonkeyPatch):
        ran: list[int] = []
        monkeypatch.setattr(chores, "run", lambda: ran.append(1))
        monkeypatch.setattr(chores, "EVERY_SECONDS", 0.001)

        async def serve() -> None:
            chore = asyncio.create_task(chores.go_on())
            while len(ran) < 3:
                await asyncio.sleep(0.001)
            chore.cancel()

        asyncio.run(serve())
        assert len(ran) >= 3

    @pytest.mark.parametrize("told", [{"note": ""}, {"note": "x", "hours": "9999"}])
    def test_an_empty_note_or_one_kept_for_ever_is_refused(
        self, night: Night, told: dict[str, str]
    ):
        answer = night.client().post(page("shift-note"), form(**{"hours": "12", **told}))
        assert (answer.status_code, NoteRow.objects.count()) == (422, 0)
        assert 'class="error"' in answer.content.decode()

    def test_who_comes_on_duty_reads_what_was_left(self, night: Night):
        client = night.client()
        assert client.post(page("duty"), form(begin="1")).url == BOARD
        client.post(page("duty"), form(end="1"))
        actions.hand_over(by=night.by(), place=SITE, note="the fridge hums")
        answer = client.post(page("duty"), form(begin="1"))
        assert answer.url == SHIFT
        assert "You are on duty" in said(answer)

    def test_the_truck_does_not_hear_of_it(self, night: Night):
        actions.hand_over(by=night.by(), place=SITE, note="the fridge hums")
        away = reverse("duty", args=[TRUCK])
        assert night.client().post(away, form(begin="1")).url == f"/at/{TRUCK}/"


class TestIncidents:
    def test_one_is_recorded_in_three_taps(self, night: Night):
        """The shift's button, the kind, save."""
        answer = night.client().post(page("incident-new"), form(what="fire"))
        row = IncidentRow.objects.get()
        assert (answer.url, row.kind, row.where) == (page("incident", row.id), "fire", "other")

    def test_who_was_called_comes_by_one_tap(self, night: Night):
        client = night.client()
        client.post(page("incident-new"), form(what="medical", called=["ambulance"]))
        row = IncidentRow.objects.get()
        assert "Ambulance: here now" in words(client.get(page("incident", row.id)))
        client.post(page("incident-step", row.id), form(service="ambulance", came="on"))
        client.post(page("incident-step", row.id), form(service="police"))
        seen = words(client.get(page("incident", row.id)))
        for told in ("Called: ambulance", "Here: ambulance", "Called: police"):
            assert told in seen, told
        assert reads.ambulance_calls(SITE, row.at, clock.now()) == 1

    def test_a_tap_that_came_too_late_says_so(self, night: Night):
        one = incident(night, called=[Service.POLICE])
        before = facts_written()
        answer = night.client().post(page("incident-step", one), form(service="police"))
        assert "already" in said(answer)
        assert facts_written() == before

    @pytest.mark.parametrize(
        "told",
        [
            {},
            {"what": "party"},
            {"what": "fire", "at": "25:99"},
            {"what": "fire", "seat": "99"},
            {"what": "fire", "note": "x" * 2001},
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_lost(
        self, night: Night, told: dict[str, str]
    ):
        told = {"note": "kept words", **told}
        answer = night.client().post(page("incident-new"), form(**told))
        assert (answer.status_code, IncidentRow.objects.count()) == (422, 0)
        assert told["note"] in answer.content.decode()

    def test_from_a_visit_it_is_that_visitors(self, night: Night):
        visit = night.seat("2", HANDLE)
        client = night.client(Role.NURSE)
        address = f"{page('incident-new')}?visit={visit}"
        assert address in client.get(page("visit", visit)).content.decode()
        assert HANDLE in words(client.get(address))
        client.post(address, form(what="threats", where="consumption", seat="2", note="a cup flew"))
        assert reads.of_visit(visit) != []
        assert "a cup flew" in words(client.get(page("visit", visit)))

    @pytest.mark.parametrize("visit", ["nothing", "0" * 32])
    def test_a_visit_that_is_not_here_is_not_taken(self, night: Night, visit: str):
        answer = night.client().get(f"{page('incident-new')}?visit={visit}")
        assert answer.status_code in (404, 422)

    def test_it_is_noted_and_closed_and_can_be_noted_after(self, night: Night):
        one, client = incident(night), night.client()
        client.post(page("incident-note", one), form(note="calm now"))
        assert "open" in words(client.get(SHIFT))
        client.post(page("incident-close", one), form(note="nobody hurt"))
        client.post(page("incident-note", one), form(note="the glass is swept"))
        seen = words(client.get(page("incident", one)))
        for told in ("calm now", "nobody hurt", "the glass is swept", "closed at"):
            assert told in seen, told
        assert "Help from outside" not in seen

    def test_one_that_nobody_closed_stays_on_the_page(self, night: Night):
        open_one = incident(night)
        actions.close(by=night.by(), incident=incident(night, IncidentKind.FIRE))
        with clock.pretending(clock.now() + timedelta(days=5)):
            seen = words(night.client(Role.NURSE).get(SHIFT))
        assert ("Threats" in seen, "Fire" in seen) == (True, False)
        assert reads.open_incidents(SITE)[0].id == open_one

    def test_the_day_tells_its_incidents(self, night: Night):
        incident(night, note="a cup flew")
        seen = words(night.client().get(page("day")))
        assert ("Incident: threats" in seen, "a cup flew" in seen) == (True, True)
        assert "Incident: threats" not in words(night.client().get(f"/at/{TRUCK}/day/"))

    def test_it_is_corrected_as_everything_else(self, night: Night):
        one = incident(night, seat="1")
        entry = entry_of(one, facts.IncidentHappened)
        client = night.client()
        told = form(why="typed", what="violence", where="outside", seat="", words="calm")
        client.post(page("entry-correct", entry.id), told)
        row = reads.incident(one)
        assert (row.kind, row.where, row.seat) == ("violence", "outside", "")
        assert "Incident: threats · seat 1" in words(client.get(page("incident", one)))

    def test_one_of_another_site_is_not_reached(self, night: Night):
        elsewhere = reverse("incident", args=[TRUCK, incident(night)])
        assert night.client().get(elsewhere).status_code == 404


class TestDebriefs:
    @pytest.fixture
    def date(self, night: Night) -> str:
        incident(night, IncidentKind.VIOLENCE)
        return reads.hard_nights(floor.site(SITE), clock.now())[0].date

    def test_the_page_asks_says_why_and_states_the_rule(self, night: Night, date: str):
        seen = words(night.client().get(SHIFT))
        rule = "an overdose with 2 doses of naloxone or more, 3 overdoses or more"
        for told in ("A debrief for the night of", "A violent incident.", rule):
            assert told in seen, told

    @pytest.mark.parametrize(("button", "held"), [({}, True), ({"declined": "1"}, False)])
    def test_it_is_answered_by_a_tick(
        self, night: Night, date: str, button: dict[str, str], held: bool
    ):
        client = night.client()
        client.post(page("debrief", date), form(present="4", **button))
        row = DebriefRow.objects.get()
        assert (row.held, row.present) == (held, 4 if held else None)
        seen = words(client.get(SHIFT))
        assert ("debrief held" in seen, "no debrief wanted" in seen) == (held, not held)
        assert "A debrief for the night of" not in seen

    def test_it_is_asked_for_no_more_after_three_days(self, night: Night, date: str):
        with clock.pretending(clock.now() + timedelta(hours=73)):
            assert "A debrief for" not in words(night.client(Role.NURSE).get(SHIFT))

    @pytest.mark.parametrize("told", [{"present": "many"}, {"present": "0"}, {"present": "999"}])
    def test_a_number_that_cannot_be_is_refused(
        self, night: Night, date: str, told: dict[str, str]
    ):
        answer = night.client().post(page("debrief", date), form(**told))
        assert (answer.status_code, DebriefRow.objects.count()) == (422, 0)

    def test_a_date_that_is_none_is_refused(self, night: Night):
        answer = night.client().post(page("debrief", "yesterday"), form())
        assert (answer.status_code, DebriefRow.objects.count()) == (422, 0)


def test_the_auditor_reads_the_shift_and_has_no_button(night: Night):
    incident(night, IncidentKind.VIOLENCE)
    seen = night.client(Role.AUDITOR).get(SHIFT).content.decode()
    assert "Violence" in seen
    for address in (page("shift-note"), page("incident-new"), "/debrief/", page("duty")):
        assert address not in seen, address
