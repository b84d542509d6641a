"""What is known at the door, and what a visitor may ask: in a real browser, in French."""

import re

from playwright.sync_api import Page, expect

from . import house
from .night import BOARD, Night, begin_arrival, chip, first_visit, waiting
from .peopled import FIND, find
from .screen import DESK

WHO = "Corbeau"
#: A second tap on one spot within 400 ms is none; nobody reads a warning faster.
READING_MS = 500


def test_from_a_restriction_to_its_appeal_and_an_open_door(night: Night) -> None:
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    room, there = tablet.page, desk.page
    first_visit(room, WHO)
    _an_allergy_is_seen_by_whoever_comes_next(room, there)
    _they_leave(room)
    _a_restriction_needs_an_end(room)
    _who_is_kept_out_is_turned_away_and_appeals(room)
    _a_colleague_decides(there)
    _the_door_is_open_again(room)


def test_a_visitor_asks_what_is_held_and_is_forgotten(night: Night) -> None:
    """Printed, then forgotten for good: found by nobody, and the ledger still holds."""
    room, there = night.screen("noor").page, night.screen("marie", DESK).page
    first_visit(room, WHO)
    _an_allergy_is_seen_by_whoever_comes_next(room, there)
    _they_leave(room)
    _all_that_is_held_is_printed(there)
    _they_are_forgotten(there)
    house.veille(night.server.var, "ledger", "verify")


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
    page.wait_for_timeout(READING_MS)
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


def _an_allergy_is_seen_by_whoever_comes_next(room: Page, there: Page) -> None:
    find(room, WHO.upper())
    room.locator("a[href$='/flag/']").tap()
    chip(room, "kind", "allergy").tap()
    room.tap(".sheet-foot button")
    expect(room.locator(".error").first).to_contain_text("une allergie à quoi")
    room.fill("#id_note", "Pénicilline")
    room.tap(".sheet-foot button")
    room.wait_for_url("**/people/*/")
    expect(waiting(there, WHO).locator(".mark.long")).to_have_text("allergie")


def _who_is_kept_out_is_turned_away_and_appeals(room: Page) -> None:
    room.goto(BOARD)
    begin_door(room)
    assert room.locator("#sheet button[name=same]").count() == 0
    room.wait_for_timeout(READING_MS)
    room.locator("#turn-away button").tap()
    room.locator("#sheet").wait_for(state="hidden")
    find(room, WHO)
    room.locator("a[href$='/appeal/']").tap()
    room.fill("#id_note", "Ce n’était pas moi")
    room.tap(".sheet-foot button")
    room.wait_for_url("**/people/*/")
    # Who imposed it does not decide.
    room.locator("a[href*='/restrictions/']").first.tap()
    room.wait_for_url("**/restrictions/*/")
    assert room.locator("a[href$='/decide/']").count() == 0


def _a_colleague_decides(there: Page) -> None:
    there.goto(FIND)
    expect(there.locator("main .mark.long")).to_contain_text("1")
    there.locator("main a[href$='/restrictions/']").click()
    there.locator("tbody th a").first.click()
    there.locator("a[href$='/decide/']").click()
    chip(there, "decision", "lifted").check()
    there.fill("#id_note", "On s’est parlé")
    there.click(".sheet-foot button")
    there.wait_for_url("**/people/*/")
    expect(there.locator("main .notice.refused b", has_text="N’entre pas")).to_have_count(0)


def _the_door_is_open_again(room: Page) -> None:
    room.goto(BOARD)
    begin_arrival(room, WHO)
    expect(room.locator("#sheet .notice")).to_contain_text("Pénicilline")
    room.tap("#arrival button[name=same]")
    waiting(room, WHO).wait_for()


def _all_that_is_held_is_printed(there: Page) -> None:
    find(there, WHO)
    there.locator("a[href$='/held/']").click()
    there.wait_for_url("**/held/")
    held = re.sub(r"\s", " ", there.locator("main").inner_text())
    for told in (WHO, "Pénicilline", "infirm"):
        assert told in held, told
    there.evaluate("window.print = () => { window.printed = true; }")
    there.click("[data-print]")
    assert there.evaluate("window.printed")
    expect(there.locator("form[action$='/file/'] button")).to_be_visible()


def _they_are_forgotten(there: Page) -> None:
    there.locator("a[href$='/forget/']").first.click()
    there.click(".sheet-foot button")
    there.locator(".error").first.wait_for()
    there.locator("#id_asked").check()
    there.click(".sheet-foot button")
    there.wait_for_url("**/people/*/")
    expect(there.locator("h1")).to_have_text("personne oubliée")
    there.goto(FIND)
    there.fill("#id_handle", WHO)
    there.press("#id_handle", "Enter")
    expect(there.locator("main .notice")).to_contain_text(WHO)
    assert there.url.endswith(FIND)
