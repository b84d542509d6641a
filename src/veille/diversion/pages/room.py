"""What the commission gives to pages that belong to no room: how its entries read, and which of
them can be corrected."""

from django.urls import reverse

from veille.ui.rooms import Kind, Room

from ..area import AREA
from ..words import CorrectionReason
from .corrections import FIELDS
from .words import in_words, sealed_in


def _page_of(_kind: str, slug: str, about: str) -> str:
    return reverse("case", args=[slug, about])


ROOM = Room(
    prefix="diversion.",
    page_of=_page_of,
    kinds={
        body: Kind(in_words, FIELDS.get(body)) for thing in AREA.things for body in thing.bodies
    },
    reasons=CorrectionReason,
    sealed_in=sealed_in,
    of_sites=False,
)
