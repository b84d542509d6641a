"""A visit and a day on paper: what happened, in black on white, and nothing that asks for a tap."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from . import house
from .screen import TABLET, Screen
from .sights import at, board, overdose, visit

PAGES = {"visit": visit, "overdose": overdose, "day": at("/at/cactus/day/")}
#: What only a screen can do something with.
FOR_THE_SCREEN = """() => [...document.querySelectorAll(
    'button, a.button, .nav, .languages, .top details, .skip, input, .correct, .notices, #lost')]
    .filter((each) => each.checkVisibility({visibilityProperty: true}))
    .filter((each) => each.getClientRects().length)
    .map((each) => each.outerHTML.slice(0, 100))"""
#: Ink of every word, and ground of the page, as CSS has them.
COLOURS = """() => [...new Set([...document.querySelectorAll('main *')]
    .filter((each) => each.checkVisibility() && each.textContent.trim())
    .map((each) => getComputedStyle(each).color))]"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[house.Server]:
    var = tmp_path_factory.mktemp("night") / "var"
    var.mkdir()
    house.stage(var, "night", "6")
    server = house.Server(var).start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def screen(browser: Browser, server: house.Server) -> Iterator[Screen]:
    """In the night's theme: paper is white all the same."""
    screen = Screen(browser, server, size=TABLET, theme="dark").sign_in("noor")
    yield screen
    screen.close()


def on_paper(screen: Screen, page: str) -> Page:
    PAGES[page](screen.page)
    screen.page.emulate_media(media="print")
    return screen.page


@pytest.fixture(autouse=True)
def back_on_screen(screen: Screen) -> Iterator[None]:
    yield
    screen.page.emulate_media(media="screen")


@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_paper_asks_for_a_tap(screen: Screen, page: str) -> None:
    """No top bar, no button, no link to correct; where it was, and the rehearsal, stay."""
    paper = on_paper(screen, page)
    assert paper.evaluate(FOR_THE_SCREEN) == []
    assert paper.locator(".top .place").is_visible()
    assert paper.locator(".band.rehearsal").is_visible()


@pytest.mark.parametrize("page", PAGES)
def test_paper_is_white_and_ink_is_dark(screen: Screen, page: str) -> None:
    """Whatever the theme: every word can be read on a printer without colour."""
    paper = on_paper(screen, page)
    assert paper.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for colour in paper.evaluate(COLOURS):
        red, green, blue = (int(part) for part in colour[4:-1].split(", "))
        assert 0.30 * red + 0.59 * green + 0.11 * blue < 130, colour


def test_what_happened_is_on_the_paper(screen: Screen) -> None:
    """The whole history of a visit, and every visit of a day."""
    board(screen.page)
    floor = screen.page.locator("#board a.who").count()
    paper = on_paper(screen, "visit")
    lines = paper.locator(".timeline li")
    assert [line.is_visible() for line in lines.all()] == [True] * lines.count()
    assert lines.count() > 8
    paper = on_paper(screen, "day")
    assert paper.locator("tbody th a").count() >= floor
    assert all(row.is_visible() for row in paper.locator("tbody th").all() if row.inner_text())
