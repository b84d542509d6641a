"""What is so of an exchange: pure folds.

Most things here are said once and then at most corrected. Where several facts are about one
thing, the latest by `at` stands, and by the order noted where two have one time.
"""

from collections.abc import Sequence
from datetime import datetime

from veille.care.state import OfVisit
from veille.ledger.facts import Entry, Sealed
from veille.ledger.states import State, first, last, said_once, state_of

from . import facts
from .facts import Amount
from .words import (
    Called,
    CollectingFor,
    Counting,
    Item,
    KitForm,
    KitOutcome,
    Setting,
    Used,
)


class Exchange(OfVisit, frozen=True, kw_only=True):
    out: tuple[Amount, ...]
    setting: Setting
    back: int
    back_how: Counting
    back_kinds: tuple[Used, ...]
    collecting: CollectingFor
    others: int
    beyond: tuple[Item, ...]
    note: Sealed | None


class CleanUp(State, frozen=True, kw_only=True):
    needles: int
    how: Counting
    where: str


class Training(OfVisit, frozen=True, kw_only=True):
    people: int


class KitUse(OfVisit, frozen=True, kw_only=True):
    kits: int
    kit_form: KitForm
    outcome: KitOutcome
    called: Called


class Delivery(State, frozen=True, kw_only=True):
    items: tuple[Amount, ...]


class Count(State, frozen=True, kw_only=True):
    found: tuple[Amount, ...]
    expected: tuple[Amount, ...]


class Transfer(State, frozen=True, kw_only=True):
    """`at` is when it left `site`. `received` is empty while it is under way."""

    to: str
    items: tuple[Amount, ...]
    received: tuple[Amount, ...]
    received_at: datetime | None
    received_by: str


class Shelf(State, frozen=True, kw_only=True):
    item: Item
    reorder_at: int | None


class Bundle(State, frozen=True, kw_only=True):
    name: str
    items: tuple[Amount, ...]
    offered: bool


def tidy(amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """Each item once, in the order first said; what is none of anything is left out."""
    total: dict[Item, int] = {}
    for amount in amounts:
        total[amount.item] = total.get(amount.item, 0) + amount.count
    return tuple(Amount(item, count) for item, count in total.items() if count)


fold_exchange = said_once(Exchange, facts.Made)
fold_clean_up = said_once(CleanUp, facts.CleanedUp)
fold_training = said_once(Training, facts.Trained)
fold_kit_use = said_once(KitUse, facts.KitsUsed)
fold_delivery = said_once(Delivery, facts.Delivered)
fold_count = said_once(Count, facts.Counted)


def fold_transfer(_about: str, entries: Sequence[Entry], version: int) -> Transfer | None:
    """None before it is known what was sent, even where it was received already."""
    sent, came = first(entries, facts.Sent), first(entries, facts.Received)
    if sent is None:
        return None
    return state_of(
        Transfer,
        sent[0],
        version,
        received=came[1].items if came else (),
        received_at=came[0].at if came else None,
        received_by=came[0].by if came else "",
    )


def fold_shelf(_about: str, entries: Sequence[Entry], version: int) -> Shelf | None:
    found = last(entries, facts.ReorderSet)
    return state_of(Shelf, found[0], version, reorder_at=found[1].level) if found else None


def fold_bundle(_about: str, entries: Sequence[Entry], version: int) -> Bundle | None:
    """What was said of it last. One that was only dropped is a usual one that a site leaves out."""
    kept = last(entries, facts.BundleKept)
    latest = last(entries, facts.BundleKept, facts.BundleDropped)
    if latest is None:
        return None
    if kept is None:
        return state_of(Bundle, latest[0], version, name="", items=(), offered=False)
    return state_of(Bundle, kept[0], version, offered=latest == kept)
