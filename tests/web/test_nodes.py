"""The page of nodes: what waits since when, what a person must see to, and the verbs of a hub."""

import re
from datetime import timedelta

import msgspec
import pytest
from django.urls import reverse

from veille.accounts.models import AuditLine, Role
from veille.ledger import backups, clock
from veille.ledger.ids import new_id
from veille.ledger.nodes import local_node
from veille.ledger.recording import recording
from veille.ledger.sync import here, joining, line, reads
from veille.ledger.sync.keys import Card, Keys, write_card
from veille.ledger.sync.membership import network_of
from veille.ledger.sync.spoke import Spoke
from veille.ledger.sync.store import encode
from veille.ledger.sync.words import Purpose, Standing

from ..ledger.sync.disk import Disk, MemoryStore
from .night import Night


class Truck:
    """A node whose disk is in memory, met without a carrier."""

    def __init__(self) -> None:
        self.disk = Disk(local=new_id())
        self.store = MemoryStore(self.disk, new_id)
        keys = Keys.made()
        self.spoke = Spoke(self.store, keys, "0.9", self.disk.local)
        self.card = Card(
            node=self.disk.local,
            name="L’Anonyme",
            purpose=Purpose.SITE,
            verify=keys.verify,
            seal=keys.seal,
        )
        here.begin_hub("Réseau de Montréal")
        here.pair_node(self.card, replaces="")
        self.spoke.pair(here.hub().card("Réseau de Montréal"), self.card, clock.now())

    def write(self, days_ahead: int = 0) -> None:
        with self.store.writing() as there:
            at = clock.now() + timedelta(days=days_ahead)
            there.write("care.visit.arrived", new_id(), b"{}", at)

    def meet(self) -> None:
        for raw in list(self.spoke.requests(clock.now())):
            self.spoke.take(here.hub().take(raw, clock.now()), clock.now())


@pytest.fixture
def empty(night: Night) -> Night:
    """A hub writes nothing of care itself: its identity is another than the night's."""
    here.renew()
    return night


def test_a_machine_that_stands_alone_says_how_to_pair_it(night: Night) -> None:
    page = night.client(Role.ADMINISTRATOR).get(reverse("nodes")).content.decode()
    assert "paired with no hub" in page
    assert "veille node card" in page


def test_a_node_says_what_waits(night: Night) -> None:
    _raw, card = here.card_of_node(Purpose.SITE)
    keys = Keys.made()
    hub = Card(
        node="h" * 32,
        name="Réseau",
        purpose=Purpose.HUB,
        verify=keys.verify,
        seal=keys.seal,
        network="h" * 32,
    )
    here.pair_hub(hub)
    page = night.client(Role.ADMINISTRATOR).get(reverse("nodes")).content.decode()
    node = local_node()
    assert node is not None
    assert card.node == node.id
    assert f"{here.waiting().head.seq} entries wait" in page
    assert "has signed for none yet" in page


def test_a_hub_shows_every_node_and_lets_in_what_waits(empty: Night) -> None:
    truck = Truck()
    truck.write()
    truck.meet()
    client = empty.client(Role.ADMINISTRATOR)
    assert "1 of 1 node has everything here" in client.get(reverse("nodes")).content.decode()
    truck.write(days_ahead=3)
    truck.meet()
    page = client.get(reverse("nodes")).content.decode()
    assert "0 of 1 node has everything here" in page
    assert "1 entry is kept apart here" in page
    done = client.post(reverse("node-let-in", args=[truck.disk.local]), follow=True)
    assert "Let in" in done.content.decode()
    truck.meet()
    assert "1 of 1 node has everything here" in client.get(reverse("nodes")).content.decode()


def test_a_lost_node_is_revoked_with_one_tap(empty: Night) -> None:
    truck = Truck()
    truck.write()
    truck.meet()
    client = empty.client(Role.ADMINISTRATOR)
    client.post(reverse("node-revoke", args=[truck.disk.local]))
    truck.write()
    truck.meet()
    (row,) = reads.node_rows(here.hub())
    assert (row.member.standing, row.here) == (Standing.REVOKED, 1)


def test_a_node_that_is_none_is_said(empty: Night) -> None:
    client = empty.client(Role.ADMINISTRATOR)
    assert client.post(reverse("node-revoke", args=[new_id()])).status_code == 404


def test_a_forgetting_is_confirmed_by_each_node_that_may_hold_the_key(empty: Night) -> None:
    truck = Truck()
    truck.write()
    client = empty.client(Role.ADMINISTRATOR)

    def page() -> str:
        return " ".join(client.get(reverse("nodes")).content.decode().split())

    assert "0 of 1 node has confirmed" in page(), "it never said anything"
    assert "L’Anonyme · No batch of it has come yet." in page()
    truck.meet()
    truck.meet()
    assert "1 of 1 node has confirmed that it destroyed the keys" in page()
    with recording(by="luc") as pen:
        pen.forget(new_id())
    assert "0 of 1 node has confirmed that it destroyed the keys" in page()
    assert "L’Anonyme has not confirmed it yet for 1 person. Its last batch came" in page()
    truck.meet()  # it is given it now, and says that it has it the next time
    assert "has not confirmed it yet for 1 person" in page()
    truck.meet()
    assert "1 of 1 node has confirmed that it destroyed the keys" in page()
    here.hub().revoke(truck.disk.local, clock.now())
    with recording(by="luc") as pen:
        pen.forget(new_id())
    assert "has not confirmed it yet" not in page(), "nothing more is asked of it"


