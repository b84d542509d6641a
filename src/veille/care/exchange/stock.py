"""What staff do with a site's stock: deliveries, counts, transfers, levels, bundles.

Verbs as in `actions.py`, and by the same rules.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from veille.care.area import site_of
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Absent

from . import facts, policies, reads
from .area import BUNDLE, COUNT, DELIVERY, SHELF, TRANSFER
from .facts import Amount
from .state import Bundle, Count, Delivery, Shelf, Transfer, tidy
from .words import Item


def deliver(
    *,
    by: str,
    place: str,
    items: Sequence[Amount],
    at: datetime | None = None,
    submission: str | None = None,
) -> Delivery:
    """Take a delivery into a site's stock."""
    given = tidy(items)
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        return pen.note(DELIVERY, new_id(), facts.Delivered(given), at=at)


def count(
    *,
    by: str,
    place: str,
    found: Sequence[Amount],
    at: datetime | None = None,
    submission: str | None = None,
) -> Count:
    """Write down what the shelf held. From then on the stock goes by it.

    Two who count at once are both kept: the later one stands, and its `expected` is what the
    first one found.
    """
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        levels = {amount.item: reads.level(place, amount.item, at) for amount in found}
        expected = tuple(Amount(item, one.left) for item, one in levels.items() if one)
        return pen.note(COUNT, new_id(), facts.Counted(tuple(found), expected), at=at)


def send(
    *,
    by: str,
    place: str,
    to: str,
    items: Sequence[Amount],
    at: datetime | None = None,
    submission: str | None = None,
) -> Transfer:
    """Send stock to another site: it is out of this one, and under way."""
    given = tidy(items)
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        policies.check_can_be_sent(place, site_of(pen, to).slug)
        return pen.note(TRANSFER, new_id(), facts.Sent(to, given), at=at)


def receive(
    *,
    by: str,
    place: str,
    transfer: str,
    items: Sequence[Amount] | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Transfer:
    """Take a transfer into this site's stock: all that was sent, or `items`."""
    with recording(by=by, place=place, submission=submission) as pen:
        sent = pen.state(TRANSFER, check_id(transfer))
        if sent is None:
            raise Absent(_("That transfer is not in this ledger. Open the stock page again."))
        policies.check_can_be_received(sent, place)
        came = sent.items if items is None else tidy(items)
        return pen.note(TRANSFER, transfer, facts.Received(came), at=at)


def set_reorder(
    *,
    by: str,
    place: str,
    levels: dict[Item, int | None],
    submission: str | None = None,
) -> list[Shelf]:
    """Say at which level each of these items is to be ordered again; None: never.

    Only what changes is written. Returns the shelves that changed.
    """
    changed = []
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        for item, level in levels.items():
            id = reads.shelf_id(place, item)
            before = pen.state(SHELF, id)
            if level != (before.reorder_at if before else None):
                changed.append(pen.note(SHELF, id, facts.ReorderSet(item, level)))
    return changed


def keep_bundle(
    *,
    by: str,
    place: str,
    name: str,
    items: Sequence[Amount],
    key: str = "",
    submission: str | None = None,
) -> Bundle:
    """Offer a bundle at a site: a new one, or `key` as it shall be from now on."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        if key:
            reads.bundle(place, key)
        else:
            policies.check_room_for_bundles(len(reads.bundles(place)))
        id = reads.bundle_id(place, key) if key else new_id()
        return pen.note(BUNDLE, id, facts.BundleKept(" ".join(name.split()), tidy(items)))


def drop_bundle(*, by: str, place: str, key: str, submission: str | None = None) -> Bundle:
    """Offer a bundle no longer."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        reads.bundle(place, key)
        return pen.note(BUNDLE, reads.bundle_id(place, key), facts.BundleDropped())
