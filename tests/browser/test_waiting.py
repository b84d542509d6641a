"""The network is cut: what is tapped waits in sight with its time, and is sent when it is back;
what is typed is not lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from .night import BOARD, Night, first_visit, seated
from .screen import DESK, Screen

BACK_MS = 20_000


def unsent(page: Page):
    return page.locator("#waiting-to-be-sent li")


def in_a_cut(tablet: Screen) -> None:
    tablet.expect_wrongs("net::ERR_", "htmx:", "[object Event]")
    tablet.context.set_offline(True)


def test_the_steps_of_an_overdose_are_kept_with_their_times_through_a_cut(night: Night) -> None:
    """Three steps, in their order, each when it was."""
    tablet = night.screen("noor")
    room = tablet.page
    number = seated(room, "Renard")
    room.locator(f"#seat-{number} button.overdose").tap()
    room.locator("#steps").wait_for()
    before, lines = night.server.facts(), room.locator("#so-far li").count()
    in_a_cut(tablet)
    for step in ("stimulation", "oxygen", "breaths"):
        room.locator(f"#step-{step} button").tap()
        expect(room.locator(f"#step-{step} .waits")).to_be_visible()
        room.wait_for_timeout(1_100)
    expect(unsent(room)).to_have_count(3)
    assert night.server.facts() == before
    tablet.context.set_offline(False)
    expect(unsent(room)).to_have_count(0, timeout=BACK_MS)
    assert night.server.facts() == before + 3
    expect(room.locator("#so-far li")).to_have_count(lines + 3, timeout=BACK_MS)
    times = re.findall(r"\d\d:\d\d:\d\d", room.locator("#so-far").inner_text())
    assert len(set(times[-3:])) == 3, times


def test_a_step_that_waits_outlives_a_reload(night: Night) -> None:
    tablet = night.screen("noor")
    room = tablet.page
    number = seated(room, "Renard")
    room.locator(f"#seat-{number} button.overdose").tap()
    room.locator("#steps").wait_for()
    in_a_cut(tablet)
    room.locator("#step-oxygen button").tap()
    expect(unsent(room)).to_have_count(1)
    tablet.context.set_offline(False)
    before = night.server.facts()
    room.reload()
    expect(unsent(room)).to_have_count(0, timeout=BACK_MS)
    assert night.server.facts() <= before + 1
    expect(room.locator("#so-far")).to_contain_text("Oxygène", timeout=BACK_MS)


def test_what_is_refused_later_is_said_with_its_time(night: Night) -> None:
    """Somebody else gave the seat meanwhile."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    first_visit(tablet.page, "Renard")
    desk.sees(desk.page.locator("#waiting .row", has_text="Renard"))
    in_a_cut(tablet)
    tablet.page.locator("#waiting .row", has_text="Renard").locator("button[name=seat]").tap()
    expect(unsent(tablet.page)).to_have_count(1)
    desk.page.locator("#waiting .row", has_text="Renard").locator("button[name=seat]").click()
    desk.page.locator("#seat-1", has_text="Renard").wait_for()
    tablet.context.set_offline(False)
    expect(unsent(tablet.page)).to_have_count(0, timeout=BACK_MS)
    notice = tablet.page.locator("#notices .notice.refused")
    expect(notice).to_contain_text("Renard")
    expect(notice).to_contain_text(re.compile(r"\d\d:\d\d"))


def test_what_one_tapped_is_sent_for_nobody_else(night: Night) -> None:
    tablet = night.screen("noor")
    first_visit(tablet.page, "Renard")
    in_a_cut(tablet)
    tablet.page.locator("#waiting .row", has_text="Renard").locator("button[name=seat]").tap()
    expect(unsent(tablet.page)).to_have_count(1)
    before = night.server.facts()
    tablet.page.evaluate(
        "sessionStorage.setItem('veille-waiting', sessionStorage.getItem('veille-waiting')"
        ".replace(document.body.dataset.account, '0'.repeat(32)))"
    )
    tablet.context.set_offline(False)
    tablet.page.reload()
    expect(unsent(tablet.page)).to_contain_text("quelqu’un d’autre")
    tablet.page.wait_for_timeout(5_000)
    assert night.server.facts() == before
    tablet.page.evaluate("sessionStorage.clear()")


def test_a_note_is_not_sent_into_a_cut_and_its_words_stay(night: Night) -> None:
    tablet = night.screen("noor", path=f"{BOARD}shift/note/")
    page = tablet.page
    page.locator("main textarea").fill("Renard a mal au bras.")
    in_a_cut(tablet)
    page.locator("main button[type=submit], main button:not([type])").last.tap()
    expect(page.locator("#notices .notice.refused")).to_contain_text("Pas envoyé", timeout=BACK_MS)
    expect(page.locator("main textarea")).to_have_value("Renard a mal au bras.")
    before = night.server.facts()
    tablet.context.set_offline(False)
    page.wait_for_timeout(500)  # no double tap
    with page.expect_navigation():
        page.locator("main button[type=submit], main button:not([type])").last.tap()
    assert night.server.facts() == before + 1
    expect(page.locator("main")).to_contain_text("Renard a mal au bras.")


@pytest.mark.parametrize("path", ["shift/note/", "arrival/"])
def test_a_change_of_language_keeps_what_was_typed(night: Night, path: str) -> None:
    tablet = night.screen("noor", path=f"{BOARD}{path}")
    page = tablet.page
    field = page.locator("main textarea, main input[type=text]").first
    field.fill("Renard")
    with page.expect_navigation():
        page.locator(".languages button[value=en]").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main textarea, main input[type=text]").first).to_have_value("Renard")
    with page.expect_navigation():
        page.locator(".languages button[value=fr]").tap()
