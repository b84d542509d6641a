"""A new worker goes through a set situation on the real pages, and reads how it went."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from . import house
from .night import chip
from .screen import TABLET, Screen


@pytest.fixture
def school(tmp_path: Path) -> Iterator[house.Server]:
    var = tmp_path / "var"
    var.mkdir()
    house.stage(var, "school")
    server = house.Server(var).start()
    yield server
    server.close()


def test_an_overdose_is_trained_and_judged(browser: Browser, school: house.Server) -> None:
    screen = Screen(browser, school, size=TABLET).sign_in("marie")
    page = screen.open("/training/")
    page.tap("form[action='/training/overdose/'] button")
    seat = page.locator(".seat", has_text="fentanyl")
    seat.locator("button.overdose").tap()
    page.locator("#steps").wait_for()
    for n, step in enumerate(("stimulation", "called_911", "oxygen", "naloxone"), 2):
        page.tap(f"#step-{step} button")
        page.locator("#so-far li").nth(n).wait_for()  # what was found, what was done, “now”
    page.tap("#overdose-buttons .primary")
    chip(page, "outcome", "declined").tap()
    page.tap(".sheet-foot button")
    page.wait_for_url("**/at/formation/")
    page.locator(".band.info a").first.tap()
    points = page.locator(".points .row")
    points.first.wait_for()
    assert points.count() == 8
    missed = points.filter(has=page.locator(".mark.long"))
    assert missed.count() == 1
    assert "ambulance" in missed.inner_text()
    page.tap("main a[href='/training/']")
    assert "7 sur 8" in page.inner_text("main")
    screen.close()
