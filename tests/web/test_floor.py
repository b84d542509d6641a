"""A night on the floor, as requests: arrivals, seats, leaving, notes, duty."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Role
from veille.care import actions, corrections, facts, handles, reads
from veille.care.people import records
from veille.care.words import LeavingReason, Mode, Stage, Substance
from veille.ledger import clock
from veille.ledger.vault import Vault, vault

from .night import (
    HANDLE,
    SITE,
    TRUCK,
    Night,
    entry_of,
    facts_written,
    form,
    from_page,
    said,
    words,
)

ARRIVAL = f"/at/{SITE}/arrival/"
BOARD = f"/at/{SITE}/"
FIRST = {"handle": "Renard", "agreed": "on", "mode": "injection", "substances": ["down"]}
MONTREAL = ZoneInfo("America/Toronto")


def page(name: str, *args: str) -> str:
    return reverse(name, args=[SITE, *args])


def waiting() -> list[Any]:
    return [visit for visit in reads.on_floor(SITE) if visit.stage == Stage.WAITING]


# The arrival desk


def test_a_known_visitor_is_let_in_by_three_requests(night: Night):
    person = night.welcome()
    earlier = night.arrive(person=person, substances=[Substance.COCAINE], mode=Mode.NASAL)
    actions.leave(by=night.by(), visit=earlier, consumed=False, reason=LeavingReason.MIND)
    client = night.on_board()
    assert client.get(ARRIVAL).status_code == 200
    found = client.post(ARRIVAL, form(handle="f trem 1988"))
    assert "As last time" in words(found)
    assert "nasal · cocaine" in words(found)
    client.post(page("arrival-known", person), form(same="1"))
    (visit,) = waiting()
    assert (visit.person, visit.mode, visit.substances) == (person, "nasal", ["cocaine"])


def test_a_known_visitor_may_come_for_something_else_than_last_time(night: Night):
    person = night.welcome()
    client = night.client()
    told = form(mode="inhalation", substances=["crack", "down"], company="others", help=["talk"])
    assert client.post(page("arrival-known", person), told).url == BOARD
    (visit,) = waiting()
    assert (visit.mode, visit.substances) == ("inhalation", ["crack", "down"])
    assert (visit.company, visit.help) == ("others", ["talk"])


def test_a_first_visit_is_one_form(night: Night):
    client = night.client()
    asked = client.post(ARRIVAL, form(handle="f-trem-1988"))
    assert f"First visit: {HANDLE}" in words(asked)
    told = form(**FIRST | {"handle": HANDLE}, postal="h2x 1y4", heard_of="friend", note="calm")
    answer = client.post(ARRIVAL + "first/", told)
    assert (answer.url, said(answer)) == (BOARD, f"Welcome, {HANDLE}. They are waiting.")
    (visit,) = waiting()
    person = reads.person(visit.person)
    assert person is not None
    assert (person.postal, person.heard_of) == ("H2X", "friend")
    assert (person.gender, person.birth_year) == ("F", 1988)
    assert HANDLE in words(client.get(BOARD))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"agreed": ""}, "A first visit needs the visitor's agreement."),
        ({"mode": ""}, "Choose one."),
        ({"mode": "osmosis"}, "no longer offered"),
        ({"substances": []}, "Choose at least one substance"),
        ({"postal": "12345"}, "is not the beginning of a postal code"),
        ({"birth_year": "1890"}, "Born in 1890"),
        ({"birth_year": "soon"}, "“soon” is not a whole number"),
        ({"handle": "1234 5678 9012"}, "must not hold a health card"),
        ({"handle": "x"}, "at least two letters or digits"),
        ({"handle": "x" * 41}, "at most 40 characters"),
        ({"at": "25:99"}, "“25:99” is not a time."),
        ({"note": "x" * 2001}, "2000"),
    ],
)
def test_a_first_visit_that_cannot_be_is_refused_and_nothing_is_written(
    night: Night, told: dict[str, Any], sentence: str
):
    before = facts_written()
    answer = night.client().post(ARRIVAL + "first/", form(**FIRST | told))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert facts_written() == before
    assert vault().find("Renard") == []


def test_two_people_with_one_handle_are_told_apart_by_their_last_visit(night: Night):
    night.welcome("Renard")
    client = night.client()
    another = client.post(ARRIVAL, form(handle="renard", another="1"))
    assert "First visit: renard" in words(another)
    client.post(ARRIVAL + "first/", form(**FIRST, another="True"))
    which = client.post(ARRIVAL, form(handle="RENARD"))
    assert "Several people chose this handle." in words(which)
    assert "Never here yet" in words(which)
    assert "1 visit" in words(which)


def test_somebody_who_is_here_already_is_not_let_in_twice(night: Night):
    night.arrive(HANDLE)
    person = vault().find(HANDLE)[0]
    client = night.on_board()
    assert "Here already." in words(client.post(ARRIVAL, form(handle=HANDLE)))
    before = facts_written()
    answer = client.post(page("arrival-known", person), form(same="1"))
    assert answer.status_code == 422
    assert "This visitor is here already, since" in words(answer)
    assert facts_written() == before


def test_somebody_anonymous_is_let_in_without_a_handle(night: Night):
    told = form(mode="injection", substances=["unknown"])
    answer = night.client().post(ARRIVAL + "anonymous/", told)
    assert said(answer) == "An anonymous visitor is waiting."
    assert [visit.person for visit in waiting()] == [""]
    assert "anonymous" in words(night.client().get(BOARD))


def test_a_forgotten_visitor_is_unknown_at_the_desk_and_named_nowhere(night: Night):
    visit = night.arrive(HANDLE, note="tall")
    actions.leave(by=night.by(), visit=visit, consumed=False, reason=LeavingReason.MIND)
    person = vault().find(HANDLE)[0]
    corrections.forget(by=night.by(), person=person)
    client = night.client()
    assert "First visit" in words(client.post(ARRIVAL, form(handle=HANDLE)))
    assert client.get(page("arrival-known", person)).status_code == 404
    told = client.get(page("visit", visit))
    assert HANDLE not in told.content.decode()
    assert "tall" not in words(told)
    assert "forgotten" in words(told)


# The same form twice


def repeatable(night: Night) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each form of the floor: where it goes and what it sends."""
    with clock.pretending(clock.now() - timedelta(minutes=10)):
        person = night.welcome("Bleu")
        visit, overdose = night.overdose("1", HANDLE)
        seated = night.seat("2")
        resting = night.seat("3")
        actions.send_to_aftercare(by=night.by(), visit=resting)
        queue = [night.arrive() for _ in range(3)]
    correction = {
        "why": "time",
        "note": "late",
        "mode": "oral",
        "substances": "down",
        "company": "alone",
    }
    entry = entry_of(queue[0], facts.Arrived).id
    just_now = clock.now().astimezone(MONTREAL).strftime("%H:%M:%S")
    return {
        "first": (ARRIVAL + "first/", FIRST),
        "known": (page("arrival-known", person), {"mode": "oral", "substances": "ghb"}),
        "anonymous": (ARRIVAL + "anonymous/", {"mode": "oral", "substances": "ghb"}),
        "seat": (page("visit-seat", queue[1]), {"seat": "3"}),
        "aftercare": (page("visit-aftercare", seated), {}),
        "waiting": (page("visit-waiting", resting), {}),
        "leave": (page("visit-leave", queue[2]), {"reason": "wait"}),
        "note": (page("visit-note", visit), {"note": "calm"}),
        "step": (page("overdose-step", overdose), {"what": "oxygen"}),
        "dose": (
            page("overdose-step", overdose),
            {"what": "naloxone", "product": "IN:4", "dose": "1"},
        ),
        "found earlier": (page("visit-overdose-earlier", queue[1]), {"at": just_now}),
        "end": (page("overdose-end", overdose), {"outcome": "recovered"}),
        "duty": (page("duty"), {"begin": "1"}),
        "correct": (page("entry-correct", entry), correction),
    }


