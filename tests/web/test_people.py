"""Pages about one visitor: what is seen at the door, restrictions, the history, the rights."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from veille.accounts.models import Account, Role
from veille.care import actions as floor_actions
from veille.care import facts as floor_facts
from veille.care import reads as floor
from veille.care import records
from veille.care.people import actions, facts, reads
from veille.care.people.tables import DoorRow, FlagRow, OpeningRow, RestrictionRow
from veille.care.people.words import FlagKind
from veille.care.shifts import reads as shifts
from veille.care.words import LeavingReason
from veille.ledger import clock

from .night import HANDLE, SITE, TRUCK, Night, entry_of, facts_written, form, from_page, said, words
from .peopled import peopled, restrict

KEPT_OUT = "Kept out until"


def page(name: str, *args: str) -> str:
    return reverse(name, args=[SITE, *args])


@pytest.fixture
def gone(night: Night) -> str:
    """A visitor who was here once and left; returns the person."""
    visit = night.seat("1", HANDLE)
    floor_actions.leave(by=night.by(), visit=visit, consumed=True)
    return floor.visit(visit).person


def look_up(night: Night, handle: str, role: str = Role.PEER) -> Any:
    return night.client(role).post(page("people-find"), {"handle": handle}, follow=True)


class TestFinding:
    def test_by_the_whole_handle_however_it_is_written(self, night: Night, gone: str):
        answer = look_up(night, "ftrem1988")
        assert answer.redirect_chain[-1][0] == page("person", gone)

    @pytest.mark.parametrize("part", ["F-TREM", "TREM", "F-TREM-198", "%", "*", "F-TREM-1989"])
    def test_nobody_is_found_by_a_part_of_it(self, night: Night, gone: str, part: str):
        answer = look_up(night, part)
        assert answer.redirect_chain == []
        assert HANDLE not in words(answer)

    def test_no_page_lists_anybody(self, night: Night, gone: str):
        for role in (Role.PEER, Role.NURSE, Role.COORDINATOR):
            assert HANDLE not in words(night.client(role).get(page("people-find")))

    def test_two_who_chose_one_handle_are_told_apart_by_their_visits(self, night: Night, gone: str):
        other = night.welcome(HANDLE)
        answer = look_up(night, HANDLE)
        assert [
            link in answer.content.decode()
            for link in (page("person", gone), page("person", other))
        ] == [True, True]

    def test_what_is_no_handle_is_refused_with_a_sentence(self, night: Night):
        answer = night.client().post(page("people-find"), {"handle": "1234567890"})
        assert answer.status_code == 422
        assert 'class="error"' in answer.content.decode()


class TestBeforeLettingIn:
    def test_an_alert_is_seen_on_the_sheet_on_the_board_and_on_the_visit(
        self, night: Night, gone: str
    ):
        actions.raise_flag(
            by=night.by(), place=SITE, person=gone, kind=FlagKind.ALLERGY, note="penicillin"
        )
        sheet = words(night.client().get(page("arrival-known", gone)))
        assert "Allergy penicillin" in sheet
        visit = night.arrive(person=gone)
        assert "allergy" in words(night.client().get(page("board")))
        assert "penicillin" in words(night.client().get(page("visit", visit)))

    def test_a_recent_overdose_is_said_though_nobody_typed_it(self, night: Night):
        visit, overdose = night.overdose("1", HANDLE)
        floor_actions.end_overdose(by=night.by(), overdose=overdose, outcome="recovered")
        floor_actions.leave(by=night.by(), visit=visit, consumed=True)
        person = floor.visit(visit).person
        assert "Recent overdose" in words(night.client().get(page("arrival-known", person)))

    def test_one_of_two_with_a_handle_is_told_apart_with_their_alerts(
        self, night: Night, gone: str
    ):
        night.welcome(HANDLE)
        restrict(night, gone)
        answer = night.client().post(page("arrival"), {"handle": HANDLE})
        assert words(answer).count("restricted") == 1

    def test_three_taps_still_let_a_known_visitor_in(self, night: Night, gone: str):
        """Arrival, the handle, “as last time”: splitting and sharing ask for no tap."""
        client = night.on_board()
        sheet = client.post(page("arrival"), {"handle": HANDLE}).content.decode()
        assert 'name="same"' in sheet
        client.post(page("arrival-known", gone), form(same="1"))
        assert floor.open_visit_of(gone) is not None

    def test_splitting_is_kept_and_shown(self, night: Night, gone: str):
        client = night.client()
        client.post(page("arrival-known", gone), form(same="1", sharing="splitting"))
        visit = floor.open_visit_of(gone)
        assert "splitting" in words(client.get(page("visit", visit)))
        assert "splitting" in words(client.get(page("board")))


class TestAtTheDoor:
    @pytest.fixture
    def kept_out(self, night: Night, gone: str) -> str:
        restrict(night, gone)
        return gone

    def test_who_is_kept_out_is_said_before_anything_else(self, night: Night, kept_out: str):
        answer = night.client().post(page("arrival"), {"handle": HANDLE}).content.decode()
        assert KEPT_OUT in answer
        assert ('name="same"' in answer, ">Let in<" in answer) == (False, False)
        assert page("person-door", kept_out) in answer

    def test_an_arrival_sent_all_the_same_is_refused_in_words(self, night: Night, kept_out: str):
        before = facts_written()
        told = form(mode="oral", substances="ghb")
        answer = night.client().post(page("arrival-known", kept_out), told)
        assert answer.status_code == 422
        assert "A restriction keeps this visitor out" in words(answer)
        assert (facts_written(), floor.open_visit_of(kept_out)) == (before, None)

    def test_turning_away_is_one_tap(self, night: Night, kept_out: str):
        answer = night.client().post(page("person-door", kept_out), form())
        assert "Turned away" in said(answer)
        assert [row.why for row in DoorRow.objects.all()] == [""]

    def test_the_reason_is_for_those_who_may_read_it(self, night: Night, kept_out: str):
        for role, read in ((Role.PEER, False), (Role.NURSE, True)):
            sheet = words(night.client(role).get(page("person-door", kept_out)))
            assert ("calm" in sheet) is read, role
            assert KEPT_OUT in sheet

    def test_a_nurse_lets_in_with_a_reason_and_a_peer_does_not(self, night: Night, kept_out: str):
        told = form(why="care", why_note="cut hand", mode="oral", substances="ghb")
        peer, nurse = night.client(), night.client(Role.NURSE)
        assert peer.post(page("person-let-in", kept_out), told).status_code == 403
        assert (
            nurse.post(
                page("person-let-in", kept_out), form(mode="oral", substances="ghb")
            ).status_code
            == 422
        )
        assert floor.open_visit_of(kept_out) is None
        nurse.post(page("person-let-in", kept_out), told)
        visit = floor.open_visit_of(kept_out)
        assert "Let in despite a restriction: needs care now" in words(
            nurse.get(page("visit", visit))
        )

    def test_in_an_emergency_anybody_lets_in_by_one_tap_to_the_overdose_button(
        self, night: Night, kept_out: str
    ):
        answer = night.client().post(page("person-emergency", kept_out), form())
        visit = floor.open_visit_of(kept_out)
        assert answer.url == page("visit", visit)
        assert page("visit-overdose", visit) in night.client().get(answer.url).content.decode()
        assert DoorRow.objects.get().why == "emergency"

    def test_a_double_tap_is_one_visit(self, night: Night, kept_out: str):
        told = form()
        client = night.on_board()
        for _ in range(2):
            client.post(page("person-emergency", kept_out), told)
        assert (floor.visit_count_of(kept_out), DoorRow.objects.count()) == (2, 1)

    def test_when_it_is_over_the_door_is_as_usual(self, night: Night, gone: str):
        restrict(night, gone, days=0.0001)
        with clock.pretending(clock.now() + timedelta(hours=1)):
            sheet = night.client().get(page("person-door", gone))
            assert "Nothing keeps this visitor out" in words(sheet)
            assert KEPT_OUT not in words(night.client().get(page("arrival-known", gone)))


class TestRestrictions:
    def test_one_without_an_end_says_what_to_do_and_keeps_the_words(self, night: Night, gone: str):
        client = night.client(Role.NURSE)
        told = form(kind="threats", scope="here", note="shouted at Ali")
        answer = client.post(page("person-restrict", gone), told)
        assert answer.status_code == 422
        assert "choose until when, at most 90 days" in words(answer)
        assert "shouted at Ali" in answer.content.decode()
        assert RestrictionRow.objects.count() == 0

    @pytest.mark.parametrize(
        ("told", "days"),
        [
            ({"span": "0"}, 0),
            ({"span": "7"}, 7),
            ({"until": "+5"}, 5),
            ({"span": "30", "until": "+2"}, 2),
        ],
    )
    def test_it_ends_in_the_morning(self, night: Night, gone: str, told: dict[str, str], days: int):
        client, today = night.client(Role.NURSE), floor.day_of(floor.site(SITE))
        if "until" in told:
            date = (today.date + timedelta(days=1 + int(told["until"]))).date()
            told = {**told, "until": date.isoformat()}
        client.post(
            page("person-restrict", gone), form(kind="threats", scope="here", note="x", **told)
        )
        ends = RestrictionRow.objects.get().ends_at
        assert ends == today.ends + timedelta(days=days)

    @pytest.mark.parametrize("until", ["2020-01-01", "tomorrow", "2999-01-01", "2026-02-30"])
    def test_an_end_that_cannot_be_is_refused(self, night: Night, gone: str, until: str):
        told = form(kind="threats", scope="here", note="x", until=until)
        answer = night.client(Role.NURSE).post(page("person-restrict", gone), told)
        assert (answer.status_code, RestrictionRow.objects.count()) == (422, 0)
        assert 'class="error"' in answer.content.decode()

    def test_a_peer_writes_an_appeal_down_and_somebody_else_decides(self, night: Night, gone: str):
        restriction = restrict(night, gone)
        night.client().post(page("restriction-appeal", restriction), form(note="not me"))
        assert reads.restriction(restriction).appeal == "open"
        told = form(decision="lifted", note="right")
        imposed_it = night.client(Role.COORDINATOR)
        refused = imposed_it.post(page("restriction-decide", restriction), told)
        assert "a colleague decides" in words(refused)
        assert "Decide the appeal" not in words(imposed_it.get(page("restriction", restriction)))
        colleague = night.client(Role.NURSE)
        assert "Decide the appeal" in words(colleague.get(page("restriction", restriction)))
        colleague.post(page("restriction-decide", restriction), told)
        assert reads.in_force(SITE, clock.now()) == []

    def test_reviewing_and_lifting_go_through_their_sheets(self, night: Night, gone: str):
        restriction = restrict(night, gone)
        nurse = night.client(Role.NURSE)
        tomorrow = (floor.day_of(floor.site(SITE)).date + timedelta(days=2)).date().isoformat()
        shorter = form(outcome="shortened", until=tomorrow)
        nurse.post(page("restriction-review", restriction), shorter)
        ends = reads.restriction(restriction).ends_at
        assert ends < clock.now() + timedelta(days=3)
        kept = form(outcome="kept", until=tomorrow)
        assert nurse.post(page("restriction-review", restriction), kept).status_code == 422
        nurse.post(page("restriction-lift", restriction), form())
        assert reads.restriction(restriction).ends_at < ends

    def test_those_in_force_are_listed_with_what_is_to_do(self, night: Night, gone: str):
        restriction = restrict(night, gone)
        actions.appeal(by=night.by(), restriction=restriction, note="not me")
        listed = words(night.client(Role.NURSE).get(page("restrictions")))
        assert (HANDLE in listed, "appeal to decide" in listed) == (True, True)
        assert night.client(Role.PEER).get(page("restrictions")).status_code == 403

    def test_one_of_another_site_is_not_reached(self, night: Night, gone: str):
        restriction = restrict(night, gone)
        elsewhere = reverse("restriction", args=[TRUCK, restriction])
        assert night.client(Role.NURSE).get(elsewhere).status_code == 404

    def test_its_end_is_corrected_and_what_it_said_stays(self, night: Night, gone: str):
        restriction = restrict(night, gone, days=7)
        entry = entry_of(restriction, facts.RestrictionImposed)
        nurse = night.client(Role.NURSE)
        address = page("entry-correct", entry.id)
        assert 'type="date"' in nurse.get(address).content.decode()
        day = (clock.now() + timedelta(days=2)).date().isoformat()
        told = form(why="typed", restriction="violence", until=day, scope="here", words="calm")
        nurse.post(address, told)
        row = reads.restriction(restriction)
        assert (row.kind, row.ends_at < clock.now() + timedelta(days=3)) == ("violence", True)
        shown = words(nurse.get(page("restriction", restriction)))
        assert "corrected by Noor Nurse on" in shown


class TestThePage:
    def test_a_peer_sees_what_must_be_known_and_no_history(self, night: Night):
        visit, _overdose = night.overdose("1", HANDLE)
        peopled(night, visit)
        person = floor.visit(visit).person
        for role, whole in ((Role.PEER, False), (Role.NURSE, True), (Role.AUDITOR, True)):
            seen = words(night.client(role).get(page("person", person)))
            assert ("penicillin" in seen, KEPT_OUT in seen) == (True, True), role
            assert ("First visit" in seen, "a cup flew" in seen) == (whole, whole), role

    def test_every_look_leaves_a_trace_that_the_visitor_can_be_told(self, night: Night, gone: str):
        for role in (Role.PEER, Role.NURSE, Role.NURSE):
            night.client(role).get(page("person", gone))
        assert OpeningRow.objects.filter(person=gone).count() == 2
        held = words(night.client(Role.COORDINATOR).get(page("person-held", gone)))
        assert "nurse their page" in held
        assert "Noor" not in held.split("Who looked at this")[1]

    def test_visits_where_an_account_does_not_work_are_counted_only(self, night: Night, gone: str):
        Account.objects.filter(role=Role.NURSE).update(sites=[TRUCK])
        seen = words(night.client(Role.NURSE).get(reverse("person", args=[TRUCK, gone])))
        assert "1 more where you do not work" in seen
        assert "down" not in seen.split("Visits")[1].split("First visit")[0]

    def test_a_flag_is_raised_and_lowered(self, night: Night, gone: str):
        night.client().post(page("person-flag", gone), form(kind="seizures"))
        flag = FlagRow.objects.get()
        assert "Seizures" in words(night.client().get(page("person", gone)))
        assert night.client().post(page("flag-lower", flag.id), form()).status_code == 403
        night.client(Role.NURSE).post(page("flag-lower", flag.id), form())
        assert "Seizures" not in words(night.client().get(page("arrival-known", gone)))

    def test_an_allergy_to_nothing_is_refused(self, night: Night, gone: str):
        answer = night.client().post(page("person-flag", gone), form(kind="allergy"))
        assert (answer.status_code, FlagRow.objects.count()) == (422, 0)
        assert "an allergy to what" in words(answer)


class TestTheRights:
    @pytest.fixture
    def person(self, night: Night) -> str:
        """Somebody of whom every room says something, gone home."""
        visit, overdose = night.overdose("1", HANDLE, note="limps")
        peopled(night, visit)
        floor_actions.assist(by=night.by(), visit=visit, assistant="peer")
        floor_actions.end_overdose(
            by=night.by(), overdose=overdose, outcome="recovered", note="woke up"
        )
        floor_actions.leave(by=night.by(), visit=visit, consumed=True, note="walked home")
        return floor.visit(visit).person

    TOLD = ("limps", "penicillin", "not me", "a cup flew", "woke up", "walked home")

    def test_all_that_is_held_is_on_one_page_in_plain_words(self, night: Night, person: str):
        held = words(night.client(Role.NURSE).get(page("person-held", person)))
        for told in (HANDLE, *self.TOLD, "Overdose", "Assisted by", "Restriction: threats"):
            assert told in held, told

    def test_it_is_read_in_the_visitors_language_not_the_staffs(self, night: Night, person: str):
        nurse = night.client(Role.NURSE, "en")
        french = nurse.get(page("person-held", person) + "?in=fr").content.decode()
        assert 'lang="fr"' in french
        assert "Vos droits" in french
        assert "Your rights" in words(nurse.get(page("person-held", person) + "?in=de"))

    def test_a_file_is_taken_away_with_every_word_opened(self, night: Night, person: str):
        answer = night.client(Role.NURSE).post(page("person-file", person))
        assert answer.headers["Content-Disposition"].startswith("attachment")
        held = json.loads(answer.content)
        assert held["handle"] == HANDLE
        notes = " ".join(entry["note"] for entry in held["entries"])
        for told in self.TOLD:
            assert told in notes, told
        arrival = next(e for e in held["entries"] if e["kind"] == "care.visit.arrived")
        assert (arrival["said"]["note"], arrival["by_role"]) == ("limps", "nurse")
        assert "Noor" not in answer.content.decode()

    def test_what_is_wrong_is_corrected_from_there(self, night: Night, person: str):
        held = night.client(Role.NURSE).get(page("person-held", person)).content.decode()
        welcomed = entry_of(person, floor_facts.PersonWelcomed)
        assert page("entry-correct", welcomed.id) in held

    def test_who_corrected_an_entry_is_told_by_their_role(self, night: Night, person: str):
        nurse = night.client(Role.NURSE)
        restriction = restrict(night, person)
        told = form(why="typed", restriction="violence", scope="here", words="calm")
        told["until"] = (clock.now() + timedelta(days=2)).date().isoformat()
        entry = entry_of(restriction, facts.RestrictionImposed)
        nurse.post(page("entry-correct", entry.id), told)
        assert "corrected by nurse on" in words(nurse.get(page("person-held", person)))
        taken = json.loads(nurse.post(page("person-file", person)).content)
        earlier = [each for one in taken["entries"] for each in one["earlier"]]
        assert [each["changed_by_role"] for each in earlier] == ["nurse"]

    def test_forgetting_asks_first_and_says_what_goes_and_what_stays(
        self, night: Night, person: str
    ):
        nurse = night.client(Role.NURSE)
        sheet = words(nurse.get(page("person-forget", person)))
        assert ("What goes" in sheet, "What stays" in sheet) == (True, True)
        assert nurse.post(page("person-forget", person), form()).status_code == 422
        assert not floor.person(person).forgotten

    def test_after_forgetting_no_page_holds_a_word_and_every_count_stays(
        self, night: Night, person: str
    ):
        nurse = night.client(Role.NURSE)
        visit = floor.visits_of(person)[0]
        pages = [
            page(*at)
            for at in (
                ("person", person),
                ("person-held", person),
                ("visit", visit.id),
                ("day",),
                ("shift",),
                ("restrictions",),
                ("incident", reads_of_shifts(visit.id)),
            )
        ]
        site = floor.site(SITE)
        counted = floor.day_counts(site, floor.day_of(site)), floor.visit_count_of(person)
        nurse.post(page("person-forget", person), form(asked="on"))
        for address in pages:
            seen = nurse.get(address)
            assert seen.status_code == 200, address
            for told in (HANDLE, *self.TOLD):
                assert told not in seen.content.decode(), (address, told)
        assert "forgotten" in words(nurse.get(page("person", person)))
        assert look_up(night, HANDLE).redirect_chain == []
        assert (floor.day_counts(site, floor.day_of(site)), floor.visit_count_of(person)) == counted
        assert nurse.post(page("person-file", person)).status_code == 302

    def test_nobody_is_forgotten_while_here(self, night: Night):
        visit = night.seat("1", HANDLE)
        person = floor.visit(visit).person
        answer = night.client(Role.NURSE).post(page("person-forget", person), form(asked="on"))
        assert (answer.status_code, floor.person(person).forgotten) == (422, False)
        assert "still here" in words(answer)


def reads_of_shifts(visit: str) -> str:
    return shifts.of_visit(visit)[0]


def test_assistance_is_recorded_from_the_visit_and_shown_on_the_board(night: Night):
    visit = night.seat("1", HANDLE)
    client = night.client()
    assert "Assistance…" in words(client.get(page("visit", visit)))
    client.post(page("visit-assistance", visit), form(assistant="visitor"))
    assert "Assisted by another visitor" in words(client.get(page("visit", visit)))
    assert "assisted another visitor" in words(client.get(page("board")))
    waiting = night.arrive()
    refused = client.post(page("visit-assistance", waiting), form(assistant="visitor"))
    assert (refused.status_code, "Give this visitor a seat first" in words(refused)) == (422, True)


def test_the_sheets_open_over_the_board(night: Night, gone: str):
    restrict(night, gone)
    client = night.client(Role.NURSE, **from_page(page("board"), **{"HX-Target": "sheet"}))
    for name in ("person-door", "person-let-in"):
        assert "<html" not in client.get(page(name, gone)).content.decode(), name


def test_who_left_without_a_reason_to_stay_out_comes_back(night: Night, gone: str):
    visit = night.arrive(person=gone)
    floor_actions.leave(by=night.by(), visit=visit, consumed=False, reason=LeavingReason.ASKED)
    assert KEPT_OUT not in words(night.client().get(page("arrival-known", gone)))


class TestADeath:
    def test_is_noted_after_a_question_and_the_door_says_so_with_what_to_do(
        self, night: Night, gone: str
    ):
        nurse, told = night.client(Role.NURSE), {"heard": "family", "day": "", "note": ""}
        asked = nurse.post(page("person-death", gone), form(**told))
        assert asked.status_code == 422
        assert "Look at the handle" in words(asked)
        assert not floor.person(gone).died
        noted = nurse.post(page("person-death", gone), form(**told, sure="on"), follow=True)
        assert "This visitor died." in words(noted)
        assert "Died; known from family or friends" in words(noted)
        door = night.client().post(page("arrival"), {"handle": HANDLE})
        assert "let them in as “anonymous” now" in words(door)
        assert "take the note back…" not in words(door)
        assert page("arrival-anonymous") in door.content.decode()
        assert "As last time" not in words(door)

    def test_is_taken_back_by_a_nurse_and_the_door_is_as_before(self, night: Night, gone: str):
        nurse = night.client(Role.NURSE)
        nurse.post(page("person-death", gone), form(heard="visitor", sure="on"))
        assert "take the note back…" in words(nurse.get(page("arrival-known", gone)))
        back = nurse.post(page("person-alive", gone), form(why="person"), follow=True)
        assert "This visitor died." not in words(back)
        assert "As last time" in words(nurse.get(page("arrival-known", gone)))
        assert "struck out" in words(back)

    def test_a_peer_neither_notes_nor_takes_it_back(self, night: Night, gone: str):
        for name in ("person-death", "person-alive"):
            assert night.client().post(page(name, gone), form()).status_code == 403

    def test_an_overdose_that_ends_so_leads_whoever_may_to_the_note(self, night: Night, gone: str):
        visit = night.arrive(person=gone)
        overdose = floor_actions.find_overdose(by=night.by(), visit=visit).id
        ended = night.client(Role.NURSE).post(
            page("overdose-end", overdose), form(outcome="died"), follow=True
        )
        assert "it happened here" in words(ended)
        assert ended.redirect_chain[-1][0] == page("person-death", gone)


class TestTwoRecordsOfOnePerson:
    @pytest.fixture
    def twice(self, night: Night, gone: str) -> str:
        return night.welcome("lièvre")

    def test_the_other_record_is_found_by_its_whole_handle_and_shown_beside(
        self, night: Night, gone: str, twice: str
    ):
        client = night.client(Role.NURSE)
        assert page("person-same", gone) in client.get(page("person", gone)).content.decode()
        answer = client.post(page("person-same", gone), form(handle="Lievre"), follow=True)
        assert answer.redirect_chain[-1][0] == page("person-join", gone, twice)
        shown = words(answer)
        assert (HANDLE in shown, "lièvre" in shown, "nobody is here twice" in shown) == (
            True,
            True,
            True,
        )

    def test_nobody_is_joined_before_the_question_is_answered(
        self, night: Night, gone: str, twice: str
    ):
        client = night.client(Role.NURSE)
        answer = client.post(page("person-join", gone, twice), form())
        assert answer.status_code == 422
        assert "Ask the visitor" in words(answer)
        assert records.joined_of(gone) == []

    def test_joined_one_page_shows_both_and_parts_them_again(
        self, night: Night, gone: str, twice: str
    ):
        client = night.client(Role.NURSE)
        answer = client.post(
            page("person-join", gone, twice), form(sure="on", note="she told us"), follow=True
        )
        assert "Joined: one visitor" in said(answer)
        for record in (gone, twice):
            shown = words(client.get(page("person", record)))
            assert ("Records of this visitor" in shown, "she told us" in shown) == (True, True)
        assert "she told us" not in words(night.client().get(page("person", gone)))
        (same,) = records.joined_of(gone)
        client.post(page("same-part", same.id), form(note="two sisters"))
        assert "Records of this visitor" not in words(client.get(page("person", gone)))

    def test_either_handle_lets_the_one_visitor_in_with_the_history_of_both(
        self, night: Night, gone: str, twice: str
    ):
        client = night.client(Role.NURSE)
        agreed = "First visit: agreed to the terms"
        alone = words(client.get(page("person-held", twice))).count(agreed)
        client.post(page("person-join", gone, twice), form(sure="on"))
        assert HANDLE in words(client.get(page("person-held", twice)))
        assert "As last time" in words(client.post(page("arrival"), {"handle": "lièvre"}))
        assert words(client.get(page("person-held", twice))).count(agreed) == 2 * alone

    def test_two_records_by_one_handle_are_asked_about_until_they_are_joined(
        self, night: Night, gone: str
    ):
        client, other = night.client(Role.NURSE), night.welcome(HANDLE)
        assert "Which one?" in words(client.post(page("people-find"), {"handle": HANDLE}))
        client.post(page("person-join", gone, other), form(sure="on"))
        answer = client.post(page("people-find"), {"handle": HANDLE}, follow=True)
        assert "Records of this visitor" in words(answer)

    def test_who_is_no_nurse_and_no_coordinator_joins_nobody(
        self, night: Night, gone: str, twice: str
    ):
        answer = night.client().post(page("person-join", gone, twice), form(sure="on"))
        assert answer.status_code == 403
        assert records.joined_of(gone) == []


def test_a_death_here_leads_to_the_visit_that_still_has_to_be_ended(night: Night):
    visit = night.seat("1", HANDLE)
    person = floor.visit(visit).person
    answer = night.client(Role.NURSE).post(
        page("person-death", person), form(heard="here", sure="on"), follow=True
    )
    assert answer.redirect_chain[-1][0] == page("visit", visit)
    assert "their seat stays taken" in said(answer)
