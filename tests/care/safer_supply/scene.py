"""A site that keeps hydromorphone tablets of 8 mg, and days on which doses are due.

Day 0 is 2027-03-09 in Montréal; clocks go forward in the night to day 5.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from veille.care import reads as floor
from veille.care.reads import Day
from veille.care.safer_supply import actions, balance, stock
from veille.care.safer_supply.facts import Plan, Product
from veille.care.safer_supply.state import Count, Dose, Enrolment, Movement
from veille.care.safer_supply.words import Drug, Form, Move, Way
from veille.ledger import clock

from ..scene import SITE, everything, welcome

ZONE = ZoneInfo("America/Toronto")
TABLET = Product(Drug.HYDROMORPHONE, Form.TABLET, 8_000)
VIAL = Product(Drug.HYDROMORPHONE, Form.INJECTABLE, 50_000)
TWICE = Plan(TABLET, 16_000, 2, 32_000, carried=1, every_days=1, missed_days=3)
REVIEW = date(2027, 6, 1)


def moment(day: int, hour: float = 20) -> datetime:
    """An hour of day 0, 1, … on the site's wall clock."""
    start = datetime(2027, 3, 9, tzinfo=ZONE) + timedelta(days=day)
    return start + timedelta(hours=hour)


@contextmanager
def on(day: int, hour: float = 20) -> Iterator[None]:
    with clock.pretending(moment(day, hour)):
        yield


def site_day(day: int) -> Day:
    return floor.day_of(floor.site(SITE), moment(day))


def keep(*products: Product, units: int = 100, **rules: Any) -> None:
    """The site keeps these products and has counted some of each, on day 0."""
    with on(0, 8):
        stock.set_rules(by="maude", place=SITE, **{"two_sign": False, "peers_sign": True, **rules})
        for product in products or (TABLET,):
            stock.list_product(
                by="maude",
                place=SITE,
                drug=product.drug,
                unit=product.form,
                strength_mg=product.strength_ug / 1000,
            )
            receive(units, product)


def receive(units: int = 100, product: Product = TABLET, **other: Any) -> Movement:
    return move(Move.RECEIVED, units, product, **other)


def move(what: Move, units: int, product: Product = TABLET, **other: Any) -> Movement:
    return stock.move_stock(by="noor", place=SITE, product=product, what=what, units=units, **other)


def count(units: int, product: Product = TABLET, by: str = "noor", **other: Any) -> Count:
    return stock.count_stock(by=by, place=SITE, product=product, units=units, **other)


def enrol(plan: Plan = TWICE, handle: str = "lynx", day: int = 0, **other: Any) -> Enrolment:
    with on(day, 9):
        told = {
            "person": other.pop("person", "") or welcome(handle),
            "review_on": REVIEW,
            "prescriber": "Dre Roy, 81234",
            **other,
        }
        return actions.enrol(by="noor", place=SITE, plan=plan, **told)


def give(enrolment: Enrolment, **other: Any) -> Dose:
    return actions.dispense(by="noor", place=SITE, enrolment=enrolment.id, **other)


def carry(enrolment: Enrolment, **other: Any) -> Dose:
    return give(enrolment, way=Way.CARRIED, **other)


def there(product: Product = TABLET) -> int:
    return balance.there(SITE, product.key)


def stock_on(day: int, product: Product = TABLET) -> balance.DayOfStock:
    """The stock of one day."""
    told = site_day(day)
    (one,) = balance.history(floor.site(SITE), product.key, told.begins, told.ends)
    return one


def facts_written() -> int:
    return len(everything()[0])