@pytest.mark.parametrize("headers", [{}, from_page(BOARD)], ids=["page", "htmx"])
def test_a_form_sent_twice_is_one_fact_and_says_so(night: Night, headers: dict[str, str]):
    client = night.client(Role.NURSE, **headers)
    for name, (address, told) in repeatable(night).items():
        told = form(**told)
        first = client.post(address, told)
        assert first.status_code in (200, 302), name
        written = facts_written()
        second = client.post(address, told, follow=True)
        assert facts_written() == written, name
        assert second.status_code == 200, name
        assert "This was saved already" in words(second), name


# Moves on the board


def test_a_tap_on_the_board_gets_the_board_anew_and_a_notice(night: Night):
    visit = night.arrive("Renard")
    answer = night.on_board().post(page("visit-seat", visit), form(seat="2", seen=1))
    assert answer.headers["HX-Retarget"] == "#board"
    assert answer.headers["HX-Reswap"] == "keyed"
    assert "sheet-done" in answer.headers["HX-Trigger"]
    html = answer.content.decode()
    assert "<html" not in html
    assert 'id="seat-2"' in html
    assert 'hx-swap-oob="beforeend:#notices"' in html
    assert "Renard: seat 2." in words(answer)
    assert reads.visit(visit).seat == "2"


def test_a_move_from_another_page_leads_to_the_board(night: Night):
    visit = night.seat("1", "Renard")
    answer = night.client().post(page("visit-aftercare", visit), form())
    assert (answer.url, said(answer)) == (BOARD, "Renard: aftercare room.")
    htmx = night.client(**from_page(page("visit", visit)))
    assert htmx.post(page("visit-waiting", visit), form()).headers["HX-Redirect"] == BOARD


