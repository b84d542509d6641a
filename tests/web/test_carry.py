"""Carry cards on pages: made once, read while shown, lost, forgotten."""

import re
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.urls import reverse

from veille.accounts.models import Role
from veille.care import corrections
from veille.care.carry import actions
from veille.care.carry.facts import CardRead
from veille.ledger.facts import Fact
from veille.ledger.ids import new_id
from veille.ledger.sync import deposits, errands, here, line
from veille.ledger.sync.deposits import Errand, ErrandDone
from veille.ledger.sync.hub import Hub
from veille.ledger.sync.keys import Card, Keys
from veille.ledger.sync.words import Purpose

from ..ledger.scene import all_facts
from ..ledger.sync.disk import Disk, MemoryStore
from .night import SITE, Night

WORDS = "allergique aux arachides"


@dataclass
class HubThere:
    """A hub in memory, reached while its line is up."""

    disk: Disk = field(default_factory=lambda: Disk(local=new_id()))
    is_up: bool = True

    def run(self, errand: Errand) -> ErrandDone:
        if not self.is_up:
            raise line.LineDown(line.Why.AWAY)
        with MemoryStore(self.disk, new_id).writing() as there:
            return deposits.run(there, errand, here.this_node().id, [])


@pytest.fixture
def hub(night: Night, monkeypatch: pytest.MonkeyPatch) -> HubThere:
    """This node's hub."""
    made, keys = HubThere(), Keys.made()
    here.card_of_node(Purpose.SITE)
    side = Hub(MemoryStore(made.disk, new_id), keys, "1", new_id)
    side.begin(made.disk.local, "Réseau")
    card: Card = side.card("Réseau")
    here.pair_hub(card)
    monkeypatch.setattr(line, "run_errand", made.run)
    return made


def make(night: Night, person: str, words: str = WORDS) -> tuple[str, HttpResponse]:
    """A card, as a coordinator makes it: its code, and the page that shows it."""
    client = night.client(Role.COORDINATOR)
    address = reverse("carry-card", args=[SITE, person])
    submission = re.search(r'name="submission" value="(\w+)"', client.get(address).content.decode())
    assert submission
    page = client.post(address, {"words": words, "submission": submission[1]})
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){6}", page.content.decode())
    assert code, page.content.decode()
    return code[0], page


def show(night: Night, code: str) -> HttpResponse:
    client = night.client(Role.PEER)
    return client.post(reverse("carry-shown", args=[SITE]), {"code": code, "submission": new_id()})


def test_a_card_is_shown_once_and_opens_what_was_chosen_while_it_is_shown(
    night: Night, hub: HubThere
) -> None:
    person = night.welcome("M-LA-1990")
    code, page = make(night, person)
    assert "<svg" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    errands.run()
    read = show(night, code.lower())
    assert WORDS in read.content.decode()
    assert "M-LA-1990" in read.content.decode()
    assert "no-store" in read.headers["Cache-Control"]
    again = night.client(Role.PEER).get(reverse("carry-shown", args=[SITE])).content.decode()
    assert WORDS not in again, "the card must be shown again"
    shown = [fact for fact in all_facts() if fact.kind == CardRead.kind]
    assert len(shown) == 1
    assert person not in str(shown[0])


def test_nothing_that_travels_or_lies_at_the_hub_holds_what_a_card_opens(
    night: Night, hub: HubThere
) -> None:
    code, _page = make(night, night.welcome("M-LA-1990"))
    errands.run()
    facts: list[Fact] = all_facts()
    hidden = (WORDS, "M-LA-1990", code, deposits.place_of(deposits.read_code(code)))
    assert not [one for one in hidden if one in str(facts)]
    assert not [one for one in hidden[:3] if one in str(hub.disk.records)]


def test_a_new_card_takes_the_place_of_a_lost_one(night: Night, hub: HubThere) -> None:
    person = night.welcome("M-LA-1990")
    lost, _page = make(night, person)
    errands.run()
    code, _page = make(night, person)
    errands.run()
    assert "opens nothing" in show(night, lost).content.decode()
    assert WORDS in show(night, code).content.decode()
    assert len([raw for raw in hub.disk.records if raw.startswith("deposit/")]) == 2


def test_a_card_made_while_the_line_is_down_waits_and_one_from_elsewhere_cannot_be_read(
    night: Night, hub: HubThere
) -> None:
    hub.is_up = False
    code, _page = make(night, night.welcome("M-LA-1990"))
    with pytest.raises(line.LineDown):
        errands.run()
    assert errands.waiting() == 1
    assert WORDS in show(night, code).content.decode(), "made at this very site"
    elsewhere = deposits.as_code(deposits.new_secret())
    answer = show(night, elsewhere)
    assert answer.status_code == 422
    assert "cannot be reached" in answer.content.decode()
    hub.is_up = True
    errands.run()
    assert errands.waiting() == 0
    assert "opens nothing" in show(night, elsewhere).content.decode()
    assert "letter is missing" in show(night, code[:-1]).content.decode()


def test_whoever_is_forgotten_has_no_card_any_more(night: Night, hub: HubThere) -> None:
    person = night.welcome("M-LA-1990")
    code, _page = make(night, person)
    errands.run()
    actions.take_away_of_forgotten()
    assert errands.waiting() == 0, "nobody was forgotten yet"
    corrections.forget(by=night.by(Role.COORDINATOR), person=person)
    actions.take_away_of_forgotten()
    errands.run()
    assert "opens nothing" in show(night, code).content.decode()
    assert errands.left_here() == []


def test_a_machine_that_stands_alone_makes_no_card_and_says_why(night: Night) -> None:
    person = night.welcome("M-LA-1990")
    address = reverse("carry-card", args=[SITE, person])
    answer = night.client(Role.COORDINATOR).post(address, {"words": "", "submission": new_id()})
    assert answer.status_code == 422
    assert "pair this machine" in answer.content.decode()
