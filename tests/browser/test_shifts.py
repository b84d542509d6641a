"""What a shift leaves to the next: in a real browser, in French and in English."""

from playwright.sync_api import expect

from . import house
from .night import Night, chip
from .peopled import SHIFT
from .screen import DESK


def test_a_night_is_handed_over(night: Night) -> None:
    tablet, desk = night.screen("noor", path=SHIFT), night.screen("marie", DESK, "en")
    room, there = tablet.page, desk.page
    room.tap("main a[href$='/shift/note/']")
    room.fill("#id_note", "Le frigo ne ferme plus")
    room.tap(".sheet-foot button")
    room.wait_for_url(f"**{SHIFT}")
    # An incident in three taps; those who were called come by one more.
    room.tap("main a[href$='/shift/incident/']")
    chip(room, "what", "violence").tap()
    chip(room, "called", "police").tap()
    room.tap(".sheet-foot button")
    room.wait_for_url("**/incidents/*/")
    room.locator("form", has=room.locator("input[value=police]")).locator("button").tap()
    expect(room.locator(".timeline")).to_contain_text("Sur les lieux")
    room.tap("a[href$='/close/']")
    room.tap(".sheet-foot button")
    room.wait_for_url(f"**{SHIFT}")
    # Whoever comes on duty reads it before anything else.
    there.locator(".top summary.face").last.click()
    there.locator("form[action$='/duty/'] button").click()
    there.wait_for_url(f"**{SHIFT}")
    expect(there.locator("[aria-labelledby=notes]")).to_contain_text("Le frigo ne ferme plus")
    expect(there.locator("main .notice.refused")).to_contain_text("A violent incident")
    there.locator("a[href*='/debrief/']").click()
    there.fill("#id_present", "4")
    there.locator(".sheet-foot .primary").click()
    there.wait_for_url(f"**{SHIFT}")
    expect(there.locator("[aria-labelledby=nights] .mark.good")).to_be_visible()
    expect(there.locator("main .notice.refused")).to_have_count(0)
    house.veille(night.server.var, "ledger", "verify")