def test_of_two_moves_at_once_one_wins_and_the_other_is_told_by_whom(night: Night):
    visit = night.arrive("Renard")
    seen = reads.visit(visit).version
    ali, noor = night.on_board(Role.PEER), night.on_board(Role.NURSE)
    assert ali.post(page("visit-seat", visit), form(seat="1", seen=seen)).status_code == 200
    before = facts_written()
    refused = noor.post(page("visit-seat", visit), form(seat="2", seen=seen))
    assert refused.status_code == 409
    assert "Ali Peer changed this visit meanwhile" in words(refused)
    assert "at seat 1" in words(refused)
    assert refused.headers["HX-Reswap"] == "none"
    assert (facts_written(), reads.visit(visit).seat) == (before, "1")


@pytest.mark.parametrize(
    ("mode", "seat", "status", "sentence"),
    [
        (Mode.INJECTION, "1", 409, "Seat 1 is taken."),
        (Mode.INJECTION, "99", 422, "There is no seat “99” at CACTUS."),
        (Mode.INJECTION, "", 422, "There is no seat “” at CACTUS."),
        (Mode.INJECTION, "x" * 5000, 422, "That tap was not understood."),
        (Mode.INHALATION, "2", 409, "Seat 2 has no ventilation for smoking."),
        (Mode.INHALATION, "4", 200, "anonymous: seat 4."),
    ],
)
def test_a_seat_is_given_where_it_is_free_and_fits(
    night: Night, mode: Mode, seat: str, status: int, sentence: str
):
    night.seat("1")
    visit = night.arrive(mode=mode)
    before = facts_written()
    answer = night.on_board().post(page("visit-seat", visit), form(seat=seat))
    assert (answer.status_code, sentence in words(answer)) == (status, True)
    assert facts_written() == before + (status == 200)


@pytest.mark.parametrize("told", [{"seen": "many"}, {"submission": "x" * 40}])
def test_a_tap_that_makes_no_sense_is_refused_in_a_sentence(night: Night, told: dict[str, str]):
    visit = night.arrive()
    before = facts_written()
    answer = night.on_board().post(page("visit-seat", visit), {"seat": "1"} | told)
    assert (answer.status_code, "That tap was not understood." in words(answer)) == (422, True)
    assert facts_written() == before


def test_a_form_whose_identity_is_none_is_refused(night: Night):
    visit = night.arrive()
    before = facts_written()
    answer = night.on_board().post(page("visit-seat", visit), {"seat": "1", "submission": "x" * 32})
    assert answer.status_code == 422
    assert "is not an identity of this system" in words(answer)
    assert facts_written() == before


