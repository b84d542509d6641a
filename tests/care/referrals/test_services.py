"""Services: the site's own list, and what was given."""

import pytest

from veille.care import corrections
from veille.care.referrals import actions, facts, reads, state
from veille.care.referrals.facts import OwnService
from veille.care.referrals.tables import GivenRow
from veille.care.referrals.words import Service
from veille.care.words import CorrectionReason
from veille.ledger import clock, replay
from veille.ledger.ids import new_id
from veille.ledger.recording import entries, words_key
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault

from ..scene import SITE, ago, arrive, welcome
from .scene import all_rows, days_ago

pytestmark = pytest.mark.usefixtures("site")

HAIR = OwnService(actions.own_key("Coiffure"), "Coiffure", "Haircut")


def choose(*offered: str, own: tuple[OwnService, ...] = (), **other: object) -> state.Services:
    return actions.choose_services(by="marie", place=SITE, offered=offered, own=own, **other)  # type: ignore[arg-type]


def give(service: str = "food", **other: object) -> state.Given:
    return actions.give_service(by="noor", place=SITE, service=service, **other)  # type: ignore[arg-type]


def test_a_site_gives_the_whole_base_list_until_it_chooses() -> None:
    assert [key for key, _name in reads.services_offered(SITE)] == Service.values
    choose("food", HAIR.key, own=(HAIR,))
    assert reads.services_offered(SITE) == [("food", "food and drink"), (HAIR.key, "Haircut")]


def test_a_service_of_its_own_keeps_its_name_when_it_is_given_no_more() -> None:
    choose("food", HAIR.key, own=(HAIR,))
    give(HAIR.key)
    choose("food")
    assert [key for key, _name in reads.services_offered(SITE)] == ["food"]
    assert reads.service_names(SITE)[HAIR.key] == "Haircut"
    choose("food", HAIR.key)  # and can be chosen again by its name
    assert reads.services_offered(SITE)[1] == (HAIR.key, "Haircut")


@pytest.mark.parametrize(
    ("offered", "own"),
    [
        ((), ()),
        (("no such",), ()),
        ((HAIR.key,), (OwnService(HAIR.key, "Coiffure", ""),)),
        ((HAIR.key,), (OwnService(HAIR.key, "x" * 41, "Haircut"),)),
        ((HAIR.key,), (HAIR, OwnService("own_2", "COIFFURE", "Barber"))),
    ],
)
def test_a_list_that_cannot_be_is_refused(
    offered: tuple[str, ...], own: tuple[OwnService, ...]
) -> None:
    with pytest.raises(Malformed):
        choose(*offered, own=own)
    assert reads.services(SITE) is None


def test_two_who_change_the_list_at_once() -> None:
    first = choose("food")
    choose("shower", seen=first.version)
    with pytest.raises(Refused, match="changed this meanwhile"):
        choose("rest", seen=first.version)


def test_a_list_chosen_earlier_but_noted_later_does_not_undo_the_later_one() -> None:
    choose("food")
    choose("shower", at=days_ago(2))
    assert [key for key, _name in reads.services_offered(SITE)] == ["food"]


def test_a_service_is_given_to_a_visitor_or_to_whoever_came_by() -> None:
    person = welcome("lynx")
    visit = arrive(person).id
    during = give("wound", visit=visit, note="left arm")
    alone = give("food", count=12)
    assert (during.person, during.count, alone.visit, alone.count) == (person, 1, "", 12)
    assert vault().open(person, entries(during.id)[0].body.note) == "left arm"
    assert reads.things_of_visit(visit) == reads.things_of_person(person) == [during.id]
    assert words_key(during.id) == person
    assert words_key(alone.id) == alone.words_key == alone.id
    before = all_rows()
    replay.rebuild()
    assert all_rows() == before


@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_count_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(Malformed, match="1 to 500"):
        give(count=count)


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(Malformed, match="no such service"):
        give("massage")
    with pytest.raises(Absent):
        give(visit=new_id())
    visit = arrive(at=ago(60)).id
    with pytest.raises(Malformed, match="before the visitor arrived"):
        give(visit=visit, at=ago(90))
    assert not GivenRow.objects.exists()


def test_a_service_is_corrected_and_struck_out() -> None:
    visit = arrive(at=ago(60)).id
    given = give("food", visit=visit)
    entry = entries(given.id)[0].id
    told = {"by": "marie", "entry_id": entry, "why": CorrectionReason.TYPED}
    body = facts.ServiceGiven("shower", visit, "", 2)
    assert corrections.correct(**told, body=body).service == "shower"
    with pytest.raises(Malformed):
        corrections.correct(**told, body=facts.ServiceGiven("massage", visit))
    with pytest.raises(Malformed):
        corrections.correct(**told, at=ago(90))
    corrections.strike(**told)
    assert reads.services_given(SITE, ago(90), clock.now()) == {}


@pytest.mark.usefixtures("site")
def test_the_month_counts_what_was_given_in_it() -> None:
    give("food", count=5, at=ago(50))
    give("food", at=ago(40))
    give("shower", at=ago(30))
    give("shower", at=ago(5))
    assert reads.services_given(SITE, ago(60), ago(10)) == {"food": 6, "shower": 1}
    assert reads.services_given("elsewhere", ago(60), ago(10)) == {}
