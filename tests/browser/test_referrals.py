"""A visitor is referred, from the first word to the last news; on a tablet, in French."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from . import house
from .night import Night, chip, first_visit, waiting
from .referrals import HOME, PLACES
from .screen import DESK

TORONTO = ZoneInfo("America/Toronto")


def coming(weekday: int, hour: int) -> str:
    """The next such day of the week but today, as the device's picker gives it."""
    day = datetime.now(TORONTO) + timedelta(days=1)
    while day.weekday() != weekday:
        day += timedelta(days=1)
    return day.strftime(f"%Y-%m-%dT{hour:02d}:00")


def test_a_referral_followed_to_its_end(night: Night) -> None:
    tablet, desk = night.screen("noor"), night.screen("marie", DESK, "en")
    hand, there = tablet.page, desk.page
    _a_place_is_listed(there)
    first_visit(hand, "F-TREM-1988")
    visit = waiting(hand, "F-TREM-1988").locator(".who").get_attribute("href") or ""
    _a_service_is_one_tap(hand, visit)
    _a_referral_is_offered_and_made(hand, visit)
    _the_card_says_where_and_when_and_nothing_else(hand)
    _they_went(hand, there)
    house.veille(night.server.var, "ledger", "verify")


def _a_place_is_listed(page: Page) -> None:
    page.goto(PLACES)
    page.click("a[href$='/destinations/new/']")
    page.fill("#id_name", "Clinique Tamarac")
    for need in ("housing", "oat"):
        chip(page, "needs", need).check(force=True)
    page.fill("#id_address", "310, rue du Tamarac, Montréal")
    page.fill("#id_phone", "514-555-0113")
    for day in range(5):
        page.fill(f"#id_day_{day}", "9:00-12:00, 13 h - 17 h")
    page.fill("#id_note_en", "Ring twice.")
    page.click(".sheet-foot button")
    expect(page.locator("h1")).to_have_text("Clinique Tamarac")
    expect(page.locator("[aria-labelledby=hours]")).to_contain_text("09:00-12:00, 13:00-17:00")


def _a_service_is_one_tap(page: Page, visit: str) -> None:
    page.goto(visit)
    page.tap(".doors a[href$='/services/']")
    page.tap("button[name=service][value=wound]")
    expect(page.locator("[aria-labelledby=given] li")).to_have_count(1)
    expect(page.locator("button[name=service][value=wound] small")).to_have_text("1")


def _a_referral_is_offered_and_made(page: Page, visit: str) -> None:
    page.goto(visit)
    page.tap(".doors a[href$='/referral/']")
    chip(page, "need", "housing").tap()
    page.tap(".sheet-foot button")
    page.wait_for_url("**/make/")
    page.locator("label.chip", has_text="Clinique Tamarac").tap()
    page.fill("#id_appointment", coming(6, 10))
    page.tap(".sheet-foot button")
    # A Sunday: the sentence says when it opens next, and the form has kept its words.
    refused = page.locator(".error").first
    expect(refused).to_contain_text("Clinique Tamarac est fermé le dimanche")
    expect(refused).to_contain_text(re.compile(r"prochaine ouverture est le lundi .*09:00"))
    page.fill("#id_appointment", coming(2, 14))
    page.tap(".sheet-foot button")
    expect(page.locator("[aria-labelledby=what]")).to_contain_text("mercredi")
    expect(page.locator("[aria-labelledby=history] li")).to_have_count(3)


def _the_card_says_where_and_when_and_nothing_else(page: Page) -> None:
    page.tap("a[href$='/card/']")
    page.locator("label.chip", has_text="English").tap()
    page.tap("form.panel button.button:not(.primary)")
    card = page.locator(".slip")
    expect(card).to_contain_text("Ring twice.")
    expect(card).to_contain_text("Wednesday")
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    paper = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="screen")
    assert re.findall(rb"/Count (\d+)", paper) == [b"1"]
    assert re.search(rb"MediaBox *\[0 0 (297|298)[.\d]* (419|420)", paper), "one card, of A6"
    for told in ("Clinique Tamarac", "14:00", "514-555-0113", "310, rue du Tamarac"):
        assert told in printed
    for untold in ("F-TREM-1988", "CACTUS", "Carte", "Veille", "Répétition"):
        assert untold not in printed


def _they_went(page: Page, there: Page) -> None:
    page.tap("a[href$='/referrals/']:has-text('Références')")
    page.locator("tbody th a", has_text="F-TREM-1988").tap()
    page.tap("button.step.next")
    expect(page.locator("h1 + p")).to_contain_text("honorée")
    page.tap("a.step[href$='/step/close/']")
    chip(page, "reason", "completed").tap()
    page.tap(".sheet-foot button")
    expect(page.locator("h1 + p")).to_contain_text("fermée")
    expect(page.locator(".step")).to_have_count(0)
    there.goto(f"{HOME}?ended=1")
    expect(there.locator("tbody tr")).to_contain_text("closed (attended)")
    there.goto(f"{HOME}waiting/")
    expect(there.locator("figure svg")).to_contain_text("Clinique Tamarac")