def test_the_seat_chooser_shows_every_seat_and_closes_those_that_are_taken(night: Night):
    night.seat("1")
    visit = night.arrive("Renard")
    sheet = night.client(**from_page(BOARD, HX_Target="sheet")).get(page("visit-seat", visit))
    html = sheet.content.decode()
    assert "<html" not in html
    assert html.count('name="seat"') == 4
    assert html.count("disabled") == 1
    assert "Renard: which seat?" in words(sheet)
    assert "<html" in night.client().get(page("visit-seat", visit)).content.decode()


def test_leaving_after_consuming_is_one_tap(night: Night):
    visit = night.seat("1", "Renard")
    answer = night.on_board().post(page("visit-leave", visit), form(consumed="on", seen=2))
    assert "Renard left." in words(answer)
    assert (reads.visit(visit).stage, reads.visit(visit).consumed) == (Stage.LEFT, True)


def test_leaving_without_consuming_needs_a_reason(night: Night):
    visit = night.arrive("Renard")
    client = night.client()
    before = facts_written()
    refused = client.post(page("visit-leave", visit), form(note="in a hurry"))
    assert refused.status_code == 422
    assert "Say why the visitor leaves without consuming" in words(refused)
    assert "in a hurry" in refused.content.decode(), "what was typed is still there"
    assert facts_written() == before
    left = client.post(page("visit-leave", visit), form(reason="wait", note="in a hurry"))
    assert (left.url, reads.visit(visit).reason) == (BOARD, "wait")
    assert "the wait was too long" in words(client.get(page("visit", visit)))


def test_nobody_leaves_while_their_overdose_is_open(night: Night):
    visit, _overdose = night.overdose()
    answer = night.on_board().post(page("visit-leave", visit), form(consumed="on"))
    assert (answer.status_code, "is still open" in words(answer)) == (409, True)


def test_the_queue_is_in_order_and_the_first_is_offered_the_first_free_seat(night: Night):
    night.seat("1")
    night.arrive("Renard")
    night.arrive("Oiseau", mode=Mode.INHALATION)
    night.arrive("Nuage")
    html = night.client().get(BOARD).content.decode()
    assert html.index("Renard") < html.index("Oiseau") < html.index("Nuage")
    queue = html[html.index("Renard") : html.index("Consumption room")]
    offered = [queue.index(f'name="seat" value="{number}"') for number in ("2", "4", "3")]
    assert offered == sorted(offered)


# Times as staff write them


@pytest.fixture
def quarter_to_two() -> datetime:
    """The day after tomorrow at 01:42, when the night is still the evening's."""
    day = datetime.now(MONTREAL) + timedelta(days=2)
    return day.replace(hour=1, minute=42, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("written", "hour", "minute", "days_before"),
    [
        ("23:50", 23, 50, 1),
        ("01:40", 1, 40, 0),
        ("1h40", 1, 40, 0),
        ("1 h 40", 1, 40, 0),
        ("00.05", 0, 5, 0),
    ],
)
def test_a_time_written_after_midnight_is_of_the_evening_where_that_is_nearer(
    night: Night, quarter_to_two: datetime, written: str, hour: int, minute: int, days_before: int
):
    told = form(mode="injection", substances="down", at=written)
    with clock.pretending(quarter_to_two):
        assert night.client().post(ARRIVAL + "anonymous/", told).status_code == 302
    meant = quarter_to_two.replace(hour=hour, minute=minute) - timedelta(days=days_before)
    assert [visit.arrived_at for visit in waiting()] == [meant]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("02:30", "That time has not come yet."),
        ("24:00", "“24:00” is not a time."),
        ("soon", "“soon” is not a time."),
        ("1:4", "“1:4” is not a time."),
        ("²:30", "“²:30” is not a time."),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_nothing_is_written(
    night: Night, quarter_to_two: datetime, written: str, sentence: str
):
    before = facts_written()
    told = form(mode="injection", substances="down", at=written)
    with clock.pretending(quarter_to_two):
        answer = night.client().post(ARRIVAL + "anonymous/", told)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert facts_written() == before


# Notes and duty


def test_a_note_is_read_on_the_page_and_sealed_in_the_database(night: Night):
    visit = night.arrive("Renard")
    answer = night.client().post(page("visit-note", visit), form(note="<b>cold hands</b>"))
    assert answer.url == page("visit", visit)
    shown = night.client().get(page("visit", visit)).content.decode()
    assert "&lt;b&gt;cold hands&lt;/b&gt;" in shown
    note = entry_of(visit, facts.Noted).body.note
    assert "cold" not in note
    assert vault().open(reads.visit(visit).person, note) == "<b>cold hands</b>"


