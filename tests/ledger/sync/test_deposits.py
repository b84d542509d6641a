"""A carry card: what is sealed with it, where it lies, who may leave it and take it away."""

from base64 import b64encode

import pytest

from veille.ledger.ids import new_id
from veille.ledger.sync import deposits
from veille.ledger.sync.batches import pack, read_envelope, unpack
from veille.ledger.sync.deposits import Errand, ErrandDone, Errands, Verb
from veille.ledger.sync.hub import Hub
from veille.ledger.sync.keys import Card, Keys
from veille.ledger.sync.words import NotTaken, Purpose

from .disk import Disk, MemoryStore
from .world import BEGINNING

RECORD = b'{"handle":"M-LA-1990","words":"allergique aux arachides"}'


class Network:
    """A hub, and the keys of its nodes."""

    def __init__(self) -> None:
        self.disk = Disk(local=new_id())
        self.keys = Keys.made()
        self.hub = Hub(MemoryStore(self.disk, new_id), self.keys, "1", new_id)
        self.hub.begin(self.disk.local, "net")

    def node(self, purpose: Purpose = Purpose.SITE, after: str = "") -> tuple[str, Keys]:
        keys, id = Keys.made(), new_id()
        card = Card(
            node=id, name="n", purpose=purpose, verify=keys.verify, seal=keys.seal, after=after
        )
        self.hub.pair(card, BEGINNING)
        return id, keys

    def asks(
        self, node: tuple[str, Keys], verb: Verb, place: str, sealed: bytes = b""
    ) -> ErrandDone:
        errand = Errand(verb=verb, place=place, sealed=sealed)
        raw = pack(node[1], self.disk.local, node[0], self.disk.local, errand)
        return unpack(read_envelope(self.hub.run_errand(raw)), ErrandDone)


def test_a_code_reads_back_however_it_was_typed_and_a_wrong_letter_is_told() -> None:
    for _each in range(200):
        secret = deposits.new_secret()
        code = deposits.as_code(secret)
        assert deposits.read_code(code.lower().replace("-", " ").replace("0", "o")) == secret
    wrong = "".join("Z" if letter == code[3] else letter for letter in code)
    for bad in (wrong, code[:-1], code + "0", "", "é" * 28, "U" * 28):
        with pytest.raises(deposits.NoCode):
            deposits.read_code(bad)


def test_another_site_opens_what_a_card_seals_and_the_hub_can_read_nothing_of_it() -> None:
    network, secret = Network(), deposits.new_secret()
    here, there = network.node(), network.node()
    place = deposits.place_of(secret)
    sealed = deposits.seal(secret, RECORD)
    assert network.asks(here, Verb.LEAVE, place, sealed).came is Errands.DONE
    found = network.asks(there, Verb.FETCH, place)
    assert deposits.unseal(secret, found.sealed) == RECORD

    # All that the hub has: neither the words, nor the secret, in any form that it could be in.
    everything = b"\n".join(network.disk.records.values())
    everything += "".join(network.disk.records).encode()
    for hidden in (RECORD, b"arachides", b"M-LA-1990", secret, deposits.as_code(secret).encode()):
        assert hidden not in everything
        assert hidden.hex().encode() not in everything
        assert b64encode(hidden).rstrip(b"=") not in everything
    # Nor does what it has open it: not the place, not any other 128 bits that it knows.
    for known in (bytes.fromhex(place), bytes.fromhex(network.disk.local), bytes(16)):
        assert deposits.unseal(known, found.sealed) is None


def test_what_is_sealed_tells_nothing_by_its_length() -> None:
    secret = deposits.new_secret()
    assert len({len(deposits.seal(secret, b"x" * n)) for n in (0, 1, 300, 1_000)}) == 1
    with pytest.raises(ValueError, match="too long"):
        deposits.seal(secret, b"x" * deposits.LARGEST_BYTES)


def test_another_card_opens_nothing() -> None:
    secret, other = deposits.new_secret(), deposits.new_secret()
    sealed = deposits.seal(secret, RECORD)
    assert deposits.unseal(other, sealed) is None
    assert deposits.unseal(secret, sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert deposits.unseal(secret, b"") is None
    network = Network()
    assert network.asks(network.node(), Verb.FETCH, deposits.place_of(other)).came is (
        Errands.NOT_THERE
    )


def test_only_who_left_it_takes_it_away_and_it_does_not_come_back() -> None:
    network, secret = Network(), deposits.new_secret()
    here, there = network.node(), network.node()
    place, sealed = deposits.place_of(secret), deposits.seal(secret, RECORD)
    network.asks(here, Verb.LEAVE, place, sealed)
    assert network.asks(there, Verb.TAKE_AWAY, place).came is Errands.NOT_YOURS
    assert network.asks(there, Verb.LEAVE, place, b"other").came is Errands.NOT_YOURS
    successor = network.node(after=here[0])
    assert network.asks(successor, Verb.TAKE_AWAY, place).came is Errands.DONE
    assert network.asks(there, Verb.FETCH, place).came is Errands.NOT_THERE
    # A message of before that was long on its way, or that somebody sends once more.
    assert network.asks(successor, Verb.LEAVE, place, sealed).came is Errands.NOT_YOURS
    assert network.asks(there, Verb.FETCH, place).came is Errands.NOT_THERE
    assert b64encode(sealed) not in b"".join(network.disk.records.values())


def test_no_commission_no_laboratory_and_nobody_revoked_asks_for_a_card() -> None:
    network, place = Network(), deposits.place_of(deposits.new_secret())
    revoked = network.node()
    network.hub.revoke(revoked[0], BEGINNING)
    for node in (network.node(Purpose.COMMISSION), network.node(Purpose.LAB), revoked):
        for verb in Verb:
            with pytest.raises(NotTaken):
                network.asks(node, verb, place, b"x")
    with pytest.raises(NotTaken):
        network.asks(network.node(), Verb.LEAVE, "../x", b"x")
    with pytest.raises(NotTaken):
        network.asks(network.node(), Verb.LEAVE, place, b"x" * (deposits.LARGEST_BYTES + 1))
