"""What is so of an exchange: pure folds.

Most things here are said once and then at most corrected. Where several facts are about one
thing, the latest by `at` stands, and by the order noted where two have one time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from veille.ledger.facts import Body, Entry, Sealed

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

B = TypeVar("B", bound=Body)


class _Said(msgspec.Struct, frozen=True):
    """What every thing of the exchange has: where and when it happened, and who said so."""

    id: str
    site: str
    at: datetime
    by: str
    rehearsal: bool


class Exchange(_Said, frozen=True):
    out: tuple[Amount, ...]
    setting: Setting
    back: int
    back_how: Counting
    back_kinds: tuple[Used, ...]
    collecting: CollectingFor
    others: int
    visit: str
    person: str
    beyond: tuple[Item, ...]
    note: Sealed | None


class CleanUp(_Said, frozen=True):
    needles: int
    how: Counting
    where: str


class Training(_Said, frozen=True):
    people: int
    visit: str
    person: str


class KitUse(_Said, frozen=True):
    kits: int
    kit_form: KitForm
    outcome: KitOutcome
    called: Called
    visit: str
    person: str


class Delivery(_Said, frozen=True):
    items: tuple[Amount, ...]


class Count(_Said, frozen=True):
    found: tuple[Amount, ...]
    expected: tuple[Amount, ...]


class Transfer(_Said, frozen=True):
    """`at` is when it left `site`. `received` is empty while it is under way."""

    to: str
    items: tuple[Amount, ...]
    received: tuple[Amount, ...]
    received_at: datetime | None
    received_by: str


class Shelf(_Said, frozen=True):
    item: Item
    reorder_at: int | None


class Bundle(_Said, frozen=True):
    name: str
    items: tuple[Amount, ...]
    offered: bool


def tidy(amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """Each item once, in the order first said; what is none of anything is left out."""
    total: dict[Item, int] = {}
    for amount in amounts:
        total[amount.item] = total.get(amount.item, 0) + amount.count
    return tuple(Amount(item, count) for item, count in total.items() if count)


def _first(entries: Sequence[Entry], kind: type[B]) -> tuple[Entry, B] | None:
    """The first entry of a kind, with its body."""
    for entry in entries:
        if isinstance(entry.body, kind):
            return entry, entry.body
    return None


def _last(entries: Sequence[Entry], kind: type[B]) -> tuple[Entry, B] | None:
    """The entry of a kind that happened last; of two at one time, the one noted last."""
    return _first(sorted(entries, key=lambda e: (e.at, e.noted), reverse=True), kind)


def fold_exchange(about: str, entries: Sequence[Entry], _said: int) -> Exchange | None:
    told = _first(entries, facts.Made)
    if told is None:
        return None
    entry, body = told
    return Exchange(
        about, entry.place, entry.at, entry.by, entry.rehearsal, body.out, body.setting, body.back,
        body.back_how, body.back_kinds, body.collecting, body.others, body.visit, body.person,
        body.beyond, body.note,
    )  # fmt: skip


def fold_clean_up(about: str, entries: Sequence[Entry], _said: int) -> CleanUp | None:
    told = _first(entries, facts.CleanedUp)
    if told is None:
        return None
    entry, body = told
    return CleanUp(
        about, entry.place, entry.at, entry.by, entry.rehearsal, body.needles, body.how, body.where
    )


def fold_training(about: str, entries: Sequence[Entry], _said: int) -> Training | None:
    told = _first(entries, facts.Trained)
    if told is None:
        return None
    entry, body = told
    return Training(
        about, entry.place, entry.at, entry.by, entry.rehearsal, body.people, body.visit,
        body.person,
    )  # fmt: skip


def fold_kit_use(about: str, entries: Sequence[Entry], _said: int) -> KitUse | None:
    told = _first(entries, facts.KitsUsed)
    if told is None:
        return None
    entry, body = told
    return KitUse(
        about, entry.place, entry.at, entry.by, entry.rehearsal, body.kits, body.kit_form,
        body.outcome, body.called, body.visit, body.person,
    )  # fmt: skip


def fold_delivery(about: str, entries: Sequence[Entry], _said: int) -> Delivery | None:
    told = _first(entries, facts.Delivered)
    if told is None:
        return None
    entry, body = told
    return Delivery(about, entry.place, entry.at, entry.by, entry.rehearsal, body.items)


def fold_count(about: str, entries: Sequence[Entry], _said: int) -> Count | None:
    told = _first(entries, facts.Counted)
    if told is None:
        return None
    entry, body = told
    return Count(about, entry.place, entry.at, entry.by, entry.rehearsal, body.found, body.expected)


def fold_transfer(about: str, entries: Sequence[Entry], _said: int) -> Transfer | None:
    """None before it is known what was sent, even where it was received already."""
    sent, came = _first(entries, facts.Sent), _first(entries, facts.Received)
    if sent is None:
        return None
    entry, body = sent
    return Transfer(
        about, entry.place, entry.at, entry.by, entry.rehearsal, body.to, body.items,
        came[1].items if came else (), came[0].at if came else None, came[0].by if came else "",
    )  # fmt: skip


def fold_shelf(about: str, entries: Sequence[Entry], _said: int) -> Shelf | None:
    told = _last(entries, facts.ReorderSet)
    if told is None:
        return None
    entry, body = told
    return Shelf(about, entry.place, entry.at, entry.by, entry.rehearsal, body.item, body.level)


def fold_bundle(about: str, entries: Sequence[Entry], _said: int) -> Bundle | None:
    """What was said of it last. One that was only dropped is a usual one that a site leaves out."""
    kept, dropped = _last(entries, facts.BundleKept), _last(entries, facts.BundleDropped)
    if kept is None:
        if dropped is None:
            return None
        entry = dropped[0]
        return Bundle(about, entry.place, entry.at, entry.by, entry.rehearsal, "", (), False)
    entry, body = kept
    offered = dropped is None or (dropped[0].at, dropped[0].noted) < (entry.at, entry.noted)
    return Bundle(
        about, entry.place, entry.at, entry.by, entry.rehearsal, body.name, body.items, offered
    )
