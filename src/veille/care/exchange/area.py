"""The exchange, declared: its things, how they fold, what must hold of them, what they fill."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from veille.care.area import VISIT
from veille.care.state import OfVisit, Visit
from veille.ledger.areas import Area, Change, Row, Table, Thing
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen
from veille.ledger.refusal import Absent
from veille.ledger.states import State

from . import facts, policies, state, tables
from .facts import Amount
from .words import Movement

S = TypeVar("S")
V = TypeVar("V", bound=OfVisit)


def visit_here(pen: Pen, place: str, visit: str) -> Visit | None:
    """The visit on which something is done, where there is one; it is at this site."""
    if not visit:
        return None
    guest = pen.state(VISIT, check_id(visit))
    if guest is None or guest.site != place:
        raise Absent(_("That visit is not of this site. Go back and open the page again."))
    return guest


def _holding(check: Callable[[S | None], None]) -> Callable[[Pen, Change[S]], None]:
    return lambda _pen, change: check(change.now)


def _holding_on_visit(check: Callable[[V | None], None]) -> Callable[[Pen, Change[V]], None]:
    def holds(pen: Pen, change: Change[V]) -> None:
        check(change.now)
        guest = visit_here(pen, change.now.site, change.now.visit) if change.now else None
        if change.now is not None and guest is not None:
            policies.check_comes_after_arrival(change.now.at, guest)

    return holds


def _transfer_holds(_pen: Pen, change: Change[state.Transfer]) -> None:
    policies.check_transfer(change.now)
    if isinstance(change.entry.body, facts.Sent):
        came = any(isinstance(e.body, facts.Received) and not e.struck for e in change.entries)
        policies.check_sent_stands(change.now, came)


def _moved(
    thing: State, amount: Amount, kind: Movement, *, site: str = "", at: datetime | None = None
) -> dict[str, object]:
    """One item of a thing as a movement of the stock, here or at another site: `kind` says
    whether it came or went."""
    comes = kind in (Movement.DELIVERED, Movement.RECEIVED)
    return {
        "thing": thing.id,
        "site": site or thing.site,
        "item": amount.item.value,
        "at": at or thing.at,
        "kind": kind.value,
        "change": amount.count if comes else -amount.count,
        "short": False,
    }


def _handed_out(exchange: state.Exchange) -> Iterator[Row]:
    for amount in exchange.out:
        row = _moved(exchange, amount, Movement.HANDED_OUT)
        yield {**row, "short": amount.item in exchange.beyond}


def _delivered(delivery: state.Delivery) -> Iterator[Row]:
    for amount in delivery.items:
        yield _moved(delivery, amount, Movement.DELIVERED)


def _transferred(transfer: state.Transfer) -> Iterator[Row]:
    """One transfer, seen by both sites: out of one, into the other once it has arrived."""
    for amount in transfer.items:
        yield _moved(transfer, amount, Movement.SENT)
    to, at = transfer.to, transfer.received_at
    for amount in transfer.received:
        yield _moved(transfer, amount, Movement.RECEIVED, site=to, at=at)


def _counted(count: state.Count) -> Iterator[Row]:
    expected = {amount.item: amount.count for amount in count.expected}
    for amount in count.found:
        yield {
            "thing": count.id,
            "site": count.site,
            "item": amount.item.value,
            "at": count.at,
            "by": count.by,
            "found": amount.count,
            "expected": expected.get(amount.item),
        }


EXCHANGE = Thing(
    "care.exchange.exchange",
    facts,
    state.Exchange,
    state.fold_exchange,
    tables=(Table(tables.ExchangeRow), Table(tables.MovementRow, _handed_out, key="thing")),
    holds=_holding_on_visit(policies.check_exchange),
)
CLEAN_UP = Thing(
    "care.exchange.clean_up",
    facts,
    state.CleanUp,
    state.fold_clean_up,
    tables=(Table(tables.CleanUpRow),),
    holds=_holding(policies.check_clean_up),
)
TRAINING = Thing(
    "care.exchange.training",
    facts,
    state.Training,
    state.fold_training,
    tables=(Table(tables.TrainingRow),),
    holds=_holding_on_visit(policies.check_training),
)
KIT_USE = Thing(
    "care.exchange.kit_use",
    facts,
    state.KitUse,
    state.fold_kit_use,
    tables=(Table(tables.KitUseRow),),
    holds=_holding_on_visit(policies.check_kit_use),
)
DELIVERY = Thing(
    "care.exchange.delivery",
    facts,
    state.Delivery,
    state.fold_delivery,
    tables=(Table(tables.DeliveryRow), Table(tables.MovementRow, _delivered, key="thing")),
    holds=_holding(lambda one: policies.check_delivery(one.items) if one else None),
)
COUNT = Thing(
    "care.exchange.count",
    facts,
    state.Count,
    state.fold_count,
    tables=(Table(tables.CountRow, _counted, key="thing"),),
    holds=_holding(policies.check_count),
)
TRANSFER = Thing(
    "care.exchange.transfer",
    facts,
    state.Transfer,
    state.fold_transfer,
    tables=(Table(tables.TransferRow), Table(tables.MovementRow, _transferred, key="thing")),
    holds=_transfer_holds,
)
SHELF = Thing(
    "care.exchange.shelf",
    facts,
    state.Shelf,
    state.fold_shelf,
    tables=(Table(tables.ShelfRow),),
    holds=_holding(policies.check_shelf),
)
BUNDLE = Thing(
    "care.exchange.bundle",
    facts,
    state.Bundle,
    state.fold_bundle,
    tables=(Table(tables.BundleRow),),
    holds=_holding(policies.check_bundle),
)

AREA = Area(
    "care.exchange",
    (EXCHANGE, CLEAN_UP, TRAINING, KIT_USE, DELIVERY, COUNT, TRANSFER, SHELF, BUNDLE),
)
