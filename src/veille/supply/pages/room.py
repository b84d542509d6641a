"""What drug checking gives to pages that belong to no room: words, a tab, corrections."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from veille.ui.rooms import Daily, Room, Tab

from .. import reads
from ..seizures import reads as seizures
from ..words import CorrectionReason
from .words import KINDS


def _page_of(kind: str, slug: str, thing: str) -> str:
    if kind.startswith("supply.lot."):
        return reverse("lot", args=[slug, thing])
    return reverse("bench-sample", args=[slug, thing])


ROOM = Room(
    prefix="supply.",
    page_of=_page_of,
    kinds=KINDS,
    reasons=CorrectionReason,
    tabs=[Tab("bench", _lazy("Drug checking"))],
    daily=(
        Daily(
            name="samples",
            label=_lazy("Samples with a result"),
            counts=reads.results_by_moment,
            known=reads.results_known,
        ),
        Daily(
            name="unexpected-opioids",
            label=_lazy("Opioids in samples not sold as one"),
            counts=reads.unexpected_opioids,
            out_of="samples",
        ),
        Daily(name="seizures", label=_lazy("Seizures told of"), counts=seizures.by_moment),
    ),
)
