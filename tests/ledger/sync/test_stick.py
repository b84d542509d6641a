"""By stick, over real ledgers: pairing, batches there, receipts back; what is wrong with a stick is
said in a sentence."""

import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from veille.care.area import PERSON
from veille.care.facts import PersonWelcomed
from veille.ledger import clock, readtables
from veille.ledger.ids import new_id
from veille.ledger.nodes import begin_node, local_node
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed, Refused
from veille.ledger.sync import here, keyring, stick
from veille.ledger.sync.keys import fingerprint, read_card, write_card
from veille.ledger.sync.membership import member_of, waiting_of
from veille.ledger.sync.notices import in_words
from veille.ledger.sync.words import OwnTrouble, Purpose, Standing
from veille.ledger.vault import vault

from ...databases import Templates, connections, installation, point_at, sqlite_database
from ..scene import all_facts, arrive, rows, verdict


@dataclass
class Place:
    """An installation in a folder of its own."""

    folder: Path

    @contextmanager
    def open(self) -> Iterator[None]:
        with installation(self.folder):
            point_at(sqlite_database(self.folder / "veille.sqlite3"))
            try:
                yield
            finally:
                connections["default"].close()
                vault().close()

    def set_up(self, templates: Templates) -> None:
        self.folder.mkdir()
        with installation(self.folder):
            templates.sqlite(self.folder / "veille.sqlite3")
        with self.open():
            begin_node(self.folder.name)

    @property
    def node(self) -> str:
        with self.open():
            node = local_node()
            assert node is not None
            return node.id

    def facts(self) -> int:
        with self.open():
            return len(all_facts())


@dataclass
class Scene:
    hub: Place
    truck: Place
    usb: Path

    def to_hub(self, days: int = 0) -> list[stick.Read]:
        """The truck writes, the hub reads."""
        with self.truck.open():
            stick.write_for_hub(self.usb, clock.now())
        with self.hub.open():
            return stick.read_at_hub(self.usb, clock.now() + timedelta(days=days))

    def and_back(self) -> here.Waiting:
        self.to_hub()
        with self.truck.open():
            stick.read_at_node(self.usb, clock.now())
            return here.waiting()

    def at_hub(self, node: str) -> Standing:
        with self.hub.open(), here.hub().store.reading() as there:
            return member_of(there, node).standing


@pytest.fixture
def scene(templates: Templates, tmp_path: Path) -> Scene:
    hub, truck = (Place(tmp_path / name) for name in ("hub", "truck"))
    for place in (hub, truck):
        place.set_up(templates)
    usb = tmp_path / "usb"
    usb.mkdir()
    made = Scene(hub, truck, usb)
    with hub.open():
        here.begin_hub("Réseau")
    pair(made, truck)
    return made


def pair(scene: Scene, place: Place, purpose: Purpose = Purpose.SITE, replaces: str = "") -> None:
    """Two cards change hands by file; two people read each other the fingerprints."""
    with place.open():
        raw, card = here.card_of_node(purpose)
    with scene.hub.open():
        here.pair_node(here.card_in(raw, fingerprint(card)), replaces=replaces)
        side = here.hub()
        hubs = side.card("Réseau")
        answer = write_card(hubs, side.keys)
    with place.open():
        here.pair_hub(here.card_in(answer, fingerprint(hubs)))


def test_what_a_truck_wrote_is_at_the_hub_once_the_receipt_is_back(scene: Scene) -> None:
    with scene.truck.open():
        for _ in range(3):
            arrive()
        before = here.waiting()
        there = (all_facts(), rows())
    assert (before.at_hub, before.waiting) == (False, 4)
    done = scene.to_hub()
    assert [(one.name, one.new, one.wrong) for one in done] == [("truck", 4, None)]
    with scene.truck.open():
        assert not here.waiting().at_hub, "no receipt is here yet"
        stick.read_at_node(scene.usb, clock.now())
        after = here.waiting()
        assert (after.at_hub, after.waiting) == (True, 0)
        arrive()
        assert not here.waiting().at_hub
    with scene.hub.open():
        assert [fact for fact in all_facts() if fact.node == there[0][0].node] == there[0]
        assert rows() == there[1]
        assert verdict().sound
        assert not readtables.are_stale()
    assert scene.at_hub(scene.truck.node) is Standing.WHOLE


def test_a_stick_read_twice_adds_nothing(scene: Scene) -> None:
    with scene.truck.open():
        arrive()
    scene.and_back()
    before = scene.hub.facts()
    with scene.hub.open():
        assert [one.new for one in stick.read_at_hub(scene.usb, clock.now())] == [0]
    with scene.truck.open():
        stick.read_at_node(scene.usb, clock.now())
        assert here.waiting().at_hub
    assert scene.hub.facts() == before


