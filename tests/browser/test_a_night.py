"""A night at CACTUS: ten seats, a tablet in the room, a second screen at the desk.

Whatever is done on one screen shows on the other within a second, without a reload.
"""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from . import house
from .night import (
    BOARD,
    Night,
    anonymous,
    begin_arrival,
    by_keyboard,
    chip,
    expect_queue,
    first_visit,
    give_seat,
    resting,
    seat,
    waiting,
)
from .scenes import KNOWN
from .screen import DESK, Screen


def test_a_night_from_the_first_arrival_to_the_last_correction(night: Night) -> None:
    """Everything that the night asks for, on a tablet in French; the desk sees it in English."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK, "en")
    room, there = tablet.page, desk.page
    with desk.without_reload():
        _five_arrive(tablet, desk)
        _seats_are_given(tablet, desk)
        overdose = _an_overdose(tablet, desk)
        _one_leaves_without_consuming(tablet, desk)
        _one_rests_and_goes(tablet, desk)
    assert re.search(r"\b5\b", there.locator("#tiles .tile").first.inner_text())
    _a_correction_keeps_what_was_said(tablet, desk)
    # The overdose can be read afterwards, by whoever was there.
    desk.open(overdose)
    assert there.locator("#steps").count() == 0
    assert there.locator("#so-far li").count() == 9
    house.veille(night.server.var, "ledger", "verify")
    room.goto(BOARD)


def _five_arrive(tablet: Screen, desk: Screen) -> None:
    room, there = tablet.page, desk.page
    first_visit(room, "F-TREM-1988")
    desk.sees(waiting(there, "F-TREM-1988"))
    first_visit(room, "Renard", "cocaine")
    desk.sees(waiting(there, "Renard"))
    anonymous(room)
    desk.sees(waiting(there).nth(2))
    _known_in_three_taps(room)
    desk.sees(waiting(there, KNOWN))
    first_visit(room, "Sam", "crack", "inhalation")
    desk.sees(waiting(there, "Sam"))
    for page, nobody in ((room, "anonyme"), (there, "anonymous")):
        expect_queue(page, "1 F-TREM-1988", "2 Renard", f"3 {nobody}", f"4 {KNOWN}", "5 Sam")


def _known_in_three_taps(room: Page) -> None:
    room.evaluate("window.taps = 0; addEventListener('pointerdown', () => taps++, true)")
    begin_arrival(room, KNOWN.lower())
    room.tap("#arrival button[name=same]")
    waiting(room, KNOWN).wait_for()
    assert room.evaluate("taps") <= 3


def _seats_are_given(tablet: Screen, desk: Screen) -> None:
    room, there = tablet.page, desk.page
    give_seat(room, "F-TREM-1988")
    desk.sees(seat(there, 1, "F-TREM-1988"))
    by_keyboard(there, waiting(there, "Renard").locator("button[name=seat]"))
    tablet.sees(seat(room, 2, "Renard"))
    # Whoever smokes is offered a seat that is built for it.
    give_seat(room, "Sam")
    desk.sees(seat(there, 9, "Sam"))
    expect_queue(room, "1 anonyme", f"2 {KNOWN}")


def _an_overdose(tablet: Screen, desk: Screen) -> str:
    room, there = tablet.page, desk.page
    room.locator("#seat-1 button.overdose").tap()
    room.locator("#steps").wait_for()
    card = there.locator("#seat-1.overdose")
    desk.sees(card)
    desk.sees(there.locator("#tiles .tile.overdose"))
    for step in ("stimulation", "oxygen"):
        _step(tablet, desk, step)
    _step(tablet, desk, "naloxone")
    chip(room, "product", "IN:4").tap()
    _step(tablet, desk, "naloxone")
    room.locator("#dose-3").wait_for()
    doses = [re.sub(r"\s", " ", line) for line in room.locator("#so-far li").all_inner_texts()]
    assert [
        bool(re.search(dose, line)) for dose, line in ((r"0,4 mg", doses[3]), (r"4 mg", doses[4]))
    ] == [True, True]
    for step in ("called_911", "ambulance"):
        _step(tablet, desk, step)
    _forgotten_step(room)
    room.locator("#overdose-buttons .primary").tap()
    chip(room, "outcome", "declined").tap()
    page = room.url.removesuffix("end/")
    room.locator(".sheet-foot button").tap()
    desk.sees(card, gone=True)
    return page


def _step(tablet: Screen, desk: Screen, what: str) -> None:
    """One tap; its time stands in the timeline, and on the seat's card at the desk."""
    card = desk.page.locator("#seat-1 .what")
    lines, before = tablet.page.locator("#so-far li").count(), card.inner_text()
    tablet.page.tap(f"#step-{what} button")
    desk.page.wait_for_function(
        "before => document.querySelector('#seat-1 .what').innerText !== before",
        arg=before,
    )
    expect(tablet.page.locator("#so-far li")).to_have_count(lines + 1)
    time = tablet.page.locator("#so-far li:not(.now) > time").last.inner_text()
    assert time in card.inner_text()


