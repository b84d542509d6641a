"""Pages that ask for a whole handle: on to whoever is known by it, or the list of who it may be."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from veille.ui.answers import submit

from .. import reads
from ..handles import read_handle
from .forms import HandleForm


@dataclass(frozen=True)
class Found:
    """`address` of the only one; empty where there is none or several. `context`: what the template
    `care/found.html` lists, and the handle by which nobody is known."""

    address: str
    context: dict[str, Any]


def ask_handle(
    request: HttpRequest, address_of: Callable[[str], str], but: Collection[str] = ()
) -> tuple[HandleForm, Found]:
    """The form that asks, and whom the handle that was sent found: one record of each visitor,
    without the records `but`. `address_of` leads from a record to what it was looked up for."""
    form = HandleForm(request.POST or None)
    asked = submit(request, form, lambda data: read_handle(data["handle"]))
    return form, _known_by(asked.made.text, address_of, but) if asked else Found("", {})


def _known_by(handle: str, address_of: Callable[[str], str], but: Collection[str]) -> Found:
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
