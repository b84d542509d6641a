"""Wrong passwords make whoever tries them wait, and nobody else."""

from collections.abc import Iterator

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client

from veille.accounts import attempts
from veille.accounts.models import Account, Role
from veille.ledger import clock
from veille.web.views import signing

from .night import PASSWORD, SITE, TRUCK, Night, words
from .test_signing import is_signed_in, sign_in

MOST = settings.AXES_FAILURE_LIMIT
STRANGER, ELSEWHERE = "192.0.2.66", "192.0.2.8"


def try_wrong_passwords(name: str = "noor", address: str = STRANGER, times: int = MOST) -> None:
    for n in range(times):
        told = {"username": name, "password": f"wrong {n}"}
        Client().post("/sign-in/", told, REMOTE_ADDR=address)


def tries(client: Client, address: str, name: str = "noor") -> int:
    told = {"username": name, "password": PASSWORD}
    return client.post("/sign-in/", told, REMOTE_ADDR=address).status_code


def test_a_name_waits_at_an_address_after_six_wrong_passwords_and_the_wait_is_said(night: Night):
    client = night.client(None)
    answers = [sign_in(client, password="wrong").status_code for _ in range(MOST)]
    assert answers == [200] * (MOST - 1) + [429]
    right = sign_in(client)
    assert right.status_code == 429
    assert "On this device, this name waits 15 minutes." in words(right)
    assert 880 < int(right.headers["Retry-After"]) <= 900
    assert "ce nom attend 15 minutes" in words(sign_in(night.client(None, "fr")))
    assert not is_signed_in(client)
    assert sign_in(client, username="ali").status_code == 302


def test_who_goes_on_trying_does_not_wait_longer_than_was_said(night: Night):
    try_wrong_passwords()
    (attempt,) = AccessAttempt.objects.all()
    try_wrong_passwords()
    assert AccessAttempt.objects.get().attempt_time == attempt.attempt_time


def test_a_stranger_s_wrong_passwords_shut_nobody_out_at_another_address(night: Night):
    try_wrong_passwords(address=STRANGER)
    assert tries(Client(), STRANGER) == 429
    assert tries(Client(), ELSEWHERE) == 302