@pytest.mark.parametrize("note", ["", "   ", "x" * 2001])
def test_a_note_without_words_or_without_end_is_refused(night: Night, note: str):
    visit = night.arrive()
    before = facts_written()
    assert night.client().post(page("visit-note", visit), form(note=note)).status_code == 422
    assert facts_written() == before


def test_coming_on_duty_shows_on_the_board_and_ends_elsewhere(night: Night):
    client = night.client(Role.NURSE)
    client.post(reverse("duty", args=[TRUCK]), form(begin="1"))
    begun = client.post(page("duty"), form(begin="1"))
    assert said(begun).endswith("You are on duty at CACTUS.")
    assert "Noor Nurse, nurse" in words(client.get(BOARD))
    assert reads.on_duty(TRUCK) == []
    again = client.post(page("duty"), form(begin="1"))
    assert "You are on duty here already" in said(again)
    assert said(client.post(page("duty"), form(end="1"))).endswith("You are off duty.")
    assert "nothing to end" in said(client.post(page("duty"), form(end="1")))
    assert reads.on_duty(SITE) == []


# What comes from no form of ours


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"handle": "Renard"}'),
        ("application/json", b"not json"),
        ("text/plain", b"handle=Renard"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded", b"\xff\xfe\x00"),
    ],
)
def test_a_body_that_is_no_form_writes_nothing(night: Night, kind: str, body: bytes):
    client = Client(enforce_csrf_checks=True)
    client.force_login(night.staff[Role.PEER], "veille.accounts.sessions.AccountBackend")
    client.cookies["veille_language"] = "fr"
    before = facts_written()
    for address in (ARRIVAL, ARRIVAL + "anonymous/", page("duty")):
        answer = client.post(address, body, content_type=kind)
        assert answer.status_code in (400, 403)
        assert "Rien n’" in words(answer), "it says that nothing was saved"
    assert facts_written() == before


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 400), (100_000, 422), (41, 422)])
def test_a_handle_without_end_is_refused_in_a_sentence(night: Night, size: int, status: int):
    before = facts_written()
    answer = night.client().post(ARRIVAL, form(handle="x" * size))
    assert answer.status_code == status
    assert ("Nothing was saved." if status == 400 else "at most 40") in words(answer)
    assert facts_written() == before


def test_too_many_fields_are_refused_in_a_sentence(night: Night):
    answer = night.client().post(ARRIVAL, {f"field{n}": "" for n in range(2000)})
    assert (answer.status_code, "Nothing was saved." in words(answer)) == (400, True)


@pytest.mark.parametrize(
    "address",
    [f"/at/{SITE}/visits/{'0195a1' * 5}7f/", f"/at/{SITE}/visits/nonsense/", "/no/such/page"],
)
def test_an_address_that_leads_nowhere_says_so(night: Night, address: str):
    answer = night.client(Role.NURSE, "fr").get(address)
    assert answer.status_code == 404
    assert "Retour" in words(answer)


