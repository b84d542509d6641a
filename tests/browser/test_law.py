"""Somebody's old phone, without script or account: a question of law, its answer, another day."""

import pytest
from playwright.sync_api import Browser, Page

from .night import Night
from .screen import PHONE


@pytest.fixture
def passer_by(browser: Browser, night: Night) -> Page:
    context = browser.new_context(
        base_url=night.server.url, viewport=PHONE, java_script_enabled=False, locale="fr-CA"
    )
    return context.new_page()


def test_a_person_asks_what_the_law_says(passer_by: Page) -> None:
    page = passer_by
    page.goto("/law/")
    page.select_option("[name=s1]", "heroin")
    page.fill("[name=a1]", "1,5")
    page.select_option("[name=in]", "CA-BC")
    page.fill("[name=day]", "2023-06-01")
    page.click(".ask")
    assert "Exempté" in page.locator("#answer .now").inner_text()
    assert "non un avis juridique" in page.locator("#answer").inner_text()
    asked = page.locator(".when .asked").inner_text()
    assert "31 janvier 2023" in asked
    assert "le jour demandé" in asked

    page.fill("[name=a1]", "2,6")
    page.click(".ask")
    assert "Infraction" in page.locator("#answer .now").inner_text()

    page.click("header a[lang=en]")
    assert "Offence" in page.locator("#answer .now").inner_text()
    assert page.input_value("[name=a1]") == "2,6"

    page.fill("[name=a1]", "much")
    page.click(".ask")
    assert "Give an amount" in page.locator(".fault").first.inner_text()
    assert page.input_value("[name=a1]") == "much"
    assert page.locator("#answer").count() == 0
    assert page.context.cookies() == []
    page.context.close()
