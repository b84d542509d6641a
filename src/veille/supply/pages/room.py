"""What drug checking gives to pages that belong to no room: words, a tab, corrections."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from veille.ui.rooms import Daily, Room, Tab, ToDo

from .. import reads
from ..seizures import reads as seizures
from ..words import CorrectionReason
from .words import KINDS


def _page_of(kind: str, slug: str, thing: str) -> str:
    if kind.startswith("supply.lot."):
        return reverse("lot", args=[slug, thing])
    return reverse("bench-sample", args=[slug, thing])


#: Days before its last one on which a lot is told of: time to order another.
_EXPIRES_WITHIN_DAYS = 30


def _to_do(slug: str, now: datetime) -> Iterator[ToDo]:
    today = timezone.localdate(now)
    until = (today + timedelta(days=_EXPIRES_WITHIN_DAYS)).isoformat()
    by_strip = reads.lots_in_use(slug, today.isoformat())
    lots = sum(lot.expires <= until for strip in by_strip.values() for lot in strip)
    if lots:
        words = ngettext(
            "%(n)s lot of strips expires within %(days)s days",
            "%(n)s lots of strips expire within %(days)s days",
            lots,
        )
        yield ToDo(
            words=words % {"n": lots, "days": _EXPIRES_WITHIN_DAYS},
            address=reverse("lots", args=[slug]),
            done_by="lot-new",
        )


ROOM = Room(
    prefix="supply.",
    page_of=_page_of,
    kinds=KINDS,
    reasons=CorrectionReason,
    tabs=[Tab("bench", _lazy("Drug checking"))],
    to_do=_to_do,
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
