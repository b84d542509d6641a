"""Signing in and out, and what every answer of the server keeps to."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Account, Role
from veille.ledger import clock
from veille.rehearsal import demo_accounts
from veille.web.views import signing

from .night import HANDLE, PASSWORD, SITE, Night, facts_written, from_page, words

NURSE = {"username": "noor", "password": PASSWORD}


def sign_in(client: Client, **told: str) -> Any:
    return client.post("/sign-in/", NURSE | told)


def is_signed_in(client: Client) -> bool:
    return client.get("/sites/").status_code == 200


def test_somebody_signs_in_with_their_name_and_password(night: Night):
    client = night.client(None)
    assert sign_in(client).url == "/"
    assert is_signed_in(client)
    assert client.get("/sign-in/").status_code == 302


def test_a_demo_shows_its_accounts_as_buttons_that_send_the_ordinary_form(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    in_a_demo(monkeypatch, rehearsal=True)
    Account.objects.create_account("nurse", demo_accounts.PASSWORD, name="D", role=Role.NURSE)
    for language, nurse in (("en", "Nurse"), ("fr", "Infirmière, infirmier")):
        answer = night.client(None, language).get("/sign-in/")
        assert nurse in words(answer)
        assert "Dr Isidore" not in words(answer), "this machine of the demo has no such account"
        assert answer.content.decode().count(demo_accounts.PASSWORD) == 1
    client = night.client(None)
    told = {"username": "nurse", "password": demo_accounts.PASSWORD}
    assert client.post("/sign-in/", told).url == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize("rehearsal", [False, None])
def test_nothing_but_a_demo_shows_its_accounts(
    night: Night, monkeypatch: pytest.MonkeyPatch, rehearsal: bool | None
):
    """Not a real node where a file of that name lies, and no rehearsal without that file."""
    in_a_demo(monkeypatch, rehearsal=rehearsal is not False)
    if rehearsal is None:
        (settings.VEILLE_VAR / demo_accounts.DEMO_FILE).unlink()
    assert demo_accounts.PASSWORD not in night.client(None).get("/sign-in/").content.decode()


def in_a_demo(monkeypatch: pytest.MonkeyPatch, *, rehearsal: bool) -> None:
    (settings.VEILLE_VAR / demo_accounts.DEMO_FILE).write_text("{}")
    node = SimpleNamespace(rehearsal=rehearsal)
    monkeypatch.setattr(signing, "local_node", lambda: node)


@pytest.mark.parametrize(
    ("told", "language", "sentence"),
    [
        ({"password": "wrong"}, "en", "This name and password do not match."),
        ({"username": "nobody"}, "en", "This name and password do not match."),
        ({"password": "wrong"}, "fr", "Cet identifiant et ce mot de passe ne vont pas ensemble."),
        ({"password": ""}, "en", "Enter it."),
        ({"username": ""}, "fr", "À remplir."),
    ],
)
def test_a_wrong_name_or_password_is_answered_in_a_sentence(
    night: Night, told: dict[str, str], language: str, sentence: str
):
    client = night.client(None, language)
    answer = sign_in(client, **told)
    assert sentence in words(answer)
    assert not is_signed_in(client)


def test_a_closed_account_does_not_sign_in(night: Night):
    Account.objects.filter(role=Role.NURSE).update(is_active=False)
    client = night.client(None)
    sign_in(client)
    assert not is_signed_in(client)


def test_an_address_that_tries_many_names_is_made_to_wait_and_no_other_is(night: Night):
    most = signing.WRONG_SIGN_INS.most
    began = clock.now().replace(minute=0, second=0, microsecond=0)
    client = night.client(None)
    with clock.pretending(began):
        tried = [sign_in(client, username=f"name-{n}").status_code for n in range(most)]
        assert set(tried) == {200}
        refused = sign_in(client)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "300")
        assert "Wait 5 minutes" in words(refused)
        assert "Attendez 5 minutes" in words(sign_in(night.client(None, "fr")))
        elsewhere = client.post("/sign-in/", NURSE, REMOTE_ADDR="192.0.2.8")
        assert elsewhere.status_code == 302
    with clock.pretending(began + signing.WRONG_SIGN_INS.within):
        assert sign_in(night.client(None)).status_code == 302


def test_signing_out_ends_the_session_and_keeps_the_language(night: Night):
    Account.objects.filter(role=Role.NURSE).update(language="fr")
    client = night.client(Role.NURSE, "en")
    assert client.post("/sign-out/").url == "/sign-in/"
    assert not is_signed_in(client)
    assert "Ouvrir une session" in words(client.get("/sign-in/"))


def test_a_session_whose_time_is_over_is_nobodys(night: Night):
    client = night.client()
    assert is_signed_in(client)
    Session.objects.update(expire_date=clock.now())
    assert not is_signed_in(client)


def test_signing_out_needs_a_tap_and_not_a_link(night: Night):
    client = night.client(Role.NURSE)
    assert client.get("/sign-out/").status_code == 403
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        (PASSWORD, "une nuit calme", "une nuit calme", ""),
        ("wrong", "une nuit calme", "une nuit calme", "old password was entered incorrectly"),
        (PASSWORD, "court", "court", "too short"),
        (PASSWORD, "password123", "password123", "too common"),
        (PASSWORD, "une nuit calme", "une nuit agitée", "match"),
        ("", "", "", "Enter it."),
    ],
)
def test_a_password_is_changed_where_the_old_one_is_known_and_the_new_one_is_good(
    night: Night, old: str, new: str, again: str, sentence: str
):
    client = night.client(Role.NURSE)
    told = {"old_password": old, "new_password1": new, "new_password2": again}
    answer = client.post("/password/", told)
    if sentence:
        assert (answer.status_code, sentence in words(answer)) == (422, True)
        assert sign_in(night.client(None)).status_code == 302
    else:
        assert answer.status_code == 302
        assert is_signed_in(client), "whoever changed it stays signed in"
        assert sign_in(night.client(None), password=new).status_code == 302
        assert sign_in(night.client(None)).status_code == 200


def test_a_new_password_ends_every_other_session(night: Night):
    other, client = night.client(Role.NURSE), night.client(Role.NURSE)
    new = {
        "old_password": PASSWORD,
        "new_password1": "une nuit calme",
        "new_password2": "une nuit calme",
    }
    client.post("/password/", new)
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "http:///elsewhere.example",
    "ftp://testserver/",
]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_nobody_is_led_to_another_site(night: Night, to: str):
    client = night.client(None)
    for address, told in (
        ("/sign-in/", NURSE | {"next": to}),
        ("/language/", {"language": "fr", "next": to}),
        ("/theme/", {"theme": "dark", "next": to}),
    ):
        assert client.post(address, told).url == "/", address
    referred = client.post("/theme/", {"theme": "dark"}, headers={"referer": to})
    assert referred.url == "/"


@pytest.mark.parametrize("to", ["9999-12", "home", "http://["])
def test_what_is_no_address_leads_home(night: Night, to: str):
    answer = night.client(None).post("/theme/", {"theme": "dark", "next": to})
    assert answer.url == "/"


def test_signing_in_leads_to_the_page_that_was_asked_for(night: Night):
    answer = sign_in(night.client(None), next=f"/at/{SITE}/day/")
    assert answer.url == f"/at/{SITE}/day/"


def test_a_form_without_its_token_is_refused_in_a_sentence_and_writes_nothing(night: Night):
    client = Client(enforce_csrf_checks=True)
    client.force_login(night.staff[Role.PEER], "veille.accounts.sessions.AccountBackend")
    client.cookies["veille_language"] = "fr"
    before = facts_written()
    answer = client.post(f"/at/{SITE}/duty/")
    assert answer.status_code == 403
    assert "Cette page est restée ouverte trop longtemps" in words(answer)
    assert "Rien n’en a été enregistré" in words(answer)
    assert facts_written() == before


def test_every_form_of_a_page_carries_the_token_that_the_server_takes(night: Night):
    night.overdose("1", HANDLE)
    night.seat("2")
    night.arrive()
    client = Client(enforce_csrf_checks=True)
    client.force_login(night.staff[Role.PEER], "veille.accounts.sessions.AccountBackend")
    page = client.get(f"/at/{SITE}/").content.decode()
    # What stands in a template is no form yet: whoever draws it gives it the token of the page.
    page = re.sub(r"<template\b.*?</template>", "", page, flags=re.S)
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", page, re.S)
    assert len(forms) >= 6
    for form in forms:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', form)
        assert token, form
    assert "@" not in "".join(forms), "a place in the kept drawing was not filled in"
    begun = client.post(f"/at/{SITE}/duty/", {"csrfmiddlewaretoken": token[1], "begin": "1"})
    assert begun.status_code == 302


def pages(night: Night) -> list[tuple[str, str]]:
    visit, overdose = night.overdose("1", HANDLE)
    at = f"/at/{SITE}"
    return [
        *(
            (Role.NURSE, f"{at}/{page}")
            for page in (
                "",
                "day/",
                "arrival/",
                "arrival/anonymous/",
                f"visits/{visit}/",
                f"visits/{visit}/leave/",
                f"visits/{visit}/seat/",
                f"overdoses/{overdose}/",
                f"overdoses/{overdose}/earlier/",
                f"overdoses/{overdose}/end/",
            )
        ),
        (Role.NURSE, "/sites/"),
        (Role.NURSE, "/password/"),
        (Role.COORDINATOR, "/register/"),
        (Role.ADMINISTRATOR, "/accounts/"),
        (Role.ADMINISTRATOR, "/accounts/new/"),
        (Role.NURSE, "/accounts/"),
        (Role.NURSE, "/no/such/page"),
        ("", "/sign-in/"),
    ]


def test_every_page_has_the_headers_that_keep_strangers_out(night: Night):
    for role, address in pages(night):
        headers = night.client(role or None).get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"], address


def test_no_page_holds_a_style_or_a_script_of_its_own(night: Night):
    """The policy would block it: it would look right in a test and be dead in a browser."""
    for role, address in pages(night):
        page = night.client(role or None).get(address).content.decode()
        assert "<style" not in page, address
        assert not re.search(r"<[^>]*\s(style|on\w+)=", page), address
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), address
        assert not re.search(r"(?:src|href)=\"(https?:)?//", page), address
        assert not re.search(r"(?:hx-on|hx-vars|hx-vals=\"js)", page), address


def test_cookies_of_the_session_are_for_this_site_alone(night: Night):
    client = night.client(None)
    sign_in(client)
    session = client.cookies["veille_session"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert 0 < session["max-age"] <= settings.SESSION_COOKIE_AGE


def test_a_signed_out_tap_leaves_the_page_as_it_is_and_is_told_why(night: Night):
    client = night.client(None, **from_page(f"/at/{SITE}/"))
    answer = client.post(reverse("duty", args=[SITE]))
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (401, "none")


@pytest.mark.parametrize("theme", ["dark", "light", "auto"])
def test_the_theme_is_kept_with_the_account_and_on_the_machine(night: Night, theme: str):
    client = night.client(Role.NURSE)
    client.post("/theme/", {"theme": theme})
    assert f'data-theme="{theme}"' in client.get("/sites/").content.decode()
    assert f'data-theme="{theme}"' in night.client(Role.NURSE).get("/sites/").content.decode()
    client.post("/sign-out/")
    assert f'data-theme="{theme}"' in client.get("/sign-in/").content.decode()


def test_a_theme_or_a_language_that_does_not_exist_changes_nothing(night: Night):
    client = night.client(Role.NURSE)
    assert client.post("/theme/", {"theme": "pink"}).status_code == 302
    assert client.post("/language/", {"language": "xx"}).status_code == 302
    nurse = Account.objects.get(role=Role.NURSE)
    assert (nurse.theme, nurse.language) == ("", "")
