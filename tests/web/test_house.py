"""The day's page, the register of facts, accounts, the state of the server, the rehearsal."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Account, Role
from veille.care import actions, corrections, facts
from veille.care.words import CorrectionReason, LeavingReason
from veille.ledger import clock, store
from veille.ledger.areas import registry
from veille.web.thing_words import THINGS

from .night import HANDLE, SITE, TRUCK, Night, addresses, entry_of, facts_written, markup, words
from .places import places_of

REGISTER = "/register/"


def day(date: str) -> str:
    return reverse("day-of", args=[SITE, date])


# The day


def test_the_day_shows_its_visits_by_the_hour_of_arrival(night: Night):
    night.seat("1", "Renard")
    gone = night.arrive("Oiseau")
    actions.leave(by=night.by(), visit=gone, consumed=False, reason=LeavingReason.WAIT)
    shown = words(night.client().get(reverse("day", args=[SITE])))
    for part in ("Renard", "Oiseau", "the wait was too long", "Arrivals by hour", "2 visits"):
        assert part in shown, part


def test_a_day_without_visits_says_so(night: Night):
    shown = night.client().get(day("2026-01-15"))
    assert (shown.status_code, "No visit on this day" in words(shown)) == (200, True)


@pytest.mark.parametrize(
    "date",
    [
        "soon",
        "2026-02-30",
        "2026-13-01",
        "0001-01-01",
        "9999-12-31",
        "2026-1-1",
        "²026-01-01",
        "x" * 500,
        "2026-01-01T",
        "%00",
    ],
)
@pytest.mark.parametrize(("language", "says"), [("en", "is not a date"), ("fr", "pas une date")])
def test_a_date_that_is_none_is_answered_in_a_sentence(
    night: Night, date: str, language: str, says: str
):
    answer = night.client(Role.PEER, language).get(f"/at/{SITE}/day/{date}/")
    assert (answer.status_code, says in words(answer)) == (404, True)


def test_a_long_day_is_shown_in_pages(night: Night):
    for _ in range(53):
        night.arrive()
    client = night.client()
    first = words(client.get(reverse("day", args=[SITE])))
    assert "page 1 of 2" in first
    for asked, shown in (("2", 2), ("99", 2), ("-1", 2), ("x", 1)):
        page = words(client.get(reverse("day", args=[SITE]), {"page": asked}))
        assert f"page {shown} of 2" in page, asked


# The register


def test_the_register_shows_every_fact_the_latest_first_in_pages(night: Night):
    for _ in range(60):
        night.arrive()
    client = night.client(Role.AUDITOR)
    page = client.get(REGISTER)
    assert f"{facts_written()} facts" in words(page)
    numbers = [int(n) for n in re.findall(r'class="number"[^>]*>(\d+)</td>', page.content.decode())]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 50
    older = re.search(r'href="(\?before=[^"]+)"', page.content.decode())
    assert older
    rest = client.get(REGISTER + older[1].replace("&amp;", "&")).content.decode()
    more = [int(n) for n in re.findall(r'class="number"[^>]*>(\d+)</td>', rest)]
    assert numbers + more == list(range(facts_written(), 0, -1))


def test_the_register_is_searched_by_kind_and_by_what_a_fact_is_about(night: Night):
    visit = night.seat("1")
    night.arrive()
    client = night.client(Role.COORDINATOR)
    seated = markup(client.get(REGISTER, {"kind": "care.visit.seated"}))
    assert seated.count("<tr><td") == 1
    about = markup(client.get(REGISTER, {"about": visit.upper()}))
    assert about.count("<tr><td") == 2
    assert "No such fact" in words(client.get(REGISTER, {"about": "no such thing"}))


@pytest.mark.parametrize(
    "asked",
    [
        {"before": "x"},
        {"before": "-1"},
        {"before": "²"},
        {"before": "9" * 40},
        {"kind": "x" * 5000},
        {"about": "%_'\"<b>"},
        {"about": "x" * 5000},
        {"about": "\x00"},
    ],
)
def test_a_search_that_makes_no_sense_breaks_nothing(night: Night, asked: dict[str, str]):
    assert night.client(Role.AUDITOR).get(REGISTER, asked).status_code == 200


def test_verifying_follows_the_chain_and_says_what_it_found(night: Night):
    night.arrive()
    count = facts_written()
    answer = night.client(Role.COORDINATOR).post("/register/verify/")
    assert "The chain holds." in words(answer)
    assert f"{count} facts followed: none missing, none changed." in words(answer)
    with store.writing() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS ledger_fact_no_update")
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_fact'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE ledger_fact SET place = 'elsewhere' WHERE seq = 2")
    broken = words(night.client(Role.ADMINISTRATOR).post("/register/verify/"))
    assert "The chain is broken." in broken
    assert "fact 2" in broken


@pytest.mark.parametrize(("language", "said"), [("en", "Overdoses"), ("fr", "Surdoses")])
def test_the_register_is_narrowed_to_a_thing_by_its_words(night: Night, language: str, said: str):
    night.seat("1", "Renard")
    client = night.client(Role.AUDITOR, language)
    page = markup(client.get(REGISTER))
    options = re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', page)
    assert dict(options)["care.overdose"] == said
    assert not [words for name, words in options if "." in words]
    shown = markup(client.get(f"{REGISTER}?kind=care.visit"))
    kinds = set(re.findall(r"<code>(care\.[a-z_.]+)</code>", shown))
    assert {"care.visit.arrived", "care.visit.seated"} <= kinds
    assert all(kind.startswith("care.visit.") for kind in kinds)


def test_every_thing_of_the_register_has_its_words():
    things = {thing.name for thing in registry.things()}
    assert {name for name in things if not name.startswith("diversion.")} <= set(THINGS)


def test_the_register_shows_a_correction_as_a_fact_of_its_own(night: Night):
    visit = night.arrive()
    entry = entry_of(visit, facts.Arrived).id
    corrections.strike(by=night.by(), entry_id=entry, why=CorrectionReason.TYPED)
    page = night.client(Role.AUDITOR).get(REGISTER)
    assert "ledger.entry.struck" in words(page)
    assert "Correction" in words(page)


# The server


@pytest.mark.parametrize("role", [None, Role.PEER, Role.NURSE])
def test_anybody_may_ask_whether_the_server_is_well_and_is_told_no_more(
    night: Night, role: Role | None
):
    night.arrive(HANDLE)
    answer = night.client(role).get("/healthz")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(answer.content) == {"status": "ok"}


def test_whoever_reads_the_register_is_told_how_far_it_is(night: Night):
    night.arrive(HANDLE)
    told = json.loads(night.client(Role.AUDITOR).get("/healthz").content)
    assert (told["status"], told["node"]["name"], told["rehearsal"]) == ("ok", "test node", False)
    assert told["last_fact"]["seq"] == facts_written()
    assert {"version", "now"} <= set(told)


def test_a_server_without_a_node_says_that_it_is_not_ready(sqlite: object):
    answer = Client().get("/healthz")
    assert (answer.status_code, json.loads(answer.content)["status"]) == (503, "no node")
    assert Client().get("/sign-in/").status_code == 200


def test_what_fails_in_the_server_is_said_in_a_sentence(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_args: object) -> None:
        raise RuntimeError("a test breaks it")

    client = night.client(Role.NURSE, "fr")
    client.raise_request_exception = False
    monkeypatch.setattr("veille.care.pages.floor.board_part", fails)
    answer = client.get(f"/at/{SITE}/")
    assert answer.status_code == 500
    assert "Ce qui était enregistré est en sécurité." in words(answer)
    assert "RuntimeError" not in answer.content.decode()


# The rehearsal


def test_the_components_are_shown_in_a_rehearsal_only(night: Night):
    assert night.client(None).get("/components/").status_code == 404


def test_the_components_are_shown_in_a_rehearsal(rehearsal_night: Night):
    assert rehearsal_night.client(None).get("/components/").status_code == 200


def _pages(night: Night) -> list[str]:
    """Every page that somebody may open, as it is sent."""
    places = places_of(night, *night.overdose("1", HANDLE))
    shown = []
    for role in (None, Role.NURSE, Role.AUDITOR, Role.ADMINISTRATOR):
        client = night.client(role)
        for name, address in addresses(places):
            # What the law says is the same in a rehearsal.
            if not name.endswith("-live") and name != "healthz" and not name.startswith("law"):
                answer = client.get(address)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    page = answer.content.decode()
                    shown += [page] if "<html" in page else []
    assert len(shown) > 60
    return shown


@pytest.mark.walk
def test_what_is_rehearsed_says_so_on_every_page(rehearsal_night: Night):
    says = re.compile(
        "the people and events are|les personnes et les événements sont|the alert is invented"
    )
    silent = [page for page in _pages(rehearsal_night) if not says.search(page)]
    assert not silent


@pytest.mark.walk
def test_a_real_night_never_says_that_it_is_a_rehearsal(night: Night):
    says = re.compile("Rehearsal|Répétition")
    assert not [page for page in _pages(night) if says.search(words(page))]


# Where one lands


@pytest.mark.parametrize(
    ("role", "sites", "lands"),
    [
        (Role.PEER, [], "/sites/"),
        (Role.PEER, [TRUCK], f"/at/{TRUCK}/"),
        (Role.NURSE, [SITE, TRUCK], "/sites/"),
        (Role.AUDITOR, [SITE], f"/at/{SITE}/"),
        (Role.ADMINISTRATOR, [], "/accounts/"),
    ],
)
def test_each_role_lands_where_its_work_is(night: Night, role: str, sites: list[str], lands: str):
    Account.objects.filter(role=role).update(sites=sites)
    assert night.client(role).get("/").url == lands


def test_the_choice_of_sites_shows_only_ones_own_with_their_free_seats(night: Night):
    night.seat("1")
    Account.objects.filter(role=Role.PEER).update(sites=[SITE])
    shown = words(night.client(Role.PEER).get("/sites/"))
    assert "3 of 4 free" in shown
    assert "L’Anonyme" not in shown


def test_a_changed_name_is_read_within_a_minute(night: Night):
    night.seat("1", "Renard")
    actions.begin_duty(by=night.by(), place=SITE, account=night.by(), role=Role.NURSE)
    board = night.client(Role.PEER)
    assert "Noor Nurse" in words(board.get(f"/at/{SITE}/"))
    address = reverse("account", args=[night.by()])
    told = {"name": "Noor N.", "sign_in": "noor", "role": "nurse", "is_active": "on"}
    assert night.client(Role.ADMINISTRATOR).post(address, told).status_code == 302
    with clock.pretending(clock.now() + timedelta(minutes=1)):
        assert "Noor N." in words(board.get(f"/at/{SITE}/"))


def test_the_night_belongs_to_the_day_before(night: Night):
    later = (clock.now() + timedelta(days=2)).replace(hour=7, minute=30)  # 02:30 or 03:30 there
    with clock.pretending(later):
        night.arrive("Renard")
    evening = (later - timedelta(days=1)).date().isoformat()
    with clock.pretending(later + timedelta(minutes=1)):
        client = night.client()
        assert "Renard" in words(client.get(day(evening)))
        assert "Renard" not in words(client.get(day(later.date().isoformat())))
