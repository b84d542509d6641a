"""Somebody enrolled in safer supply, doses and a stock: what its pages are shown with."""

from datetime import timedelta
from typing import Any

from veille.accounts.models import Role
from veille.care.safer_supply import actions, reads, stock
from veille.care.safer_supply.facts import Plan, Product
from veille.care.safer_supply.state import Dose, Enrolment
from veille.care.safer_supply.words import (
    Drug,
    Explanation,
    Fate,
    Form,
    Move,
    PauseReason,
    Way,
    Why,
)
from veille.ledger import clock

from .night import SITE, Night

TABLET = Product(Drug.HYDROMORPHONE, Form.TABLET, 8_000)
BOTTLE = Product(Drug.METHADONE, Form.LIQUID, 400)
TWICE = Plan(TABLET, 16_000, 2, 32_000, carried=1)


def keep(night: Night, product: Product = TABLET, units: int = 60, **rules: bool) -> None:
    """The site keeps a product, and some of it came in."""
    by = night.by(Role.COORDINATOR)
    stock.set_rules(by=by, place=SITE, **{"two_sign": False, "peers_sign": True, **rules})
    stock.list_product(
        by=by,
        place=SITE,
        drug=product.drug,
        unit=product.form,
        strength_mg=product.strength_ug / 1000,
    )
    stock.move_stock(
        by=night.by(), place=SITE, product=product, what=Move.RECEIVED, units=units, lot="LX-4471"
    )


def enrol(night: Night, person: str, plan: Plan = TWICE) -> Enrolment:
    review = (clock.now() + timedelta(days=30)).date()
    return actions.enrol(
        by=night.by(),
        place=SITE,
        person=person,
        plan=plan,
        review_on=review,
        prescriber="Dre Roy, 81234",
        note="calm",
    )


def give(night: Night, enrolment: str, **other: Any) -> Dose:
    return actions.dispense(by=night.by(), place=SITE, enrolment=enrolment, **other)


def dispensed(night: Night, person: str) -> dict[str, str]:
    """Everything that the pages of safer supply can show; something for each part of an
    address."""
    by, coordinator = night.by(), night.by(Role.COORDINATOR)
    keep(night)
    keep(night, BOTTLE, 5, two_sign=True)
    course = enrol(night, person)
    given = give(night, course.id)
    stock.sign(by=coordinator, role=Role.COORDINATOR, entry=given.unsigned[0].entry)
    actions.take_back(by=by, place=SITE, dose=given.id, units=1, fate=Fate.WASTED, note="calm")
    unsigned = give(night, course.id, way=Way.CARRIED, note="calm").unsigned[0].entry
    missing = enrol(night, night.welcome("Loutre"))
    actions.not_given(by=by, place=SITE, enrolment=missing.id, why=Why.SEDATED)
    paused = enrol(night, night.welcome("Martre"))
    actions.pause(by=by, place=SITE, enrolment=paused.id, why=PauseReason.HOSPITAL)
    enrol(night, night.welcome("Vison"))
    counted = stock.count_stock(by=by, place=SITE, product=TABLET, units=55)
    stock.count_stock(by=coordinator, place=SITE, product=BOTTLE, units=6)
    explained = stock.count_stock(by=by, place=SITE, product=BOTTLE, units=4)
    stock.explain(by=coordinator, count=explained.id, why=Explanation.BROKEN)
    return {
        "enrolment": course.id,
        "dose": given.id,
        "unsigned": unsigned,
        "count": counted.id,
        "product": reads.product_id(SITE, TABLET.key),
    }
