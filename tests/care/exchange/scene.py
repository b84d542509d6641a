"""What tests of the exchange do again and again, through the real actions."""

from datetime import datetime, timedelta
from typing import Any

from veille.care.exchange import actions, reads, stock
from veille.care.exchange.facts import Amount
from veille.care.exchange.state import Count, Exchange
from veille.care.exchange.tables import (
    BundleRow,
    CleanUpRow,
    CountRow,
    DeliveryRow,
    ExchangeRow,
    KitUseRow,
    MovementRow,
    ShelfRow,
    TrainingRow,
    TransferRow,
)
from veille.care.exchange.words import Item
from veille.ledger import clock, store

SITE, TRUCK = "cactus", "anonyme"
SYRINGE, WATER, NASAL = Item.SYRINGE_ONE, Item.WATER, Item.KIT_NASAL
ROWS = (
    ExchangeRow,
    CleanUpRow,
    TrainingRow,
    KitUseRow,
    MovementRow,
    CountRow,
    DeliveryRow,
    TransferRow,
    ShelfRow,
    BundleRow,
)


def ago(minutes: float) -> datetime:
    return clock.now() - timedelta(minutes=minutes)


def amounts(**counts: int) -> list[Amount]:
    """`amounts(syringe_one=10)`: as a form would say it."""
    return [Amount(Item(item), count) for item, count in counts.items()]


def hand_out(place: str = SITE, *, by: str = "anna", **said: Any) -> Exchange:
    """Hand out; a word that is no item is an argument of the action."""
    items = {name: said.pop(name) for name in list(said) if name in Item.values}
    return actions.hand_out(by=by, place=place, out=amounts(**items), **said)


def count(
    place: str = SITE, *, by: str = "anna", at: datetime | None = None, **found: int
) -> Count:
    return stock.count(by=by, place=place, found=amounts(**found), at=at)


def left(item: Item = SYRINGE, place: str = SITE) -> int | None:
    """What the stock says is left."""
    level = reads.level(place, item)
    return level.left if level else None


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every read table of the exchange; the numbers that a database gives rows left out."""
    return {
        model.__name__: sorted(
            (
                {
                    k: v
                    for k, v in row.items()
                    if k != "id" or model._meta.pk.name != "id" or isinstance(v, str)
                }
                for row in model.objects.values()
            ),
            key=str,
        )
        for model in ROWS
    }


def facts_written() -> int:
    with store.cursor() as cursor:
        return store.count(cursor)
