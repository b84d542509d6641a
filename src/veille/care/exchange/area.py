"""The exchange, declared: its things, what is said of them, how they fold, what they fill."""

from collections.abc import Iterator, Sequence
from typing import Any

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables
from .facts import Amount
from .words import Movement


def plain(amounts: Sequence[Amount]) -> list[dict[str, Any]]:
    """Amounts as a read table holds them."""
    return [{"item": amount.item.value, "count": amount.count} for amount in amounts]


def _exchange(exchange: state.Exchange) -> Iterator[Row]:
    yield {
        "id": exchange.id,
        "site": exchange.site,
        "at": exchange.at,
        "by": exchange.by,
        "out": plain(exchange.out),
        "setting": exchange.setting.value,
        "back": exchange.back,
        "back_how": exchange.back_how.value,
        "back_kinds": [kind.value for kind in exchange.back_kinds],
        "collecting": exchange.collecting.value,
        "others": exchange.others,
        "visit": exchange.visit,
        "person": exchange.person,
        "rehearsal": exchange.rehearsal,
    }


def _handed_out(exchange: state.Exchange) -> Iterator[Row]:
    for amount in exchange.out:
        yield {
            "thing": exchange.id,
            "site": exchange.site,
            "item": amount.item.value,
            "at": exchange.at,
            "kind": Movement.HANDED_OUT.value,
            "change": -amount.count,
            "short": amount.item in exchange.beyond,
        }


def _clean_up(clean_up: state.CleanUp) -> Iterator[Row]:
    yield {
        "id": clean_up.id,
        "site": clean_up.site,
        "at": clean_up.at,
        "by": clean_up.by,
        "needles": clean_up.needles,
        "how": clean_up.how.value,
        "where": clean_up.where,
        "rehearsal": clean_up.rehearsal,
    }


def _training(training: state.Training) -> Iterator[Row]:
    yield {
        "id": training.id,
        "site": training.site,
        "at": training.at,
        "by": training.by,
        "people": training.people,
        "visit": training.visit,
        "person": training.person,
        "rehearsal": training.rehearsal,
    }


def _kit_use(use: state.KitUse) -> Iterator[Row]:
    yield {
        "id": use.id,
        "site": use.site,
        "at": use.at,
        "by": use.by,
        "kits": use.kits,
        "kit_form": use.kit_form.value,
        "outcome": use.outcome.value,
        "called": use.called.value,
        "visit": use.visit,
        "person": use.person,
        "rehearsal": use.rehearsal,
    }


def _delivery(delivery: state.Delivery) -> Iterator[Row]:
    yield {
        "id": delivery.id,
        "site": delivery.site,
        "at": delivery.at,
        "by": delivery.by,
        "items": plain(delivery.items),
        "rehearsal": delivery.rehearsal,
    }


def _delivered(delivery: state.Delivery) -> Iterator[Row]:
    for amount in delivery.items:
        yield _moved(delivery.id, delivery.site, delivery.at, Movement.DELIVERED, amount, 1)


def _moved(
    thing: str, site: str, at: Any, kind: Movement, amount: Amount, sign: int
) -> dict[str, Any]:
    return {
        "thing": thing,
        "site": site,
        "item": amount.item.value,
        "at": at,
        "kind": kind.value,
        "change": sign * amount.count,
        "short": False,
    }


def _count(count: state.Count) -> Iterator[Row]:
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


def _transfer(transfer: state.Transfer) -> Iterator[Row]:
    yield {
        "id": transfer.id,
        "site": transfer.site,
        "to": transfer.to,
        "at": transfer.at,
        "by": transfer.by,
        "items": plain(transfer.items),
        "received": plain(transfer.received),
        "received_at": transfer.received_at,
        "received_by": transfer.received_by,
        "rehearsal": transfer.rehearsal,
    }


def _transferred(transfer: state.Transfer) -> Iterator[Row]:
    """One transfer, seen by both sites: out of one, into the other once it has arrived."""
    for amount in transfer.items:
        yield _moved(transfer.id, transfer.site, transfer.at, Movement.SENT, amount, -1)
    for amount in transfer.received:
        yield _moved(transfer.id, transfer.to, transfer.received_at, Movement.RECEIVED, amount, 1)


def _shelf(shelf: state.Shelf) -> Iterator[Row]:
    yield {
        "id": shelf.id,
        "site": shelf.site,
        "item": shelf.item.value,
        "reorder_at": shelf.reorder_at,
    }


def _bundle(bundle: state.Bundle) -> Iterator[Row]:
    yield {
        "id": bundle.id,
        "site": bundle.site,
        "at": bundle.at,
        "name": bundle.name,
        "items": plain(bundle.items),
        "offered": bundle.offered,
    }


EXCHANGE = Thing(
    "care.exchange.exchange", (facts.Made,), state.fold_exchange,
    (
        Table(tables.ExchangeRow, _exchange),
        Table(tables.MovementRow, _handed_out, key="thing"),
    ),
)  # fmt: skip
CLEAN_UP = Thing(
    "care.exchange.clean_up", (facts.CleanedUp,), state.fold_clean_up,
    (Table(tables.CleanUpRow, _clean_up),),
)  # fmt: skip
TRAINING = Thing(
    "care.exchange.training", (facts.Trained,), state.fold_training,
    (Table(tables.TrainingRow, _training),),
)  # fmt: skip
KIT_USE = Thing(
    "care.exchange.kit_use", (facts.KitsUsed,), state.fold_kit_use,
    (Table(tables.KitUseRow, _kit_use),),
)  # fmt: skip
DELIVERY = Thing(
    "care.exchange.delivery", (facts.Delivered,), state.fold_delivery,
    (
        Table(tables.DeliveryRow, _delivery),
        Table(tables.MovementRow, _delivered, key="thing"),
    ),
)  # fmt: skip
COUNT = Thing(
    "care.exchange.count", (facts.Counted,), state.fold_count,
    (Table(tables.CountRow, _count, key="thing"),),
)  # fmt: skip
TRANSFER = Thing(
    "care.exchange.transfer", (facts.Sent, facts.Received), state.fold_transfer,
    (
        Table(tables.TransferRow, _transfer),
        Table(tables.MovementRow, _transferred, key="thing"),
    ),
)  # fmt: skip
SHELF = Thing(
    "care.exchange.shelf", (facts.ReorderSet,), state.fold_shelf,
    (Table(tables.ShelfRow, _shelf),),
)  # fmt: skip
BUNDLE = Thing(
    "care.exchange.bundle", (facts.BundleKept, facts.BundleDropped), state.fold_bundle,
    (Table(tables.BundleRow, _bundle),),
)  # fmt: skip

AREA = Area(
    "care.exchange",
    (EXCHANGE, CLEAN_UP, TRAINING, KIT_USE, DELIVERY, COUNT, TRANSFER, SHELF, BUNDLE),
)
