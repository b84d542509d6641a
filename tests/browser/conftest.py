"""A real Chromium and a real server for the tests in this folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from ..conftest import CHROMIUM
from . import house
from .screen import Screen

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
