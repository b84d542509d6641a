"""The report of a study in a real browser: for everybody, on a phone, at night and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import veille.foresight as vf
from veille.foresight.report import page as report
from veille.foresight.study.run import run

from .reports import shown_alone, smallest_letters, unfold, violations
from .screen import DESK, PHONE, TABLET
from .test_accessibility import NARROWEST


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Of Montréal, whose study has every picture and answers every claim."""
    study = vf.load("montreal").sized(people=1500, years=2, draws=2, replicates=2)
    return report.write(run(study), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module", params=["en", "fr"])
def shown(
    request: pytest.FixtureRequest, browser: Browser, reports: dict[str, Path]
) -> Iterator[Page]:
    with shown_alone(browser, reports[request.param]) as page:
        yield page


def test_axe_finds_nothing(shown: Page) -> None:
    """No rule of WCAG 2.2 AA is broken, with every table open."""
    assert violations(shown) == []


@pytest.mark.parametrize("size", [NARROWEST, TABLET, DESK], ids=["phone", "tablet", "desk"])
def test_it_fits(shown: Page, size: dict[str, int]) -> None:
    """No page is wider than its screen: what is wide scrolls by itself."""
    shown.emulate_media(media="screen")
    shown.set_viewport_size(size)
    unfold(shown)
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
    assert smallest_letters(shown) >= 9


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
