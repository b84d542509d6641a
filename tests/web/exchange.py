"""What tests of the site's pages let happen at an exchange."""

from typing import Any

from veille.accounts.models import Role
from veille.care.exchange import actions, stock
from veille.care.exchange.facts import Amount
from veille.care.exchange.words import (
    Called,
    CollectingFor,
    Counting,
    Item,
    KitForm,
    KitOutcome,
    Setting,
    Used,
)

from .night import SITE, TRUCK, Night


def amounts(**counts: int) -> list[Amount]:
    return [Amount(Item(item), count) for item, count in counts.items()]


def hand_out(night: Night, place: str = SITE, role: str = Role.PEER, **said: Any) -> str:
    """A word that is no item is an argument of the action; returns the exchange's identity."""
    items = {name: said.pop(name) for name in list(said) if name in Item.values}
    return actions.hand_out(by=night.by(role), place=place, out=amounts(**items), **said).id


def count(night: Night, place: str = SITE, role: str = Role.PEER, **found: int) -> str:
    return stock.count(by=night.by(role), place=place, found=amounts(**found)).id


def places(night: Night, visit: str) -> dict[str, str]:
    """Everything that pages of the exchange can show; something for each part of an address."""
    by = night.by(Role.COORDINATOR)
    count(night, syringe_one=40, kit_nasal=3, water=0)
    count(night, role=Role.NURSE, syringe_one=38, cooker=20)
    stock.set_reorder(by=by, place=SITE, levels={Item.SYRINGE_ONE: 100, Item.FOIL: 5})
    made = hand_out(
        night,
        syringe_one=10,
        kit_nasal=4,
        anyway=True,
        visit=visit,
        back=12,
        back_how=Counting.ESTIMATED,
        back_kinds=[Used.CONTAINER],
        collecting=CollectingFor.BOTH,
        others=2,
        setting=Setting.STREET,
        note="calm",
    )
    struck = hand_out(night, condom=1)
    actions.undo(by=night.by(Role.PEER), place=SITE, exchange=struck)
    actions.clean_up(by=by, place=SITE, needles=7, how=Counting.COUNTED, where="Parc Berri")
    actions.train(by=by, place=SITE, people=2, visit=visit)
    actions.tell_use(
        by=by,
        place=SITE,
        kits=2,
        kit_form=KitForm.NASAL,
        visit=visit,
        outcome=KitOutcome.SURVIVED,
        called=Called.NO,
    )
    stock.deliver(by=by, place=SITE, items=amounts(syringe_one=1_500))
    stock.send(by=by, place=SITE, to=TRUCK, items=amounts(water=50))
    coming = stock.send(by=by, place=TRUCK, to=SITE, items=amounts(foil=5, kit_nasal=2))
    return {"thing": made, "exchange": made, "transfer": coming.id, "bundle": "naloxone"}
