"""A session ends in mid-work: the password is asked for over the page, and work goes on."""

import base64
import sqlite3
import time
from contextlib import closing

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page, expect

from .house import PASSWORD
from .night import BOARD, Night, first_visit, seated
from .screen import PHONE, Screen

BACK_MS = 20_000


def end_sessions(night: Night) -> None:
    """As time or an administrator ends them."""
    with closing(sqlite3.connect(night.server.var / "veille.sqlite3", timeout=20)) as database:
        database.execute("DELETE FROM django_session")
        database.commit()


def over(page: Page):
    return page.locator("#over[open]")


def sign_in_over(page: Page, password: str = PASSWORD) -> None:
    expect(over(page)).to_be_visible(timeout=BACK_MS)
    page.locator("#over-password").fill(password)
    page.locator("#over button.primary").tap()


def expect_session_errors(tablet: Screen) -> None:
    """A stream that is answered by the sign-in page."""
    tablet.expect_wrongs("EventSource's response", "[object Event]", "htmx:")


def test_a_tap_asks_for_the_password_over_the_board_and_is_then_done(night: Night) -> None:
    tablet = night.screen("noor", size=PHONE)
    expect_session_errors(tablet)
    room = tablet.page
    first_visit(room, "Renard")
    end_sessions(night)
    before = night.server.facts()
    with tablet.without_reload():
        room.locator("#waiting .row", has_text="Renard").locator("button[name=seat]").tap()
        expect(over(room)).to_contain_text("Votre session a pris fin", timeout=BACK_MS)
        expect(room.locator("#over-name")).to_have_value("noor")
        assert night.server.facts() == before
        sign_in_over(room, "not the password")
        expect(room.locator("#over .error")).to_contain_text("ne vont pas ensemble")
        sign_in_over(room)
        expect(over(room)).to_have_count(0, timeout=BACK_MS)
        expect(room.locator(".seat", has_text="Renard")).to_be_visible(timeout=BACK_MS)
    assert night.server.facts() == before + 1
    expect(room.locator("#waiting-to-be-sent li")).to_have_count(0)
    # The board is live again.
    desk = Screen(night.browser, night.server, size=PHONE).sign_in("marie")
    first_visit(desk.open(BOARD), "Lynx")
    tablet.sees(room.locator("#waiting .row", has_text="Lynx"))
    desk.close()


def test_what_was_typed_is_sent_after_signing_in_over_the_form(night: Night) -> None:
    tablet = night.screen("noor", path=f"{BOARD}shift/note/")
    expect_session_errors(tablet)
    page = tablet.page
    page.locator("main textarea").fill("Renard a mal au bras.")
    end_sessions(night)
    before = night.server.facts()
    page.locator("main button[type=submit], main button:not([type])").last.tap()
    expect(over(page)).to_be_visible(timeout=BACK_MS)
    page.locator("#over [data-later]").tap()
    expect(over(page)).to_have_count(0)
    expect(page.locator("main textarea")).to_have_value("Renard a mal au bras.")
    page.wait_for_timeout(500)  # no double tap
    page.locator("main button[type=submit], main button:not([type])").last.tap()
    with page.expect_navigation():
        sign_in_over(page)
    assert night.server.facts() == before + 1
    expect(page.locator("main")).to_contain_text("Renard a mal au bras.")


def test_an_open_sheet_goes_on_after_signing_in_over_it(night: Night) -> None:
    """A handle is looked for by a form that writes nothing: it is asked again."""
    tablet = night.screen("noor")
    expect_session_errors(tablet)
    room = tablet.page
    room.tap("#arrive a")
    room.fill("#id_handle", "Renard")
    end_sessions(night)
    room.tap("#sheet .sheet-body button.primary")
    sign_in_over(room)
    room.locator("#arrival").wait_for()
    expect(room.locator("#sheet")).to_contain_text("Renard")


