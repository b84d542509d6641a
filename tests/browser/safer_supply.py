"""Safer supply to look at: some people enrolled before the night of `scenes`, and its pages."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from veille.care.safer_supply import actions, stock
from veille.care.safer_supply.facts import Plan, Product
from veille.care.safer_supply.words import Drug, Explanation, Form, Move, PauseReason, Way, Why

if TYPE_CHECKING:
    from .scenes import Script

HOME = "/at/cactus/safer-supply/"
HERE = "cactus"
TABLET = Product(Drug.HYDROMORPHONE, Form.TABLET, 8_000)
CAPSULE = Product(Drug.MORPHINE, Form.CAPSULE, 100_000)
TWICE = Plan(TABLET, 16_000, 2, 32_000, carried=1)
ONCE = Plan(CAPSULE, 200_000, 1, 200_000)
_DAY = 24 * 60


def play(script: "Script") -> None:
    """Two products, four enrolled, a day missed, a signature awaited, two counts that differ."""
    by = script.by
    review = (script.now + timedelta(days=30)).date()
    courses: dict[str, str] = {}

    def begin() -> None:
        stock.set_rules(by=by["marie"], place=HERE, two_sign=True, peers_sign=True)
        for product in (TABLET, CAPSULE):
            stock.list_product(
                by=by["marie"],
                place=HERE,
                drug=product.drug,
                unit=product.form,
                strength_mg=product.strength_ug / 1000,
            )
            stock.move_stock(
                by=by["noor"],
                place=HERE,
                product=product,
                what=Move.RECEIVED,
                units=60,
                lot="LX-4471",
            )

    def enrol(who: str, plan: Plan) -> None:
        courses[who] = actions.enrol(
            by=by["noor"],
            place=HERE,
            person=script.person(who, HERE),
            plan=plan,
            review_on=review,
            prescriber="Dre Lavallée, 81-204",
        ).id

    def give(who: str, **told: Way) -> None:
        dose = actions.dispense(by=by["noor"], place=HERE, enrolment=courses[who], **told)
        if not told:
            stock.sign(by=by["maude"], role="peer", entry=dose.unsigned[0].entry)

    def of(act: Callable[..., object], who: str, **told: object) -> None:
        act(by=by["noor"], place=HERE, enrolment=courses[who], **told)

    def counted(units: int, why: Explanation | None = None) -> None:
        count = stock.count_stock(by=by["noor"], place=HERE, product=TABLET, units=units)
        if why is not None:
            stock.explain(by=by["marie"], count=count.id, why=why)

    for ago, step in (
        (_DAY + 600, begin),
        (_DAY + 560, partial(enrol, "Loutre", TWICE)),
        (_DAY + 550, partial(enrol, "Martre", ONCE)),
        (_DAY + 545, partial(enrol, "Pékan", TWICE)),
        (_DAY + 540, partial(enrol, "Vison", TWICE)),
        (_DAY + 500, partial(give, "Vison")),
        (_DAY + 490, partial(of, actions.pause, "Pékan", why=PauseReason.HOSPITAL)),
        (_DAY + 480, partial(counted, 57, Explanation.BROKEN)),
        (200, partial(give, "Loutre")),
        (195, partial(give, "Loutre", way=Way.CARRIED)),
        (150, partial(of, actions.not_given, "Martre", why=Why.ELSEWHERE)),
        (60, partial(counted, 51)),
    ):
        script.ago(ago, step)


def at(path: str = "") -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(f"{HOME}{path}")

    return show


def by_link(link: str, path: str = "", then: str = "") -> Callable[[Page], None]:
    """To the first page that such a link leads to, or one below it."""

    def show(page: Page) -> None:
        page.goto(f"{HOME}{path}")
        page.goto(f"{page.locator(f'main {link}').first.get_attribute('href')}{then}")

    return show


_COURSE = "a.who[href*='/enrolments/']"


def _over(page: Page) -> None:
    by_link(_COURSE, then="dose/")(page)
    page.click("details.more summary")
    page.fill("#id_mg", "999")
    page.click(".sheet-foot button")
    page.locator(".error").first.wait_for()


def _known(page: Page) -> None:
    """Somebody who is enrolled for nothing: all their enrolments."""
    page.goto(f"{HOME}find/")
    page.fill("#id_handle", "Nuage")
    page.click(".sheet-foot button")
    page.locator("#courses").wait_for()


def _enrolling(page: Page) -> None:
    _known(page)
    page.click("main a[href$='/enrol/']")
    page.locator("#prescription").wait_for()


#: Name, who looks, how they come to it.
SIGHTS: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("safer supply", "noor", at()),
    ("safer supply, by a peer", "maude", at()),
    ("safer supply, read only", "ali", at()),
    ("safer supply, find", "noor", at("find/")),
    ("safer supply, a person", "noor", _known),
    ("safer supply, enrol", "noor", _enrolling),
    ("safer supply, a course", "noor", by_link(_COURSE)),
    ("safer supply, none given", "noor", by_link(f"{_COURSE}:has-text('Martre')")),
    ("safer supply, a dose", "noor", by_link(_COURSE, then="dose/")),
    ("safer supply, too large a dose", "noor", _over),
    ("safer supply, not given", "noor", by_link(_COURSE, then="not-given/")),
    ("safer supply, change", "noor", by_link(_COURSE, then="change/")),
    ("safer supply, review", "noor", by_link(_COURSE, then="review/")),
    ("safer supply, pause", "noor", by_link(_COURSE, then="pause/")),
    ("safer supply, stop", "noor", by_link(_COURSE, then="stop/")),
    ("safer supply, sign", "marie", by_link("a[href*='/sign/']")),
    ("safer supply, sign here", "noor", by_link("a[href*='/sign/']")),
    ("safer supply, stock", "marie", at("stock/")),
    ("safer supply, stock, read only", "ali", at("stock/")),
    ("safer supply, count", "noor", at("stock/count/")),
    ("safer supply, delivery", "noor", at("stock/move/")),
    ("safer supply, explain", "marie", by_link("a[href*='/stock/counts/']")),
    ("safer supply, rules", "marie", at("rules/")),
    ("safer supply, rules, read only", "ali", at("rules/")),
)