class TestWhoComesIn:
    def test_a_code_of_the_year_before_is_offered_and_the_visitor_confirms(self, night: Night):
        person = night.welcome("M-VETI-1955")
        offered = night.client().post(page("arrival"), {"handle": "M-VETI-1956"})
        assert "M-VETI-1956 is not known here" in words(offered)
        assert "M-VETI-1955" in words(offered)
        assert page("arrival-known", person) in offered.content.decode()
        first = night.client().post(page("arrival"), {"handle": "M-VETI-1956", "another": "1"})
        assert "First visit: M-VETI-1956" in words(first)

    @pytest.mark.parametrize("handle", ["M-VETI-1957", "M-VETE-1956", "Veti"])
    def test_nothing_else_that_is_like_it_is_offered(self, night: Night, handle: str):
        night.welcome("M-VETI-1955")
        answer = night.client().post(page("arrival"), {"handle": handle})
        assert "M-VETI-1955" not in words(answer)

    def test_a_word_that_is_heard_alike_is_offered_and_the_visitor_confirms(self, night: Night):
        person = night.welcome("Sirop Calme")
        offered = night.client().post(page("arrival"), {"handle": "Syrop Calme"})
        assert "Syrop Calme is not known here" in words(offered)
        assert "Sirop Calme" in words(offered)
        assert page("arrival-known", person) in offered.content.decode()
        other = night.client().post(page("arrival"), {"handle": "sirop doux"})
        assert "First visit: sirop doux" in words(other)

    def test_who_was_welcomed_before_words_were_heard_is_offered_from_the_next_visit_on(
        self, night: Night, monkeypatch: pytest.MonkeyPatch
    ):
        with monkeypatch.context() as then:
            then.setattr(handles, "heard_as", lambda _text: "")
            person = night.welcome("sirop calme")
        asked = {"handle": "syrop calme"}
        assert "First visit" in words(night.client().post(page("arrival"), asked))
        visit = {"mode": "oral", "substances": "ghb"}
        night.client().post(page("arrival-known", person), form(**visit))
        assert "sirop calme" in words(night.client().post(page("arrival"), asked))

    @pytest.mark.parametrize(
        ("handle", "most"), [("M-VETI-1956", 3), ("Syrop", 2), ("Cœur vif", 3), ("सीमा", 2)]
    )
    def test_at_most_three_traces_are_made_for_a_handle(
        self, night: Night, monkeypatch: pytest.MonkeyPatch, handle: str, most: int
    ):
        made: list[object] = []
        trace = Vault._trace
        monkeypatch.setattr(Vault, "_trace", lambda *asked: made.append(asked) or trace(*asked))
        night.client().post(page("arrival"), {"handle": handle})
        assert len(made) == most

    def test_what_looks_like_a_legal_name_is_asked_about_once(self, night: Night):
        asked = night.client().post(page("arrival"), {"handle": "Jean Tremblay"})
        assert "Is it a name that they chose?" in words(asked)
        chosen = {"handle": "Jean Tremblay", "chosen": "1"}
        assert "First visit: Jean Tremblay" in words(night.client().post(page("arrival"), chosen))
        night.welcome("Jean Tremblay")
        known = night.client().post(page("arrival"), {"handle": "Jean Tremblay"})
        assert "Is it a name" not in words(known)

    def test_no_answer_is_chosen_before_anybody_gave_it(self, night: Night):
        visit = night.seat("1", HANDLE)
        actions.leave(by=night.by(), visit=visit, consumed=True)
        person = reads.visit(visit).person
        for answer in (
            night.client().get(page("arrival-anonymous")),
            night.client().post(page("arrival"), {"handle": "Renard"}),
            night.client().get(page("arrival-known", person)),
        ):
            chosen = re.findall(r"<input[^>]*checked[^>]*>", answer.content.decode())
            assert [one for one in chosen if 'value=""' not in one] == []

    def test_a_question_that_nobody_answered_is_kept_as_not_told(self, night: Night):
        night.client().post(page("arrival-anonymous"), form(mode="nasal", substances="down"))
        (visit,) = reads.on_floor(SITE)
        assert (visit.company, visit.sharing) == ("", "")
        shown = words(night.client().get(page("visit", visit.id)))
        assert "With whom" not in shown
        assert "Splitting or sharing" not in shown


