"""Files of equipment handed out and taken back, and of a stock's deliveries and counts."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care.importing import (
    EARLIEST,
    LATEST,
    FactsReading,
    Importer,
    People,
    Where,
    field_of,
    is_said,
    labels_of,
    needed,
    said_number,
    said_text,
    words_in_both,
)
from veille.ledger.facts import Body
from veille.ledger.recording import Note, Noted, Pen
from veille.ledger.refusal import Malformed
from veille.tabular import Field, Kind, Message, Record, Schema

from . import facts, policies
from .area import COUNT, DELIVERY, EXCHANGE
from .facts import Amount
from .state import tidy
from .words import CollectingFor, Item, Setting

_DAYS: dict[str, Any] = {"first": EARLIEST, "last": LATEST}
_ITEMS = {
    "SYRINGE_ONE": ("1 cc", "1cc", "seringue 1 cc", "syringe 1 cc", "seringue 1 mL"),
    "SYRINGE_HALF": ("0.5 cc", "1/2 cc", "seringue 0,5 mL"),
    "COOKER": ("cooker", "stericup"),
    "WATER": ("water", "eau"),
    "STEM": ("crack pipe", "pipe à crack"),
    "BUBBLE": ("meth pipe", "pipe à méth"),
    "KIT_NASAL": ("narcan", "naloxone nasal", "naloxone nasale"),
    "KIT_INJECTABLE": ("naloxone im", "naloxone injectable"),
}


def _when() -> tuple[Field, ...]:
    return (
        field_of(
            *("at", "date and time", "date et heure", "datetime", "quand"),
            kind=Kind.MOMENT,
            **_DAYS,
        ),
        field_of("day", "day", "jour", "date", kind=Kind.DATE, **_DAYS),
        field_of("hour", "time", "heure", kind=Kind.TIME),
    )


def _number(name: str, en: str, fr: str, *also: str, most: int = policies.LARGEST_AMOUNT) -> Field:
    return field_of(*(name, en, fr, *also), kind=Kind.WHOLE, least=Decimal(0), most=Decimal(most))


def _item(**more: Any) -> Field:
    return field_of(
        *("item", "item", "article", "matériel", "equipment"),
        kind=Kind.WORD,
        words=words_in_both(Item, **_ITEMS),
        **more,
    )


def _of_each_item() -> tuple[Field, ...]:
    """A column for each kind of equipment, where the file is that wide."""
    return tuple(_number(item.value, *labels_of(item), *_ITEMS.get(item.name, ())) for item in Item)


class ExchangesReading(FactsReading):
    """A row is one exchange: an item and its number, or a column for each item."""

    thing = EXCHANGE

    def __init__(self, where: Where) -> None:
        super().__init__(where)
        self._people = People()
        self.schema = Schema(
            name="care-exchanges",
            label=Message("equipment", "matériel"),
            fields=(
                field_of(
                    *("handle", "code or handle", "code ou surnom", "handle", "code", "surnom")
                ),
                *_when(),
                _item(),
                _number("number", "number handed out", "nombre remis", "number", "nombre"),
                _number("back", "needles back", "seringues rapportées", "returned", "retour"),
                field_of(
                    *("setting", "where", "lieu", "setting"),
                    kind=Kind.WORD,
                    words=words_in_both(Setting),
                ),
                field_of(
                    *("collecting", "for whom", "pour qui"),
                    kind=Kind.WORD,
                    words=words_in_both(CollectingFor),
                ),
                _number("others", "other people", "autres personnes", most=policies.LARGEST_GROUP),
                *_of_each_item(),
            ),
            known_by=self.known_by,
            checks=(self.checked,),
        )

    def known_by(self, row: Record) -> str:
        body, at = self.said(row)
        assert isinstance(body, facts.ExchangeImported)
        out = (f"{amount.item}={amount.count}" for amount in body.out)
        return "\x1f".join((body.person, at.isoformat(), *out, str(body.back), body.setting))

    def body(self, row: Record) -> tuple[Body, datetime]:
        at = self.happened(row, "at", "day", "hour")
        if at is None:
            raise Malformed(_("No column says when it was."))
        amounts = [Amount(item, said_number(row, item.value) or 0) for item in Item]
        if is_said(row, "item"):
            amounts.append(Amount(Item(said_text(row, "item")), said_number(row, "number") or 0))
        out, back, others = tidy(amounts), said_number(row, "back"), said_number(row, "others")
        if not out and not back:
            raise Malformed(_("The row says of nothing that was handed out or came back."))
        for_others = CollectingFor.OTHERS if others else CollectingFor.SELF
        body = facts.ExchangeImported(
            out=out,
            setting=Setting(said_text(row, "setting") or Setting.DESK),
            back=back or 0,
            collecting=CollectingFor(said_text(row, "collecting") or for_others),
            others=others or 0,
            person=self._people.by_handle(said_text(row, "handle")),
            source=self.where.source,
        )
        if body.others and body.collecting is CollectingFor.SELF:
            raise Malformed(_("It was for themself, and other people are counted. Check both."))
        return body, at


class StockReading(FactsReading):
    """A row is one item that came, or that was counted."""

    thing = DELIVERY

    def __init__(self, where: Where) -> None:
        super().__init__(where)
        self.schema = Schema(
            name="care-stock",
            label=Message("stock", "stock"),
            fields=(
                *_when(),
                field_of(
                    *("what", "delivery or count", "livraison ou compte", "movement", "mouvement"),
                    kind=Kind.WORD,
                    required=True,
                    words={
                        "delivery": "delivery",
                        "delivered": "delivery",
                        "livraison": "delivery",
                        "livré": "delivery",
                        "reçu": "delivery",
                        "count": "count",
                        "counted": "count",
                        "compte": "count",
                        "inventaire": "count",
                        "inventory": "count",
                    },
                ),
                _item(required=True),
                field_of(
                    *("number", "number", "nombre", "quantity", "quantité"),
                    kind=Kind.WHOLE,
                    least=Decimal(0),
                    most=Decimal(policies.LARGEST_AMOUNT),
                    required=True,
                ),
            ),
            known_by=self.known_by,
            checks=(self.checked,),
        )

    def known_by(self, row: Record) -> str:
        _body, at = self.said(row)
        said = (at.isoformat(), *(str(row[name]) for name in ("what", "item", "number")))
        return "\x1f".join(said)

    def body(self, row: Record) -> tuple[Body, datetime]:
        at = self.happened(row, "at", "day", "hour")
        if at is None:
            raise Malformed(_("No column says when it was."))
        item = Item(needed(row, "item", self.schema))
        amount = Amount(item, int(needed(row, "number", self.schema)))
        if needed(row, "what", self.schema) == "count":
            return facts.CountImported(found=(amount,), source=self.where.source), at
        policies.check_delivery((amount,))
        return facts.DeliveryImported(items=(amount,), source=self.where.source), at

    def note(self, pen: Pen, notes: Sequence[Note]) -> list[Noted]:
        counts = [note for note in notes if isinstance(note[1], facts.CountImported)]
        came = [note for note in notes if isinstance(note[1], facts.DeliveryImported)]
        return [*pen.note_new(COUNT, counts), *pen.note_new(DELIVERY, came)]


EXCHANGES = Importer(name="exchanges", label=_("equipment handed out"), reading=ExchangesReading)
STOCK = Importer(name="stock", label=_("stock: deliveries and counts"), reading=StockReading)
