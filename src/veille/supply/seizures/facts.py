"""What is said of a seizure. Nothing here names a person, an address or a case."""

from typing import ClassVar

import msgspec

from veille.ledger.facts import Body

from ..words import SeizureKind


class Amount(msgspec.Struct, frozen=True):
    """A substance as the source names it, with its mass or its number of units where it says so."""

    substance: str
    grams: float | None = None
    units: int | None = None


class SeizureLogged(Body, frozen=True):
    """Somebody logged a seizure or an operation, or imported one. Its time is noon (UTC) of its
    day; `place` is a town or a district, `reference` the source’s own number, by which it is known
    again."""

    kind: ClassVar[str] = "supply.seizure.logged"

    what: SeizureKind
    place: str
    source: str
    amounts: tuple[Amount, ...] = ()
    reference: str = ""