class TestUndo:
    def test_the_notice_of_a_tap_on_the_board_undoes_it(self, night: Night):
        visit = night.seat("1", HANDLE)
        board = night.on_board()
        left = board.post(page("visit-leave", visit), form(consumed="on"))
        (address,) = re.findall(r'hx-post="([^"]*undo/)"', left.content.decode())
        undone = board.post(address, form())
        assert "Undone. It stays in the register, struck out." in words(undone)
        assert (reads.visit(visit).stage, undone["HX-Retarget"]) == (Stage.SEATED, "#board")
        shown = words(night.client().get(page("visit", visit)))
        assert "a typing or tapping mistake" in shown

    def test_the_visit_offers_it_to_whoever_did_it_and_to_nobody_else(self, night: Night):
        visit = night.seat("1", HANDLE)
        night.client().post(page("visit-aftercare", visit), form())
        address = page("entry-undo", entry_of(visit, facts.SentToAftercare).id)
        assert address in night.client().get(page("visit", visit)).content.decode()
        nurse = night.client(Role.NURSE)
        assert address not in nurse.get(page("visit", visit)).content.decode()
        assert "only they can undo it" in words(nurse.post(address, form(), follow=True))
        assert night.client(Role.AUDITOR).post(address, form()).status_code == 403
        assert night.client().post(address, form()).status_code == 302
        assert reads.visit(visit).stage == Stage.SEATED

    def test_a_step_of_an_overdose_is_undone_on_its_timeline(self, night: Night):
        _visit, overdose = night.overdose()
        peer = night.client(**from_page(page("overdose", overdose)), hx_target="overdose")
        peer.post(page("overdose-step", overdose), form(what="oxygen"))
        address = page("entry-undo", entry_of(overdose, facts.Intervened).id)
        drawn = peer.get(page("overdose", overdose)).content.decode()
        assert address in drawn
        undone = peer.post(address, form())
        assert "struck out by Ali Peer" in words(undone)
        assert reads.overdose(overdose).steps == []


class TestSomebodyElsesVisit:
    def test_is_given_to_the_right_person_with_what_goes_and_what_stays(self, night: Night):
        visit = night.seat("1", HANDLE)
        other = night.welcome("lièvre")
        client = night.client(Role.NURSE)
        assert page("visit-reassign", visit) in client.get(page("visit", visit)).content.decode()
        answer = client.post(page("visit-reassign", visit), form(handle="lievre"), follow=True)
        assert answer.redirect_chain[-1][0] == page("visit-reassign-person", visit, other)
        shown = words(answer)
        assert ("lièvre" in shown, "What goes with the visit" in shown) == (True, True)
        assert "safer supply" in shown
        client.post(page("visit-reassign-person", visit, other), form(note="she said so"))
        shown = words(client.get(page("visit", visit)))
        assert ("lièvre" in shown, "she said so" in shown, HANDLE in shown) == (True, True, True)

    def test_is_made_anonymous(self, night: Night):
        visit = night.seat("1", HANDLE)
        client = night.client(Role.NURSE)
        client.post(page("visit-reassign-anonymous", visit), form())
        assert reads.visit(visit).person == ""

    def test_by_a_handle_of_nobody_the_page_says_so(self, night: Night):
        visit = night.seat("1", HANDLE)
        answer = night.client(Role.NURSE).post(page("visit-reassign", visit), form(handle="loutre"))
        assert "Nobody else is known by" in words(answer)

    def test_another_record_of_the_same_visitor_is_nobody_else(self, night: Night):
        visit = night.seat("1", HANDLE)
        other = night.welcome("lièvre")
        records.join(by=night.by(), place=SITE, person=reads.visit(visit).person, other=other)
        answer = night.client(Role.NURSE).post(page("visit-reassign", visit), form(handle="lièvre"))
        assert "Nobody else is known by" in words(answer)


class TestSomebodyYoung:
    """The site declared no least age."""

    @pytest.fixture
    def born(self) -> str:
        return str(clock.now().year - 12)

    def test_is_let_in_only_after_a_question(self, night: Night, born: str):
        client = night.client()
        told = {**FIRST, "birth_year": born}
        answer = client.post("/at/cactus/arrival/first/", form(**told))
        assert answer.status_code == 422
        assert ("is 12 at most" in words(answer), "go on all the same" in words(answer)) == (
            True,
            True,
        )
        assert reads.on_floor(SITE) == []
        client.post("/at/cactus/arrival/first/", form(**told, young="on"))
        (visit,) = reads.on_floor(SITE)
        for address in ("/at/cactus/", page("person", visit.person)):
            assert "ay be under 18" in words(client.get(address))

    def test_a_code_tells_it_as_well(self, night: Night, born: str):
        told = {**FIRST, "handle": f"F-TREM-{born}"}
        answer = night.client().post("/at/cactus/arrival/first/", form(**told))
        assert "at most" in words(answer)
        assert reads.on_floor(SITE) == []

    def test_an_adult_is_asked_nothing(self, night: Night):
        night.client().post("/at/cactus/arrival/first/", form(**FIRST, birth_year="1980"))
        assert len(reads.on_floor(SITE)) == 1
