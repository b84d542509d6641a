"""Who may open what: every address × every role, against the one table in `web/access.py`."""

import re
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from veille.accounts import access
from veille.accounts.access import ACCESS, Rule, can_open
from veille.accounts.models import Account, Role
from veille.cli.accounts import RoleName
from veille.web import middleware
from veille.web.middleware import Guard
from veille.web.urls import urlpatterns

from .night import HANDLE, SITE, TRUCK, Night, addresses, facts_written, words
from .places import places_of

NOWHERE = "0" * 32
#: A title with nothing where a name should stand, or a heading with nothing in it.
NAMELESS = re.compile(r"·\s*·[^<]*</title>|<title>\s*·|<h1[^>]*>\s*</h1>")
ROLES = [None, *Role.values]
OPEN = [name for name, rule in ACCESS.items() if access.EVERYBODY & (rule.read | rule.change)]
SITE_PAGES = [p.name for p in urlpatterns if "slug" in p.pattern.converters]


@pytest.fixture
def places(night: Night) -> dict[str, str]:
    """Something real for every variable part of an address."""
    return places_of(night, *night.overdose("1", HANDLE))


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard's refusals without their page: it is one and the same, thousands of times. That
    they have it otherwise is seen below."""

    def answer(_request: HttpRequest, template: str, _context: object, status: int) -> HttpResponse:
        return HttpResponse(template, status=status)

    monkeypatch.setattr(middleware, "render", answer)


def was_kept_out(response: Any, role: str | None) -> bool:
    """Somebody signed in is told so; anybody else is asked to sign in."""
    if role is None:
        return response.status_code == 302 and response.url.startswith("/sign-in/")
    return response.status_code == 403


def test_the_table_names_every_address_and_nothing_else():
    assert [p.name for p in urlpatterns if not p.name] == []
    assert {p.name for p in urlpatterns} == set(ACCESS)


def test_the_command_that_makes_accounts_knows_every_role():
    assert [role.value for role in RoleName] == Role.values


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_each_address_answers_each_role_as_the_table_says(
    night: Night, places: dict[str, str], role: str | None, method: str
):
    check_all(night, places, role, (method,))


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.CLERK], ids=str)
def test_head_asks_to_read_and_every_other_method_to_change(
    night: Night, places: dict[str, str], role: str | None
):
    check_all(night, places, role, ("head", "put", "delete"))


def check_all(
    night: Night, places: dict[str, str], role: str | None, methods: tuple[str, ...]
) -> None:
    """Whom the table keeps out is kept out of every address, by a whole request; whom it lets in
    passes the guard. What they then see is rendered once, below."""
    wrong = []
    client = night.client(role)
    for method, (name, address) in product(methods, list(addresses(places))):
        if can_open(role, name, change=method not in ("get", "head")):
            as_said = passes_the_guard(night, role, method, address)
        else:
            as_said = was_kept_out(getattr(client, method)(address), role)
        if not as_said:
            wrong.append((method, name))
    assert not wrong


def passes_the_guard(night: Night, role: str | None, method: str, address: str) -> bool:
    request = RequestFactory().generic(method.upper(), address)
    request.user = AnonymousUser() if role is None else night.staff[role]
    match = request.resolver_match = resolve(address)
    answer = Guard(nothing).process_view(request, match.func, match.args, match.kwargs)
    # Not found: the role may open it, but what the address names is somebody else's.
    return answer is None or answer.status_code == 404


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.walk
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_page_answers_the_first_of_those_who_may_open_it(
    night: Night, places: dict[str, str], method: str
):
    """A view that failed, or kept out whom the table lets in, or a page whose title or heading
    lacks the name that it is to hold, would show here."""
    wrong = []
    clients = {role: night.client(role) for role in ROLES}
    for name, address in addresses(places):
        allowed = [role for role in ROLES if can_open(role, name, change=method == "post")]
        if not allowed or name == "sign-in-code":  # back to the password, before which it is not
            continue
        client = night.client(allowed[0]) if name == "sign-out" else clients[allowed[0]]
        response = getattr(client, method)(address)
        kept_out = allowed[0] is None and was_kept_out(response, None)
        nameless = NAMELESS.search(getattr(response, "content", b"").decode(errors="replace"))
        if response.status_code in (403, 500) or kept_out or nameless:
            wrong.append((method, name, allowed[0], response.status_code))
    assert not wrong


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_an_address_that_the_table_lacks_is_closed_to_everybody(
    night: Night, places: dict[str, str], role: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(access, "ACCESS", {})
    client = night.client(role)
    for name, address in addresses(places):
        for method in (client.get, client.post):
            assert was_kept_out(method(address), role), name


@pytest.mark.usefixtures("unrendered")
def test_a_site_where_an_account_does_not_work_is_closed_to_it(
    night: Night, places: dict[str, str]
):
    Account.objects.update(sites=[TRUCK])
    before = facts_written()
    for role in Role.values:
        client = night.client(role)
        for name, address in addresses(places):
            if name in SITE_PAGES:
                assert client.get(address).status_code == 403, (role, name)
                assert client.post(address).status_code == 403, (role, name)
    assert facts_written() == before


def test_what_is_of_another_site_is_not_reached_through_ones_own(
    night: Night, places: dict[str, str]
):
    Account.objects.update(sites=[TRUCK])
    before = facts_written()
    client = night.client(Role.COORDINATOR)
    for name, address in addresses(places | {"slug": TRUCK}):
        if not name.startswith(("visit", "overdose", "entry")):
            continue
        if can_open(Role.COORDINATOR, name):
            assert client.get(address).status_code == 404, name
        if can_open(Role.COORDINATOR, name, change=True):
            answer = client.post(address, {"why": "typed", "what": "oxygen", "outcome": "died"})
            assert answer.status_code in (302, 404), name
    assert facts_written() == before


def test_a_site_that_does_not_exist_is_not_found(night: Night, places: dict[str, str]):
    client = night.client(Role.COORDINATOR)
    for name, address in addresses(places | {"slug": "nowhere"}):
        if name in SITE_PAGES:
            ask = client.get if can_open(Role.COORDINATOR, name) else client.post
            assert ask(address).status_code == 404, name


@pytest.mark.parametrize("name", ["visit", "overdose", "account", "entry-correct", "arrival-known"])
def test_an_identity_that_nothing_has_is_not_found_in_the_persons_words(
    night: Night, places: dict[str, str], name: str
):
    unknown = {key: NOWHERE for key in places if key not in ("slug", "date")}
    address = dict(addresses(places | unknown))[name]
    role = Role.ADMINISTRATOR if name == "account" else Role.NURSE
    assert night.client(role, "fr").get(address).status_code == 404
    assert "Retour" in words(night.client(role, "fr").get(address))


def test_who_is_signed_out_comes_back_to_the_page_after_signing_in(night: Night):
    response = night.client(None).get(f"/at/{SITE}/day/")
    assert response.url == f"/sign-in/?next=/at/{SITE}/day/"


def test_a_tap_of_somebody_signed_out_lets_the_page_ask_for_the_password(
    night: Night,
):
    response = night.client(None, HX_Request="true").post(f"/at/{SITE}/duty/")
    assert (response.status_code, response.headers["HX-Reswap"]) == (401, "none")


def test_a_closed_account_is_out_at_once(night: Night, places: dict[str, str]):
    clients = {role: night.client(role) for role in Role.values}
    Account.objects.update(is_active=False)
    before = facts_written()
    for name, address in addresses(places):
        for role, client in clients.items():
            if name not in OPEN:
                assert was_kept_out(client.get(address), None), (name, role)
                assert was_kept_out(client.post(address), None), (name, role)
    assert facts_written() == before


def test_a_role_that_was_changed_holds_at_once(night: Night):
    client = night.client(Role.NURSE)
    assert client.get(f"/at/{SITE}/").status_code == 200
    Account.objects.filter(pk=night.by(Role.NURSE)).update(role=Role.ADMINISTRATOR)
    assert client.get(f"/at/{SITE}/").status_code == 403


def test_the_auditor_reads_everything_and_changes_nothing(night: Night, places: dict[str, str]):
    before = facts_written()
    for name, address in addresses(places):
        client = night.client(Role.AUDITOR)
        response = client.post(address, {"why": "typed", "note": "x"})
        if not can_open(Role.AUDITOR, name, change=True):
            assert response.status_code == 403, name
    assert facts_written() == before
    read = {name for name, rule in ACCESS.items() if Role.AUDITOR in rule.read}
    assert {"board", "visit", "overdose", "day", "register", "accounts"} <= read


def test_the_auditor_sees_no_button_that_would_change_something(
    night: Night, places: dict[str, str]
):
    free = {"language", "theme", "sign-out", "password", "sign-in"}
    # A question of law, the code on a label, “stop” in the lab are sent by POST and change nothing.
    by_post = ("law", "result-ask", "lab")
    asked = {name for name, _address in addresses(places) if name.startswith(by_post)}
    changing = [address for name, address in addresses(places) if name not in free | asked]
    finding = [
        address for name, address in addresses(places) if name in ("bench-find", "watch-alarms")
    ]
    client = night.client(Role.AUDITOR)
    for name, address in addresses(places):
        if not can_open(Role.AUDITOR, name) or name.endswith("-live"):
            continue
        page = client.get(address).content.decode(errors="replace")
        for target in changing:
            for attribute in ("action", "formaction", "hx-post"):
                # A search, by GET.
                searching = (name == "register" and target == address) or target in finding
                assert searching or f' {attribute}="{target}"' not in page, (name, target)


def test_an_administrator_sees_no_visitor(night: Night, places: dict[str, str]):
    client = night.client(Role.ADMINISTRATOR)
    for name, address in addresses(places):
        if name.endswith("-live"):
            continue
        page = client.get(address, follow=True).content.decode(errors="replace")
        assert HANDLE not in page, name
        for page_of_visitor in ("visit", "overdose"):
            assert reverse(page_of_visitor, args=[SITE, places[page_of_visitor]]) not in page, name


@pytest.mark.parametrize(
    ("role", "name", "change", "answer"),
    [
        (None, "healthz", False, True),
        (None, "board", False, False),
        ("peer", "visit-seat", True, True),
        ("peer", "entry-strike", True, False),
        ("nurse", "entry-strike", True, True),
        ("auditor", "visit", False, True),
        ("auditor", "visit-note", True, False),
        ("administrator", "visit", False, False),
        ("coordinator", "accounts", False, False),
        ("somebody", "sites", False, False),
        ("peer", "no-such-page", False, False),
    ],
)
def test_the_table_is_read_as_it_is_written(role: str, name: str, change: bool, answer: bool):
    assert can_open(role, name, change=change) is answer


def test_a_rule_opens_nothing_that_it_does_not_name():
    assert Rule() == Rule(read=access.NOBODY, change=access.NOBODY)


@pytest.mark.parametrize("address", ["/accounts/", f"/at/{SITE}/day/"])
def test_who_is_kept_out_reads_why_in_their_language(night: Night, address: str):
    """For want of the role, and for want of the site."""
    Account.objects.update(sites=[TRUCK])
    for language, said in (("en", "This is not open to your role"), ("fr", "Votre rôle n’y donne")):
        page = night.client(Role.NURSE, language).get(address)
        assert (page.status_code, said in words(page)) == (403, True)


def test_the_last_administrator_cannot_close_their_own_account(night: Night):
    client = night.client(Role.ADMINISTRATOR)
    address = reverse("account", args=[night.by(Role.ADMINISTRATOR)])
    told = {"name": "Luc", "sign_in": "luc", "role": "administrator"}
    response = client.post(address, told)
    assert response.status_code == 409
    assert "This is the only administrator" in words(response)
    assert Account.objects.get(sign_in="luc").is_active


def test_an_account_is_opened_and_signs_in(night: Night):
    client = night.client(Role.ADMINISTRATOR)
    told = {
        "name": "Fatou",
        "sign_in": "fatou",
        "role": "peer",
        "sites": [TRUCK],
        "is_active": "on",
    }
    refused = client.post(reverse("account-new"), told)
    assert (refused.status_code, "first password" in words(refused)) == (422, True)
    saved = client.post(reverse("account-new"), told | {"password": "nuit de juin 2026"})
    assert (saved.status_code, saved.url) == (302, reverse("accounts"))
    fatou = night.client(None)
    told = {"username": "fatou", "password": "nuit de juin 2026"}
    assert fatou.post("/sign-in/", told, follow=True).redirect_chain[-1][0] == f"/at/{TRUCK}/"
