"""What the exchange gives to pages that belong to no room: words, corrections, doors, a tab."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from veille.care import reads as floor
from veille.care.pages.rooms import CareRoom, Door, from_records
from veille.care.tables import SiteRow, VisitRow
from veille.ledger.refusal import Absent
from veille.ui.rooms import Daily, Kind, Tab, ToDo, as_in
from veille.ui.words import words_of

from .. import facts, reads
from ..words import Called, CollectingFor, Counting, Used
from .amounts import in_words, number
from .forms import (
    AmountsForm,
    CleanUpForm,
    CountForm,
    HandOutForm,
    KitUsedForm,
    SendForm,
    TrainingForm,
)


def _cleaned_up(body: facts.CleanedUp) -> str:
    needles = needles_in_words(body.needles, body.how)
    return _("Clean-up: %(needles)s, %(where)s") % {"needles": needles, "where": body.where}


def _sent(body: facts.Sent) -> str:
    items = in_words(body.items)
    return _("Sent to %(site)s: %(items)s") % {"site": _site_name(body.to), "items": items}


def _received(body: facts.Received) -> str:
    return _("Received: %(items)s") % {"items": in_words(body.items) or _("nothing")}


def _reorder_set(body: facts.ReorderSet) -> str:
    level = _("never") if body.level is None else number(body.level)
    return _("Reorder %(item)s at: %(level)s") % {"item": body.item.label, "level": level}


def _bundle_kept(body: facts.BundleKept) -> str:
    items = in_words(body.items)
    return _("Bundle %(name)s: %(items)s") % {"name": body.name, "items": items}


def needles_in_words(needles: int, how: str) -> str:
    """“12 needles (estimated)”."""
    counted = {"n": number(needles), "how": words_of([how], Counting)}
    if needles == 1:
        return _("%(n)s needle (%(how)s)") % counted
    return _("%(n)s needles (%(how)s)") % counted


def _made(body: facts.Made) -> str:
    words = []
    if body.out:
        words.append(_("Handed out: %(items)s") % {"items": in_words(body.out)})
    if body.back:
        back = needles_in_words(body.back, body.back_how)
        kinds = words_of(body.back_kinds, Used)
        words.append(_("back: %(needles)s") % {"needles": f"{back}, {kinds}" if kinds else back})
    words.append(str(body.setting.label))
    if body.collecting is not CollectingFor.SELF:
        words.append(for_whom(body.collecting, body.others))
    if body.beyond:
        words.append(_("more than the stock held"))
    return " · ".join(words)


def for_whom(collecting: str, others: int) -> str:
    """“for others (3)”."""
    words = words_of([collecting], CollectingFor)
    return f"{words} ({number(others)})" if others else words


def _used(body: facts.KitsUsed) -> str:
    words = [
        _("Naloxone kits used: %(kits)s") % {"kits": number(body.kits)},
        _("form: %(form)s") % {"form": body.kit_form.label},
        _("outcome: %(outcome)s") % {"outcome": body.outcome.label},
    ]
    if body.called is not Called.UNKNOWN:
        words.append(str(body.called.label))
    return " · ".join(words)


def _site_name(slug: str) -> str:
    try:
        return floor.site(slug).name
    except Absent:  # a site of another node, not known here yet
        return slug


def page_of(_kind: str, slug: str, thing: str) -> str:
    return reverse("equipment-thing", args=[slug, thing])


def _doors(site: SiteRow, visit: VisitRow) -> Sequence[Door]:
    address = reverse("equipment-visit", args=[site.slug, visit.id])
    return [Door("equipment-visit", _lazy("Equipment…"), address)]


def _tidy_made(_said: facts.Made, changes: dict[str, Any]) -> dict[str, Any]:
    """Numbers left empty are none; what came back is of no kind where nothing did."""
    back = changes["back"] or 0
    kinds = changes["back_kinds"] if back else ()
    return {"back": back, "others": changes["others"] or 0, "back_kinds": kinds}


def _to_do(slug: str, _now: datetime) -> Iterator[ToDo]:
    address = reverse("stock", args=[slug])
    lines = reads.stock(floor.site(slug))
    if low := sum(line.low for line in lines):
        words = ngettext(
            "%(n)s item is at its level to reorder",
            "%(n)s items are at their level to reorder",
            low,
        )
        yield ToDo(words=words % {"n": low}, address=address, done_by="stock-delivery")
    if to_count := sum(line.to_count for line in lines):
        words = ngettext("%(n)s item is to be counted", "%(n)s items are to be counted", to_count)
        yield ToDo(words=words % {"n": to_count}, address=address, done_by="stock-count")
    if coming := len(reads.transfers_coming(slug)):
        words = ngettext(
            "%(n)s transfer is on its way here", "%(n)s transfers are on their way here", coming
        )
        yield ToDo(words=words % {"n": coming}, address=address, done_by="stock-receive")


def _delivered(body: facts.Delivered) -> str:
    return _("Delivery: %(items)s") % {"items": in_words(body.items)}


def _counted(body: facts.Counted) -> str:
    return _("Counted: %(items)s") % {"items": in_words(body.found)}


def _from(says: Callable[[Any], str]) -> Callable[[Any], str]:
    """The words of an entry, and in which other records it stood."""
    return lambda body: from_records(says(body), body.source)


_OF_EXCHANGE = {
    **as_in(HandOutForm, "out", label=_lazy("Handed out")),
    **as_in(HandOutForm, "back"),
    **as_in(HandOutForm, "back_how", required=True),
    **as_in(HandOutForm, "back_kinds"),
    **as_in(HandOutForm, "collecting", required=True),
    **as_in(HandOutForm, "others"),
    **as_in(HandOutForm, "setting", required=True),
}

ROOM = CareRoom(
    prefix="care.exchange.",
    page_of=page_of,
    kinds={
        facts.Made: Kind(_made, asks=_OF_EXCHANGE, tidy=_tidy_made),
        facts.ExchangeImported: Kind(_from(_made), asks=_OF_EXCHANGE, tidy=_tidy_made),
        facts.CleanedUp: Kind(_cleaned_up, as_in(CleanUpForm, "needles", "how")),
        facts.Trained: Kind(
            _lazy("Trained with naloxone: %(people)s"), as_in(TrainingForm, "people")
        ),
        facts.KitsUsed: Kind(_used, as_in(KitUsedForm, "kits", "kit_form", "outcome", "called")),
        facts.Delivered: Kind(
            _delivered,
            as_in(AmountsForm, "items"),
        ),
        facts.DeliveryImported: Kind(_from(_delivered), as_in(AmountsForm, "items")),
        facts.Counted: Kind(
            _counted,
            as_in(CountForm, "found"),
        ),
        facts.CountImported: Kind(_from(_counted), as_in(CountForm, "found")),
        facts.Sent: Kind(_sent, as_in(SendForm, "items")),
        facts.Received: Kind(_received, as_in(AmountsForm, "items", needed=False)),
        facts.ReorderSet: Kind(_reorder_set),
        facts.BundleKept: Kind(_bundle_kept),
        facts.BundleDropped: Kind(_lazy("Bundle no longer offered")),
    },
    things_of_visit=reads.things_of_visit,
    things_of_person=reads.things_of_person,
    doors=_doors,
    tabs=[Tab("equipment", _lazy("Equipment"))],
    to_do=_to_do,
    daily=(
        Daily(
            name="kits-out",
            label=_lazy("Naloxone kits handed out"),
            counts=reads.kits_by_moment,
        ),
        Daily(
            name="kits-used",
            label=_lazy("Naloxone kits said to have been used"),
            counts=reads.kits_used_by_moment,
        ),
    ),
)
