"""What happens at an exchange: the vocabulary of `care.exchange`.

Nothing here names anybody. Notes are `Sealed` with the key of the person, of the visit where
the visitor is anonymous, or of the thing itself where nobody is known.
"""

from typing import ClassVar

import msgspec

from veille.ledger.facts import Body, Sealed

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


class Amount(msgspec.Struct, frozen=True):
    """So many pieces of one item."""

    item: Item
    count: int


class Made(Body, frozen=True):
    """Equipment was handed out, used needles were taken back, or both.

    `back` is a number of needles (a closed container's is estimated). `others` is for how
    many other people somebody collects. `visit` and `person` are empty where nobody is known.
    `beyond` are the items of which the stock held less than was given: its count was wrong.
    """

    kind: ClassVar[str] = "care.exchange.exchange.made"

    out: tuple[Amount, ...]
    setting: Setting
    back: int = 0
    back_how: Counting = Counting.COUNTED
    back_kinds: tuple[Used, ...] = ()
    collecting: CollectingFor = CollectingFor.SELF
    others: int = 0
    visit: str = ""
    person: str = ""
    beyond: tuple[Item, ...] = ()
    note: Sealed | None = None


class ExchangeImported(Made, frozen=True):
    """An exchange stood in the records of `source`, kept before Veille or beside it."""

    kind: ClassVar[str] = "care.exchange.exchange.imported"

    source: str = ""


class CleanedUp(Body, frozen=True):
    """Needles were picked up in a public place; `where` names the place and nobody in it."""

    kind: ClassVar[str] = "care.exchange.clean_up.done"

    needles: int
    how: Counting
    where: str


class Trained(Body, frozen=True):
    """People learned how to answer an overdose with naloxone."""

    kind: ClassVar[str] = "care.exchange.training.given"

    people: int
    visit: str = ""
    person: str = ""


class KitsUsed(Body, frozen=True):
    """Somebody tells that naloxone kits were used on one occasion, elsewhere."""

    kind: ClassVar[str] = "care.exchange.kit_use.told"

    kits: int
    kit_form: KitForm = KitForm.UNKNOWN
    outcome: KitOutcome = KitOutcome.UNKNOWN
    called: Called = Called.UNKNOWN
    visit: str = ""
    person: str = ""
    note: Sealed | None = None


class Delivered(Body, frozen=True):
    """A delivery came into a site's stock."""

    kind: ClassVar[str] = "care.exchange.delivery.came"

    items: tuple[Amount, ...]


class DeliveryImported(Delivered, frozen=True):
    """A delivery stood in the records of `source`."""

    kind: ClassVar[str] = "care.exchange.delivery.imported"

    source: str = ""


class Counted(Body, frozen=True):
    """Somebody counted the shelf: `found`, and what the stock said of it until then.

    An item that was never counted before is not in `expected`.
    """

    kind: ClassVar[str] = "care.exchange.count.made"

    found: tuple[Amount, ...]
    expected: tuple[Amount, ...] = ()


class CountImported(Counted, frozen=True):
    """A count of the shelf stood in the records of `source`; nobody knows what was expected."""

    kind: ClassVar[str] = "care.exchange.count.imported"

    source: str = ""


class Sent(Body, frozen=True):
    """Stock left for the site `to`; it is under way until it is received there."""

    kind: ClassVar[str] = "care.exchange.transfer.sent"

    to: str
    items: tuple[Amount, ...]


class Received(Body, frozen=True):
    """A transfer came in; `items` are what was in it, which may be less than was sent."""

    kind: ClassVar[str] = "care.exchange.transfer.received"

    items: tuple[Amount, ...]


class ReorderSet(Body, frozen=True):
    """The level at which an item is to be ordered again; None where nobody is to be told."""

    kind: ClassVar[str] = "care.exchange.shelf.reorder_set"

    item: Item
    level: int | None


class BundleKept(Body, frozen=True):
    """A site has a bundle of its own, or its bundle was changed."""

    kind: ClassVar[str] = "care.exchange.bundle.kept"

    name: str
    items: tuple[Amount, ...]


class BundleDropped(Body, frozen=True):
    """A site no longer offers a bundle."""

    kind: ClassVar[str] = "care.exchange.bundle.dropped"
