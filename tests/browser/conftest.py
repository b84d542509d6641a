"""A real Chromium and a real server for the tests in this folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright

from ..conftest import CHROMIUM
from . import house
from .night import STAFF, Night
from .screen import PATIENCE_MS, TABLET, Screen

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=PATIENCE_MS)
#: Where the documentation's pictures go; written where VEILLE_PICTURES=1 only.
PICTURES = house.ROOT / "docs" / "pictures"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with this folder's last test: under Playwright's loop Django refuses to be called."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def picture() -> Callable[[Screen, str], None]:
    """Keeps a picture of the screen for the documentation, where that is asked for."""

    def keep(screen: Screen, name: str) -> None:
        if os.environ.get("VEILLE_PICTURES") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            screen.page.screenshot(path=PICTURES / name, animations="disabled", caret="initial")

    return keep


@pytest.fixture(scope="package")
def cactus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CACTUS, set up as on its first day, by the commands of the guide."""
    var = tmp_path_factory.mktemp("cactus") / "var"
    house.veille(var, "init", "--name", "CACTUS")
    house.veille(
        var, "site", "add", "cactus", "CACTUS Montréal", "--injection", "8", "--inhalation", "2"
    )
    for sign_in, name, role in STAFF:
        house.veille(var, "account", "add", sign_in, "--name", name, "--role", role)
    house.stage(var, "yesterday")
    return var


@pytest.fixture(scope="package")
def staff(browser: Browser, cactus: Path) -> dict[str, StorageState]:
    """Everybody's session, begun on the sign-in page. A copy of the installation holds it too."""
    server = house.Server(cactus).start()
    begun = {}
    for name, _name, _role in STAFF:
        screen = Screen(browser, server, size=TABLET).sign_in(name)
        begun[name] = screen.context.storage_state()
        screen.close()
    server.close()
    (cactus / "server.log").unlink()
    return begun


@pytest.fixture
def night(
    browser: Browser, cactus: Path, staff: dict[str, StorageState], tmp_path: Path
) -> Iterator[Night]:
    server = house.Server(house.copy(cactus, tmp_path / "var")).start()
    night = Night(browser, server, staff)
    try:
        yield night
    finally:
        night.close()
