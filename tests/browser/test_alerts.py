"""An alert from a laboratory's answer to the poster and its withdrawal, in a real browser."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from . import house
from .night import Night, anonymous, chip
from .screen import DESK, PHONE, Screen

ALERTS = "/at/cactus/alerts/"
AXE = Axe()
#: At 3 m, capitals of 4.4 mm, about 18 pt of the paper, are the least that is made out.
LEAST_READ_FROM_AFAR_PT = 18
POINTS_A_PIXEL = 0.75
PAPERS = {"a4": {"width": 794, "height": 1123}, "letter": {"width": 816, "height": 1056}}


def analysed(page: Page, substance: str) -> None:
    """A sample sold as down is taken in, and a laboratory has answered."""
    page.goto("/at/cactus/bench/")
    for name, value in (("often", "down"), ("form", "powder"), ("colour", "beige")):
        chip(page, name, value).click()
    page.click(".take button.primary")
    page.wait_for_url(re.compile("/bench/[0-9a-f]{32}/"))
    page.click("a[href$='/laboratory/']")
    page.fill("#id_laboratory", "Santé Canada")
    chip(page, "method", "gc_ms").click()
    page.fill("#id_primary", substance)
    page.click(".sheet-foot button")
    page.wait_for_url(re.compile("/bench/[0-9a-f]{32}/$"))


def check_by_axe(page: Page) -> None:
    """No rule of WCAG 2.2 AA is broken."""
    found: dict[str, Any] = AXE.run(page).response
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found["violations"]] == []


def _unfolds_for_whoever_names_it(page: Page) -> None:
    """On the arrival sheet, by a tap on the substance; folded again where it is taken back."""
    page.goto("/at/cactus/arrival/anonymous/")
    alert = page.locator("details[data-when]")
    expect(alert).to_have_count(1)
    for value, folded in (("cocaine", True), ("down", False), ("down", True)):
        page.locator("label.chip", has=chip(page, "substances", value)).tap()
        expect(alert.locator("a")).to_be_visible(visible=not folded)
    page.goto("/at/cactus/")


def test_an_alert_from_trigger_to_poster_to_withdrawal(night: Night, browser: Browser) -> None:
    desk, tablet = night.screen("marie", DESK, "en"), night.screen("noor")
    there = desk.page
    analysed(there, "carfentanil")
    house.veille(night.server.var, "supply", "triggers")
    house.veille(night.server.var, "supply", "triggers")  # and nothing twice

    there.goto(ALERTS)
    check_by_axe(there)
    expect(there.locator("[aria-labelledby=alerts-waiting] .who")).to_have_count(1)
    there.click("[aria-labelledby=alerts-waiting] .who")
    expect(there.locator("h1")).to_have_text("Carfentanil in “down” and other opioids")
    check_by_axe(there)
    there.click("main button:has-text('Approve')")
    there.click("main button:has-text('Publish')")
    expect(there.locator("main .mark").first).to_have_text("live")

    # The board says it by itself, and the arrival desk to whoever lets somebody in.
    tablet.sees(tablet.page.locator("#said", has_text="Carfentanil dans le"))
    _unfolds_for_whoever_names_it(tablet.page)
    anonymous(tablet.page, "down")
    tablet.sees(tablet.page.locator("#notices", has_text="À dire"))

    public = str(there.locator("main a[href^='/a/']").first.get_attribute("href"))
    phone = Screen(browser, night.server, size=PHONE, language="fr", theme="dark")
    page = phone.open(public)
    expect(page.locator("h1")).to_contain_text("Carfentanil dans le")
    expect(page.locator("main")).to_contain_text("appelez le 911")
    check_by_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert phone.context.cookies() == []

    for paper, size in PAPERS.items():
        check_poster(phone, f"{public}poster/?paper={paper}", size)

    page.set_viewport_size(PHONE)
    page.emulate_media(media="screen")
    there.click("main a[href$='/withdraw/']")
    chip(there, "why", "unconfirmed").click()
    there.click(".sheet-foot button")
    expect(there.locator("main .mark").first).to_have_text("withdrawn")
    tablet.sees(tablet.page.locator("#said"), gone=True)
    page.goto(public)
    expect(page.locator("main")).to_contain_text("Retirée le")
    expect(page.locator("main")).to_contain_text("le laboratoire ne l’a pas confirmé")
    check_by_axe(page)
    page.goto(f"{public}poster/")
    expect(page.locator(".stamp")).to_contain_text("Withdrawn")
    phone.close()
    house.veille(night.server.var, "ledger", "verify")


def check_poster(screen: Screen, address: str, size: dict[str, int]) -> None:
    """One sheet, nothing cut off; what matters is read from afar; accessible on screen too."""
    page = screen.page
    page.set_viewport_size(size)
    page.goto(address)
    check_by_axe(page)
    page.emulate_media(media="print")
    height, room = page.evaluate(
        "(() => { const p = document.querySelector('.poster');"
        " return [p.scrollHeight, p.clientHeight] })()"
    )
    assert height <= room
    assert room <= size["height"]
    sheets = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheets)) == 1
    for selector in ("h1", ".steps b"):
        pixels = page.evaluate(
            "selector => [...document.querySelectorAll(selector)]"
            ".map(each => parseFloat(getComputedStyle(each).fontSize))",
            selector,
        )
        assert min(pixels) * POINTS_A_PIXEL >= LEAST_READ_FROM_AFAR_PT
    languages = page.evaluate("[...document.querySelectorAll('h1')].map(each => each.lang)")
    assert languages == ["fr", "en"]
    page.emulate_media(media="screen")


@pytest.mark.parametrize("text", ["Une femme à la place 4", "F-TREM-1988"])
def test_what_points_to_a_person_stays_in_the_form(night: Night, text: str) -> None:
    page = night.screen("marie", DESK, path=f"{ALERTS}new/").page
    page.fill("#id_substance", "xylazine")
    page.fill("#id_more_fr", text)
    page.fill("#id_more_en", "Purple chunks.")
    page.click(".sheet-foot button")
    expect(page.locator("[role=alert].error")).to_contain_text("peut désigner quelqu’un")
    expect(page.locator("#id_more_fr")).to_have_value(text)
