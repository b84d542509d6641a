"""Whoever is known by a handle, for the pages that ask for one: the one address to go on to, or the
list of which it may be."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from .. import reads


@dataclass(frozen=True)
class Found:
    """`address` of the only one; empty where there is none or several. `context`: what the template
    `care/found.html` lists, and the handle by which nobody is known."""

    address: str
    context: dict[str, Any]


def by_handle(handle: str, address_of: Callable[[str], str], but: Collection[str] = ()) -> Found:
    """One record of each visitor of this handle, without the records `but`; `address_of` leads from
    a record to what it was looked up for."""
    found = [id for id in reads.known_by(handle) if id not in but]
    if len(found) == 1:
        return Found(address_of(found[0]), {})
    rows = [
        {
            "address": address_of(id),
            "last": reads.last_visit_of(id),
            "visits": reads.visit_count_of(id),
        }
        for id in found
    ]
    return Found("", {"found": rows, "nobody": "" if found else handle})
