"""Several people on one board: at once, with trembling fingers, and when the network goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from ..waiting import wait_until
from .night import (
    BOARD,
    Night,
    anonymous,
    at_once,
    chip,
    expect_queue,
    first_visit,
    give_seat,
    resting,
    seat,
    seated,
    waiting,
)
from .screen import DESK, Screen

#: A finger that trembles taps twice within this.
DOUBLE_TAP_MS = 150
#: A page that has heard nothing for so long is not live.
SILENCE_MS = 26_000
#: After the server is back, a screen that lost it is live again within this.
BACK_MS = 20_000
#: By then what somebody else did has mostly come.
SOON_MS = 500


def test_two_people_move_one_visitor_at_once(night: Night) -> None:
    """One wins; the other reads who did what meanwhile. The visitor is in one place."""
    one, other = night.screen("noor"), night.screen("marie", DESK)
    first_visit(one.page, "Renard")
    other.sees(waiting(other.page, "Renard"))
    before = night.server.facts()
    tap = "#waiting button[name=seat]"
    at_once((one.page, tap), (other.page, tap))
    for screen in (one, other):
        screen.sees(seat(screen.page, 1, "Renard"))

    def refused() -> list[list[str]]:
        return [
            page.locator(".notice.refused").all_inner_texts() for page in (one.page, other.page)
        ]

    # It can be seen who sits before the answer to one's own tap is there.
    wait_until(lambda: any(refused()))
    told = refused()
    assert sorted(map(len, told)) == [0, 1]
    winner = "Marie-Ève" if told[0] else "Noor"
    assert winner in (told[0] or told[1])[0]
    assert night.server.facts() == before + 1
    assert one.page.locator(".seat", has_text="Renard").count() == 1


def test_a_refusal_is_read_where_the_person_looks(night: Night) -> None:
    """On an open sheet, not behind it: a seat that was free when the sheet was opened."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    first_visit(tablet.page, "Renard")
    first_visit(tablet.page, "Loup")
    desk.sees(waiting(desk.page, "Loup"))
    waiting(desk.page, "Loup").locator("summary").click()
    waiting(desk.page, "Loup").locator("a[href$='/seat/']").click()
    choice = desk.page.locator("#sheet button[name=seat][value='1']")
    choice.wait_for()
    give_seat(tablet.page, "Renard")
    desk.sees(seat(desk.page, 1, "Renard"))
    choice.click()
    desk.sees(desk.page.locator("#sheet[open] .notice.refused[role=alert]"))
    desk.page.locator("#sheet button[name=seat][value='2']").click()
    tablet.sees(seat(tablet.page, 2, "Loup"))
    assert not desk.page.locator("#sheet").is_visible()


def test_a_double_tap_is_one_fact(night: Night) -> None:
    """On a verb whose button is there again at once, and on one that gives way to the next."""
    tablet = night.screen("noor")
    room = tablet.page
    first_visit(room, "Renard")
    first_visit(room, "Loup")
    before = night.server.facts()
    double_tap(room, waiting(room, "Renard").locator("button[name=seat]"))
    seat(room, 1, "Renard").wait_for()
    room.wait_for_timeout(400)
    expect_queue(room, "1 Loup")  # the second tap fell on nobody
    assert night.server.facts() == before + 1
    seat(room, 1).locator("button.overdose").tap()
    room.locator("#steps").wait_for()
    for step in ("oxygen", "naloxone"):
        before, lines = night.server.facts(), room.locator("#so-far li").count()
        double_tap(room, room.locator(f"#step-{step} button"))
        expect(room.locator("#so-far li")).to_have_count(lines + 1)
        room.wait_for_timeout(400)
        assert night.server.facts() == before + 1, step


def double_tap(page: Page, target: Locator) -> None:
    box = target.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    page.wait_for_timeout(DOUBLE_TAP_MS)
    page.touchscreen.tap(x, y)


def test_the_same_form_sent_twice_is_one_fact(night: Night) -> None:
    """Whatever the script does: the server knows the form again."""
    desk = night.screen("marie", DESK)
    first_visit(desk.page, "Renard")
    row = waiting(desk.page, "Renard")
    form = {
        field.get_attribute("name"): field.get_attribute("value")
        for field in row.locator("form input").all()
    }
    address = row.locator("button[name=seat]").get_attribute("formaction")
    before = night.server.facts()
    for _ in range(2):
        answer = desk.context.request.post(address, form={**form, "seat": "1"})
        assert answer.ok
    assert night.server.facts() == before + 1


