"""A session goes on while it is used, and ends when nobody uses it."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from veille.accounts import sessions
from veille.accounts.models import Role

from .night import PASSWORD, SITE, Night, from_page
from .test_signing import is_signed_in, sign_in

IDLE = timedelta(seconds=settings.SESSION_COOKIE_AGE)


def signed_in(night: Night) -> Client:
    client = night.client(None)
    sign_in(client)
    return client


def ends_at() -> datetime:
    return Session.objects.get().expire_date


def unused_for(idle: timedelta) -> None:
    Session.objects.update(expire_date=timezone.now() + IDLE - idle)


def test_a_session_that_is_used_goes_on_and_so_does_its_cookie(night: Night):
    client = signed_in(night)
    unused_for(IDLE - timedelta(minutes=2))
    answer = client.get(f"/at/{SITE}/")
    assert ends_at() > timezone.now() + IDLE - timedelta(seconds=20)
    kept = answer.cookies["veille_session"]
    assert (kept["httponly"], kept["samesite"]) == (True, "Lax")
    assert IDLE.total_seconds() - 20 < kept["max-age"] <= IDLE.total_seconds()
    assert is_signed_in(client)


def test_a_tap_is_use_and_is_not_written_anew_at_each_one(night: Night):
    client = signed_in(night)
    unused_for(timedelta(minutes=10))
    answer = client.post(f"/at/{SITE}/duty/", {"begin": "1"}, headers=from_page(f"/at/{SITE}/"))
    assert "veille_session" in answer.cookies
    before = ends_at()
    assert "veille_session" not in client.get(f"/at/{SITE}/").cookies
    assert ends_at() == before


def test_a_screen_that_only_shows_is_no_use_of_a_session(night: Night):
    client = signed_in(night)
    unused_for(timedelta(hours=1))
    before = ends_at()
    for address in ("/session/", "/healthz", "/fr/"):
        assert "veille_session" not in client.get(address).cookies, address
    client.get(f"/at/{SITE}/live").close()
    assert ends_at() == before


def test_a_session_that_nobody_used_for_so_long_has_ended(night: Night):
    client = signed_in(night)
    unused_for(IDLE)
    assert not is_signed_in(client)


def test_a_session_ends_after_a_long_day_however_much_it_is_used(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(night)
    monkeypatch.setattr(sessions, "LONGEST", timedelta(minutes=30))
    unused_for(IDLE - timedelta(minutes=2))
    client.get("/sites/")
    assert ends_at() < timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(sessions, "LONGEST", timedelta(0))
    unused_for(IDLE - timedelta(minutes=2))
    client.get("/sites/")
    assert ends_at() <= timezone.now() + timedelta(minutes=3), "it is not made longer"


def test_a_session_that_was_ended_meanwhile_is_not_brought_back(night: Night):
    client = signed_in(night)
    store = sessions.SessionStore(client.cookies["veille_session"].value)
    store.load()
    unused_for(IDLE - timedelta(minutes=2))
    store.load()
    Session.objects.all().delete()
    assert store.renew() == 0
    assert not Session.objects.exists()


def test_on_a_full_disk_what_is_asked_is_answered_without_renewing(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(night)
    unused_for(timedelta(hours=1))

    def full(*_: object, **__: object) -> int:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", full)
    assert client.get("/sites/").status_code == 200


@pytest.mark.parametrize("role", [None, Role.NURSE])
def test_a_page_that_was_open_is_told_who_is_signed_in_now_and_no_more(
    night: Night, role: str | None
):
    told = night.client(role).get("/session/").json()
    assert set(told) == {"account", "token"}
    assert told["account"] == (night.by(role) if role else "")


def test_the_token_that_an_open_page_is_given_is_taken_after_signing_in_anew(night: Night):
    client = Client(enforce_csrf_checks=True)
    told = client.get("/session/").json()
    sent = {"username": "noor", "password": PASSWORD, "csrfmiddlewaretoken": told["token"]}
    assert client.post("/sign-in/", sent).status_code == 302
    old = {"begin": "1", "csrfmiddlewaretoken": told["token"]}
    assert client.post(f"/at/{SITE}/duty/", old).status_code == 403
    new = old | {"csrfmiddlewaretoken": client.get("/session/").json()["token"]}
    assert client.post(f"/at/{SITE}/duty/", new).status_code == 302
