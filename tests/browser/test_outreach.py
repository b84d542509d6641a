"""A night of the truck: its crew taps with one thumb, and whoever has an old phone reads it."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from . import house
from .night import Night, chip, give_seat, let_in, seat
from .outreach import TRUCK, around
from .screen import DESK, PHONE, Screen

BOARD, HOME = f"/at/{TRUCK}/", f"/at/{TRUCK}/outreach/"
CORNER, NEXT = "Berri / Ontario", "Peel / Wellington"
#: A sheet's button may come where the thumb just was: nobody taps it before having read it, and
#: the phone takes two taps at once for a double one.
_READING_MS = 500
#: What a thumb reaches on a phone of this height.
LOWER_HALF = PHONE["height"] / 2


@pytest.fixture
def truck(night: Night) -> Night:
    """The network has a truck of two seats as well."""
    house.veille(
        night.server.var, "site", "add", TRUCK, "L’Anonyme", "--kind", "truck", "--injection", "2"
    )
    return night


@pytest.fixture
def passer_by(browser: Browser, truck: Night) -> Page:
    """Somebody's old phone: no account, no script."""
    context = browser.new_context(
        base_url=truck.server.url, viewport=PHONE, java_script_enabled=False, locale="fr-CA"
    )
    return context.new_page()


def test_a_night_of_the_truck(truck: Night, passer_by: Page) -> None:
    desk = truck.screen("marie", DESK, path=f"/at/{TRUCK}/profile/")
    _the_coordinator_tells_the_public(desk)
    assert "Selon l’horaire" in _read(passer_by)
    phone = truck.screen("noor", PHONE, path=BOARD)
    desk.open(BOARD)
    _the_crew_is_there(phone, desk)
    assert "Sur place depuis" in _read(passer_by)
    _somebody_comes_in(phone)
    _people_are_met(phone)
    _the_crew_leaves_and_the_next_stop_is_cancelled(phone)
    told = _read(passer_by)
    assert "Pas à un arrêt en ce moment" in told
    assert f"Annulé\u00a0: {NEXT}" in told
    assert "(panne)" in told
    assert passer_by.context.cookies() == []
    passer_by.context.close()


def _read(passer_by: Page) -> str:
    """What the public page says now: a copy is kept for seconds, unless it is asked for anew."""
    passer_by.goto("/network/")
    passer_by.reload()
    return passer_by.locator("main").inner_text()


def _the_coordinator_tells_the_public(desk: Screen) -> None:
    page = desk.page
    page.fill("#id_address", "un camion, au centre-ville")
    chip(page, "offers", "naloxone").check()
    page.click("section[aria-labelledby=site] .primary")
    page.locator(".notice.good").wait_for()
    now = datetime.now(UTC)
    for corner, begins, ends in ((CORNER, -30, 60), (NEXT, 75, 150)):
        span, _day = around(now, begins, ends)
        page.goto(f"/at/{TRUCK}/schedule/")
        page.fill("#id_corner", corner)
        page.fill("#id_begins", f"{span.begins // 60}:{span.begins % 60:02d}")
        page.fill("#id_ends", f"{span.ends // 60} h {span.ends % 60:02d}")
        for day in range(7):
            chip(page, "weekdays", str(day)).check()
        page.fill("#id_first", "2026-01-01")
        page.click("section[aria-labelledby=new] .primary")
        page.locator(".notice.good").wait_for()


def _the_crew_is_there(phone: Screen, desk: Screen) -> None:
    page = phone.page
    bar = page.locator("#stop-bar")
    assert page.evaluate("scrollY") == 0
    for reached in (bar.locator("button[value=here]"), page.locator("#arrive a")):
        box = reached.bounding_box()
        assert box is not None
        assert box["y"] > LOWER_HALF
        assert box["y"] + box["height"] <= PHONE["height"], "needs a scroll"
        assert box["height"] >= 44
    with phone.without_reload(), desk.without_reload():
        bar.locator("button[value=here]").tap()
        bar.locator("button[value=leaving]").wait_for()
        desk.sees(desk.page.locator("#stop-bar button[value=leaving]"))
    expect(page.locator("#stop-now")).to_contain_text(CORNER)


def _somebody_comes_in(phone: Screen) -> None:
    page = phone.page
    page.tap("#arrive a")
    page.locator("#sheet a.big").wait_for()
    page.wait_for_timeout(_READING_MS)
    page.tap("#sheet a.big")
    page.locator("#arrival").wait_for()
    let_in(page, "cocaine", "injection")
    give_seat(page, "")
    seat(page, 1, "anonyme").wait_for()
    leave = seat(page, 1).locator("button[formaction$='/leave/']")
    leave.scroll_into_view_if_needed()
    leave.tap()
    page.locator("#seat-1.free").wait_for()


def _people_are_met(phone: Screen) -> None:
    page = phone.open(HOME)
    page.locator("button[name=people][value='5']").tap()
    page.locator(".notice.good").wait_for()
    expect(page.locator("section[aria-labelledby=met] .panel-head")).to_contain_text("5")
    # The page remembers where: the next one is one tap again.
    page.locator("button[name=people][value='1']").tap()
    expect(page.locator("section[aria-labelledby=met] .panel-head")).to_contain_text("6")


def _the_crew_leaves_and_the_next_stop_is_cancelled(phone: Screen) -> None:
    page = phone.open(BOARD)
    bar = page.locator("#stop-bar")
    bar.locator("button[value=leaving]").tap()
    expect(bar.locator("h2")).to_have_text(NEXT)
    bar.locator("a[href$='/cancel/']").tap()
    page.locator("#sheet #cancel").wait_for()
    page.locator("#sheet .sheet-foot button").tap()
    page.locator("#sheet .error").wait_for()
    chip(page, "why", "breakdown").tap()
    page.locator("#sheet .sheet-foot button").tap()
    page.locator("#sheet").wait_for(state="hidden")
    page.locator(".notice.good").first.wait_for()