LOSSES: dict[str, tuple[Callable[[Night, Screen], None], Callable[[Night, Screen], None]]] = {
    "the tablet goes off line": (
        lambda _night, screen: screen.context.set_offline(True),
        lambda _night, screen: screen.context.set_offline(False),
    ),
    "the server dies": (
        lambda night, _screen: night.server.kill(),
        lambda night, _screen: night.server.start(),
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_page_that_is_not_live_says_so_and_catches_up(night: Night, loss: str) -> None:
    """What was saved is there; what was tapped meanwhile waits in sight, and is sent by itself."""
    lose, find_again = LOSSES[loss]
    tablet = night.screen("noor")
    room = tablet.page
    tablet.expect_wrongs("net::ERR_", "htmx:", "[object Event]")
    first_visit(room, "Renard")
    with tablet.without_reload():
        lose(night, tablet)
        room.locator("#lost").wait_for(timeout=BACK_MS)
        assert re.search(r"\d\d:\d\d", room.locator("#lost").inner_text())
        give_seat(room, "Renard")
        unsent = room.locator("#waiting-to-be-sent li")
        expect(unsent).to_have_count(1)
        expect(unsent).to_contain_text("Renard")
        expect_queue(room, "1 Renard")
        find_again(night, tablet)
        expect(unsent).to_have_count(0, timeout=BACK_MS)
        desk = night.screen("marie", DESK)
        desk.sees(seat(desk.page, 1, "Renard"))
        first_visit(desk.page, "Loup")
        room.locator("#lost").wait_for(state="hidden", timeout=BACK_MS)
        waiting(room, "Loup").wait_for(timeout=BACK_MS)
        expect_queue(room, "1 Loup")


def test_a_connection_that_died_in_silence_is_opened_anew(night: Night) -> None:
    """The server lost its power: no error comes, and no pulse. The page does not wait for ever."""
    desk = night.screen("marie", DESK, path="/sites/")
    desk.expect_wrongs("htmx:sseError", "[object Event]")
    desk.page.clock.install()
    desk.open(BOARD)
    desk.page.locator("#waiting").wait_for()
    with desk.page.expect_request("**/live"):
        desk.page.clock.fast_forward(SILENCE_MS)
        desk.page.locator("#lost").wait_for()
    desk.page.locator("#lost").wait_for(state="hidden")


def test_focus_stays_where_it_is(night: Night) -> None:
    """On its control: when another card changes, when this one moves, and when it changes."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    room, there = tablet.page, desk.page
    first_visit(room, "Renard")
    first_visit(room, "Loup")
    sit = waiting(there, "Loup").locator("button[name=seat]")
    desk.sees(sit)
    sit.focus()
    first_visit(room, "Lune")
    desk.sees(waiting(there, "Lune"))
    expect(sit).to_be_focused()
    give_seat(room, "Renard")
    desk.sees(seat(there, 1, "Renard"))
    expect_queue(there, "1 Loup", "2 Lune")
    expect(sit).to_be_focused()
    seat(there, 1).locator("button[formaction$='/aftercare/']").focus()
    seat(room, 1).locator("button.overdose").tap()
    room.locator("#steps").wait_for()
    desk.sees(there.locator("#seat-1.overdose"))
    expect(there.locator("#seat-1 a.open")).to_be_focused()


def test_a_finger_on_a_button_does_not_lose_it(night: Night) -> None:
    """A change that arrives between touching and letting go does not swallow the tap."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    seated(tablet.page, "Renard")
    rest = seat(desk.page, 1, "Renard").locator("button[formaction$='/aftercare/']")
    desk.sees(rest)
    rest.hover()
    desk.page.mouse.down()
    first_visit(tablet.page, "Loup")
    desk.page.wait_for_timeout(SOON_MS)
    desk.page.mouse.up()
    tablet.sees(resting(tablet.page, "Renard"))
    desk.sees(waiting(desk.page, "Loup"))


def test_an_open_menu_stays_open(night: Night) -> None:
    """While others arrive, and while the visitor whose menu it is moves up in the queue."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    room, there = tablet.page, desk.page
    first_visit(room, "Renard")
    first_visit(room, "Loup")
    desk.sees(waiting(there, "Loup"))
    waiting(there, "Loup").locator("summary").click()
    leaving = waiting(there, "Loup").locator("a[href$='/leave/']")
    first_visit(room, "Lune")
    desk.sees(waiting(there, "Lune"))
    expect(leaving).to_be_visible()
    give_seat(room, "Renard")
    desk.sees(seat(there, 1, "Renard"))
    expect_queue(there, "1 Loup", "2 Lune")
    expect(leaving).to_be_visible()


def test_a_half_typed_form_is_not_lost(night: Night) -> None:
    """An arrival over the board, and a dose on the overdose's page, while colleagues go on."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    room, there = tablet.page, desk.page
    there.click("#arrive a")
    there.fill("#id_handle", "F-BOUC")
    seated(room, "Renard")
    desk.sees(there.locator("#seat-1:not(.free)"))
    expect(there.locator("#id_handle")).to_have_value("F-BOUC")
    expect(there.locator("#id_handle")).to_be_focused()
    there.keyboard.press("Escape")
    seat(room, 1).locator("button.overdose").tap()
    room.locator("#steps").wait_for()
    there.locator("#seat-1 .overdose.open").click()
    chip(there, "product", "IN:4").check()
    room.tap("#step-oxygen button")
    desk.sees(there.locator("#step-oxygen .done"))
    expect(chip(there, "product", "IN:4")).to_be_checked()


def test_each_screen_speaks_its_own_language(night: Night) -> None:
    """French beside English: the same room, the same second, each in its own words."""
    french, english = night.screen("noor", language="fr"), night.screen("marie", DESK, "en")
    anonymous(french.page)
    for screen, language, nobody in ((french, "fr", "anonyme"), (english, "en", "anonymous")):
        screen.sees(waiting(screen.page, nobody))
        assert screen.page.locator("html").get_attribute("lang") == language
    # One tap changes it, and the account remembers.
    french.page.click("button[name=language][value=en]")
    french.sees(waiting(french.page, "anonymous"))
    assert french.page.locator("html").get_attribute("lang") == "en"
