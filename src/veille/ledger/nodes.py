"""The identity under which this database writes."""

from . import store
from .facts import NodeBegan
from .ids import new_id
from .models import Node
from .recording import batch, recording
from .vault import vault


def local_node() -> Node | None:
    """This database's identity; None before `begin_node`."""
    return Node.objects.filter(local=True).first()


def begin_node(name: str, *, rehearsal: bool = False) -> Node:
    """Give this database an identity of its own, and write its first fact.

    Called on `init` and on `restore`. An earlier identity stays in the table and never
    writes again: the database that it was copied from may be writing still.
    """
    with batch(), store.cursor() as cursor:
        return _begun(cursor, name, rehearsal, local_node())


def begin_again(cursor: store.Cursor) -> Node:
    """The same inside a `batch`, for a database that noticed that it was put back."""
    before = local_node()
    assert before is not None, "nothing was set up"
    return _begun(cursor, before.name, before.rehearsal, before)


def _begun(cursor: store.Cursor, name: str, rehearsal: bool, before: Node | None) -> Node:
    Node.objects.filter(local=True).update(local=False)
    last = store.heads(cursor).get(before.id, 0) if before else 0
    id = new_id()
    vault().keep_for(
        id
    )  # first: a ledger without it would not open; an identity too many harms none
    node = Node.objects.create(
        id=id,
        name=name,
        rehearsal=rehearsal,
        local=True,
        taken_in=store.latest_noted(cursor),
    )
    with recording(by="") as pen:
        pen.append(node.id, NodeBegan(name, before.id if before else "", last))
    return node
