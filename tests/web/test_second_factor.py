"""A second factor: codes of a telephone, recovery codes, who must have one, who takes it away."""

import base64
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.test import Client

from veille.accounts import second_factor
from veille.accounts.models import Account, Role, SecondFactor
from veille.web import settings as own_settings

from .night import PASSWORD, Night, words

NURSE = {"username": "noor", "password": PASSWORD}
#: When the tests look at the clock: a moment of RFC 6238, appendix B.
THEN = 1_111_111_109
#: The secret of that appendix, and its codes of SHA-1, the last six digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = {
    59: "287082",
    1_111_111_109: "081804",
    1_111_111_111: "050471",
    1_234_567_890: "005924",
    2_000_000_000: "279037",
}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time it is for codes; a test moves it."""
    now = [float(THEN)]
    monkeypatch.setattr(second_factor.time, "time", lambda: now[0])
    return now


def code_at(secret: str, at: float) -> str:
    return TOTP(base64.b32decode(secret), 6, hashes.SHA1(), 30).generate(int(at)).decode()


def enrolled(night: Night, role: str = Role.NURSE) -> tuple[str, list[str]]:
    """The secret and the recovery codes of a member of staff."""
    secret = second_factor.new_secret()
    now = second_factor.time.time()
    codes = second_factor.enrol(night.staff[role], secret, code_at(secret, now))
    assert codes is not None
    return secret, codes


def is_signed_in(client: Client) -> bool:
    return client.get("/sites/").status_code == 200


def halfway(night: Night, **told: str) -> Client:
    """A browser in which the password was given."""
    client = night.client(None)
    answer: Any = client.post("/sign-in/", NURSE | told)
    assert answer.url == "/sign-in/code/"
    return client


@pytest.mark.parametrize("at", RFC_CODES)
def test_codes_are_those_of_rfc_6238(clock: list[float], at: int):
    clock[0] = at
    assert second_factor.is_code_of(RFC_SECRET, RFC_CODES[at])
    assert not second_factor.is_code_of(RFC_SECRET, "000000")


@pytest.mark.parametrize(("late", "counts"), [(-60, False), (-30, True), (30, True), (90, False)])
def test_a_telephone_is_half_a_minute_off_at_most(clock: list[float], late: int, counts: bool):
    assert second_factor.is_code_of(RFC_SECRET, code_at(RFC_SECRET, THEN + late)) is counts


@pytest.mark.parametrize("typed", ["", "12345", "٠٨١٨٠٤", "08180a", "0818040", "\ud800", "é" * 6])
def test_what_is_no_code_is_none(clock: list[float], typed: str, night: Night):
    enrolled(night)
    assert not second_factor.is_code_of(RFC_SECRET, typed)
    assert not second_factor.accept(night.staff[Role.NURSE], typed)


class TestSigningIn:
    def test_the_password_alone_opens_nothing(self, night: Night, clock: list[float]):
        secret, _codes = enrolled(night)
        client = halfway(night)
        assert not is_signed_in(client)
        clock[0] += 30
        told = {"code": code_at(secret, clock[0])}
        assert client.post("/sign-in/code/", told).url == "/"
        assert is_signed_in(client)

    def test_it_leads_on_to_where_somebody_was_going(self, night: Night, clock: list[float]):
        secret, _codes = enrolled(night)
        clock[0] += 30
        told = {"code": code_at(secret, clock[0])}
        assert halfway(night, next="/sites/").post("/sign-in/code/", told).url == "/sites/"
        clock[0] += 30
        told = {"code": code_at(secret, clock[0])}
        assert halfway(night, next="//elsewhere.example/").post("/sign-in/code/", told).url == "/"

    def test_a_code_counts_once(self, night: Night, clock: list[float]):
        secret, _codes = enrolled(night)
        clock[0] += 30
        told = {"code": code_at(secret, clock[0])}
        assert halfway(night).post("/sign-in/code/", told).status_code == 302
        assert halfway(night).post("/sign-in/code/", told).status_code == 422

    def test_a_recovery_code_counts_once_however_it_is_typed(
        self, night: Night, clock: list[float]
    ):
        _secret, codes = enrolled(night)
        told = {"code": f" {codes[3].upper().replace('-', ' ')}"}
        assert halfway(night).post("/sign-in/code/", told).status_code == 302
        assert halfway(night).post("/sign-in/code/", told).status_code == 422
        assert len(SecondFactor.objects.get().recovery) == len(codes) - 1

    def test_six_wrong_codes_and_the_right_one_waits_until_a_coordinator_lets_them_in(
        self, night: Night, clock: list[float]
    ):
        secret, _codes = enrolled(night)
        client = halfway(night)
        coordinator = night.client(Role.COORDINATOR)
        for _each in range(6):
            assert client.post("/sign-in/code/", {"code": "nothing"}).status_code == 422
        clock[0] += 30
        told = {"code": code_at(secret, clock[0])}
        for one in (client, halfway(night)):
            refused = one.post("/sign-in/code/", told)
            assert refused.status_code == 429
            assert "A coordinator or an administrator lets you in at once" in words(refused)
        assert "Noor Nurse has to wait" in words(coordinator.get("/register/"))
        coordinator.post(f"/accounts/{night.by(Role.NURSE)}/unlock/")
        assert "has to wait" not in words(coordinator.get("/register/"))
        assert client.post("/sign-in/code/", told).status_code == 302

    def test_a_recovery_code_does_not_wait(self, night: Night, clock: list[float]):
        _secret, codes = enrolled(night)
        client = halfway(night)
        for _each in range(6):
            client.post("/sign-in/code/", {"code": "nothing"})
        assert client.post("/sign-in/code/", {"code": "nothing"}).status_code == 429
        assert client.post("/sign-in/code/", {"code": codes[0]}).status_code == 302

    def test_the_code_is_asked_only_after_a_password(self, night: Night):
        assert night.client(None).get("/sign-in/code/").url == "/sign-in/"

    def test_a_closed_account_does_not_come_in_by_its_code(self, night: Night, clock: list[float]):
        secret, _codes = enrolled(night)
        client = halfway(night)
        Account.objects.filter(role=Role.NURSE).update(is_active=False)
        clock[0] += 30
        answer: Any = client.post("/sign-in/code/", {"code": code_at(secret, clock[0])})
        assert answer.url == "/sign-in/"
        assert not is_signed_in(client)


class TestSettingItUp:
    def secret_on(self, page: Any) -> str:
        return re.findall(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.content.decode())[0].replace(
            " ", ""
        )

    def test_a_telephone_reads_the_key_and_ten_codes_are_shown_once(
        self, night: Night, clock: list[float]
    ):
        client = night.client(Role.NURSE)
        secret = self.secret_on(client.get("/second-factor/"))
        assert client.post("/second-factor/", {"code": "123456"}).status_code == 422
        assert not SecondFactor.objects.exists()
        shown = client.post("/second-factor/", {"code": code_at(secret, clock[0])})
        codes = re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", words(shown))
        assert len(set(codes)) == 10
        assert not set(codes) & set(words(client.get("/second-factor/")).split())

    def test_neither_the_secret_nor_a_recovery_code_lies_in_the_database(
        self, night: Night, clock: list[float], monkeypatch: pytest.MonkeyPatch
    ):
        secret, codes = enrolled(night)
        kept = str(SecondFactor.objects.values().get())
        assert secret not in kept
        assert not any(code in kept or code.replace("-", "") in kept for code in codes)
        monkeypatch.setattr(settings, "SECRET_KEY", "another")
        clock[0] += 30
        assert not second_factor.accept(night.staff[Role.NURSE], code_at(secret, clock[0]))
        assert second_factor.accept(night.staff[Role.NURSE], codes[0])

    def test_it_is_put_away_with_a_code_and_not_without(self, night: Night, clock: list[float]):
        _secret, codes = enrolled(night)
        client = night.client(Role.NURSE)
        client.post("/second-factor/", {"do": "remove", "code": "123456"})
        assert SecondFactor.objects.exists()
        client.post("/second-factor/", {"do": "remove", "code": codes[0]})
        assert not SecondFactor.objects.exists()


class TestRequired:
    @pytest.fixture(autouse=True)
    def nurses_must(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "VEILLE_SECOND_FACTOR", frozenset({Role.NURSE}))

    def test_whoever_has_none_sets_it_up_before_anything_else(
        self, night: Night, clock: list[float]
    ):
        client = night.client(Role.NURSE)
        for address in ("/sites/", "/at/cactus/", "/password/", "/at/cactus/people/"):
            assert client.get(address).url == "/second-factor/"
        assert client.post("/at/cactus/duty/").url == "/second-factor/"
        secret = TestSettingItUp().secret_on(client.get("/second-factor/"))
        client.post("/second-factor/", {"code": code_at(secret, clock[0])})
        assert is_signed_in(client)

    def test_a_session_of_before_is_asked_for_a_code(self, night: Night, clock: list[float]):
        _secret, codes = enrolled(night)
        client = night.client(Role.NURSE)
        assert client.get("/sites/").url == "/second-factor/"
        client.post("/second-factor/", {"do": "recovery", "code": codes[0]})
        assert is_signed_in(client)

    def test_nobody_puts_away_what_their_role_must_have(self, night: Night, clock: list[float]):
        _secret, codes = enrolled(night)
        night.client(Role.NURSE).post("/second-factor/", {"do": "remove", "code": codes[0]})
        assert SecondFactor.objects.exists()

    def test_other_roles_work_on(self, night: Night):
        assert is_signed_in(night.client(Role.PEER))


@pytest.mark.parametrize(
    ("by", "of", "done"),
    [
        (Role.COORDINATOR, Role.NURSE, True),
        (Role.COORDINATOR, Role.ADMINISTRATOR, False),
        (Role.COORDINATOR, Role.CLERK, False),
        (Role.ADMINISTRATOR, Role.COORDINATOR, True),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, False),
        (Role.NURSE, Role.PEER, False),
    ],
)
def test_who_takes_away_a_lost_second_factor(
    night: Night, clock: list[float], by: Role, of: Role, done: bool
):
    enrolled(night, of)
    night.client(by).post(f"/accounts/{night.by(of)}/second-factor/")
    assert SecondFactor.objects.exists() is not done


def test_an_administrator_takes_it_away_where_the_account_is(night: Night, clock: list[float]):
    enrolled(night)
    client = night.client(Role.ADMINISTRATOR)
    address = f"/accounts/{night.by(Role.NURSE)}/"
    assert words(client.get("/accounts/")).count("second factor") == 1
    assert "Take their code away" in words(client.get(address))
    done = client.post(
        f"{address}second-factor/", headers={"referer": f"http://testserver{address}"}
    )
    assert done.url == f"http://testserver{address}"
    page = words(client.get(address))
    assert "signs in by the password alone now" in page
    assert "Take their code away" not in page


def test_every_role_can_be_asked_for_one():
    assert set(own_settings._ROLES) == set(Role.values)