def test_a_node_says_whom_the_hub_has_not_forgotten_yet(night: Night) -> None:
    assert reads.unconfirmed_here() == 0, "it has no hub"
    test_a_node_says_what_waits(night)
    before = reads.unconfirmed_here()
    with recording(by="luc") as pen:
        pen.forget(new_id())
    assert reads.unconfirmed_here() == before + 1
    page = night.client(Role.ADMINISTRATOR).get(reverse("nodes")).content.decode()
    assert "not confirmed by the hub yet" in page


def test_a_node_is_paired_on_pages_by_a_code_and_eight_words(empty: Night) -> None:
    here.begin_hub("Réseau de Montréal")
    client, address = empty.client(Role.ADMINISTRATOR), reverse("node-pair")
    assert "Show a code" in client.get(address).content.decode()
    code = re.search(r"\d{4}-\d{4}", client.post(address, {"do": "code"}).content.decode())
    assert code
    assert "Nobody has typed the code yet" in client.get(f"{address}?go-on").content.decode()
    keys = Keys.made()
    card = Card(
        node=new_id(), name="Truck", purpose=Purpose.SITE, verify=keys.verify, seal=keys.seal
    )
    asked = joining.JoinRequest(code[0].replace("-", ""), write_card(card, keys).decode())
    joining.answer(msgspec.json.encode(asked), clock.now())
    page = client.get(f"{address}?go-on").content.decode()
    both = joining.words(here.hub().card("Réseau de Montréal"), card)
    assert [word for word in both if f"<b>{word}</b>" in page] == both
    assert client.post(address, {"do": "same"}).url == reverse("nodes")
    page = client.get(reverse("nodes")).content.decode()
    assert "Truck" in page
    assert "names and notes of the people whom it welcomed itself" in page, "what a lost box tells"
    late = client.post(address, {"do": "same"}, follow=True).content.decode()
    assert "The code holds no longer" in late


def test_where_the_words_differ_nothing_is_paired_on_either_side(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = night.client(Role.ADMINISTRATOR), reverse("node-join")
    keys = Keys.made()
    hub = Card(
        node="h" * 32,
        name="Réseau",
        purpose=Purpose.HUB,
        verify=keys.verify,
        seal=keys.seal,
        network="h" * 32,
    )
    typed = {"address": "http://127.0.0.1:9", "code": "48291357", "purpose": "site", "pin": ""}
    refused = client.post(address, {**typed, "code": "12"})
    assert refused.status_code == 422
    assert "eight digits" in refused.content.decode()
    monkeypatch.setattr(joining, "join", lambda *_asked: hub)
    for said, paired in (("differ", False), ("same", True)):
        client.post(address, typed)
        page = client.get(address).content.decode()
        both = joining.words(hub, here.own_card())
        assert [word for word in both if f"<b>{word}</b>" in page] == both
        client.post(address, {"do": said})
        assert (here.link() is not None) is paired
        assert joining.asked() is None
    there = line.line()
    assert there is not None
    assert there.address == typed["address"]


def test_the_recovery_sheet_is_shown_to_be_printed_and_that_is_noted(night: Night) -> None:
    client, address = night.client(Role.ADMINISTRATOR), reverse("recovery-sheet")
    letters = backups.key_in_letters(backups.key())
    assert letters not in client.get(address).content.decode()
    assert backups.state().sheet is None
    shown = client.post(address)
    page = shown.content.decode()
    assert letters in page
    assert here.this_node().id in page
    assert here.waiting().head.hash[:16] in page
    assert "no-store" in shown.headers["Cache-Control"]
    assert backups.state().sheet is not None
    assert backups.key_of_letters(letters) == backups.key()
    lines = [one for one in AuditLine.objects.all() if one.detail == {"file": "recovery sheet"}]
    assert len(lines) == 1


def test_a_hub_that_was_put_back_says_so_until_every_node_has_met_it_again(empty: Night) -> None:
    truck = Truck()
    truck.write()
    truck.meet()
    client = empty.client(Role.ADMINISTRATOR)
    assert "put back from a backup" not in client.get(reverse("nodes")).content.decode()
    store = here.hub().store
    at = clock.to_microseconds(clock.now())
    with store.writing() as there:
        network = network_of(there)
        there.keep("network", encode(msgspec.structs.replace(network, put_back_at=at, lacked=3)))
    page = client.get(reverse("nodes")).content.decode()
    assert "signed for 3 entries that it then lacked" in page
    truck.meet()
    assert "put back from a backup" not in client.get(reverse("nodes")).content.decode()
