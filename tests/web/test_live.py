"""Live screens over a real server: what happens anywhere shows on every screen, soon."""

import time

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from veille.accounts.models import Account, Role
from veille.care import actions
from veille.care.words import Intervention

from .night import SITE, TRUCK, Night
from .served import Server

BOARD = reverse("board-live", args=[SITE])


def test_the_board_arrives_and_again_whenever_something_happened(server: Server):
    night = server.night
    night.arrive("Renard")
    with server.screen(BOARD) as screen, server.screen(BOARD, Role.AUDITOR, "fr") as auditor:
        assert screen.response.headers["Content-Type"] == "text/event-stream"
        assert screen.response.headers["Cache-Control"] == "no-store"
        first = screen.next("board")
        assert "Renard" in first.data
        assert "csrfmiddlewaretoken" in first.data
        for number, handle in enumerate(("Bleu", "Oiseau", "Nuage"), 1):
            night.seat(str(number), handle)
            event = screen.next("board")
            while handle not in event.data or f'id="seat-{number}" data-limit' not in event.data:
                event = screen.next("board")
        told = auditor.next("board").data
        assert "Salle de consommation" in told
        assert "csrfmiddlewaretoken" not in told, "an auditor has nothing to tap"


def test_a_screen_hears_the_pulse_and_the_servers_clock(server: Server):
    with server.screen(BOARD) as screen:
        first, second, third = (screen.next("pulse") for _ in range(3))
    assert abs(int(first.data) / 1000 - time.time()) < 30
    assert int(first.data) < int(second.data) < int(third.data)


def test_an_overdose_shows_on_every_page_of_the_site_and_its_steps_on_its_own(server: Server):
    night = server.night
    visit = night.seat("2", "Renard")
    with server.screen(reverse("bands-live", args=[SITE])) as day:
        assert "Renard" not in day.next("bands").data
        overdose = actions.find_overdose(by=night.by(), visit=visit).id
        assert "Renard" in day.next("bands").data
    with server.screen(reverse("overdose-live", args=[SITE, overdose])) as timeline:
        assert "Renard" in timeline.next("overdose").data
        actions.write_note(by=night.by(), visit=visit, note="calm")
        actions.intervene(by=night.by(), overdose=overdose, what=Intervention.OXYGEN)
        assert "Oxygen" in timeline.next("overdose").data


def end_session(night: Night) -> None:
    Session.objects.all().delete()


def close_account(night: Night) -> None:
    Account.objects.update(is_active=False)


def change_role(night: Night) -> None:
    Account.objects.update(role=Role.AUDITOR)


def send_elsewhere(night: Night) -> None:
    Account.objects.update(sites=[TRUCK])


def change_password(night: Night) -> None:
    account = night.staff[Role.PEER]
    account.set_password("another long night")
    account.save()


@pytest.mark.parametrize(
    "ending", [end_session, close_account, change_role, send_elsewhere, change_password]
)
def test_a_stream_ends_where_its_session_no_longer_holds(server: Server, ending):
    with server.screen(BOARD) as screen:
        screen.next("board")
        ending(server.night)
        rest = screen.rest()
        assert rest[-1] == "over"
        assert rest.count("pulse") < 10


@pytest.mark.parametrize(
    ("role", "sites", "status"),
    [(Role.ADMINISTRATOR, [], 403), (Role.NURSE, [TRUCK], 403), (Role.AUDITOR, [], 200)],
)
def test_a_stream_is_guarded_as_its_page_is(
    server: Server, role: str, sites: list[str], status: int
):
    Account.objects.update(sites=sites)
    with server.screen(BOARD, role) as screen:
        assert screen.response.status_code == status
    signed_out = httpx.get(server.url + BOARD)
    assert (signed_out.status_code, signed_out.headers["Location"][:9]) == (302, "/sign-in/")


def test_an_overdose_of_another_site_is_not_streamed(server: Server):
    _visit, overdose = server.night.overdose("1", "Renard")
    with server.screen(reverse("overdose-live", args=[TRUCK, overdose])) as screen:
        assert screen.response.status_code == 404
