"""The public front page: what anybody may know, made of what each room puts there."""

import os
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import override_settings

import veille
from veille.accounts.models import Role
from veille.care import actions as floor
from veille.care.outreach import actions
from veille.care.outreach.facts import ProfileSaid
from veille.care.outreach.words import Offer
from veille.care.report import release
from veille.ledger import clock
from veille.rehearsal.demo_accounts import DEMO_FILE
from veille.web.views import front

from .night import SITE, Night, words
from .test_outreach import DAY, EVENING, NBSP, TRUCK, at, public, stop_of

__all__ = ["public"]

FRONT = {"fr": "/fr/", "en": "/en/"}
STATIC = Path(veille.__file__).parent
#: What a phone on a slow network is sent before it shows the first words.
MOST_BYTES = 200_000


def page(night: Night, language: str = "en", moment: Any = EVENING) -> Any:
    with clock.pretending(moment):
        return night.client(None).get(FRONT[language])


def said(night: Night, language: str = "en", moment: Any = EVENING) -> str:
    return words(page(night, language, moment)).replace(NBSP, " ").replace("\u202f", " ")


def test_who_comes_by_the_bare_address_reads_it_in_the_language_of_the_browser(public: Night):
    for accepts, title in (("fr-CA", "Où aller maintenant"), ("en", "Where to go now")):
        client = public.client(None, accept_language=accepts)
        client.cookies.clear()
        answer = client.get("/")
        assert title in words(answer)
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"


def test_who_is_signed_in_goes_on_to_work(public: Night):
    assert public.client(Role.NURSE).get("/").status_code == 302
    assert public.client(Role.AUDITOR).get("/").url == "/sites/"


@pytest.mark.parametrize(("rehearsal", "status"), [(True, 302), (False, 200)])
def test_who_tries_the_demo_chooses_who_to_be(
    public: Night, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rehearsal: bool, status: int
):
    """A real node with such a file shows nobody's account."""
    (tmp_path / DEMO_FILE).touch()
    monkeypatch.setattr(front, "local_node", lambda: SimpleNamespace(rehearsal=rehearsal))
    with override_settings(VEILLE_VAR=tmp_path):
        assert public.client(None).get("/").status_code == status


@pytest.mark.parametrize("language", FRONT)
def test_it_takes_and_leaves_no_cookie(public: Night, language: str):
    signed_in = public.client(Role.COORDINATOR).get(FRONT[language])
    assert not signed_in.cookies
    assert "Cookie" not in signed_in.headers.get("Vary", "")
    stranger = public.client(None)
    stranger.cookies.clear()
    assert stranger.get(FRONT[language]).content == signed_in.content


def test_open_sites_come_first_then_what_opens_soonest(public: Night):
    told = said(public, moment=at(21))
    assert told.index("CACTUS") < told.index("L’Anonyme")
    assert "Open until 6 a.m." in told
    assert "Opens at 10 p.m." in told
    told = said(public, moment=at(7))
    assert "Opens at 2 p.m." in told


def test_a_truck_is_named_by_its_corner(public: Night):
    assert "Berri / Ontario" in said(public, moment=at(22, 30))


def test_the_bars_show_the_hours_from_now_on(public: Night):
    """From 21:00 on, twelve hours are drawn: open until 6 is three quarters of them."""
    html = page(public, moment=at(21)).content.decode()
    bars = re.findall(r'class="open-time" x="(\d+)" width="(\d+)"', html)
    assert bars[0] == ("0", str(720 * 9 // 12))


def test_it_says_what_decides_where_somebody_goes_and_leads_to_the_rest(public: Night):
    offers = tuple(Offer)
    by = public.by(Role.COORDINATOR)
    actions.say_profile(by=by, place=SITE, said=ProfileSaid("rue Berger", offers=offers))
    told = said(public)
    assert "supervised injection, supervised inhalation, drug checking" in told
    assert "laundry" not in told
    assert 'href="/en/network/"' in page(public).content.decode()


def test_a_site_that_is_not_public_is_not_there(public: Night):
    by = public.by(Role.COORDINATOR)
    actions.say_profile(by=by, place=SITE, said=ProfileSaid("rue Berger", public=False))
    assert "CACTUS" not in said(public)


def test_with_nothing_told_it_still_says_what_to_do_in_an_overdose(night: Night):
    told = said(night)
    assert "Call 911" in told
    assert "Give naloxone" in told
    assert "No clinician of this network has approved these words yet." in told


def test_a_network_brings_its_own_words_for_an_overdose(
    night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    own = tmp_path / "own.toml"
    own.write_text(
        'approved_by = "Dr. Roy"\napproved_on = "2026-11-01"\n'
        '[fr]\ncall = "112"\nguide = "Le nôtre"\nsteps = [["Appelez.", "Vite."]]\n'
        '[en]\ncall = "112"\nguide = "Our own"\nsteps = [["Call.", "Soon."]]\n'
    )
    monkeypatch.setenv("VEILLE_OVERDOSE_GUIDE", str(own))
    told = said(night)
    assert "Call. Soon." in told
    assert "Our own. Approved by Dr. Roy, 2026-11-01." in told
    assert 'href="tel:112"' in page(night).content.decode()
    own.write_text(own.read_text().replace("112", "999"))
    os.utime(own, (0, 0))  # a clock too coarse to tell two writes apart
    assert 'href="tel:999"' in page(night).content.decode()


@override_settings(VEILLE_NETWORK="Réseau de l’Estrie")
def test_a_network_brings_its_own_name(night: Night):
    assert "Réseau de l’Estrie" in said(night)


def test_its_numbers_are_of_a_finished_month_and_rounded(
    public: Night, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(release, "_kept", {})
    last_month = EVENING - timedelta(days=31)
    with clock.pretending(last_month):
        for _ in range(23):
            floor.arrive(by=public.by(), place=SITE, mode="oral", substances=["other"])
    html = page(public)
    told = words(html)
    assert "rounded to 10" in told
    assert "visits 20" in told
    monkeypatch.setattr(release, "_kept", {})
    assert "visits" not in said(public, moment=EVENING + timedelta(days=62))


def test_it_never_shows_how_many_people_are_there(public: Night):
    before = page(public).content
    with clock.pretending(EVENING - timedelta(minutes=1)):
        floor.arrive(by=public.by(), place=SITE, mode="oral", substances=["other"])
        floor.arrive(by=public.by(), place=TRUCK, mode="oral", substances=["other"])
    assert page(public).content == before


def test_it_needs_no_script_and_no_form_and_nothing_from_elsewhere(public: Night):
    html = page(public, "fr").content.decode()
    assert not re.search(r"<(script|form|input|img|iframe)\b", html)
    assert not re.search(r"(src|href)=\"(?!/|tel:|#)", html)


def test_it_is_light(public: Night):
    sheets = ("ui/static/veille/public.css", "ui/static/veille/front.css")
    size = len(page(public, "fr").content) + sum((STATIC / s).stat().st_size for s in sheets)
    assert size < MOST_BYTES


def test_a_cancelled_stop_is_no_bar(public: Night):
    before = page(public, moment=at(21)).content.decode().count('class="open-time"')
    with clock.pretending(at(20, 50)):
        actions.cancel(by=public.by(), stop=stop_of("Berri / Ontario"), day=DAY, why="weather")
    assert page(public, moment=at(21)).content.decode().count('class="open-time"') == before - 1
