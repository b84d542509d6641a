"""The hub on both databases: what a node sends is there, folded, once; what is ahead waits."""

from datetime import timedelta

from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.sync.hub import Hub
from veille.ledger.sync.keys import Card, Keys
from veille.ledger.sync.membership import member_of, waiting_of
from veille.ledger.sync.spoke import Spoke, is_at_hub, link_of
from veille.ledger.sync.stored import Stored
from veille.ledger.sync.words import Purpose, Standing

from ..scene import all_facts, rows, verdict
from .disk import Disk, MemoryStore

ARRIVED = b'{"person":"","mode":"injection","substances":["down"]}'


def test_a_hub_on_either_database_takes_in_and_signs(node_on_either: Node) -> None:
    hub = Hub(Stored(), Keys.made(), "1", new_id)
    hub.begin(node_on_either.id, "net")
    disk = Disk(local=new_id())
    store, keys = MemoryStore(disk, new_id), Keys.made()
    spoke = Spoke(store, keys, "1", disk.local)
    card = Card(
        node=disk.local, name="truck", purpose=Purpose.SITE, verify=keys.verify, seal=keys.seal
    )
    hub.pair(card, clock.now())
    spoke.pair(hub.card("net"), card, clock.now())

    def write(ahead: timedelta = timedelta()) -> None:
        with store.writing() as there:
            there.write("care.visit.arrived", new_id(), ARRIVED, clock.now() + ahead)

    def meet() -> bool:
        for raw in list(spoke.requests(clock.now())):
            hub.take(raw, clock.now())
            spoke.take(hub.take(raw, clock.now()), clock.now())
        with store.reading() as there:
            return is_at_hub(link_of(there, disk.local), there.head(disk.local))

    write()
    write()
    assert meet()
    assert len(rows()) == 2
    write(ahead=timedelta(days=2))
    assert not meet()
    with hub.store.reading() as there:
        assert member_of(there, disk.local).standing is Standing.CLOCK
        assert len(waiting_of(there, disk.local)) == 1
    hub.let_in(disk.local, clock.now())
    assert meet()
    assert [f.hash for f in all_facts() if f.node == disk.local] == [
        f.hash for f in disk.facts[disk.local]
    ]
    assert verdict().sound
    assert disk.facts[node_on_either.id], "the hub's own chain came down"
