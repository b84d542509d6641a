"""A node of a hub's network: for the addresses that hold one."""

from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.sync import here, keyring
from veille.ledger.sync.hub import Hub
from veille.ledger.sync.keys import Card, Keys
from veille.ledger.sync.stored import Stored
from veille.ledger.sync.words import Purpose


def paired() -> dict[str, str]:
    """Make this database a hub, whatever it wrote, with one node."""
    node = here.this_node()
    hub = Hub(Stored(), keyring.made_keys(node.id), "0.9", new_id)
    hub.begin(node.id, "Réseau de Montréal")
    keys = Keys.made()
    card = Card(
        node=new_id(),
        name="L’Anonyme",
        purpose=Purpose.SITE,
        verify=keys.verify,
        seal=keys.seal,
    )
    return {"node_id": hub.pair(card, clock.now()).card.node}
