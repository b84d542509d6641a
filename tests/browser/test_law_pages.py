"""From a question to the same case elsewhere and to the rule itself, as a person taps their way."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .law import BC, TWO, ask
from .night import Night
from .screen import DESK, PHONE

AXE = Axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Reader:
    """Who looks: on what, in which language and light."""

    language: str
    page: Page

    def finds_nothing_wrong(self) -> None:
        self.page.evaluate("eval", AXE.axe_script)
        found = self.page.evaluate(
            "rules => axe.run({resultTypes: ['violations'], runOnly: rules})", RULES
        )
        assert [(each["id"], len(each["nodes"])) for each in found["violations"]] == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0


@pytest.fixture(params=["fr", "en"], ids=["phone-French-dark", "desk-English-light"])
def reader(browser: Browser, night: Night, request: pytest.FixtureRequest) -> Iterator[Reader]:
    language = request.param
    context = browser.new_context(
        base_url=night.server.url,
        viewport=PHONE if language == "fr" else DESK,
        color_scheme="dark" if language == "fr" else "light",
        locale=f"{language}-CA",
        bypass_csp=True,  # for axe alone
        reduced_motion="reduce",
    )
    yield Reader(language, context.new_page())
    context.close()


def test_a_question_leads_to_other_places_and_to_the_rules_themselves(reader: Reader) -> None:
    page, french = reader.page, reader.language == "fr"
    page.goto("/fr/loi/" if french else "/en/law/")
    reader.finds_nothing_wrong()
    ask(page, {**BC, **TWO, "s2": "", "a2": ""})
    assert ("Exempté" if french else "Exempt") in page.locator("#answer .now").inner_text()
    assert page.locator("#help .phone").first.get_attribute("href") == "tel:911"
    reader.finds_nothing_wrong()

    with page.expect_navigation():
        page.locator("#question .other").click()
    assert page.url.endswith("/fr/loi/comparer/" if french else "/en/law/compare/")
    assert page.input_value("[name=s1]") == "fentanyl"
    assert page.locator(".cards .own").count() == 1
    assert page.locator(".differs.much").count() > 3
    reader.finds_nothing_wrong()

    with page.expect_navigation():
        page.locator(".cards .own h3 a").click()
    assert page.url.endswith("/CA-BC/")
    page.locator("#timeline a[href='#rule-exemption']").first.click()
    assert page.locator("#rule-exemption:target").is_visible()
    page.locator("#rule-exemption summary").click()
    assert page.locator("#rule-exemption details li").first.is_visible()
    reader.finds_nothing_wrong()


def test_a_rule_has_an_address_that_can_be_given_to_somebody(reader: Reader) -> None:
    page = reader.page
    page.goto("/en/law/rules/PT/#amounts")
    assert page.locator("#amounts").is_visible()
    page.goto("/fr/loi/substances/fentanyl/")
    with page.expect_navigation():
        page.locator(".cards h2 a").first.click()
    assert "/fr/loi/regles/" in page.url