def test_a_finder_reads_nothing_on_a_stick(scene: Scene) -> None:
    with scene.truck.open():
        visit = arrive()
    scene.to_hub()
    for path in (scene.usb / stick.FOLDER).iterdir():
        raw = path.read_bytes()
        assert visit.encode() not in raw
        assert b"care.visit" not in raw


def test_the_key_is_readable_by_its_owner_alone_and_in_no_backup(scene: Scene) -> None:
    path = scene.truck.folder / f"node-{scene.truck.node}.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with scene.truck.open(), pytest.raises(Refused, match="chmod 600"):
        stick.write_for_hub(scene.usb, clock.now())
    path.unlink()
    with scene.truck.open(), pytest.raises(Refused, match="entries are safe"):
        keyring.keys_of(scene.truck.node)


def test_half_a_file_keeps_what_came_before_the_cut(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veille.ledger.sync.spoke.MOST_FACTS", 2)
    with scene.truck.open():
        for _ in range(5):
            arrive()
        path, _head = stick.write_for_hub(scene.usb, clock.now())
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 3 // 4])
    with scene.hub.open():
        (done,) = stick.read_at_hub(scene.usb, clock.now())
    assert done.new == 4
    assert "cut short" in str(done.wrong)
    assert "nothing is lost" in str(done.wrong).lower()
    path.write_bytes(whole)
    with scene.hub.open():
        (done,) = stick.read_at_hub(scene.usb, clock.now())
    assert (done.new, done.wrong) == (2, None)


@pytest.mark.parametrize("raw", [b"", b"Dear diary\n", b'{"format":"veille-stick/9"}\n'])
def test_a_file_that_is_something_else_is_said(scene: Scene, raw: bytes) -> None:
    path = stick.path_to_hub(scene.usb, scene.truck.node)
    path.parent.mkdir()
    path.write_bytes(raw)
    with scene.hub.open():
        (done,) = stick.read_at_hub(scene.usb, clock.now())
    assert "nothing is lost" in str(done.wrong).lower()


def test_an_empty_stick_and_a_folder_that_is_none_are_said(scene: Scene) -> None:
    with scene.hub.open(), pytest.raises(Refused, match="nothing for this machine"):
        stick.read_at_hub(scene.usb, clock.now())
    with scene.truck.open(), pytest.raises(Refused, match="no folder"):
        stick.write_for_hub(scene.usb / "nowhere", clock.now())


def test_a_stick_of_another_network_is_said(
    scene: Scene, templates: Templates, tmp_path: Path
) -> None:
    other = Place(tmp_path / "other")
    other.set_up(templates)
    with other.open():
        here.begin_hub("Elsewhere")
    with scene.truck.open():
        stick.write_for_hub(scene.usb, clock.now())
    with other.open():
        (done,) = stick.read_at_hub(scene.usb, clock.now())
        assert "another network" in str(done.wrong)
        assert len(all_facts()) == 1


def test_a_revoked_node_gives_and_gets_nothing_more(scene: Scene) -> None:
    scene.and_back()
    truck = scene.truck.node
    with scene.hub.open():
        here.hub().revoke(truck, clock.now())
    before = scene.hub.facts()
    with scene.truck.open():
        arrive()
    stands = scene.and_back()
    assert (stands.at_hub, stands.link and stands.link.notice) == (False, "revoked")
    assert scene.hub.facts() == before


def test_what_is_dated_ahead_waits_until_a_person_lets_it_in(scene: Scene) -> None:
    with scene.truck.open(), clock.pretending(clock.now() + timedelta(days=3)):
        arrive()
    scene.to_hub()
    truck = scene.truck.node
    assert scene.at_hub(truck) is Standing.CLOCK
    with scene.hub.open():
        side = here.hub()
        with side.store.reading() as there:
            assert len(waiting_of(there, truck)) == 1
        assert side.let_in(truck, clock.now()).standing is Standing.WHOLE
        noted_at = max(fact.noted for fact in all_facts() if fact.node == truck)
        arrive()  # the hub's own clock did not follow
        assert max(fact.noted for fact in all_facts() if fact.node != truck) < noted_at
    with scene.truck.open():
        arrive()  # its clock is right again; what it writes still follows the last entry
    assert scene.and_back().at_hub


def test_a_hub_whose_disk_was_put_back_gets_everything_again(scene: Scene) -> None:
    with scene.truck.open():
        arrive()
    scene.and_back()
    shutil.copytree(scene.hub.folder, scene.hub.folder.with_name("old"))
    with scene.truck.open():
        arrive()
    assert scene.and_back().at_hub
    shutil.rmtree(scene.hub.folder)
    shutil.move(scene.hub.folder.with_name("old"), scene.hub.folder)
    first = scene.and_back()
    assert not first.at_hub, "the receipt of before counts no more"
    assert scene.and_back().at_hub
    with scene.hub.open():
        network = here.network()
        assert network is not None
        assert network.lacked == 1
        assert verdict().sound


def test_a_copy_of_a_node_is_shown_with_both_heads_and_goes_on_as_a_new_one(scene: Scene) -> None:
    scene.and_back()
    twin = Place(scene.truck.folder.with_name("twin"))
    shutil.copytree(scene.truck.folder, twin.folder)
    with scene.truck.open():
        arrive()
    assert scene.and_back().at_hub
    with twin.open():
        arrive()
    copied = Scene(scene.hub, twin, scene.usb)
    stands = copied.and_back()
    assert not stands.at_hub
    assert stands.link is not None
    assert stands.link.trouble is OwnTrouble.TWO_HISTORIES
    assert stands.link.two_heads is not None
    assert stands.link.two_heads.ours != stands.link.two_heads.theirs
    assert scene.at_hub(scene.truck.node) is Standing.TWO_HISTORIES
    with twin.open():
        here.renew()
    raw_old = scene.truck.node
    with scene.hub.open():
        side = here.hub()
        side.let_in(raw_old, clock.now())
    pair(copied, twin, replaces=raw_old)
    copied.and_back()
    stands = copied.and_back()
    assert (stands.at_hub, stands.waiting, stands.alone) == (False, 0, 1), "the twin’s own entry"
    with twin.open():
        said = in_words(stands.at_hub, stands.waiting, stands.link, stands.alone)
    assert "at least 1 entry is here and nowhere else" in said


def test_a_node_put_back_from_a_backup_gets_its_entries_back_and_forgets_again(
    scene: Scene,
) -> None:
    person = new_id()
    with scene.truck.open(), recording(by="luc", place="here") as pen:
        pen.note(PERSON, person, PersonWelcomed(vault().seal(person, "lynx")))
    scene.and_back()
    old = scene.truck.folder.with_name("old")
    shutil.copytree(scene.truck.folder, old)
    with scene.truck.open():
        arrive()
        with recording(by="luc", place="here") as pen:
            pen.forget(person)
    assert scene.and_back().at_hub
    before, there = scene.truck.node, scene.truck.facts()
    shutil.rmtree(scene.truck.folder)
    shutil.move(old, scene.truck.folder)
    with scene.truck.open():
        begin_node("truck")
        assert vault().keyed([person]), "the copy can still read them"
    pair(scene, scene.truck, replaces=before)
    with scene.truck.open():
        tie = here.link()
        assert tie is not None
        assert tie.awaits_forgotten
    stands = scene.and_back()
    assert stands.at_hub
    assert stands.link is not None
    assert not stands.link.awaits_forgotten
    with scene.truck.open():
        assert not vault().keyed([person])
        assert len(all_facts()) == there + 1
    assert scene.at_hub(before) is Standing.REPLACED


def test_care_and_the_commission_never_meet(scene: Scene, templates: Templates) -> None:
    """A node that wrote of one side is paired for no other; the hub itself writes of neither."""
    with scene.truck.open():
        arrive()
        with pytest.raises(Refused, match="two sides of a wall"):
            here.card_of_node(Purpose.COMMISSION)
    commission = Place(scene.truck.folder.with_name("commission"))
    commission.set_up(templates)
    pair(scene, commission, Purpose.COMMISSION)
    scene.and_back()
    other = Scene(scene.hub, commission, scene.usb)
    assert other.and_back().at_hub
    with commission.open():
        assert {fact.node for fact in all_facts()} == {commission.node, scene.hub.node}


def test_an_identity_that_is_taken_and_a_fingerprint_that_differs_are_said(scene: Scene) -> None:
    with scene.truck.open():
        raw, card = here.card_of_node(Purpose.SITE)
        keyring.path_of(card.node).unlink()
        other, second = here.card_of_node(Purpose.SITE)
    assert read_card(raw) == card
    with scene.hub.open():
        with pytest.raises(Malformed, match="Nothing was paired"):
            here.card_in(other, fingerprint(card))
        with pytest.raises(Refused, match="identity of this card is taken"):
            here.pair_node(here.card_in(other, fingerprint(second)), replaces="")