def test_the_steps_of_an_overdose_are_tapped_on_while_nobody_is_signed_in(night: Night) -> None:
    """The page adds them by a token of its own, with their times, the dialog beside them; they stay
    in sight as sent, and stand in the timeline once she has signed in."""
    tablet = night.screen("noor", size=PHONE)
    expect_session_errors(tablet)
    room = tablet.page
    number = seated(room, "Renard")
    room.locator(f"#seat-{number} button.overdose").tap()
    room.locator("#steps").wait_for()
    end_sessions(night)
    before = night.server.facts()
    for step in ("stimulation", "oxygen", "breaths"):
        room.locator(f"#step-{step} button").tap()
        expect(room.locator(f"#step-{step} .waits")).to_contain_text("envoyé", timeout=BACK_MS)
    expect(over(room)).to_be_visible()
    expect(room.locator("#waiting-to-be-sent li")).to_have_count(0, timeout=BACK_MS)
    expect(room.locator("#so-far li.unsent .mark")).to_have_text(["envoyé"] * 3)
    assert night.server.facts() == before + 3
    sign_in_over(room)
    added = room.locator("#so-far li", has_text="après la fin de la session")
    expect(added).to_have_count(3, timeout=BACK_MS)
    expect(room.locator("#so-far li.unsent")).to_have_count(0)
    assert night.server.facts() == before + 3


def test_whoever_else_signs_in_finds_nothing_of_what_waits(night: Night) -> None:
    tablet = night.screen("noor")
    expect_session_errors(tablet)
    room = tablet.page
    first_visit(room, "Renard")
    end_sessions(night)
    before = night.server.facts()
    room.locator("#waiting .row", has_text="Renard").locator("button[name=seat]").tap()
    expect(over(room)).to_be_visible(timeout=BACK_MS)
    room.locator("#over a").tap()
    room.wait_for_url("**/sign-in/**")
    tablet.sign_in("marie")
    tablet.open(BOARD)
    expect(room.locator("#waiting-to-be-sent")).to_contain_text("quelqu’un d’autre")
    expect(room.locator("#waiting-to-be-sent")).not_to_contain_text("Renard")
    room.wait_for_timeout(4_500)
    assert night.server.facts() == before
    end_sessions(night)
    tablet.sign_in("noor")
    tablet.open(BOARD)
    expect(room.locator("#waiting-to-be-sent li")).to_have_count(0, timeout=BACK_MS)
    assert night.server.facts() == before + 1


def test_signed_in_again_in_another_tab_is_signed_in_here_too(night: Night) -> None:
    tablet = night.screen("noor", path=f"{BOARD}shift/note/")
    expect_session_errors(tablet)
    page = tablet.page
    page.locator("main textarea").fill("Renard a mal au bras.")
    end_sessions(night)
    other = tablet.context.new_page()
    other.goto("/sign-in/")
    other.fill("#id_username", "noor")
    other.fill("#id_password", PASSWORD)
    other.press("#id_password", "Enter")
    other.wait_for_url(lambda url: "/sign-in/" not in url)
    before = night.server.facts()
    with page.expect_navigation():
        page.locator("main button[type=submit], main button:not([type])").last.tap()
    assert night.server.facts() == before + 1


def test_a_board_that_nobody_touches_shows_nobody_once_its_session_ended(night: Night) -> None:
    tablet = night.screen("noor")
    expect_session_errors(tablet)
    room = tablet.page
    first_visit(room, "Renard")
    end_sessions(night)
    expect(over(room)).to_be_visible(timeout=40_000)
    covered = room.evaluate(
        "getComputedStyle(document.getElementById('over'), '::backdrop').backgroundColor"
    )
    assert covered.startswith("rgb("), covered
    room.locator("#over [data-later]").tap()
    room.wait_for_url(lambda url: "/sign-in/" in url)


def test_whoever_has_a_second_factor_is_asked_for_its_code_as_well(night: Night) -> None:
    tablet = night.screen("noor", size=PHONE, path="/second-factor/")
    expect_session_errors(tablet)
    page = tablet.page
    key = base64.b32decode((page.locator("main code").text_content() or "").replace(" ", ""))
    page.fill("#id_code", TOTP(key, 6, hashes.SHA1(), 30).generate(int(time.time())).decode())
    page.locator("main button").tap()
    spare = page.locator(".recovery-codes code").first.text_content() or ""
    page.goto(BOARD)
    first_visit(page, "Renard")
    end_sessions(night)
    with tablet.without_reload():
        page.locator("#waiting .row", has_text="Renard").locator("button[name=seat]").tap()
        expect(page.locator("#over-code")).to_be_hidden()
        sign_in_over(page)
        page.locator("#over-code").fill("000000")
        page.locator("#over button.primary").tap()
        expect(page.locator("#over .error")).to_contain_text("ne compte pas", timeout=BACK_MS)
        page.locator("#over-code").fill(spare)
        page.locator("#over button.primary").tap()
        expect(over(page)).to_have_count(0, timeout=BACK_MS)
        expect(page.locator(".seat", has_text="Renard")).to_be_visible(timeout=BACK_MS)