def _forgotten_step(room: Page) -> None:
    """Added with its true time, it stands where it happened, among what was tapped."""
    found = room.locator("#so-far time").first.get_attribute("datetime") or ""
    true = datetime.fromisoformat(found) + timedelta(seconds=1)
    wait = (true - datetime.now(UTC)).total_seconds()
    room.wait_for_timeout(max(0.0, wait) * 1_000)
    room.locator("#overdose-buttons a[href$='/earlier/']").tap()
    room.fill("#id_at", f"{true:%H:%M:%S}")
    chip(room, "what", "breaths").tap()
    what = room.locator("label.chip", has=chip(room, "what", "breaths")).inner_text().strip()
    room.locator(".sheet-foot button").tap()
    added = room.locator("#so-far li", has_text=what)
    assert added.locator("> time").inner_text() == f"{true:%H:%M:%S}"
    times = [time.get_attribute("datetime") for time in room.locator("#so-far time").all()][:-1]
    assert times == sorted(times)
    assert len(times) == 8


def _one_leaves_without_consuming(tablet: Screen, desk: Screen) -> None:
    room, there = tablet.page, desk.page
    who = "anonyme"
    waiting(room, who).locator("summary").tap()
    waiting(room, who).locator("a[href$='/leave/']").tap()
    room.tap("#sheet .sheet-foot button")
    room.locator("#sheet .error").wait_for()
    assert waiting(there, "anonymous").count() == 1
    chip(room, "reason", "wait").tap()
    room.tap("#sheet .sheet-foot button")
    desk.sees(waiting(there, "anonymous"), gone=True)
    expect_queue(there, f"1 {KNOWN}")


def _one_rests_and_goes(tablet: Screen, desk: Screen) -> None:
    room, there = tablet.page, desk.page
    seat(room, 2).locator("button[formaction$='/aftercare/']").tap()
    desk.sees(resting(there, "Renard"))
    desk.sees(there.locator("#seat-2.free"))
    resting(room, "Renard").locator("button[formaction$='/leave/']").tap()
    desk.sees(resting(there, "Renard"), gone=True)


def _a_correction_keeps_what_was_said(tablet: Screen, desk: Screen) -> None:
    """Heroin was told as “down”: who changed it, when, why, and what it said before stay."""
    room, there = tablet.page, desk.page
    seat(there, 1).locator(".who").click()
    arrival = there.locator("[aria-labelledby=history] li", has=there.locator(".correct")).first
    before = arrival.locator("> div").inner_text()
    arrival.locator("a.correct").click()
    chip(there, "substances", "down").uncheck()
    chip(there, "substances", "fentanyl").check()
    why = there.locator("#correct label.chip", has=chip(there, "why", "told"))
    why.click()
    reason = why.inner_text().strip()
    there.fill("#correct #id_note", "Elle l’a su au comptoir")
    there.locator(".sheet-foot button").first.click()
    corrected = there.locator(".timeline .correction")
    corrected.wait_for()
    told = corrected.inner_text()
    assert corrected.locator("del").inner_text() in before
    assert "Marie-Ève" in told
    assert reason in told
    assert "Elle l’a su au comptoir" in told
    tablet.sees(seat(room, 1).get_by_text("fentanyl"))
