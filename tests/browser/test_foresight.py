"""The report of a study in a real browser: for everybody, on a phone, at night and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import veille.foresight as vf
from veille.foresight.report import page as report
from veille.foresight.study.run import run

from .screen import DESK, PHONE, TABLET
from .test_accessibility import NARROWEST, RULES

AXE = Axe()
#: Each language in one of them: words change no colour, and a theme no word.
LOOKS = {"en": (PHONE, "dark"), "fr": (DESK, "light")}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Of Montréal, whose study has every picture and answers every claim."""
    study = vf.load("montreal").sized(people=1500, years=2, draws=2, replicates=2)
    return report.write(run(study), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module", params=["en", "fr"])
def shown(
    request: pytest.FixtureRequest, browser: Browser, reports: dict[str, Path]
) -> Iterator[Page]:
    context = browser.new_context(offline=True, viewport=TABLET, color_scheme="light")
    page = context.new_page()
    wrongs: list[str] = []
    page.on("console", lambda message: wrongs.append(message.text))
    page.on(
        "request", lambda asked: None if asked.url.startswith("file:") else wrongs.append(asked.url)
    )
    page.goto(reports[request.param].as_uri())
    yield page
    context.close()
    assert wrongs == []


def opened(page: Page) -> None:
    """Everything that opens is open."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def test_axe_finds_nothing(shown: Page) -> None:
    """No rule of WCAG 2.2 AA is broken, with every table open."""
    size, theme = LOOKS[shown.evaluate("document.documentElement.lang")]
    shown.set_viewport_size(size)
    shown.emulate_media(color_scheme=theme, media="screen")
    opened(shown)
    shown.evaluate(AXE.axe_script)
    found = shown.evaluate("rules => axe.run({resultTypes: ['violations'], runOnly: rules})", RULES)
    assert [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
    ] == []


@pytest.mark.parametrize("size", [NARROWEST, TABLET, DESK], ids=["phone", "tablet", "desk"])
def test_it_fits(shown: Page, size: dict[str, int]) -> None:
    """No page is wider than its screen: what is wide scrolls by itself."""
    shown.emulate_media(media="screen")
    shown.set_viewport_size(size)
    opened(shown)
    assert shown.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_numbers_of_a_picture_are_one_tap_away(shown: Page) -> None:
    shown.emulate_media(media="screen")
    shown.set_viewport_size(PHONE)
    figure = shown.locator("figure").first
    details = figure.locator("details")
    details.evaluate("each => { each.open = false; }")
    assert not figure.locator("table").first.is_visible()
    assert figure.locator("summary").evaluate("each => each.getBoundingClientRect().height") >= 44
    figure.locator("summary").click()
    assert figure.locator("table").first.is_visible()


def test_letters_of_a_picture_can_be_read_on_a_phone(shown: Page) -> None:
    """Nine CSS pixels and more: a picture is not a poster made small."""
    shown.emulate_media(media="screen")
    shown.set_viewport_size(NARROWEST)
    heights = shown.evaluate(
        "() => [...document.querySelectorAll('svg text')].map((each) => "
        "parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"
    )
    assert min(heights) >= 9


def test_the_other_language_is_one_tap_away(shown: Page) -> None:
    shown.emulate_media(media="screen")
    before = shown.evaluate("document.documentElement.lang")
    shown.locator(".languages a").click()
    assert {before, shown.evaluate("document.documentElement.lang")} == {"en", "fr"}
    shown.go_back()


def test_on_paper_it_is_black_on_white_and_nothing_asks_for_a_tap(shown: Page) -> None:
    shown.set_viewport_size(DESK)
    shown.emulate_media(media="print", color_scheme="dark")
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert shown.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert not shown.locator("summary").first.is_visible()
    assert not shown.locator(".languages a").is_visible()
