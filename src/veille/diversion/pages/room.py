"""What the commission gives to pages that belong to no room: how its entries read, and which of
them can be corrected."""

from django.urls import reverse

from veille.ui.rooms import Room

from ..words import CorrectionReason
from .entries import KINDS, sealed_in


def _page_of(_kind: str, slug: str, about: str) -> str:
    return reverse("case", args=[slug, about])


ROOM = Room(
    prefix="diversion.",
    page_of=_page_of,
    kinds=KINDS,
    reasons=CorrectionReason,
    sealed_in=sealed_in,
    of_sites=False,
)
