"""What can happen to a carry card. No fact holds what it opens, nor where that lies."""

from typing import ClassVar

from veille.ledger.facts import Body


class CardGiven(Body, frozen=True):
    """A visitor wished a carry card, and it was printed."""

    kind: ClassVar[str] = "care.carry.card.given"

    person: str


class CardEnded(Body, frozen=True):
    """A card opens nothing any more: it was lost, or the visitor wishes none. `lost` says which."""

    kind: ClassVar[str] = "care.carry.card.ended"

    lost: bool = False


class CardRead(Body, frozen=True):
    """Somebody showed a card here, and what it opens was read; nothing says whose it was."""

    kind: ClassVar[str] = "care.carry.reading.opened"
