"""An evening at the exchange: one hand, one tap; the stock asks and never forbids."""

import re

from playwright.sync_api import Locator, Page, expect

from . import house
from .exchange import HOME, STOCK
from .night import BOARD, Night, anonymous, at_once, chip, waiting
from .screen import DESK, PHONE


def bundle(page: Page, key: str) -> Locator:
    return page.locator(f"button[name=bundle][value='{key}']")


def today(page: Page) -> Locator:
    return page.locator("[aria-labelledby=today] tbody tr")


def count(page: Page, **found: int) -> None:
    page.goto(f"{STOCK}count/")
    for item, pieces in found.items():
        page.fill(f"#id_found_{item}", str(pieces))


def shelf(page: Page, item: str) -> Locator:
    return page.locator("[aria-labelledby=shelves] tr", has=page.locator("th", has_text=item))


def test_an_evening_at_the_exchange(night: Night) -> None:
    phone, desk = night.screen("noor", PHONE), night.screen("marie", DESK, "en")
    hand, there = phone.page, desk.page
    hand.tap(f".nav a[href='{HOME}']")
    _a_bundle_is_one_tap_and_one_more_undoes_it(hand)
    _needles_back_and_single_items(hand)
    _the_stock_asks_and_the_count_was_wrong(hand, there)
    _two_count_at_once(hand, there)
    _a_visitor_takes_equipment_along(hand, there)
    house.veille(night.server.var, "ledger", "verify")


def _a_bundle_is_one_tap_and_one_more_undoes_it(hand: Page) -> None:
    bundle(hand, "injection-10").tap()
    hand.locator("#made").wait_for()
    expect(today(hand)).to_have_count(1)
    assert hand.locator("#made").inner_text().count("10") == 5
    hand.locator("#made form button").tap()
    hand.locator(".notices .notice.good").wait_for()
    expect(today(hand)).to_have_count(0)


def _needles_back_and_single_items(hand: Page) -> None:
    hand.fill("#id_back", "12")
    chip(hand, "back_how", "estimated").tap()
    more = hand.locator(".amount", has=hand.locator("#id_out_syringe_one")).locator("button")
    for _ in range(3):
        more.last.tap()
    more.first.tap()
    expect(hand.locator("#id_out_syringe_one")).to_have_value("2")
    chip(hand, "bundles", "naloxone").tap()
    hand.tap("#other > .button.primary")
    said = hand.locator("#made").inner_text()
    assert re.search(r"2\s× seringue 1 mL", said)
    assert re.search(r"1\s× trousse de naloxone", said)
    assert re.search(r"12 seringues \(estimé\)", said)


def _the_stock_asks_and_the_count_was_wrong(hand: Page, there: Page) -> None:
    count(there, syringe_one=4, cooker=40)
    there.click(".sheet-foot button")
    expect(shelf(there, "1 mL syringe").locator("td").first).to_have_text("4")
    hand.goto(HOME)
    bundle(hand, "injection-10").tap()
    question = hand.locator("#question")
    question.wait_for()
    assert "seringue 1 mL" in question.inner_text()
    assert "Stéricup" not in question.inner_text()
    there.reload()
    expect(shelf(there, "1 mL syringe").locator("td").first).to_have_text("4")
    question.locator("button").tap()
    hand.locator("#made").wait_for()
    there.reload()
    expect(shelf(there, "1 mL syringe")).to_contain_text("to be counted")
    # Asked once, not all night long. What the last page said was made is there before it too.
    before = hand.url
    bundle(hand, "injection-10").tap()
    hand.wait_for_url(lambda url: url != before)
    hand.locator("#made").wait_for()
    assert hand.locator("#question").count() == 0


def _two_count_at_once(hand: Page, there: Page) -> None:
    """Both are kept; the later one stands; the difference between the two is shown. Whoever is
    answered once both are written is told of the other: the second always, the first at times."""
    count(hand, syringe_one=90)
    count(there, syringe_one=88)
    at_once((hand, ".sheet-foot button"), (there, ".sheet-foot button"))
    for page in (hand, there):
        page.wait_for_url(f"**{STOCK}")
    told = [page.locator(".notices").inner_text() for page in (hand, there)]
    assert any(re.search("Marie-Ève|Noor", words) for words in told), told
    there.goto(STOCK)
    counts = there.locator("[aria-labelledby=counts] tbody tr", has_text="1 mL syringe")
    expect(counts).to_have_count(3)
    later, earlier = (counts.nth(n).locator("td") for n in (0, 1))
    stands = later.nth(0).inner_text()
    assert later.nth(1).inner_text() == earlier.nth(0).inner_text()
    assert later.nth(2).inner_text() in ("−2", "+2")
    expect(shelf(there, "1 mL syringe").locator("td").first).to_have_text(stands)
    expect(shelf(there, "1 mL syringe")).not_to_contain_text("to be counted")


def _a_visitor_takes_equipment_along(hand: Page, there: Page) -> None:
    there.goto(BOARD)
    anonymous(there)
    hand.goto(BOARD)
    waiting(hand).first.locator("a.who").tap()
    hand.locator(".doors a[href$='/equipment/']").tap()
    bundle(hand, "sex").tap()
    hand.locator("#made").wait_for()
    hand.tap(".page-head a")
    expect(hand.locator("[aria-labelledby=history] li").last).to_contain_text("condom")
