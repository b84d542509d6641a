"""The wall between care and the commission: the same words on both sides, and no way across."""

import json
from collections.abc import Iterator

import pytest
from django.urls import reverse

from veille.accounts import access
from veille.accounts.access import ACCESS, can_open
from veille.accounts.models import Role
from veille.diversion import follow_up, people, reads
from veille.diversion.area import AREA as DIVERSION
from veille.ledger import store
from veille.ledger.vault import vault
from veille.web.urls import urlpatterns

from .commissioned import CONTACT, MONTREAL, NAME, REFERENCE, commissioned
from .night import SITE, Night, addresses, words
from .places import places_of

#: The handle that a visitor chose is the very name under which somebody was referred.
HANDLE = NAME
OF_COMMISSION = {
    p.name for p in urlpatterns if str(p.pattern).startswith(("commission", "filings"))
}
OF_CARE = {p.name for p in urlpatterns if str(p.pattern).startswith(("at/", "sites", "register"))}


#: Whoever reads of a site: of its visitors, or of its counts alone.
CARE_SIDE = access.CARE | access.READERS_OF_NUMBERS


@pytest.fixture
def places(night: Night) -> dict[str, str]:
    return places_of(night, *night.overdose("1", HANDLE))


def test_no_role_stands_on_both_sides():
    assert set(Role.values) == CARE_SIDE | access.DIVERSION
    assert not CARE_SIDE & access.DIVERSION


def test_no_page_of_one_side_is_open_to_a_role_of_the_other():
    assert OF_COMMISSION
    assert OF_CARE
    for name in OF_COMMISSION:
        assert not (ACCESS[name].read | ACCESS[name].change) & CARE_SIDE, name
    for name in OF_CARE:
        assert not (ACCESS[name].read | ACCESS[name].change) & access.DIVERSION, name


def pages(night: Night, role: str, places: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The body of every page that a role may open, with whatever is searched for in it."""
    client = night.client(role)
    case = reads.case(places["case"])
    person = places["person"]
    asked = [
        {},
        {"q": HANDLE},
        {"about": case.id},
        {"about": case.person},
        {"about": person},
        {"number": case.number},
        {"kind": "diversion.case.received"},
        {"before": "999999"},
        {"format": "json"},
        {"format": "csv"},
    ]
    for name, address in addresses(places):
        if not can_open(role, name) or name.endswith("-live") or "law" in name:
            continue
        searches = asked if name in ("register", "report-file", "cases", "panel") else asked[:2]
        for search in searches:
            yield (
                f"{name} {search}",
                client.get(address, search, follow=True).content.decode(errors="replace"),
            )
    for name in ("people-find", "arrival", "referral-new", "safer-supply-find"):
        if can_open(role, name, change=True):
            address = reverse(name, args=[SITE])
            answer = client.post(address, {"handle": HANDLE}, follow=True)
            yield f"{name} found", answer.content.decode(errors="replace")


@pytest.mark.walk
@pytest.mark.parametrize("role", sorted(access.CARE))
def test_a_role_of_care_finds_nothing_of_a_case(night: Night, places: dict[str, str], role: str):
    case = reads.case(places["case"])
    told = (case.id, case.number, case.person, CONTACT, REFERENCE, "diversion.")
    for page, body in pages(night, role, places):
        # What is searched for stands in the field of the search, and nowhere else.
        found = [word for word in told if word in body.replace(f'value="{word}', "")]
        found = [w for w in found if f"about={w}" not in body and f"kind={w}" not in body]
        assert not found, page


@pytest.mark.walk
@pytest.mark.parametrize("role", sorted(access.DIVERSION))
def test_a_role_of_the_commission_finds_nothing_of_a_visitor(
    night: Night, places: dict[str, str], role: str
):
    told = (places["visit"], places["overdose"], places["person"], "care.", "/at/")
    for page, body in pages(night, role, places):
        assert not [word for word in told if word in body], page


def test_an_entry_of_a_case_is_none_that_care_corrects(night: Night, places: dict[str, str]):
    client = night.client(Role.COORDINATOR)
    address = reverse("entry-correct", args=[SITE, places["case_entry"]])
    strike = reverse("entry-strike", args=[SITE, places["case_entry"]])
    assert client.get(address).status_code == 404
    assert client.post(strike, {"why": "typed"}).status_code in (302, 404)
    assert not [e for e in reads.history(places["case"]) if e.struck]


def test_an_entry_of_a_visit_is_none_that_the_commission_corrects(
    night: Night, places: dict[str, str]
):
    client = night.client(Role.CLERK)
    for name in ("case-entry-correct", "case-entry-strike"):
        address = reverse(name, args=[MONTREAL, places["entry_id"]])
        ask = client.get if can_open(Role.CLERK, name) else client.post
        assert ask(address).status_code in (302, 404), name


def test_a_case_is_no_visit_and_a_visit_no_case(night: Night, places: dict[str, str]):
    nurse, clerk = night.client(Role.NURSE), night.client(Role.CLERK)
    assert nurse.get(reverse("visit", args=[SITE, places["case"]])).status_code == 404
    assert clerk.get(reverse("case", args=[MONTREAL, places["visit"]])).status_code == 404


def test_the_same_name_leads_to_nobody_on_the_other_side(night: Night, places: dict[str, str]):
    visitor = places["person"]
    referred = reads.case(places["case"]).person
    assert vault().find(HANDLE) == [visitor]
    assert people.known_as(HANDLE, [1990]) == [referred]
    assert visitor != referred
    assert vault().find(f"{HANDLE} 1990") == []


def test_no_two_keyed_hashes_and_no_two_identities_are_alike(night: Night, places: dict[str, str]):
    hashes = [vault()._trace(HANDLE, domain) for domain in ("", "diversion.person")]
    assert hashes[0] != hashes[1]
    with store.cursor() as cursor:
        cursor.execute("SELECT DISTINCT about FROM ledger_fact WHERE kind LIKE 'care.%%'", [])
        care = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT DISTINCT about FROM ledger_fact WHERE kind LIKE 'diversion.%%'", [])
        commission = {row[0] for row in cursor.fetchall()}
    assert care
    assert commission
    assert not care & commission


def test_the_register_shows_no_correction_of_a_case_either(night: Night):
    parts = commissioned(night)
    clerk = night.client(Role.CLERK)
    address = reverse("case-entry-strike", args=[MONTREAL, parts["case_entry"]])
    clerk.post(address, {"why": "typed"})
    case = parts["case"]
    person = reads.case(case).person
    follow_up.to_youth_path(by="clerk", case=case)
    follow_up.destroy(by="clerk", case=case)
    register = night.client(Role.AUDITOR).get("/register/")
    shown = words(register)
    assert "diversion." not in register.content.decode()
    assert case[-6:] not in shown
    assert person[-6:] not in shown


def test_verifying_still_follows_the_whole_chain(night: Night):
    commissioned(night)
    with store.cursor() as cursor:
        count = store.count(cursor)
    answer = night.client(Role.COORDINATOR).post("/register/verify/")
    assert f"{count} facts followed" in words(answer)


def test_the_area_claims_no_kind_of_another():
    kinds = {body.kind for thing in DIVERSION.things for body in thing.bodies}
    assert all(kind.startswith("diversion.") for kind in kinds)


def test_health_tells_no_more_than_a_number_and_a_hash(night: Night):
    parts = commissioned(night)
    told = json.loads(night.client(Role.AUDITOR).get("/healthz").content)
    assert told["last_fact"]
    assert parts["case"] not in json.dumps(told)
