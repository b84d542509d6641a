"""What is of one site, or of one commission, is not reached through the address of another.

Every identity of every site stands once in every address that holds one: the guard is asked for
all of them; the pages of one site are then opened, by every role, with what is of another one.
"""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import path

from veille.accounts.access import can_open
from veille.accounts.models import Account, Role
from veille.care import actions, reads
from veille.care.people import actions as people
from veille.care.people.tables import OpeningRow
from veille.care.people.words import FlagKind
from veille.care.words import Outcome
from veille.diversion import reads as diversion
from veille.ledger.refusal import Refused
from veille.ui.addresses import find_objects, unknown_identities
from veille.web.urls import urlpatterns

from .commissioned import LAVAL, opened
from .night import HANDLE, SITE, TRUCK, Night, addresses, facts_written, words
from .peopled import restrict
from .places import places_of

#: What every site of a network may know by its identity, and why.
OF_THE_NETWORK = {
    "person": "a visitor is welcome at any site",
    "other": "a visitor, too",
    "same": "two records of a visitor of the network",
    "flag": "an allergy is said at every door",
    "enrolment": "a dose may be had anywhere, and counts for the day",
    "destination": "one directory for all sites",
    "treatment": "one list of places of treatment for all commissions",
    "account_id": "an administrator’s",
    "node_id": "one hub for the whole network",
    "upload": "a file that this account chose, for the network’s import",
    "laboratory_token": "one laboratory for the whole network",
    "outside": "a series of others, for whoever reads numbers",
    "seizure": "one log for the whole network",
    "alert": "one list of alerts for the whole network",
    "restriction": "only one of the whole network",
}
#: Written at one site, for its own staff.
SECRET = "only for cactus"
IDENTITY = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def of_site(night: Night) -> dict[str, str]:
    """Something of SITE for every variable part of an address, with words on it."""
    visit, overdose = night.overdose("1", HANDLE)
    places = places_of(night, visit, overdose)
    by = night.by()
    actions.write_note(by=by, visit=visit, note=SECRET)
    person = reads.visit(visit).person
    flag = people.raise_flag(by=by, place=SITE, person=person, kind=FlagKind.OTHER, note="bees")
    people.lower_flag(by=by, flag=flag.id, note=SECRET)
    opened(night, LAVAL)
    return {name: str(value) for name, value in places.items()}


def test_the_guard_finds_nothing_of_another_site_by_any_identity(
    night: Night, of_site: dict[str, str]
):
    names = {
        name
        for pattern in urlpatterns
        for name in pattern.pattern.converters
        if IDENTITY.fullmatch(of_site[name])
    }
    user = night.staff[Role.COORDINATOR]
    user.sites, user.commissions = [TRUCK], [LAVAL]
    there = {
        "here": reads.site(TRUCK),
        "commission": diversion.commission(LAVAL),
        "user": user,
    }
    reached = set()
    for name in names:
        # A transfer is of both its sites.
        for identity in {of_site[each] for each in names - {"transfer"}}:
            match = SimpleNamespace(kwargs={name: identity})
            arguments: dict[str, Any] = {name: identity}
            try:
                find_objects(SimpleNamespace(**there, resolver_match=match), arguments)
            except Refused:
                continue
            reached.add(name)
    assert reached <= set(OF_THE_NETWORK)


@pytest.mark.parametrize("role", Role.values)
def test_no_page_shows_or_changes_what_is_of_another_site(
    night: Night, of_site: dict[str, str], role: str
):
    person = of_site["person"]
    of_site["restriction"] = restrict(night, person, note=SECRET)
    account = night.staff[role]
    Account.objects.filter(pk=account.pk).update(sites=[TRUCK], commissions=[LAVAL])
    client = night.client(role)
    before = facts_written()
    swapped = of_site | {"slug": TRUCK, "commission": LAVAL}
    kinds = {pattern.name: set(pattern.pattern.converters) for pattern in urlpatterns}
    wrong = []
    for name, address in addresses(swapped):
        own = {part for part in kinds[name] if IDENTITY.fullmatch(swapped[part])}
        others = own - (set(OF_THE_NETWORK) - {"restriction"})
        if name in ("account", "filing", "filing-notice") or name.endswith("-live"):
            continue
        if own and can_open(role, name):
            answer = client.get(address)
            if SECRET in words(answer) or (others and answer.status_code != 404):
                wrong.append(("get", name, answer.status_code))
        if others and can_open(role, name, change=True):
            sent = {"why": "typed", "what": "oxygen", "note": "x", "say": "here", "all": "1"}
            answer = client.post(address, sent)
            if answer.status_code not in (302, 404):
                wrong.append(("post", name, answer.status_code))
    assert wrong == []
    # Who opened a visitor's page is kept, and nothing else.
    assert facts_written() - before == OpeningRow.objects.count()


@pytest.mark.parametrize("name", ["person-held", "person-file"])
def test_what_was_written_elsewhere_is_counted_and_not_shown(
    night: Night, of_site: dict[str, str], name: str
):
    Account.objects.filter(role=Role.NURSE).update(sites=[TRUCK])
    address = dict(addresses(of_site | {"slug": TRUCK}))[name]
    client = night.client(Role.NURSE)
    answer = client.get(address) if name == "person-held" else client.post(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert SECRET not in text
    assert "a cup flew" not in text
    if name == "person-held":
        assert "are of sites where you do not work" in words(answer)
    else:
        assert answer.json()["entries_of_sites_not_read"] > 0
        assert {entry["site"] for entry in answer.json()["entries"]} <= {TRUCK, ""}


def test_whoever_works_at_one_site_does_not_forget_what_others_wrote(
    night: Night, of_site: dict[str, str]
):
    actions.end_overdose(by=night.by(), overdose=of_site["overdose"], outcome=Outcome.RECOVERED)
    actions.leave(by=night.by(), visit=of_site["visit"], consumed=True)
    here = dict(addresses(of_site | {"slug": TRUCK}))["person-forget"]
    Account.objects.filter(role=Role.NURSE).update(sites=[TRUCK])
    before = facts_written()
    client = night.client(Role.NURSE)
    assert client.get(here).status_code == 403
    assert "works at all of them" in words(client.get(here))
    client.post(here, {"asked": "on", "sure": "on"})
    person = reads.person(of_site["person"])
    assert facts_written() == before
    assert person is not None
    assert not person.forgotten
    assert night.client(Role.COORDINATOR).get(here).status_code == 200


def test_a_filing_is_its_sender_s_alone(night: Night, of_site: dict[str, str]):
    for name in ("filing", "filing-notice"):
        address = dict(addresses(of_site))[name]
        assert night.client(Role.POLICE).get(address).status_code == 200
        assert night.client(Role.COURT).get(address).status_code == 404


def test_an_identity_that_no_room_declares_stops_the_start():
    nowhere = path("nowhere/<id:moon>/", lambda request: HttpResponse(), name="nowhere")
    assert unknown_identities([nowhere]) == {"moon"}
    assert unknown_identities(urlpatterns) == set()
