"""Who is kept out at the door, and an emergency there: in a real browser, in French."""

from playwright.sync_api import Page, expect

from .night import BOARD, Night, chip, first_visit, waiting
from .peopled import find

WHO = "Corbeau"


def test_an_emergency_waits_for_no_restriction(night: Night) -> None:
    """One tap from the door to the overdose's button; the reason is kept with it."""
    room = night.screen("noor").page
    first_visit(room, WHO)
    _they_leave(room)
    _a_restriction_needs_an_end(room)
    room.goto(BOARD)
    begin_door(room)
    room.locator("#sheet form[action$='/emergency/'] button").tap()
    room.wait_for_url("**/visits/**")
    room.locator("form[action$='/overdose/'] button.overdose").tap()
    room.locator("#steps").wait_for()


def begin_door(page: Page) -> None:
    page.tap("#arrive a")
    page.fill("#id_handle", WHO.lower())
    page.tap("#sheet .sheet-body button.primary")
    page.locator("#sheet .notice.refused").first.wait_for()
    page.locator("#sheet a.primary[href$='/door/']").click()
    page.locator("#turn-away").wait_for()


def _they_leave(page: Page) -> None:
    page.goto(BOARD)
    waiting(page, WHO).locator("summary").tap()
    waiting(page, WHO).locator("a[href$='/leave/']").tap()
    chip(page, "reason", "mind").tap()
    page.tap("#sheet .sheet-foot button")
    page.locator("#sheet").wait_for(state="hidden")


def _a_restriction_needs_an_end(room: Page) -> None:
    find(room, WHO)
    room.locator("a[href$='/restrict/']").tap()
    chip(room, "kind", "threats").tap()
    room.fill("#id_note", "A menacé quelqu’un à l’entrée")
    room.tap(".sheet-foot button")
    expect(room.locator(".error").first).to_contain_text("choisissez jusqu’à quand")
    expect(room.locator("#id_note")).to_have_value("A menacé quelqu’un à l’entrée")
    chip(room, "span", "7").tap()
    room.tap(".sheet-foot button")
    room.wait_for_url("**/people/*/")
    expect(room.locator("main .notice.refused").first).to_contain_text("N’entre pas jusqu’au")
