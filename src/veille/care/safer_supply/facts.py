"""What can happen in safer supply: the vocabulary of care.safer_supply.

Every amount of a drug is a whole number of micrograms (`_ug`), so that sums are exact; people read
and write milligrams. Stock is counted in whole units: a tablet is never split here.

Words about a person are `Sealed` with that person's key; words about stock with the thing's own.
A prescriber's name is sealed with the person's key too: beside the doses it would tell who is who.
"""

from datetime import date
from typing import ClassVar

import msgspec

from veille.ledger.facts import Body, Sealed

from .words import (
    Decider,
    Drug,
    Explanation,
    Fate,
    Form,
    Move,
    PauseReason,
    StopReason,
    Way,
    Why,
)


class Product(msgspec.Struct, frozen=True):
    """A drug in one form and strength: what is prescribed, handed out and counted.

    `strength_ug` is what one unit holds, in micrograms.
    """

    drug: Drug
    form: Form
    strength_ug: int

    @property
    def key(self) -> str:
        """What read tables call it."""
        return f"{self.drug.value}-{self.form.value}-{self.strength_ug}"


class Plan(msgspec.Struct, frozen=True):
    """What is prescribed. Amounts in micrograms.

    `most_ug` is the largest amount in one day, `carried` how many of a day's doses may be
    carried away, `every_days` the rhythm (1: daily). After `missed_days` due days in a row without
    a dose, the prescriber sees the person before the next one; 0 where there is no such rule.
    """

    product: Product
    dose_ug: int
    doses_a_day: int
    most_ug: int
    carried: int = 0
    every_days: int = 1
    missed_days: int = 3


class RulesSet(Body, frozen=True):
    """A coordinator set how a site keeps safer supply.

    `two_sign`: whatever touches controlled stock needs a second signature. `peers_sign`: a
    peer worker may give it. `missed_days` is proposed for a new prescription.
    """

    kind: ClassVar[str] = "care.safer_supply.rules.set"

    two_sign: bool
    peers_sign: bool
    missed_days: int


class ProductListed(Body, frozen=True):
    """A site keeps this product from now on."""

    kind: ClassVar[str] = "care.safer_supply.product.listed"

    product: Product


class ProductRetired(Body, frozen=True):
    """A site keeps a product no longer: nobody new is prescribed it here."""

    kind: ClassVar[str] = "care.safer_supply.product.retired"


class Enrolled(Body, frozen=True):
    """A prescriber enrolled a person; staff wrote it down."""

    kind: ClassVar[str] = "care.safer_supply.enrolment.begun"

    person: str
    plan: Plan
    review_on: date
    prescriber: Sealed
    note: Sealed | None = None


class PrescriptionChanged(Body, frozen=True):
    """The prescriber changed what is prescribed."""

    kind: ClassVar[str] = "care.safer_supply.enrolment.changed"

    plan: Plan
    review_on: date
    prescriber: Sealed
    note: Sealed | None = None


class Reviewed(Body, frozen=True):
    """The prescriber saw the person and renewed; days missed before that count no more."""

    kind: ClassVar[str] = "care.safer_supply.enrolment.reviewed"

    review_on: date
    prescriber: Sealed
    note: Sealed | None = None


class Paused(Body, frozen=True):
    """No dose is due until further notice."""

    kind: ClassVar[str] = "care.safer_supply.enrolment.paused"

    why: PauseReason
    note: Sealed | None = None


class Resumed(Body, frozen=True):
    """A pause is over, with the prescriber's agreement."""

    kind: ClassVar[str] = "care.safer_supply.enrolment.resumed"

    note: Sealed | None = None


class Stopped(Body, frozen=True):
    """It ended for good; whoever begins again is enrolled anew.

    `death` is the entry that says that the person died, where that stopped it.
    """

    kind: ClassVar[str] = "care.safer_supply.enrolment.stopped"

    why: StopReason
    decided_by: Decider
    note: Sealed | None = None
    death: str = ""


class Dispensed(Body, frozen=True):
    """Units were handed out under an enrolment: one dose witnessed, or some carried away.

    `two_sign` is what the site asked for at that time. `visit` is the visit during which it was,
    empty where the person came for the dose alone.
    """

    kind: ClassVar[str] = "care.safer_supply.dose.dispensed"

    enrolment: str
    person: str
    product: Product
    units: int
    doses: int
    way: Way
    two_sign: bool
    visit: str = ""
    note: Sealed | None = None


class NotTaken(Body, frozen=True):
    """A dose that was due was not given, and somebody wrote down why; `at` lies in the day."""

    kind: ClassVar[str] = "care.safer_supply.dose.missed"

    enrolment: str
    person: str
    why: Why
    note: Sealed | None = None


class PartBack(Body, frozen=True):
    """Units of a dose came back: dropped, refused, not finished."""

    kind: ClassVar[str] = "care.safer_supply.dose.back"

    units: int
    fate: Fate
    two_sign: bool
    note: Sealed | None = None


class DoseSigned(Body, frozen=True):
    """A second person signed the entry `entry` of a dose."""

    kind: ClassVar[str] = "care.safer_supply.dose.signed"

    entry: str


class StockMoved(Body, frozen=True):
    """Units came in, were destroyed, or went back to the pharmacy."""

    kind: ClassVar[str] = "care.safer_supply.stock.moved"

    product: Product
    what: Move
    units: int
    two_sign: bool
    lot: str = ""
    note: Sealed | None = None


class StockSigned(Body, frozen=True):
    """A second person signed a movement of the stock."""

    kind: ClassVar[str] = "care.safer_supply.stock.signed"

    entry: str


class Counted(Body, frozen=True):
    """Somebody counted what is really there."""

    kind: ClassVar[str] = "care.safer_supply.count.taken"

    product: Product
    units: int
    two_sign: bool
    note: Sealed | None = None


class CountSigned(Body, frozen=True):
    """A second person signed a count."""

    kind: ClassVar[str] = "care.safer_supply.count.signed"

    entry: str


class Explained(Body, frozen=True):
    """Somebody said why a count was not what the book said. Nothing is adjusted by it."""

    kind: ClassVar[str] = "care.safer_supply.count.explained"

    why: Explanation
    note: Sealed | None = None
