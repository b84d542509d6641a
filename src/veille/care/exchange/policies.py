"""When something may be said of an exchange or of a stock, by what is so.

Each raises Refused with what the person at the desk can do about it. A stock never keeps
anybody from being given what they need: it only asks.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille.care.policies import UNDO_FOR
from veille.care.state import Visit
from veille.ledger.refusal import Malformed, Refused, Who

from .facts import Amount
from .state import Bundle, CleanUp, Count, Exchange, KitUse, Shelf, Training, Transfer
from .words import CollectingFor, Item

#: More than this is a slip of the finger: pieces of one item, used needles, people.
LARGEST_AMOUNT = 20_000
LARGEST_GROUP = 500
LONGEST_WHERE = 120
LONGEST_NAME = 40
MOST_BUNDLES = 24


class NotEnough(Refused):
    """More was asked for than the stock holds: a question, to be answered with yes.

    `short` is (item, pieces left, pieces asked for) for each such item.
    """

    def __init__(self, short: Sequence[tuple[Item, int, int]]) -> None:
        self.short = tuple(short)
        item, left, asked = self.short[0]
        words: dict[str, str | Promise | int] = {
            "item": Item(item).label,
            "left": left,
            "asked": asked,
        }
        super().__init__(
            _(
                "%(item)s: the stock says %(left)s are left, and you hand out %(asked)s. Nothing "
                "was written yet: say whether you hand it out anyway."
            ),
            **words,
        )


def check_stock(out: Sequence[Amount], left: dict[Item, int], *, anyway: bool) -> tuple[Item, ...]:
    """The items of which less is left than is handed out; a question where not `anyway`.

    `left` is what the stock says of items whose count is trusted: not of one that was never
    counted, nor of one that is to be counted already.
    """
    short = [(a.item, left[a.item], a.count) for a in out if a.count > left.get(a.item, a.count)]
    if short and not anyway:
        raise NotEnough([(item, max(0, there), asked) for item, there, asked in short])
    return tuple(item for item, _left, _asked in short)


def check_amounts(amounts: Sequence[Amount], *, least: int = 1) -> None:
    for amount in amounts:
        if not least <= amount.count <= LARGEST_AMOUNT:
            raise Malformed(
                _("%(item)s: enter a number from %(least)s to %(most)s."),
                item=amount.item.label,
                least=least,
                most=LARGEST_AMOUNT,
            )


def check_exchange(exchange: Exchange | None) -> None:
    """What must be so of an exchange after it was made or corrected."""
    if exchange is None:
        return
    if not exchange.out and not exchange.back:
        raise Malformed(
            _(
                "Nothing is handed out and nothing came back. Choose a bundle, enter an amount, or "
                "enter the needles that came back."
            ),
        )
    check_amounts(exchange.out)
    _check_number(exchange.back, 0, LARGEST_AMOUNT, _("Needles back"))
    _check_number(exchange.others, 0, LARGEST_GROUP, _("Other people"))
    if exchange.others and exchange.collecting is CollectingFor.SELF:
        raise Malformed(
            _(
                "For how many others, where they collect for themself? Choose “for others” or “for "
                "themself and others”, or leave the number empty."
            ),
        )


def _check_number(number: int, least: int, most: int, name: str | Promise) -> None:
    if not least <= number <= most:
        raise Malformed(
            _("%(name)s: enter a number from %(least)s to %(most)s."),
            name=name,
            least=least,
            most=most,
        )


def check_comes_after_arrival(at: datetime, visit: Visit) -> None:
    """Nothing is handed out on a visit before it began; at the door, after it, it may be."""
    if at < visit.arrived_at:
        raise Malformed(
            _("That is before the visitor arrived (%(arrived)s). Check the time."),
            arrived=visit.arrived_at,
        )


def check_can_undo(exchange: Exchange, by: str, noted: datetime, now: datetime) -> None:
    """A slip of the finger is taken back by whoever made it, at once."""
    if exchange.by != by:
        raise Refused(
            _("%(who)s handed this out: only they can undo it. Correct the entry instead."),
            who=Who(exchange.by),
        )
    if now - noted > UNDO_FOR:
        raise Refused(
            _("This was written at %(noted)s, too long ago to undo. Correct the entry instead."),
            noted=noted,
        )


def check_clean_up(clean_up: CleanUp | None) -> None:
    if clean_up is None:
        return
    _check_number(clean_up.needles, 0, LARGEST_AMOUNT, _("Needles picked up"))
    if not 0 < len(clean_up.where.strip()) <= LONGEST_WHERE:
        raise Malformed(
            _("Say where, in at most %(longest)s characters: a street corner, a park, a lane."),
            longest=LONGEST_WHERE,
        )


def check_training(training: Training | None) -> None:
    if training is not None:
        _check_number(training.people, 1, LARGEST_GROUP, _("People trained"))


def check_kit_use(use: KitUse | None) -> None:
    if use is not None:
        _check_number(use.kits, 1, LARGEST_GROUP, _("Kits used"))


def check_delivery(items: Sequence[Amount]) -> None:
    if not items:
        raise Malformed(_("Enter how many of at least one item; then save again."))
    check_amounts(items)


def check_count(count: Count | None) -> None:
    if count is None:
        return
    if not count.found:
        raise Malformed(_("Enter what you counted of at least one item; none is 0."))
    check_amounts(count.found, least=0)


def check_can_be_sent(slug: str, to: str) -> None:
    if slug == to:
        raise Malformed(_("Choose another site than this one to send it to."))


def check_can_be_received(transfer: Transfer, slug: str) -> None:
    if transfer.to != slug:
        raise Refused(_("This transfer is for another site: it is received there."))
    if transfer.received_at is not None:
        raise Refused(
            _("%(who)s received this transfer at %(when)s already. Nothing was written twice."),
            who=Who(transfer.received_by),
            when=transfer.received_at,
        )


def check_transfer(transfer: Transfer | None) -> None:
    if transfer is None:
        return
    check_delivery(transfer.items)
    check_amounts(transfer.received)
    if transfer.received_at is not None and transfer.received_at < transfer.at:
        raise Malformed(
            _("That is before it was sent (%(sent)s). Check the time."), sent=transfer.at
        )


def check_sent_stands(transfer: Transfer | None, was_received: bool) -> None:
    """What was received elsewhere was sent: that cannot be struck out from under it."""
    if transfer is None and was_received:
        raise Refused(
            _(
                "The other site received this transfer. Strike the receipt out there first, if it "
                "did not happen."
            ),
        )


def check_shelf(shelf: Shelf | None) -> None:
    if shelf is not None and shelf.reorder_at is not None:
        _check_number(shelf.reorder_at, 0, LARGEST_AMOUNT, _("Level at which to reorder"))


def check_bundle(bundle: Bundle | None) -> None:
    if bundle is None or not bundle.offered:
        return
    if not 0 < len(bundle.name.strip()) <= LONGEST_NAME:
        raise Malformed(_("A bundle's name has 1 to %(longest)s characters."), longest=LONGEST_NAME)
    check_delivery(bundle.items)


def check_room_for_bundles(offered: int) -> None:
    if offered >= MOST_BUNDLES:
        raise Refused(
            _("There are %(most)s bundles already: drop one first, so that each is found."),
            most=MOST_BUNDLES,
        )
