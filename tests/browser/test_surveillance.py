"""An alarm from new to explained, by keys at a desk and by a finger on a phone."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from . import house
from .night import Night, chip
from .screen import DESK, PHONE, Screen

ALARMS = "/alarms/"
AXE = Axe()


def check_by_axe(page: Page) -> None:
    """No rule of WCAG 2.2 AA is broken, and nothing sticks out sideways."""
    found = AXE.run(page).response
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_alarm_from_new_to_explained(night: Night, browser: Browser) -> None:
    var = night.server.var
    house.veille(var, "account", "add", "sylvie", "--name", "Sylvie", "--role", "epidemiologist")
    house.stage(var, "weeks")
    house.veille(var, "watch", "alarms")

    desk = Screen(browser, night.server, size=DESK, language="en", theme="light").sign_in("sylvie")
    page = desk.page
    expect(page).to_have_url(re.compile(ALARMS))
    expect(page.locator("h1")).to_have_text("1 new alarm")
    check_by_axe(page)
    page.click(".watch-list .who")
    page.wait_for_url(re.compile("/alarms/.+/"))
    expect(page.locator("h1")).to_have_text("Naloxone kits handed out, CACTUS Montréal")
    expect(page.locator(".page-head").last).to_contain_text("15 counted, 2.1 expected, bound 5.6")
    check_by_axe(page)

    page.keyboard.press("l")
    expect(page.locator(".watch-one .mark").first).to_have_text("Looked at")
    page.click(".watch-step a >> nth=0")
    page.fill("#id_words", "No double entries; hours as usual.")
    page.click(".sheet-foot button")
    expect(page.locator("#steps + p")).to_have_text("1 of 5")
    page.keyboard.press("f")
    expect(page.locator(".watch-one .mark").first).to_have_text("Followed")

    # Switched off, the keys do nothing, here and on the next page.
    page.click("[data-keys-switch]")
    page.keyboard.press("e")
    page.reload()
    page.keyboard.press("e")
    expect(page.locator("[data-keys-switch]")).to_have_text("Keys: off")
    page.click("[data-keys-switch]")
    page.keyboard.press("e")
    page.wait_for_url(re.compile("/explain/"))
    check_by_axe(page)
    chip(page, "why", "event").click()
    page.fill("#id_words", "She came back at 23:40")
    page.click(".sheet-foot button")
    expect(page.locator(".error, .errors").first).to_contain_text("may point to a person")
    page.fill("#id_words", "Kits for a festival, 15 in one delivery.")
    page.click(".sheet-foot button")
    expect(page.locator(".watch-one .mark").first).to_have_text("Explained")
    page.goto(ALARMS)
    expect(page.locator("h1")).to_have_text("No alarm is open")
    page.goto("/series/kits-out/cactus/")
    check_by_axe(page)
    expect(page.locator("tbody tr")).to_have_count(42)
    desk.close()

    phone = Screen(browser, night.server, size=PHONE, language="fr", theme="dark").sign_in("sylvie")
    page = phone.page
    expect(page.locator("h1")).to_have_text("Aucune alarme n’est ouverte")
    check_by_axe(page)
    page.click(".watch-list .who")
    page.wait_for_url(re.compile("/alarms/.+/"))
    expect(page.locator(".watch-one")).to_contain_text("un jour pas comme les autres")
    check_by_axe(page)
    page.goto("/series/")
    check_by_axe(page)
    phone.close()