@pytest.fixture
def within_five_minutes() -> Iterator[None]:
    """Tries of an address are counted by spans of five minutes."""
    now = clock.now()
    with clock.pretending(now.replace(minute=now.minute // 5 * 5 + 2)):
        yield


@pytest.mark.usefixtures("within_five_minutes")
def test_a_device_that_somebody_signed_in_on_waits_for_no_stranger_behind_the_same_address(
    night: Night,
):
    tablet, new = night.client(None), night.client(None)
    sign_in(tablet)
    tablet.post("/sign-out/")
    try_wrong_passwords(address="127.0.0.1")
    try_wrong_passwords("somebody", "127.0.0.1", signing.WRONG_SIGN_INS.most)
    assert sign_in(new).status_code == 429
    assert sign_in(tablet).status_code == 302
    tablet.post("/sign-out/")
    other = sign_in(tablet, username="ali")
    assert other.status_code == 429, "ali never signed in on it"


def test_a_stolen_tablet_tries_no_more_passwords_than_anybody_and_locks_nobody_else(night: Night):
    tablet = night.client(None)
    sign_in(tablet)
    tablet.post("/sign-out/")
    answers = [sign_in(tablet, password="wrong").status_code for _ in range(MOST)]
    assert answers[-1] == 429
    moved = tablet.post(
        "/sign-in/", {"username": "noor", "password": PASSWORD}, REMOTE_ADDR=ELSEWHERE
    )
    assert moved.status_code == 429
    assert tries(Client(), "127.0.0.1") == 302


@pytest.mark.parametrize("cookie", ["", "x", "eyJkZXZpY2UiOiAieCJ9:1abcde:signed-by-nobody"])
def test_a_device_that_the_server_did_not_sign_is_a_stranger_s(night: Night, cookie: str):
    try_wrong_passwords(address="127.0.0.1")
    client = night.client(None)
    client.cookies[attempts.COOKIE] = cookie
    assert sign_in(client).status_code == 429


def test_a_tablet_that_many_share_is_known_to_each(night: Night):
    tablet = night.client(None)
    for name in ("noor", "ali", "maude"):
        assert sign_in(tablet, username=name).status_code == 302
        tablet.post("/sign-out/")
    for name in ("noor", "ali", "maude"):
        try_wrong_passwords(name, "127.0.0.1")
        assert sign_in(tablet, username=name).status_code == 302
        tablet.post("/sign-out/")
    kept = tablet.cookies[attempts.COOKIE]
    assert (kept["httponly"], kept["samesite"]) == (True, "Lax")
    assert len(kept.value) < 4096
    assert "noor" not in kept.value


def test_all_addresses_of_one_network_of_ipv6_count_as_one(night: Night):
    for n in range(MOST):
        try_wrong_passwords(address=f"2001:db8:1:2::{n + 1:x}", times=1)
    assert tries(Client(), "2001:db8:1:2:ffff::1") == 429
    assert tries(Client(), "2001:db8:1:3::1") == 302


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_a_coordinator_reads_who_waits_on_any_page_and_lets_them_in_with_one_tap(
    night: Night, role: str, language: str
):
    try_wrong_passwords()
    try_wrong_passwords("nobody-of-that-name")
    client = night.client(role, language)
    address = "/register/"
    said = {"en": "Noor Nurse has to wait:", "fr": "Noor Nurse doit attendre"}
    page = client.get(address)
    assert words(page).count(said[language]) == 1
    assert "nobody-of-that-name" not in words(page)
    button = f"/accounts/{night.by(Role.NURSE)}/unlock/"
    assert f'action="{button}"' in page.content.decode()
    answer = client.post(button, headers={"referer": f"http://testserver{address}"})
    assert answer.url == f"http://testserver{address}"
    assert tries(Client(), STRANGER) == 302
    assert said[language] not in words(client.get(address))


def test_nobody_else_reads_who_waits_nor_lets_them_in(night: Night):
    try_wrong_passwords()
    button = f"/accounts/{night.by(Role.NURSE)}/unlock/"
    for role in (Role.PEER, Role.NURSE, Role.AUDITOR, Role.POLICE, Role.CLERK):
        client = night.client(role)
        assert "has to wait" not in words(client.get("/", follow=True))
        assert client.post(button).status_code == 403
    assert tries(Client(), STRANGER) == 429


def test_a_coordinator_unlocks_no_account_of_another_site_or_of_a_commission(night: Night):
    Account.objects.filter(role=Role.NURSE).update(sites=[SITE])
    Account.objects.filter(role=Role.COORDINATOR).update(sites=[TRUCK])
    try_wrong_passwords()
    try_wrong_passwords("chloé")
    client = night.client(Role.COORDINATOR)
    assert "has to wait" not in words(client.get(f"/at/{TRUCK}/"))
    for role in (Role.NURSE, Role.CLERK):
        assert client.post(f"/accounts/{night.by(role)}/unlock/").status_code in (302, 404)
    assert tries(Client(), STRANGER) == 429
    assert tries(Client(), STRANGER, "chloé") == 429
    Account.objects.filter(role=Role.COORDINATOR).update(sites=[SITE])
    client.post(f"/accounts/{night.by(Role.NURSE)}/unlock/")
    assert tries(Client(), STRANGER) == 302


def test_a_new_password_from_an_administrator_lets_somebody_in_at_once(night: Night):
    try_wrong_passwords()
    told = {"name": "Noor", "sign_in": "noor", "role": "nurse", "is_active": "on"}
    new = "une nuit de juin"
    address = f"/accounts/{night.by(Role.NURSE)}/"
    saved = night.client(Role.ADMINISTRATOR).post(address, told | {"password": new})
    assert saved.status_code == 302
    answer = Client().post("/sign-in/", {"username": "noor", "password": new}, REMOTE_ADDR=STRANGER)
    assert answer.status_code == 302


@pytest.mark.parametrize("name", ["Noor", "NOOR", " noor", "ｎｏｏｒ"])
def test_capital_letters_of_a_sign_in_name_do_not_count(night: Night, name: str):
    assert sign_in(night.client(None), username=name).status_code == 302


def test_a_name_in_other_letters_counts_as_the_same_name(night: Night):
    for name in ("noor", "Noor", "NOOR", "nOOR", "nooR", "NoOr"):
        try_wrong_passwords(name, times=1)
    assert tries(Client(), STRANGER) == 429


def test_an_account_s_name_is_kept_in_small_letters_and_is_nobody_else_s(night: Night):
    client = night.client(Role.ADMINISTRATOR)
    told = {"name": "F", "role": "peer", "is_active": "on", "password": "nuit de juin 2026"}
    assert client.post("/accounts/new/", told | {"sign_in": "Fatou"}).status_code == 302
    assert Account.objects.filter(sign_in="fatou").exists()
    again = client.post("/accounts/new/", told | {"sign_in": "FATOU"})
    assert again.status_code == 422
    spaced = client.post("/accounts/new/", told | {"sign_in": "fatou d"})
    assert "has no spaces" in words(spaced)


def test_two_names_of_an_earlier_version_that_differ_in_capitals_stay_two(night: Night):
    first = Account.objects.create(sign_in="Zoé", name="1", role=Role.PEER)
    second = Account.objects.create(sign_in="zoé", name="2", role=Role.PEER)
    assert Account.objects.get_by_natural_key("Zoé") == first
    assert Account.objects.get_by_natural_key("zoé") == second
