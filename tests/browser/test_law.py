"""Somebody's old phone, without script or account: a question of law, its answer, another day."""

import pytest
from playwright.sync_api import Browser, Page

from .law import BC, TWO, ask
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
    page.fill("[name=s1]", "Héroïne")
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
    page.press("[name=a1]", "Enter")
    assert "Infraction" in page.locator("#answer .now").inner_text()

    page.click("header button[lang=en]")
    assert "Offence" in page.locator("#answer .now").inner_text()
    assert page.input_value("[name=a1]") == "2,6"

    page.fill("[name=a1]", "much")
    page.click(".ask")
    assert "Give an amount" in page.locator(".fault").first.inner_text()
    assert page.input_value("[name=a1]") == "much"
    assert page.locator("#answer").count() == 0
    assert page.context.cookies() == []
    page.context.close()


def test_the_browser_keeps_nothing_of_a_question(passer_by: Page, night: Night) -> None:
    """Address, history, cookies, storage, what the server says: none holds it; going back shows
    no answer."""
    page = passer_by
    page.goto("/fr/loi/")
    ask(page, {**BC, **TWO})
    assert page.locator("#answer").is_visible()
    assert page.url == f"{night.server.url}/fr/loi/"
    assert page.evaluate("history.state") is None
    assert page.evaluate("document.title") == "Que dit la loi si… · Veille"
    assert page.context.cookies() == []
    assert page.context.storage_state()["origins"] == []
    page.goto("/en/network/")
    page.evaluate("history.back()")
    page.wait_for_timeout(500)
    assert page.locator("#answer").count() == 0
    page.goto("/fr/loi/")
    assert page.input_value("[name=s1]") == ""
    assert night.server.said() == ""
    page.context.close()


def test_a_street_name_is_asked_back_and_answered_with_one_tap(passer_by: Page) -> None:
    page = passer_by
    page.goto("/fr/loi/")
    ask(page, {**BC, "s1": "cocaïnne", "a1": "1"})
    assert "Vouliez-vous dire" in page.locator("#f1").inner_text()
    assert 1 <= page.locator("#f1 .pick").count() <= 3
    page.locator("#f1 .pick").first.click()
    assert "Exempté" in page.locator("#answer .now").inner_text()
    page.context.close()
