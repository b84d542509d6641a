"""Everybody can use every page: WCAG 2.2 AA by axe-core, by keyboard, by finger, on a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, StorageState

from . import house
from .screen import DESK, PHONE, TABLET, Screen
from .sights import SIGHTS, Sight, board, menu, overdose

AXE = Axe()
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
#: Size, theme, language: both languages are seen in both themes and at both sizes.
LOOKS = {
    "phone-dark": (PHONE, "dark", "fr"),
    "phone-light": (PHONE, "light", "en"),
    "tablet-dark": (TABLET, "dark", "en"),
    "tablet-light": (TABLET, "light", "fr"),
}
NARROWEST = {"width": 360, "height": 740}
LEAST_TARGET_PX = 44

by_name = pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name.replace(" ", "-"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[house.Server]:
    var = tmp_path_factory.mktemp("night") / "var"
    var.mkdir()
    house.stage(var, "night")
    server = house.Server(var).start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def sessions(browser: Browser, server: house.Server) -> dict[str | None, StorageState]:
    """Everybody's session, each begun on the sign-in page."""
    begun: dict[str | None, StorageState] = {None: {"cookies": [], "origins": []}}
    for name in sorted({sight.who for sight in SIGHTS if sight.who}):
        screen = Screen(browser, server, size=TABLET).sign_in(name)
        begun[name] = screen.context.storage_state()
        screen.close()
    return begun


class Looker:
    """One screen on which one account after another looks at pages."""

    def __init__(self, screen: Screen, sessions: dict[str | None, StorageState]) -> None:
        self.screen, self.sessions = screen, sessions
        self.who: str | None = ""

    def look(self, sight: Sight) -> Screen:
        if self.who != sight.who:
            self.screen.page.goto("about:blank")
            self.screen.context.clear_cookies()
            self.screen.context.add_cookies(self.sessions[sight.who]["cookies"])  # type: ignore[arg-type]
            self.who = sight.who
        sight.show(self.screen.page)
        return self.screen


@pytest.fixture(scope="module", params=LOOKS)
def looker(
    request: pytest.FixtureRequest,
    browser: Browser,
    server: house.Server,
    sessions: dict[str | None, StorageState],
) -> Iterator[Looker]:
    size, theme, language = LOOKS[request.param]
    screen = Screen(browser, server, size=size, theme=theme, language=language)
    yield Looker(screen, sessions)
    screen.close()


@pytest.fixture(scope="module")
def narrow(
    browser: Browser, server: house.Server, sessions: dict[str | None, StorageState]
) -> Iterator[Looker]:
    screen = Screen(browser, server, size=NARROWEST, language="fr")
    yield Looker(screen, sessions)
    screen.close()


@by_name
def test_axe_finds_nothing(looker: Looker, sight: Sight) -> None:
    """No rule of WCAG 2.2 AA is broken; the page asks nobody else for anything and is quiet."""
    screen = looker.look(sight)
    found = AXE.run(screen.page, options=RULES).response["violations"]
    assert [_told(violation) for violation in found] == []
    assert screen.wrongs == []


def _told(violation: dict[str, Any]) -> str:
    where = "; ".join(f"{n['target']} {n['html'][:120]}" for n in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']}: {where}"


@by_name
def test_it_fits_the_narrowest_phone_in_french(narrow: Looker, sight: Sight) -> None:
    """No page is wider than its screen, and no word is cut off or lies over another."""
    screen = narrow.look(sight)
    assert screen.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    assert screen.evaluate(MISPLACED_WORDS) == []


#: Words that stick out of what holds them, are cut off, or lie over other words.
MISPLACED_WORDS = (Path(__file__).parent / "misplaced_words.js").read_text()
