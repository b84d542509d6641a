"""What pages ask of carry cards."""

from collections.abc import Sequence

from veille.care.records import records_of
from veille.care.tables import PersonRow

from .tables import CardRow


def cards_of(person: str) -> list[CardRow]:
    """The cards of a visitor that open something."""
    rows = CardRow.objects.filter(person__in=records_of(person), ended_at=None)
    return list(rows.order_by("at"))


def things_of_person(person: str) -> list[str]:
    """Every card that a visitor ever had."""
    rows = CardRow.objects.filter(person__in=records_of(person)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def cards_of_forgotten(cards: Sequence[str]) -> list[str]:
    """Those of these cards whose visitor was forgotten, or has died."""
    person = dict(CardRow.objects.filter(pk__in=cards).values_list("pk", "person"))
    gone = PersonRow.objects.filter(pk__in=person.values(), forgotten=True)
    forgotten = set(gone.values_list("pk", flat=True))
    return [card for card in cards if person.get(card) in forgotten]
