"""The policy lab and the claims in a real browser: on a phone, in French, by a finger."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from . import house
from .screen import PHONE, Screen

AXE = Axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Compiling the model, where no other test has, takes a busy machine a minute and more.
PATIENCE_MS = 240_000


@pytest.fixture
def phone(browser: Browser, cactus: Path, tmp_path: Path) -> Iterator[Screen]:
    server = house.Server(house.copy(cactus, tmp_path / "var"), VEILLE_LAB="everybody").start()
    screen = Screen(browser, server, size=PHONE, language="fr")
    yield screen
    screen.close()
    server.close()


def nothing_wrong(page: Page) -> None:
    page.evaluate(AXE.axe_script)
    found = page.evaluate("rules => axe.run({resultTypes: ['violations'], runOnly: rules})", RULES)
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_lever_is_pulled_on_a_phone_in_french_and_the_answer_comes_and_stops(phone: Screen):
    page = phone.open("/fr/labo/")
    nothing_wrong(page)
    page.locator("[data-of='lever-naloxone_kits']").fill("1800")
    expect(page).to_have_url(re.compile("a.naloxone_kits=1800"))
    finding = page.locator("#finding")
    expect(finding.locator("h2")).to_contain_text("A :", timeout=PATIENCE_MS)
    expect(finding).to_contain_text("Comptés dans l’année autour du", timeout=PATIENCE_MS)
    expect(page.locator("#rest svg").first).to_be_visible(timeout=PATIENCE_MS)
    nothing_wrong(page)

    kits = page.locator(".lever", has=page.locator("#lever-naloxone_kits"))
    kits.locator("summary").click()
    expect(kits.locator(".grounds")).to_contain_text("supposé")
    assert kits.locator(".grounds a").first.is_visible()
    finding.get_by_role("button", name="Arrêter").click()
    expect(finding).to_contain_text("Arrêté.", timeout=PATIENCE_MS)

    shared = page.url
    page.goto("about:blank")
    phone.open(shared.removeprefix(phone.server.url))
    expect(page.locator("#lever-naloxone_kits")).to_have_value("1800")
    expect(page.locator("#finding")).to_contain_text("décès par surdose")


def test_the_claims_are_read_on_a_phone_in_french(phone: Screen):
    page = phone.open("/fr/affirmations/")
    nothing_wrong(page)
    page.locator("a[href='/fr/affirmations/C1/']").click()
    expect(page.locator(".number")).to_contain_text("95 % des tirages")
    nothing_wrong(page)
    page.get_by_role("link", name="L’essayer dans le labo").click()
    expect(page.locator("#lever-operations")).to_have_value("1")
